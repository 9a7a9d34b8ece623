//! Files that somebody chose or dropped, read as bytes.

use js_sys::futures::{JsFuture, spawn_local};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast as _;
use web_sys::FileList;

/// A file: its name and its content, cut at the limit that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its name without a path.
    pub name: String,
    /// Its bytes; none if the browser could not read it.
    pub bytes: Option<Vec<u8>>,
}

/// Reads each file of `list` up to `limit` bytes and one more, so that a cut is noticed; calls `done` once with all.
pub fn read(list: &FileList, limit: usize, done: impl FnOnce(Vec<Content>) + 'static) {
    let files: Vec<_> = (0..list.length()).filter_map(|i| list.get(i)).collect();
    spawn_local(async move {
        let mut contents = Vec::with_capacity(files.len());
        for file in files {
            #[expect(clippy::cast_precision_loss, reason = "a limit of some megabytes")]
            let end = (limit + 1) as f64;
            let bytes = match file.slice_with_f64_and_f64(0.0, end) {
                Ok(blob) => JsFuture::from(blob.array_buffer()).await.ok(),
                Err(_) => None,
            };
            let bytes = bytes.and_then(|b| b.dyn_into::<ArrayBuffer>().ok()).map(|b| Uint8Array::new(&b).to_vec());
            contents.push(Content { name: file.name(), bytes });
        }
        done(contents);
    });
}

/// The text of a paste, if it is longer than `bytes`.
pub fn pasted_beyond(event: &web_sys::Event, bytes: usize) -> Option<String> {
    let data = event.dyn_ref::<web_sys::ClipboardEvent>()?.clipboard_data()?;
    data.get_data("text/plain").ok().filter(|text| text.len() > bytes)
}
