//! Requests and responses of the group protocols, with the fields that matter.

use std::fmt;

use crate::config::AssignorName;
use crate::id::{Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx};
use crate::time::{SimDuration, SimTime};

/// Who sends, receives, acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// The scenario's script.
    Script,
    /// The broker that is the group's coordinator.
    Coordinator,
    /// A consumer.
    Member(MemberIdx),
}

/// The API of a request, as Kafka names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Api {
    /// Which topics, partitions, brokers there are.
    Metadata,
    /// Where the group's coordinator is.
    FindCoordinator,
    /// Enter the join phase.
    JoinGroup,
    /// Hand in the assignment (leader), wait for one's own.
    SyncGroup,
    /// Still alive.
    Heartbeat,
    /// Leave at once.
    LeaveGroup,
    /// Committed offsets of newly assigned partitions.
    OffsetFetch,
    /// Commit.
    OffsetCommit,
    /// Everything between a member of a consumer group (KIP-848) and its coordinator.
    ConsumerGroupHeartbeat,
}

impl Api {
    /// Kafka's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Metadata => "Metadata",
            Self::FindCoordinator => "FindCoordinator",
            Self::JoinGroup => "JoinGroup",
            Self::SyncGroup => "SyncGroup",
            Self::Heartbeat => "Heartbeat",
            Self::LeaveGroup => "LeaveGroup",
            Self::OffsetFetch => "OffsetFetch",
            Self::OffsetCommit => "OffsetCommit",
            Self::ConsumerGroupHeartbeat => "ConsumerGroupHeartbeat",
        }
    }

    /// `ApiKeys` as an enum prints itself.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Metadata => "METADATA",
            Self::FindCoordinator => "FIND_COORDINATOR",
            Self::JoinGroup => "JOIN_GROUP",
            Self::SyncGroup => "SYNC_GROUP",
            Self::Heartbeat => "HEARTBEAT",
            Self::LeaveGroup => "LEAVE_GROUP",
            Self::OffsetFetch => "OFFSET_FETCH",
            Self::OffsetCommit => "OFFSET_COMMIT",
            Self::ConsumerGroupHeartbeat => "CONSUMER_GROUP_HEARTBEAT",
        }
    }
}

/// An error code (`org.apache.kafka.common.protocol.Errors`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorCode {
    /// NONE
    #[default]
    None,
    /// A newcomer has to join again with the id that it was given (KIP-394).
    MemberIdRequired,
    /// The group is in its join phase, or was when the request came.
    RebalanceInProgress,
    /// The coordinator does not know this member id (any more).
    UnknownMemberId,
    /// Not the group's current generation.
    IllegalGeneration,
    /// session.timeout.ms outside the broker's bounds.
    InvalidSessionTimeout,
    /// No assignor in common with the group.
    InconsistentGroupProtocol,
    /// Another process has registered with the same group.instance.id.
    FencedInstanceId,
    /// The group takes no more members.
    GroupMaxSizeReached,
    /// The coordinator is reading what its log says of the group.
    CoordinatorLoadInProgress,
    /// The connection broke before an answer came: an exception of the client's, no code of the broker's.
    Disconnected,
    /// Not the member's epoch, nor one that a lost answer explains (KIP-848).
    FencedMemberEpoch,
    /// A commit with an epoch that the member has left behind (KIP-848).
    StaleMemberEpoch,
    /// The static member that has this group.instance.id has not left (KIP-848).
    UnreleasedInstanceId,
    /// There is no such group, or none that this protocol may join.
    GroupIdNotFound,
    /// The broker does not have the assignor that was asked for (KIP-848).
    UnsupportedAssignor,
}

