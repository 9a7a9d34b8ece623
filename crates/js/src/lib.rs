//! The JavaScript edge: the only crate that knows serde-wasm-bindgen.
//!
//! Two doors to the same rooms. For JavaScript: `exports`, few functions that take and give plain data. For the page,
//! which is Rust and may name neither simulator nor importer: [`run_lane`], [`builtin`], [`parse_scenario`].
//!
//! The importer has a door of its own, `reader`, as the page fetches it later and as another module: text comes in, JSON
//! goes out, and [`GroupReading`] is what the page makes of that. Must not decide anything: it converts, and passes on.

#[cfg(feature = "api")]
mod assign;
mod error;
#[cfg(feature = "page")]
pub mod exports;
mod group;
#[cfg(feature = "reader")]
pub mod reader;
mod run;
mod scenario;

pub use error::Fault;
pub use group::{FoundGroup, GroupReading, Line};
pub use run::{latencies, run_lane};
pub use scenario::{builtin, parse_scenario};

/// The allocator of the reader's module: the page's.
#[cfg(all(feature = "module", target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
