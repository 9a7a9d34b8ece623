//! The life of a consumer, from its rows: what it does, its callbacks, its batches, and what its own lines tell.

use rebalance_model::id::BatchIdx;
use rebalance_model::message::Actor;
use rebalance_model::scenario::limits::{RECORDS_PER_SECOND, SIMULATED_TIME};
use rebalance_model::trace::{Batch, ClientState, CommitOutcome, CoordinatorLoss, Doing, Membership};
use rebalance_model::{EventKind, MemberIdx, PartitionIdx, SimDuration, SimTime};

use super::row::{Row, number};
use super::timeline::{Life, Timeline};
use super::{Flaw, ReplayError, duration, wire};

/// What a member may make of its membership.
const MEMBERSHIPS: [Membership; 10] = [
    Membership::Unsubscribed,
    Membership::Joining,
    Membership::Reconciling,
    Membership::Acknowledging,
    Membership::Stable,
    Membership::Fenced,
    Membership::PrepareLeaving,
    Membership::Leaving,
    Membership::Fatal,
    Membership::Stale,
];

/// Offsets of a run are below it: at the highest rate that a partition may have, over the longest time that one may last.
const OFFSETS: u64 = RECORDS_PER_SECOND * SIMULATED_TIME.as_millis() / 1000;

/// How a commit may end.
const OUTCOMES: [CommitOutcome; 4] =
    [CommitOutcome::Ok, CommitOutcome::RebalanceInProgress, CommitOutcome::CommitFailed, CommitOutcome::Fenced];

/// A row of a member.
pub(super) fn tell(
    timeline: &mut Timeline,
    member: MemberIdx,
    row: &Row<'_>,
    ahead: &[Row<'_>],
) -> Result<(), ReplayError> {
    let (at, actor) = (row.at, Actor::Member(member));
    match row.what {
        "started" => {
            timeline.lives[member.index()] = Life::default();
            timeline.does(at, member, Doing::Starting);
            timeline.tell(at, actor, EventKind::Started, None);
            timeline.does(at, member, Doing::Polling);
        }
        "closing" => {
            timeline.tell(at, actor, EventKind::Closing, None);
            timeline.does(at, member, Doing::Closing);
        }
        "closed" => over(timeline, at, member, EventKind::Closed),
        "killed" => over(timeline, at, member, EventKind::Killed),
        "failed" => {
            let error = row.text("error").and_then(wire::thrown);
            let error = error.ok_or_else(|| row.wrong(Flaw::NoException))?;
            over(timeline, at, member, EventKind::Failed(error));
        }
        "thrown" => {
            timeline.tell(at, actor, EventKind::Thrown, None);
            timeline.does(at, member, Doing::Thrown);
        }
        "assigned" | "revoked" | "lost" => called_back(timeline, member, row, ahead),
        "revoke_done" => {
            timeline.tell(at, actor, EventKind::RevokeDone, None);
            timeline.does(at, member, Doing::Polling);
        }
        "batch" => batch(timeline, member, row),
        "idle_poll" => {
            timeline.tell(at, actor, EventKind::IdlePoll(duration(row.number("poll_ms").unwrap_or(0.0))), None);
        }
        "send" => wire::send(timeline, member, row, ahead)?,
        "receive" => wire::receive(timeline, member, row)?,
        "log" => line(timeline, member, row),
        // The recorder's own remarks.
        _ => {}
    }
    // A JoinGroup is sent by a client that takes itself for rebalancing.
    if row.what == "send" && row.text("api") == Some("JoinGroup") {
        timeline.turn_to(at, member, ClientState::PreparingRebalance);
    }
    Ok(())
}

fn over(timeline: &mut Timeline, at: SimTime, member: MemberIdx, how: EventKind) {
    timeline.tell(at, Actor::Member(member), how, None);
    timeline.does(at, member, Doing::Gone);
    timeline.lives[member.index()] = Life::default();
}

fn called_back(timeline: &mut Timeline, member: MemberIdx, row: &Row<'_>, ahead: &[Row<'_>]) {
    let set = wire::partitions(timeline, row.list("partitions"));
    let kind = match row.what {
        "assigned" => EventKind::Assigned(set),
        "revoked" => EventKind::Revoked(set),
        _ => EventKind::PartitionsLost(set),
    };
    timeline.tell(row.at, Actor::Member(member), kind, None);
    let slow =
        ahead.iter().filter(|r| r.who == row.who).find(|r| ["assigned", "revoke_done", "closed"].contains(&r.what));
    if row.what == "revoked" && slow.is_some_and(|r| r.what == "revoke_done") {
        timeline.does(row.at, member, Doing::Revoking);
    }
}

