//! The trace itself: header, events, tables. Append-only.

use std::rc::Rc;

use super::event::{Batch, Event, Quiet};
use crate::config::AssignorName;
use crate::id::{EventId, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx};
use crate::message::Message;
use crate::scenario::{Scenario, Variant};
use crate::time::{SimDuration, SimTime};

/// What the run is a run of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The scenario.
    pub scenario: Rc<Scenario>,
    /// How its members were configured.
    pub variant: Variant,
    /// The seed of every choice.
    pub seed: u64,
    /// Every member id that the group has known, in the order in which they were given.
    pub identities: Vec<Identity>,
    /// Assignors that each member listed at its last start.
    pub assignors: Vec<Vec<AssignorName>>,
    /// group.instance.id that each member had at its last start, if it is static.
    pub instances: Vec<Option<String>>,
}

/// A member id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Whose it is.
    pub member: MemberIdx,
    /// The how many-th id of its client.id or group.instance.id it is, from 1 on.
    pub nth: u32,
    /// `c1#2` is the second id of c1.
    pub alias: String,
    /// As the broker has it: client.id or group.instance.id, a hyphen, a UUID.
    pub id: String,
    /// group.instance.id of a static member.
    pub instance: Option<String>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// It reached its end.
    #[default]
    Complete,
    /// More events than `scenario::limits::EVENTS`.
    TooManyEvents,
    /// More simulated time than `scenario::limits::SIMULATED_TIME`; the group had not come to rest.
    TooLong,
}

/// Sets of partitions, each stored once; number 0 is the empty set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sets {
    sets: Vec<Rc<[PartitionIdx]>>,
    /// Their numbers, in the order of the sets.
    known: Vec<SetIdx>,
}

impl Default for Sets {
    fn default() -> Self {
        Self { sets: vec![Rc::from([])], known: vec![Self::EMPTY] }
    }
}

impl Sets {
    /// The empty set.
    pub const EMPTY: SetIdx = SetIdx(0);

    /// The number of this set; `partitions` must be sorted.
    pub fn intern(&mut self, partitions: &[PartitionIdx]) -> SetIdx {
        debug_assert!(partitions.is_sorted(), "{partitions:?} is not sorted");
        match self.known.binary_search_by(|known| self.get(*known).cmp(partitions)) {
            Ok(place) => self.known[place],
            Err(place) => {
                let idx = SetIdx::at(self.sets.len());
                self.sets.push(Rc::from(partitions));
                self.known.insert(place, idx);
                idx
            }
        }
    }

    /// The partitions of a set, sorted.
    pub fn get(&self, idx: SetIdx) -> &[PartitionIdx] {
        &self.sets[idx.index()]
    }

    /// All sets in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &[PartitionIdx]> {
        self.sets.iter().map(|s| &**s)
    }
}

/// A run, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it is a run of.
    pub header: Header,
    /// What happened, in order; equal instants in the order in which they were handled.
    pub events: Vec<Event>,
    /// Messages, by the order of their sending.
    pub messages: Vec<Message>,
    /// Batches, by the order of their return.
    pub batches: Vec<Batch>,
    /// Sets of partitions.
    pub sets: Sets,
    /// Offsets committed at once: partition and offset.
    pub offsets: Vec<Vec<(PartitionIdx, u64)>>,
    /// Quiet stretches, told as a whole.
    pub quiet: Vec<Quiet>,
    /// Where the run ends; no event is later.
    pub end: SimTime,
    /// How it ended.
    pub outcome: Outcome,
}

impl Trace {
    /// An empty run.
    pub fn new(scenario: Rc<Scenario>, variant: Variant, seed: u64) -> Self {
        let assignors = vec![Vec::new(); scenario.members.len()];
        let instances = vec![None; scenario.members.len()];
        Self {
            header: Header { scenario, variant, seed, identities: Vec::new(), assignors, instances },
            events: Vec::new(),
            messages: Vec::new(),
            batches: Vec::new(),
            sets: Sets::default(),
            offsets: Vec::new(),
            quiet: Vec::new(),
            end: SimTime::ZERO,
            outcome: Outcome::Complete,
        }
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.header.scenario
    }

    /// The event.
    pub fn event(&self, id: EventId) -> &Event {
        &self.events[id.index()]
    }

    /// The message.
    pub fn message(&self, idx: MessageIdx) -> &Message {
        &self.messages[idx.index()]
    }

    /// The member id.
    pub fn identity(&self, id: IdIdx) -> &Identity {
        &self.header.identities[id.index()]
    }

    /// Whose member id it is.
    pub fn member_of(&self, id: IdIdx) -> MemberIdx {
        self.identity(id).member
    }

    /// Number of events that happened at or before `at`.
    pub fn events_until(&self, at: SimTime) -> usize {
        self.events.partition_point(|e| e.at <= at)
    }

    /// An instant before the quiet stretch at which a partition that flows in it was as it is at `at`: what
    /// happens in the stretch repeats itself with every tick.
    pub fn within_quiet(&self, quiet: u32, partition: PartitionIdx, at: SimTime) -> SimTime {
        let quiet = &self.quiet[quiet as usize];
        let flows = self.sets.get(quiet.flowing).binary_search(&partition).is_ok();
        match self.scenario().tick() {
            Some(tick) if flows => {
                quiet.from + SimDuration::from_micros((at - quiet.from).as_micros() % tick.as_micros())
            }
            _ => at,
        }
    }

    /// The chain of causes of an event, itself first.
    pub fn why(&self, id: EventId) -> impl Iterator<Item = EventId> + '_ {
        std::iter::successors(Some(id), |e| self.event(*e).cause)
    }
}
