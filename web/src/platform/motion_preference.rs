//! Whether the person asked the system for less motion.

use web_sys::{Event, MediaQueryList};
use yew::Callback;

use super::dom::window;
use super::listener::Listener;

fn query() -> Option<MediaQueryList> {
    window().match_media("(prefers-reduced-motion: reduce)").ok().flatten()
}

/// Whether less motion is asked for now.
pub fn is_reduced() -> bool {
    query().is_some_and(|q| q.matches())
}

/// Calls `change` when that changes, as long as the listener lives.
pub fn on_change(change: Callback<Event>) -> Option<Listener> {
    let query = query()?;
    Some(Listener::new(&query, "change", change))
}
