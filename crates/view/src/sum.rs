//! What happens in a range of a run, in numbers: what the scoreboard says of all of it.
//!
//! Must not know how it is said.

use rebalance_analysis::Holders;
use rebalance_model::{SimDuration, SimTime};

use crate::lab::Lane;
use crate::stretch::Stretch;

/// What happens in a range of a lane's run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Partition-seconds without a holder.
    pub stopped: SimDuration,
    /// Records in batches whose processing ended in it.
    pub processed: u64,
    /// How many of them had been processed before.
    pub twice: u64,
}

/// Sums up a range; the run ends where the report does.
pub fn of(lane: &Lane, range: Stretch) -> Sum {
    let report = &lane.report;
    let range = Stretch { from: range.from, end: range.end.min(report.end) };
    let mut sum = Sum::default();
    for phases in &report.owners {
        for (i, phase) in phases.iter().enumerate() {
            let end = phases.get(i + 1).map_or(report.end, |next| next.start).min(range.end);
            if phase.holders == Holders::Nobody {
                sum.stopped += end.since(phase.start.max(range.from));
            }
        }
    }
    // An instant at which one range ends and another begins belongs to the later one.
    let is_in = |at: SimTime| range.from <= at && at < range.end;
    let batches = lane.trace().batches.iter().filter(|b| b.processed.is_some_and(is_in));
    sum.processed = batches.map(rebalance_model::trace::Batch::len).sum();
    sum.twice = report.twice.iter().filter(|t| is_in(t.at)).map(|t| t.last - t.first + 1).sum();
    sum
}
