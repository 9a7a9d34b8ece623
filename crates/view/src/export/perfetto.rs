//! Runs as a trace in the Chrome Trace Event Format, which `ui.perfetto.dev` and `chrome://tracing` open.
//!
//! A lane is a process. Its tracks are the coordinator's, one a member, one a partition, and a counter of total lag;
//! slices on them are states of the group, what members do, and who holds. A message is a slice of no length on its
//! sender's track and one on its receiver's, with a flow arrow between them. Times are µs since the scenario began, as
//! in the trace.

use rebalance_analysis::activity::Activity;
use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::{Holders, Report};
use rebalance_model::message::{Actor, Message};
use rebalance_model::scenario::json::Json;
use rebalance_model::trace::{EventKind, GroupType};
use rebalance_model::{MemberIdx, PartitionIdx, SimTime};

use super::json;
use crate::lab::Lane;
use crate::label;
use crate::text::{self, Lang};

/// Events of a file. What is beyond is left out and counted, as a viewer that lives in a browser has an end too.
const MOST: usize = 400_000;
/// The coordinator's track. Members follow, then partitions.
const COORDINATOR: u64 = 1;
/// A slice that a flow arrow begins or ends at has to have a length: 1 µs, the shortest.
const MOMENT: u64 = 1;

/// The trace of these runs, as the text of a file.
pub fn perfetto(lang: Lang, lanes: &[Lane]) -> String {
    let mut out = Writer {
        out: String::from("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"),
        n_events: 0,
        left_out: 0,
        pid: 0,
    };
    let mut flow = 0;
    for (i, lane) in lanes.iter().enumerate() {
        out.pid = i as u64 + 1;
        tracks(&mut out, lang, lane);
        slices(&mut out, lang, lane);
        acts(&mut out, lang, lane);
        messages(&mut out, lane, &mut flow);
        lag(&mut out, &lane.report);
    }
    let scenario = lanes.first().map_or("", |lane| &lane.trace().scenario().name);
    out.finish(scenario)
}

const fn of_member(member: MemberIdx) -> u64 {
    COORDINATOR + 1 + member.0 as u64
}

fn of_actor(actor: Actor) -> u64 {
    if let Actor::Member(member) = actor { of_member(member) } else { COORDINATOR }
}

/// Names of the process and its tracks, in their order.
fn tracks(out: &mut Writer, lang: Lang, run: &Lane) {
    let scenario = run.trace().scenario();
    out.named("process_name", 0, run.title(lang));
    out.put("process_sort_index", 'M', 0, None, vec![args([("sort_index", Json::from(out.pid))])]);
    out.track(COORDINATOR, &text::actor(lang, scenario, Actor::Coordinator));
    for member in (0..scenario.members.len()).map(MemberIdx::at) {
        out.track(of_member(member), &label::member(scenario, member));
    }
    for p in (0..run.report.owners.len()).map(PartitionIdx::at) {
        out.track(of_partition(run, p), &label::partition(scenario, p));
    }
}

fn of_partition(run: &Lane, p: PartitionIdx) -> u64 {
    COORDINATOR + 1 + run.trace().scenario().members.len() as u64 + u64::from(p.0)
}

/// States of the group, what members do, who holds what.
fn slices(out: &mut Writer, lang: Lang, run: &Lane) {
    let (report, scenario) = (&run.report, run.trace().scenario());
    let name = |m| label::member(scenario, m);
    phases(
        out,
        report,
        COORDINATOR,
        &report.group,
        |p| p.start,
        |p| {
            let name = if p.group == GroupType::Consumer { "group epoch" } else { "generation" };
            (Some(p.state.name().to_owned()), vec![args([(name, Json::Int(i64::from(p.generation.0)))])])
        },
    );
    for (i, phases_of) in report.activities.iter().enumerate() {
        phases(
            out,
            report,
            of_member(MemberIdx::at(i)),
            phases_of,
            |p| p.start,
            |p| {
                let is_there = p.activity != Activity::Absent;
                (is_there.then(|| text::doing(lang, p.activity, false, true).to_owned()), Vec::new())
            },
        );
    }
    let nobody = text::chart_words(lang).nobody;
    for (i, phases_of) in report.owners.iter().enumerate() {
        phases(
            out,
            report,
            of_partition(run, PartitionIdx::at(i)),
            phases_of,
            |p| p.start,
            |p| {
                let holders = match p.holders {
                    Holders::Absent => None,
                    Holders::Nobody => Some(nobody.to_owned()),
                    Holders::One(m) => Some(name(m)),
                    Holders::Stale(m) => Some([&name(m), " (", text::chart_words(lang).removed, ")"].concat()),
                    Holders::Two(a, b) => Some([&name(a), " + ", &name(b)].concat()),
                };
                (holders, Vec::new())
            },
        );
    }
}

