//! The closed list of all that can happen in a run.

use super::consumer::{GroupType, MemberState, Membership};
use crate::config::{AssignorName, ServerAssignor};
use crate::id::{BatchIdx, EventId, Generation, IdIdx, MessageIdx, PartitionIdx, SetIdx, StepIdx};
use crate::message::{Actor, ErrorCode};
use crate::time::{SimDuration, SimTime};

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// When.
    pub at: SimTime,
    /// The event that provoked it; none for what the script or a clock of its own began.
    pub cause: Option<EventId>,
    /// Who did it.
    pub actor: Actor,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The script: a step was taken.
    Step(StepIdx),
    /// Member: the consumer is constructed and subscribed.
    Started,
    /// Member: its loop has ended, close() begins.
    Closing,
    /// Member: close() has returned.
    Closed,
    /// Member: its process is gone.
    Killed,
    /// Member: an exception left the loop; the consumer lives on unclosed.
    Thrown,
    /// Member: poll() threw this; the consumer is of no more use.
    Failed(ErrorCode),
    /// A message left its sender.
    Sent(MessageIdx),
    /// A message reached its receiver.
    Received(MessageIdx),
    /// Member: what the main thread does from now on.
    Doing(Doing),
    /// Member: `MemberState` of `AbstractCoordinator`.
    Client(ClientState),
    /// Member: onPartitionsAssigned with what was added.
    Assigned(SetIdx),
    /// Member: onPartitionsRevoked, on entry.
    Revoked(SetIdx),
    /// Member: a slow onPartitionsRevoked has returned.
    RevokeDone,
    /// Member: onPartitionsLost.
    PartitionsLost(SetIdx),
    /// Member: poll() returned records; processing begins.
    Batch(BatchIdx),
    /// Member: the batch is processed, and committed as the table says.
    BatchDone(BatchIdx),
    /// Member: an empty poll() returned, after so long; told once a second at most.
    IdlePoll(SimDuration),
    /// Member: the heartbeat thread saw max.poll.interval.ms pass.
    PollTimeout,
    /// Member: it gave up the connection to its coordinator and looks for it again.
    CoordinatorLost(CoordinatorLoss),
    /// Script: the step that lasted is over: the line is back, the process goes on.
    StepOver(StepIdx),
    /// Coordinator: the group changed its state.
    Group(GroupChange),
    /// Coordinator: the join phase has ended with this leader and this assignor.
    Elected(IdIdx, AssignorName),
    /// Coordinator: it gave out a member id, which is pending until its owner joins with it.
    MemberPending(IdIdx),
    /// Coordinator: a member was added.
    MemberAdded(IdIdx),
    /// Coordinator: a member is gone.
    MemberRemoved(IdIdx, Removal),
    /// Coordinator: a member's session timer was started anew.
    SessionStarted(IdIdx),
    /// Coordinator: a JoinGroup waits; the member's session is not watched meanwhile.
    JoinParked(IdIdx),
    /// Coordinator: offsets were committed (entry of the trace's table of offsets).
    Committed(u32),
    /// Nothing but routine follows for long: it is told in this summary (entry of `Trace::quiet`), and the
    /// next event is its end.
    QuietBegins(u32),
    /// The end of a quiet stretch: what was committed meanwhile is in its summary.
    QuietEnds(u32),
    /// Member: `MemberState` of the client of a consumer group (KIP-848).
    Membership(Membership),
    /// Coordinator: the group is one of this protocol's from now on.
    Converted(GroupType),
    /// Coordinator: a target assignment was computed for this group epoch by this assignor, or taken over as it was;
    /// what changed in it has gone before.
    TargetComputed(Generation, Option<ServerAssignor>),
    /// Coordinator: what a member is to own in the end.
    Target(IdIdx, SetIdx),
    /// Coordinator: what a member may own now.
    Current(IdIdx, SetIdx),
    /// Coordinator: what a member has to give up before anything else.
    PendingRevocation(IdIdx, SetIdx),
    /// Coordinator: a member's epoch, and how far it is on its way to its target.
    MemberEpoch(IdIdx, Generation, MemberState),
}

/// Why a member takes its coordinator for unknown (`markCoordinatorUnknown`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoordinatorLoss {
    /// The heartbeat thread has had no answer for session.timeout.ms.
    SessionTimedOut,
    /// The coordinator was found again, but the connection to it may not be opened yet.
    Unavailable,
    /// A request was not answered within its time.
    RequestTimedOut,
    /// The connection broke.
    Disconnected,
}

/// What the application thread of a consumer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doing {
    /// Not there: not started, closed, killed, failed.
    #[default]
    Gone,
    /// Being constructed.
    Starting,
    /// Inside poll().
    Polling,
    /// Working on a batch.
    Processing,
    /// Inside commitSync().
    Committing,
    /// Inside a slow onPartitionsRevoked().
    Revoking,
    /// Inside close().
    Closing,
    /// It does nothing any more, but its heartbeats go on: an exception left the loop.
    Thrown,
}

