//! Kafka settings: one definition a key ([`KEYS`]), and what a member or broker makes of them.
//!
//! What a person typed stays text ([`RawConfig`]) until it is read against the table; then it is a
//! [`MemberConfig`] or [`BrokerConfig`], and every value has been checked as Kafka checks it.

mod consumer;
mod error;
pub mod keys;
mod member;
#[cfg(feature = "whole")]
mod other;

pub use consumer::{ConsumerGroupConfig, ConsumerSide, KafkaVersion, MigrationPolicy, ServerAssignor};
pub use error::ConfigError;
pub use keys::{Checks, KEYS, Key, Kind, Side, key};
pub use member::{AssignorName, BrokerConfig, MemberConfig};

/// Settings as they were typed: name and value, in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawConfig(pub Vec<(String, String)>);

impl RawConfig {
    /// The value typed for `name`, the last one if it was typed twice.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// Sets `name`, in place if it is there.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.0.iter_mut().find(|(k, _)| k == name) {
            Some(entry) => entry.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Takes `name` away, so that what lies below it shows again.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(k, _)| k != name);
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
