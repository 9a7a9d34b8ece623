//! A member: what it is doing, room for its tiles, its countdowns. What moves is written by the player.

use rebalance_view::scene::{Card, Epoch, Status};
use rebalance_view::text::Page;
use yew::Html;

use super::small::{colour, icon};
use crate::markup;

/// The card of a member.
pub fn view(card: &Card, words: &'static Page) -> Html {
    let title = match &card.member_id {
        Some(id) => [&card.name, "\n", id].concat(),
        None => card.name.clone(),
    };
    let leads = card.leads.then(|| {
        markup!(
            "<span class=\"leads\" title={}>{}<span class=\"sr\">{}</span></span>",
            words.leads,
            icon("#i-leader"),
            words.leads
        )
    });
    let more = (card.tiles_left_out > 0)
        .then(|| markup!("<small class=\"more\">+{}</small>", card.tiles_left_out.to_string()));
    markup!(
        "<article class=\"card\" key={} data-c={} data-is={}>
            <h3 class=\"t\" title={}><b>{}</b>{}<span class=\"doing\" title={}>{}</span></h3>
            {}
            <div class=\"slots\">{}</div>
            {}{}{}
        </article>",
        u32::from(card.member.0),
        colour(card.colour),
        look(card.status),
        title,
        &card.name,
        leads,
        &card.doing,
        &card.doing,
        card.epoch.as_ref().map(epoch),
        more,
        card.epoch.as_ref().map(|e| meter(if e.gives { "epoch" } else { "epoch next" }, e.name)),
        meter("heartbeat", if card.epoch.is_some() { words.session } else { words.heartbeat }),
        meter("poll", words.last_poll)
    )
}

/// Epoch and state of a member of a consumer group.
fn epoch(epoch: &Epoch) -> Html {
    markup!("<p class=\"epoch\" title={}><span>{}</span> <code>{}</code></p>", epoch.state, &epoch.number, epoch.state)
}

/// A countdown; both its bar and its value are the player's.
fn meter(which: &'static str, name: &'static str) -> Html {
    markup!(
        "<div class={}>
            <span class=\"name\">{}</span>
            <span class=\"bar\"><span class=\"fill\"></span></span>
            <span class=\"val\"></span>
        </div>",
        ["meter ", which].concat(),
        name
    )
}

/// How it looks.
pub(crate) const fn look(status: Status) -> &'static str {
    match status {
        Status::Absent | Status::Gone => "off",
        Status::Starting | Status::Working => "well",
        Status::Busy => "busy",
        Status::Waiting | Status::WaitingConsuming => "waiting",
        Status::Zombie | Status::Thrown => "alarm",
    }
}
