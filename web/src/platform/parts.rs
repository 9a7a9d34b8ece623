//! Parts of the page and files beside it that are fetched later: `loader.js` does so, as it knows where they lie.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yew::Callback;

use super::promise;

#[wasm_bindgen]
extern "C" {
    /// Of `loader.js`: a promise that is kept once the part is here.
    #[wasm_bindgen(catch, js_name = fetchPart)]
    fn fetch_part(name: &str) -> Result<Promise, JsValue>;

    /// Of `loader.js`: a promise of the text of a file beside the page.
    #[wasm_bindgen(catch, js_name = fetchText)]
    fn fetch_text_beside(file: &str) -> Result<Promise, JsValue>;
}

/// Fetches a part and calls `done`: with nothing of interest when it is here, with none if it can't be had.
pub fn fetch(name: &str, done: Callback<Option<JsValue>>) {
    match fetch_part(name) {
        Ok(promise) => promise::settled(promise, done),
        Err(_) => done.emit(None),
    }
}

/// Fetches the text of a file beside the page and calls `done` with it, with none if it can't be had.
pub fn fetch_text(file: &str, done: Callback<Option<String>>) {
    match fetch_text_beside(file) {
        Ok(promise) => promise::settled(
            promise,
            Callback::from(move |text: Option<JsValue>| done.emit(text.and_then(|text| text.as_string()))),
        ),
        Err(_) => done.emit(None),
    }
}
