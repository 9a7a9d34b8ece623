//! Back, play, forward, the clock and the pace. Clock and factor are the player's.

use rebalance_view::{Action, Lang, Pace, text};
use yew::prelude::*;

use super::Part;
use super::deck::chosen;
use super::markup::{icon, say};

/// See the module.
pub fn view(part: &Part, clock: &NodeRef, factor: &NodeRef) -> Html {
    let (desk, words) = (&part.desk, text::page(part.lang()));
    let transport = &part.scene.transport;
    let (image, name) = if transport.playing { ("#i-pause", words.pause) } else { ("#i-play", words.play) };
    let step = |image, name: &'static str, can: bool, action| {
        html! { <button class="icon" aria-label={name} title={name} disabled={!can} onclick={desk.asks(action)}>{ icon(image) }</button> }
    };
    html! {
        <div class="transport">
            { step("#i-back", words.back, transport.can_back, Action::StepBack) }
            <button class="play" aria-label={name} title={name} onclick={desk.asks(Action::TogglePlay)}>{ icon(image) }</button>
            { step("#i-forward", words.forward, transport.can_forward, Action::StepForward) }
            <span class="clock mono" ref={clock}></span>
            <span class="pace">{ pace(part) }<span class="factor" ref={factor}></span></span>
        </div>
    }
}

fn pace(part: &Part) -> Html {
    let (desk, words) = (part.desk.clone(), text::page(part.lang()));
    let onchange = Callback::from(move |event: Event| {
        if let Some(pace) = chosen(&event).and_then(|i| Pace::CHOICES.get(i)) {
            desk.ask(Action::SetPace(*pace));
        }
    });
    let options = Pace::CHOICES.map(|pace| {
        html! { <option selected={pace == part.session.pace}>{ say(&pace_name(part.lang(), pace)) }</option> }
    });
    html! { <select aria-label={words.pace} title={words.pace} {onchange}>{ for options }</select> }
}

fn pace_name(lang: Lang, pace: Pace) -> String {
    match pace {
        Pace::Adaptive => text::page(lang).adaptive.to_owned(),
        Pace::Fixed(thousandths) => text::factor(thousandths),
    }
}
