//! The clipboard, where the browser lets a page write to it.

use js_sys::futures::{JsFuture, spawn_local};

use super::dom::window;

/// Copies `text` and calls `done` with whether it worked: browsers offer no clipboard to pages that
/// come by plain http from another machine, and may refuse elsewhere.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        done(false);
        return;
    }
    let copied = clipboard.write_text(text);
    spawn_local(async move { done(JsFuture::from(copied).await.is_ok()) });
}
