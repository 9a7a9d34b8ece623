//! Who holds which partition and when, and how far two runs agree in it.
//!
//! A member holds a partition from its assignment until it gives it up or loses it, or until its own end; an
//! application that threw does not end, its heartbeats go on. Sums are added up in the order in which the reference
//! scorer adds them, where that order is given: the last digit can depend on it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Run, What,
    rounding::{count, round_to},
};

/// Who holds each partition from when on.
pub(super) struct Holding<'a> {
    /// In the order in which the partitions were first given.
    partitions: Vec<(&'a str, Vec<Step<'a>>)>,
    /// When every partition first had a holder, in ms.
    complete_ms: Option<f64>,
}

/// The holders of a partition from a time on.
struct Step<'a> {
    at_ms: f64,
    holders: BTreeSet<&'a str>,
}

impl<'a> Holding<'a> {
    /// Follows a run through its assignments.
    pub(super) fn of(run: &'a Run) -> Self {
        let mut holding = Self { partitions: Vec::new(), complete_ms: None };
        for event in &run.events {
            holding.apply(event.at_ms, &event.who, &event.what);
            if holding.complete_ms.is_none() && holding.n_held() >= run.n_partitions {
                holding.complete_ms = Some(event.at_ms);
            }
        }
        holding
    }

    fn apply(&mut self, at_ms: f64, who: &'a str, what: &'a What) {
        match what {
            What::Assigned(partitions) => {
                for partition in partitions {
                    self.change(partition, at_ms, |holders| {
                        holders.insert(who);
                    });
                }
            }
            What::Released(partitions) => {
                for partition in partitions {
                    self.change(partition, at_ms, |holders| {
                        holders.remove(who);
                    });
                }
            }
            What::Ended => {
                for (_, steps) in &mut self.partitions {
                    let mut holders = last_holders(steps);
                    if holders.remove(who) {
                        steps.push(Step { at_ms, holders });
                    }
                }
            }
            What::Send(_) | What::Receive(_) | What::Batch(_) => {}
        }
    }

