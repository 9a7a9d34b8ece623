//! What is shown when the program ends by a fault of its own: a card with what a report needs.
//!
//! Plain DOM: after a panic no component can be trusted. Must not rely on any state but its own.

use std::cell::RefCell;
use std::panic::PanicHookInfo;

use web_sys::Element;
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

/// From now on a panic shows the card. `fallback` is used before [`prepare`].
pub fn install(fallback: Words) {
    yew::set_custom_panic_hook(Box::new(move |info| {
        let (words, seed) = SHOWN.with(|s| s.try_borrow().ok().and_then(|s| *s)).unwrap_or((fallback, 0));
        show(words, &report(info, seed));
    }));
}

fn report(info: &PanicHookInfo<'_>, seed: u64) -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    format!("Rebalance Lab {} · seed {seed}\n{info}\n{}\n{agent}", env!("CARGO_PKG_VERSION"), super::address::href())
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
