//! The list of keys.

use rebalance_view::{Lang, text};
use yew::prelude::*;

use super::modal::Modal;

/// What the list needs.
#[derive(Clone, Copy, Debug, PartialEq, Properties)]
pub struct KeysProps {
    /// Whether it is open.
    pub open: bool,
    /// Language.
    pub lang: Lang,
}

/// See the module.
#[component]
pub fn Keys(props: &KeysProps) -> Html {
    let words = text::page(props.lang);
    let rows = words.key_list.iter().map(|(keys, what)| {
        let keys = keys.split(' ').map(|key| {
            if key == "–" {
                html! { { " – " } }
            } else {
                html! { <><kbd>{ key }</kbd>{ " " }</> }
            }
        });
        html! { <><dt>{ for keys }</dt><dd>{ what }</dd></> }
    });
    html! {
        <Modal open={props.open} title={words.keys} dismiss={words.dismiss} id="keys-title">
            <div class="dialog-body"><dl class="keys">{ for rows }</dl></div>
        </Modal>
    }
}
