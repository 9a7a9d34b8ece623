//! The fold with every setting and number in force.

use rebalance_view::scene::Force;
use rebalance_view::text;
use yew::prelude::*;

use super::markup::cell;
use super::{Part, knob};

/// The fold. What is folded away is not drawn.
pub fn fold(part: &Part, is_open: bool, ontoggle: Callback<Event>) -> Html {
    html! {
        <details class="settings" {ontoggle}>
            <summary>{ text::page(part.lang()).settings }</summary>
            { is_open.then(|| content(part)) }
        </details>
    }
}

fn content(part: &Part) -> Html {
    let words = text::page(part.lang());
    let knobs = part.scene.knobs.iter().filter(|k| !k.front).map(|k| knob::view(&part.desk, k, words));
    let mut section = "";
    let mut rows = Vec::new();
    for force in part.scene.settings.iter() {
        if std::mem::replace(&mut section, force.section) != force.section {
            rows.push(html! { <tr class="section"><th colspan="5" scope="rowgroup">{ force.section }</th></tr> });
        }
        rows.push(row(force));
    }
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

fn row(force: &Force) -> Html {
    let cells = [&force.name, &force.value, &force.default, force.from, force.since];
    html! { <tr>{ for cells.map(cell) }</tr> }
}
