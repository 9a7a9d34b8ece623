//! What the coordinator's own lines tell: members that come and go, and the states of the group.
//!
//! Its clock has whole milliseconds, so that a line may seem to come before the request that it is about; it is told
//! when the request came.

use rebalance_model::config::AssignorName;
use rebalance_model::message::Actor;
use rebalance_model::trace::{GroupChange, GroupState, RebalanceReason, Removal};
use rebalance_model::{EventKind, Generation, IdIdx, SimDuration, SimTime};

use super::row::Row;
use super::timeline::Timeline;

/// A line of the broker's log.
pub(super) fn line(timeline: &mut Timeline, row: &Row<'_>, rows: &[Row<'_>]) {
    let text = row.text("message").unwrap_or_default();
    let id = |timeline: &Timeline, before: &str, after: &str| between(text, before, after).and_then(|a| timeline.id(a));
    if let Some(new) = id(timeline, "Created a new member id ", " and requesting") {
        tell_of(timeline, row.at, new, EventKind::MemberPending(new));
    } else if let Some(new) = id(timeline, "Pending dynamic member with id ", " joins") {
        added(timeline, row.at, new);
    } else if let Some(new) = id(timeline, "Created a new member id ", " for this member") {
        added(timeline, row.at, new);
    } else if let Some(old) = id(timeline, "Replacing previously mapped member ", " with") {
        tell_of(timeline, row.at, old, EventKind::MemberRemoved(old, Removal::Replaced));
        if let Some(new) = successor(timeline, old) {
            added(timeline, row.at, new);
        }
    } else if let Some(gone) = id(timeline, "] Pending member ", " in group") {
        tell_of(timeline, row.at, gone, EventKind::MemberRemoved(gone, Removal::PendingTimeout));
    } else if let Some(gone) = id(timeline, "] Member ", " in group") {
        tell(timeline, row.at, EventKind::MemberRemoved(gone, Removal::SessionTimeout), None);
    } else if let Some(gone) = id(timeline, "ember ", " has left group") {
        tell_of(timeline, row.at, gone, EventKind::MemberRemoved(gone, Removal::Left));
    } else if let Some(list) = between(text, "who haven't joined: [", "]") {
        for gone in list.split(", ").filter_map(|alias| timeline.id(alias)).collect::<Vec<_>>() {
            tell(timeline, row.at, EventKind::MemberRemoved(gone, Removal::JoinTimeout), None);
        }
    } else {
        turned(timeline, row, text, rows);
    }
}

/// A line that tells of another state.
fn turned(timeline: &mut Timeline, row: &Row<'_>, text: &str, rows: &[Row<'_>]) {
    let number = |before: &str, after: &str| between(text, before, after).and_then(|n| n.parse().ok()).map(Generation);
    let (to, generation, reason, about) = if let Some(generation) = number("with old generation ", " (reason") {
        let (reason, about) = reason(timeline, text);
        (GroupState::PreparingRebalance, generation, reason, about)
    } else if let Some(generation) = number(" generation ", " with ").filter(|_| text.contains("Stabilized group")) {
        (GroupState::CompletingRebalance, generation, None, None)
    } else if let Some(generation) = number("for generation ", ". The group has") {
        let leader = between(text, "Assignment received from leader ", " for group").and_then(|a| timeline.id(a));
        (GroupState::Stable, generation, None, leader)
    } else if let Some(generation) = number("with generation ", " is now empty") {
        (GroupState::Empty, generation, None, None)
    } else {
        return;
    };
    let kind = EventKind::Group(GroupChange { to, generation, reason });
    match about {
        Some(id) => tell_of(timeline, row.at, id, kind),
        None => tell(timeline, row.at, kind, None),
    }
    if to == GroupState::CompletingRebalance {
        elected(timeline, row, generation, rows);
    }
}

/// Leader and assignor, as the first answer of the generation names them.
fn elected(timeline: &mut Timeline, row: &Row<'_>, generation: Generation, rows: &[Row<'_>]) {
    let is_answer = |r: &&Row<'_>| {
        r.what == "receive"
            && r.text("api") == Some("JoinGroup")
            && r.text("error").is_none()
            && r.number("generation") == Some(f64::from(generation.0))
    };
    let Some(answer) = rows.iter().find(is_answer) else { return };
    let leader = answer.text("leader").and_then(|alias| timeline.id(alias));
    if let (Some(leader), Some(assignor)) = (leader, answer.text("protocol").and_then(AssignorName::parse)) {
        tell(timeline, row.at, EventKind::Elected(leader, assignor), None);
    }
}

fn added(timeline: &mut Timeline, at: SimTime, id: IdIdx) {
    tell_of(timeline, at, id, EventKind::MemberAdded(id));
    tell_of(timeline, at, id, EventKind::JoinParked(id));
}

/// The id that the next process with the same group.instance.id was given.
fn successor(timeline: &Timeline, old: IdIdx) -> Option<IdIdx> {
    let identity = timeline.trace.identity(old);
    let name = identity.alias.rsplit_once('#')?.0;
    timeline.id(&format!("{name}#{}", identity.nth + 1))
}

/// What follows from the last request of a member.
fn tell_of(timeline: &mut Timeline, at: SimTime, id: IdIdx, kind: EventKind) {
    let asked = timeline.lives[timeline.trace.member_of(id).index()].asked;
    let near = asked.filter(|asked| timeline.at(*asked) <= at + ROUGH);
    tell(timeline, near.map_or(at, |asked| at.max(timeline.at(asked))), kind, near);
}

fn tell(timeline: &mut Timeline, at: SimTime, kind: EventKind, cause: Option<usize>) {
    timeline.tell(at, Actor::Coordinator, kind, cause);
}

/// So much may a line of the broker seem to be early.
pub(super) const ROUGH: SimDuration = SimDuration::from_millis(1);

fn reason(timeline: &Timeline, text: &str) -> (Option<RebalanceReason>, Option<IdIdx>) {
    let id = |before: &str, after: &str| between(text, before, after).and_then(|alias| timeline.id(alias));
    let found = [
        id("Adding new member ", " with group").map(|id| (RebalanceReason::Added(id), id)),
        id("(reason: Leader ", " re-joining").map(|id| (RebalanceReason::LeaderRejoined(id), id)),
        id("Updating metadata for member ", " during").map(|id| (RebalanceReason::MetadataChanged(id), id)),
        id("Updating metadata for static member ", " with").map(|id| (RebalanceReason::StaticRejoined(id), id)),
        id("LeaveGroup` request for (", ") members").map(|id| (RebalanceReason::Left(id), id)),
    ];
    if let Some((reason, id)) = found.into_iter().flatten().next() {
        return (Some(reason), Some(id));
    }
    let expired = id("removing member ", " on heartbeat expiration").map(RebalanceReason::SessionExpired);
    let late = text.contains("on pending sync request expiration").then_some(RebalanceReason::SyncExpired);
    (expired.or(late), None)
}

/// What stands between two texts.
pub(super) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let from = text.find(before)? + before.len();
    let to = text[from..].find(after)?;
    Some(&text[from..from + to])
}
