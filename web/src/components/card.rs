//! A member: what it is doing, room for its tiles, its countdowns. What moves is written by the player.

use rebalance_view::scene::{Card, Status};
use rebalance_view::text::Page;
use yew::prelude::*;

use super::markup::{colour, icon, say};

/// The card of a member.
pub fn view(card: &Card, words: &'static Page) -> Html {
    let title = match &card.member_id {
        Some(id) => [&card.name, "\n", id].concat(),
        None => card.name.clone(),
    };
    let doing = AttrValue::from(card.doing.clone());
    let more = (card.tiles_left_out > 0).then(|| html! { <small class="more">{ "+" }{ card.tiles_left_out }</small> });
    html! {
        <article class="card" key={card.member.index()} data-c={colour(card.colour)} data-is={look(card.status)}>
            <h3 class="t" {title}>
                <b>{ say(&card.name) }</b>
                if card.leads { <span class="leads" title={words.leads}>{ icon("#i-leader") }<span class="sr">{ words.leads }</span></span> }
                <span class="doing" title={doing.clone()}>{ say(&doing) }</span>
            </h3>
            <div class="slots">{ more }</div>
            { meter("heartbeat", words.heartbeat) }
            { meter("poll", words.last_poll) }
        </article>
    }
}

/// A countdown; both its bar and its value are the player's.
fn meter(which: &'static str, name: &'static str) -> Html {
    html! {
        <div class="meter" data-is={which}>
            <span class="name">{ name }</span>
            <span class="bar"><span class="fill"></span></span>
            <span class="val"></span>
        </div>
    }
}

const fn look(status: Status) -> &'static str {
    match status {
        Status::Absent | Status::Gone => "off",
        Status::Starting | Status::Working => "well",
        Status::Busy => "busy",
        Status::Waiting | Status::WaitingConsuming => "waiting",
        Status::Zombie | Status::Thrown => "alarm",
    }
}
