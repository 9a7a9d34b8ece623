//! The metrics that Kafka's clients and its broker would show at an instant, and what of them a monitoring system has.
//!
//! [`client`] is `consumer-coordinator-metrics` of one consumer, [`group`] the broker's side. Must not know
//! how a value is printed.

pub mod client;
mod consumer;
pub mod group;
mod sampled;

/// A metric: Kafka's name, and its value; NaN where Kafka has no number.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// The attribute's name.
    pub name: &'static str,
    /// Its value; times in milliseconds unless the name says otherwise.
    pub value: f64,
}
