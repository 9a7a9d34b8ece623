//! What the command line does, apart from reading its arguments: the headless twin of the page.
//!
//! A library beside the binary `rebalance`, so that the tests run the same code. It knows files and JSON, which the
//! core must not; it must not decide anything about Kafka, which the core does.
//!
//! - [`simulate`] runs scenario files; [`trace_json`] is the trace in our own format.
//! - [`replay`] makes a trace of a recording; [`recordings`] are those that the page can show.
//! - [`export`] writes runs in the forms of other tools.
//! - [`show`] shows a run at an instant as Kafka's own tools would.
//! - [`assign`] puts cases to the assignors; [`vectors`] is their form.
//! - [`import`] reads what people have of a group.
//! - [`score`] holds simulated groups against recordings, which [`recording`] reads and [`record`] writes.
//! - [`storyboard`] draws a run as a figure that stands still; [`named`] finds its scenario and runs it.
//! - [`check`] runs the fences of documents, [`format`](mod@format) writes them in form; [`fences`] finds them, [`render`] makes HTML of
//!   them, [`mdbook`] does so in a book; [`schema`] describes the JSON form.
//! - [`input`] is how any of them gets at text.

pub mod assign;
pub mod check;
pub mod export;
pub mod fences;
pub mod first_lanes;
pub mod format;
pub mod import;
pub mod input;
pub mod mdbook;
pub mod named;
pub mod record;
pub mod recording;
pub mod recordings;
pub mod render;
pub mod replay;
pub mod schema;
pub mod score;
pub mod show;
pub mod simulate;
pub mod storyboard;
pub mod trace_json;
pub mod vectors;
