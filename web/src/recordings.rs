//! Recordings of real runs: files beside the page, fetched when a lane asks for one, and read by a part of the page that
//! is fetched with the first of them.

use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;

use rebalance_js::recorded::{open, read};
use rebalance_js::{FoundRecording, Wrong};
use rebalance_model::Variant;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_view::{Action, Lane, Lang, Session};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::Callback;

use crate::desk::Desk;
use crate::platform::parts;

/// What reads a recording; none if it is none.
type Read = fn(&str) -> Option<Lane>;
/// What reads somebody's own.
pub type Open = fn(&str, Lang) -> Result<FoundRecording, Wrong>;

thread_local! {
    static HERE: Cell<Option<(Read, Open)>> = const { Cell::new(None) };
}

/// Name of the part.
pub const PART: &str = "recorded";

/// What reads somebody's own recording; none before its part of the page is here.
pub fn opener() -> Option<Open> {
    HERE.get().map(|(_, open)| open)
}

/// For `loader.js`: the part is here.
#[wasm_bindgen]
pub fn part_recorded() {
    // The compiler is not to see that it is always this function: it would call it without asking.
    HERE.set(Some((black_box(read as Read), black_box(open as Open))));
}

/// The recording of a variant of the scenario of that number.
type Which = (usize, Variant);

/// Sees to it that recordings come that lanes ask for.
#[derive(Debug, Default)]
pub struct Recordings {
    /// What has been asked for and has not come.
    asked: Vec<Which>,
}

impl Recordings {
    /// Follows what has just been drawn.
    pub fn follow(&mut self, session: &Session, desk: &Desk) {
        let lacks = session.recorded.iter().filter(|r| r.run.is_none());
        let now: Vec<Which> = lacks.map(|r| (session.scenario, r.variant)).collect();
        for which in now.iter().filter(|which| !self.asked.contains(which)) {
            ask(*which, desk);
        }
        self.asked = now;
    }
}

fn ask((scenario, variant): Which, desk: &Desk) {
    let desk = desk.clone();
    let come = Rc::new(move |run: Option<Lane>| desk.ask(Action::Recording(scenario, variant, run)));
    let name = BUILTIN.get(scenario).map_or("", |b| b.name);
    let file = ["recordings/", name, ".", variant.name(), ".json"].concat();
    parts::fetch(
        PART,
        Callback::from(move |_| {
            let come = come.clone();
            match HERE.get() {
                Some((read, _)) => {
                    let done = move |text: Option<String>| come(text.and_then(|text| read(&text)));
                    parts::fetch_text(&file, Callback::from(done));
                }
                None => come(None),
            }
        }),
    );
}
