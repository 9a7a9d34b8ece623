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
/// The one instant.
const NOW: SimTime = SimTime::ZERO;

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

/// What a machine has asked for. A timer may fire as long as the machine awaits it: see [`Machine::timers`].
#[derive(Clone, Debug)]
pub enum Asked {
    /// Send a message, which answers that request.
    Send(Actor, Body, Option<MessageIdx>),
    /// Fetch from these positions.
    Fetch(Vec<(PartitionIdx, u64)>),
}

/// A member on its own side: its state, its id, its generation, what it owns.
pub type Side<'a> = (ClientState, Option<IdIdx>, Generation, &'a [PartitionIdx]);

/// A group on the coordinator's side: its state, its generation, its members, what is committed of each partition.
pub type Roll<'a> = (GroupState, Generation, Vec<IdIdx>, &'a [Option<u64>]);

/// The coordinator, or a member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine(Kind);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Coordinator(Box<Coordinator>),
    Member(MemberIdx, Box<Member>),
}

impl Machine {
    /// The coordinator, of a group that has no members yet. Sessions, and phases of a rebalance, end at any time.
    pub fn coordinator(trace: &Trace) -> Self {
        let (scenario, latency) = (trace.scenario(), Latencies::NONE);
        let broker = BrokerConfig {
            initial_rebalance_delay: SimDuration::ZERO,
            min_session_timeout: SimDuration::ZERO,
            max_session_timeout: FAR,
            group_max_size: usize::MAX,
        };
        let n_members = scenario.members.len();
        let mut coordinator = Coordinator::new(broker, &latency, n_members, scenario);
        for who in (0..n_members).map(MemberIdx::at) {
            coordinator.set_joiner(who, Joiner::default());
        }
        Self(Kind::Coordinator(Box::new(coordinator)))
    }

    /// A member that has not been started, with this assignor, commitSync after each batch of one record. Its poll
    /// interval passes in any turn of the heartbeat thread that finds the application away; its own session never does.
    pub fn member(trace: &Trace, who: MemberIdx, assignor: AssignorName) -> Self {
        let scenario = trace.scenario();
        let n_partitions = scenario.partition_count();
        let topic = |t: &rebalance_model::scenario::Topic| TopicMeta {
            name: t.name.clone(),
            partitions: t.partitions,
            racks: Vec::new(),
        };
        let topics: Arc<[TopicMeta]> = scenario.topics.iter().map(topic).collect();
        let mut member = Member::new(who, n_partitions, &Latencies::NONE);
        let (process, poll) = (SimDuration::ZERO, SimDuration::ZERO);
        let log_start = vec![0; n_partitions].into();
        member.set_up(Setup { config: config(assignor), process, poll, topics, log_start });
        Self(Kind::Member(who, Box::new(member)))
    }

    /// Who it is.
    pub fn actor(&self) -> Actor {
        match &self.0 {
            Kind::Coordinator(_) => Actor::Coordinator,
            Kind::Member(who, _) => Actor::Member(*who),
        }
    }

    /// Lets it react; it tells `trace` what happened. Then it forgets what can make no difference to what it does.
    pub fn step(&mut self, step: &Step<'_>, trace: &mut Trace) -> Vec<Asked> {
        let mut effects = Vec::new();
        // The scenario names all ids.
        let mut ids = SimRng::stream(0, "ids");
        let (actor, cause) = (self.actor(), None);
        let mut out = Outbox { trace, effects: &mut effects, ids: &mut ids, actor, at: NOW, cause, last: None };
        let input = match *step {
            Step::Start => Input::Act(Act::Start),
            Step::Kill => Input::Act(Act::Kill),
            Step::Message(idx, body) => Input::Message(idx, body),
            Step::Timer(timer) => Input::Timer(timer),
            Step::Fetched(data) => Input::Fetched(data),
        };
        match &mut self.0 {
            Kind::Coordinator(coordinator) => {
                coordinator.on(NOW, &input, &mut out);
                coordinator.forget_what_is_over();
            }
            Kind::Member(_, member) => {
                member.on(NOW, &input, &mut out);
                member.forget_what_is_over();
            }
        }
        let asked = |effect| match effect {
            Effect::Send { to, body, answers, .. } => Some(Asked::Send(to, body, answers)),
            Effect::Fetch { want, .. } => Some(Asked::Fetch(want)),
            Effect::SetTimer { .. } | Effect::Disconnect => None,
        };
        effects.into_iter().filter_map(asked).collect()
    }

    /// The timers that may fire, and mean something.
    pub fn timers(&self) -> Vec<Timer> {
        match &self.0 {
            Kind::Coordinator(coordinator) => coordinator.awaited(NOW),
            Kind::Member(_, member) => {
                [Timer::Main, Timer::Heartbeat].into_iter().filter(|timer| member.awaits(*timer, NOW)).collect()
            }
        }
    }

    /// The group, if this is its coordinator.
    pub fn group(&self) -> Option<Roll<'_>> {
        match &self.0 {
            Kind::Coordinator(coordinator) => Some(coordinator.view()),
            Kind::Member(..) => None,
        }
    }

    /// A member, if this is one and its process is there.
    pub fn side(&self) -> Option<Side<'_>> {
        match &self.0 {
            Kind::Member(_, member) => member.is_alive().then(|| member.side()),
            Kind::Coordinator(_) => None,
        }
    }

    /// Whether a message that comes is read at once; else it lies there until a thread reads the network.
    pub fn reads(&self) -> bool {
        match &self.0 {
            Kind::Member(_, member) => member.reads(),
            Kind::Coordinator(_) => true,
        }
    }

    /// Whether messages lie unread.
    pub fn has_unread(&self) -> bool {
        match &self.0 {
            Kind::Member(_, member) => member.has_unread(),
            Kind::Coordinator(_) => false,
        }
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
