//! The views beside the group and what compares the lanes, a part of the page that is fetched when the first of them opens
//! (`xtask::page::lazy`): nothing else names what shows them but by [`here`] and [`difference_here`].

use std::cell::Cell;
use std::hint::black_box;

use rebalance_view::session::View;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Part;
use super::difference::DifferenceView;
use super::messages::MessagesView;
use super::pane::{Make, Panel, Tell};
use super::terminal::TerminalView;
use super::why::WhyView;

thread_local! {
    static HERE: Cell<Option<Make>> = const { Cell::new(None) };
    static DIFFERENCE: Cell<Option<Make>> = const { Cell::new(None) };
}

/// What makes the view of a session; none before its part of the page is here.
pub fn here() -> Option<Make> {
    HERE.get()
}

/// What makes the comparison of the lanes; none before its part of the page is here.
pub fn difference_here() -> Option<Make> {
    DIFFERENCE.get()
}

/// For `loader.js`: the part is here.
#[wasm_bindgen]
pub fn part_views() {
    // The compiler is not to see that it is always this function: it would call it without asking.
    HERE.set(Some(black_box(make as Make)));
    DIFFERENCE.set(Some(black_box(DifferenceView::make as Make)));
}

fn make(part: &Part, tell: Tell) -> Box<dyn Panel> {
    match part.session.view {
        View::Messages(_) => MessagesView::make(part, tell),
        View::Terminal(_) => TerminalView::make(part, tell),
        View::Why | View::Group => WhyView::make(part, tell),
    }
}
