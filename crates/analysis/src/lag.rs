//! Total lag over time: log end less committed offset, as `kafka-consumer-groups` shows it.

use rebalance_model::SimTime;

/// Total lag over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LagSeries {
    /// Corners of the line, in order; two of the same instant where a commit takes it down.
    pub points: Vec<(SimTime, u64)>,
    /// The greatest, since `Report::since`.
    pub peak: u64,
    /// When it was reached.
    pub peak_at: SimTime,
}
