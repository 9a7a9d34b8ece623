//! A consumer group (KIP-848) as its coordinator had it: epochs and targets from its own lines, what members own from
//! what they say and are told. Answers come out of these books, so that the books are always as old as an answer.

use rebalance_model::config::ServerAssignor;
use rebalance_model::message::Actor;
use rebalance_model::trace::{GroupChange, GroupState, GroupType, MemberState, RebalanceReason, Removal};
use rebalance_model::{EventKind, Generation, IdIdx, PartitionIdx, SimTime};

use super::broker::between;
use super::row::Row;
use super::timeline::Timeline;
use super::wire;

/// What a consumer group's lines begin with, after the coordinator's own name.
const MARK: &str = "[GroupId ";
/// The epoch of a static member that is away.
const AWAY: i32 = -2;
/// The epoch that a group begins with: its first member makes it one more.
const FIRST_EPOCH: i32 = 1;

/// The group.
#[derive(Clone, Debug)]
pub(super) struct Books {
    epoch: i32,
    target_epoch: i32,
    members: Vec<Book>,
    told: (GroupState, i32),
    /// Why the epoch is about to go up.
    reason: Option<RebalanceReason>,
}

/// A member; partitions are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Book {
    id: IdIdx,
    epoch: i32,
    state: MemberState,
    current: Vec<PartitionIdx>,
    pending: Vec<PartitionIdx>,
    target: Vec<PartitionIdx>,
}

impl Book {
    fn new(id: IdIdx) -> Self {
        let (current, pending, target) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, epoch: 0, state: MemberState::Stable, current, pending, target }
    }
}

impl Books {
    fn new(epoch: i32) -> Self {
        let told = (GroupState::Empty, epoch);
        Self { epoch, target_epoch: epoch, members: Vec::new(), told, reason: None }
    }

    /// `ConsumerGroup.maybeUpdateGroupState`
    fn state(&self) -> GroupState {
        let settled = |m: &Book| m.state == MemberState::Stable && m.epoch == self.target_epoch;
        match () {
            () if self.members.is_empty() => GroupState::Empty,
            () if self.epoch > self.target_epoch => GroupState::Assigning,
            () if !self.members.iter().all(settled) => GroupState::Reconciling,
            () => GroupState::Stable,
        }
    }
}

/// Whether a row is such a group's line.
pub(super) fn is_line(row: &Row<'_>) -> bool {
    row.who == "broker" && row.text("message").is_some_and(|text| text.contains(MARK))
}

/// The member that a line names first, by its alias.
pub(super) fn alias<'a>(row: &Row<'a>) -> Option<&'a str> {
    let text = row.text("message")?.split_once(MARK)?.1;
    let words = text.split(' ').skip_while(|word| !word.eq_ignore_ascii_case("member"));
    words.skip(1).find(|word| word.contains('#'))
}

