//! The reader of people's text, which is a module of its own: `loader.js` fetches it when it is first asked for, as it
//! knows where the files of the page lie.
//!
//! It gives and takes plain data, so whatever stands for `fetchReader` will do.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use yew::Callback;

use super::promise;

#[wasm_bindgen]
extern "C" {
    /// Of `loader.js`: a promise of the module's one function.
    #[wasm_bindgen(catch, js_name = fetchReader)]
    fn fetch_reader() -> Result<Promise, JsValue>;
}

/// A reader that is here.
#[derive(Clone, Debug)]
pub struct Reader(Function);

/// Text to read: its name, and its bytes, which lie where JavaScript has them.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Uint8Array,
}

/// Fetches the reader and calls `done` with it, or with none if it can't be had.
pub fn fetch(done: Callback<Option<Reader>>) {
    let came = move |value: Option<JsValue>| done.emit(value.and_then(|v| v.dyn_into().ok()).map(Reader));
    match fetch_reader() {
        Ok(promise) => promise::settled(promise, Callback::from(came)),
        Err(_) => came(None),
    }
}

impl Reader {
    /// What it makes of all sources together; none if it broke, and then it is of no use any more.
    pub fn read(&self, sources: &[Source]) -> Option<String> {
        let (names, contents) = (Array::new(), Array::new());
        for source in sources {
            names.push(&JsValue::from_str(&source.name));
            contents.push(&source.bytes);
        }
        self.0.call2(&JsValue::NULL, &names, &contents).ok()?.as_string()
    }
}
