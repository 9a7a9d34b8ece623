//! What a member is doing, in the coarse terms in which it is told to people.

use rebalance_model::{SetIdx, SimTime};

/// What a member is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Not started yet.
    Absent,
    /// Started, and not in the group yet.
    Starting,
    /// It polls and processes, or polls and has nothing to process.
    Consuming,
    /// It is inside a batch that takes longer than [`LONG_BATCH`].
    LongBatch,
    /// Inside onPartitionsRevoked.
    Revoking(SetIdx),
    /// Its JoinGroup waits for its answer; it holds nothing.
    WaitingJoin,
    /// Its JoinGroup waits for its answer; it holds partitions, and consumes them.
    JoiningConsuming,
    /// Its SyncGroup waits for its answer.
    WaitingSync,
    /// It is inside close().
    Closing,
    /// An exception left its loop; its heartbeats go on.
    Thrown,
    /// Closed by itself.
    Closed,
    /// Its process is gone.
    Killed,
}

/// An activity, until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityPhase {
    /// When it begins.
    pub start: SimTime,
    /// What.
    pub activity: Activity,
}

/// A batch that takes longer is told as one. Batches of the built-in load take 10 to 30 ms.
pub const LONG_BATCH: rebalance_model::SimDuration = rebalance_model::SimDuration::from_millis(1000);
