//! The list of keys.

use rebalance_view::text::Page;
use yew::prelude::*;

/// See the module.
pub(super) fn content(words: &'static Page) -> Html {
    let rows = words.key_list.iter().map(|(keys, what)| {
        let keys = keys.split(' ').map(|key| {
            if key == "–" {
                html! { " – " }
            } else {
                html! { <kbd>{ key }</kbd> }
            }
        });
        html! { <><dt>{ for keys }</dt><dd>{ *what }</dd></> }
    });
    html! { <div class="dialog-body"><dl class="keys">{ for rows }</dl></div> }
}
