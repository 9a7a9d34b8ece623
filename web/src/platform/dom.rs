//! The document: elements, focus, and styles through CSSOM (a style attribute is against the policy).

use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, Window};

/// The window.
///
/// # Panics
/// Outside a window, where this page does not run.
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// The document.
///
/// # Panics
/// Outside a window, where this page does not run.
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// Width of the window, CSS pixels.
pub fn width() -> u32 {
    let width = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length on a screen")]
    let whole = width as u32;
    whole
}

/// Sets one property of an element's own style; a value that the browser does not take changes nothing.
pub fn set_style(element: &HtmlElement, property: &str, value: &str) {
    element.style().set_property(property, value).ok();
}

/// Focuses the element of that id within `root`, if there is one that can have it. What is typed into a field then takes
/// the place of what stands there.
pub fn focus(root: &Element, id: &str) {
    let element = root.query_selector(&["[id='", id, "']"].concat()).ok().flatten();
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        element.focus().ok();
        if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
            field.select();
        }
    }
}

/// What has the focus; none where it is nowhere.
pub fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}

/// The key of an event of the keyboard; empty for any other.
pub fn key(event: &Event) -> String {
    event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key).unwrap_or_default()
}

/// Puts what stands in `root` with places of their own (`data-x`, `data-w`, in percent) there: by CSSOM, as the policy
/// wants it.
pub fn place(root: &Element) {
    let Ok(list) = root.query_selector_all(":scope > [data-x]") else { return };
    for element in (0..list.length()).filter_map(|i| list.get(i)?.dyn_into::<HtmlElement>().ok()) {
        for (attribute, property) in [("data-x", "--x"), ("data-w", "width")] {
            if let Some(value) = element.get_attribute(attribute) {
                set_style(&element, property, &value);
            }
        }
    }
}

/// Whether somebody types into what has the focus.
pub fn takes_text(target: Option<&Element>) -> bool {
    target.is_some_and(|e| e.matches("input[type=text], textarea, dialog *").unwrap_or(false))
}

/// Whether keys belong to what has the focus: somebody types there, or a slider takes the arrows.
pub fn takes_keys(target: Option<&Element>) -> bool {
    target.is_some_and(|e| e.matches("input, textarea, select, [contenteditable], dialog *").unwrap_or(false))
}

/// Whether the space bar belongs to what has the focus: it presses buttons and opens folds.
pub fn takes_space(target: Option<&Element>) -> bool {
    target.is_some_and(|e| e.matches("button, summary, a[href]").unwrap_or(false))
}

/// Whether a key belongs to what has the focus on the strip: it moves a marker or the window, or closes the fields. Yew
/// tells the strip of an event in a task of its own, so whether it prevents what the key does otherwise may be known too
/// late.
pub fn is_of_strip(target: Option<&Element>, key: &str) -> bool {
    let moved = match key {
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" => ".pin, .brush",
        "Home" | "End" => ".brush",
        "Escape" => ".edit *",
        _ => return false,
    };
    target.is_some_and(|e| e.matches(moved).unwrap_or(false))
}

/// Takes the focus from the button or fold that `target` is a part of.
pub fn leave_button(target: Option<&Element>) {
    let button = target.and_then(|e| e.closest("button, summary").ok().flatten());
    if let Some(button) = button.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        button.blur().ok();
    }
}

/// The root element of the document.
///
/// # Panics
/// In a document that has been emptied, where this page is not.
pub fn root() -> Element {
    document().document_element().expect("a document has an element")
}

/// Sets an attribute of the root element, or takes it away.
pub fn set_root(attribute: &str, value: Option<&str>) {
    let root = root();
    match value {
        Some(value) => root.set_attribute(attribute, value).ok(),
        None => root.remove_attribute(attribute).ok(),
    };
}

/// Whether the system asks for dark colours.
pub fn prefers_dark() -> bool {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
}
