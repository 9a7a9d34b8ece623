//! The scene at an instant, put together from its parts.

use std::rc::Rc;

use rebalance_analysis::Report;
use rebalance_analysis::compare::compare;
use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::moment::MomentKind;
use rebalance_model::config::{MemberConfig, RawConfig};
use rebalance_model::scenario::Action;
use rebalance_model::scenario::builtin::NUMBERED;
use rebalance_model::trace::Outcome as Ended;
use rebalance_model::{MemberIdx, SimDuration, SimTime};

use super::{Metric, Scene, Tab, Target, Transport, knobs, lane, narrate, score};
use crate::lab::{Lab, Lane, Made};
use crate::label;
use crate::limits;
use crate::session::Session;
use crate::text::{self, Arg, Lang, Outcome, Prose, Rich};

/// What stays the same all along a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fixed {
    tabs: Rc<[Tab]>,
    look: String,
    score: Rc<[Metric]>,
    pub(super) lesson: Rc<Rich>,
    limits: Vec<String>,
}

impl Fixed {
    pub(crate) fn of(lab: &Lab, session: &Session) -> Self {
        let lang = session.lang;
        let reports: Vec<&Report> = lab.lanes.iter().map(|l| &*l.report).gather();
        let configs = configs(lab);
        let outcomes = outcomes(lab, lang, &configs);
        let prose = Prose { lang, scenario: &lab.scenario };
        Self {
            tabs: tabs(session),
            look: look(lab, session, &prose),
            score: score::metrics(lang, &reports),
            lesson: Rc::new(text::lesson(&prose, &outcomes, &compare(&reports))),
            limits: limits_met(lab, session),
        }
    }
}

/// What the members of a lane run with: the first one speaks for all.
pub(crate) fn config(lane: &Lane) -> Option<MemberConfig> {
    let trace = lane.trace();
    trace.scenario().member_config(MemberIdx(0), trace.header.variant, &RawConfig::default()).ok()
}

pub(crate) fn configs(lab: &Lab) -> Vec<Option<MemberConfig>> {
    lab.lanes.iter().map(config).gather()
}

pub(crate) fn outcomes<'a>(lab: &'a Lab, lang: Lang, configs: &'a [Option<MemberConfig>]) -> Vec<Outcome<'a>> {
    let outcome = |(l, c): (&'a Lane, &'a Option<MemberConfig>)| Outcome {
        title: l.title(lang),
        report: &l.report,
        config: c.as_ref(),
    };
    lab.lanes.iter().zip(configs).map(outcome).gather()
}

/// Builds the scene at the session's playhead.
pub(crate) fn build(lab: &Lab, session: &Session) -> Scene {
    let t = lab.clamp(session.t);
    let fixed = &lab.fixed;
    Scene {
        tabs: fixed.tabs.clone(),
        group: session.group.as_ref().map(|g| g.name.clone()),
        look: fixed.look.clone(),
        lanes: (0..lab.lanes.len()).map(|i| lane::lane(lab, session, i, t)).gather(),
        addable: session.addable().into_iter().map(|v| (v, text::lane_title(session.lang, v))).gather(),
        recordings: session
            .addable_recordings()
            .into_iter()
            .map(|v| (v, text::title(session.lang, v, Made::Recorded)))
            .gather(),
        score: fixed.score.clone(),
        lesson: fixed.lesson.clone(),
        narration: narrate::narration(lab, session, t),
        transport: Transport {
            playing: session.playing,
            can_back: t > lab.opening(),
            can_forward: t < lab.end(),
            at_end: t >= lab.end(),
        },
        knobs: knobs::knobs(lab, session),
        version: knobs::shows_consumer(lab).then_some(lab.scenario.version),
        targets: targets(lab, t),
        axis: lab.axis.clone(),
        whole: lab.whole.clone(),
        limits: fixed.limits.clone(),
        notices: session.notices.iter().map(|n| text::notice(session.lang, n)).gather(),
    }
}

