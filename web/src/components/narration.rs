//! What is happening, and why.

use rebalance_model::Variant;
use rebalance_view::scene::Narration;
use rebalance_view::{Lang, text};
use yew::prelude::*;

use super::rich::rich;

/// What the narration shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NarrationProps {
    /// What is happening, and why.
    pub narration: Narration,
    /// Names of the lanes.
    pub lanes: Vec<(Variant, &'static str)>,
    /// Language.
    pub lang: Lang,
}

/// A polite live region: read out when whoever listens is done with what they hear.
#[component]
pub fn NarrationView(props: &NarrationProps) -> Html {
    let narration = &props.narration;
    let name = |variant| props.lanes.iter().find(|(v, _)| *v == variant).map_or("", |(_, name)| *name);
    let lanes = narration.lanes.iter().map(|(variant, words)| {
        html! { <>{ " " }<b class="in">{ name(*variant) }</b>{ ": " }{ rich(words) }</> }
    });
    html! {
        <section class="say" aria-label={text::page(props.lang).narration}>
            <small>{ &narration.step }{ narration.key.map(|key| html! { <code>{ key }</code> }) }</small>
            <p aria-live="polite" aria-atomic="true" tabindex="0">
                { rich(&narration.text) }{ for lanes }{ " " }{ rich(&narration.why) }
            </p>
        </section>
    }
}
