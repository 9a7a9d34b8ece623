//! What is happening, and why.

use rebalance_view::Scene;
use rebalance_view::text::Page;
use yew::prelude::*;

use super::markup::{rich, say};

/// A polite live region: read out when whoever listens is done with what they hear.
pub fn view(scene: &Scene, words: &'static Page) -> Html {
    let narration = &scene.narration;
    let name = |variant| scene.lanes.iter().find(|l| l.variant == variant).map_or("", |l| l.title);
    let lanes = narration.lanes.iter().map(|(variant, words)| {
        html! { <>{ " " }<b class="in">{ name(*variant) }</b>{ ": " }{ rich(words) }</> }
    });
    html! {
        <section class="say" aria-label={words.narration}>
            <small>{ say(&narration.step) }{ narration.key.map(|key| html! { <code>{ key }</code> }) }</small>
            <p aria-live="polite" aria-atomic="true" tabindex="0">
                { rich(&narration.text) }{ for lanes }{ " " }{ rich(&narration.why) }
            </p>
        </section>
    }
}
