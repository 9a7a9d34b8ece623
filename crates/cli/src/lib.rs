//! What the command line does, apart from reading its arguments: the headless twin of the page.
//!
//! A library beside the binary `rebalance`, so that the tests run the same code. It knows files and JSON, which the
//! core must not; it must not decide anything about Kafka, which the core does.
//!
//! - [`simulate`] runs scenario files; [`trace_json`] is the trace in our own format.
//! - [`replay`] makes a trace of a recording.
//! - [`show`] shows a run at an instant as Kafka's own tools would.
//! - [`assign`] puts cases to the assignors; [`vectors`] is their form.
//! - [`import`] reads what people have of a group.
//! - [`score`] holds simulated groups against recordings, which [`recording`] reads and [`record`] writes.
//! - [`storyboard`] draws a run as a figure that stands still; [`named`] finds its scenario and runs it.
//! - [`input`] is how any of them gets at text.

pub mod assign;
pub mod first_lanes;
pub mod import;
pub mod input;
pub mod named;
pub mod record;
pub mod recording;
pub mod replay;
pub mod score;
pub mod show;
pub mod simulate;
pub mod storyboard;
pub mod trace_json;
pub mod vectors;
