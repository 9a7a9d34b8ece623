//! The width of an element, followed as it changes.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};
use yew::prelude::*;

/// Width of the element in whole CSS pixels, none before it is measured. `changed` is called whenever its size
/// changes, also where its width does not.
#[hook]
pub fn use_width(node: &NodeRef, changed: Callback<()>) -> Option<u32> {
    let width = use_state_eq(|| None);
    let set = width.setter();
    use_effect_with((node.clone(), changed), move |(node, changed)| {
        let (node, changed) = (node.clone(), changed.clone());
        let element = node.cast::<HtmlElement>();
        let watched = element.clone();
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            if let Some(element) = &watched {
                set.set(u32::try_from(element.client_width()).ok());
                changed.emit(());
            }
        });
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &element) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(on_resize);
        }
    });
    *width
}
