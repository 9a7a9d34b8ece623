//! Scenarios as text: what stands in a Markdown fence called `kafka-rebalance`.
//!
//! ```text
//! title A third member joins while one works on a 5 s batch
//! topic orders 6
//! session.timeout.ms=6000
//! at 0s start c1 c2
//! at 14.2s slow c1 5s
//! at 15.3s start c3
//! lanes eager cooperative
//! expect stopped < 12s
//! expect cooperative stopped < eager stopped
//! ```
//!
//! A line is a statement; `#` begins a comment; what has blanks or signs of the language in it stands in `"…"`.
//! docs/fence.md has the whole language. Settings have their Kafka names, acts words of their own.
//!
//! - [`read`] makes a scenario of a text, with lanes, seed and expectations; or says what is wrong in which line.
//! - [`format`](format()) writes a text in the one form that it has; comments and the order of lines stay.
//! - [`write`](write()) is the way back: a scenario as text.
//! - [`Expectation::judge`] holds what is expected against runs.
//!
//! Inside: `lex` makes words of a line, `parse` statements of words, `build` a scenario of statements, which `check` holds
//! against what Kafka takes. Building goes through the scenario's own JSON reader, so that both forms have the same limits
//! and the same sentences.
//!
//! Must not run anything, and must not fail on any text but by saying why.

mod build;
mod check;
mod expect;
mod lex;
mod near;
mod parse;
mod print;
mod problem;
mod span;
mod syntax;
mod write;

pub use build::{Fence, read};
pub use expect::{Expectation, Judged, Metric};
pub use parse::words;
pub use print::format;
pub use problem::{Place, Problem};
pub use write::write;

/// What a fence with such a text is called in Markdown: its info string begins with this word.
pub const INFO: &str = "kafka-rebalance";
