//! The JavaScript edge: the only crate that knows serde-wasm-bindgen.
//!
//! Two doors to the same rooms. For JavaScript: [`exports`], few functions that take and give plain data. For the page,
//! which is Rust and may name neither simulator nor importer: [`run_lane`], [`builtin`], [`parse_scenario`],
//! [`read_groups`]. Must not decide anything: it converts, and passes on.

#[cfg(feature = "api")]
mod assign;
mod error;
pub mod exports;
mod group;
mod run;
mod scenario;

pub use error::Fault;
pub use group::{FoundGroup, GroupReading, Line, SourceFile, read_groups};
pub use run::{latencies, run_lane};
pub use scenario::{builtin, parse_scenario};
