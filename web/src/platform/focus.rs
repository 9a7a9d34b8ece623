//! The focus of who uses keys: when what was pressed goes, or can't be pressed any more, it goes on to what is near.
//!
//! A browser would begin again at the top of the page. A pointer's presses leave no focus (`life::clicked`).

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, Node};
use yew::Callback;

use super::dom;
use super::listener::Listener;

/// What Tab stops at.
const STOPS: &str = "button:enabled, input:enabled, select:enabled, summary, a[href], [tabindex='0']";

/// See the module.
#[derive(Debug)]
pub struct Focus {
    /// What had the focus when a key was pressed last, and what is around it, from within.
    pressed: Rc<RefCell<Vec<Element>>>,
    _listeners: [Listener; 2],
}

impl Focus {
    /// Listens to the window.
    pub fn listen() -> Self {
        let pressed: Rc<RefCell<Vec<Element>>> = Rc::default();
        let by_key = pressed.clone();
        let key = Callback::from(move |event: Event| {
            let mut at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            by_key.borrow_mut().clear();
            while let Some(element) = at {
                at = element.parent_element();
                by_key.borrow_mut().push(element);
            }
        });
        let by_pointer = pressed.clone();
        let pointer = Callback::from(move |_| by_pointer.borrow_mut().clear());
        let listeners =
            [("keydown", key), ("pointerdown", pointer)].map(|(kind, call)| Listener::new(&dom::window(), kind, call));
        Self { pressed, _listeners: listeners }
    }

    /// Looks after it when something has been drawn.
    pub fn keep(&self) {
        let pressed = self.pressed.borrow();
        let Some((last, around)) = pressed.split_first() else { return };
        let is_there = last.is_connected();
        if is_there && !last.matches(":disabled").unwrap_or(false) {
            return;
        }
        if dom::focused().is_some_and(|now| now != *last) {
            return;
        }
        for element in around.iter().filter(|element| element.is_connected()) {
            let Ok(stops) = element.query_selector_all(STOPS) else { continue };
            // Those behind it first, if it is still there.
            for behind in [is_there, false] {
                for stop in (0..stops.length()).filter_map(|i| stops.get(i)) {
                    let place = last.compare_document_position(&stop);
                    let Some(stop) = stop.dyn_ref::<HtmlElement>() else { continue };
                    if behind && place & Node::DOCUMENT_POSITION_FOLLOWING == 0 {
                        continue;
                    }
                    stop.focus().ok();
                    // What is not seen does not take it.
                    if dom::focused().is_some_and(|now| now == **stop) {
                        return;
                    }
                }
            }
        }
    }
}
