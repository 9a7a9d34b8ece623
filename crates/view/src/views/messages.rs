//! The space-time diagram of a lane: a line a participant, time downwards, an arrow a message.
//!
//! Between two messages there may be a tenth of a millisecond or half a minute, so a place is a viewing time: that of
//! a map ([`PaceMap`]) of its own, which gives each message room, the same for all lanes. It is also the pace at which
//! time runs while the view is open, so that the diagram moves evenly.
//!
//! Messages that bring no news are counted ([`Fold`]) unless the session wants them drawn.

use std::cell::OnceCell;
use std::rc::Rc;

use rebalance_analysis::activity::is_zombie;
use rebalance_analysis::gather::Gather as _;
use rebalance_model::message::{Actor, Api, Message};
use rebalance_model::trace::{EventKind, GroupState};
use rebalance_model::{EventId, MemberIdx, MessageIdx, SimDuration, SimTime, Trace};

use super::fields;
use crate::chart::Table;
use crate::lab::{Lab, Lane};
use crate::motion::TokenLook;
use crate::pace::{Busy, Floor, PaceMap};
use crate::scene::Status;
use crate::scene::lane::status;
use crate::session::{Routine, Session, View};
use crate::text::{self, Lang, Rich};
use crate::traffic::{answers, is_routine};
use crate::{label, limits};

/// The diagram of a lane around an instant. Places down are viewing time in ms since the opening; lines are numbered
/// from the left, the coordinator's is 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Messages {
    /// Members that have a line, from line 1 on.
    pub members: Vec<Line>,
    /// How many have none.
    pub left_out: usize,
    /// Labels of instants.
    pub ticks: Vec<Tick>,
    /// What was done to the group.
    pub marks: Vec<Tick>,
    /// What participants are at.
    pub phases: Vec<Phase>,
    /// Messages that are counted.
    pub folds: Vec<Fold>,
    /// Requests that wait at the coordinator for their answer.
    pub waits: Vec<Wait>,
    /// Messages that are drawn, in the order of their sending.
    pub arrows: Vec<Arrow>,
    /// The same for those who do not see it.
    pub table: Table,
    /// The message that was selected.
    pub detail: Option<Detail>,
    /// The message before it, or before the instant.
    pub earlier: Option<Near>,
    /// The one after it.
    pub later: Option<Near>,
}

/// A member's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub member: MemberIdx,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub colour: u8,
}

/// A labelled place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub y: u32,
    /// "16.0295".
    pub label: String,
}

/// What a participant is at for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Whose line.
    pub line: usize,
    /// Where it begins.
    pub y0: u32,
    /// Where it ends.
    pub y1: u32,
    /// How it is.
    pub is: PhaseKind,
    /// In words; empty where there is nothing to say.
    pub label: String,
}

/// How a participant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseKind {
    /// A member.
    Member(Status),
    /// The coordinator's group.
    Group(GroupState),
}

/// Requests and responses of a member that bring no news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Whose line.
    pub line: usize,
    /// Where the first one begins.
    pub y0: u32,
    /// Where the last one ends.
    pub y1: u32,
    /// "Heartbeat ×12", a kind of message each.
    pub labels: Vec<String>,
}

/// A request that waits at the coordinator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Whose it is.
    pub line: usize,
    /// Where it arrives.
    pub y0: u32,
    /// Where its answer leaves.
    pub y1: u32,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Which.
    pub message: MessageIdx,
    /// The member's line.
    pub line: usize,
    /// Whether it goes to the coordinator or comes from there.
    pub way: Way,
    /// Where it leaves.
    pub y0: u32,
    /// Where it arrives.
    pub y1: u32,
    /// Kafka's name of it, or its error.
    pub label: Rc<str>,
    /// How it looks.
    pub look: TokenLook,
}

/// Which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A request.
    ToCoordinator,
    /// A response.
    ToMember,
}

/// A message that can be selected next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// Which.
    pub message: MessageIdx,
    /// When it was sent.
    pub at: SimTime,
}

