//! Claims that are often made, each with the run that tries it.

use rebalance_view::{Action, text};
use yew::Html;

use super::Part;
use crate::markup;

/// See the module.
pub(super) fn content(part: &Part) -> Html {
    let words = text::page(part.lang());
    let row = |(i, claim): (usize, &'static str)| {
        markup!(
            "<li><button aria-current={} onclick={}>{}</button></li>",
            (part.session.myth == Some(i)).then_some("true"),
            part.desk.asks(Action::TryMyth(i)),
            claim
        )
    };
    let rows: Vec<_> = text::claims(part.lang()).enumerate().map(row).collect();
    markup!(
        "<div class=\"dialog-body\"><p class=\"mute\">{}</p><ul class=\"myths\">{}</ul></div>",
        words.myths_intro,
        rows
    )
}
