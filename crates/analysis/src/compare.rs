//! Which of several runs fares better, and by what.

use rebalance_model::SimDuration;

use crate::gather::Gather as _;
use crate::report::Report;

/// The outcome of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Whether any run had a rebalance.
    pub rebalanced: bool,
    /// Place of the run that stopped least, none if all stopped about the same.
    pub least_stopped: Option<usize>,
    /// Place of the run that stopped most, none if all stopped about the same.
    pub most_stopped: Option<usize>,
    /// Place of the run that did fewest records twice, none if all did the same.
    pub fewest_twice: Option<usize>,
    /// Place of the run that did most records twice, none if all did the same.
    pub most_twice: Option<usize>,
}

/// Stops that differ by less, or by less than a twentieth, are told as equal: the phase of a heartbeat decides them.
const ABOUT: SimDuration = SimDuration::from_millis(50);

/// Compares runs of one scenario.
pub fn compare(reports: &[&Report]) -> Comparison {
    let by = |value: &dyn Fn(&Report) -> u64, about: &dyn Fn(u64) -> u64| {
        let values: Vec<u64> = reports.iter().map(|r| value(r)).gather();
        let (low, high) = (values.iter().min().copied()?, values.iter().max().copied()?);
        let place = |v| values.iter().position(|x| *x == v);
        (high - low > about(high)).then(|| place(low).zip(place(high)))?
    };
    let stopped = by(&|r| r.stopped.as_micros(), &|high| ABOUT.as_micros().max(high / 20));
    let twice = by(&Report::records_twice, &|_| 0);
    Comparison {
        rebalanced: reports.iter().any(|r| r.rebalances > 0),
        least_stopped: stopped.map(|s| s.0),
        most_stopped: stopped.map(|s| s.1),
        fewest_twice: twice.map(|t| t.0),
        most_twice: twice.map(|t| t.1),
    }
}
