//! What can be done to a member at the playhead, and what was done.

use rebalance_model::SimDuration;
use rebalance_view::chart::Marker;
use rebalance_view::session::ActKind;
use rebalance_view::text::Page;
use rebalance_view::{Action, text};
use web_sys::Event;
use yew::{Callback, Html};

use super::Part;
use super::small::{choice, quiet_button, text_button};
use crate::markup;

/// Length of a slow batch that is added: as in ①.
const SLOW_BATCH: SimDuration = SimDuration::from_millis(5_000);

/// The row of acts. They are done to the member called `chosen`, or to the first if that one is gone.
pub fn view(part: &Part, chosen: &str, choose: Callback<Event>) -> Html {
    let (desk, words) = (&part.desk, text::page(part.lang()));
    let alive: Vec<_> = part.scene.targets.iter().filter(|t| t.alive).collect();
    let target = alive.iter().find(|t| t.name == chosen).or(alive.first()).copied();
    let act =
        |kind: ActKind, name: &'static str| text_button(desk, name, target.map(|t| Action::Act(kind, t.name.clone())));
    let options: Vec<_> = alive.iter().map(|t| choice(&t.label, Some(*t) == target)).collect();
    let own: Vec<_> = part.scene.axis.markers.iter().filter_map(|m| Some(own(part, m, m.act?, words))).collect();
    markup!(
        "<div class=\"acts\" role=\"group\" aria-label={}>
            {}
            <select aria-label={} title={} disabled={} onchange={}>{}</select>
            {}{}{}
            <ul aria-label={}>{}</ul>
        </div>",
        words.acts,
        text_button(desk, words.add, Some(Action::Act(ActKind::Add, String::new()))),
        words.target,
        words.target,
        target.is_none(),
        choose,
        options,
        act(ActKind::Close, words.close),
        act(ActKind::Kill, words.kill),
        act(ActKind::SlowBatch(SLOW_BATCH), words.slow_batch),
        words.own_acts,
        own
    )
}

/// An act that was added: it leads to its instant, and can be taken back.
fn own(part: &Part, marker: &Marker, act: usize, words: &'static Page) -> Html {
    let desk = &part.desk;
    let take_back = [words.take_back, " ", &marker.label].concat();
    let name = [&marker.label, " · ", &text::clock(marker.at)].concat();
    markup!(
        "<li key={}><button class=\"quiet at\" onclick={}>{}</button>{}</li>",
        act.to_string(),
        desk.asks(Action::Seek(marker.at)),
        name,
        quiet_button("#i-close", &take_back, desk.asks(Action::RemoveAct(act)))
    )
}
