//! Machines and queues by number: what each machine is on its own, and what it does with each input, worked out once.
//!
//! Of all states of a group most differ only in how states of its machines and queues are put together, and these are
//! few. So a machine runs once for each of its states and each input; a state of the group is a handful of numbers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rebalance_model::config::RawConfig;
use rebalance_model::message::{Actor, Api, Body, JoinReason, Message};
use rebalance_model::scenario::{Load, MemberSpec, Scenario, Topic};
use rebalance_model::trace::{Batch, Doing, GroupState, Identity, MemberState};
use rebalance_model::{EventKind, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SimDuration, SimTime, Trace, Variant};
use rebalance_sim::steps::{Account, Asked, Machine, Standing, Step, Timer};

use super::{Bounds, RECORDS};

/// The number of the empty queue.
pub(super) const EMPTY: u32 = 0;

/// The number of what a machine is at the beginning.
pub(super) fn first(actor: Actor) -> u32 {
    match actor {
        Actor::Member(m) => u32::from(m.0) + 1,
        Actor::Coordinator | Actor::Script => 0,
    }
}

/// What happens to a machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Input {
    Start,
    Kill,
    Close,
    PollTimeout,
    Message(MessageIdx),
    /// It comes before the assignment interval has passed.
    Early(MessageIdx),
    Fetched,
    /// A timer fires; these messages have come before.
    Timer(Timer, Vec<MessageIdx>),
}

/// What comes of it.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) next: u32,
    pub(super) sent: Vec<(Actor, MessageIdx)>,
    /// Records of partitions that have been processed now.
    pub(super) processed: Vec<(PartitionIdx, u8)>,
    /// A commit has landed that was owed an error.
    pub(super) landed: bool,
    /// Messages have come that were not read.
    pub(super) unread: bool,
}

/// What is local to a machine: itself, and what the engine keeps for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Local {
    machine: Machine,
    /// Ids that the coordinator has given out.
    identities: Vec<Identity>,
    /// The fetch in flight, and the batch in hand.
    fetching: Option<Vec<(PartitionIdx, u64)>>,
    batch: Option<Batch>,
}

/// What a machine is seen as.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any of them may hold")]
pub(super) struct Face {
    /// Of a member whose process is there.
    pub(super) side: Option<Standing>,
    pub(super) id: Option<IdIdx>,
    /// It may be found not to have called poll() for too long.
    pub(super) may_time_out: bool,
    /// It has been told to close.
    pub(super) closes: bool,
    /// Of the group, or the one that a member thinks it is in.
    pub(super) generation: i32,
    /// A bit for each partition.
    pub(super) owned: u32,
    /// The same of what a member of the consumer protocol was told to own last; everything if it was told nothing.
    pub(super) told: u32,
    pub(super) reads: bool,
    pub(super) fetches: bool,
    pub(super) timers: Vec<Timer>,
    pub(super) state: Option<GroupState>,
    pub(super) members: Vec<IdIdx>,
    pub(super) committed: Vec<Option<u64>>,
    pub(super) ids: usize,
    /// Which ids have been given out.
    identities: u32,
    /// Of a consumer group.
    pub(super) books: Option<Books>,
}

/// What the coordinator of a consumer group keeps of it.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) target_epoch: i32,
    pub(super) members: Vec<Book>,
}

/// What it keeps of a member; a bit for each partition.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) id: IdIdx,
    pub(super) epoch: i32,
    pub(super) state: MemberState,
    pub(super) assigned: u32,
    pub(super) pending: u32,
    pub(super) target: u32,
}

fn bits(partitions: &[PartitionIdx]) -> u32 {
    partitions.iter().map(|p| 1 << p.0).sum()
}

impl Book {
    fn of(account: &Account) -> Self {
        Self {
            id: account.id,
            epoch: account.epoch.0,
            state: account.state,
            assigned: bits(&account.assigned),
            pending: bits(&account.pending),
            target: bits(&account.target),
        }
    }

    /// What nobody else may have.
    pub(super) fn kept(&self) -> u32 {
        self.assigned | self.pending
    }
}

