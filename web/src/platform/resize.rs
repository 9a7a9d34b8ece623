//! Hearing of an element's size.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::Callback;

/// Watches an element while it lives.
#[derive(Debug)]
pub struct Watch {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn FnMut()>,
}

impl Watch {
    /// Calls `changed` when the element has been laid out first, and whenever its size differs.
    pub fn new(element: &Element, changed: Callback<()>) -> Self {
        let closure = Closure::new(move || changed.emit(()));
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _closure: closure }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
