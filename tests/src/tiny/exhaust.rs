//! Which tiny groups are exhausted, and what that shows.

use std::fmt;

use rebalance_model::config::AssignorName::{CooperativeSticky, Range};
use rebalance_model::config::KafkaVersion;
use stateright::{Checker as _, Expectation, Model as _};

use super::{Bounds, Group, Interval};

/// A member alone, with all that it can meet: a kill, a second id, messages that overtake no other.
const ALONE: Bounds = Bounds {
    members: 1,
    partitions: 2,
    assignor: Range,
    consumers: 0,
    processes: 0,
    version: KafkaVersion::V4_3,
    interval: Interval::Passed,
    generations: 2,
    ids: 2,
    kills: 1,
    under_way: 2,
    in_all: 4,
    filled: 2,
};

/// Two, one of which is added to a group that runs and may be killed. A second message behind the first one would make
/// more than ten times as many states: [`LONG`] has it.
const TWO: Bounds = Bounds { members: 2, kills: 1, under_way: 1, ..ALONE };

/// Two, and the follow-up of a cooperative rebalance, for which there has to be a third generation. One partition has no
/// record: it moves without.
const FOLLOW_UP: Bounds = Bounds { assignor: CooperativeSticky, generations: 3, filled: 1, ..TWO };

/// Three that found a group, each with one id. Three messages at a time: an answer to each of them.
const THREE: Bounds =
    Bounds { members: 3, generations: 1, ids: 3, kills: 0, under_way: 1, in_all: 3, filled: 0, ..ALONE };

/// One of the consumer protocol alone: killed, closed, late, thrown out and back.
const CONSUMER_ALONE: Bounds = Bounds { consumers: 1, generations: 4, ids: 1, ..ALONE };

/// Two of them, each with its one id. A group begins with epoch 1; each of them makes it one more, and so does whoever is
/// thrown out, or comes late. One partition has a record.
const CONSUMERS: Bounds =
    Bounds { members: 2, consumers: 2, generations: 4, ids: 2, kills: 0, under_way: 1, filled: 1, ..ALONE };

/// One of the two may end.
const CONSUMER_ENDS: Bounds = Bounds { kills: 1, filled: 0, ..CONSUMERS };

/// One of each: the group is converted whenever the other comes or goes.
const BOTH: Bounds = Bounds { consumers: 1, filled: 0, ..CONSUMERS };

/// Two processes of one static member, which closes, is late or is killed and comes back, in time or not, or before it has
/// left.
const STATIC: Bounds = Bounds { processes: 2, kills: 1, ..CONSUMERS };

/// What the tests exhaust, with the numbers of states and of steps between them: a step that leads nowhere new is one too.
pub const SHORT: [(Bounds, usize, usize); 12] = [
    (ALONE, 3_108, 10_983),
    (Bounds { assignor: CooperativeSticky, ..ALONE }, 3_108, 10_983),
    (TWO, 461_035, 2_441_719),
    (FOLLOW_UP, 581_899, 3_093_805),
    (THREE, 607_430, 2_398_940),
    (CONSUMER_ALONE, 8_333, 27_180),
    (Bounds { version: KafkaVersion::V4_1, ..CONSUMER_ALONE }, 20_878, 74_345),
    (Bounds { interval: Interval::Lasts, ..CONSUMER_ALONE }, 18_110, 69_678),
    (CONSUMERS, 207_056, 755_281),
    (CONSUMER_ENDS, 197_380, 882_097),
    (BOTH, 363_578, 1_460_387),
    (STATIC, 361_599, 1_660_539),
];

/// What the long command exhausts.
pub const LONG: [Bounds; 8] = [
    // A heartbeat and a commit behind one another.
    Bounds { under_way: 2, ..TWO },
    // A member that is thrown out comes back.
    Bounds { ids: 3, ..TWO },
    // Both partitions have a record when they move.
    Bounds { filled: 2, ..FOLLOW_UP },
    // Records while three found a group.
    Bounds { filled: 1, ..THREE },
    Bounds { partitions: 3, filled: 1, ..THREE },
    // One of three is thrown out, or comes late: the two generations of a rebalance.
    Bounds { generations: 2, ..THREE },
    // Two of the consumer protocol, one of which ends, before 4.2: a member that gives up has an epoch of its own, and a
    // group begins with epoch 0.
    Bounds { version: KafkaVersion::V4_1, generations: 3, kills: 1, ..CONSUMERS },
    // Three of them join.
    Bounds { members: 3, consumers: 3, ids: 3, in_all: 3, filled: 0, ..CONSUMERS },
];

/// What the states of a tiny group have shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// Different states.
    pub states: usize,
    /// Steps from one state to another.
    pub steps: usize,
    /// Steps from the beginning to the last state that was found.
    pub depth: usize,
    /// What a state breaks, with the way to it.
    pub broken: Vec<String>,
    /// What no state shows.
    pub missing: Vec<&'static str>,
}

/// Tries all that can happen within the bounds.
pub fn exhaust(bounds: Bounds) -> Exhausted {
    let checker = Group::new(bounds).checker().threads(1).spawn_bfs().join();
    let (mut broken, mut missing) = (Vec::new(), Vec::new());
    for property in checker.model().properties() {
        match (checker.discovery(property.name), property.expectation) {
            (None, Expectation::Sometimes) => missing.push(property.name),
            (Some(path), Expectation::Always) => broken.push(format!("{}: {:?}", property.name, path.into_actions())),
            _ => {}
        }
    }
    let (states, steps, depth) = (checker.unique_state_count(), checker.state_count(), checker.max_depth());
    Exhausted { states, steps, depth, broken, missing }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { members, partitions, generations, ids, kills, under_way, in_all, filled, .. } = self;
        match self.consumers {
            0 => f.write_str(self.assignor.wire())?,
            all if all == *members => write!(f, "consumer {}", self.version.name())?,
            some => write!(f, "{} consumer={some} {}", self.assignor.wire(), self.version.name())?,
        }
        if self.processes > 0 {
            write!(f, " processes={}", self.processes)?;
        }
        if self.interval == Interval::Lasts {
            f.write_str(" interval")?;
        }
        write!(f, " members={members} partitions={partitions} filled={filled}")?;
        write!(f, " generations={generations} ids={ids} kills={kills} under-way={under_way} in-all={in_all}")
    }
}

impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} states, {} steps, {} deep", self.states, self.steps, self.depth)?;
        for broken in &self.broken {
            write!(f, "\nbroken: {broken}")?;
        }
        for missing in &self.missing {
            write!(f, "\nin no state: {missing}")?;
        }
        Ok(())
    }
}
