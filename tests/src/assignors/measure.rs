//! Times our assignors, by the rule that bench.Assignors follows: some calls that do not count, then some that do, of which
//! the quickest is told, as what else a machine does only adds.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rebalance_sim::assignor::{Assignment, GroupSubscription};

use super::Cell;

/// However long a call takes, so many are timed, and as many before; one alone if it takes longer than [`LONG`].
const CALLS_MIN: u32 = 3;
const LONG: Duration = Duration::from_secs(5);

/// How a cell came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timed {
    /// The quickest call.
    pub least: Duration,
    /// A hash over all lists.
    pub check: u64,
}

/// How long calls are made before they count, and while they do.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Before.
    pub warm: Duration,
    /// While.
    pub measure: Duration,
}

/// Runs a cell.
///
/// # Panics
/// If the assignor refuses it.
pub fn ours(cell: &Cell, group: &GroupSubscription, times: Times) -> Timed {
    let mut result = Timed { least: Duration::MAX, check: 0 };
    for (counts, span) in [(false, times.warm), (true, times.measure)] {
        let begun = Instant::now();
        let mut calls = 0;
        while calls < CALLS_MIN || begun.elapsed() < span {
            let before = Instant::now();
            let answer = cell.kind.assign(black_box(group));
            let took = before.elapsed();
            calls += 1;
            if counts || took > LONG {
                let answer = answer.unwrap_or_else(|why| panic!("{cell}: {why}"));
                result = Timed { least: result.least.min(took), check: check(&answer) };
            }
            if took > LONG {
                return result;
            }
        }
    }
    result
}

/// FNV-1a over all lists: for each member how many, then topic and partition, each as one word.
fn check(assignment: &Assignment) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut word = |word: u64| hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3);
    for list in &assignment.members {
        word(list.len() as u64);
        for &(topic, partition) in list {
            word(topic.into());
            word(partition.into());
        }
    }
    hash
}
