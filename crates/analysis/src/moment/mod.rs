//! The instants that matter, each with what happened, to whom, and how long it took.
//!
//! `collect` finds them by folding over the events, `told` marks those that a short telling speaks of.
//! Nothing here is a word: the page has sentences for each kind.

mod collect;
mod epochs;
mod told;

use rebalance_model::config::AssignorName;
use rebalance_model::message::ErrorCode;
use rebalance_model::trace::{CommitOutcome, GroupType, RebalanceReason};
use rebalance_model::{EventId, Generation, IdIdx, MemberIdx, PartitionIdx, SimDuration, SimTime, StepIdx};

use crate::activity::Activity;

pub(crate) use collect::collect;

/// An instant that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: SimTime,
    /// The event that it is about; none for one that follows from the absence of events.
    pub event: Option<EventId>,
    /// Whether a short telling speaks of it; a telling step by step speaks of all.
    pub told: bool,
    /// Of which protocol the group is then; where a member of a consumer group that is a classic one acts, the member's.
    pub group: GroupType,
    /// What happens.
    pub kind: MomentKind,
}

/// A member that joins again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejoin {
    /// Who.
    pub member: MemberIdx,
    /// What it gave up before.
    pub gave_up: Vec<PartitionIdx>,
    /// What it keeps, and goes on consuming.
    pub keeps: Vec<PartitionIdx>,
    /// Whether it comes later than at once after it was told.
    pub late: bool,
    /// Whether that is because it was inside a long batch when it was told.
    pub after_batch: bool,
}

/// Partitions that a target assignment gives to another member than has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub partitions: Vec<PartitionIdx>,
    /// Who has to give them up; none if they are free.
    pub from: Option<MemberIdx>,
    /// Whose they are to be.
    pub to: MemberIdx,
}

