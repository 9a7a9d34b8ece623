//! Large groups: the cards of their members are folded into cells, and what flies between these flies in bundles.
//!
//! A part of the page that is fetched with the first large group (`xtask::page::lazy`), with its style sheet: nothing else
//! names what is in `cells`, `flights` and `view::crowd` but by [`here`].

mod cells;
mod flights;

use std::cell::Cell;
use std::fmt::Debug;
use std::hint::black_box;

use rebalance_model::SimTime;
use rebalance_view::crowd::{self, Crowd};
use rebalance_view::motion::LaneFrame;
use rebalance_view::scene::LaneScene;
use rebalance_view::{Action, Lab, Session};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, PointerEvent};
use yew::{Callback, Html, NodeRef};

use crate::components::Part;
use crate::components::chart::row_at;
use crate::desk::Desk;
use crate::motion::{Geometry, Tokens};
use crate::platform::parts;

/// What large groups are shown with.
#[derive(Clone, Copy, Debug)]
pub struct Here {
    /// What the view crate has for them.
    crowd: fn() -> Crowd,
    /// The stage of a lane.
    pub stage: fn(&Part, &LaneScene) -> Html,
    /// What writes what moves there.
    pub flights: fn() -> Box<dyn Flights>,
    read: Read,
}

/// What is said of the pointer's place in a chart, whose plot that is, lane by lane.
type Read = fn(&Part, &Element, &PointerEvent, SimTime) -> Vec<String>;

/// The moving parts of a stage with cells.
pub trait Flights {
    /// Takes over the elements of a lane after Yew has drawn them.
    fn bind(&mut self, root: &Element, scene: &LaneScene);

    /// Writes everything that moves there. `runs` says whether time does.
    fn write(&mut self, frame: &LaneFrame, scene: &LaneScene, geometry: &Geometry, tokens: &mut Tokens, runs: bool);
}

impl Debug for dyn Flights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Flights")
    }
}

thread_local! {
    static HERE: Cell<Option<Here>> = const { Cell::new(None) };
    static IS_ASKED: Cell<bool> = const { Cell::new(false) };
}

/// What large groups are shown with; none before that part of the page is here.
pub fn here() -> Option<Here> {
    HERE.get()
}

/// What a chart by member says of the instant and the row that are pointed at, in each lane; nothing where there is none.
pub fn read(part: &Part, plot: &NodeRef, event: &PointerEvent, t: SimTime) -> Vec<String> {
    let read = here().zip(plot.cast::<Element>());
    read.map_or_else(Vec::new, |(here, plot)| (here.read)(part, &plot, event, t))
}

fn read_row(part: &Part, plot: &Element, event: &PointerEvent, t: SimTime) -> Vec<String> {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a screen")]
    let y = event.client_y() - plot.get_bounding_client_rect().top() as i32;
    let row = part.lane().and_then(|lane| row_at(&lane.chart, y));
    // In a line of its own: that of the group is as long as there is room for.
    crowd::reading(&part.lab, part.lang(), row, t).iter().map(|said| ["\n", said].concat()).collect()
}

/// For `loader.js`: the part is here.
#[wasm_bindgen]
pub fn part_crowd() {
    // The compiler is not to see that it is always these functions: it would call them without asking.
    HERE.set(Some(black_box(Here { crowd: Crowd::here, stage: cells::stage, flights: flights::make, read: read_row })));
}

/// Sees to it that a large group is shown as one: it fetches what that takes. Where it can't be had, the group is shown as
/// far as there is room, which the page says.
pub fn follow(session: &Session, lab: &Lab, desk: &Desk) {
    if session.crowd.is_some() || !lab.is_large() {
        return;
    }
    let desk = desk.clone();
    let came = move |_| {
        if let Some(here) = HERE.get() {
            desk.ask(Action::Fold((here.crowd)()));
        }
    };
    if HERE.get().is_some() {
        came(None);
    } else if !IS_ASKED.replace(true) {
        parts::fetch("crowd", Callback::from(came));
    }
}
