//! Tiny groups, for stateright: the coordinator and the members that the engine runs, one input at a time, in any order.
//!
//! What is abstracted:
//!
//! - **Time** (`rebalance_sim::steps`). Timers fire in any order; sessions, poll intervals and the phases of a rebalance
//!   end at any time; no instant is part of a state. Only a newcomer's five minutes, request.timeout.ms and the client's
//!   own session never pass, so that the coordinator is never lost. Topics and the broker stay as they are. A member of
//!   the consumer protocol is found late by a step of its own (`Act::PollTimeout`), whenever the application is away; its
//!   callbacks take no time, but wait for a poll() as long as it likes.
//! - **The line.** A connection keeps the order of its messages, as TCP does, and takes as long as it likes.
//! - **Return.** A process is started once. A static member that comes back is another process with its group.instance.id;
//!   the two may be there at the same time, too.
//!
//! What is left out because it makes no difference, so that no state that matters is missing:
//!
//! - A start goes on to its first JoinGroup: the answers to Metadata and FindCoordinator are always the same, and a
//!   process that is killed before is one that has not been started.
//! - A message that comes while no thread reads the network has not come yet: what has come is decided when a thread
//!   reads (`Act::Timer` takes as many as it finds).
//! - Timers that a machine would ignore do not fire.
//! - What can make no difference is forgotten after each step (`forget_what_is_over` of the machines): reasons that are
//!   told to people, deadlines that never come, what only another phase looks at, what is left of a process that is gone.
//!
//! That a target is reached when nothing more happens is no question of one state: from each, everybody takes turns
//! (`settles`), within a bound.
//!
//! What would go on for ever is bounded by [`Bounds`]; within them no state is left out.

mod exhaust;
mod local;
mod properties;
mod settles;

use std::collections::HashSet;
use std::sync::Mutex;

use rebalance_model::MemberIdx;
use rebalance_model::config::{AssignorName, KafkaVersion};
use rebalance_model::message::Actor;
use rebalance_sim::steps::{Standing, Timer};
use stateright::{Model, Property};

use local::{Face, Input, Outcome, Tables};

pub use exhaust::{Exhausted, LONG, SHORT, exhaust};

/// Members of a tiny group at most.
const MEMBERS: usize = 3;
/// Partitions at most.
const PARTITIONS: usize = 3;
/// Records of each partition: one is enough to be taken twice, or to be committed by the wrong member.
pub const RECORDS: u64 = 1;

/// The group.instance.id of the static member.
const INSTANCE: &str = "i";

/// What keeps a group tiny.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Members, all of which may be started, once each.
    pub members: u16,
    /// Partitions of the one topic.
    pub partitions: u16,
    /// What members of the classic protocol list.
    pub assignor: AssignorName,
    /// How many of the members, the last ones, speak the consumer protocol.
    pub consumers: u16,
    /// How many of these, the last ones, are processes of one static member: they have the same group.instance.id.
    pub processes: u16,
    /// The release of the coordinator.
    pub version: KafkaVersion,
    /// Whether the assignment interval may not have passed when a message comes.
    pub interval: Interval,
    /// Generations of the group, each completed join phase is one; epochs of a consumer group.
    pub generations: i32,
    /// Member ids that are given out: a member that is thrown out comes back under another.
    pub ids: usize,
    /// Processes that are killed or, if they speak the consumer protocol, closed; whoever is refused has ended too.
    pub kills: usize,
    /// Messages on their way from a member, or to it: a heartbeat thread never waits for an answer.
    pub under_way: usize,
    /// Messages on their way in all.
    pub in_all: usize,
    /// Partitions that have a record each; the others have none.
    pub filled: u16,
}

/// The time between two targets of a consumer group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// It has always passed.
    Passed,
    /// It may not have passed yet.
    Lasts,
}

impl Bounds {
    /// What a member lists; none of one that speaks the consumer protocol.
    fn speaks(&self, m: MemberIdx) -> Option<AssignorName> {
        (m.0 + self.consumers < self.members).then_some(self.assignor)
    }

    /// Whether it is a process of the static member.
    fn is_static(&self, m: MemberIdx) -> bool {
        m.0 + self.processes >= self.members
    }

    /// Its group.instance.id.
    fn instance(&self, m: MemberIdx) -> Option<&'static str> {
        self.is_static(m).then_some(INSTANCE)
    }

    /// Members of the group at most: the static one is one, however many processes it has.
    fn places(&self) -> usize {
        usize::from(self.members - self.processes.saturating_sub(1))
    }
}

/// The group within its bounds.
#[derive(Debug)]
pub struct Group {
    bounds: Bounds,
    tables: Mutex<Tables>,
    /// States that are known to come to rest.
    settling: Mutex<HashSet<Cut>>,
}

