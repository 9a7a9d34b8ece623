//! The door of figures: what `kafka-rebalance.js` calls. A figure goes by a number, as long as it is there.
//!
//! By its functions' names the build knows what belongs to figures (`xtask::page::lazy`).

use std::cell::RefCell;

use js_sys::{Array, Function};
use rebalance_js::{Fault, Fence};
use rebalance_model::SimTime;
use rebalance_view::Action;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;
use yew::{AppHandle, Renderer};

use super::fence;
use super::tell::{Tell, ms};
use super::{Asked, Figure, Figures, Place, Word, session};
use crate::platform::{dom, motion_preference};

/// A place that figures have had.
struct Taken {
    app: AppHandle<Figures>,
    root: Element,
    is_free: bool,
}

thread_local! {
    /// The places of figures, each at its number: as many as there were figures at the same time.
    static PLACES: RefCell<Vec<Taken>> = const { RefCell::new(Vec::new()) };
}

/// Does something with a figure; none if it is gone, or not drawn yet.
fn with<T>(number: usize, what: impl FnOnce(&Figure) -> T) -> Option<T> {
    let taken = |place: &Taken| (!place.is_free).then(|| (*place.app).clone());
    let scope = PLACES.with_borrow(|places| places.get(number).and_then(taken))?;
    let here = scope.get_component()?;
    Some(what(here.figure()?))
}

fn own(scenario: Option<String>) -> Result<Option<Fence>, Fault> {
    scenario.map(|text| fence::read(&text)).transpose()
}

/// Makes a figure, in an element of its own ([`part_figure_root`]): what `attributes` ask for, a query with a pair an
/// attribute, over the scenario whose text is given, if one is. `tell` is called with names and details ([`super::tell`]).
///
/// # Errors
/// An `Error` with `code` and `where` if the text, in either form, is no scenario.
#[wasm_bindgen]
pub fn part_figure(
    attributes: &str,
    scenario: Option<String>,
    plays: bool,
    has_controls: bool,
    tell: Function,
) -> Result<usize, JsValue> {
    let mut session = session(attributes, own(scenario)?);
    session.playing = plays && !motion_preference::is_reduced();
    let asked = Box::new(Asked { session, has_controls, tell: Tell::new(tell) });
    PLACES.with_borrow_mut(|places| {
        let free = places.iter().position(|place| place.is_free);
        let number = free.unwrap_or(places.len());
        if free.is_none() {
            let root = dom::document().create_element("div")?;
            let app = Renderer::<Figures>::with_root_and_props(root.clone(), Place { root: root.clone() }).render();
            places.push(Taken { app, root, is_free: true });
        }
        places[number].is_free = false;
        places[number].app.send_message(Word::Begin(asked));
        Ok(number)
    })
}

/// The element that a figure is in, for its shadow root; none if there is no such figure.
#[wasm_bindgen]
pub fn part_figure_root(figure: usize) -> Option<Element> {
    PLACES.with_borrow(|places| places.get(figure).map(|place| place.root.clone()))
}

/// Shows what other attributes ask for; at the instant that is shown already, unless `moves`.
///
/// # Errors
/// As [`part_figure`].
#[wasm_bindgen]
pub fn part_figure_read(figure: usize, attributes: &str, scenario: Option<String>, moves: bool) -> Result<(), JsValue> {
    let mut session = session(attributes, own(scenario)?);
    with(figure, |figure| {
        let now = &figure.model.session;
        session.playing = now.playing;
        if !moves {
            session.t = figure.desk.player.now();
        }
        session.pace = now.pace;
        figure.desk.ask(Action::Restore(Box::new(session)));
    });
    Ok(())
}

/// Does `what`: `play`, `pause`, `step`, `back`, `seek` (to `t`, ms), `see` and `leave` (it is on the screen, or not).
#[wasm_bindgen]
pub fn part_figure_do(figure: usize, what: &str, t: f64) {
    let word = match what {
        "play" => Word::Do(Action::Play),
        "pause" => Word::Do(Action::Pause),
        "step" => Word::Do(Action::StepForward),
        "back" => Word::Do(Action::StepBack),
        "seek" => Word::Do(Action::Seek(instant(t))),
        "see" | "leave" => Word::Seen(what == "see"),
        _ => return,
    };
    PLACES.with_borrow(|places| {
        if let Some(place) = places.get(figure).filter(|place| !place.is_free) {
            place.app.send_message(word);
        }
    });
}

/// The instant of so many milliseconds; what is no number is the beginning.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float saturates")]
fn instant(t: f64) -> SimTime {
    SimTime::from_micros((t * 1000.0).round() as u64)
}

/// The instant that is shown, ms; none if the figure is gone.
#[wasm_bindgen]
pub fn part_figure_now(figure: usize) -> Option<f64> {
    with(figure, |figure| ms(figure.desk.player.now()))
}

/// The runs that are shown, a recording (`kafka-group-recording/1`) a lane, in their order.
#[wasm_bindgen]
pub fn part_figure_trace(figure: usize) -> JsValue {
    let recordings = |figure: &Figure| -> Array {
        let lanes = figure.model.lab.lanes();
        lanes.iter().map(|lane| rebalance_js::plain(&lane.trace().to_recording())).collect()
    };
    with(figure, recordings).map_or(JsValue::UNDEFINED, Into::into)
}

/// Takes the figure away, with all that it listened to. Its element is another figure's then, one day.
#[wasm_bindgen]
pub fn part_figure_end(figure: usize) {
    PLACES.with_borrow_mut(|places| {
        if let Some(place) = places.get_mut(figure).filter(|place| !place.is_free) {
            place.is_free = true;
            place.root.remove();
            place.app.send_message(Word::End);
        }
    });
}
