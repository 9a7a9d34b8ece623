//! The discrete-event engine: takes what is next, lets a machine react, does what it asks for, and
//! keeps the trace. The only place where anything is sent, waited for or drawn.

mod adopt;
mod link;
mod log;
mod queue;
mod quiet;
mod rest;

use std::rc::Rc;
use std::sync::Arc;

use rebalance_model::config::ConfigError;
use rebalance_model::message::{Actor, Body, Message};
use rebalance_model::scenario::{Action, limits};
use rebalance_model::trace::Outcome;
use rebalance_model::{
    EventId, EventKind, MemberIdx, MessageIdx, PartitionIdx, Scenario, SimDuration, SimTime, StepIdx, Trace, Variant,
};

use self::link::{Link, UnderWay};
use self::log::Log;
use self::queue::{Item, Queue, Sending};
use crate::assignor::TopicMeta;
use crate::coordinator::{Coordinator, Joiner};
use crate::latency::Latencies;
use crate::machine::{Act, BrokerAct, Effect, Input, Machine as _, Outbox, record};
use crate::member::{Client, Member, Setup};
use crate::rng::SimRng;
use crate::{Options, SimError, Until};

/// A run under way.
#[derive(Debug)]
pub(crate) struct World {
    scenario: Rc<Scenario>,
    variant: Variant,
    options: Options,
    latency: Latencies,
    trace: Trace,
    queue: Queue,
    now: SimTime,
    coordinator: Coordinator,
    members: Vec<Client>,
    links: Vec<Link>,
    log: Log,
    ids: SimRng,
    effects: Vec<Effect>,
    /// How each message was sent.
    sent_by: Vec<Sent>,
    topics: Arc<[TopicMeta]>,
    /// Partitions were added.
    grown: bool,
    /// The broker is stopped until then.
    broker_back: SimTime,
    log_start: Arc<[u64]>,
    rest: rest::Rest,
    /// Led further than to its own end.
    led: Option<SimTime>,
    /// Until when the script keeps something from passing, or a process from going on.
    troubled_until: SimTime,
    /// When it is asked again whether a quiet stretch begins.
    ask_quiet_at: SimTime,
    /// The member for whose sake none began the last time.
    busy_member: usize,
}

/// How a message was sent.
#[derive(Debug)]
struct Sent {
    /// The event that tells it.
    event: EventId,
    /// In which life of the member at either end.
    life: u32,
    /// Over which of its connections to the coordinator.
    connection: Option<u32>,
}

impl World {
    pub(crate) fn new(scenario: &Rc<Scenario>, variant: Variant, options: &Options) -> Result<Self, SimError> {
        let broker = scenario.broker_config().map_err(|e| SimError::setting("broker", e))?;
        let latency = options.latencies;
        let (members, partitions) = (scenario.members.len(), scenario.partition_count());
        let topics: Vec<TopicMeta> = scenario
            .topics
            .iter()
            .map(|t| TopicMeta { name: t.name.clone(), partitions: t.partitions, racks: Vec::new() })
            .collect();
        let link = |m: usize| Link::new(SimRng::stream(options.seed, &format!("link/{}", scenario.members[m].name)));
        let mut world = Self {
            scenario: scenario.clone(),
            variant,
            options: *options,
            latency,
            trace: Trace::new(scenario.clone(), variant, options.seed),
            queue: Queue::default(),
            now: SimTime::ZERO,
            coordinator: Coordinator::new(broker, &latency, members, scenario),
            members: (0..members).map(|m| Client::new(MemberIdx::at(m), partitions, &latency)).collect(),
            links: (0..members).map(link).collect(),
            log: Log::new(scenario, &latency),
            ids: SimRng::stream(options.seed, "ids"),
            effects: Vec::new(),
            sent_by: Vec::new(),
            topics: topics.into(),
            grown: false,
            broker_back: SimTime::ZERO,
            log_start: adopt::log_start(scenario),
            rest: rest::Rest::new(scenario, variant),
            led: None,
            troubled_until: SimTime::ZERO,
            ask_quiet_at: SimTime::ZERO,
            busy_member: 0,
        };
        world.refuse_what_cannot_run()?;
        for (i, step) in scenario.script.iter().enumerate() {
            world.queue.push(step.at + latency.script, Item::Step(StepIdx::at(i)));
        }
        world.adopt_group()?;
        Ok(world)
    }