/// A line of the coordinator's.
pub(super) fn line(timeline: &mut Timeline, rows: &[Row<'_>], n: usize, at: SimTime) {
    let row = &rows[n];
    let text = row.text("message").unwrap_or_default();
    let named = alias(row).and_then(|alias| timeline.id(alias));
    let epoch = |before: &str, after: &str| between(text, before, after).and_then(|n| n.parse::<i32>().ok());
    if text.contains("Converted the classic group") {
        upgraded(timeline, at);
    } else if text.contains("Converted the consumer group") {
        timeline.books = None;
        tell(timeline, at, EventKind::Converted(GroupType::Classic));
    } else if let Some(to) = epoch("Bumped group epoch to ", " with") {
        bumped(timeline, at, to);
    } else if let Some(epoch) = epoch("target assignment for epoch ", " with") {
        let assignor = between(text, "with '", "' assignor").and_then(ServerAssignor::parse);
        targeted(timeline, rows, n, at, epoch, assignor);
    } else if let Some(id) = named {
        about(timeline, at, id, text);
    }
}

/// A line about a member.
fn about(timeline: &mut Timeline, at: SimTime, id: IdIdx, text: &str) {
    if let Some(old) = between(text, "to replace the existing member ", ".").and_then(|alias| timeline.id(alias)) {
        replaced(timeline, at, old, id);
    } else if text.contains("joins the consumer group using") {
        joined(timeline, at, id);
    } else if text.contains("temporarily left the consumer group") {
        change(timeline, at, id, |book| {
            book.epoch = AWAY;
            book.pending.clear();
        });
    } else if text.contains("left the consumer group") || text.contains("has left group") {
        removed(timeline, at, id, Removal::Left, RebalanceReason::Left(id));
    } else if text.contains("the member session expired") {
        removed(timeline, at, id, Removal::SessionTimeout, RebalanceReason::SessionExpired(id));
    } else if text.contains("it failed to transition from epoch") {
        removed(timeline, at, id, Removal::RevocationTimeout, RebalanceReason::RevocationExpired(id));
    }
}

/// The first member of the new protocol has come: everybody is where the generation had put it.
fn upgraded(timeline: &mut Timeline, at: SimTime) {
    let (ids, generation) = timeline.classic_group();
    let mut books = Books::new(generation.0);
    for id in ids {
        let held = wire::last_assignment(timeline, id);
        let held = timeline.trace.sets.get(held).to_vec();
        books.members.push(Book { epoch: generation.0, target: held.clone(), current: held, ..Book::new(id) });
    }
    tell(timeline, at, EventKind::Converted(GroupType::Consumer));
    for book in &books.members {
        tell_changes(timeline, at, &Book::new(book.id), book);
    }
    timeline.books = Some(books);
    tell(timeline, at, EventKind::TargetComputed(generation, None));
    tell_state(timeline, at, None);
}

fn joined(timeline: &mut Timeline, at: SimTime, id: IdIdx) {
    if timeline.books.is_none() {
        timeline.books = Some(Books::new(FIRST_EPOCH));
        tell(timeline, at, EventKind::Converted(GroupType::Consumer));
    }
    let Some(books) = &mut timeline.books else { return };
    if books.members.iter().any(|m| m.id == id) {
        return;
    }
    books.members.push(Book::new(id));
    books.reason = Some(RebalanceReason::Added(id));
    tell_of(timeline, at, id, EventKind::MemberAdded(id));
}

/// A static member's new process takes its place.
fn replaced(timeline: &mut Timeline, at: SimTime, old: IdIdx, new: IdIdx) {
    let Some(book) = timeline.books.as_mut().and_then(|b| b.members.iter_mut().find(|m| m.id == old)) else { return };
    (book.id, book.epoch) = (new, 0);
    let book = book.clone();
    tell_of(timeline, at, new, EventKind::MemberRemoved(old, Removal::Replaced));
    tell_of(timeline, at, new, EventKind::MemberAdded(new));
    tell_changes(timeline, at, &Book::new(new), &book);
}

fn removed(timeline: &mut Timeline, at: SimTime, id: IdIdx, why: Removal, reason: RebalanceReason) {
    let Some(books) = &mut timeline.books else { return };
    books.members.retain(|m| m.id != id);
    books.reason = Some(reason);
    if why == Removal::Left {
        tell_of(timeline, at, id, EventKind::MemberRemoved(id, why));
    } else {
        tell(timeline, at, EventKind::MemberRemoved(id, why));
    }
}

fn bumped(timeline: &mut Timeline, at: SimTime, to: i32) {
    let Some(books) = &mut timeline.books else { return };
    books.epoch = to;
    let reason = books.reason.take().unwrap_or(RebalanceReason::TopicsChanged);
    tell_state(timeline, at, Some(reason));
}

/// Everybody has a new target: what it was told to own last, before there was another.
fn targeted(
    timeline: &mut Timeline,
    rows: &[Row<'_>],
    n: usize,
    at: SimTime,
    epoch: i32,
    assignor: Option<ServerAssignor>,
) {
    let Some(books) = &timeline.books else { return };
    let ids: Vec<IdIdx> = books.members.iter().map(|m| m.id).collect();
    let is_next = |r: &&Row<'_>| is_line(r) && r.text("message").is_some_and(|t| t.contains("target assignment for"));
    let until = rows[n + 1..].iter().position(|r| is_next(&r)).map_or(rows.len(), |k| n + 1 + k);
    for id in ids {
        let told = rows[n + 1..until].iter().rev().find_map(|row| wire::told(timeline, row, id));
        let told = told.map(|list| wire::partitions(timeline, list));
        if let Some(set) = told {
            let target = timeline.trace.sets.get(set).to_vec();
            change(timeline, at, id, |book| book.target = target);
        }
    }
    if let Some(books) = &mut timeline.books {
        books.target_epoch = epoch;
    }
    tell(timeline, at, EventKind::TargetComputed(Generation(epoch), assignor));
    tell_state(timeline, at, None);
}

/// A member says what it owns.
pub(super) fn owns(timeline: &mut Timeline, at: SimTime, id: IdIdx, owned: &[PartitionIdx]) {
    let is_kept = |p: &PartitionIdx| owned.binary_search(p).is_ok();
    change(timeline, at, id, |book| {
        if !book.pending.iter().any(is_kept) {
            book.pending.clear();
        }
    });
}

/// A member is told its epoch, and what it may own.
pub(super) fn answers(
    timeline: &mut Timeline,
    at: SimTime,
    id: IdIdx,
    epoch: Option<Generation>,
    assignment: Option<Vec<PartitionIdx>>,
) {
    let target_epoch = timeline.books.as_ref().map_or(0, |b| b.target_epoch);
    change(timeline, at, id, |book| {
        book.epoch = epoch.map_or(book.epoch, |epoch| epoch.0);
        if let Some(assignment) = assignment {
            let is_gone = |p: &PartitionIdx| assignment.binary_search(p).is_err();
            book.pending.extend(book.current.iter().copied().filter(is_gone));
            rebalance_model::order::sort(&mut book.pending);
            book.current = assignment;
        }
        book.state = match () {
            () if !book.pending.is_empty() => MemberState::UnrevokedPartitions,
            () if book.epoch == target_epoch && book.current != book.target => MemberState::UnreleasedPartitions,
            () => MemberState::Stable,
        };
    });
    tell_state(timeline, at, None);
}

/// Changes a member, and tells what is other than it was.
fn change(timeline: &mut Timeline, at: SimTime, id: IdIdx, change: impl FnOnce(&mut Book)) {
    let Some(book) = timeline.books.as_mut().and_then(|b| b.members.iter_mut().find(|m| m.id == id)) else { return };
    let before = book.clone();
    change(book);
    let after = book.clone();
    tell_changes(timeline, at, &before, &after);
}

fn tell_changes(timeline: &mut Timeline, at: SimTime, before: &Book, after: &Book) {
    if after.target != before.target {
        let set = timeline.set(after.target.clone());
        tell(timeline, at, EventKind::Target(after.id, set));
    }
    if after.pending != before.pending {
        let set = timeline.set(after.pending.clone());
        tell(timeline, at, EventKind::PendingRevocation(after.id, set));
    }
    if after.current != before.current {
        let set = timeline.set(after.current.clone());
        tell(timeline, at, EventKind::Current(after.id, set));
    }
    if (after.epoch, after.state) != (before.epoch, before.state) {
        tell(timeline, at, EventKind::MemberEpoch(after.id, Generation(after.epoch), after.state));
    }
}

fn tell_state(timeline: &mut Timeline, at: SimTime, reason: Option<RebalanceReason>) {
    let Some(books) = &mut timeline.books else { return };
    let now = (books.state(), books.epoch);
    if std::mem::replace(&mut books.told, now) == now {
        return;
    }
    let change = GroupChange { to: now.0, generation: Generation(now.1), reason };
    tell(timeline, at, EventKind::Group(change));
}

/// What follows from the last request of a member.
fn tell_of(timeline: &mut Timeline, at: SimTime, id: IdIdx, kind: EventKind) {
    let cause = timeline.lives[timeline.trace.member_of(id).index()].asked;
    timeline.tell(at, Actor::Coordinator, kind, cause);
}

fn tell(timeline: &mut Timeline, at: SimTime, kind: EventKind) {
    timeline.tell(at, Actor::Coordinator, kind, None);
}
