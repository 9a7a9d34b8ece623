//! Records that were processed more than once, told from the offsets of the batches that polls returned.

use std::collections::BTreeMap;

use super::{Run, What};

/// How many records of the run's batches had been in an earlier batch of any member.
pub(super) fn twice(run: &Run) -> u64 {
    let mut done: BTreeMap<&str, Offsets> = BTreeMap::new();
    let mut again = 0;
    for event in &run.events {
        let What::Batch(offsets) = &event.what else { continue };
        for (partition, &(first, last)) in offsets {
            again += done.entry(partition).or_default().add(first, last);
        }
    }
    again
}

/// A set of offsets as disjoint ranges, first → last: as small for a billion records as for one.
#[derive(Default)]
struct Offsets(BTreeMap<i64, i64>);

impl Offsets {
    /// Adds `first..=last` and returns how many of these were in the set. Nothing if `last` is before `first`.
    fn add(&mut self, first: i64, last: i64) -> u64 {
        if last < first {
            return 0;
        }
        let overlapping: Vec<(i64, i64)> =
            self.0.range(..=last).rev().map(|(&from, &to)| (from, to)).take_while(|&(_, to)| to >= first).collect();
        let (mut from, mut to, mut known) = (first, last, 0);
        for (other_from, other_to) in overlapping {
            self.0.remove(&other_from);
            known += 1 + last.min(other_to).abs_diff(first.max(other_from));
            (from, to) = (from.min(other_from), to.max(other_to));
        }
        self.0.insert(from, to);
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ranges: &[(i64, i64)], expected: u64) {
        let mut offsets = Offsets::default();
        let known: u64 = ranges.iter().map(|&(first, last)| offsets.add(first, last)).sum();
        assert_eq!(known, expected, "{ranges:?}");
    }

    #[test]
    fn a_record_counts_once_for_every_time_after_the_first() {
        check(&[(0, 3), (4, 7)], 0);
        check(&[(0, 3), (2, 5)], 2);
        check(&[(0, 3), (0, 3), (0, 3)], 8);
        check(&[(0, 1), (4, 5), (8, 9), (1, 8)], 4); // 1, 4, 5, 8
        check(&[(0, 1), (4, 5), (1, 4), (0, 5)], 2 + 6);
        check(&[(5, 5), (0, 9), (5, 5)], 2);
        check(&[(3, 2), (2, 3)], 0);
    }

    #[test]
    fn a_range_as_long_as_offsets_go_takes_no_longer_than_a_short_one() {
        check(&[(0, i64::MAX - 1), (0, i64::MAX - 1)], 9_223_372_036_854_775_807);
    }
}
