//! What was understood of somebody's text, line by line.

use std::rc::Rc;

use rebalance_js::{GroupReading, Line};
use rebalance_view::{Lang, text};
use yew::prelude::*;

/// Rows of a list that are drawn; how many there are stands above.
const ROWS: usize = 300;

/// What the report shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ReportProps {
    /// What came of the text.
    pub reading: Rc<GroupReading>,
    /// Which of its groups is looked at.
    pub chosen: usize,
    /// Language.
    pub lang: Lang,
}

/// See the module.
#[component]
pub fn Report(props: &ReportProps) -> Html {
    let (reading, words) = (&props.reading, text::page(props.lang));
    let of_group = reading.groups.get(props.chosen).map_or(&[][..], |found| &found.assumed);
    let assumed: Vec<&Line> = reading.assumed.iter().chain(of_group).collect();
    let understood: Vec<&Line> = reading.understood.iter().collect();
    let odd: Vec<&Line> = reading.not_understood.iter().collect();
    html! {
        <div class="report">
            { list(words.not_understood, &odd, 0, "odd", true) }
            { list(words.assumed, &assumed, 0, "", false) }
            { list(words.understood, &understood, reading.understood_unlisted, "", false) }
        </div>
    }
}

fn list(name: &'static str, lines: &[&Line], unlisted: usize, class: &'static str, open: bool) -> Html {
    if lines.is_empty() {
        return html! {};
    }
    let rows = lines.iter().take(ROWS).map(|line| html! { <tr><td>{ &line.at }</td><td>{ &line.text }</td></tr> });
    let more = (lines.len() > ROWS).then(|| html! { <tr><td></td><td>{ "… +" }{ lines.len() - ROWS }</td></tr> });
    html! {
        <details {class} {open}>
            <summary>{ name }<span class="count">{ text::whole((lines.len() + unlisted) as u64) }</span></summary>
            <table><tbody>{ for rows }{ more }</tbody></table>
        </details>
    }
}
