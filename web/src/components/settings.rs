//! The fold with every setting and number in force.

use std::rc::Rc;

use rebalance_view::scene::{Force, Knob};
use rebalance_view::{Lang, text};
use web_sys::Element;
use yew::prelude::*;

use super::knob::KnobView;

/// What the fold shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct SettingsProps {
    /// Everything in force.
    pub forces: Rc<[Force]>,
    /// Settings with a knob; those that are not in the foreground are shown.
    pub knobs: Rc<[Knob]>,
    /// Language.
    pub lang: Lang,
}

/// See the module. What is folded away is not drawn.
#[component]
pub fn Settings(props: &SettingsProps) -> Html {
    let is_open = use_state_eq(|| false);
    let ontoggle = {
        let is_open = is_open.setter();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            is_open.set(details.is_some_and(|d| d.has_attribute("open")));
        })
    };
    html! {
        <details class="settings" {ontoggle}>
            <summary>{ text::page(props.lang).settings }</summary>
            { is_open.then(|| content(props)) }
        </details>
    }
}

fn content(props: &SettingsProps) -> Html {
    let words = text::page(props.lang);
    let knobs = props.knobs.iter().filter(|knob| !knob.front).map(|knob| {
        html! { <KnobView key={knob.name} knob={knob.clone()} lang={props.lang} /> }
    });
    let rows = props.forces.iter().enumerate().map(|(i, force)| {
        let starts = i == 0 || props.forces[i - 1].section != force.section;
        html! {
            <>
                { starts.then(|| html! { <tr class="section"><th colspan="5" scope="rowgroup">{ force.section }</th></tr> }) }
                <tr>
                    <td><code>{ &force.name }</code></td>
                    <td class="num">{ &force.value }</td>
                    <td class="num">{ &force.default }</td>
                    <td>{ force.from }</td>
                    <td>{ force.since }</td>
                </tr>
            </>
        }
    });
    let columns = [words.setting, words.value, words.default, words.from, words.since];
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={words.settings}>
            <div class="more-knobs">{ for knobs }</div>
            <table>
                <thead><tr>{ for columns.map(|name| html! { <th scope="col">{ name }</th> }) }</tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}
