//! Scenarios as text: what is written is read as the same, every mistake is told at its place, and no text does harm.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

mod documents;
mod expect;
mod harm;
mod mistakes;
mod round;
mod schema;

use rebalance_cli::named::builtin;
use rebalance_fence::{Fence, Problem};

fn read(text: &str) -> Result<Fence, Vec<Problem>> {
    rebalance_fence::read(text, &builtin)
}

/// What is read of a text that has nothing wrong.
fn good(text: &str) -> Fence {
    read(text).unwrap_or_else(|problems| {
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{text}", said.join("\n"))
    })
}
