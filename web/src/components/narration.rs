//! What is happening, and why.

use rebalance_view::Scene;
use rebalance_view::scene::LaneKey;
use rebalance_view::text::Page;
use yew::Html;

use super::small::rich;
use crate::markup;

/// A polite live region: read out when whoever listens is done with what they hear.
pub fn view(scene: &Scene, words: &'static Page) -> Html {
    let narration = &scene.narration;
    markup!(
        "<section class=\"say\" aria-label={}>
            <small>{}{}</small>
            <p aria-live=\"polite\" aria-atomic=\"true\" tabindex=\"0\">{}{} {}</p>
        </section>",
        words.narration,
        &narration.step,
        narration.key.map(|key| markup!("<code>{}</code>", key)),
        rich(&narration.text),
        in_lanes(scene),
        rich(&narration.why)
    )
}

/// What it means in each lane, where they differ.
pub fn in_lanes(scene: &Scene) -> Vec<Html> {
    let name = |key: LaneKey| scene.lanes.iter().find(|l| (l.variant, l.made) == key).map_or("", |l| l.title);
    let lanes = scene.narration.lanes.iter();
    lanes.map(|(lane, words)| markup!(" <b class=\"in\">{}</b>: {}", name(*lane), rich(words))).collect()
}
