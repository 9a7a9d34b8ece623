//! What was understood of somebody's text, line by line.

use rebalance_js::{GroupReading, Line};
use rebalance_view::text::{self, Load};
use yew::Html;

use crate::components::small::row;
use crate::markup;

/// Rows of a list that are drawn; how many there are stands above.
const ROWS: usize = 300;

/// The report, with what is assumed for the group at place `chosen`.
pub(super) fn view(reading: &GroupReading, chosen: usize, words: &'static Load) -> Html {
    let of_group = reading.groups.get(chosen).map_or(&[][..], |found| &found.assumed);
    let assumed: Vec<&Line> = reading.assumed.iter().chain(of_group).collect();
    let understood: Vec<&Line> = reading.understood.iter().collect();
    let odd: Vec<&Line> = reading.not_understood.iter().collect();
    markup!(
        "<div class=\"report\">{}{}{}</div>",
        list(words.not_understood, &odd, 0, true),
        list(words.assumed, &assumed, 0, false),
        list(words.understood, &understood, reading.understood_unlisted, false)
    )
}

/// A fold; what is odd stands open. An empty list has none.
fn list(name: &'static str, lines: &[&Line], unlisted: usize, is_odd: bool) -> Option<Html> {
    if lines.is_empty() {
        return None;
    }
    let rows: Vec<_> = lines.iter().take(ROWS).map(|line| row(&[&line.at, &line.text])).collect();
    let more = lines.len().saturating_sub(ROWS);
    Some(markup!(
        "<details class={} open={}>
            <summary>{}<span class=\"count\">{}</span></summary>
            <table><tbody>{}</tbody></table>
            {}
        </details>",
        is_odd.then_some("odd"),
        is_odd,
        name,
        text::whole((lines.len() + unlisted) as u64),
        rows,
        (more > 0).then(|| markup!("<p class=\"mute\">… +{}</p>", more.to_string()))
    ))
}
