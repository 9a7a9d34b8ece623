//! A member: what it is doing, room for its tiles, its countdowns. What moves is written by the player.

use rebalance_view::scene::{Card, Status};
use rebalance_view::{Lang, text};
use yew::prelude::*;

use super::icon::Icon;
use super::rich::member_class;

/// What a card shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct CardProps {
    /// The member.
    pub card: Card,
    /// Language.
    pub lang: Lang,
}

/// See the module.
#[component]
pub fn CardView(props: &CardProps) -> Html {
    let (card, words) = (&props.card, text::page(props.lang));
    let title = match &card.member_id {
        Some(id) => [&card.name, "\n", id].concat(),
        None => card.name.clone(),
    };
    let more = (card.tiles_left_out > 0).then(|| html! { <small class="more">{ "+" }{ card.tiles_left_out }</small> });
    html! {
        <article class={classes!("card", member_class(card.colour), status_class(card.status))}>
            <h3 class="t" {title}>
                <b>{ &card.name }</b>
                if card.leads { <span class="leads" title={words.leads}><Icon name="#i-leader" /><span class="sr">{ words.leads }</span></span> }
                <span class="doing" title={card.doing.clone()}>{ &card.doing }</span>
            </h3>
            <div class="slots">{ more }</div>
            { meter("meter heartbeat", words.heartbeat) }
            { meter("meter poll", words.last_poll) }
        </article>
    }
}

/// A countdown; both its bar and its value are the player's.
fn meter(class: &'static str, name: &'static str) -> Html {
    html! {
        <div {class}>
            <span class="name">{ name }</span>
            <span class="bar"><span class="fill"></span></span>
            <span class="val"></span>
        </div>
    }
}

const fn status_class(status: Status) -> &'static str {
    match status {
        Status::Absent | Status::Gone => "off",
        Status::Starting | Status::Working => "",
        Status::Busy => "busy",
        Status::Waiting | Status::WaitingConsuming => "waiting",
        Status::Zombie | Status::Thrown => "alarm",
    }
}
