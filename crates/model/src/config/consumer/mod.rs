//! Settings of the consumer protocol (KIP-848): the broker's and the group's, those of a member, and what differs
//! between Kafka's releases.

#[cfg(feature = "consumer")]
mod read;

use crate::time::SimDuration;

/// A server-side assignor (`ConsumerGroupPartitionAssignor`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServerAssignor {
    /// `UniformAssignor`.
    Uniform,
    /// `RangeAssignor` of the group coordinator.
    Range,
}

impl ServerAssignor {
    /// The name in group.remote.assignor and in `--describe --state`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Range => "range",
        }
    }

    /// Reads a name, as group.remote.assignor has it.
    pub fn named(text: &str) -> Option<Self> {
        [Self::Uniform, Self::Range].into_iter().find(|assignor| assignor.name() == text)
    }

    /// Reads a name or a class name, as group.consumer.assignors has them.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().strip_prefix("org.apache.kafka.coordinator.group.assignor.") {
            Some("UniformAssignor") => Some(Self::Uniform),
            Some("RangeAssignor") => Some(Self::Range),
            Some(_) => None,
            None => Self::named(text.trim()),
        }
    }

    /// Their names, as the coordinator lists what it has.
    #[cfg(feature = "consumer")]
    pub(crate) fn list(assignors: &[Self]) -> String {
        assignors.iter().map(|assignor| assignor.name()).collect::<Vec<_>>().join(", ")
    }
}

/// What a member has of its own under group.protocol=consumer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConsumerSide {
    /// group.remote.assignor
    pub assignor: Option<ServerAssignor>,
    /// The background thread begins a reconciliation that revokes something by itself, so that its callback is there
    /// when poll() is next called; since 4.2 that call has to come first (`AbstractMembershipManager.maybeReconcile`).
    pub revokes_unpolled: bool,
    /// Each round of poll() waits until the background thread has done what it asks for (`PollEvent`), and so knows how long
    /// it may wait for records; since 4.2 it goes on at once (`AsyncPollEvent`), with what it knew before.
    pub asks_and_waits: bool,
}

/// `group.consumer.migration.policy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MigrationPolicy {
    /// Both ways.
    #[default]
    Bidirectional,
    /// From classic to consumer.
    Upgrade,
    /// From consumer to classic.
    Downgrade,
    /// Neither.
    Disabled,
}

impl MigrationPolicy {
    /// Whether a classic group may become a consumer group.
    pub const fn upgrades(self) -> bool {
        matches!(self, Self::Bidirectional | Self::Upgrade)
    }

    /// Whether a consumer group may become a classic group.
    pub const fn downgrades(self) -> bool {
        matches!(self, Self::Bidirectional | Self::Downgrade)
    }
}

/// A release of Kafka, as far as the consumer protocol differs between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KafkaVersion {
    /// 4.0
    V4_0,
    /// 4.1
    V4_1,
    /// 4.2
    V4_2,
    /// 4.3
    #[default]
    V4_3,
}

impl KafkaVersion {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::V4_0, Self::V4_1, Self::V4_2, Self::V4_3];

    /// `4.3`
    pub const fn name(self) -> &'static str {
        match self {
            Self::V4_0 => "4.0",
            Self::V4_1 => "4.1",
            Self::V4_2 => "4.2",
            Self::V4_3 => "4.3",
        }
    }

    /// How long the coordinator waits for more to write before it writes, whatever the protocol
    /// (`CoordinatorRuntime`): `group.coordinator.append.linger.ms` is 5 ms by default before 4.2, and adapts to what
    /// there is to do since, which is no wait for a group alone.
    pub const fn append_linger(self) -> SimDuration {
        match self {
            Self::V4_0 | Self::V4_1 => SimDuration::from_millis(5),
            Self::V4_2 | Self::V4_3 => SimDuration::ZERO,
        }
    }

    /// The release of that name, patch releases included.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|v| text.strip_prefix(v.name()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }
}

/// What the coordinator runs a consumer group with: the broker's settings under the group's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerGroupConfig {
    /// consumer.session.timeout.ms
    pub session_timeout: SimDuration,
    /// consumer.heartbeat.interval.ms
    pub heartbeat_interval: SimDuration,
    /// consumer.assignment.interval.ms; none before 4.3.
    pub assignment_interval: SimDuration,
    /// group.consumer.max.size
    pub max_size: usize,
    /// group.consumer.assignors; the first is used where members ask for none.
    pub assignors: Vec<ServerAssignor>,
    /// group.consumer.migration.policy
    pub migration: MigrationPolicy,
    /// The epoch that a group begins with.
    pub first_epoch: i32,
    /// A member leaves UNREVOKED_PARTITIONS with an epoch of its own in between (before 4.2).
    pub steps_epoch: bool,
    /// A member of the classic protocol is told to join again once there is a new target; before 4.3 as soon as the
    /// group's epoch goes up.
    pub joins_for_target: bool,
    /// A commit with an epoch that the member has left is taken for partitions that it still has (KIP-1251).
    pub takes_older_epochs: bool,
}
