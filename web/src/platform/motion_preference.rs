//! Whether the person asked the system for less motion.

use web_sys::MediaQueryList;

use super::dom::window;
use super::listener::Listener;

const QUERY: &str = "(prefers-reduced-motion: reduce)";

fn query() -> Option<MediaQueryList> {
    window().match_media(QUERY).ok().flatten()
}

/// Whether less motion is asked for now.
pub fn is_reduced() -> bool {
    query().is_some_and(|q| q.matches())
}

/// Calls `change` when that changes, as long as the listener lives.
pub fn on_change(change: impl Fn(bool) + 'static) -> Option<Listener> {
    let query = query()?;
    let at_hand = query.clone();
    Some(Listener::new(&query, "change", move |_| change(at_hand.matches())))
}
