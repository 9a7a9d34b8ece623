//! An event listener that goes away with its handle.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};
use yew::Callback;

/// A listener; dropping it removes it.
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens to events of `kind` on `target`.
    pub fn new(target: &EventTarget, kind: &'static str, call: Callback<Event>) -> Self {
        let closure = Closure::new(move |event| call.emit(event));
        target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref()).ok();
        Self { target: target.clone(), kind, closure }
    }

    /// Lets it listen for ever.
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.target.remove_event_listener_with_callback(self.kind, self.closure.as_ref().unchecked_ref()).ok();
    }
}
