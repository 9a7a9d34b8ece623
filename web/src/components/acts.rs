//! What can be done to a member at the playhead. What was done stands on the strip.

use rebalance_model::SimDuration;
use rebalance_view::session::ActKind;
use rebalance_view::text::Page;
use rebalance_view::{Action, text};
use web_sys::Event;
use yew::{Callback, Html};

use super::Part;
use super::small::{button, choice, text_button};
use crate::markup;

/// Length of a slow batch that is added: as in ①.
const SLOW_BATCH: SimDuration = SimDuration::from_millis(5_000);
/// How long the network is away: as in the scenario of a blip.
const NETWORK_DOWN: SimDuration = SimDuration::from_millis(4_000);
/// How long a process stands still, and a revoke takes: longer than the scenarios' sessions last.
const LONG: SimDuration = SimDuration::from_millis(8_000);

/// Acts that have no place in the row, by their names.
fn more(words: &'static Page) -> [(ActKind, &'static str); 5] {
    [
        (ActKind::Throw, words.throw),
        (ActKind::NetworkDown(NETWORK_DOWN), words.network_down),
        (ActKind::Freeze(LONG), words.freeze),
        (ActKind::SlowRevoke(LONG), words.slow_revoke),
        (ActKind::AddPartitions(0), words.add_partitions),
    ]
}

/// The row of acts. They are done to the member called `chosen`, or to the first if that one is gone.
pub fn view(part: &Part, chosen: &str, choose: Callback<Event>) -> Html {
    let (desk, words) = (&part.desk, text::page(part.lang()));
    let alive: Vec<_> = part.scene.targets.iter().filter(|t| t.alive).collect();
    let target = alive.iter().find(|t| t.name == chosen).or(alive.first()).copied();
    let act =
        |kind: ActKind, name: &'static str| text_button(desk, name, target.map(|t| Action::Act(kind, t.name.clone())));
    let options: Vec<_> = alive.iter().map(|t| choice(&t.label, Some(*t) == target)).collect();
    let more: Vec<_> = more(words)
        .into_iter()
        .map(|(kind, name)| {
            let action = target.map(|t| desk.asks(Action::Act(kind, t.name.clone())));
            markup!(
                "<button popovertarget=\"more\" popovertargetaction=\"hide\" disabled={} onclick={}>{}</button>",
                action.is_none(),
                action,
                name
            )
        })
        .collect();
    let history = &part.session.history;
    let undo = history.can_undo().then(|| desk.asks(Action::Undo));
    let redo = history.can_redo().then(|| desk.asks(Action::Redo));
    markup!(
        "<div class=\"acts\" role=\"group\" aria-label={}>
            {}
            <select aria-label={} title={} disabled={} onchange={}>{}</select>
            {}{}{}
            <button popovertarget=\"more\">{}</button><div id=\"more\" class=\"more\" popover=\"auto\">{}</div>
            {}{}
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
        words.more_acts,
        more,
        button("icon quiet", "#i-undo", words.undo, undo),
        button("icon quiet", "#i-redo", words.redo, redo)
    )
}
