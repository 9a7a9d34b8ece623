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
    /// A partition.assignment.strategy that the lab does not know, or an empty list.
    #[error("partition.assignment.strategy: {what}")]
    Assignors {
        /// What is wrong with the list.
        what: String,
    },
    /// Kafka has it, the lab does not model it yet.
    #[error("{what} is not modelled yet")]
    NotModelled {
        /// The setting or value.
        what: String,
    },
}