    fn change(&mut self, partition: &'a str, at_ms: f64, change: impl FnOnce(&mut BTreeSet<&'a str>)) {
        let known = self.partitions.iter().position(|(name, _)| *name == partition);
        let at = known.unwrap_or_else(|| {
            self.partitions.push((partition, Vec::new()));
            self.partitions.len() - 1
        });
        let steps = &mut self.partitions[at].1;
        let mut holders = last_holders(steps);
        change(&mut holders);
        steps.push(Step { at_ms, holders });
    }

    fn n_held(&self) -> usize {
        let held = |(_, steps): &&(_, Vec<Step<'_>>)| steps.last().is_some_and(|step| !step.holders.is_empty());
        self.partitions.iter().filter(held).count()
    }

    /// The last holders of each partition.
    pub(super) fn last(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        self.partitions.iter().map(|(name, steps)| (*name, last_holders(steps))).collect()
    }

    /// How many partitions the members hold in the end, ascending.
    pub(super) fn last_sizes(&self) -> Vec<usize> {
        let mut by_member: BTreeMap<&str, usize> = BTreeMap::new();
        for member in self.last().into_values().flatten() {
            *by_member.entry(member).or_default() += 1;
        }
        let mut sizes: Vec<usize> = by_member.into_values().collect();
        sizes.sort_unstable();
        sizes
    }

    /// Partition-seconds without a holder after every partition first had one, to two digits.
    pub(super) fn unowned_s(&self, end_ms: f64) -> Option<f64> {
        let complete_ms = self.complete_ms?;
        let mut gone_ms = 0.0;
        for (_, steps) in &self.partitions {
            let nexts = steps.iter().skip(1).map(|step| step.at_ms).chain([end_ms]);
            for (step, next_ms) in steps.iter().zip(nexts) {
                if step.holders.is_empty() {
                    gone_ms += (next_ms.min(end_ms) - step.at_ms.max(complete_ms)).max(0.0);
                }
            }
        }
        Some(round_to(gone_ms / 1_000.0, 2))
    }

    /// Share of (partition × time) in which exactly the same members hold the partition. Partitions are taken by
    /// name; the reference takes them in an order that differs from run to run, and with it the last digit in the
    /// rare case that lies half-way.
    pub(super) fn agreement(&self, other: &Self, end_ms: f64) -> f64 {
        let (ours, theirs) = (self.by_name(), other.by_name());
        let names: BTreeSet<&str> = ours.keys().chain(theirs.keys()).copied().collect();
        let (mut same, mut total) = (0.0, 0.0);
        for name in names {
            let a = ours.get(name).copied().unwrap_or_default();
            let b = theirs.get(name).copied().unwrap_or_default();
            let cuts = cuts(a.iter().chain(b).map(|step| step.at_ms), end_ms);
            for (from, to) in spans(&cuts).take_while(|&(from, _)| from < end_ms) {
                total += to - from;
                if holders_at(a, from) == holders_at(b, from) {
                    same += to - from;
                }
            }
        }
        if total == 0.0 { 1.0 } else { same / total }
    }

    /// As [`Self::agreement`], with how many partitions the members hold, largest first, in place of who holds which.
    pub(super) fn agreement_of_sizes(&self, other: &Self, end_ms: f64) -> f64 {
        let n = self.last().keys().chain(other.last().keys()).collect::<BTreeSet<_>>().len();
        if n == 0 {
            return 1.0;
        }
        let (ours, theirs) = (self.sizes(), other.sizes());
        let members: BTreeSet<&str> = ours.keys().chain(theirs.keys()).copied().collect();
        let changes = ours.values().chain(theirs.values()).flatten();
        let cuts = cuts(changes.map(|&(at_ms, _)| at_ms).filter(|&at_ms| at_ms < end_ms), end_ms);
        let mut off = 0.0;
        for (from, to) in spans(&cuts) {
            let (a, b) = (sizes_at(&ours, &members, from), sizes_at(&theirs, &members, from));
            let apart: usize = a.iter().zip(&b).map(|(a, b)| a.abs_diff(*b)).sum();
            off += (to - from) * count(apart);
        }
        1.0 - off / (count(2 * n) * end_ms)
    }

    fn by_name(&self) -> BTreeMap<&'a str, &[Step<'a>]> {
        self.partitions.iter().map(|(name, steps)| (*name, steps.as_slice())).collect()
    }

    /// How many partitions each member holds from when on.
    fn sizes(&self) -> BTreeMap<&'a str, Vec<(f64, usize)>> {
        let mut steps: Vec<(&str, &Step<'a>)> =
            self.partitions.iter().flat_map(|(name, steps)| steps.iter().map(|step| (*name, step))).collect();
        steps.sort_by(|(_, a), (_, b)| a.at_ms.total_cmp(&b.at_ms));
        let mut sizes: BTreeMap<&str, Vec<(f64, usize)>> = BTreeMap::new();
        let mut now: BTreeMap<&str, &BTreeSet<&'a str>> = BTreeMap::new();
        let nobody = BTreeSet::new();
        for (name, step) in steps {
            let before = now.insert(name, &step.holders).unwrap_or(&nobody);
            for &member in before.symmetric_difference(&step.holders) {
                let of_member = sizes.entry(member).or_default();
                let last = of_member.last().map_or(0, |&(_, n)| n);
                let next = if step.holders.contains(member) { last + 1 } else { last - 1 };
                of_member.push((step.at_ms, next));
            }
        }
        sizes
    }
}

fn last_holders<'a>(steps: &[Step<'a>]) -> BTreeSet<&'a str> {
    steps.last().map(|step| step.holders.clone()).unwrap_or_default()
}

fn holders_at<'s, 'a>(steps: &'s [Step<'a>], at_ms: f64) -> Option<&'s BTreeSet<&'a str>> {
    latest(steps, at_ms, |step| step.at_ms).map(|step| &step.holders).filter(|holders| !holders.is_empty())
}

/// How many partitions the members hold at a time, largest first.
fn sizes_at(sizes: &BTreeMap<&str, Vec<(f64, usize)>>, members: &BTreeSet<&str>, at_ms: f64) -> Vec<usize> {
    let of_member = |member: &&str| {
        let steps = sizes.get(member).map_or(&[][..], Vec::as_slice);
        latest(steps, at_ms, |step| step.0).map_or(0, |step| step.1)
    };
    let mut found: Vec<usize> = members.iter().map(of_member).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
}

