//! The list of keys.

use rebalance_view::text::Page;
use yew::Html;

use crate::markup;

/// See the module.
pub(super) fn content(words: &'static Page) -> Html {
    let key = |key: &'static str| if key == "–" { markup!(" – ") } else { markup!("<kbd>{}</kbd>", key) };
    let row = |(keys, what): &(&'static str, &'static str)| {
        let keys: Vec<_> = keys.split(' ').map(key).collect();
        markup!("<dt>{}</dt><dd>{}</dd>", keys, *what)
    };
    let rows: Vec<_> = words.key_list.iter().map(row).collect();
    markup!("<div class=\"dialog-body\"><dl class=\"keys\">{}</dl></div>", rows)
}