/// A slice a phase; a phase without a name has none.
fn phases<P>(
    out: &mut Writer,
    report: &Report,
    tid: u64,
    phases: &[P],
    start_of: impl Fn(&P) -> SimTime,
    told: impl Fn(&P) -> (Option<String>, Vec<(&'static str, Json)>),
) {
    for (i, phase) in phases.iter().enumerate() {
        let (start, (name, more)) = (start_of(phase), told(phase));
        let end = phases.get(i + 1).map_or(report.end, &start_of);
        if let Some(name) = name.filter(|_| end > start) {
            out.slice(&name, tid, start, end.since(start).as_micros(), more);
        }
    }
}

/// What was done to the group.
fn acts(out: &mut Writer, lang: Lang, run: &Lane) {
    let trace = run.trace();
    for event in &trace.events {
        if let EventKind::Step(step) = event.kind {
            let action = &trace.scenario().script[step.index()].action;
            let who = action.member();
            let name = who.map_or_else(String::new, |m| label::member(trace.scenario(), m));
            let tid = who.map_or(COORDINATOR, of_member);
            out.put(&text::act(lang, &name, action), 'i', tid, Some(event.at), vec![("s", Json::from("p"))]);
        }
    }
}

fn messages(out: &mut Writer, run: &Lane, flow: &mut u64) {
    for m in &run.trace().messages {
        if !out.has_room(4) {
            continue;
        }
        *flow += 1;
        let (name, id) = (m.body.api().name(), ("id", Json::from(*flow)));
        let (from, to) = (of_actor(m.from), of_actor(m.to));
        out.slice(name, from, m.sent, MOMENT, said(m));
        let Some(arrived) = m.arrived else { continue };
        out.slice(name, to, arrived, MOMENT, said(m));
        let cat = ("cat", Json::from("message"));
        out.put(name, 's', from, Some(m.sent), vec![cat.clone(), id.clone()]);
        // "e": the arrow ends at the slice around it, not at the next one.
        out.put(name, 'f', to, Some(arrived), vec![cat, id, ("bp", Json::from("e"))]);
    }
}

fn said(m: &Message) -> Vec<(&'static str, Json)> {
    let way = if m.answers.is_some() { "response" } else { "request" };
    let mut said = vec![("is", Json::from(way))];
    if !m.body.error().is_ok() {
        said.push(("error", Json::from(m.body.error().name())));
    }
    vec![args(said)]
}

fn lag(out: &mut Writer, report: &Report) {
    for (t, lag) in &report.lag.points {
        out.put("lag", 'C', 0, Some(*t), vec![args([("records", Json::from(*lag))])]);
    }
}

fn args(list: impl IntoIterator<Item = (&'static str, Json)>) -> (&'static str, Json) {
    ("args", Json::Object(list.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}

struct Writer {
    out: String,
    n_events: usize,
    left_out: u64,
    /// The lane that is told.
    pid: u64,
}

impl Writer {
    fn named(&mut self, what: &str, tid: u64, name: &str) {
        self.put(what, 'M', tid, None, vec![args([("name", Json::from(name))])]);
    }

    fn track(&mut self, tid: u64, name: &str) {
        self.named("thread_name", tid, name);
        self.put("thread_sort_index", 'M', tid, None, vec![args([("sort_index", Json::from(tid))])]);
    }

    fn slice(&mut self, name: &str, tid: u64, start: SimTime, takes_us: u64, more: Vec<(&'static str, Json)>) {
        let mut all = vec![("dur", Json::from(takes_us))];
        all.extend(more);
        self.put(name, 'X', tid, Some(start), all);
    }

    /// Whether so many more find room; else they are left out together.
    fn has_room(&mut self, n_events: usize) -> bool {
        let has_room = self.n_events + n_events <= MOST;
        if !has_room {
            self.left_out += n_events as u64;
        }
        has_room
    }

    fn put(&mut self, name: &str, phase: char, tid: u64, at: Option<SimTime>, more: Vec<(&'static str, Json)>) {
        if !self.has_room(1) {
            return;
        }
        let mut all =
            vec![("name", Json::from(name)), ("ph", Json::Text(phase.to_string())), ("pid", Json::from(self.pid))];
        all.push(("tid", Json::from(tid)));
        all.extend(at.map(|t| ("ts", Json::from(t.as_micros()))));
        all.extend(more);
        if self.n_events > 0 {
            self.out.push_str(",\n");
        }
        json::write(&mut self.out, &Json::Object(all.into_iter().map(|(key, value)| (key.to_owned(), value)).gather()));
        self.n_events += 1;
    }

    fn finish(mut self, scenario: &str) -> String {
        let (_, about) = args([("scenario", Json::from(scenario)), ("events_left_out", Json::from(self.left_out))]);
        self.out.push_str("\n],\"otherData\":");
        json::write(&mut self.out, &about);
        self.out.push_str("}\n");
        self.out
    }
}