    /// Everything that Kafka or the lab would refuse is refused before anything runs.
    fn refuse_what_cannot_run(&self) -> Result<(), SimError> {
        for step in &self.scenario.script {
            if let Action::Start { member, config } = &step.action {
                self.member_config(*member, config)?;
            }
            if !cfg!(feature = "whole") && matches!(step.action, Action::RestartBroker(_)) {
                return Err(SimError::setting(
                    "broker",
                    ConfigError::NotModelled { what: "restart_broker".to_owned() },
                ));
            }
        }
        Ok(())
    }

    fn member_config(
        &self,
        member: MemberIdx,
        start: &rebalance_model::config::RawConfig,
    ) -> Result<rebalance_model::config::MemberConfig, SimError> {
        let named = |e| SimError::setting(&self.scenario.members[member.index()].name, e);
        self.scenario.member_config(member, self.variant, start).map_err(named)
    }

    /// Runs to the end.
    pub(crate) fn run(&mut self) {
        self.trace.end = self.run_until_end();
    }

    pub(crate) fn end(&self) -> SimTime {
        self.trace.end
    }

    /// Goes on after the end, until `least`; as long as too much does not happen.
    pub(crate) fn lead_to(&mut self, least: SimTime) {
        if least > self.end() {
            self.led = Some(least);
            self.run();
        }
    }

    pub(crate) fn trace(self) -> Trace {
        self.trace
    }

    fn run_until_end(&mut self) -> SimTime {
        while let Some(at) = self.queue.next_at() {
            let wanted = self.wanted_end();
            if at > wanted {
                if self.led.is_none() && self.options.until == Until::Rest && !self.rest.is_at_rest() {
                    self.trace.outcome = Outcome::TooLong;
                }
                // A group may lose its rest after it would have been given up.
                return wanted.max(self.now);
            }
            if self.trace.events.len() >= limits::EVENTS {
                self.trace.outcome = Outcome::TooManyEvents;
                return self.now;
            }
            if let Some((at, item)) = self.queue.pop() {
                debug_assert!(at >= self.now, "time must not run back from {} to {at}: {item:?}", self.now);
                self.now = at;
                self.handle(item);
                let troubled =
                    self.is_troubled() || (self.grown && self.members.iter().any(|m| m.has_not_seen(&self.topics)));
                self.rest.look(self.now, &self.scenario, &self.coordinator, &self.members, troubled);
                if self.options.until == Until::Rest {
                    self.skip_quiet();
                }
            }
        }
        // Nothing is ahead: everybody is gone, or out of the loop for good.
        let least = self.led.unwrap_or(SimTime::ZERO + self.scenario.duration);
        if self.rest.is_at_rest() { self.wanted_end().max(self.now) } else { least.max(self.now) }
    }

    /// Where the run ends, as things stand.
    fn wanted_end(&self) -> SimTime {
        let least = SimTime::ZERO + self.scenario.duration;
        let most = SimTime::ZERO + limits::SIMULATED_TIME;
        match (self.led, self.options.until) {
            (Some(led), _) => led,
            (None, Until::Duration) => least,
            (None, Until::Rest) => self.rest.end(least),
        }
        .min(most)
    }

