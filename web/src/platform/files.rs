//! Files: those that somebody chose or dropped, read as bytes, and those that somebody takes along.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, FileList, HtmlElement, Url};
use yew::Callback;

use super::{dom, promise, timer};

/// A file: its name and its content, cut at the limit that was asked for.
#[derive(Clone, Debug)]
pub struct Content {
    /// Its name without a path.
    pub name: String,
    /// Its bytes; none if the browser could not read it.
    pub bytes: Option<Uint8Array>,
}

/// Reads each file of `list` up to `limit` bytes and one more, so that a cut is noticed; calls `done` for each.
pub fn read(list: &FileList, limit: usize, done: &Callback<Content>) {
    for file in (0..list.length()).filter_map(|i| list.get(i)) {
        let (name, done) = (file.name(), done.clone());
        let read = Callback::from(move |value: Option<JsValue>| {
            let buffer = value.and_then(|v| v.dyn_into::<ArrayBuffer>().ok());
            done.emit(Content { name: name.clone(), bytes: buffer.map(|b| Uint8Array::new(&b)) });
        });
        #[expect(clippy::cast_precision_loss, reason = "a limit of some megabytes")]
        match file.slice_with_f64_and_f64(0.0, (limit + 1) as f64) {
            Ok(blob) => promise::settled(blob.array_buffer(), read),
            Err(_) => read.emit(None),
        }
    }
}

/// The text of a paste, if it is longer than `bytes`.
pub fn pasted_beyond(event: &web_sys::Event, bytes: usize) -> Option<String> {
    let data = event.dyn_ref::<web_sys::ClipboardEvent>()?.clipboard_data()?;
    data.get_data("text/plain").ok().filter(|text| text.len() > bytes)
}

/// How long a browser may take to begin with a file before its address is given up, ms.
const SAVING_MS: u32 = 60_000;

/// Gives a text to the person as a file. Nothing happens where the browser makes none.
pub fn save(name: &str, kind: &str, text: &str) {
    let of = BlobPropertyBag::new();
    of.set_type(kind);
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &of) {
        save_blob(name, &blob);
    }
}

/// The same for what is no text.
pub fn save_blob(name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlElement = dom::document().create_element("a").ok()?.unchecked_into();
    link.set_attribute("href", &address).ok()?;
    link.set_attribute("download", name).ok()?;
    link.click();
    // For ever, as far as the page is concerned: it may be left meanwhile.
    timer::after(SAVING_MS, Callback::from(move |()| drop(Url::revoke_object_url(&address)))).forget();
    Some(())
}
