//! The list of keys, a part of the page that comes with that of claims ([`claims`](crate::components::claims)).

use rebalance_view::{Lang, text};
use yew::Html;

use crate::markup;

/// See the module.
pub(crate) fn content(lang: Lang) -> Html {
    let key = |key: &'static str| if key == "–" { markup!(" – ") } else { markup!("<kbd>{}</kbd>", key) };
    let row = |(keys, what): &(&'static str, &'static str)| {
        let keys: Vec<_> = keys.split(' ').map(key).collect();
        markup!("<dt>{}</dt><dd>{}</dd>", keys, *what)
    };
    let rows: Vec<_> = text::keys(lang).iter().map(row).collect();
    markup!("<div class=\"dialog-body\"><dl class=\"keys\">{}</dl></div>", rows)
}