fn batch(timeline: &mut Timeline, member: MemberIdx, row: &Row<'_>) {
    let scenario = timeline.trace.header.scenario.clone();
    let took = |key: &str| row.number(key).map_or(SimDuration::ZERO, duration);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "offsets are at least 0")]
    let records = row.entries("offsets").iter().filter_map(|(name, pair)| {
        let rebalance_model::scenario::json::Json::List(pair) = pair else { return None };
        let offset = |n: usize| pair.get(n).and_then(number).map(|o| o as u64);
        Some((scenario.partition_named(name)?, offset(0)?, offset(1)?))
            .filter(|(_, first, last)| first <= last && *last < OFFSETS)
    });
    let mut records: Vec<(PartitionIdx, u64, u64)> = records.collect();
    rebalance_model::order::sort(&mut records);
    let processed = row.at + took("process_ms");
    let done = processed + took("commit_ms");
    let commit = row.text("commit").and_then(|text| OUTCOMES.into_iter().find(|o| o.text() == text));
    let idx = BatchIdx::at(timeline.trace.batches.len());
    timeline.trace.batches.push(Batch {
        polled: row.at.before(took("poll_ms")),
        returned: row.at,
        processed: Some(processed),
        committed: Some(done),
        commit,
        records,
    });
    timeline.lives[member.index()].batch = Some(idx);
    let actor = Actor::Member(member);
    timeline.tell(row.at, actor, EventKind::Batch(idx), None);
    timeline.does(row.at, member, Doing::Processing);
    if commit.is_some() {
        timeline.does(processed, member, Doing::Committing);
    }
    let over = timeline.tell(done, actor, EventKind::BatchDone(idx), None);
    timeline.does(done, member, Doing::Polling);
    if commit == Some(CommitOutcome::Ok) {
        let offsets = wire::next_offsets(timeline, idx.index());
        let offsets = wire::enter_offsets(timeline, offsets);
        timeline.tell(done, Actor::Coordinator, EventKind::Committed(offsets), Some(over));
    }
}

/// Where `… to STABLE.` leads.
fn membership(turn: &str) -> Option<Membership> {
    let name = turn.rsplit_once(" to ")?.1.trim_end_matches('.');
    MEMBERSHIPS.into_iter().find(|m| m.name() == name)
}

/// What a client's own line tells that no other row does.
fn line(timeline: &mut Timeline, member: MemberIdx, row: &Row<'_>) {
    let (at, actor) = (row.at, Actor::Member(member));
    let text = row.text("message").unwrap_or_default();
    if text.starts_with("Successfully joined group") {
        timeline.turn_to(at, member, ClientState::CompletingRebalance);
    } else if text.starts_with("Successfully synced group") {
        timeline.turn_to(at, member, ClientState::Stable);
    } else if text.starts_with("Resetting generation") {
        timeline.turn_to(at, member, ClientState::Unjoined);
    } else if let Some(to) = text.rsplit_once(" transitioned from ").and_then(|(_, turn)| membership(turn)) {
        timeline.tell(at, actor, EventKind::Membership(to), None);
    } else if text.to_ascii_lowercase().starts_with("consumer poll timeout has expired") {
        timeline.tell(at, actor, EventKind::PollTimeout, None);
    } else if text.contains("is unavailable or invalid due to cause: ") {
        let why = match text {
            text if text.contains("session timed out") => CoordinatorLoss::SessionTimedOut,
            text if !text.contains("coordinator unavailable") => CoordinatorLoss::RequestTimedOut,
            text if text.contains("isDisconnected: true") => CoordinatorLoss::Disconnected,
            _ => CoordinatorLoss::Unavailable,
        };
        timeline.tell(at, actor, EventKind::CoordinatorLost(why), None);
        timeline.lives[member.index()].open.retain(|_| why == CoordinatorLoss::Unavailable);
    }
}
