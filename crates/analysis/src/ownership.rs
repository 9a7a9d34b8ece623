//! Who holds each partition, and for how long nobody does.

use rebalance_model::{MemberIdx, SimTime};

/// Who holds a partition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holders {
    /// Nobody.
    #[default]
    Nobody,
    /// One member that is in the group.
    One(MemberIdx),
    /// One member that the group has removed and that does not know it.
    Stale(MemberIdx),
    /// Two: the first by right, the second as a zombie.
    Two(MemberIdx, MemberIdx),
}

/// Holders of a partition, until the next phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnerPhase {
    /// When it begins.
    pub start: SimTime,
    /// Who.
    pub holders: Holders,
}