/// What a message says, and why it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    /// Which.
    pub message: MessageIdx,
    /// "C1 → coordinator", with its name.
    pub title: Rich,
    /// When it was sent, and how long it took.
    pub when: String,
    /// Its fields, as Kafka spells them.
    pub fields: Vec<(&'static str, String)>,
    /// What made its sender send it.
    pub why: Rich,
    /// The event of its sending.
    pub event: EventId,
    /// When that was.
    pub at: SimTime,
}

/// As much as is drawn at once, above and below the window that the playhead is in.
const WINDOW_US: u64 = 4_000_000;
/// Two labels of instants are so far apart, ms of viewing time.
const TICK_MS: u32 = 170;
/// A fold covers so much, ms of viewing time.
const FOLD_MS: u32 = 900;
/// What has not arrived so long before the end of a run never does.
const NEVER: SimDuration = SimDuration::from_millis(200);

/// Diagrams of some runs, made when they are first asked for: one with folds, one without. Clones are the same ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diagrams(Rc<[OnceCell<Diagram>; 2]>);

impl Diagrams {
    fn cell(&self, routine: Routine) -> &OnceCell<Diagram> {
        match routine {
            Routine::Folded => &self.0[0],
            Routine::Drawn => &self.0[1],
        }
    }

    /// The map of the diagram that is shown, once there is one.
    pub(crate) fn map(&self, view: View) -> Option<&PaceMap> {
        let View::Messages(routine) = view else { return None };
        self.cell(routine).get().map(|diagram| &diagram.map)
    }
}

/// A place in a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Viewing time since the opening, µs.
    pub us: u64,
    /// That of the whole run.
    pub of_us: u64,
}

impl Place {
    /// A number that differs where another part of the diagram is drawn.
    pub const fn window(self) -> u64 {
        self.us / WINDOW_US
    }
}

/// What all lanes have in common, and what of each lane is drawn.
#[derive(Debug)]
struct Diagram {
    map: PaceMap,
    lanes: Vec<Traffic>,
}

/// The messages of a lane.
#[derive(Debug)]
struct Traffic {
    /// The answer to each message, if there is one.
    answers: Vec<Option<MessageIdx>>,
    /// What is drawn.
    drawn: Vec<MessageIdx>,
    /// Requests that are counted, each with its answer.
    counted: Vec<MessageIdx>,
}

impl Traffic {
    fn of(trace: &Trace, from: SimTime, routine: Routine) -> Self {
        let answers = answers(trace);
        let (mut drawn, mut counted) = (Vec::new(), Vec::new());
        for (i, m) in trace.messages.iter().enumerate() {
            let request = m.answers.unwrap_or(MessageIdx::at(i));
            let answer = answers[request.index()].map(|a| trace.message(a));
            let is_over = m.arrived.unwrap_or(m.sent) < from;
            if is_over || routine == Routine::Folded && is_routine(trace.message(request), answer) {
                if m.answers.is_none() && m.sent >= from {
                    counted.push(request);
                }
            } else {
                drawn.push(MessageIdx::at(i));
            }
        }
        Self { answers, drawn, counted }
    }
}

impl Diagram {
    fn of(lab: &Lab, routine: Routine) -> Self {
        let from = lab.axis.from;
        let lanes: Vec<Traffic> = lab.lanes.iter().map(|l| Traffic::of(l.trace(), from, routine)).gather();
        let mut instants = lab.axis.markers.iter().map(|m| m.at).gather();
        let mut flights = Vec::new();
        for (lane, traffic) in lab.lanes.iter().zip(&lanes) {
            for m in traffic.drawn.iter().map(|i| lane.trace().message(*i)) {
                instants.push(m.sent);
                if let Some(arrived) = m.arrived {
                    instants.push(arrived);
                    flights.push((m.sent, arrived));
                }
            }
            lane.report.group.iter().for_each(|phase| instants.push(phase.start));
            lane.report.activities.iter().flatten().for_each(|phase| instants.push(phase.start));
        }
        let busy = Busy { instants, holds: Vec::new(), flights, floor: Floor::EveryFlight };
        Self { map: PaceMap::adaptive(from, lab.axis.end, busy), lanes }
    }

