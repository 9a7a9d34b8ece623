//! Records that were processed more than once.

use rebalance_model::message::Actor;
use rebalance_model::trace::{Batch, CommitOutcome, EventKind};
use rebalance_model::{MemberIdx, PartitionIdx, SimTime, Trace};

use crate::gather::Gather as _;

/// A range of records that was processed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twice {
    /// Their partition.
    pub partition: PartitionIdx,
    /// The first of them.
    pub first: u64,
    /// The last of them.
    pub last: u64,
    /// Who was done with them first.
    pub before: MemberIdx,
    /// Who was done with them later.
    pub again: MemberIdx,
    /// When the later of the two was done with them.
    pub at: SimTime,
    /// How the commit failed that would have told the one of the other; none if there was no such commit.
    pub failed: Option<CommitOutcome>,
    /// Whether that was the commit of the later of the two.
    pub late: bool,
}

/// A range of records that somebody has processed.
#[derive(Clone, Copy)]
struct Done {
    first: u64,
    last: u64,
    by: MemberIdx,
    failed: Option<CommitOutcome>,
}

/// All ranges that were processed again, in order of time.
pub(crate) fn of(trace: &Trace) -> Vec<Twice> {
    let mut done: Vec<Vec<Done>> = vec![Vec::new(); trace.scenario().partition_count()];
    let mut found = Vec::new();
    for (at, by, batch) in processed(trace) {
        let failed = batch.commit.filter(|c| *c != CommitOutcome::Ok);
        for (p, first, last) in &batch.records {
            let now = Done { first: *first, last: *last, by, failed };
            again(&done[p.index()], now, |range, earlier| {
                found.push(Twice {
                    partition: *p,
                    first: range.0,
                    last: range.1,
                    before: earlier.by,
                    again: by,
                    at,
                    // Refused during a rebalance, the later one's is tried again: it is not what went wrong.
                    failed: earlier.failed.or(failed.filter(|c| *c != CommitOutcome::RebalanceInProgress)),
                    late: earlier.failed.is_none(),
                });
            });
            insert(&mut done[p.index()], now);
        }
    }
    found
}

/// Batches whose processing ended, in the order in which it did.
fn processed(trace: &Trace) -> Vec<(SimTime, MemberIdx, &Batch)> {
    let mut list: Vec<(SimTime, MemberIdx, &Batch)> = trace
        .events
        .iter()
        .filter_map(|e| match (e.kind, e.actor) {
            (EventKind::Batch(b), Actor::Member(m)) => {
                let batch = &trace.batches[b.index()];
                Some((batch.processed?, m, batch))
            }
            _ => None,
        })
        .gather();
    rebalance_model::order::sort_by_key(&mut list, |(at, ..)| *at);
    list
}

/// Calls `found` with each part of `now` that stands in `done`, which is in order.
fn again(done: &[Done], now: Done, mut found: impl FnMut((u64, u64), Done)) {
    let from = done.partition_point(|d| d.last < now.first);
    for d in done[from..].iter().take_while(|d| d.first <= now.last) {
        found((d.first.max(now.first), d.last.min(now.last)), *d);
    }
}

/// Puts `now` into `done`, which stays in order and without overlaps; what was done before keeps its entry.
fn insert(done: &mut Vec<Done>, now: Done) {
    if let Some(last) = done.last_mut()
        && last.last + 1 == now.first
        && last.by == now.by
        && last.failed == now.failed
    {
        last.last = now.last;
        return;
    }
    let mut first = now.first;
    let mut at = done.partition_point(|d| d.last < first);
    while first <= now.last {
        let gap_end = done.get(at).map_or(now.last, |d| d.first.saturating_sub(1).min(now.last));
        let free = done.get(at).is_none_or(|d| d.first > first);
        if free {
            done.insert(at, Done { first, last: gap_end, ..now });
            at += 1;
        }
        let Some(next) = done.get(at) else { break };
        first = next.last + 1;
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const C1: MemberIdx = MemberIdx(0);
    const C2: MemberIdx = MemberIdx(1);

    fn done(ranges: &[(u64, u64, MemberIdx)]) -> Vec<Done> {
        let mut list = Vec::new();
        for (first, last, by) in ranges {
            insert(&mut list, Done { first: *first, last: *last, by: *by, failed: None });
        }
        list
    }

    fn check(ranges: &[(u64, u64, MemberIdx)], expected: &[(u64, u64, MemberIdx)]) {
        let list: Vec<_> = done(ranges).iter().map(|d| (d.first, d.last, d.by)).collect();
        assert_eq!(list, expected);
    }

    #[test]
    fn what_follows_on_is_one_range() {
        check(&[(0, 4, C1), (5, 9, C1)], &[(0, 9, C1)]);
        check(&[(0, 4, C1), (5, 9, C2)], &[(0, 4, C1), (5, 9, C2)]);
    }

    #[test]
    fn whoever_was_first_keeps_the_entry() {
        check(&[(3, 6, C1), (0, 9, C2)], &[(0, 2, C2), (3, 6, C1), (7, 9, C2)]);
        check(&[(0, 2, C1), (6, 8, C1), (1, 7, C2)], &[(0, 2, C1), (3, 5, C2), (6, 8, C1)]);
        check(&[(0, 9, C1), (2, 3, C2)], &[(0, 9, C1)]);
    }

    #[test]
    fn each_overlap_is_found_with_its_first_member() {
        let list = done(&[(0, 4, C1), (5, 9, C2), (12, 14, C1)]);
        let mut found = Vec::new();
        again(&list, Done { first: 3, last: 12, by: C2, failed: None }, |range, d| found.push((range, d.by)));
        assert_eq!(found, [((3, 4), C1), ((5, 9), C2), ((12, 12), C1)]);
    }
}
