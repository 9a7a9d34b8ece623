//! The JavaScript edge: the only crate that knows serde-wasm-bindgen.
//!
//! Two doors to the same rooms. For JavaScript: `exports`, few functions that take and give plain data. For the page,
//! which is Rust and may name neither simulator nor importer: [`run_lanes`], [`builtin`], [`parse_scenario`], [`read_text`].
//!
//! The importer has doors of its own, [`reader::read`] and, for recordings, [`recorded::read`] and [`recorded::open`]. Must not decide anything: it converts, and passes on.

#[cfg(feature = "api")]
mod assign;
mod error;
#[cfg(feature = "page")]
pub mod exports;
mod group;
pub mod reader;
pub mod recorded;
mod run;
mod scenario;

#[cfg(feature = "api")]
pub use assign::assign;
pub use error::{CODES, Fault};
pub use group::{FoundGroup, FoundRecording, GroupReading, Line, Wrong};
pub use rebalance_fence::{Fence, write};
pub use rebalance_import::replay::NoJson;
pub use run::{Beside, latencies, run_lanes};
pub use scenario::{builtin, is_json, parse_scenario, plain, read_text};