impl ErrorCode {
    /// Kafka's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::MemberIdRequired => "MEMBER_ID_REQUIRED",
            Self::RebalanceInProgress => "REBALANCE_IN_PROGRESS",
            Self::UnknownMemberId => "UNKNOWN_MEMBER_ID",
            Self::IllegalGeneration => "ILLEGAL_GENERATION",
            Self::InvalidSessionTimeout => "INVALID_SESSION_TIMEOUT",
            Self::InconsistentGroupProtocol => "INCONSISTENT_GROUP_PROTOCOL",
            Self::FencedInstanceId => "FENCED_INSTANCE_ID",
            Self::GroupMaxSizeReached => "GROUP_MAX_SIZE_REACHED",
            Self::CoordinatorLoadInProgress => "COORDINATOR_LOAD_IN_PROGRESS",
            Self::Disconnected => "DISCONNECTED",
            Self::FencedMemberEpoch => "FENCED_MEMBER_EPOCH",
            Self::StaleMemberEpoch => "STALE_MEMBER_EPOCH",
            Self::UnreleasedInstanceId => "UNRELEASED_INSTANCE_ID",
            Self::GroupIdNotFound => "GROUP_ID_NOT_FOUND",
            Self::UnsupportedAssignor => "UNSUPPORTED_ASSIGNOR",
        }
    }

    /// Its number on the wire; none for what is an exception of the client's alone.
    pub const fn code(self) -> Option<i16> {
        Some(match self {
            Self::None => 0,
            Self::MemberIdRequired => 79,
            Self::RebalanceInProgress => 27,
            Self::UnknownMemberId => 25,
            Self::IllegalGeneration => 22,
            Self::InvalidSessionTimeout => 26,
            Self::InconsistentGroupProtocol => 23,
            Self::FencedInstanceId => 82,
            Self::GroupMaxSizeReached => 81,
            Self::CoordinatorLoadInProgress => 14,
            Self::Disconnected => return None,
            Self::FencedMemberEpoch => 110,
            Self::StaleMemberEpoch => 113,
            Self::UnreleasedInstanceId => 111,
            Self::GroupIdNotFound => 69,
            Self::UnsupportedAssignor => 112,
        })
    }

    /// Whether it is NONE.
    pub fn is_ok(self) -> bool {
        self == Self::None
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a member joins (classic-protocol 1.7; `rejoinReason` of `AbstractCoordinator`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JoinReason {
    /// The first join: no reason is given.
    First,
    /// Second JoinGroup of a newcomer, with the id that it was given.
    GivenMemberId(IdIdx),
    /// A heartbeat said so.
    AlreadyRebalancing,
    /// Cooperative: something was revoked, so that it can move.
    RevokedPartitions,
    /// Poll timeout or close went before.
    LeftBefore,
    /// An error response to this request.
    Encountered(ErrorCode, Api),
    /// A join or sync failed with this exception.
    RebalanceFailed(ErrorCode),
    /// A commit was answered so.
    CommitFailed,
    /// enforceRebalance() was called.
    Enforced,
    /// The leader has seen a topic's partitions change.
    MetadataChanged,
}

/// Why a member leaves (`maybeLeaveGroup`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeaveReason {
    /// The heartbeat thread saw max.poll.interval.ms pass.
    PollTimeout,
    /// close()
    Closed,
}

impl LeaveReason {
    /// Kafka's text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::PollTimeout => "consumer poll timeout has expired.",
            Self::Closed => "the consumer is being closed",
        }
    }
}

