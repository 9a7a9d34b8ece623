//! The steps of the narration: what the lanes have to tell, gathered where it happens at about the same time.
//!
//! Must not know a word of any language: `text::story` has the sentences.

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::moment::MomentKind;
use rebalance_analysis::{Moment, Report};
use rebalance_model::{SimDuration, SimTime};

use crate::pace::Hold;

/// What happens within so much of the group's time is one step.
const TOGETHER: SimDuration = SimDuration::from_millis(120);
/// The same where every moment is told: only what is the same thing in several lanes or members.
const TOGETHER_STEPWISE: SimDuration = SimDuration::from_micros(250);
/// What comes so soon after an act, or after what a step begins with, is told at once with it.
pub(crate) const AT_ONCE: SimDuration = SimDuration::from_millis(2);
/// The last step, about the whole run, comes so much after the last lane has come to rest.
const AFTER_REST: SimDuration = SimDuration::from_millis(600);

/// How long a step is to be watched that says much.
const READING_US: u64 = 2_800_000;
/// From one step to the next where each pauses, µs of viewing time.
const STEP_US: u64 = 1_000_000;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When its first moment is.
    pub at: SimTime,
    /// When its last moment is: where stepping stops.
    pub stop: SimTime,
    /// For each lane, places in its report's moments; empty for a lane where nothing happens.
    pub lanes: Vec<Vec<usize>>,
    /// Whether it is the last one, which compares the lanes.
    pub is_summary: bool,
}

impl Step {
    /// Those of a lane's places that have happened at `t`, or are about to.
    pub(crate) fn so_far<'a>(&self, places: &'a [usize], report: &Report, t: SimTime) -> &'a [usize] {
        let until = t.max(self.at) + AT_ONCE;
        &places[..places.partition_point(|i| report.moments[*i].at <= until)]
    }
}

/// All steps in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The steps.
    pub steps: Vec<Step>,
    /// Beginnings of rebalances in any lane, ascending.
    pub rebalances: Vec<SimTime>,
}

impl Story {
    /// Gathers the steps from the lanes; step by step all of their moments, else those that are told.
    pub fn of(reports: &[&Report], stepwise: bool, end: SimTime) -> Self {
        let mut all: Vec<(SimTime, usize, usize)> = Vec::new();
        for (lane, report) in reports.iter().enumerate() {
            // Coming to rest is the last step's; a joining that begins a follow-up is told with its beginning.
            let by_the_way =
                |k: &MomentKind| matches!(k, MomentKind::AtRest { .. } | MomentKind::Rejoins { follow_up: true, .. });
            let wanted = |m: &Moment| m.told || (stepwise && !by_the_way(&m.kind));
            all.extend(report.moments.iter().enumerate().filter(|(_, m)| wanted(m)).map(|(i, m)| (m.at, lane, i)));
        }
        rebalance_model::order::sort(&mut all);
        let together = if stepwise { TOGETHER_STEPWISE } else { TOGETHER };
        let mut steps: Vec<Step> = Vec::new();
        for (at, lane, place) in all {
            if steps.last().is_none_or(|s| at.since(s.at) > together) {
                steps.push(Step { at, stop: at, lanes: vec![Vec::new(); reports.len()], is_summary: false });
            }
            if let Some(step) = steps.last_mut() {
                step.stop = at;
                step.lanes[lane].push(place);
            }
        }
        if let Some(last) = steps.last() {
            let rest = reports.iter().filter_map(|r| rest(r)).max().unwrap_or(last.stop);
            let at = (rest.max(last.stop) + AFTER_REST).min(end).max(last.stop);
            steps.push(Step { at, stop: at, lanes: vec![Vec::new(); reports.len()], is_summary: true });
        }
        Self { steps, rebalances: rebalances(reports) }
    }

    /// Tells what acts do at once as soon as they are done. Where their steps stop stays as it is: there what was done
    /// has happened.
    pub(crate) fn tell_at_once(&mut self, acts: impl Iterator<Item = SimTime>) {
        for act in acts {
            if let Some(step) = self.steps.iter_mut().find(|s| s.at > act && s.at.since(act) <= AT_ONCE) {
                step.at = act;
            }
        }
    }

    /// The step that `t` lies in.
    pub fn at(&self, t: SimTime) -> Option<usize> {
        self.steps.partition_point(|s| s.at <= t).checked_sub(1)
    }

    /// Where the next step stops.
    pub fn next(&self, t: SimTime) -> Option<SimTime> {
        self.steps.iter().map(|s| s.stop).find(|stop| *stop > t)
    }

    /// Where the previous step stops.
    pub fn previous(&self, t: SimTime) -> Option<SimTime> {
        self.steps.iter().map(|s| s.stop).rfind(|stop| *stop < t)
    }

    /// How long each step is to be watched, so that it can be read; step by step there is a pause for that.
    pub(crate) fn holds(&self, reports: &[&Report], stepwise: bool) -> Vec<Hold> {
        let hold = |s: &Step| Hold { at: s.at, view_us: if stepwise { STEP_US } else { reading_us(s, reports) } };
        self.steps.iter().map(hold).gather()
    }
}

/// How long a step is to be watched at least. What opens a run is short, so that the first difference between
/// the lanes is seen within five seconds.
fn reading_us(step: &Step, reports: &[&Report]) -> u64 {
    let us = |kind: &MomentKind| match kind {
        MomentKind::AtWork { .. } => 900_000,
        MomentKind::SlowBatch { .. } | MomentKind::Starts { .. } => 1_300_000,
        MomentKind::Begins { gave_up, .. } if gave_up.is_empty() => 2_000_000,
        MomentKind::Bumped { .. } => 2_000_000,
        _ => READING_US,
    };
    let mut longest = if step.is_summary { READING_US } else { 0 };
    for (places, report) in step.lanes.iter().zip(reports) {
        for place in places {
            longest = us(&report.moments[*place].kind).max(longest);
        }
    }
    longest
}

fn rest(report: &Report) -> Option<SimTime> {
    report.moments.iter().find(|m| matches!(m.kind, MomentKind::AtRest { .. })).map(|m| m.at)
}

fn rebalances(reports: &[&Report]) -> Vec<SimTime> {
    let mut list = Vec::new();
    for report in reports {
        let begins = |m: &&Moment| matches!(m.kind, MomentKind::Begins { .. } | MomentKind::Bumped { .. });
        list.append(&mut report.moments.iter().filter(begins).map(|m| m.at).gather());
    }
    rebalance_model::order::sort(&mut list);
    list.dedup();
    list
}