/// Why members are missing from a join phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// Nobody is missing that is known: the group was empty, and may get more members
    /// (`group.initial.rebalance.delay.ms`, KIP-134).
    More,
    /// They hear of it by their next heartbeat.
    Heartbeat,
    /// They are inside a long batch, and act only inside poll().
    LongBatch,
    /// They do this, and cannot act on it.
    Stuck(Activity),
    /// They are dead; their session has to expire.
    Dead,
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
        /// How long it takes, or would.
        takes: SimDuration,
        /// The member's max.poll.interval.ms.
        limit: SimDuration,
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
        /// Who gave up what, so that it can move: it follows from the rebalance before. Empty otherwise.
        gave_up: Vec<(MemberIdx, Vec<PartitionIdx>)>,
    },
    /// Members learn of it by their heartbeats, all within a blink.
    Told {
        /// Who.
        members: Vec<MemberIdx>,
        /// Since the rebalance began.
        after: SimDuration,
        /// Whether they are inside long batches, and will act only when they poll again.
        busy: bool,
    },
    /// Members join again, all within a blink.
    Rejoins {
        /// Who, each with what it gave up and keeps.
        members: Vec<Rejoin>,
        /// Since the rebalance began.
        after: SimDuration,
        /// Whether they were the last that the group waited for: the join phase ends.
        last: bool,
        /// Whether they do it because they had to give something up: it follows from the rebalance before.
        follow_up: bool,
    },
    /// The group waits for some of its members.
    Waits {
        /// For whom.
        members: Vec<MemberIdx>,
        /// Who waits already.
        waiting: Vec<MemberIdx>,
        /// Why.
        why: WaitReason,
        /// How long it will have waited when the join phase ends.
        takes: SimDuration,
        /// How long it would wait at most: the rebalance timeout.
        at_most: SimDuration,
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
        /// Since the rebalance began.
        took: SimDuration,
    },
    /// The last partitions of a generation have arrived at their members.
    Moved {
        /// Who got what.
        gets: Vec<(MemberIdx, Vec<PartitionIdx>)>,
        /// Partitions that nobody had before, and for how long.
        stopped: Vec<(PartitionIdx, SimDuration)>,
    },
    /// A process is gone.
    Killed {
        /// Who.
        member: MemberIdx,
        /// What it held.
        held: Vec<PartitionIdx>,
        /// When its session will expire, if it had one.
        expires: Option<SimTime>,
    },
    /// A consumer is closed.
    Closes {
        /// Who.
        member: MemberIdx,
        /// Whether it is a static member, which sends no LeaveGroup.
        is_static: bool,
        /// What it held.
        held: Vec<PartitionIdx>,
    },
    /// An exception leaves a member's poll loop, and nobody closes the consumer.
    Throws {
        /// Who.
        member: MemberIdx,
        /// What it holds.
        held: Vec<PartitionIdx>,
    },
    /// A response makes a member's poll() or commitSync() throw, and the consumer is out.
    Fails {
        /// Who.
        member: MemberIdx,
        /// What the response said.
        error: ErrorCode,
    },
    /// Something is done to a member, a topic or the broker that is neither a start nor an end.
    Disturbed {
        /// What.
        step: StepIdx,
    },
    /// What lasted is over: the line is back, the process goes on, the broker runs.
    Restored {
        /// What.
        step: StepIdx,
    },
    /// A process joins with the group.instance.id of a member, and takes its place without a rebalance.
    Replaced {
        /// Who.
        member: MemberIdx,
        /// Whose place it takes; itself if it was started again.
        before: MemberIdx,
    },
    /// The coordinator removes a member that it has not heard of.
    SessionExpired {
        /// Who.
        member: MemberIdx,
        /// Since it was last heard of.
        silent: SimDuration,
        /// Whether it was a newcomer whose JoinGroup had not been answered: it has no session yet, and five minutes.
        newcomer: bool,
        /// Whether a rebalance begins with it: none was under way.
        begins: bool,
    },
    /// A member's heartbeat thread sees max.poll.interval.ms pass, and leaves.
    PollTimeout {
        /// Who.
        member: MemberIdx,
        /// Since the last poll().
        after: SimDuration,
        /// What it holds.
        held: Vec<PartitionIdx>,
        /// Whether its loop has ended; if not, it works on.
        thrown: bool,
    },
    /// A member that was removed joins again, as a newcomer.
    Returns {
        /// Who.
        member: MemberIdx,
    },
    /// Commits begin to fail, all within a blink.
    CommitFails {
        /// Whose.
        members: Vec<MemberIdx>,
        /// How.
        outcome: CommitOutcome,
    },
    /// A member learns that it has lost its partitions.
    Lost {
        /// Who.
        member: MemberIdx,
        /// What.
        lost: Vec<PartitionIdx>,
    },
    /// Records are processed again.
    Twice {
        /// By whom.
        again: MemberIdx,
        /// Who had processed them before.
        before: Vec<MemberIdx>,
        /// How many.
        records: u64,
        /// Of which partitions.
        partitions: Vec<PartitionIdx>,
        /// How the commit failed that would have told the one of the other.
        failed: Option<CommitOutcome>,
        /// Whether it was the commit of the one who was done later.
        late: bool,
    },
    /// The epoch of a consumer group goes up.
    Bumped {
        /// The group epoch.
        epoch: Generation,
        /// Why.
        reason: RebalanceReason,
        /// Whom the reason is about.
        member: Option<MemberIdx>,
        /// Whether that member was thrown out before and is back.
        back: bool,
        /// What moves by the target assignment, if that was computed at once.
        target: Option<Vec<Move>>,
    },
    /// The target assignment of a consumer group is computed, later than its epoch went up.
    Targeted {
        /// The group epoch.
        epoch: Generation,
        /// Whose heartbeat brought it about.
        by: Option<MemberIdx>,
        /// Since the epoch went up.
        after: SimDuration,
        /// What moves.
        moves: Vec<Move>,
    },
    /// A member of a consumer group is told what it has to give up.
    MustGiveUp {
        /// Who.
        member: MemberIdx,
        /// What.
        partitions: Vec<PartitionIdx>,
        /// Whether it is inside a long batch, and can act only when it polls again.
        busy: bool,
        /// How long it may take.
        at_most: SimDuration,
    },
    /// A member of a consumer group gives up what it was told to.
    GivesUp {
        /// Who.
        member: MemberIdx,
        /// What.
        partitions: Vec<PartitionIdx>,
        /// Whose it is to be.
        to: Vec<MemberIdx>,
    },
    /// A group becomes one of the other protocol.
    Converted {
        /// Which.
        to: GroupType,
        /// Whose request brought it about.
        by: Option<MemberIdx>,
    },
    /// The group has come to rest.
    AtRest {
        /// The generation.
        generation: Generation,
    },
}

/// The member id that a rebalance's reason is about.
pub fn reason_id(reason: RebalanceReason) -> Option<IdIdx> {
    match reason {
        RebalanceReason::Added(id)
        | RebalanceReason::LeaderRejoined(id)
        | RebalanceReason::MetadataChanged(id)
        | RebalanceReason::StaticRejoined(id)
        | RebalanceReason::SessionExpired(id)
        | RebalanceReason::Left(id)
        | RebalanceReason::RevocationExpired(id) => Some(id),
        RebalanceReason::SyncExpired | RebalanceReason::TopicsChanged => None,
    }
}
