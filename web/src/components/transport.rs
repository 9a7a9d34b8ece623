//! Back, play, forward, the clock and the pace. Clock and factor are the player's.

use rebalance_view::{Action, Lang, Pace, text};
use yew::{Callback, Html, NodeRef};

use super::Part;
use super::deck::chosen;
use super::small::{button, choice};
use crate::markup;

/// See the module.
pub fn view(part: &Part, clock: &NodeRef, factor: &NodeRef) -> Html {
    let (desk, words) = (&part.desk, text::page(part.lang()));
    let transport = &part.scene.transport;
    let (image, name) = if transport.playing { ("#i-pause", words.pause) } else { ("#i-play", words.play) };
    let step =
        |image, name: &'static str, can: bool, action| button("icon", image, name, can.then(|| desk.asks(action)));
    markup!(
        "<div class=\"transport\">
            {}{}{}
            <span class=\"clock mono\" ref={}></span>
            <span class=\"pace\">{}<span class=\"factor\" ref={}></span></span>
        </div>",
        step("#i-back", words.back, transport.can_back, Action::StepBack),
        button("play", image, name, Some(desk.asks(Action::TogglePlay))),
        step("#i-forward", words.forward, transport.can_forward, Action::StepForward),
        clock,
        pace(part),
        factor
    )
}

fn pace(part: &Part) -> Html {
    let (desk, words) = (part.desk.clone(), text::page(part.lang()));
    let onchange = Callback::from(move |event| {
        if let Some(pace) = chosen(&event).and_then(|i| Pace::CHOICES.get(i)) {
            desk.ask(Action::SetPace(*pace));
        }
    });
    let options: Vec<_> =
        Pace::CHOICES.iter().map(|pace| choice(&pace_name(part.lang(), *pace), *pace == part.session.pace)).collect();
    markup!("<select aria-label={} title={} onchange={}>{}</select>", words.pace, words.pace, onchange, options)
}

fn pace_name(lang: Lang, pace: Pace) -> String {
    match pace {
        Pace::Adaptive => text::page(lang).adaptive.to_owned(),
        Pace::Fixed(thousandths) => text::factor(thousandths),
    }
}
