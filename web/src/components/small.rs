//! Small pieces of markup that many parts use.

use rebalance_view::{Action, Span, chart, label};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, WheelEvent};
use yew::{Callback, Html, NodeRef, TargetCast as _};

use super::Part;
use crate::desk::Desk;
use crate::markup;
use crate::template::list;

/// An icon of the sprite in index.html, by its id with `#`. It says nothing: what it stands in has a name.
pub fn icon(name: &'static str) -> Html {
    markup!("<svg class=\"ico\" aria-hidden=\"true\"><use href={} /></svg>", name)
}

/// A button that shows an icon and is called `name`.
pub fn icon_button(icon_name: &'static str, name: &str, onclick: Callback<Event>) -> Html {
    button("icon", icon_name, name, Some(onclick))
}

/// The same without a border.
pub fn quiet_button(icon_name: &'static str, name: &str, onclick: Callback<Event>) -> Html {
    button("icon quiet", icon_name, name, Some(onclick))
}

/// A button with an icon; without anything to do it is disabled.
pub fn button(class: &'static str, image: &'static str, name: &str, onclick: Option<Callback<Event>>) -> Html {
    markup!(
        "<button class={} aria-label={} title={} disabled={} onclick={}>{}</button>",
        class,
        name,
        name,
        onclick.is_none(),
        onclick,
        icon(image)
    )
}

/// A button with text that asks for `action`; without one it is disabled.
pub fn text_button(desk: &Desk, name: &str, action: Option<Action>) -> Html {
    let is_disabled = action.is_none();
    markup!("<button disabled={} onclick={}>{}</button>", is_disabled, action.map(|a| desk.asks(a)), name)
}

/// Prose whose names carry their colours.
pub fn rich(spans: &[Span]) -> Html {
    list(spans.iter().map(span).collect())
}

fn span(span: &Span) -> Html {
    let text = span.text();
    match span {
        Span::Plain(_) => markup!("{}", text),
        Span::Strong(_) => markup!("<b>{}</b>", text),
        Span::Member(member, _) => {
            markup!("<span class=\"who\" data-c={}>{}</span>", colour(label::colour(*member)), text)
        }
        Span::Partition(_) => markup!("<span class=\"part\">{}</span>", text),
        Span::Code(_) => markup!("<code>{}</code>", text),
    }
}

/// Values of `data-c`, by which the style sheet gives a member's colours.
const COLOURS: [&str; 8] = ["0", "1", "2", "3", "4", "5", "6", "7"];

/// The value of `data-c` for a member's colour.
pub fn colour(colour: u8) -> &'static str {
    COLOURS[usize::from(colour) % COLOURS.len()]
}

/// A row of a table.
pub fn row<T: AsRef<str>>(cells: &[T]) -> Html {
    let cells: Vec<_> = cells.iter().map(|text| markup!("<td>{}</td>", text.as_ref())).collect();
    markup!("<tr>{}</tr>", cells)
}

/// Heads of a table's columns.
pub fn heads<T: AsRef<str>>(names: &[T]) -> Vec<Html> {
    names.iter().map(|name| markup!("<th scope=\"col\">{}</th>", name.as_ref())).collect()
}

/// What a field does with Escape: it shows `value` again, which stood there before somebody typed.
pub fn restores(value: &str) -> Callback<Event> {
    let value = value.to_owned();
    Callback::from(move |event: Event| {
        let is_escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|e| e.key() == "Escape");
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>().filter(|i| is_escape && i.value() != value) {
            input.set_value(&value);
            event.prevent_default();
        }
    })
}

/// The place of an axis, drawn over an element, that a pointer is over.
pub fn place_of(plot: &NodeRef, client_x: i32) -> Option<u32> {
    let plot = plot.cast::<Element>()?.get_bounding_client_rect();
    let part = (f64::from(client_x) - plot.left()) / plot.width().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the axis before")]
    Some((part.clamp(0.0, 1.0) * f64::from(chart::WIDTH)) as u32)
}

/// Pixels of a wheel that make a step of zooming: a notch has three.
const WHEEL: f64 = 40.0;

/// Gathers in `wheel` what a wheel is turned by, until it makes steps of zooming.
pub fn wheel_steps(wheel: &mut f64, event: &WheelEvent, zoom: impl FnOnce(i32)) {
    *wheel -= event.delta_y();
    #[expect(clippy::cast_possible_truncation, reason = "some steps")]
    let steps = (*wheel / WHEEL) as i32;
    *wheel -= f64::from(steps) * WHEEL;
    if steps != 0 {
        zoom(steps);
    }
}

/// An entry of a list to choose from.
pub fn choice(name: &str, is_chosen: bool) -> Html {
    markup!("<option selected={}>{}</option>", is_chosen, name)
}

/// The twin of a picture as a table, for those who do not see it. While a marker is in hand there is none: every
/// move would write all of it anew, for nobody who could hear it.
pub fn twin(part: &Part, table: &chart::Table) -> Html {
    if part.session.held.is_some() {
        return Html::default();
    }
    let rows: Vec<_> = table.rows.iter().map(|cells| row(cells)).collect();
    markup!(
        "<div class=\"sr\"><table>
            <caption>{}</caption>
            <thead><tr>{}</tr></thead>
            <tbody>{}</tbody>
        </table></div>",
        &table.caption,
        heads(&table.columns),
        rows
    )
}
