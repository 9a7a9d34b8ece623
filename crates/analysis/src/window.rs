//! From where to where a run is looked at.

use rebalance_model::{SimTime, Trace};

/// When the group had come to rest after the last act: Stable or empty, with nothing that begins anew in
/// what follows. None if the run ends in the middle of a rebalance.
pub fn rest_at(trace: &Trace) -> Option<SimTime> {
    let _ = trace;
    None
}
