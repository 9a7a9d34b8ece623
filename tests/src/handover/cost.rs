//! What a hand-over cost: read off a simulated run, or off any run in the recordings' form, by the same rule.

use std::collections::{BTreeMap, BTreeSet};

use rebalance_analysis::ownership::{OwnerPhase, unowned};
use rebalance_analysis::score::{Run, What};
use rebalance_analysis::{Holders, Report};
use rebalance_model::{SimDuration, SimTime, Trace};

/// What it cost, from the act on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Time without a holder, of all partitions together.
    pub stopped: SimDuration,
    /// The longest of one partition at a stretch.
    pub longest: SimDuration,
    /// From the act until the last partition is where it stays.
    pub took: SimDuration,
}

impl Cost {
    /// Of a simulated run.
    pub fn of_trace(trace: &Trace, act: SimTime) -> Self {
        Self::of(&Report::of(trace).owners, act, trace.end)
    }

    /// Of a run in the recordings' form.
    pub fn of_run(run: &Run, act: SimTime) -> Self {
        let mut held: BTreeMap<&str, (BTreeSet<&str>, Vec<OwnerPhase>)> = BTreeMap::new();
        let let_go = |held: &mut BTreeMap<_, (BTreeSet<_>, Vec<_>)>, name, who, at| {
            let (holders, phases) = held.entry(name).or_default();
            if holders.remove(who) && holders.is_empty() {
                phases.push(OwnerPhase { start: at, holders: Holders::Nobody });
            }
        };
        for event in &run.events {
            let at = instant(event.at_ms);
            let who = event.who.as_str();
            match &event.what {
                What::Assigned(partitions) => {
                    for name in partitions {
                        let (holders, phases) = held.entry(name).or_default();
                        holders.insert(who);
                        phases.push(OwnerPhase { start: at, holders: Holders::One(rebalance_model::MemberIdx::at(0)) });
                    }
                }
                What::Released(partitions) => {
                    for name in partitions {
                        let_go(&mut held, name.as_str(), who, at);
                    }
                }
                What::Ended => {
                    for name in held.keys().copied().collect::<Vec<_>>() {
                        let_go(&mut held, name, who, at);
                    }
                }
                What::Send(_) | What::Receive(_) | What::Batch(_) => {}
            }
        }
        let owners: Vec<Vec<OwnerPhase>> = held.into_values().map(|(_, phases)| phases).collect();
        Self::of(&owners, act, instant(run.duration_ms))
    }

    fn of(owners: &[Vec<OwnerPhase>], act: SimTime, end: SimTime) -> Self {
        let mut cost = Self::default();
        for phases in owners {
            for (from, to) in unowned(phases, end).filter(|(_, to)| *to > act) {
                let stop = to.since(from.max(act));
                cost.stopped += stop;
                cost.longest = cost.longest.max(stop);
            }
            let last = phases.last().map_or(SimTime::ZERO, |phase| phase.start);
            cost.took = cost.took.max(last.since(act));
        }
        cost
    }
}

/// Recordings have times in ms, to a tenth.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "times of a run are small and positive")]
fn instant(ms: f64) -> SimTime {
    SimTime::from_micros((ms * 1_000.0).round() as u64)
}
