//! Parts of the page that are fetched later: `loader.js` does so, as it knows where the files of the page lie.

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
}

/// Fetches a part and calls `done`: with nothing of interest when it is here, with none if it can't be had.
pub fn fetch(name: &str, done: Callback<Option<JsValue>>) {
    match fetch_part(name) {
        Ok(promise) => promise::settled(promise, done),
        Err(_) => done.emit(None),
    }
}
