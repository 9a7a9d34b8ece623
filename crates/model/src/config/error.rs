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
    /// Below its bound (`ConfigDef.Range`).
    #[error("Invalid value {value} for configuration {name}: Value must be at least {least}")]
    TooLittle {
        /// The setting.
        name: String,
        /// What was typed.
        value: i64,
        /// Least value taken.
        least: i64,
    },
    /// A list with an item that is nothing (`ConfigDef.ValidList`).
    #[error("Configuration '{name}' values must not be empty.")]
    EmptyItem {
        /// The setting.
        name: &'static str,
    },
    /// A list of nothing (the same).
    #[error("Configuration '{name}' must not be empty. Valid values include: any non-empty value")]
    EmptyList {
        /// The setting.
        name: &'static str,
    },
    /// A setting of the consumer protocol in a classic consumer (`ConsumerConfig.checkUnsupportedConfigsPostProcess`).
    #[error("{name} cannot be set when group.protocol=CLASSIC")]
    NotOfClassic {
        /// The setting.
        name: &'static str,
    },
    /// `Heartbeat`'s constructor, wrapped in `KafkaException: Failed to construct kafka consumer`.
    #[error(
        "Heartbeat must be set lower than the session timeout (heartbeat.interval.ms {heartbeat}, session.timeout.ms {session})"
    )]
    HeartbeatNotBelowSession {
        /// heartbeat.interval.ms, milliseconds.
        heartbeat: i64,
        /// session.timeout.ms, milliseconds.
        session: i64,
    },
    /// `Timer.reset`, of the heartbeats.
    #[error("Invalid negative timeout {heartbeat} (heartbeat.interval.ms)")]
    NegativeHeartbeat {
        /// heartbeat.interval.ms, milliseconds.
        heartbeat: i64,
    },
    /// Settings of consumer groups that do not go together (`GroupCoordinatorConfig`'s constructor, `GroupConfig.validateValues`).
    #[error("{why}")]
    Bounds {
        /// Kafka's sentence.
        why: String,
    },
    /// `GroupConfig.validateNames`.
    #[cfg(feature = "whole")]
    #[error("Unknown group config name: {name}")]
    NoSuchGroupConfig {
        /// What was typed.
        name: String,
    },
    /// `UnsupportedAssignorException` of the group coordinator.
    #[error("ServerAssignor {name} is not supported. Supported assignors: {supported}.")]
    UnsupportedAssignor {
        /// group.remote.assignor.
        name: String,
        /// group.consumer.assignors, by their names.
        supported: String,
    },
    /// A class that is not there (`Utils.newInstance`), in group.consumer.assignors.
    #[error("Class {name} cannot be found")]
    NoSuchClass {
        /// What was typed.
        name: String,
    },
    /// `InvalidSessionTimeoutException`: the broker's bounds on session.timeout.ms.
    #[error(
        "The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms). (session.timeout.ms {session}, allowed {min} to {max})"
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
    /// `AutoOffsetResetStrategy`, whose words `ConfigException` puts after its own.
    #[cfg(feature = "whole")]
    #[error(
        "Invalid value {value} for configuration auto.offset.reset: Invalid value `{value}` for configuration auto.offset.reset. The value must be either 'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'."
    )]
    NoStrategy {
        /// What was typed.
        value: String,
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
