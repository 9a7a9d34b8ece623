//! The vocabulary of the lab: what the simulator writes, and what everything else reads.
//!
//! - [`time`], [`id`]: the group's own clock, and the index of everything that can be pointed at.
//! - [`config`]: one definition a Kafka setting, and what a member makes of its settings.
//! - [`scenario`]: what is to happen: topics, load, members, script; its JSON form and its limits.
//! - [`message`]: the requests and responses of the group protocols.
//! - [`name`]: what Kafka takes as a name.
//! - [`order`]: sorting that does not weigh on the page.
//! - [`trace`]: what happened, event by event, each with its cause; and the fold that gives the
//!   state at any instant.
//!
//! Nothing here can be wrong about how Kafka *behaves*: there are only shapes, folds and codecs.

pub mod config;
pub mod id;
pub mod message;
pub mod name;
pub mod order;
pub mod scenario;
pub mod time;
pub mod trace;

pub use id::{BatchIdx, EventId, Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx, StepIdx};
pub use scenario::{Scenario, Variant};
pub use time::{SimDuration, SimTime};
pub use trace::{Event, EventKind, Trace};
