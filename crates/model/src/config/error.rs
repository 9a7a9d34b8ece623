//! Why a setting was refused, in Kafka's own words where Kafka has them.

use thiserror::Error;

/// A setting that Kafka, or the lab, does not take.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// Not a number, or not a boolean (`ConfigDef.parseType`).
    #[error("Invalid value {value} for configuration {name}: {expected}")]
    NotParsed {
        /// The setting.
        name: String,
        /// What was typed.
        value: String,
        /// What it should have been.
        expected: &'static str,
    },
    /// Outside the bounds (`ConfigDef.Range`).
    #[error("Invalid value {value} for configuration {name}: Value must be at least {min} and at most {max}")]
    OutOfRange {
        /// The setting.
        name: String,
        /// What was typed.
        value: i64,
        /// Least value taken.
        min: i64,
        /// Greatest value taken.
        max: i64,
    },
    /// `Heartbeat`'s constructor, wrapped in `KafkaException: Failed to construct kafka consumer`.
    #[error(
        "Heartbeat must be set lower than the session timeout (heartbeat.interval.ms {heartbeat}, session.timeout.ms {session})"
    )]
    HeartbeatNotBelowSession {
        /// heartbeat.interval.ms, milliseconds.
        heartbeat: u64,
        /// session.timeout.ms, milliseconds.
        session: u64,
    },
    /// `GroupCoordinatorConfig`'s constructor, of consumer groups.
    #[error(
        "group.consumer.heartbeat.interval.ms must be less than group.consumer.session.timeout.ms ({heartbeat}, {session})"
    )]
    GroupHeartbeatNotBelowSession {
        /// The group's heartbeat interval, milliseconds.
        heartbeat: u64,
        /// The group's session timeout, milliseconds.
        session: u64,
    },
    /// `InvalidSessionTimeoutException`: the broker's bounds on session.timeout.ms.
    #[error(
        "The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms): session.timeout.ms {session}, allowed {min} to {max}"
    )]
    SessionNotAllowed {
        /// session.timeout.ms, milliseconds.
        session: u64,
        /// group.min.session.timeout.ms.
        min: u64,
        /// group.max.session.timeout.ms.
        max: u64,
    },
    /// `ConsumerPartitionAssignor.getAssignorInstances`: a class that is not there.
    #[error("partition.assignment.strategy: {name} ClassNotFoundException exception occurred")]
    NoSuchAssignor {
        /// What was typed.
        name: String,
    },
    /// The same: two assignors of one name.
    #[error(
        "partition.assignment.strategy: The assignor name: '{name}' is used in more than one assignor: {class}, {class}"
    )]
    AssignorTwice {
        /// Its name on the wire.
        name: &'static str,
        /// Its class.
        class: String,
    },
    /// `ClassicKafkaConsumer.throwIfNoAssignorsConfigured`, when it subscribes.
    #[error(
        "Must configure at least one partition assigner class name to partition.assignment.strategy configuration property"
    )]
    NoAssignor,
    /// `JoinGroupRequest.validateGroupInstanceId`.
    #[error("group.instance.id: Group instance id is invalid: {why}")]
    InstanceId {
        /// `Topic.detectInvalidTopic`'s words.
        why: String,
    },
    /// `ConfigDef.NonEmptyString`.
    #[error("Invalid value  for configuration {name}: String must be non-empty")]
    Empty {
        /// The setting.
        name: String,
    },
    /// Kafka has it, the lab does not model it yet.
    #[error("{what} is not modelled yet")]
    NotModelled {
        /// The setting or value.
        what: String,
    },
}
