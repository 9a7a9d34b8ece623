//! A run in the forms of other tools: pure functions from traces to text.
//!
//! - [`mermaid()`]: a sequence diagram, for a page of documentation;
//! - [`perfetto()`]: a trace for `ui.perfetto.dev` or `chrome://tracing`;
//! - [`scenario()`]: the scenario as its file.
//!
//! The page reaches all of this from the dialog that shares a run, which is a part of its own. Must not know how a text
//! is saved.

mod json;
mod mermaid;
mod perfetto;

use rebalance_model::Scenario;

pub use mermaid::{Mermaid, mermaid};
pub use perfetto::perfetto;

/// The file of a scenario, as those of the project are written.
pub fn scenario(scenario: &Scenario) -> String {
    let mut out = json::indented(&scenario.to_json());
    out.push('\n');
    out
}