/// A state: each machine and each queue by its number in the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cut {
    coordinator: u32,
    members: [u32; MEMBERS],
    /// Messages from each member, and to it.
    up: [u32; MEMBERS],
    down: [u32; MEMBERS],
    /// Records of each partition that somebody has processed.
    processed: [u8; PARTITIONS],
    /// A commit has landed that was owed an error.
    landed: bool,
    /// An epoch has fallen.
    fell: bool,
}

/// What may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A process is started.
    Start(MemberIdx),
    /// It is killed.
    Kill(MemberIdx),
    /// It is told to close.
    Close(MemberIdx),
    /// It has not called poll() for too long.
    PollTimeout(MemberIdx),
    /// A message from it arrives.
    Up(MemberIdx),
    /// A message from it arrives before the assignment interval has passed.
    Early(MemberIdx),
    /// A message to it arrives.
    Down(MemberIdx),
    /// Its fetch is answered.
    Fetched(MemberIdx),
    /// A timer fires; a thread that reads the network then finds so many messages.
    Timer(Actor, Timer, usize),
}

impl Group {
    /// A group within these bounds.
    pub fn new(bounds: Bounds) -> Self {
        Self { bounds, tables: Mutex::new(Tables::new(bounds)), settling: Mutex::default() }
    }

    fn members(&self) -> impl Iterator<Item = MemberIdx> + use<> {
        (0..self.bounds.members).map(MemberIdx)
    }

    fn with<T>(&self, look: impl FnOnce(&mut Tables) -> T) -> T {
        look(&mut self.tables.lock().expect("nothing panics with the tables in hand"))
    }

    /// What the coordinator and each member are seen as.
    fn faces<T>(&self, cut: &Cut, look: impl FnOnce(&Face, &[&Face]) -> T) -> T {
        self.with(|tables| {
            let members: Vec<&Face> = self.members().map(|m| tables.face(cut.members[m.index()])).collect();
            look(tables.face(cut.coordinator), &members)
        })
    }

    /// The state after an act; none if it is one that changes nothing that others do not.
    fn after(&self, tables: &mut Tables, last: &Cut, act: Act) -> Option<Cut> {
        let mut cut = *last;
        let (actor, input) = match act {
            Act::Start(m) => (Actor::Member(m), Input::Start),
            Act::Kill(m) => {
                cut.down[m.index()] = local::EMPTY;
                (Actor::Member(m), Input::Kill)
            }
            Act::Close(m) => (Actor::Member(m), Input::Close),
            Act::PollTimeout(m) => (Actor::Member(m), Input::PollTimeout),
            Act::Up(m) => (Actor::Coordinator, Input::Message(pop(tables, &mut cut.up[m.index()])?)),
            Act::Early(m) => (Actor::Coordinator, Input::Early(pop(tables, &mut cut.up[m.index()])?)),
            Act::Down(m) => (Actor::Member(m), Input::Message(pop(tables, &mut cut.down[m.index()])?)),
            Act::Fetched(m) => (Actor::Member(m), Input::Fetched),
            Act::Timer(actor, timer, k) => {
                let mut found = Vec::new();
                if let Actor::Member(m) = actor {
                    for _ in 0..k {
                        found.push(pop(tables, &mut cut.down[m.index()])?);
                    }
                }
                (actor, Input::Timer(timer, found))
            }
        };
        let outcome = tables.react(&self.bounds, *cut.machine(actor), cut.coordinator, actor, input);
        // The step did not read the network: as if nothing had come.
        if outcome.unread {
            return None;
        }
        if let Actor::Member(m) = actor
            && tables.face(outcome.next).side.is_none()
        {
            cut.down[m.index()] = local::EMPTY;
        }
        cut.apply(tables, actor, &outcome);
        Some(cut)
    }
}

/// Takes the first message off a queue.
fn pop(tables: &mut Tables, queue: &mut u32) -> Option<rebalance_model::MessageIdx> {
    let (message, rest) = tables.popped(*queue)?;
    *queue = rest;
    Some(message)
}

impl Cut {
    fn machine(&mut self, actor: Actor) -> &mut u32 {
        match actor {
            Actor::Member(m) => &mut self.members[m.index()],
            Actor::Coordinator | Actor::Script => &mut self.coordinator,
        }
    }

    /// Does what a machine has asked for.
    fn apply(&mut self, tables: &mut Tables, actor: Actor, outcome: &Outcome) {
        let before = std::mem::replace(self.machine(actor), outcome.next);
        self.fell |= falls(tables.face(before), tables.face(outcome.next));
        for (p, upto) in &outcome.processed {
            let processed = &mut self.processed[p.index()];
            *processed = (*processed).max(*upto);
        }
        self.landed |= outcome.landed;
        for (to, message) in &outcome.sent {
            match (actor, to) {
                (Actor::Member(m), _) => self.up[m.index()] = tables.pushed(self.up[m.index()], *message),
                (_, Actor::Member(m)) if tables.face(self.members[m.index()]).side.is_some() => {
                    self.down[m.index()] = tables.pushed(self.down[m.index()], *message);
                }
                _ => {}
            }
        }
    }
}

