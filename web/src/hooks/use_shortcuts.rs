//! The page's keys. Keys that something in focus wants for itself stay with it.

use rebalance_view::Action;
use rebalance_view::session::Dialog;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::context::Desk;
use crate::platform::dom;
use crate::platform::listener::Listener;

/// Listens while the page lives; an open dialog has the keys to itself.
#[hook]
pub fn use_shortcuts(desk: &Desk, dialog: Option<Dialog>) {
    use_effect_with((desk.clone(), dialog), |(desk, dialog)| {
        let listener = dialog.is_none().then(|| {
            let desk = desk.clone();
            Listener::new(&dom::window(), "keydown", move |event| {
                let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
                if let Some(action) = wanted(&event) {
                    event.prevent_default();
                    desk.ask(action);
                }
            })
        });
        move || drop(listener)
    });
}

/// What a key asks for, where it is the page's to answer.
fn wanted(event: &KeyboardEvent) -> Option<Action> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return None;
    }
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let key = event.key();
    if dom::takes_keys(target.as_ref()) || (key == " " && dom::takes_space(target.as_ref())) {
        return None;
    }
    action_of(&key, event.shift_key())
}

/// What a key asks for.
fn action_of(key: &str, shift: bool) -> Option<Action> {
    match (key, shift) {
        (" ", _) => Some(Action::TogglePlay),
        ("ArrowLeft", false) => Some(Action::StepBack),
        ("ArrowRight", false) => Some(Action::StepForward),
        ("ArrowLeft", true) => Some(Action::PreviousRebalance),
        ("ArrowRight", true) => Some(Action::NextRebalance),
        ("Home", _) => Some(Action::Home),
        ("End", _) => Some(Action::End),
        ("?", _) => Some(Action::Open(Dialog::Keys)),
        ("1" | "2" | "3" | "4", false) => Some(Action::Pick(usize::from(key.as_bytes()[0] - b'1'))),
        _ => None,
    }
}
