//! Back, play, forward, the clock and the pace.

use rebalance_view::scene::Transport;
use rebalance_view::{Action, Lang, Pace, text};
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use super::icon::Icon;
use crate::context::use_desk;
use crate::motion::Readout;

/// What the transport shows; clock and factor are written by the player.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TransportProps {
    /// Whether time runs, and where it can go.
    pub transport: Transport,
    /// The pace chosen.
    pub pace: Pace,
    /// Language.
    pub lang: Lang,
}

/// See the module.
#[component]
pub fn TransportBar(props: &TransportProps) -> Html {
    let desk = use_desk();
    let words = text::page(props.lang);
    let (clock, factor) = (use_node_ref(), use_node_ref());
    {
        let nodes = (clock.clone(), factor.clone());
        let player = desk.player.clone();
        use_effect_with((), move |()| {
            if let (Some(clock), Some(factor)) = (nodes.0.cast::<Element>(), nodes.1.cast::<Element>()) {
                player.set_readout(Readout::new(&clock, &factor));
            }
        });
    }
    let transport = &props.transport;
    let (icon, name) = if transport.playing { ("#i-pause", words.pause) } else { ("#i-play", words.play) };
    html! {
        <div class="transport">
            <button class="icon" aria-label={words.back} title={words.back} disabled={!transport.can_back}
                onclick={desk.asks(Action::StepBack)}><Icon name="#i-back" /></button>
            <button class="play" aria-label={name} title={name} onclick={desk.asks(Action::TogglePlay)}><Icon name={icon} /></button>
            <button class="icon" aria-label={words.forward} title={words.forward} disabled={!transport.can_forward}
                onclick={desk.asks(Action::StepForward)}><Icon name="#i-forward" /></button>
            <span class="clock mono" ref={clock}></span>
            <span class="pace"><PaceChoice pace={props.pace} lang={props.lang} /><span class="factor" ref={factor}></span></span>
        </div>
    }
}

/// What the choice of pace shows.
#[derive(Clone, Copy, Debug, PartialEq, Properties)]
pub struct PaceProps {
    /// The pace chosen.
    pub pace: Pace,
    /// Language.
    pub lang: Lang,
}

/// The choice of pace.
#[component]
pub fn PaceChoice(props: &PaceProps) -> Html {
    let desk = use_desk();
    let words = text::page(props.lang);
    let onchange = Callback::from(move |event: Event| {
        let chosen =
            event.target_dyn_into::<HtmlSelectElement>().and_then(|s| usize::try_from(s.selected_index()).ok());
        if let Some(pace) = chosen.and_then(|i| Pace::CHOICES.get(i)) {
            desk.ask(Action::SetPace(*pace));
        }
    });
    let options = Pace::CHOICES.map(|pace| {
        let name = match pace {
            Pace::Adaptive => words.adaptive.to_owned(),
            Pace::Fixed(thousandths) => text::factor(thousandths),
        };
        html! { <option selected={pace == props.pace}>{ name }</option> }
    });
    html! { <select aria-label={words.pace} title={words.pace} {onchange}>{ for options }</select> }
}
