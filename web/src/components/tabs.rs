//! The tabs of a lane: other views of the same instant. They are the same in every lane, and change all of them.

use rebalance_view::session::{Routine, Screen, View};
use rebalance_view::{Action, text};
use web_sys::Event;
use yew::{Callback, Html};

use super::Part;
use crate::desk::Desk;
use crate::markup;
use crate::platform::dom;

/// The tabs, in their order.
pub const TABS: [View; 4] = [View::Group, View::Messages(Routine::Folded), View::Terminal(Screen::Offsets), View::Why];

fn id(lane: usize, tab: usize) -> String {
    ["tab-", &lane.to_string(), "-", &tab.to_string()].concat()
}

/// Tabs, and what the chosen one shows.
pub fn view(part: &Part, title: &str, panel: Html) -> Html {
    let words = text::views(part.lang());
    let chosen = TABS.iter().position(|tab| tab.same_tab(part.session.view)).unwrap_or(0);
    let tab = |(i, view): (usize, &View)| {
        let is_chosen = i == chosen;
        markup!(
            "<button role=\"tab\" id={} aria-selected={} tabindex={} onclick={}>{}</button>",
            id(part.index, i),
            if is_chosen { "true" } else { "false" },
            if is_chosen { "0" } else { "-1" },
            part.desk.asks(Action::SetView(*view)),
            words.names[i]
        )
    };
    let tabs: Vec<_> = TABS.iter().enumerate().map(tab).collect();
    markup!(
        "<div class=\"tabs\" role=\"tablist\" aria-label={} onkeydown={}>{}</div>
        <div role=\"tabpanel\" aria-labelledby={}>{}</div>",
        [words.tabs, ", ", title].concat(),
        keys(&part.desk, part.index, chosen),
        tabs,
        id(part.index, chosen),
        panel
    )
}

/// On the tabs arrows lead from one to the next.
fn keys(desk: &Desk, lane: usize, chosen: usize) -> Callback<Event> {
    let desk = desk.clone();
    Callback::from(move |event: Event| {
        let step = match dom::key(&event).as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => TABS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        let next = (chosen + step) % TABS.len();
        desk.ask(Action::SetView(TABS[next]));
        desk.focus(&id(lane, next));
    })
}