    fn y(&self, t: SimTime) -> u32 {
        u32::try_from(self.map.to_view(t) / 1000).unwrap_or(u32::MAX)
    }
}

/// The diagram of a lane around `t`, with what is told of the message that is `selected`.
pub fn messages(lab: &Lab, session: &Session, lane: usize, t: SimTime, selected: Option<MessageIdx>) -> Messages {
    let (View::Messages(routine), Some(of)) = (session.view, lab.lanes.get(lane)) else { return Messages::default() };
    let diagram = lab.diagrams.cell(routine).get_or_init(|| Diagram::of(lab, routine));
    let t = lab.clamp(t);
    let here = diagram.map.to_view(t) / WINDOW_US;
    let at = |window: u64| diagram.map.to_sim(window * WINDOW_US);
    let (from, until) = (at(here.saturating_sub(1)), at(here + 2));
    let near = Around { lab, of, diagram, traffic: &diagram.lanes[lane], lang: session.lang, from, until };
    let mut out = Messages::default();
    near.lines(&mut out);
    near.arrows(&mut out);
    near.folds(&mut out);
    near.phases(&mut out);
    near.ticks(&mut out);
    out.table = near.table(&out.arrows, lane);
    out.detail = selected.and_then(|m| near.detail(m));
    near.neighbours(&mut out, selected, t);
    out
}

/// A lane around an instant.
struct Around<'a> {
    lab: &'a Lab,
    of: &'a Lane,
    diagram: &'a Diagram,
    traffic: &'a Traffic,
    lang: Lang,
    from: SimTime,
    until: SimTime,
}

