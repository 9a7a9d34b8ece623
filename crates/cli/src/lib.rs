//! What the command line does, apart from reading its arguments: the headless twin of the page.
//!
//! A library beside the binary `rebalance`, so that the tests run the same code. It knows files and JSON, which the
//! core must not; it must not decide anything about Kafka, which the core does.
//!
//! [`recording`] reads what the recorder wrote, [`score`] holds simulated groups against it.

pub mod recording;
pub mod score;
pub mod simulate;
pub mod trace_json;
