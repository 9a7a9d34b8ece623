//! Records that were processed more than once.

use rebalance_model::{MemberIdx, PartitionIdx, SimTime};

/// A range of records that was processed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twice {
    /// Their partition.
    pub partition: PartitionIdx,
    /// The first of them.
    pub first: u64,
    /// The last of them.
    pub last: u64,
    /// Who processed them before.
    pub before: MemberIdx,
    /// Who processed them again.
    pub again: MemberIdx,
    /// When the later of the two was done with them.
    pub at: SimTime,
}
