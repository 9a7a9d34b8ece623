//! What was understood of somebody's text, line by line.

use rebalance_js::{GroupReading, Line};
use rebalance_view::text::{self, Page};
use yew::prelude::*;

use crate::components::markup::{cell, say};

/// Rows of a list that are drawn; how many there are stands above.
const ROWS: usize = 300;

/// The report, with what is assumed for the group at place `chosen`.
pub(super) fn view(reading: &GroupReading, chosen: usize, words: &'static Page) -> Html {
    let of_group = reading.groups.get(chosen).map_or(&[][..], |found| &found.assumed);
    let assumed: Vec<&Line> = reading.assumed.iter().chain(of_group).collect();
    let understood: Vec<&Line> = reading.understood.iter().collect();
    let odd: Vec<&Line> = reading.not_understood.iter().collect();
    html! {
        <div class="report">
            { list(words.not_understood, &odd, 0).map(|list| html! { <details class="odd" open={true}>{ list }</details> }) }
            { list(words.assumed, &assumed, 0).map(|list| html! { <details>{ list }</details> }) }
            { list(words.understood, &understood, reading.understood_unlisted).map(|list| html! { <details>{ list }</details> }) }
        </div>
    }
}

/// A fold's content; what is odd stands open. An empty list has none.
fn list(name: &'static str, lines: &[&Line], unlisted: usize) -> Option<Html> {
    if lines.is_empty() {
        return None;
    }
    let rows = lines.iter().take(ROWS).map(|line| html! { <tr>{ cell(&line.at) }{ cell(&line.text) }</tr> });
    let more = lines.len().saturating_sub(ROWS);
    Some(html! {
        <>
            <summary>{ name }<span class="count">{ say(&text::whole((lines.len() + unlisted) as u64)) }</span></summary>
            <table><tbody>{ for rows }</tbody></table>
            if more > 0 { <p class="mute">{ "… +" }{ say(&more.to_string()) }</p> }
        </>
    })
}
