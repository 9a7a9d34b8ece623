//! The page: layout and pixels over what the view crate computes.
//!
//! - [`app`]: the shell, which owns the one state ([`model`]) and lives with the browser ([`life`]).
//! - [`figure`]: one figure in somebody else's page, of the same parts, with a state of its own.
//! - [`korean`]: the words that are fetched when they are asked for.
//! - [`components`]: structure, drawn anew only where the scene differs.
//! - [`motion`]: what moves, written into elements that are there.
//! - [`platform`]: what all of them need of the browser.
//! - [`template`]: markup as text with places in it.
//! - [`recordings`]: real runs, fetched for the lanes that show them.
//!
//! No number, name or sentence of a run is made here. Markup has no style attribute and no inline script, which
//! the content security policy would refuse: dynamic style goes through CSSOM, in [`motion`].
//!
//! The page is weighed, so components are two and have no hooks, as their machinery is made anew for each; a part
//! without a state of its own is a function.

pub mod app;
pub mod components;
pub mod crowd;
pub mod desk;
pub mod figure;
pub mod korean;
pub mod life;
pub mod model;
pub mod motion;
pub mod platform;
pub mod recordings;
pub mod template;

use rebalance_view::{Lang, text};
use wasm_bindgen::prelude::wasm_bindgen;

/// The exports of the JavaScript edge come along with the page.
use rebalance_js as _;

/// The page's allocator: smaller and quicker than the one that std brings to wasm.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// For `loader.js`: puts the page into the place that index.html keeps for it.
///
/// What only this leads to is not in the module of figures (`xtask::page::lazy`).
#[wasm_bindgen]
pub fn part_page() {
    platform::crash::watch(crash_words(Lang::En));
    let root = platform::dom::document().get_element_by_id("app");
    if let Some(root) = root {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}

/// What the card after a fault says.
pub fn crash_words(lang: Lang) -> platform::crash::Words {
    let words = text::page(lang);
    platform::crash::Words {
        title: words.crash_title,
        advice: words.crash_advice,
        copy: words.crash_copy,
        copied: words.crash_copied,
        reload: words.crash_reload,
    }
}