impl Face {
    /// What the coordinator of a consumer group keeps of a member.
    pub(super) fn book(&self, member: &Self) -> Option<&Book> {
        let books = self.books.as_ref()?;
        books.members.iter().find(|book| Some(book.id) == member.id)
    }

    /// How many of the group's members hold a partition, in its generation; in a consumer group those that keep it.
    pub(super) fn holders(&self, members: &[&Self], p: u16) -> usize {
        if self.books.is_some() {
            let keeps = |m: &Self| self.book(m).is_some_and(|book| (m.owned & book.kept()) >> p & 1 == 1);
            return members.iter().filter(|m| keeps(m)).count();
        }
        let is_in = |m: &Self| m.generation == self.generation && m.id.is_some_and(|id| self.members.contains(&id));
        members.iter().filter(|m| m.owned >> p & 1 == 1 && is_in(m)).count()
    }
}

impl Local {
    fn face(&self) -> Face {
        let mut face = Face {
            reads: self.machine.reads(),
            fetches: self.fetching.is_some(),
            timers: self.machine.timers(),
            ids: self.identities.iter().filter(|identity| identity.nth > 0).count(),
            ..Face::default()
        };
        if let Some(side) = self.machine.side() {
            (face.side, face.id, face.generation) = (Some(side.standing), side.id, side.generation.0);
            (face.owned, face.told) = (bits(side.owned), side.told.map_or(u32::MAX, |set| set.0));
            (face.may_time_out, face.closes) = (self.machine.may_time_out(), self.machine.closes());
        }
        if let Some(roll) = self.machine.group() {
            (face.state, face.generation, face.members) = (Some(roll.state), roll.generation.0, roll.members);
            face.committed = roll.committed.to_vec();
            face.books = roll.books.map(|books| {
                let members = books.members.iter().map(Book::of).collect();
                Books { target_epoch: books.target_epoch.0, members }
            });
        }
        face
    }
}

/// Things by number, each once.
#[derive(Debug)]
struct Numbers<T> {
    all: Vec<T>,
    known: HashMap<T, u32>,
}

impl<T: Clone + Eq + std::hash::Hash> Numbers<T> {
    fn new() -> Self {
        Self { all: Vec::new(), known: HashMap::new() }
    }

    fn of(&mut self, thing: T) -> u32 {
        if let Some(number) = self.known.get(&thing) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).expect("tiny groups have few of anything");
        self.all.push(thing.clone());
        self.known.insert(thing, number);
        number
    }
}

/// See the module.
#[derive(Debug)]
pub(super) struct Tables {
    messages: Numbers<Message>,
    offsets: Numbers<Vec<(PartitionIdx, u64)>>,
    queues: Numbers<Vec<MessageIdx>>,
    locals: Numbers<Local>,
    faces: Vec<Face>,
    identities: Numbers<Vec<Identity>>,
    outcomes: HashMap<(u32, u32, Input), Arc<Outcome>>,
    filled: u16,
    /// Which tables these are.
    which: u64,
}

/// Tables that there have been.
static TABLES: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// What machines read and write beside their state, and for which tables: a trace belongs to one thread.
    static TRACE: RefCell<Option<(u64, Trace)>> = const { RefCell::new(None) };
}

/// Bins of Java's smallest hash map.
const BINS: u32 = 16;

/// The aliases of all ids, and the ids: of which no two lie in one bin of Java's smallest hash map, so that the order in
/// which members are added decides nothing.
fn names(bounds: &Bounds) -> Vec<(String, String)> {
    let hash = |id: &str| id.bytes().fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    let bin = |id: &str| (hash(id) ^ (hash(id) >> 16)) & (BINS - 1);
    let mut names: Vec<(String, String)> = Vec::new();
    for (m, nth) in (1..=bounds.members).flat_map(|m| (1..=bounds.ids).map(move |nth| (m, nth))) {
        let mut ids = ('a'..='z').map(|letter| format!("c{m}-{letter}"));
        let is_free = |id: &String| names.iter().all(|(_, other)| bin(other) != bin(id));
        let id = ids.find(is_free).expect("tiny groups have fewer ids than the map has bins");
        names.push((format!("c{m}#{nth}"), id));
    }
    names
}

