//! Tiny groups, exhausted: stateright drives the same coordinator and members that the engine runs.
//!
//! Time is abstracted (`rebalance_sim::steps`): timers fire in any order, sessions and rebalance timeouts pass at any
//! time, and no instant is part of a state. Connections keep the order of their messages, as TCP does. What would go on
//! for ever is bounded by [`Bounds`]; within them no state is left out.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Mutex;

use rebalance_model::config::{AssignorName, RawConfig};
use rebalance_model::message::{Actor, Api, Body, ErrorCode, JoinReason, Message};
use rebalance_model::scenario::{Load, MemberSpec, Scenario, Topic};
use rebalance_model::trace::{Batch, ClientState, Doing, GroupState, Identity};
use rebalance_model::{EventKind, MemberIdx, MessageIdx, PartitionIdx, SimDuration, SimTime, Trace, Variant};
use rebalance_sim::steps::{Asked, Machines, Step, Timer};
use stateright::{Checker as _, Model, Property};

/// Records of each partition.
const RECORDS: u64 = 1;
/// Messages on their way from a member, or to it.
const ON_THEIR_WAY: usize = 2;

/// Messages that lie unread at a member, whose application is away.
const UNREAD: usize = 1;

/// Steps of what is too large to be exhausted.
const DEPTH: usize = 27;

/// What keeps a group tiny.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    members: u16,
    partitions: u16,
    assignor: AssignorName,
    /// Generations of the group.
    generations: i32,
    /// Member ids that are given out.
    ids: usize,
    /// Processes that are killed.
    kills: usize,
}

/// What messages and offsets say, each once, so that equal states have equal numbers.
#[derive(Debug, Default)]
struct Tables {
    messages: Vec<Message>,
    known: HashMap<Message, MessageIdx>,
    offsets: Vec<Vec<(PartitionIdx, u64)>>,
}

