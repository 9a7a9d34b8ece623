//! Buttons for the window of the charts, the range, and what steps go by.

use rebalance_view::session::Stride;
use rebalance_view::{Action, text};
use yew::{Callback, Html};

use super::Part;
use super::deck::chosen;
use super::small::{choice, icon, quiet_button};
use crate::life::ZOOM;
use crate::markup;

/// See the module.
pub fn view(part: &Part) -> Html {
    let (desk, session, words) = (&part.desk, &part.session, text::page(part.lang()));
    let zoom = |steps: i32| {
        let desk = desk.clone();
        Callback::from(move |_| desk.ask(Action::Zoom(desk.player.now(), steps)))
    };
    let button = |image, name: &'static str, action| quiet_button(image, name, desk.asks(action));
    let has_range = session.range.is_some();
    let whole = session.window.map(|_| button("#i-whole", words.whole_run, Action::Look(None)));
    let none = has_range.then(|| button("#i-close", words.range_none, Action::Select(None)));
    markup!(
        "<div class=\"timetools\" role=\"group\" aria-label={}>
            {}{}{}{}{}
            <button class=\"icon quiet\" aria-label={} title={} aria-pressed={} disabled={} onclick={}>{}</button>
            {}{}
        </div>",
        words.time_tools,
        quiet_button("#i-minus", words.zoom_out, zoom(-ZOOM)),
        quiet_button("#i-plus", words.zoom_in, zoom(ZOOM)),
        whole,
        button("#i-from", words.range_from, Action::RangeFrom),
        button("#i-to", words.range_to, Action::RangeTo),
        words.loop_range,
        words.loop_range,
        if session.looping { "true" } else { "false" },
        !has_range,
        desk.asks(Action::ToggleLoop),
        icon("#i-loop"),
        none,
        stride(part)
    )
}

/// What steps go by.
fn stride(part: &Part) -> Html {
    let (desk, words) = (part.desk.clone(), text::page(part.lang()));
    let onchange = Callback::from(move |event| {
        if let Some(stride) = chosen(&event).and_then(|i| Stride::ALL.get(i)) {
            desk.ask(Action::SetStride(*stride));
        }
    });
    let all = Stride::ALL.iter().zip(words.strides);
    let options: Vec<_> = all.map(|(stride, name)| choice(name, *stride == part.session.stride)).collect();
    markup!("<select aria-label={} title={} onchange={}>{}</select>", words.stride, words.stride, onchange, options)
}
