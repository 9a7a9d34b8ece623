//! What a trace means, and how near a run is to a recording of real Kafka.
//!
//! - [`report`]: one run in numbers: stops, lag, records done twice, rebalances, time to detect.
//! - [`ownership`], [`lag`], [`twice`], [`activity`]: the parts of it, as lists of starts.
//! - [`moment`]: the instants that matter, each with what happened and to whom.
//! - [`compare`]: which of several runs fares better, and by what.
//! - [`score`]: the distance of a simulated run from a recorded one.
//! - [`metrics`]: what Kafka's clients, its broker and a monitoring system would show.
//! - [`logs`]: what clients and coordinator would have logged.
//! - [`describe`]: what `kafka-consumer-groups --describe` would print.
//! - [`screen`]: all of that as text.
//!
//! Everything is in integers and follows from events alone; nothing here knows a scenario by its name.

pub mod activity;
pub mod compare;
pub mod describe;
pub mod gather;
mod java;
pub mod lag;
pub mod logs;
pub mod metrics;
pub mod moment;
pub mod ownership;
pub mod parting;
pub mod report;
pub mod score;
pub mod screen;
pub mod twice;
pub mod window;

pub use activity::Activity;
pub use moment::{Moment, MomentKind};
pub use ownership::Holders;
pub use report::Report;