/// A member as the leader's JoinGroup response lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JoinedMember {
    /// Its id.
    pub id: IdIdx,
    /// Partitions that it owned when it joined.
    pub owned: SetIdx,
    /// Generation that they were assigned in.
    pub owned_generation: Generation,
    /// What `StickyAssignor` remembers for it: its last assignment, and the generation of that.
    pub remembered: Option<(SetIdx, Generation)>,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// Metadata request or response.
    Metadata {
        /// Number of partitions of each topic, in the scenario's order; nothing in a request.
        partitions: Vec<u32>,
    },
    /// FindCoordinator request or response.
    FindCoordinator,
    /// JoinGroup request.
    JoinGroupRequest {
        /// The sender's id, none on its first join.
        member: Option<IdIdx>,
        /// Why.
        reason: JoinReason,
        /// Assignors in order of preference.
        assignors: Vec<AssignorName>,
        /// Partitions owned now: what the subscription carries.
        owned: SetIdx,
        /// Generation that they were assigned in.
        owned_generation: Generation,
        /// What `StickyAssignor` puts into its user data: its last assignment, and the generation of that.
        remembered: Option<(SetIdx, Generation)>,
    },
    /// JoinGroup response.
    JoinGroupResponse {
        /// NONE: the join phase has ended.
        error: ErrorCode,
        /// The receiver's id.
        member: Option<IdIdx>,
        /// The new generation.
        generation: Generation,
        /// Who leads it.
        leader: Option<IdIdx>,
        /// The assignor chosen.
        protocol: Option<AssignorName>,
        /// To the leader alone: all members with what they subscribed with.
        members: Vec<JoinedMember>,
        /// To a static leader that comes back into a Stable group: the assignment stands (KIP-814).
        skip_assignment: bool,
    },
    /// SyncGroup request; the leader's carries the assignment.
    SyncGroupRequest {
        /// The sender's id.
        member: IdIdx,
        /// Its generation.
        generation: Generation,
        /// Who gets what, from the leader alone.
        assignments: Vec<(IdIdx, SetIdx)>,
    },
    /// SyncGroup response.
    SyncGroupResponse {
        /// NONE: here is the assignment.
        error: ErrorCode,
        /// The receiver's partitions.
        assignment: SetIdx,
    },
    /// Heartbeat request.
    HeartbeatRequest {
        /// The sender's id.
        member: IdIdx,
        /// Its generation.
        generation: Generation,
    },
    /// Heartbeat response.
    HeartbeatResponse {
        /// `REBALANCE_IN_PROGRESS` announces a rebalance.
        error: ErrorCode,
    },
    /// LeaveGroup request.
    LeaveGroupRequest {
        /// The sender's id.
        member: IdIdx,
        /// Why.
        reason: LeaveReason,
    },
    /// LeaveGroup response.
    LeaveGroupResponse {
        /// What became of it.
        error: ErrorCode,
    },
    /// OffsetFetch request.
    OffsetFetchRequest {
        /// Of these partitions.
        partitions: SetIdx,
    },
    /// OffsetFetch response.
    OffsetFetchResponse {
        /// What is committed, if anything, partition by partition.
        offsets: Vec<(PartitionIdx, Option<u64>)>,
    },
    /// OffsetCommit request.
    OffsetCommitRequest {
        /// The sender's id.
        member: Option<IdIdx>,
        /// Its generation.
        generation: Generation,
        /// Entry of the trace's table of offsets.
        offsets: u32,
    },
    /// OffsetCommit response.
    OffsetCommitResponse {
        /// NONE: committed.
        error: ErrorCode,
    },
    /// ConsumerGroupHeartbeat request.
    ConsumerGroupHeartbeatRequest {
        /// The sender's id, which it has chosen itself.
        member: IdIdx,
        /// Its epoch: 0 joins, −1 leaves, −2 leaves for a while.
        epoch: Generation,
        /// Rebalance timeout, and with it the subscription: when joining, and after an error.
        full: Option<SimDuration>,
        /// Partitions owned, where they have changed since they were last told.
        owned: Option<SetIdx>,
    },
    /// ConsumerGroupHeartbeat response.
    ConsumerGroupHeartbeatResponse {
        /// NONE: the member is in the group.
        error: ErrorCode,
        /// The receiver's id; none with an error.
        member: Option<IdIdx>,
        /// Its epoch from now on.
        epoch: Generation,
        /// When it is to be heard of again.
        interval: SimDuration,
        /// All that it may own, where that has changed.
        assignment: Option<SetIdx>,
    },
}

impl Body {
    /// The API that it belongs to.
    pub const fn api(&self) -> Api {
        match self {
            Self::Metadata { .. } => Api::Metadata,
            Self::FindCoordinator => Api::FindCoordinator,
            Self::JoinGroupRequest { .. } | Self::JoinGroupResponse { .. } => Api::JoinGroup,
            Self::SyncGroupRequest { .. } | Self::SyncGroupResponse { .. } => Api::SyncGroup,
            Self::HeartbeatRequest { .. } | Self::HeartbeatResponse { .. } => Api::Heartbeat,
            Self::LeaveGroupRequest { .. } | Self::LeaveGroupResponse { .. } => Api::LeaveGroup,
            Self::OffsetFetchRequest { .. } | Self::OffsetFetchResponse { .. } => Api::OffsetFetch,
            Self::OffsetCommitRequest { .. } | Self::OffsetCommitResponse { .. } => Api::OffsetCommit,
            Self::ConsumerGroupHeartbeatRequest { .. } | Self::ConsumerGroupHeartbeatResponse { .. } => {
                Api::ConsumerGroupHeartbeat
            }
        }
    }

    /// The error that a response carries; NONE for requests.
    pub const fn error(&self) -> ErrorCode {
        match self {
            Self::JoinGroupResponse { error, .. }
            | Self::SyncGroupResponse { error, .. }
            | Self::HeartbeatResponse { error }
            | Self::LeaveGroupResponse { error }
            | Self::OffsetCommitResponse { error }
            | Self::ConsumerGroupHeartbeatResponse { error, .. } => *error,
            _ => ErrorCode::None,
        }
    }
}

/// A message with its life.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// Who sent it.
    pub from: Actor,
    /// Who is to have it.
    pub to: Actor,
    /// When it was sent.
    pub sent: SimTime,
    /// When it arrived; none if it never did, or not within the run.
    pub arrived: Option<SimTime>,
    /// The request that it answers, for a response.
    pub answers: Option<MessageIdx>,
    /// What it says.
    pub body: Body,
}
