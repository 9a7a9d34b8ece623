//! A stage whose cards are folded: a cell a member, and the card of the one that was picked.

use rebalance_model::MemberIdx;
use rebalance_view::scene::{Card, LaneScene};
use rebalance_view::{Action, text};
use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html, TargetCast as _};

use crate::components::chart::clipped;
use crate::components::{Part, card, small};
use crate::markup;

/// Letters of a name that a cell has room for.
const LETTERS: usize = 6;

/// The group: coordinator, the pile of partitions that nobody holds, cells.
pub(super) fn stage(part: &Part, lane: &LaneScene) -> Html {
    let (page, words) = (text::page(part.lang()), text::crowd_words(part.lang()));
    let desk = part.desk.clone();
    let onchange = Callback::from(move |event: Event| {
        let picked = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok());
        desk.ask(Action::PickMember(picked.map(MemberIdx)));
    });
    let group = group_of(part);
    let common = common(lane.cards.iter().map(|c| &c.name));
    let cells: Vec<_> = lane.cards.iter().map(|c| cell(c, lane, (&group, common), words)).collect();
    let picked = lane.picked.map(|m| picked(part, lane, m));
    markup!(
        "<div class=\"stage\" key={}>
            <div class=\"coord\"><span>{}</span><span class=\"sub mono\">{}</span></div>
            <div class=\"way\">
                <div class=\"shelf pile\" data-is={} aria-hidden=\"true\"><b>{}</b> <span>{}</span></div>
            </div>
            <fieldset class=\"cells\" aria-label={} onchange={}>{}</fieldset>
            {}
            <div class=\"flyers\" aria-hidden=\"true\"><div class=\"bundles\"></div><div class=\"tokens\"></div></div>
        </div>",
        // No part of a stage with cards is to be a part of this one: those that are measured are known by their elements.
        "cells",
        page.coordinator,
        &lane.coordinator,
        if lane.unowned > 0 { "used" } else { "empty" },
        lane.unowned.to_string(),
        page.nobody,
        [lane.title, ": ", words.members].concat(),
        onchange,
        cells,
        picked
    )
}

fn cell(card: &Card, lane: &LaneScene, (group, common): (&str, usize), words: &'static text::CrowdWords) -> Html {
    let is_picked = lane.picked == Some(card.member);
    let title = [&card.name, ": ", &card.doing, ", ", &words.partitions(card.held)].concat();
    markup!(
        "<label class=\"cell\" key={} data-c={} data-is={} data-on={} title={}>
            <input type=\"radio\" class=\"sr\" id={} name={} value={} aria-label={} />
            <b>{}</b><span class=\"n\">{}</span><span class=\"w\">{}</span>
            <span class=\"bar\"><span class=\"fill\"></span></span>
        </label>",
        u32::from(card.member.0),
        small::colour(card.colour),
        card::look(card.status),
        is_picked,
        &title,
        id_of(group, card.member),
        group,
        card.member.0.to_string(),
        &title,
        // Its end tells it from its neighbours.
        clipped(&card.name[common..], LETTERS),
        card.held.to_string(),
        card.brief
    )
}

/// What the cells of a lane are called together: one of them is chosen.
fn group_of(part: &Part) -> String {
    ["cells-", &part.index.to_string()].concat()
}

fn id_of(group: &str, member: MemberIdx) -> String {
    [group, "-", &member.0.to_string()].concat()
}

/// Bytes that all names begin with, up to a sign that is no letter: `billing-17` is 17 among its like.
fn common<T: AsRef<str>>(mut names: impl Iterator<Item = T> + Clone) -> usize {
    let all = names.clone();
    let Some(first) = names.next() else { return 0 };
    let first = first.as_ref();
    let begins =
        |until: &usize| all.clone().all(|n| n.as_ref().len() > *until && n.as_ref().starts_with(&first[..*until]));
    let signs = first.char_indices().filter(|(_, c)| !c.is_alphanumeric()).map(|(at, c)| at + c.len_utf8());
    signs.filter(begins).last().unwrap_or(0)
}

/// The card of the member that was picked, with what it holds.
fn picked(part: &Part, lane: &LaneScene, member: MemberIdx) -> Html {
    let (page, words) = (text::page(part.lang()), text::crowd_words(part.lang()));
    let Some(card) = lane.cards.get(member.index()) else { return Html::default() };
    let held = lane.table.rows.get(member.index()).and_then(|row| row.get(2)).map_or("", String::as_str);
    let desk = part.desk.clone();
    let id = id_of(&group_of(part), member);
    let close = Callback::from(move |_: Event| {
        desk.ask(Action::PickMember(None));
        desk.focus(&id);
    });
    let name = [words.fold, " ", &card.name].concat();
    markup!(
        "<div class=\"picked\">{}<p class=\"held\"><span class=\"mute\">{}</span> {}</p>{}</div>",
        card::view(card, page),
        [words.holds, " ", &card.held.to_string(), if card.held > 0 { ":" } else { "" }].concat(),
        held,
        small::quiet_button("#i-close", &name, close)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common_of(names: &[&str]) -> usize {
        common(names.iter().map(|name| (*name).to_owned()))
    }

    #[test]
    fn what_all_names_begin_with_is_left_out_of_cells() {
        assert_eq!(common_of(&["fleet-1", "fleet-12"]), 6);
        assert_eq!(common_of(&["eu.fleet-1", "eu.fleet-2"]), 9);
        assert_eq!(common_of(&["eu.a-1", "eu.b-1"]), 3);
        assert_eq!(common_of(&["C1", "C12"]), 0, "letters stay");
        assert_eq!(common_of(&["fleet-", "fleet-1"]), 0, "something is left of each");
        assert_eq!(common_of(&["주문·1", "주문·2"]), 8);
        assert_eq!(common_of(&[]), 0);
    }
}
