//! The settings in the foreground.

use std::rc::Rc;

use rebalance_view::scene::Knob;
use rebalance_view::{Lang, text};
use yew::prelude::*;

use super::knob::KnobView;

/// What the knobs show.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct KnobsProps {
    /// All settings with a knob; those in the foreground are shown.
    pub knobs: Rc<[Knob]>,
    /// Language.
    pub lang: Lang,
}

/// See the module.
#[component]
pub fn Knobs(props: &KnobsProps) -> Html {
    let knobs = props.knobs.iter().filter(|knob| knob.front).map(|knob| {
        html! { <KnobView key={knob.name} knob={knob.clone()} lang={props.lang} /> }
    });
    html! { <div class="knobs" role="group" aria-label={text::page(props.lang).knobs}>{ for knobs }</div> }
}
