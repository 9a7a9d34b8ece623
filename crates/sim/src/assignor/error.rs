//! Why an assignment could not be made: one enum for inputs that contradict themselves and for the few states in
//! which Kafka's own assignors throw.

use std::error::Error;
use std::fmt;

/// Why there is no assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignError {
    /// Members subscribe to different topics, and this build leaves the algorithm for that out (feature `whole`).
    LeftOut,
    /// A sticky assignor was asked to assign to nobody. Kafka divides by zero here; no leader is ever without members.
    NoMembers,
    /// Two members have the same id.
    DuplicateMember {
        /// The id.
        member_id: String,
    },
    /// A topic is listed twice.
    DuplicateTopic {
        /// Its name.
        topic: String,
    },
    /// More partitions than [`MAX_PARTITIONS`](Self::MAX_PARTITIONS) in all.
    TooManyPartitions {
        /// The topic with which the limit was passed.
        topic: String,
    },
    /// An owned partition refers to a topic index that is not there.
    UnknownTopicIndex {
        /// The member that reports it.
        member_id: String,
        /// The index.
        topic_index: u32,
    },
    /// A member owns, and would keep, a partition beyond the topic's last one: the topic was deleted and created
    /// again with fewer partitions. Kafka loses its place among the partitions and throws `IllegalStateException`,
    /// or assigns partitions twice.
    OwnedPartitionBeyondTopic {
        /// The member that reports it.
        member_id: String,
        /// The topic.
        topic: String,
        /// The partition that is not there.
        partition: u32,
    },
    /// The general sticky algorithm compares with a previous owner that it has set aside because nothing of it can
    /// move. Kafka throws `NullPointerException`; it takes members that report different generations.
    PreviousOwnerSetAside {
        /// The previous owner.
        member_id: String,
        /// The topic.
        topic: String,
        /// The partition.
        partition: u32,
    },
    /// The constrained sticky algorithm ended with members that lack partitions, or with partitions that no member
    /// has room for. Kafka throws `IllegalStateException`.
    QuotasNotMet,
    /// The general sticky algorithm moved partitions back and forth without end. Kafka does not come back from such a
    /// call; it takes different subscriptions and a partition that goes back in place of another.
    NotBalanced {
        /// Passes after which it was stopped.
        passes: u32,
    },
    /// [`until_stable`](super::until_stable) saw partitions taken away in every round.
    NotStable {
        /// Calls after which it was stopped.
        rounds: u32,
    },
}

impl AssignError {
    /// Partitions one group may have; more would only exhaust memory.
    pub const MAX_PARTITIONS: u32 = 1 << 24;
}

impl fmt::Display for AssignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeftOut => f.write_str("members subscribe to different topics, which this build leaves out"),
            Self::NoMembers => write!(f, "the group has no members to assign partitions to"),
            Self::DuplicateMember { member_id } => {
                write!(f, "member {member_id} is listed twice; member ids must be unique")
            }
            Self::DuplicateTopic { topic } => {
                write!(f, "topic {topic} is listed twice; give it once")
            }
            Self::TooManyPartitions { topic } => {
                write!(f, "topic {topic} brings the group to more than {} partitions", Self::MAX_PARTITIONS)
            }
            Self::UnknownTopicIndex { member_id, topic_index } => {
                write!(f, "member {member_id} owns a partition of topic number {topic_index}, which is not listed")
            }
            Self::OwnedPartitionBeyondTopic { member_id, topic, partition } => write!(
                f,
                "member {member_id} owns {topic}-{partition}, but {topic} has fewer partitions; \
                 Kafka's assignor fails here (IllegalStateException)"
            ),
            Self::PreviousOwnerSetAside { member_id, topic, partition } => write!(
                f,
                "{topic}-{partition} was owned by {member_id} in an earlier generation, and nothing of that member \
                 can move; Kafka's assignor fails here (NullPointerException)"
            ),
            Self::QuotasNotMet => write!(
                f,
                "the partitions do not come out even with the members' quotas; Kafka's assignor fails here \
                 (IllegalStateException)"
            ),
            Self::NotBalanced { passes } => write!(
                f,
                "partitions still move between members after {passes} passes; Kafka's assignor would not return"
            ),
            Self::NotStable { rounds } => {
                write!(f, "partitions are still taken away from their owners after {rounds} rounds")
            }
        }
    }
}

impl Error for AssignError {}
