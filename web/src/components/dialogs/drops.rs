//! Files that are put in, wherever they are dropped on the page.

use rebalance_model::scenario::limits::IMPORT_BYTES;
use wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, Event, FileList};
use yew::Callback;

use super::Put;
use crate::components::pane::{Tell, Word};
use crate::platform::listener::Listener;
use crate::platform::{dom, files};

/// Tells what is put in.
pub(super) fn puts_to(tell: Tell) -> Callback<Put> {
    Callback::from(move |put| tell.emit(Word::Put(put)))
}

/// A callback for events that put something in.
pub(super) fn puts(put: &Callback<Put>, take: fn(&Callback<Put>, Event)) -> Callback<Event> {
    let put = put.clone();
    Callback::from(move |event| take(&put, event))
}

/// Listeners for files that are dropped anywhere on the page; what hangs over it is only let in.
pub(super) fn drops(put: &Callback<Put>) -> [Listener; 2] {
    ["dragover", "drop"].map(|kind| {
        let call = puts(put, |put, event| {
            event.prevent_default();
            let files = event.unchecked_ref::<DragEvent>().data_transfer().and_then(|d| d.files());
            if event.type_() == "drop" && files.as_ref().is_some_and(|list| list.length() > 0) {
                put.emit(Put::Dropped);
                take_files(put, files);
            }
        });
        Listener::new(&dom::window(), kind, call)
    })
}

/// Reads chosen or dropped files.
pub(super) fn take_files(put: &Callback<Put>, list: Option<FileList>) {
    if let Some(list) = list {
        let put = put.clone();
        files::read(&list, IMPORT_BYTES, &Callback::from(move |file| put.emit(Put::File(file))));
    }
}
