//! Scenarios as text, as they stand in a fence. What reads them is a part of the figures' module (`xtask::page::lazy`), which
//! `kafka-rebalance.js` fetches before it hands over such a text: most figures have none.

use std::cell::Cell;
use std::hint::black_box;

use rebalance_js::{Fault, Fence};
use wasm_bindgen::prelude::wasm_bindgen;

type Read = fn(&str) -> Result<Fence, Fault>;

thread_local! {
    static HERE: Cell<Option<Read>> = const { Cell::new(None) };
}

/// For `kafka-rebalance.js`: the part is here.
#[wasm_bindgen]
pub fn part_text() {
    // The compiler is not to see that it is always this function: it would call it without asking.
    HERE.set(Some(black_box(rebalance_js::read_text as Read)));
}

/// Reads a scenario in either of its forms; without the part, JSON alone.
///
/// # Errors
/// What is wrong with it, and where.
pub(super) fn read(text: &str) -> Result<Fence, Fault> {
    match HERE.get().filter(|_| !rebalance_js::is_json(text)) {
        Some(read) => read(text),
        None => rebalance_js::parse_scenario(text).map(Fence::of),
    }
}
