//! The machines one input at a time, for a model checker: the same coordinator and members, without queue, line, clock.
//!
//! Time is abstracted: every step takes none and every timeout is none or [`FAR`], so that an instant of a machine is
//! the beginning, at which its timer may fire in any order with all others, or so far away that it never does. All that
//! a machine asks for comes back as [`Asked`]; who drives it decides what becomes of it. Must not know any property.

use std::sync::Arc;

use rebalance_model::config::{AssignorName, BrokerConfig, MemberConfig};
use rebalance_model::message::{Actor, Body};
use rebalance_model::trace::{ClientState, GroupState};
use rebalance_model::{Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SimDuration, SimTime, Trace};

use crate::assignor::TopicMeta;
use crate::coordinator::{Coordinator, Joiner};
use crate::latency::Latencies;
pub use crate::machine::Timer;
use crate::machine::{Act, Effect, Input, Machine as _, Outbox};
use crate::member::{Member, Setup};
use crate::rng::SimRng;

/// A timeout that never passes.
const FAR: SimDuration = SimDuration::from_millis(1_000_000_000);

/// What can be done to a machine.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// A consumer is started.
    Start,
    /// Its process ends.
    Kill,
    /// A message comes.
    Message(MessageIdx, &'a Body),
    /// A timer fires.
    Timer(Timer),
    /// A fetch is answered: partition, first offset, log end.
    Fetched(&'a [(PartitionIdx, u64, u64)]),
}

/// What a machine has asked for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Send a message, which answers that request.
    Send(Actor, Body, Option<MessageIdx>),
    /// Let a timer fire some time.
    Timer(Timer),
    /// Fetch from these positions.
    Fetch(Vec<(PartitionIdx, u64)>),
}

/// A member on its own side: its state, its id, its generation, what it owns.
pub type Side<'a> = (ClientState, Option<IdIdx>, Generation, &'a [PartitionIdx]);

/// The coordinator and its members.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machines {
    coordinator: Coordinator,
    members: Vec<Member>,
}

impl Machines {
    /// Members that have not been started, each with this assignor, commitSync after each batch of one record.
    pub fn new(trace: &Trace, assignor: AssignorName) -> Self {
        let (scenario, latency) = (trace.scenario(), Latencies::NONE);
        let (n_members, n_partitions) = (scenario.members.len(), scenario.partition_count());
        let topic = |t: &rebalance_model::scenario::Topic| TopicMeta {
            name: t.name.clone(),
            partitions: t.partitions,
            racks: Vec::new(),
        };
        let topics: Arc<[TopicMeta]> = scenario.topics.iter().map(topic).collect();
        let broker = BrokerConfig {
            initial_rebalance_delay: SimDuration::ZERO,
            min_session_timeout: SimDuration::ZERO,
            max_session_timeout: FAR,
            group_max_size: usize::MAX,
        };
        let mut coordinator = Coordinator::new(broker, &latency, n_members, scenario);
        let mut members = Vec::new();
        for who in (0..n_members).map(MemberIdx::at) {
            // The session and the rebalance timeout pass at the coordinator at any time. In the client the poll interval
            // passes in any turn of the heartbeat thread that finds the application away; its own session never does.
            coordinator.set_joiner(who, Joiner::default());
            let mut member = Member::new(who, n_partitions, &latency);
            let (process, poll) = (SimDuration::ZERO, SimDuration::ZERO);
            let log_start = vec![0; n_partitions].into();
            member.set_up(Setup { config: config(assignor), process, poll, topics: topics.clone(), log_start });
            members.push(member);
        }
        Self { coordinator, members }
    }

    /// Lets a machine react; it tells `trace` what happened.
    pub fn step(&mut self, actor: Actor, step: &Step<'_>, trace: &mut Trace) -> Vec<Asked> {
        let mut effects = Vec::new();
        // The n-th id of a run is the same on every way to it.
        let mut ids = SimRng::stream(trace.header.identities.len() as u64, "ids");
        let (at, cause) = (SimTime::ZERO, None);
        let mut out = Outbox { trace, effects: &mut effects, ids: &mut ids, actor, at, cause, last: None };
        let input = match *step {
            Step::Start => Input::Act(Act::Start),
            Step::Kill => Input::Act(Act::Kill),
            Step::Message(idx, body) => Input::Message(idx, body),
            Step::Timer(timer) => Input::Timer(timer),
            Step::Fetched(data) => Input::Fetched(data),
        };
        match actor {
            Actor::Coordinator => self.coordinator.on(at, &input, &mut out),
            Actor::Member(m) => self.members[m.index()].on(at, &input, &mut out),
            Actor::Script => {}
        }
        let asked = |effect| match effect {
            Effect::Send { to, body, answers, .. } => Some(Asked::Send(to, body, answers)),
            Effect::SetTimer { timer, at } if at == SimTime::ZERO => Some(Asked::Timer(timer)),
            Effect::Fetch { want, .. } => Some(Asked::Fetch(want)),
            Effect::SetTimer { .. } | Effect::Disconnect => None,
        };
        effects.into_iter().filter_map(asked).collect()
    }

    /// The group: its state, its generation, its members.
    pub fn group(&self) -> (GroupState, Generation, Vec<IdIdx>) {
        self.coordinator.view()
    }

    /// A member, if its process is there.
    pub fn member(&self, who: MemberIdx) -> Option<Side<'_>> {
        let member = &self.members[who.index()];
        member.is_alive().then(|| member.side())
    }

    /// Messages that lie unread at a member, whose application is away.
    pub fn unread(&self, who: MemberIdx) -> usize {
        self.members[who.index()].unread()
    }
}

fn config(assignor: AssignorName) -> MemberConfig {
    MemberConfig {
        session_timeout: FAR,
        heartbeat_interval: SimDuration::ZERO,
        max_poll_interval: SimDuration::ZERO,
        max_poll_records: 1,
        auto_commit: false,
        auto_commit_interval: FAR,
        retry_backoff: SimDuration::ZERO,
        fetch_max_wait: SimDuration::ZERO,
        assignors: vec![assignor],
        instance_id: None,
        request_timeout: FAR,
        metadata_max_age: FAR,
        reconnect_backoff: SimDuration::ZERO,
        consumer: None,
    }
}