#[derive(Debug)]
struct Group(Bounds, Mutex<Tables>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Cut {
    machines: Machines,
    identities: Vec<Identity>,
    up: Vec<VecDeque<MessageIdx>>,
    down: Vec<VecDeque<MessageIdx>>,
    timers: BTreeSet<(Actor, Timer)>,
    fetching: Vec<Option<Vec<(PartitionIdx, u64)>>>,
    batch: Vec<Option<Batch>>,
    started: Vec<bool>,
    processed: Vec<u64>,
    committed: Vec<u64>,
    /// A commit has landed that was owed an error; one was refused.
    landed: bool,
    refused: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Start(MemberIdx),
    Kill(MemberIdx),
    Up(MemberIdx),
    Down(MemberIdx),
    Fetched(MemberIdx),
    Timer(Actor, Timer),
}

/// A step of its own, or a message that comes.
type What<'a> = Result<Step<'a>, MessageIdx>;

thread_local! {
    /// What machines read and write beside their state: one test, one thread, one trace.
    static TRACE: RefCell<Option<Trace>> = const { RefCell::new(None) };
}

impl Bounds {
    fn trace(&self) -> Trace {
        let member = |n| MemberSpec { name: format!("c{}", n + 1), config: RawConfig::default(), process: false };
        let scenario = Scenario {
            name: "tiny".to_owned(),
            title: String::new(),
            topics: vec![Topic { name: "t".to_owned(), partitions: self.partitions.into() }],
            load: Load { records_per_second: 0, process: SimDuration::ZERO, poll: SimDuration::ZERO },
            broker: RawConfig::default(),
            consumer: RawConfig::default(),
            group: RawConfig::default(),
            version: rebalance_model::config::KafkaVersion::default(),
            members: (0..self.members).map(member).collect(),
            script: Vec::new(),
            duration: SimDuration::ZERO,
            variants: Vec::new(),
            initial: None,
            member_ids: Vec::new(),
        };
        let mut trace = Trace::new(Rc::new(scenario), Variant::AsConfigured, 0);
        for subset in 0..1_u32 << self.partitions {
            let set: Vec<_> = (0..self.partitions).filter(|p| subset >> p & 1 == 1).map(PartitionIdx).collect();
            trace.sets.intern(&set);
        }
        trace
    }
}

impl Group {
    /// Lets one machine take one step, in a copy of the state.
    fn step(&self, cut: &Cut, actor: Actor, what: What<'_>) -> Cut {
        let mut cut = cut.clone();
        let mut tables = self.1.lock().expect("no step panics with the tables in hand");
        TRACE.with_borrow_mut(|trace| {
            let trace = trace.get_or_insert_with(|| self.0.trace());
            let (n, o) = (trace.messages.len(), trace.offsets.len());
            trace.messages.extend_from_slice(&tables.messages[n..]);
            trace.offsets.extend_from_slice(&tables.offsets[o..]);
            trace.events.clear();
            trace.batches.clear();
            trace.header.identities.clone_from(&cut.identities);
            if let Actor::Member(m) = actor {
                trace.batches.extend(cut.batch[m.index()].take());
            }
            let body = what.err().map(|idx| (idx, trace.message(idx).body.clone()));
            let owed = body.as_ref().is_none_or(|(_, body)| cut.may_commit(body));
            let step = match (&body, what) {
                (Some((idx, body)), _) => Step::Message(*idx, body),
                (None, what) => what.unwrap_or(Step::Kill),
            };
            let asked = cut.machines.step(actor, &step, trace);
            cut.told(actor, trace, owed);
            for asked in asked {
                cut.asked(actor, asked, trace, &mut tables);
            }
            trace.offsets.truncate(tables.offsets.len());
        });
        cut
    }
}

impl Cut {
    /// Whether a commit, if this is one, comes from a member of the generation.
    fn may_commit(&self, body: &Body) -> bool {
        let Body::OffsetCommitRequest { member, generation, .. } = body else { return true };
        let (_, current, members) = self.machines.group();
        *generation == current && member.is_some_and(|id| members.contains(&id))
    }

    fn told(&mut self, actor: Actor, trace: &mut Trace, owed: bool) {
        self.identities.clone_from(&trace.header.identities);
        let mut in_hand = trace.batches.pop();
        for event in std::mem::take(&mut trace.events) {
            match event.kind {
                EventKind::Doing(Doing::Committing) | EventKind::BatchDone(_) => {
                    for (p, _, last) in in_hand.iter().flat_map(|b| &b.records) {
                        self.processed[p.index()] = self.processed[p.index()].max(last + 1);
                    }
                    in_hand = in_hand.filter(|_| !matches!(event.kind, EventKind::BatchDone(_)));
                }
                EventKind::Committed(offsets) => {
                    self.landed |= !owed;
                    for (p, offset) in &trace.offsets[offsets as usize] {
                        self.committed[p.index()] = *offset;
                    }
                }
                _ => {}
            }
        }
        if let Actor::Member(m) = actor
            && self.machines.member(m).is_some()
        {
            self.batch[m.index()] = in_hand;
        }
    }

    fn asked(&mut self, actor: Actor, asked: Asked, trace: &Trace, tables: &mut Tables) {
        match (asked, actor) {
            (Asked::Timer(timer), _) => drop(self.timers.insert((actor, timer))),
            (Asked::Fetch(want), Actor::Member(m)) => self.fetching[m.index()] = Some(want),
            (Asked::Send(to, mut body, answers), _) => {
                match &mut body {
                    // Told to people only.
                    Body::JoinGroupRequest { reason, .. } => *reason = JoinReason::First,
                    Body::OffsetCommitRequest { offsets, .. } => {
                        let said = trace.offsets[*offsets as usize].clone();
                        let at = tables.offsets.iter().position(|o| *o == said).unwrap_or_else(|| {
                            tables.offsets.push(said);
                            tables.offsets.len() - 1
                        });
                        *offsets = u32::try_from(at).expect("tiny groups commit few offsets");
                    }
                    Body::OffsetCommitResponse { error } => self.refused |= *error != ErrorCode::None,
                    _ => {}
                }
                // What its request was sent with matters to these alone.
                let answers = answers.filter(|_| matches!(body.api(), Api::Heartbeat | Api::OffsetCommit));
                let message = Message { from: actor, to, sent: SimTime::ZERO, arrived: None, answers, body };
                let next = MessageIdx::at(tables.messages.len());
                let idx = *tables.known.entry(message.clone()).or_insert(next);
                if idx == next {
                    tables.messages.push(message);
                }
                match (actor, to) {
                    (Actor::Member(m), _) => self.up[m.index()].push_back(idx),
                    (_, Actor::Member(m)) if self.machines.member(m).is_some() => self.down[m.index()].push_back(idx),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// Members that hold a partition, and whether each is in the group's generation.
    fn holders(&self, p: PartitionIdx) -> impl Iterator<Item = bool> + '_ {
        let (_, current, members) = self.machines.group();
        let sides = (0..self.started.len()).filter_map(|m| self.machines.member(MemberIdx::at(m)));
        sides
            .filter(move |(_, _, _, owned)| owned.contains(&p))
            .map(move |(_, id, generation, _)| generation == current && id.is_some_and(|id| members.contains(&id)))
    }

    fn partitions(&self) -> impl Iterator<Item = PartitionIdx> + use<> {
        (0..self.processed.len()).map(PartitionIdx::at)
    }
}

impl Model for Group {
    type State = Cut;
    type Action = Act;

    fn init_states(&self) -> Vec<Cut> {
        let (members, partitions) = (usize::from(self.0.members), usize::from(self.0.partitions));
        vec![Cut {
            machines: Machines::new(&self.0.trace(), self.0.assignor),
            identities: Vec::new(),
            up: vec![VecDeque::new(); members],
            down: vec![VecDeque::new(); members],
            timers: BTreeSet::new(),
            fetching: vec![None; members],
            batch: vec![None; members],
            started: vec![false; members],
            processed: vec![0; partitions],
            committed: vec![0; partitions],
            landed: false,
            refused: false,
        }]
    }

    fn actions(&self, cut: &Cut, actions: &mut Vec<Act>) {
        let alive = |m: MemberIdx| cut.machines.member(m).is_some();
        let killed = (0..self.0.members).filter(|m| cut.started[usize::from(*m)] && !alive(MemberIdx(*m))).count();
        for m in (0..self.0.members).map(MemberIdx) {
            let i = m.index();
            actions.extend((!cut.started[i]).then_some(Act::Start(m)));
            actions.extend((alive(m) && killed < self.0.kills).then_some(Act::Kill(m)));
            actions.extend((!cut.up[i].is_empty()).then_some(Act::Up(m)));
            actions.extend((!cut.down[i].is_empty()).then_some(Act::Down(m)));
            actions.extend(cut.fetching[i].is_some().then_some(Act::Fetched(m)));
        }
        actions.extend(cut.timers.iter().map(|(actor, timer)| Act::Timer(*actor, *timer)));
    }

    fn next_state(&self, last: &Cut, act: Act) -> Option<Cut> {
        let mut cut = last.clone();
        let next = match act {
            Act::Start(m) => {
                cut.started[m.index()] = true;
                self.step(&cut, Actor::Member(m), Ok(Step::Start))
            }
            Act::Kill(m) => {
                cut.timers.retain(|(actor, _)| *actor != Actor::Member(m));
                cut.down[m.index()].clear();
                (cut.fetching[m.index()], cut.batch[m.index()]) = (None, None);
                self.step(&cut, Actor::Member(m), Ok(Step::Kill))
            }
            Act::Up(m) => {
                let message = cut.up[m.index()].pop_front()?;
                self.step(&cut, Actor::Coordinator, Err(message))
            }
            Act::Down(m) => {
                let message = cut.down[m.index()].pop_front()?;
                self.step(&cut, Actor::Member(m), Err(message))
            }
            Act::Fetched(m) => {
                let want = cut.fetching[m.index()].take()?;
                let found = want.into_iter().filter(|(_, from)| *from < RECORDS).map(|(p, from)| (p, from, RECORDS));
                let found: Vec<_> = found.collect();
                self.step(&cut, Actor::Member(m), Ok(Step::Fetched(&found)))
            }
            Act::Timer(actor, timer) => {
                cut.timers.remove(&(actor, timer));
                self.step(&cut, actor, Ok(Step::Timer(timer)))
            }
        };
        (next != *last).then_some(next)
    }

    fn within_boundary(&self, cut: &Cut) -> bool {
        let few = |queues: &[VecDeque<MessageIdx>]| queues.iter().all(|queue| queue.len() <= ON_THEIR_WAY);
        cut.machines.group().1.0 <= self.0.generations
            && cut.identities.len() <= self.0.ids
            && few(&cut.up)
            && few(&cut.down)
            && (0..self.0.members).all(|m| cut.machines.unread(MemberIdx(m)) <= UNREAD)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::<Self>::always("a partition has one holder in a generation", |_, cut| {
                cut.partitions().all(|p| cut.holders(p).filter(|is_in| *is_in).count() <= 1)
            }),
            Property::<Self>::always("the committed offset never passes the processed one", |_, cut| {
                cut.committed.iter().zip(&cut.processed).all(|(committed, processed)| committed <= processed)
            }),
            Property::<Self>::always("a commit lands only from a member of the generation", |_, cut| !cut.landed),
            Property::<Self>::sometimes("everybody is in, and everything is owned once", |_, cut| {
                let (state, _, members) = cut.machines.group();
                state == GroupState::Stable
                    && members.len() == cut.started.len()
                    && cut.partitions().all(|p| cut.holders(p).filter(|is_in| *is_in).count() == 1)
            }),
            Property::<Self>::sometimes("a commit is refused", |_, cut| cut.refused),
            Property::<Self>::sometimes("every record is processed and committed", |_, cut| {
                cut.committed.iter().all(|committed| *committed == RECORDS)
            }),
            Property::<Self>::sometimes("a member has lost its membership", |_, cut| {
                let side = |m| cut.machines.member(MemberIdx::at(m));
                (0..cut.started.len())
                    .filter_map(side)
                    .any(|(client, _, _, owned)| client == ClientState::Unjoined && !owned.is_empty())
            }),
        ]
    }
}

/// Tries all that can happen within the bounds, in so many steps at most.
fn check(bounds: Bounds, depth: Option<usize>, states: usize) {
    let mut builder = Group(bounds, Mutex::default()).checker().threads(1);
    if let Some(depth) = depth {
        builder = builder.target_max_depth(depth);
    }
    let checker = builder.spawn_bfs().join();
    if depth.is_none() {
        checker.assert_properties();
    }
    for (name, path) in checker.discoveries().into_iter().collect::<std::collections::BTreeMap<_, _>>() {
        let holds = Group(bounds, Mutex::default()).properties().into_iter().find(|p| p.name == name);
        let found = holds.is_some_and(|p| p.expectation == stateright::Expectation::Sometimes);
        assert!(found, "{name}: {path:?}");
    }
    assert_eq!(checker.unique_state_count(), states, "{bounds:?}");
}

#[test]
fn a_member_alone_is_exhausted() {
    for assignor in [AssignorName::Range, AssignorName::CooperativeSticky] {
        check(Bounds { members: 1, partitions: 2, assignor, generations: 2, ids: 2, kills: 1 }, None, 26_344);
    }
}

#[test]
fn two_members_and_two_partitions_are_tried_to_a_depth() {
    for assignor in [AssignorName::Range, AssignorName::CooperativeSticky] {
        check(Bounds { members: 2, partitions: 2, assignor, generations: 2, ids: 3, kills: 1 }, Some(DEPTH), 59_549);
    }
}
