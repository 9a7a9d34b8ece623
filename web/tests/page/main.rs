//! The page in a real browser, used as a person would: by events of pointer, keyboard and forms.
//!
//! `stage` mounts the page and finds things on it; each other module is about one part. No style sheet is there, so
//! nothing here is about looks.

#![cfg(target_family = "wasm")]
#![expect(clippy::unwrap_used, reason = "a test fails by it, and Clippy knows no tests but those of #[test]")]

mod acts;
mod address;
mod crowd;
mod dialogs;
#[path = "../eyes/mod.rs"]
mod eyes;
mod knobs;
mod lanes;
mod markers;
mod panels;
mod stage;
mod transport;
mod views;
mod window;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
