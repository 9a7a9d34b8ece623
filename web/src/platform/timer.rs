//! Something once, after a while.

use gloo_timers::callback::Timeout;
use yew::Callback;

/// Calls `call` after `ms` milliseconds, unless the timer is dropped before.
pub fn after(ms: u32, call: Callback<()>) -> Timeout {
    Timeout::new(ms, move || call.emit(()))
}
