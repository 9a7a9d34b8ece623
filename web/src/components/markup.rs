//! Small pieces of markup that many parts use.

use rebalance_view::{Action, Span, chart, label};
use yew::prelude::*;
use yew::virtual_dom::VText;

use crate::desk::Desk;

/// Text as it is.
pub fn say(text: &str) -> Html {
    VText::new(text.to_owned()).into()
}

/// An icon of the sprite in index.html, by its id with `#`. It says nothing: what it stands in has a name.
pub fn icon(name: &'static str) -> Html {
    html! { <svg class="ico" aria-hidden="true"><use href={name} /></svg> }
}

/// A button that shows an icon and is called `name`.
pub fn icon_button(icon_name: &'static str, name: &str, onclick: Callback<MouseEvent>) -> Html {
    let name = AttrValue::from(name.to_owned());
    html! { <button class="icon" aria-label={name.clone()} title={name} {onclick}>{ icon(icon_name) }</button> }
}

/// The same without a border.
pub fn quiet_button(icon_name: &'static str, name: &str, onclick: Callback<MouseEvent>) -> Html {
    let name = AttrValue::from(name.to_owned());
    html! { <button class="icon quiet" aria-label={name.clone()} title={name} {onclick}>{ icon(icon_name) }</button> }
}

/// A button with text that asks for `action`.
pub fn text_button(desk: &Desk, name: &'static str, action: Action) -> Html {
    html! { <button onclick={desk.asks(action)}>{ name }</button> }
}

/// Prose whose names carry their colours.
pub fn rich(spans: &[Span]) -> Html {
    spans.iter().map(span).collect()
}

fn span(span: &Span) -> Html {
    let text = say(span.text());
    match span {
        Span::Plain(_) => text,
        Span::Strong(_) => html! { <b>{ text }</b> },
        Span::Member(member, _) => html! { <span class="who" data-c={colour(label::colour(*member))}>{ text }</span> },
        Span::Partition(_) => html! { <span class="part">{ text }</span> },
        Span::Code(_) => html! { <code>{ text }</code> },
    }
}

/// Values of `data-c`, by which the style sheet gives a member's colours.
const COLOURS: [&str; 8] = ["0", "1", "2", "3", "4", "5", "6", "7"];

/// The value of `data-c` for a member's colour.
pub fn colour(colour: u8) -> &'static str {
    COLOURS[usize::from(colour) % COLOURS.len()]
}

/// A cell of a table or a list, with text.
pub fn cell(text: &str) -> Html {
    html! { <td>{ say(text) }</td> }
}

/// The twin of a picture as a table, for those who do not see it.
pub fn twin(table: &chart::Table) -> Html {
    let head = table.columns.iter().map(|name| html! { <th scope="col">{ say(name) }</th> });
    let rows = table.rows.iter().map(|row| html! { <tr>{ for row.iter().map(|text| cell(text)) }</tr> });
    html! {
        <div class="sr">
            <table>
                <caption>{ say(&table.caption) }</caption>
                <thead><tr>{ for head }</tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}
