//! What many seeds have shown: violations, and how often each `sometimes` happened.

use std::fmt;

use rebalance_model::Trace;

use crate::checker::{Violation, eventually, sometimes, speaks_consumer, violations};

/// Counts over many runs. Two tallies of different seeds add up to one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Runs.
    pub seeds: u64,
    /// Events in them.
    pub events: u64,
    /// Violations: seed and what was broken.
    pub violations: Vec<(u64, Violation)>,
    /// In how many runs each of `sometimes::ALL` happened.
    pub seen: Vec<u64>,
    /// The most of its bound that a group took from the last fault to rest, in percent, where it has to come to rest.
    pub closest: u64,
}

impl Tally {
    /// Adds the run of one seed; whether it broke anything.
    pub fn add(&mut self, seed: u64, trace: &Trace) -> bool {
        self.seeds += 1;
        self.events += trace.events.len() as u64;
        self.seen.resize(sometimes::ALL.len(), 0);
        for (count, (_, happens)) in self.seen.iter_mut().zip(sometimes::ALL) {
            *count += u64::from(happens(trace));
        }
        if !speaks_consumer(trace) && eventually::restless(trace).is_none() {
            self.closest = self.closest.max(eventually::share_of_bound(trace).unwrap_or(0));
        }
        let found = violations(trace);
        let broke = !found.is_empty();
        self.violations.extend(found.into_iter().map(|violation| (seed, violation)));
        broke
    }

    /// Adds other seeds.
    pub fn merge(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.events += other.events;
        self.violations.extend(other.violations);
        self.seen.resize(sometimes::ALL.len(), 0);
        for (count, more) in self.seen.iter_mut().zip(other.seen) {
            *count += more;
        }
        self.closest = self.closest.max(other.closest);
    }

    /// What no run has shown.
    pub fn missing(&self) -> Vec<&'static str> {
        let never = |(n, _): &(usize, &sometimes::Sometimes)| self.seen.get(*n).is_none_or(|count| *count == 0);
        sometimes::ALL.iter().enumerate().filter(never).map(|(_, (name, _))| *name).collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>9} seeds", self.seeds)?;
        writeln!(f, "{:>9} violations", self.violations.len())?;
        writeln!(f, "{:>9} events", self.events)?;
        writeln!(f, "{:>8}% of the bound from the last fault to rest, at most", self.closest)?;
        writeln!(f, "\nruns in which it happened:")?;
        for ((name, _), count) in sometimes::ALL.iter().zip(&self.seen) {
            writeln!(f, "{count:>9} {name}")?;
        }
        Ok(())
    }
}
