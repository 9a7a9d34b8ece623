//! The clipboard, where the browser lets a page write to it.

use yew::Callback;

use super::dom::window;
use super::promise;

/// Copies `text` and calls `done` with whether it worked: browsers offer no clipboard to pages that come by plain
/// http from another machine, and may refuse elsewhere.
pub fn copy(text: &str, done: Callback<bool>) {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        done.emit(false);
        return;
    }
    promise::settled(clipboard.write_text(text), Callback::from(move |value: Option<_>| done.emit(value.is_some())));
}
