//! The Korean words: a part of the page that is fetched when somebody asks for Korean (`xtask::page::lazy`).
//!
//! It is data alone. Before it is here zeros stand at the place of the words, so nothing may be shown in Korean then.

use std::cell::Cell;

use rebalance_view::session::Notice;
use rebalance_view::{Action, Lang};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::Callback;

use crate::desk::Desk;
use crate::platform::parts;

thread_local! {
    static HERE: Cell<bool> = const { Cell::new(false) };
}

/// Whether the words of a language are here.
pub fn is_here(lang: Lang) -> bool {
    lang != Lang::Ko || HERE.get()
}

/// For `loader.js`: the words are here. It does so before the page starts, if that is to be in Korean.
#[wasm_bindgen]
pub fn part_korean() {
    HERE.set(true);
}

/// Fetches the words and asks for Korean again; where they can't be had, that is said in English.
pub fn fetch(desk: &Desk) {
    let desk = desk.clone();
    let came = move |came: Option<_>| {
        desk.ask(match came {
            Some(_) => Action::SetLang(Lang::Ko),
            None => Action::Notify(Notice::NoWords),
        });
    };
    parts::fetch("korean", Callback::from(came));
}