/// Places for ids that have not been given out: each has its own, in whatever order they are. A member of the consumer
/// protocol has chosen its one id before it starts: it is as good as given out.
fn places(bounds: &Bounds) -> Vec<Identity> {
    let place = |m, alias: String, id: String| {
        let nth = u32::from(!alias.is_empty());
        let instance = bounds.instance(MemberIdx(m)).map(str::to_owned);
        Identity { member: MemberIdx(m), nth, alias, id, instance }
    };
    let names = names(bounds);
    let of = |m: u16| {
        if bounds.speaks(MemberIdx(m)).is_some() {
            return vec![place(m, String::new(), String::new()); bounds.ids];
        }
        let alias = format!("c{}#1", m + 1);
        let id = names.iter().find(|(a, _)| *a == alias).map(|(_, id)| id.clone()).unwrap_or_default();
        vec![place(m, alias, id)]
    };
    (0..bounds.members).flat_map(of).collect()
}

fn trace_of(bounds: &Bounds) -> Trace {
    let member = |n| {
        let mut config = RawConfig::default();
        if let Some(instance) = bounds.instance(MemberIdx(n)) {
            config.set("group.instance.id", instance);
        }
        MemberSpec { name: format!("c{}", n + 1), config, process: false }
    };
    let scenario = Scenario {
        name: "tiny".to_owned(),
        title: String::new(),
        topics: vec![Topic { name: "t".to_owned(), partitions: bounds.partitions.into() }],
        load: Load { records_per_second: 0, process: SimDuration::ZERO, poll: SimDuration::ZERO },
        broker: RawConfig::default(),
        consumer: RawConfig::default(),
        group: RawConfig::default(),
        version: bounds.version,
        members: (0..bounds.members).map(member).collect(),
        script: Vec::new(),
        duration: SimDuration::ZERO,
        variants: Vec::new(),
        initial: None,
        member_ids: names(bounds),
    };
    let mut trace = Trace::new(Rc::new(scenario), Variant::AsConfigured, 0);
    // In this order, so that a set's number is a bit for each of its partitions.
    for subset in 0..1_u32 << bounds.partitions {
        let set: Vec<_> = (0..bounds.partitions).filter(|p| subset >> p & 1 == 1).map(PartitionIdx).collect();
        trace.sets.intern(&set);
    }
    trace
}

impl Tables {
    pub(super) fn new(bounds: Bounds) -> Self {
        let trace = trace_of(&bounds);
        let mut tables = Self {
            messages: Numbers::new(),
            offsets: Numbers::new(),
            queues: Numbers::new(),
            locals: Numbers::new(),
            faces: Vec::new(),
            identities: Numbers::new(),
            outcomes: HashMap::new(),
            filled: bounds.filled,
            which: TABLES.fetch_add(1, Ordering::Relaxed),
        };
        tables.queues.of(Vec::new());
        tables.local(Local { identities: places(&bounds), ..Local::of(Machine::coordinator(&trace)) });
        for m in (0..bounds.members).map(MemberIdx) {
            tables.local(Local::of(Machine::member(&trace, m, bounds.speaks(m))));
        }
        tables
    }

    fn local(&mut self, local: Local) -> u32 {
        let number = self.locals.of(local);
        if number as usize == self.faces.len() {
            let local = &self.locals.all[number as usize];
            let identities = self.identities.of(local.identities.clone());
            self.faces.push(Face { identities, ..local.face() });
        }
        number
    }

    pub(super) fn face(&self, local: u32) -> &Face {
        &self.faces[local as usize]
    }

    pub(super) fn queue(&self, queue: u32) -> &[MessageIdx] {
        &self.queues.all[queue as usize]
    }

    pub(super) fn message(&self, idx: MessageIdx) -> &Message {
        &self.messages.all[idx.index()]
    }

    pub(super) fn pushed(&mut self, queue: u32, message: MessageIdx) -> u32 {
        let mut longer = self.queue(queue).to_vec();
        longer.push(message);
        self.queues.of(longer)
    }

    pub(super) fn popped(&mut self, queue: u32) -> Option<(MessageIdx, u32)> {
        let (first, rest) = self.queue(queue).split_first()?;
        let (first, rest) = (*first, rest.to_vec());
        Some((first, self.queues.of(rest)))
    }

