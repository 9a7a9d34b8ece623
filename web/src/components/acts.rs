//! What can be done to a member at the playhead, and what was done.

use rebalance_model::SimDuration;
use rebalance_view::chart::Marker;
use rebalance_view::session::ActKind;
use rebalance_view::text::Page;
use rebalance_view::{Action, text};
use yew::prelude::*;

use super::Part;
use super::markup::{quiet_button, say, text_button};

/// Length of a slow batch that is added: as in ①.
const SLOW_BATCH: SimDuration = SimDuration::from_millis(5_000);

/// The row of acts. They are done to the member called `chosen`, or to the first if that one is gone.
pub fn view(part: &Part, chosen: &str, choose: Callback<Event>) -> Html {
    let (desk, words) = (&part.desk, text::page(part.lang()));
    let alive = || part.scene.targets.iter().filter(|t| t.alive);
    let target = alive().find(|t| t.name == chosen).or_else(|| alive().next());
    let act = |kind: ActKind, name: &'static str| {
        let onclick = target.map(|t| desk.asks(Action::Act(kind, t.name.clone())));
        html! { <button disabled={target.is_none()} {onclick}>{ name }</button> }
    };
    let options = alive().map(|t| {
        html! { <option key={t.name.clone()} selected={Some(t) == target}>{ say(&t.label) }</option> }
    });
    let own = part.scene.axis.markers.iter().filter_map(|m| Some(own(part, m, m.act?, words)));
    html! {
        <div class="acts" role="group" aria-label={words.acts}>
            { text_button(desk, words.add, Action::Act(ActKind::Add, String::new())) }
            <select aria-label={words.target} title={words.target} disabled={target.is_none()} onchange={choose}>{ for options }</select>
            { act(ActKind::Close, words.close) }
            { act(ActKind::Kill, words.kill) }
            { act(ActKind::SlowBatch(SLOW_BATCH), words.slow_batch) }
            <ul aria-label={words.own_acts}>{ for own }</ul>
        </div>
    }
}

/// An act that was added: it leads to its instant, and can be taken back.
fn own(part: &Part, marker: &Marker, act: usize, words: &'static Page) -> Html {
    let desk = &part.desk;
    let take_back = [words.take_back, " ", &marker.label].concat();
    let name = [&marker.label, " · ", &text::clock(marker.at)].concat();
    html! {
        <li key={act}>
            <button class="quiet at" onclick={desk.asks(Action::Seek(marker.at))}>{ say(&name) }</button>
            { quiet_button("#i-close", &take_back, desk.asks(Action::RemoveAct(act))) }
        </li>
    }
}
