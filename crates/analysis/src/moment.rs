//! The instants that matter, each with what happened, to whom, and how long it took.

use rebalance_model::config::AssignorName;
use rebalance_model::message::ErrorCode;
use rebalance_model::trace::RebalanceReason;
use rebalance_model::{EventId, Generation, IdIdx, MemberIdx, SetIdx, SimDuration, SimTime};

/// An instant that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: SimTime,
    /// The event that it is about.
    pub event: Option<EventId>,
    /// What happens.
    pub kind: MomentKind,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MomentKind {
    /// Before anything: the group at work.
    AtWork {
        /// Members that share the partitions.
        members: Vec<MemberIdx>,
    },
    /// A member takes a batch that needs long.
    SlowBatch {
        /// Who.
        member: MemberIdx,
        /// How long it will take; to the end of the run if it does not end before.
        takes: SimDuration,
        /// Whether it exceeds max.poll.interval.ms.
        too_long: bool,
    },
    /// A consumer starts.
    Starts {
        /// Who.
        member: MemberIdx,
    },
    /// The coordinator gives a newcomer an id to join again with.
    GivenId {
        /// Who.
        member: MemberIdx,
        /// The id.
        id: IdIdx,
    },
    /// The coordinator begins a rebalance.
    Begins {
        /// Why.
        reason: RebalanceReason,
        /// Whom it waits for.
        waits_for: Vec<MemberIdx>,
        /// Whether it follows from what was revoked in the one before.
        follow_up: bool,
    },
    /// Members learn of it by their heartbeats.
    Told {
        /// Who.
        member: MemberIdx,
        /// Since the rebalance began.
        after: SimDuration,
        /// Whether the member is inside a batch and will act only when it polls again.
        busy: bool,
    },
    /// A member joins again.
    Rejoins {
        /// Who.
        member: MemberIdx,
        /// What it gave up before.
        gave_up: SetIdx,
        /// What it keeps, and goes on consuming.
        keeps: SetIdx,
    },
    /// The last member but those has joined, and the group waits for them.
    Waits {
        /// For whom.
        members: Vec<MemberIdx>,
        /// Until when, at most: the rebalance timeout.
        until: SimTime,
    },
    /// A killed or silent member is missed by nobody yet.
    Unnoticed {
        /// Who.
        member: MemberIdx,
        /// When its session will expire.
        expires: SimTime,
    },
    /// The join phase ends.
    JoinEnds {
        /// The new generation.
        generation: Generation,
        /// Who leads it.
        leader: Option<MemberIdx>,
        /// Its members.
        members: Vec<MemberIdx>,
        /// The assignor.
        assignor: Option<AssignorName>,
    },
    /// The assignment is distributed.
    Distributed {
        /// The generation.
        generation: Generation,
        /// How long it took since the rebalance began.
        took: SimDuration,
    },
    /// A member gives up partitions after it has got its new assignment.
    Revokes {
        /// Who.
        member: MemberIdx,
        /// What.
        gives: SetIdx,
        /// What it keeps.
        keeps: SetIdx,
    },
    /// A member gets partitions.
    Gets {
        /// Who.
        member: MemberIdx,
        /// What.
        gets: SetIdx,
        /// The longest that one of them had nobody; none if none did.
        stopped: Option<SimDuration>,
    },
    /// A process is gone.
    Killed {
        /// Who.
        member: MemberIdx,
        /// What it held.
        held: SetIdx,
    },
    /// A consumer is closed.
    Closes {
        /// Who.
        member: MemberIdx,
    },
    /// The coordinator removes a member that it has not heard of.
    SessionExpired {
        /// Who.
        member: MemberIdx,
        /// Since it was last heard of.
        silent: SimDuration,
    },
    /// A member's heartbeat thread sees max.poll.interval.ms pass, and leaves.
    PollTimeout {
        /// Who.
        member: MemberIdx,
        /// Since the last poll().
        after: SimDuration,
    },
    /// A member was removed, and still works on what it held.
    Zombie {
        /// Who.
        member: MemberIdx,
        /// What it holds.
        held: SetIdx,
    },
    /// A commit fails.
    CommitFails {
        /// Whose.
        member: MemberIdx,
        /// Kafka's code for it.
        error: ErrorCode,
        /// How many of this member fail in a row.
        times: u32,
    },
    /// A member learns that it has lost its partitions.
    Lost {
        /// Who.
        member: MemberIdx,
        /// What.
        lost: SetIdx,
    },
    /// Records are processed again.
    Twice {
        /// By whom.
        again: MemberIdx,
        /// Who had processed them.
        before: MemberIdx,
        /// How many.
        records: u64,
    },
    /// The group has come to rest.
    AtRest {
        /// The generation.
        generation: Generation,
        /// Partition-seconds without a holder, in all.
        stopped: SimDuration,
    },
}