/// `AbstractCoordinator.MemberState`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientState {
    /// UNJOINED
    #[default]
    Unjoined,
    /// `PREPARING_REBALANCE`: JoinGroup sent.
    PreparingRebalance,
    /// `COMPLETING_REBALANCE`: JoinGroup answered, SyncGroup sent.
    CompletingRebalance,
    /// STABLE
    Stable,
}

/// `ClassicGroupState`, and `ConsumerGroupState` beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupState {
    /// No members.
    #[default]
    Empty,
    /// Join phase.
    PreparingRebalance,
    /// Sync phase.
    CompletingRebalance,
    /// The assignment is distributed.
    Stable,
    /// Unloaded or deleted.
    Dead,
    /// Consumer group: a new target assignment is wanted.
    Assigning,
    /// Consumer group: a member is not at its target yet.
    Reconciling,
}

impl GroupState {
    /// Kafka's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::PreparingRebalance => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Stable => "Stable",
            Self::Dead => "Dead",
            Self::Assigning => "Assigning",
            Self::Reconciling => "Reconciling",
        }
    }
}

/// A change of the group's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GroupChange {
    /// The state from now on.
    pub to: GroupState,
    /// The generation from now on.
    pub generation: Generation,
    /// Why a rebalance begins; none where the change is no beginning.
    pub reason: Option<RebalanceReason>,
}

/// Why the coordinator began a rebalance (`prepareRebalance`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RebalanceReason {
    /// A member was added.
    Added(IdIdx),
    /// The leader joined again while the group was Stable.
    LeaderRejoined(IdIdx),
    /// A member joined again with other metadata.
    MetadataChanged(IdIdx),
    /// A static member came back under a new id while assignments were awaited, or with other assignors.
    StaticRejoined(IdIdx),
    /// A member's session expired.
    SessionExpired(IdIdx),
    /// A member left.
    Left(IdIdx),
    /// Members did not sync in time.
    SyncExpired,
    /// A member of a consumer group did not give up in time what it had to.
    RevocationExpired(IdIdx),
    /// A consumer group's topics are not what they were.
    TopicsChanged,
}

/// Why a member is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Removal {
    /// Its session timed out.
    SessionTimeout,
    /// It sent LeaveGroup.
    Left,
    /// It did not join within the rebalance timeout.
    JoinTimeout,
    /// It did not sync within the rebalance timeout.
    SyncTimeout,
    /// A member id that was given out and never used.
    PendingTimeout,
    /// A new process with its group.instance.id has taken its place.
    Replaced,
    /// The coordinator was started anew, and its log does not have the member.
    NotStored,
    /// It did not give up in time what it had to (KIP-848).
    RevocationTimeout,
}

/// A long stretch in which polls, batches, commits and heartbeats only repeat themselves: told as a whole, so
/// that half an hour of waiting for a session timeout costs no more than a minute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quiet {
    /// Its beginning.
    pub from: SimTime,
    /// Its end.
    pub until: SimTime,
    /// Partitions that are consumed and committed throughout, tick by tick.
    pub flowing: SetIdx,
    /// Their committed offsets at the end.
    pub committed: Vec<(PartitionIdx, u64)>,
}

/// A batch: what one poll() returned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Batch {
    /// When the poll() that returned it was called: max.poll.interval.ms counts from here.
    pub polled: SimTime,
    /// When it returned.
    pub returned: SimTime,
    /// When processing ended; none while it goes on.
    pub processed: Option<SimTime>,
    /// When the commit after it ended.
    pub committed: Option<SimTime>,
    /// How the commit after it ended; none with auto-commit, and while it goes on.
    pub commit: Option<CommitOutcome>,
    /// First and last offset of each partition in it.
    pub records: Vec<(PartitionIdx, u64, u64)>,
}

impl Batch {
    /// Number of records in it.
    pub fn len(&self) -> u64 {
        self.records.iter().map(|(_, first, last)| last - first + 1).sum()
    }

    /// Whether it holds no record, which no batch of a run does.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

/// What commitSync() did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommitOutcome {
    /// It returned.
    Ok,
    /// It threw `RebalanceInProgressException`.
    RebalanceInProgress,
    /// It threw `CommitFailedException`.
    CommitFailed,
    /// It threw `FencedInstanceIdException`.
    Fenced,
}

impl CommitOutcome {
    /// As the recordings have it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::RebalanceInProgress => "RebalanceInProgressException",
            Self::CommitFailed => "CommitFailedException",
            Self::Fenced => "FencedInstanceIdException",
        }
    }
}