    /// Lets a machine react, unless it has done so before.
    pub(super) fn react(
        &mut self,
        bounds: &Bounds,
        local: u32,
        coordinator: u32,
        actor: Actor,
        input: Input,
    ) -> Arc<Outcome> {
        let key = (local, self.face(coordinator).identities, input);
        if let Some(outcome) = self.outcomes.get(&key) {
            return outcome.clone();
        }
        let identities = self.locals.all[coordinator as usize].identities.clone();
        let outcome = Arc::new(TRACE.with_borrow_mut(|trace| {
            if trace.as_ref().is_none_or(|(of, _)| *of != self.which) {
                *trace = None;
            }
            let (_, trace) = trace.get_or_insert_with(|| (self.which, trace_of(bounds)));
            self.run(trace, local, identities, actor, &key.2)
        }));
        self.outcomes.insert(key, outcome.clone());
        outcome
    }

    fn run(
        &mut self,
        trace: &mut Trace,
        local: u32,
        identities: Vec<Identity>,
        actor: Actor,
        input: &Input,
    ) -> Outcome {
        let mut local = self.locals.all[local as usize].clone();
        let (n, o) = (trace.messages.len(), trace.offsets.len());
        trace.messages.extend_from_slice(&self.messages.all[n..]);
        trace.offsets.extend_from_slice(&self.offsets.all[o..]);
        trace.events.clear();
        trace.batches.clear();
        trace.header.identities = identities;
        if let (Input::Start, Actor::Member(m)) = (input, actor) {
            // Who chooses its id itself is about to enter it.
            trace.header.identities.iter_mut().filter(|i| i.member == m).for_each(|i| i.nth = 0);
        }
        trace.batches.extend(local.batch.take());
        let may_commit = local.may_commit(trace, input);
        let mut asked = Vec::new();
        local.step(trace, input, self, &mut asked);
        let mut outcome = Outcome {
            next: 0,
            sent: Vec::new(),
            processed: Vec::new(),
            landed: false,
            unread: local.machine.has_unread(),
        };
        local.told(trace, may_commit, &mut outcome);
        for asked in asked {
            match asked {
                Asked::Fetch(want) => local.fetching = Some(want),
                Asked::Send(to, body, answers) => {
                    outcome.sent.extend(self.sent(trace, actor, to, body, answers));
                }
            }
        }
        if actor == Actor::Coordinator {
            local.identities.clone_from(&trace.header.identities);
        } else if local.machine.side().is_none() {
            (local.fetching, local.batch) = (None, None);
        }
        trace.offsets.truncate(self.offsets.all.len());
        outcome.next = self.local(local);
        outcome
    }

    /// A message is on its way, unless it is one whose answer is always the same.
    fn sent(
        &mut self,
        trace: &Trace,
        from: Actor,
        to: Actor,
        mut body: Body,
        answers: Option<MessageIdx>,
    ) -> Option<(Actor, MessageIdx)> {
        match &mut body {
            Body::Metadata { .. } | Body::FindCoordinator => return None,
            // Told to people only.
            Body::JoinGroupRequest { reason, .. } => *reason = JoinReason::First,
            Body::OffsetCommitRequest { offsets, .. } => {
                *offsets = self.offsets.of(trace.offsets[*offsets as usize].clone());
            }
            _ => {}
        }
        // What its request was sent with matters to these alone.
        let says_goodbye =
            |body: &Body| matches!(body, Body::ConsumerGroupHeartbeatRequest { epoch, .. } if epoch.0 < 0);
        let answers = answers.filter(|request| match body.api() {
            Api::Heartbeat | Api::OffsetCommit => true,
            Api::ConsumerGroupHeartbeat => says_goodbye(&trace.message(*request).body),
            _ => false,
        });
        let message = Message { from, to, sent: SimTime::ZERO, arrived: None, answers, body };
        Some((to, MessageIdx::at(self.messages.of(message) as usize)))
    }