    fn handle(&mut self, item: Item) {
        match item {
            Item::Step(step) => {
                self.step(step);
                // Only the script does this to a link.
                self.troubled_until = self.links.iter().map(Link::free_from).max().unwrap_or_default();
            }
            Item::StepOver(step, life) => self.step_over(step, life),
            Item::Send(sending) => self.send(*sending),
            Item::Deliver(idx, life) => self.deliver(idx, life),
            Item::Timer { actor, timer, cause, life } => {
                // What a stopped process has missed it is told when it goes on.
                let stopped = matches!(actor, Actor::Member(m) if self.links[m.index()].frozen_until > self.now);
                if self.life(actor) == life && !stopped {
                    self.turn(actor, &Input::Timer(timer), cause);
                }
            }
            Item::Fetched { member, sent, data, life } => {
                let link = &self.links[member.index()];
                if link.fetching.0 != sent {
                    // Its connection has broken since.
                } else if link.passes_from() > self.now {
                    // The broker has answered: the last of the way is left, and what poll() takes to return it.
                    let at = link.passes_from() + self.latency.one_way + self.latency.ready_poll;
                    self.queue.push(at, Item::Fetched { member, sent, data, life });
                } else if link.frozen_until > self.now {
                    self.queue.push(link.frozen_until, Item::Fetched { member, sent, data, life });
                } else if link.life == life {
                    self.turn(Actor::Member(member), &Input::Fetched(&data), None);
                }
            }
        }
    }

    /// Whether the script keeps something from passing or going on.
    fn is_troubled(&self) -> bool {
        self.troubled_until > self.now
    }

    fn life(&self, actor: Actor) -> u32 {
        match actor {
            Actor::Member(m) => self.links[m.index()].life,
            Actor::Coordinator | Actor::Script => 0,
        }
    }

    fn step(&mut self, idx: StepIdx) {
        let scenario = self.scenario.clone();
        let action = &scenario.script[idx.index()].action;
        let cause = record(&mut self.trace, self.now, None, Actor::Script, EventKind::Step(idx));
        let Some(member) = action.member() else {
            match action {
                Action::AddPartitions(..) => self.grow(&scenario.partitions_before(idx.index() + 1)),
                Action::RestartBroker(d) if cfg!(feature = "whole") => self.stop_broker(idx, *d, cause),
                _ => {}
            }
            return;
        };
        let alive = self.members[member.index()].is_alive();
        let act = match action {
            Action::Start { config, .. } if !alive => {
                let Ok(config) = self.member_config(member, config) else { return };
                self.begin_life(member, config);
                Act::Start
            }
            Action::Close(_) if alive => Act::Close,
            Action::Kill(_) if alive => Act::Kill,
            Action::Stall(_, d) => Act::Stall(*d),
            Action::StallRevoke(_, d) => Act::StallRevoke(*d),
            Action::Throw(_) => Act::Throw,
            Action::EnforceRebalance(_) => Act::Enforce,
            Action::NetworkDown(_, d) => {
                let until = self.now + *d;
                self.links[member.index()].hold(self.now, until);
                self.let_through(member);
                return self.queue.push(until, Item::StepOver(idx, 0));
            }
            Action::Freeze(_, d) if alive => {
                let link = &mut self.links[member.index()];
                let until = self.now + *d + self.latency.thaw;
                link.frozen_until = link.frozen_until.max(until);
                return self.queue.push(until, Item::StepOver(idx, link.life));
            }
            Action::Delay(_, d) => {
                self.links[member.index()].delay = *d;
                return;
            }
            // Starting what runs and ending what does not changes nothing.
            _ => return,
        };
        self.turn(Actor::Member(member), &Input::Act(act), Some(cause));
        if act == Act::Kill {
            self.links[member.index()].life += 1;
        }
    }

    fn step_over(&mut self, idx: StepIdx, life: u32) {
        let scenario = self.scenario.clone();
        let cause = record(&mut self.trace, self.now, None, Actor::Script, EventKind::StepOver(idx));
        // A restart that ends while another keeps the broker stopped starts nothing.
        if let Action::RestartBroker(_) = scenario.script[idx.index()].action
            && cfg!(feature = "whole")
            && self.now >= self.broker_back
        {
            self.turn(Actor::Coordinator, &Input::Broker(BrokerAct::Start), Some(cause));
        }
        if let Action::Freeze(member, _) = scenario.script[idx.index()].action {
            let link = &self.links[member.index()];
            if link.life == life && link.frozen_until <= self.now {
                self.turn(Actor::Member(member), &Input::Act(Act::Thaw), Some(cause));
            }
        }
    }

