//! What can be done to a member at the playhead, and what was done.

use std::rc::Rc;

use rebalance_model::SimDuration;
use rebalance_view::chart::Axis;
use rebalance_view::scene::Target;
use rebalance_view::session::ActKind;
use rebalance_view::{Action, Lang, text};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::icon::Icon;
use crate::context::use_desk;

/// Length of a slow batch that is added: as in ①.
const SLOW_BATCH: SimDuration = SimDuration::from_millis(5_000);

/// What the acts show.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ActsProps {
    /// To whom something can be done.
    pub targets: Vec<Target>,
    /// The axis, for the acts that were added.
    pub axis: Rc<Axis>,
    /// Language.
    pub lang: Lang,
}

/// See the module.
#[component]
pub fn Acts(props: &ActsProps) -> Html {
    let desk = use_desk();
    let chosen = use_state_eq(String::new);
    let words = text::page(props.lang);
    // Whoever was chosen may be gone meanwhile; then the first who is there.
    let alive = || props.targets.iter().filter(|t| t.alive);
    let target = alive().find(|t| t.name == *chosen).or_else(|| alive().next());
    let onchange = {
        let (chosen, names) = (chosen.setter(), alive().map(|t| t.name.clone()).collect::<Vec<_>>());
        Callback::from(move |event: Event| {
            let index =
                event.target_dyn_into::<HtmlSelectElement>().and_then(|s| usize::try_from(s.selected_index()).ok());
            if let Some(name) = index.and_then(|i| names.get(i)) {
                chosen.set(name.clone());
            }
        })
    };
    let act = |kind: ActKind, name: &'static str| {
        let onclick = target.map(|t| desk.asks(Action::Act(kind, t.name.clone())));
        html! { <button disabled={target.is_none()} {onclick}>{ name }</button> }
    };
    let options = alive().map(|t| {
        html! { <option key={t.name.clone()} selected={Some(t) == target}>{ &t.label }</option> }
    });
    html! {
        <div class="acts" role="group" aria-label={words.acts}>
            <button onclick={desk.asks(Action::Act(ActKind::Add, String::new()))}>{ words.add }</button>
            <select aria-label={words.target} title={words.target} disabled={target.is_none()} {onchange}>{ for options }</select>
            { act(ActKind::Close, words.close) }
            { act(ActKind::Kill, words.kill) }
            { act(ActKind::SlowBatch(SLOW_BATCH), words.slow_batch) }
            <OwnActs axis={props.axis.clone()} lang={props.lang} />
        </div>
    }
}

/// What the list of added acts shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct OwnActsProps {
    /// The axis with its markers.
    pub axis: Rc<Axis>,
    /// Language.
    pub lang: Lang,
}

/// The acts that were added, each with a button that takes it back.
#[component]
pub fn OwnActs(props: &OwnActsProps) -> Html {
    let desk = use_desk();
    let words = text::page(props.lang);
    let acts = props.axis.markers.iter().filter_map(|marker| Some((marker.act?, marker)));
    let mut items = acts
        .map(|(act, marker)| {
            let name = [words.take_back, " ", &marker.label].concat();
            html! {
                <li key={act}>
                    <button class="quiet at" onclick={desk.asks(Action::Seek(marker.at))}>{ &marker.label }{ " · " }{ text::clock(marker.at) }</button>
                    <button class="icon quiet" aria-label={name} onclick={desk.asks(Action::RemoveAct(act))}><Icon name="#i-close" /></button>
                </li>
            }
        })
        .peekable();
    if items.peek().is_none() {
        return html! {};
    }
    html! { <ul aria-label={words.own_acts}>{ for items }</ul> }
}