fn tabs(session: &Session) -> Rc<[Tab]> {
    const SIGNS: [&str; NUMBERED] = ["①", "②", "③", "④"];
    let tab = |(i, title): (usize, &'static str)| Tab {
        number: i + 1,
        sign: SIGNS.get(i).copied().unwrap_or_default(),
        title,
        current: i == session.scenario,
    };
    text::tab_titles(session.lang).into_iter().take(session.scenarios()).enumerate().map(tab).collect()
}

/// What to see in this run, with its own names.
fn look(lab: &Lab, session: &Session, prose: &Prose<'_>) -> String {
    let script = &lab.scenario.script;
    let find = |f: &dyn Fn(&Action) -> Option<(MemberIdx, SimDuration)>| script.iter().rev().find_map(|s| f(&s.action));
    let none = SimDuration::ZERO;
    let start = script.iter().rev().find(|s| matches!(s.action, Action::Start { .. }));
    let joins = start.map_or(SimTime::ZERO, |s| s.at);
    let start = start.and_then(|s| Some((s.action.member()?, none)));
    // The narration's own; where somebody joins the one that is under way then.
    let batch = lab.lanes.first().and_then(|lane| {
        lane.report.moments.iter().rev().find_map(|m| match m.kind {
            MomentKind::SlowBatch { member, takes, .. }
                if session.scenario > 0 || (m.at <= joins && joins < m.at + takes) =>
            {
                Some((member, takes))
            }
            _ => None,
        })
    });
    let kill = find(&|a| if let Action::Kill(m) = a { Some((*m, none)) } else { None });
    let name = |x: Option<(MemberIdx, SimDuration)>| x.map_or(Arg::Text("?"), |x| Arg::Member(x.0));
    let other = find(&|a| match a {
        Action::Throw(m) => Some((*m, none)),
        Action::NetworkDown(m, d) | Action::Freeze(m, d) | Action::StallRevoke(m, d) => Some((*m, *d)),
        _ => None,
    });
    let time = |x: Option<(MemberIdx, SimDuration)>| Arg::Time(x.map_or(none, |x| x.1));
    let args = [name(start), name(batch), time(batch), name(kill), name(other), time(other)];
    // What the scenario is about may not happen any more.
    let is_whole = session.steps.iter().all(|e| e.at != SimTime::NEVER);
    text::look(prose, if is_whole { session.scenario } else { usize::MAX }, &args, batch.is_some())
}

fn limits_met(lab: &Lab, session: &Session) -> Vec<String> {
    let (mut out, lang) = (Vec::new(), session.lang);
    let (partitions, members) = (lab.scenario.partition_count(), lab.scenario.members.len());
    let shown = lab.shown_members();
    match lab.groups {
        Some(crowd) => out.extend(crowd.limit(lang, members)),
        None if partitions > limits::CHART_ROWS => {
            out.push(text::limit_rows(lang, limits::CHART_ROWS, partitions));
        }
        None => {}
    }
    if members > shown {
        out.push(text::limit_cards(lang, shown, members));
    }
    if partitions > limits::CARD_TILES && lab.folds.is_none() {
        out.push(text::limit_lag(lang, limits::CARD_TILES));
    }
    for lane in &lab.lanes {
        let sentence = match lane.trace().outcome {
            Ended::Complete => continue,
            Ended::TooLong | Ended::TooManyEvents => text::limit_run(lang),
        };
        out.push(format!("{}: {sentence}", lane.title(lang)));
    }
    if session.leaves_recordings_out(&lab.scenario) {
        out.push(text::limit_recording_away(lang).to_owned());
    } else if session.outdates_recordings() {
        out.push(text::limit_recording(lang).to_owned());
    }
    out
}

fn targets(lab: &Lab, t: SimTime) -> Vec<Target> {
    let target = |i: usize| {
        let member = MemberIdx::at(i);
        Target {
            member,
            name: lab.scenario.members[i].name.clone(),
            label: label::member(&lab.scenario, member),
            colour: label::colour(member),
            alive: lab.lanes.iter().any(|l| l.report.activity(member, t).runs()),
        }
    };
    (0..lab.scenario.members.len()).map(target).gather()
}