    /// The broker is gone, and every connection with it. What is sent meanwhile finds it when it is there again.
    fn stop_broker(&mut self, idx: StepIdx, away: SimDuration, cause: EventId) {
        let until = self.now + away + self.latency.boot;
        self.broker_back = self.broker_back.max(until);
        self.turn(Actor::Coordinator, &Input::Broker(BrokerAct::Stop), Some(cause));
        for m in 0..self.members.len() {
            let link = &mut self.links[m];
            link.lose_broker(until);
            link.connection += 1;
            link.fetching = (self.now, self.now);
            self.turn(Actor::Member(MemberIdx::at(m)), &Input::Act(Act::Disconnect), Some(cause));
        }
        self.queue.push(until, Item::StepOver(idx, 0));
    }

    /// Topics have so many partitions from now on.
    fn grow(&mut self, partitions: &[u32]) {
        let mut topics = self.topics.to_vec();
        for (topic, n) in topics.iter_mut().zip(partitions) {
            topic.partitions = *n;
        }
        self.topics = topics.into();
        self.grown = true;
        self.coordinator.set_partitions(partitions.to_vec());
    }

    fn begin_life(&mut self, member: MemberIdx, config: rebalance_model::config::MemberConfig) {
        let link = &mut self.links[member.index()];
        link.life += 1;
        // What the broker has not read of an earlier life is gone with its connection.
        link.on_way[0].retain(|under_way| under_way.due < SimTime::NEVER);
        link.frozen_until = SimTime::ZERO;
        link.fetching = (SimTime::ZERO, SimTime::ZERO);
        self.coordinator.set_joiner(
            member,
            Joiner {
                session: config.session_timeout,
                rebalance: config.max_poll_interval,
                instance: config.instance_id.clone(),
                #[cfg(feature = "consumer")]
                assignor: config.consumer.and_then(|c| c.assignor),
            },
        );
        self.trace.header.assignors[member.index()].clone_from(&config.assignors);
        self.trace.header.instances[member.index()].clone_from(&config.instance_id);
        let load = self.scenario.load;
        let (topics, log_start) = (self.topics.clone(), self.log_start.clone());
        self.members[member.index()].set_up(Setup {
            config,
            process: load.process,
            poll: load.poll,
            topics,
            log_start,
        });
    }

    /// Lets a machine react, then does what it asks for.
    fn turn(&mut self, actor: Actor, input: &Input<'_>, cause: Option<EventId>) {
        let mut effects = std::mem::take(&mut self.effects);
        let mut out = Outbox {
            trace: &mut self.trace,
            effects: &mut effects,
            ids: &mut self.ids,
            actor,
            at: self.now,
            cause,
            last: None,
        };
        match actor {
            Actor::Coordinator => self.coordinator.on(self.now, input, &mut out),
            Actor::Member(m) => self.members[m.index()].on(self.now, input, &mut out),
            Actor::Script => {}
        }
        let last = out.last.or(cause);
        self.apply(actor, &mut effects, cause, last);
        self.effects = effects;
    }

