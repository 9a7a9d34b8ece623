//! Prose whose names carry their colours.

use rebalance_view::Span;
use rebalance_view::label;
use yew::prelude::*;

/// The markup of prose.
pub fn rich(spans: &[Span]) -> Html {
    spans
        .iter()
        .map(|span| match span {
            Span::Plain(text) => html! { { text } },
            Span::Strong(text) => html! { <b>{ text }</b> },
            Span::Member(member, text) => {
                html! { <span class={classes!("who", member_class(label::colour(*member)))}>{ text }</span> }
            }
            Span::Partition(text) => html! { <span class="part">{ text }</span> },
            Span::Code(text) => html! { <code>{ text }</code> },
        })
        .collect()
}

/// Classes of the member colours: `--c` and `--ci` of the style sheet.
const MEMBER: [&str; 8] = ["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7"];

/// The class of a member's colour.
pub fn member_class(colour: u8) -> &'static str {
    MEMBER[usize::from(colour) % MEMBER.len()]
}