    /// The answer to FindCoordinator, for a member that starts.
    fn found(&mut self, trace: &mut Trace, to: Actor) -> MessageIdx {
        let (from, body) = (Actor::Coordinator, Body::FindCoordinator);
        let message = Message { from, to, sent: SimTime::ZERO, arrived: None, answers: None, body };
        let idx = MessageIdx::at(self.messages.of(message) as usize);
        trace.messages.extend_from_slice(&self.messages.all[trace.messages.len()..]);
        idx
    }
}

impl Local {
    fn of(machine: Machine) -> Self {
        Self { machine, identities: Vec::new(), fetching: None, batch: None }
    }

    /// Whether a commit, if this is one, comes from a member of the generation; in a consumer group, whether it comes
    /// from a member, of an epoch that it has had, and for partitions that nobody else has.
    fn may_commit(&self, trace: &Trace, input: &Input) -> bool {
        let (Input::Message(idx) | Input::Early(idx)) = input else { return true };
        let Body::OffsetCommitRequest { member, generation, offsets } = &trace.message(*idx).body else { return true };
        let Some(roll) = self.machine.group() else { return true };
        let Some(books) = roll.books else {
            return *generation == roll.generation && member.is_some_and(|id| roll.members.contains(&id));
        };
        let (own, others): (Vec<_>, Vec<_>) = books.members.iter().partition(|m| Some(m.id) == *member);
        let has_had = own.iter().any(|m| generation.0 > 0 && *generation <= m.epoch);
        let is_free = |p: &PartitionIdx| others.iter().all(|m| !m.assigned.contains(p) && !m.pending.contains(p));
        has_had && trace.offsets[*offsets as usize].iter().all(|(p, _)| is_free(p))
    }

    fn step(&mut self, trace: &mut Trace, input: &Input, tables: &mut Tables, asked: &mut Vec<Asked>) {
        let mut step = |machine: &mut Machine, step: Step<'_>, trace: &mut Trace| {
            asked.extend(machine.step(&step, trace));
        };
        let machine = &mut self.machine;
        match input {
            Input::Start => {
                let who = machine.actor();
                step(machine, Step::Start, trace);
                step(machine, Step::Timer(Timer::Main), trace);
                step(machine, Step::Timer(Timer::Main), trace);
                let found = tables.found(trace, who);
                step(machine, Step::Message(found, &Body::FindCoordinator), trace);
            }
            Input::Kill => step(machine, Step::Kill, trace),
            Input::Close => step(machine, Step::Close, trace),
            Input::PollTimeout => step(machine, Step::PollTimeout, trace),
            Input::Early(idx) => {
                let body = trace.message(*idx).body.clone();
                step(machine, Step::Early(*idx, &body), trace);
            }
            Input::Message(idx) => {
                let body = trace.message(*idx).body.clone();
                step(machine, Step::Message(*idx, &body), trace);
            }
            Input::Fetched => {
                let want = self.fetching.take().unwrap_or_default();
                let found = want.into_iter().filter(|(p, from)| p.0 < tables.filled && *from < RECORDS);
                let found: Vec<_> = found.map(|(p, from)| (p, from, RECORDS)).collect();
                step(machine, Step::Fetched(&found), trace);
            }
            Input::Timer(timer, came) => {
                for idx in came {
                    let body = trace.message(*idx).body.clone();
                    step(machine, Step::Message(*idx, &body), trace);
                }
                step(machine, Step::Timer(*timer), trace);
            }
        }
    }

    /// What the machine has told of records and commits.
    fn told(&mut self, trace: &mut Trace, may_commit: bool, outcome: &mut Outcome) {
        let mut in_hand = trace.batches.pop();
        for event in std::mem::take(&mut trace.events) {
            match event.kind {
                EventKind::Doing(Doing::Committing) | EventKind::BatchDone(_) => {
                    let done = in_hand.iter().flat_map(|batch| &batch.records);
                    outcome.processed.extend(done.map(|(p, _, last)| (*p, u8::try_from(last + 1).unwrap_or(u8::MAX))));
                    in_hand = in_hand.filter(|_| !matches!(event.kind, EventKind::BatchDone(_)));
                }
                EventKind::Committed(_) => outcome.landed |= !may_commit,
                _ => {}
            }
        }
        self.batch = in_hand;
    }
}