impl Around<'_> {
    fn trace(&self) -> &Trace {
        self.of.trace()
    }

    /// When a message has arrived, or would have.
    fn ends(&self, m: &Message) -> SimTime {
        m.arrived.unwrap_or(m.sent + NEVER).min(self.lab.axis.end)
    }

    fn is_near(&self, from: SimTime, until: SimTime) -> bool {
        from < self.until && until >= self.from
    }

    /// Messages near the playhead of those in `list`.
    fn near(&self, list: &[MessageIdx]) -> Vec<MessageIdx> {
        let trace = self.trace();
        let begun = list.partition_point(|i| trace.message(*i).sent < self.until);
        list[..begun].iter().copied().filter(|i| self.ends(trace.message(*i)) >= self.from).gather()
    }

    fn lines(&self, out: &mut Messages) {
        let (trace, scenario) = (self.trace(), &self.lab.scenario);
        let total = scenario.members.len();
        let mut has_part = vec![total <= limits::LINES; total];
        if total > limits::LINES {
            for i in self.near(&self.traffic.drawn) {
                has_part[member(trace.message(i)).index()] = true;
            }
        }
        for m in (0..total).map(MemberIdx::at).filter(|m| has_part[m.index()]) {
            if out.members.len() < limits::LINES {
                out.members.push(Line { member: m, name: label::member(scenario, m), colour: label::colour(m) });
            }
        }
        out.left_out = total - out.members.len();
    }

    fn arrows(&self, out: &mut Messages) {
        let trace = self.trace();
        for i in self.near(&self.traffic.drawn) {
            let m = trace.message(i);
            let Some(line) = line_of(out, member(m)) else { continue };
            let (y0, y1) = (self.diagram.y(m.sent), self.diagram.y(self.ends(m)));
            let (api, error) = (m.body.api(), m.body.error());
            let label = text::token(trace, m);
            let is_lost = m.arrived.is_none() && trace.end.since(m.sent) > NEVER;
            let answer = self.traffic.answers[m.answers.unwrap_or(i).index()].map(|a| trace.message(a));
            let look = if is_lost {
                TokenLook::Lost
            } else if !error.is_ok() {
                TokenLook::Alert
            } else if is_routine(trace.message(m.answers.unwrap_or(i)), answer) {
                TokenLook::Faint
            } else {
                TokenLook::Plain
            };
            let way = if m.answers.is_some() { Way::ToMember } else { Way::ToCoordinator };
            out.arrows.push(Arrow { message: i, line, way, y0, y1, label, look });
            if let (Api::JoinGroup | Api::SyncGroup, None, Some(_)) = (api, m.answers, m.arrived) {
                let until = answer.map_or(self.lab.axis.end, |a| a.sent);
                if until.since(m.sent) > WAITS {
                    out.waits.push(Wait { line, y0: y1, y1: self.diagram.y(until) });
                }
            }
        }
    }

    /// Messages without news, counted as long as the member has none with news and they are close.
    fn folds(&self, out: &mut Messages) {
        let trace = self.trace();
        let near = self.near(&self.traffic.counted);
        for line in 1..=out.members.len() {
            let who = out.members[line - 1].member;
            let mut run: Option<Run> = None;
            let news: Vec<u32> = out.arrows.iter().filter(|a| a.line == line).map(|a| a.y0).gather();
            for m in near.iter().map(|i| trace.message(*i)).filter(|m| member(m) == who) {
                let (y0, y1) = (self.diagram.y(m.sent), self.diagram.y(self.ends(m)));
                let ends = run.as_ref().is_some_and(|(first, last, _)| {
                    y0 > first + FOLD_MS || news.iter().any(|y| (*last..y0).contains(y))
                });
                if ends {
                    out.folds.extend(run.take().map(|run| fold(line, run)));
                }
                let (_, last, counts) = run.get_or_insert_with(|| (y0, y1, Vec::new()));
                *last = y1;
                match counts.iter_mut().find(|(api, _)| *api == m.body.api()) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((m.body.api(), 1)),
                }
            }
            out.folds.extend(run.map(|run| fold(line, run)));
        }
    }

    fn phases(&self, out: &mut Messages) {
        let (report, end) = (&self.of.report, self.lab.axis.end);
        for (i, phase) in report.group.iter().enumerate() {
            let until = report.group.get(i + 1).map_or(end, |next| next.start);
            let label = [phase.state.name(), " · ", &phase.generation.0.to_string()].concat();
            self.phase(out, (0, phase.start, until), PhaseKind::Group(phase.state), label);
        }
        let trace = self.trace();
        let events = &trace.events[trace.events_until(self.from)..trace.events_until(self.until)];
        for line in 1..=out.members.len() {
            let who = out.members[line - 1].member;
            // A member that is removed does not know it: what it is changes, what it does not.
            let removed = |kind| matches!(kind, EventKind::MemberRemoved(id, _) if trace.member_of(id) == who);
            let mut starts: Vec<SimTime> = report.activities[who.index()].iter().map(|p| p.start).gather();
            starts.extend(events.iter().filter(|e| removed(e.kind)).map(|e| e.at));
            rebalance_model::order::sort(&mut starts);
            starts.dedup();
            for (i, start) in starts.iter().enumerate() {
                let until = starts.get(i + 1).copied().unwrap_or(end);
                if self.is_near(*start, until) {
                    let (state, activity) = (self.of.at.at(*start), report.activity(who, *start));
                    let zombie = is_zombie(&state, who) && activity.runs();
                    let holds = !state.members[who.index()].held.is_empty();
                    let status = status(activity, zombie);
                    let said = text::doing(self.lang, activity, zombie, holds);
                    let label = if status == Status::Working { "" } else { said }.to_owned();
                    self.phase(out, (line, *start, until), PhaseKind::Member(status), label);
                }
            }
        }
    }

    fn phase(&self, out: &mut Messages, (line, from, until): (usize, SimTime, SimTime), is: PhaseKind, label: String) {
        let (y0, y1) = (self.diagram.y(from), self.diagram.y(until));
        if self.is_near(from, until) && y0 < y1 {
            out.phases.push(Phase { line, y0, y1, is, label });
        }
    }

    fn ticks(&self, out: &mut Messages) {
        for mark in self.lab.axis.markers.iter().filter(|m| self.is_near(m.at, m.at)) {
            out.marks.push(Tick { y: self.diagram.y(mark.at), label: mark.label.clone() });
        }
        let trace = self.trace();
        let mut instants: Vec<SimTime> = Vec::new();
        for m in out.arrows.iter().map(|a| trace.message(a.message)) {
            instants.push(m.sent);
            instants.extend(m.arrived);
        }
        rebalance_model::order::sort(&mut instants);
        let mut free = 0;
        for t in instants {
            let y = self.diagram.y(t);
            if y >= free {
                free = y + TICK_MS;
                out.ticks.push(Tick { y, label: text::instant(t) });
            }
        }
    }

    fn table(&self, arrows: &[Arrow], lane: usize) -> Table {
        let words = text::views(self.lang);
        let row = |arrow: &Arrow| {
            let m = self.trace().message(arrow.message);
            let name = |actor| text::actor(self.lang, &self.lab.scenario, actor);
            let arrived = m.arrived.map_or_else(|| words.never.to_owned(), text::instant);
            vec![text::instant(m.sent), name(m.from), name(m.to), arrow.label.to_string(), arrived]
        };
        Table {
            caption: [self.lab.lanes[lane].title(self.lang), ": ", words.messages].concat(),
            columns: words.message_columns.iter().map(|c| (*c).to_owned()).gather(),
            rows: arrows.iter().map(row).gather(),
        }
    }

    fn detail(&self, message: MessageIdx) -> Option<Detail> {
        let trace = self.trace();
        let m = trace.messages.get(message.index())?;
        let until = trace.events_until(m.sent);
        let place = trace.events[..until].iter().rposition(|e| e.kind == EventKind::Sent(message))?;
        let words = text::views(self.lang);
        let took = match m.arrived {
            Some(arrived) => text::duration(self.lang, arrived.since(m.sent)),
            None => words.never.to_owned(),
        };
        let prose = text::Prose { lang: self.lang, scenario: &self.lab.scenario };
        Some(Detail {
            message,
            title: text::message(&prose, m),
            when: [&text::instant(m.sent), " s · ", &took].concat(),
            fields: fields::fields(trace, &self.lab.group_id, m),
            why: super::why::reason(self.lab, self.of, self.lang, EventId::at(place)),
            event: EventId::at(place),
            at: m.sent,
        })
    }

    fn neighbours(&self, out: &mut Messages, selected: Option<MessageIdx>, t: SimTime) {
        let (trace, drawn) = (self.trace(), &self.traffic.drawn);
        let near = |i: &MessageIdx| Near { message: *i, at: trace.message(*i).sent.max(self.lab.axis.from) };
        // Without one that is selected, those before and after the instant.
        let begun = || drawn.partition_point(|i| trace.message(*i).sent <= t);
        let chosen = selected.and_then(|m| drawn.binary_search(&m).ok());
        let before = chosen.unwrap_or_else(begun);
        let after = chosen.map_or_else(begun, |place| place + 1);
        out.earlier = drawn[..before].last().map(near);
        out.later = drawn.get(after).map(near);
    }
}

/// A request that waits longer for its answer is seen to.
const WAITS: SimDuration = SimDuration::from_millis(1);

/// The member that sends or receives a message.
fn member(m: &Message) -> MemberIdx {
    match (m.from, m.to) {
        (Actor::Member(who), _) | (_, Actor::Member(who)) => who,
        _ => MemberIdx(0),
    }
}

fn line_of(out: &Messages, member: MemberIdx) -> Option<usize> {
    out.members.iter().position(|l| l.member == member).map(|i| i + 1)
}

/// Messages that are counted together: where the first begins, where the last ends, how many of each kind.
type Run = (u32, u32, Vec<(Api, u64)>);

fn fold(line: usize, (y0, y1, counts): Run) -> Fold {
    let labels = counts.iter().map(|(api, count)| [api.name(), " ×", &text::whole(*count)].concat()).gather();
    Fold { line, y0, y1, labels }
}
