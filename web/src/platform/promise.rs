//! What a promise comes to.

use js_sys::Promise;
use js_sys::futures::{JsFuture, spawn_local};
use wasm_bindgen::JsValue;
use yew::Callback;

/// Calls `done` with the value, or with none if the promise is broken.
pub fn settled(promise: Promise, done: Callback<Option<JsValue>>) {
    spawn_local(async move { done.emit(JsFuture::from(promise).await.ok()) });
}
