//! What is shown when the program ends by a fault of its own: a card with what a report needs.
//!
//! Plain DOM: after a trap no component can be trusted. Must not rely on any state but its own.

use std::cell::RefCell;

use js_sys::Reflect;
use js_sys::WebAssembly::RuntimeError;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event};
use yew::Callback;

use super::clipboard;
use super::dom::{document, window};
use super::listener::Listener;

/// What the card says, in the language of the page.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Heading.
    pub title: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// On the button that copies the report.
    pub copy: &'static str,
    /// On that button afterwards.
    pub copied: &'static str,
    /// On the button that loads the page again.
    pub reload: &'static str,
}

thread_local! {
    static SHOWN: RefCell<Option<(Words, u64)>> = const { RefCell::new(None) };
}

/// Remembers what a card would need: the words of the language in use, and the seed of the run shown.
pub fn prepare(words: Words, seed: u64) {
    SHOWN.with_borrow_mut(|shown| *shown = Some((words, seed)));
}

/// From now on a trap shows the card, wherever the browser called us from. `fallback` is used before [`prepare`].
///
/// A panic of the shipped page is a trap that says nothing of its cause, and a hook would not run: the browser's own
/// report of an error that nobody caught is what is left. It has the stack, and the run that led there runs natively.
pub fn watch(fallback: Words) {
    for (kind, thrown) in [("error", "error"), ("unhandledrejection", "reason")] {
        let on_event = Callback::from(move |event: Event| {
            let value = Reflect::get(&event, &thrown.into()).unwrap_or_default();
            if let Some(trap) = value.dyn_ref::<RuntimeError>() {
                let (words, seed) = SHOWN.with(|s| s.try_borrow().ok().and_then(|s| *s)).unwrap_or((fallback, 0));
                show(words, &report(trap, seed));
            }
        });
        // For ever: what they are for may happen at any time.
        Listener::new(&window(), kind, on_event).forget();
    }
}

fn report(trap: &RuntimeError, seed: u64) -> String {
    let text = |key: &str| Reflect::get(trap, &key.into()).ok().and_then(|value| value.as_string()).unwrap_or_default();
    let agent = window().navigator().user_agent().unwrap_or_default();
    let (message, stack, seed) = (text("message"), text("stack"), seed.to_string());
    let version = env!("CARGO_PKG_VERSION");
    [
        "Rebalance Lab ",
        version,
        " · seed ",
        &seed,
        "\n",
        &super::address::href(),
        "\n",
        &agent,
        "\n",
        &message,
        "\n",
        &stack,
    ]
    .concat()
}

/// Shows the card with this report; none if the document does not take it.
pub fn show(words: Words, report: &str) -> Option<()> {
    let document = document();
    // A fault while the first one is shown would add nothing.
    if document.get_element_by_id("crash").is_some() {
        return None;
    }
    let element = |parent: &Element, tag: &str, text: &str| -> Option<Element> {
        let e = document.create_element(tag).ok()?;
        e.set_text_content(Some(text));
        parent.append_child(&e).ok()?;
        Some(e)
    };
    let card = element(document.body()?.as_ref(), "section", "")?;
    card.set_id("crash");
    card.set_class_name("crash");
    card.set_attribute("role", "alert").ok()?;
    element(&card, "h2", words.title)?;
    element(&card, "p", words.advice)?;
    element(&card, "pre", report)?;
    let row = element(&card, "div", "")?;
    row.set_class_name("row");
    let copy = element(&row, "button", words.copy)?;
    let (button, text) = (copy.clone(), report.to_owned());
    let copied = Callback::from(move |is_done| {
        if is_done {
            button.set_text_content(Some(words.copied));
        }
    });
    // For ever: nothing is left that could own these listeners.
    Listener::new(&copy, "click", Callback::from(move |_| clipboard::copy(&text, copied.clone()))).forget();
    let reload = element(&row, "button", words.reload)?;
    Listener::new(&reload, "click", Callback::from(|_| drop(window().location().reload()))).forget();
    Some(())
}
