//! The machines one input at a time, for a model checker: the same coordinator and members, without queue, line, clock.
//!
//! Time is abstracted: every step takes none and every timeout is none or [`FAR`], so that an instant of a machine is
//! the beginning, at which its timer may fire in any order with all others, or so far away that it never does. All that
//! a machine asks for comes back as [`Asked`]; who drives it decides what becomes of it. Must not know any property.

use std::sync::Arc;

use rebalance_model::config::{AssignorName, BrokerConfig, ConsumerSide, MemberConfig};
use rebalance_model::message::{Actor, Body};
use rebalance_model::trace::{ClientState, GroupState, MemberState, Membership};
use rebalance_model::{Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx, SimDuration, SimTime, Trace};

use crate::assignor::TopicMeta;
use crate::coordinator::{Coordinator, Joiner};
use crate::latency::Latencies;
pub use crate::machine::Timer;
use crate::machine::{Act, Effect, Input, Machine as _, Outbox};
use crate::member::{Client, Setup};
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
    /// It is to close.
    Close,
    /// A member of the consumer protocol has not called poll() for too long.
    PollTimeout,
    /// A message comes.
    Message(MessageIdx, &'a Body),
    /// A message comes before the assignment interval has passed.
    Early(MessageIdx, &'a Body),
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

/// What a member takes itself for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In the classic protocol.
    Classic(ClientState),
    /// In the consumer protocol.
    Consumer(Membership),
}

/// A member on its own side.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it takes itself for.
    pub standing: Standing,
    /// Its id.
    pub id: Option<IdIdx>,
    /// Its generation, or its epoch.
    pub generation: Generation,
    /// What it owns.
    pub owned: &'a [PartitionIdx],
    /// What it was told to own last, in the consumer protocol.
    pub told: Option<SetIdx>,
}

/// A group on the coordinator's side.
#[derive(Clone, Debug)]
pub struct Roll<'a> {
    /// Its state.
    pub state: GroupState,
    /// Its generation, or its epoch.
    pub generation: Generation,
    /// Who is in it.
    pub members: Vec<IdIdx>,
    /// What is committed of each partition.
    pub committed: &'a [Option<u64>],
    /// Of a consumer group.
    pub books: Option<Books>,
}

/// What the coordinator of a consumer group keeps of it.
#[derive(Clone, Debug)]
pub struct Books {
    /// The epoch that the target was computed for.
    pub target_epoch: Generation,
    /// Of each member.
    pub members: Vec<Account>,
}

/// What it keeps of a member; partitions are sorted.
#[derive(Clone, Debug)]
pub struct Account {
    /// Whose it is.
    pub id: IdIdx,
    /// Its epoch.
    pub epoch: Generation,
    /// How far it is on its way to its target.
    pub state: MemberState,
    /// What it was told to own.
    pub assigned: Vec<PartitionIdx>,
    /// What it has to give up still.
    pub pending: Vec<PartitionIdx>,
    /// What it is to own.
    pub target: Vec<PartitionIdx>,
}

/// The coordinator, or a member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine(Kind);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Coordinator(Box<Coordinator>),
    Member(MemberIdx, Box<Client>),
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
            let instance = instance(trace, who);
            coordinator.set_joiner(who, Joiner { instance, ..Joiner::default() });
        }
        coordinator.let_time_stand_still();
        Self(Kind::Coordinator(Box::new(coordinator)))
    }

    /// A member that has not been started, of the consumer protocol or of the classic one with this assignor, commitSync
    /// after each batch of one record. Its session never ends on its own side. In the classic protocol its poll interval
    /// passes in any turn of the heartbeat thread that finds the application away, in the other at [`Step::PollTimeout`].
    /// With a group.instance.id in the scenario it is static.
    pub fn member(trace: &Trace, who: MemberIdx, assignor: Option<AssignorName>) -> Self {
        let scenario = trace.scenario();
        let n_partitions = scenario.partition_count();
        let topic = |t: &rebalance_model::scenario::Topic| TopicMeta {
            name: t.name.clone(),
            partitions: t.partitions,
            racks: Vec::new(),
        };
        let topics: Arc<[TopicMeta]> = scenario.topics.iter().map(topic).collect();
        let mut member = Client::new(who, n_partitions, &Latencies::NONE);
        let (process, poll) = (SimDuration::ZERO, SimDuration::ZERO);
        let log_start = vec![0; n_partitions].into();
        member.set_up(Setup { config: config(assignor, instance(trace, who)), process, poll, topics, log_start });
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
            Step::Close => Input::Act(Act::Close),
            Step::PollTimeout => Input::Timer(Timer::Heartbeat),
            Step::Message(idx, body) | Step::Early(idx, body) => Input::Message(idx, body),
            Step::Timer(timer) => Input::Timer(timer),
            Step::Fetched(data) => Input::Fetched(data),
        };
        match &mut self.0 {
            Kind::Coordinator(coordinator) => {
                let interval = if matches!(step, Step::Early(..)) { FAR } else { SimDuration::ZERO };
                coordinator.set_assignment_interval(interval);
                coordinator.on(NOW, &input, &mut out);
                coordinator.set_assignment_interval(SimDuration::ZERO);
                coordinator.forget_what_is_over();
            }
            Kind::Member(_, member) => {
                if matches!(step, Step::PollTimeout) {
                    member.let_poll_interval_pass(NOW);
                }
                member.on(NOW, &input, &mut out);
                if member.is_alive() { member.forget_what_is_over() } else { member.forget() }
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
            Kind::Member(_, member) => member.side(),
            Kind::Coordinator(_) => None,
        }
    }

    /// Whether its poll interval may pass by [`Step::PollTimeout`].
    pub fn may_time_out(&self) -> bool {
        matches!(&self.0, Kind::Member(_, member) if member.may_time_out())
    }

    /// Whether it has been told to close.
    pub fn closes(&self) -> bool {
        matches!(&self.0, Kind::Member(_, member) if member.closes())
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

/// The group.instance.id of a member.
fn instance(trace: &Trace, who: MemberIdx) -> Option<String> {
    trace.scenario().members[who.index()].config.get("group.instance.id").map(str::to_owned)
}

fn config(assignor: Option<AssignorName>, instance_id: Option<String>) -> MemberConfig {
    MemberConfig {
        session_timeout: FAR,
        heartbeat_interval: SimDuration::ZERO,
        max_poll_interval: SimDuration::ZERO,
        max_poll_records: 1,
        auto_commit: false,
        auto_commit_interval: FAR,
        retry_backoff: SimDuration::ZERO,
        fetch_max_wait: SimDuration::ZERO,
        assignors: assignor.into_iter().collect(),
        instance_id,
        request_timeout: FAR,
        metadata_max_age: FAR,
        reconnect_backoff: SimDuration::ZERO,
        consumer: assignor.is_none().then(ConsumerSide::default),
    }
}
