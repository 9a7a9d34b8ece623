//! The address bar: the query, and writing it.

use super::dom::window;

/// The query without its question mark; empty if there is none.
pub fn query() -> String {
    window().location().search().unwrap_or_default().trim_start_matches('?').to_owned()
}

/// The whole address.
pub fn href() -> String {
    window().location().href().unwrap_or_default()
}

/// The address that the page would have with `query`.
pub fn with_query(query: &str) -> String {
    let location = window().location();
    let (origin, path) = (location.origin().unwrap_or_default(), location.pathname().unwrap_or_default());
    let hash = location.hash().unwrap_or_default();
    let mark = if query.is_empty() { "" } else { "?" };
    [origin.as_str(), &path, mark, query, &hash].concat()
}

/// The folder that the page lies in, with a slash.
pub fn folder() -> String {
    let page = with_query("");
    let end = page.split(['?', '#']).next().unwrap_or_default().rfind('/').map_or(0, |slash| slash + 1);
    page[..end].to_owned()
}

/// Puts `query` into the address: as a new entry of the history, so that back leads to the one before, or in place.
/// Browsers refuse too many writes in a short time, and pages from some sources; the page goes on without.
pub fn write(query: &str, is_new_entry: bool) {
    if query == self::query() {
        return;
    }
    let Ok(history) = window().history() else { return };
    let address = with_query(query);
    let nothing = wasm_bindgen::JsValue::NULL;
    if is_new_entry {
        history.push_state_with_url(&nothing, "", Some(&address)).ok();
    } else {
        history.replace_state_with_url(&nothing, "", Some(&address)).ok();
    }
}
