//! How close is a simulated group to a recorded one? Six figures, each computed as the reference scorer of the
//! recordings computes it, down to the last digit it prints.
//!
//! This is measurement, not decision: times are floating-point milliseconds, as recordings have them, and only the
//! operations that IEEE 754 defines exactly are used, so that the browser gets the same figures.
//! The module must not know files, JSON, or how figures are laid out for people.
//!
//! [`holding`] is who holds what and when, [`wire`] what was said and when, [`matching`] the longest common blocks of
//! two sequences, [`duplicates`] what was processed twice, [`logs`] what was logged, [`rounding`] how a figure loses its digits, and [`choice`]
//! which of several runs a figure is taken from.

use std::collections::BTreeMap;

mod choice;
mod duplicates;
mod holding;
pub mod logs;
mod matching;
mod rounding;
mod wire;

pub use choice::{Summary, farthest, nearest, summary};

/// One run of a scenario, recorded or simulated: what the score needs of it and no more.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// How the group was run: `eager`, `cooperative`, `consumer`, …
    pub variant: String,
    /// Partitions of all the scenario's topics, as they are at its start.
    pub n_partitions: usize,
    /// How long the scenario lasts, in ms.
    pub duration_ms: f64,
    /// What happened, in the order of the recording.
    pub events: Vec<ScoreEvent>,
}

/// One event of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreEvent {
    /// When it happened, in ms since the scenario began.
    pub at_ms: f64,
    /// The member that it happened to.
    pub who: String,
    /// What happened.
    pub what: What,
}

/// The events that a score looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The member was given these partitions (`onPartitionsAssigned`).
    Assigned(Vec<String>),
    /// The member gave up or lost these partitions (`onPartitionsRevoked`, `onPartitionsLost`).
    Released(Vec<String>),
    /// The member was killed, closed or failed, and holds nothing any more.
    Ended,
    /// The member sent a request.
    Send(Message),
    /// The member received a response.
    Receive(Message),
    /// A poll returned records: the first and the last offset of each partition.
    Batch(BTreeMap<String, (i64, i64)>),
}

/// A request or a response, as far as it tells apart what members say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// Kafka's name of the request: `JoinGroup`, `SyncGroup`, …
    pub api: String,
    /// Kafka's name of the error code, where it is not 0.
    pub error: Option<String>,
    /// Whether a `ConsumerGroupHeartbeat` request names the partitions that the member owns.
    pub has_owned: bool,
    /// Whether a `ConsumerGroupHeartbeat` response brings an assignment.
    pub has_assignment: bool,
    /// The member epoch of a `ConsumerGroupHeartbeat`, otherwise 0.
    pub epoch: i64,
}

/// What holders are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldersBy {
    /// By which member holds which partition.
    Member,
    /// By how many partitions the members hold, largest first: for groups in which random member ids decide the rest.
    Size,
}

impl HoldersBy {
    /// What the recorded runs of one case can be held to. Runs that end with different holders do so because random
    /// member ids decide; KIP-848 members (`consumer`) are always named at random.
    pub fn of(recorded: &[Run]) -> Self {
        let mut finals = recorded.iter().map(|run| holding::Holding::of(run).last());
        let first = finals.next();
        let same = finals.all(|other| Some(other) == first);
        let named_at_random = recorded.first().is_some_and(|run| run.variant == "consumer");
        if same && !named_at_random { Self::Member } else { Self::Size }
    }
}

/// A figure of each of the two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Both<T> {
    /// Of the recorded run.
    pub recorded: T,
    /// Of the simulated run.
    pub simulated: T,
}

/// How near one run is to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Share of (partition × time) in which the holders agree, to four digits.
    pub holders: f64,
    /// Partition-seconds without a holder after every partition first had one, to two digits; none if that never came.
    pub unowned_s: Both<Option<f64>>,
    /// Whether the last holders are the same.
    pub final_same: bool,
    /// Share of the group's requests and responses that match, to four digits.
    pub wire: f64,
    /// Median difference in time of the matching ones, in ms to one digit.
    pub p50_ms: f64,
    /// 95th percentile of that difference, in ms to one digit.
    pub p95_ms: f64,
    /// Records that were processed again.
    pub twice: Both<u64>,
    /// What differs on the wire, for people.
    pub notes: Vec<Note>,
}

/// A difference on the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// A stretch in which a member said something else.
    Other {
        /// Whose requests and responses these are.
        member: String,
        /// What the recorded run has there.
        recorded: Vec<Exchange>,
        /// What the simulated run has there.
        simulated: Vec<Exchange>,
    },
    /// The same was said, more than 100 ms apart.
    Apart {
        /// Whose request or response it is.
        member: String,
        /// What was said.
        said: String,
        /// When in the recorded run, in ms.
        recorded_ms: f64,
        /// When in the simulated run, in ms.
        simulated_ms: f64,
    },
}

/// One request or response of a member.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// Direction, API and error, with a space between: `receive JoinGroup MEMBER_ID_REQUIRED`.
    pub said: String,
    /// When the request was whole or the response arrived, in ms.
    pub at_ms: f64,
}

/// Compares one run with another over the recorded one's duration.
pub fn compare(recorded: &Run, simulated: &Run, by: HoldersBy) -> Figures {
    let end = recorded.duration_ms;
    let (held, held_simulated) = (holding::Holding::of(recorded), holding::Holding::of(simulated));
    let (agreement, final_same) = match by {
        HoldersBy::Member => (held.agreement(&held_simulated, end), held.last() == held_simulated.last()),
        HoldersBy::Size => {
            (held.agreement_of_sizes(&held_simulated, end), held.last_sizes() == held_simulated.last_sizes())
        }
    };
    let wire = wire::compare(recorded, simulated);
    Figures {
        holders: rounding::round_to(agreement, 4),
        unowned_s: Both { recorded: held.unowned_s(end), simulated: held_simulated.unowned_s(end) },
        final_same,
        wire: rounding::round_to(wire.share, 4),
        p50_ms: wire.p50_ms,
        p95_ms: wire.p95_ms,
        twice: Both { recorded: duplicates::twice(recorded), simulated: duplicates::twice(simulated) },
        notes: wire.notes,
    }
}

#[cfg(test)]
mod testing {
    use super::{Run, ScoreEvent, What};

    /// A run of two partitions over one second.
    pub(super) fn run(events: &[(f64, &str, What)]) -> Run {
        let event = |(at_ms, who, what): &(f64, &str, What)| ScoreEvent {
            at_ms: *at_ms,
            who: (*who).to_owned(),
            what: what.clone(),
        };
        Run {
            variant: "eager".to_owned(),
            n_partitions: 2,
            duration_ms: 1_000.0,
            events: events.iter().map(event).collect(),
        }
    }
}