    fn apply(&mut self, actor: Actor, effects: &mut Vec<Effect>, cause: Option<EventId>, last: Option<EventId>) {
        for effect in effects.drain(..) {
            match effect {
                Effect::Send { to, body, answers, after } => {
                    // An answer belongs to the process that asked, and to the connection that it asked over.
                    let (life, connection) = match (answers, actor) {
                        (Some(request), _) => {
                            let asked = &self.sent_by[request.index()];
                            (asked.life, asked.connection)
                        }
                        (None, Actor::Member(m)) => (self.life(actor), self.links[m.index()].connection_of(body.api())),
                        _ => (0, None),
                    };
                    let cause = last.or(cause);
                    let sending = Sending { from: actor, to, body, answers, cause, life, connection };
                    if after == SimDuration::ZERO {
                        self.send(sending);
                    } else {
                        self.queue.push(self.now + after, Item::Send(Box::new(sending)));
                    }
                }
                Effect::SetTimer { timer, at } => {
                    let life = self.life(actor);
                    self.queue.push(at, Item::Timer { actor, timer, cause: last, life });
                }
                Effect::Fetch { want, max_wait, first } => self.fetch(actor, &want, max_wait, first),
                Effect::Disconnect => {
                    if let Actor::Member(m) = actor {
                        self.links[m.index()].connection += 1;
                    }
                }
            }
        }
    }

    fn send(&mut self, sending: Sending) {
        let Sending { from, to, body, answers, cause, life, connection } = sending;
        let (Actor::Member(member), way) = (match (from, to) {
            (Actor::Member(_), _) => (from, 0),
            _ => (to, 1),
        }) else {
            return;
        };
        let link = &self.links[member.index()];
        // A request over a connection that is gone was given up with it; an answer is still sent, and lost.
        if answers.is_none() && (link.life != life || connection.is_some_and(|c| c != link.connection)) {
            return;
        }
        if way == 0 && link.frozen_until > self.now {
            let sending = Sending { from, to, body, answers, cause, life, connection };
            return self.queue.push(link.frozen_until, Item::Send(Box::new(sending)));
        }
        let idx = MessageIdx::at(self.trace.messages.len());
        self.trace.messages.push(Message { from, to, sent: self.now, arrived: None, answers, body });
        let sent = record(&mut self.trace, self.now, cause, from, EventKind::Sent(idx));
        self.sent_by.push(Sent { event: sent, life, connection });
        let latency = self.latency;
        let link = &mut self.links[member.index()];
        let jitter = SimDuration::from_micros(link.rng.below(latency.jitter.as_micros() + 1));
        let arrives = (link.passes_at(self.now, way, connection) + latency.one_way + jitter).max(link.last[way]);
        link.last[way] = arrives;
        link.on_way[way].push(UnderWay { idx, arrives, due: arrives });
        self.queue.push(arrives, Item::Deliver(idx, life));
        if link.waits.is_some_and(|(request, _)| Some(request) == answers) {
            // What waits behind a request that is answered now is read now.
            link.waits = None;
            for under_way in link.on_way[0].iter_mut().filter(|under_way| under_way.due == SimTime::NEVER) {
                under_way.due = self.now;
                let life = self.sent_by[under_way.idx.index()].life;
                self.queue.push(self.now, Item::Deliver(under_way.idx, life));
            }
        }
    }

    fn deliver(&mut self, idx: MessageIdx, life: u32) {
        let (from, to) = (self.trace.message(idx).from, self.trace.message(idx).to);
        let now = self.now;
        if !self.on_way(idx).iter().any(|under_way| under_way.idx == idx && under_way.due == now) {
            // It was let through earlier.
            return;
        }
        let sent = &self.sent_by[idx.index()];
        let way = (sent.life, sent.connection);
        let unread = matches!(from, Actor::Member(m) if self.links[m.index()].is_muted(way)).then_some(SimTime::NEVER);
        if let Some(at) = unread.or_else(|| self.delayed(idx)) {
            if let Some(under_way) = self.on_way(idx).iter_mut().find(|under_way| under_way.idx == idx) {
                under_way.due = at;
            }
            if at < SimTime::NEVER {
                self.queue.push(at, Item::Deliver(idx, life));
            }
            return;
        }
        self.on_way(idx).retain(|under_way| under_way.idx != idx);
        // What was meant for a process that has ended reaches nobody; what it sent before is on its way.
        let meant_for = |m: MemberIdx| self.links[m.index()].life == life && self.members[m.index()].is_alive();
        if let Actor::Member(m) = to
            && !meant_for(m)
        {
            return;
        }
        let message = self.trace.message(idx);
        if let (Some(connection), (Actor::Member(m), _) | (_, Actor::Member(m))) =
            (self.sent_by[idx.index()].connection, (message.from, message.to))
            && connection != self.links[m.index()].connection
        {
            return;
        }
        self.trace.messages[idx.index()].arrived = Some(self.now);
        let cause = Some(self.sent_by[idx.index()].event);
        let received = record(&mut self.trace, self.now, cause, to, EventKind::Received(idx));
        // The body is lent to the machine while the trace, which holds it, is written.
        let body = self.trace.message(idx).body.clone();
        if let (Body::JoinGroupRequest { .. } | Body::SyncGroupRequest { .. }, Actor::Member(m)) = (&body, from) {
            self.links[m.index()].waits = Some((idx, way));
        }
        self.turn(to, &Input::Message(idx, &body), Some(received));
    }