/// The last step at or before a time. Python's `bisect_right`, spelled out: it probes where `partition_point` need
/// not, which shows when the events of a file are not in the order of time.
fn latest<T>(steps: &[T], at_ms: f64, time: impl Fn(&T) -> f64) -> Option<&T> {
    let (mut low, mut high) = (0, steps.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if at_ms < time(&steps[middle]) { high = middle } else { low = middle + 1 }
    }
    steps[..low].last()
}

/// The start, the end and the given times, each once, ascending.
fn cuts(times: impl Iterator<Item = f64>, end_ms: f64) -> Vec<f64> {
    let mut cuts: Vec<f64> = times.chain([0.0, end_ms]).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts
}

fn spans(cuts: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    cuts.windows(2).map(|pair| (pair[0], pair[1]))
}

#[cfg(test)]
mod tests {
    use super::{super::testing::run, *};

    fn given(partitions: &[&str]) -> What {
        What::Assigned(partitions.iter().map(|&name| name.to_owned()).collect())
    }

    fn released(partitions: &[&str]) -> What {
        What::Released(partitions.iter().map(|&name| name.to_owned()).collect())
    }

    #[track_caller]
    fn check(agreement: f64, expected: f64) {
        assert!((agreement - expected).abs() < 1e-9, "{agreement:?}, expected {expected:?}");
    }

    /// Two partitions that pass from one member to another at 400 ms: one at once, one after 100 ms without a holder.
    fn handover() -> Run {
        run(&[
            (0.0, "c1", given(&["a"])),
            (100.0, "c1", given(&["b"])),
            (400.0, "c1", released(&["a", "b"])),
            (400.0, "c2", given(&["a"])),
            (500.0, "c2", given(&["b"])),
        ])
    }

    #[test]
    fn holders_agree_for_the_time_in_which_they_are_the_same() {
        let (handover, one) = (handover(), run(&[(0.0, "c1", given(&["a", "b"]))]));
        let (a, b) = (Holding::of(&handover), Holding::of(&one));
        // a: 400 ms of 1 000 the same; b: from 100 ms to 400 ms
        check(a.agreement(&b, 1_000.0), 0.35);
        check(b.agreement(&a, 1_000.0), 0.35);
        check(a.agreement(&a, 1_000.0), 1.0);
        assert_eq!(a.last_sizes(), b.last_sizes());
        assert_ne!(a.last(), b.last());
    }

    #[test]
    fn sizes_agree_where_only_the_names_differ() {
        let other = run(&[
            (0.0, "x", given(&["b"])),
            (100.0, "x", given(&["a"])),
            (400.0, "x", released(&["a", "b"])),
            (400.0, "y", given(&["b"])),
            (600.0, "y", given(&["a"])),
        ]);
        let handover = handover();
        let (a, b) = (Holding::of(&handover), Holding::of(&other));
        // one partition missing for 100 ms: 100 / (2 × 2 partitions × 1 000 ms)
        check(a.agreement_of_sizes(&b, 1_000.0), 0.975);
        check(a.agreement_of_sizes(&a, 1_000.0), 1.0);
    }

    #[test]
    fn only_time_after_the_group_was_complete_is_unowned() {
        let handover = handover();
        assert_eq!(Holding::of(&handover).unowned_s(1_000.0), Some(0.1));
        assert_eq!(Holding::of(&handover).unowned_s(450.0), Some(0.05));
        let never_complete = run(&[(0.0, "c1", given(&["a"])), (10.0, "c1", released(&["a"]))]);
        assert_eq!(Holding::of(&never_complete).unowned_s(1_000.0), None);
    }

    #[test]
    fn a_member_that_ends_leaves_what_it_holds_and_no_more() {
        let ended = run(&[
            (0.0, "c1", given(&["a"])),
            (0.0, "zombie", given(&["a"])),
            (0.0, "c2", given(&["b"])),
            (200.0, "c1", What::Ended),
            (300.0, "c2", What::Ended),
        ]);
        let holding = Holding::of(&ended);
        assert_eq!(holding.last()["a"], BTreeSet::from(["zombie"]));
        assert_eq!(holding.last_sizes(), [1]);
        assert_eq!(holding.unowned_s(1_000.0), Some(0.7));
    }

    #[test]
    fn nothing_held_in_both_runs_agrees() {
        let empty = run(&[]);
        let holding = Holding::of(&empty);
        check(holding.agreement(&holding, 1_000.0), 1.0);
        check(holding.agreement_of_sizes(&holding, 1_000.0), 1.0);
    }
}