/// Whether an epoch falls between two states of a machine, but to leave or to join again.
fn falls(before: &Face, after: &Face) -> bool {
    let member = matches!(after.side, Some(Standing::Consumer(_)));
    let client = member && after.generation > 0 && after.generation < before.generation;
    let (Some(was), Some(is)) = (&before.books, &after.books) else { return client };
    let fallen = |m: &local::Book| {
        let old = was.members.iter().find(|old| old.id == m.id).map_or(0, |old| old.epoch);
        (m.epoch > 0 && m.epoch < old) || m.epoch > after.generation
    };
    after.generation < before.generation
        || is.target_epoch < was.target_epoch
        || is.target_epoch > after.generation
        || is.members.iter().any(fallen)
}

impl Model for Group {
    type State = Cut;
    type Action = Act;

    fn init_states(&self) -> Vec<Cut> {
        let mut members = [0; MEMBERS];
        for m in self.members() {
            members[m.index()] = local::first(Actor::Member(m));
        }
        let coordinator = local::first(Actor::Coordinator);
        let empty = [local::EMPTY; MEMBERS];
        vec![Cut {
            coordinator,
            members,
            up: empty,
            down: empty,
            processed: [0; PARTITIONS],
            landed: false,
            fell: false,
        }]
    }

    fn actions(&self, cut: &Cut, actions: &mut Vec<Act>) {
        self.with(|tables| {
            let new = |m: MemberIdx| cut.members[m.index()] == local::first(Actor::Member(m));
            let lives = |m: MemberIdx| tables.face(cut.members[m.index()]).side.is_some();
            let closes = |m: MemberIdx| tables.face(cut.members[m.index()]).closes;
            let ended = self.members().filter(|m| (!new(*m) && !lives(*m)) || closes(*m)).count();
            for m in self.members() {
                let (i, face) = (m.index(), tables.face(cut.members[m.index()]));
                let waiting = tables.queue(cut.down[i]).len();
                actions.extend(new(m).then_some(Act::Start(m)));
                let may_end = lives(m) && !closes(m) && ended < self.bounds.kills;
                actions.extend(may_end.then_some(Act::Kill(m)));
                actions.extend((may_end && self.bounds.speaks(m).is_none()).then_some(Act::Close(m)));
                actions.extend(face.may_time_out.then_some(Act::PollTimeout(m)));
                actions.extend((cut.up[i] != local::EMPTY).then_some(Act::Up(m)));
                let early = self.bounds.interval == Interval::Lasts && cut.up[i] != local::EMPTY;
                actions.extend(early.then_some(Act::Early(m)));
                actions.extend((waiting > 0 && face.reads).then_some(Act::Down(m)));
                actions.extend(face.fetches.then_some(Act::Fetched(m)));
                let most = if face.reads { 0 } else { waiting };
                for timer in &face.timers {
                    actions.extend((0..=most).map(|k| Act::Timer(Actor::Member(m), *timer, k)));
                }
            }
            let timers = &tables.face(cut.coordinator).timers;
            actions.extend(timers.iter().map(|timer| Act::Timer(Actor::Coordinator, *timer, 0)));
        });
    }

    fn next_state(&self, last: &Cut, act: Act) -> Option<Cut> {
        self.with(|tables| self.after(tables, last, act)).filter(|next| next != last)
    }

    fn within_boundary(&self, cut: &Cut) -> bool {
        self.with(|tables| {
            let under_way = || cut.up.iter().chain(&cut.down).map(|queue| tables.queue(*queue).len());
            let face = tables.face(cut.coordinator);
            face.generation <= self.bounds.generations
                && face.ids <= self.bounds.ids
                && under_way().all(|n| n <= self.bounds.under_way)
                && under_way().sum::<usize>() <= self.bounds.in_all
        })
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut all = properties::always();
        all.extend(properties::sometimes());
        if self.bounds.filled > 0 {
            all.extend(properties::sometimes_with_records());
        }
        if self.bounds.consumers > 0 {
            all.extend(properties::always_of_consumers());
        }
        if self.bounds.consumers == self.bounds.members {
            all.push(properties::settles());
        }
        if self.bounds.processes > 0 {
            all.extend(properties::of_a_static_member());
        }
        if properties::is_mixed(self) {
            all.extend(properties::sometimes_of_both());
        }
        if self.bounds.consumers > 1 && self.bounds.places() > 1 {
            all.extend(properties::sometimes_of_consumers());
        }
        all
    }
}