    /// What is held up on a line whose hold ends sooner now arrives sooner.
    fn let_through(&mut self, member: MemberIdx) {
        let link = &mut self.links[member.index()];
        let passes = link.passes_from() + self.latency.one_way;
        for under_way in link.on_way.iter_mut().flatten() {
            let at = under_way.arrives.max(passes);
            if at < under_way.due {
                under_way.due = at;
                let life = self.sent_by[under_way.idx.index()].life;
                self.queue.push(at, Item::Deliver(under_way.idx, life));
            }
        }
    }

    /// What is under way over the same line in the same direction.
    fn on_way(&mut self, idx: MessageIdx) -> &mut Vec<UnderWay> {
        let message = self.trace.message(idx);
        let (way, end) = if let Actor::Member(_) = message.to { (1, message.to) } else { (0, message.from) };
        let Actor::Member(m) = end else { unreachable!("a message has a member at one of its ends") };
        &mut self.links[m.index()].on_way[way]
    }

    /// When a message can pass that can't now: the line is held, its receiver stopped, the broker still holds the
    /// fetch that was sent before it over the same connection, or a message that was has not passed yet.
    fn delayed(&self, idx: MessageIdx) -> Option<SimTime> {
        let message = self.trace.message(idx);
        let (Actor::Member(member), inbound) = (match message.from {
            Actor::Member(_) => (message.from, false),
            _ => (message.to, true),
        }) else {
            return None;
        };
        let link = &self.links[member.index()];
        let (fetch_sent, fetched_at) = link.fetching;
        let behind_fetch = !inbound && self.sent_by[idx.index()].connection.is_none() && fetch_sent <= message.sent;
        if link.passes_from() > self.now {
            Some(link.passes_from() + self.latency.one_way)
        } else if inbound && link.frozen_until > self.now {
            Some(link.frozen_until)
        } else if behind_fetch && fetched_at > self.now {
            Some(fetched_at)
        } else {
            let connection = |idx: MessageIdx| self.sent_by[idx.index()].connection;
            let before = link.on_way[usize::from(inbound)].iter().take_while(|other| other.idx != idx);
            let ahead = before.filter(|other| connection(other.idx) == connection(idx));
            ahead.map(|other| self.now.max(other.due)).max()
        }
    }

    fn fetch(&mut self, actor: Actor, want: &[(PartitionIdx, u64)], max_wait: SimDuration, first: bool) {
        let Actor::Member(member) = actor else { return };
        let link = &self.links[member.index()];
        let reaches = self.now.max(link.passes_from()) + self.latency.one_way + link.delay;
        let (served, data) = self.log.serve(reaches, want, max_wait);
        let back = served + self.latency.fetched + link.delay + Member::fetch_extra(&self.latency, first);
        let life = link.life;
        self.links[member.index()].fetching = (self.now, back);
        self.queue.push(back, Item::Fetched { member, sent: self.now, data, life });
    }
}
