//! `consumer-coordinator-metrics` of a consumer (`AbstractCoordinator.GroupCoordinatorMetrics`,
//! `ConsumerCoordinator.ConsumerCoordinatorMetrics`, `ConsumerRebalanceMetricsManager`).
//!
//! Counted from the last start of the consumer, as each process has metrics of its own. A trace does not have how long a
//! callback takes that is not slow (told as 0 ms), and tells quiet stretches as a whole: heartbeats and commits go on
//! through them at their intervals, and take as long as the last before.

use rebalance_model::config::{MemberConfig, RawConfig};
use rebalance_model::message::{Actor, Api, Body, ErrorCode};
use rebalance_model::trace::{ClientState, Doing, Quiet};
use rebalance_model::{Event, EventKind, MemberIdx, MessageIdx, PartitionIdx, SetIdx, SimDuration, SimTime, Trace};

use super::Metric;
use super::sampled::{HOUR_MS, SAMPLE_MS, Sampled, float};

/// Kafka's default of retry.backoff.ms, for a member whose settings are not understood.
const RETRY_BACKOFF: SimDuration = SimDuration::from_millis(100);

/// The metrics of a member at `at`, by name; none if it was never started until then.
///
/// A consumer that has ended keeps its metrics object, so that values age on. One that was killed counts as closed with
/// its line cut, which is how the recorder ends it: its callback is told.
pub fn of(trace: &Trace, member: MemberIdx, at: SimTime) -> Option<Vec<Metric>> {
    let until = trace.events_until(at);
    let own = |e: &&Event| e.actor == Actor::Member(member) || matches!(e.kind, EventKind::QuietBegins(_));
    let life = last_life(trace, member, until);
    if super::consumer::is_of(&life) {
        return Some(super::consumer::of(trace, &life, at));
    }
    let config = trace.scenario().member_config(member, trace.header.variant, &RawConfig::default()).ok();
    let turn = config.as_ref().map_or(RETRY_BACKOFF, |c| c.retry_backoff);
    let mut sensors: Option<Sensors> = None;
    for event in trace.events[..until].iter().filter(own) {
        let begins = match event.kind {
            EventKind::Doing(Doing::Starting) => true,
            // A member of a group that was running already has no beginning but this.
            EventKind::Started => sensors.as_ref().is_none_or(|s| s.over),
            _ => false,
        };
        if begins {
            sensors = Some(Sensors::new(turn));
        }
        match (&mut sensors, event.kind, &config) {
            (Some(sensors), EventKind::QuietBegins(q), Some(config)) => {
                sensors.quiet(trace, config, &trace.quiet[q as usize], at);
            }
            (Some(sensors), ..) => sensors.see(trace, event),
            (None, ..) => {}
        }
    }
    sensors.map(|mut s| s.measure(at))
}

/// The member's own events of its last life, among the first `until` of the trace.
fn last_life(trace: &Trace, member: MemberIdx, until: usize) -> Vec<&Event> {
    let own = trace.events[..until].iter().filter(|e| e.actor == Actor::Member(member));
    let mut life: Vec<&Event> = own.collect();
    let begun = life.iter().rposition(|e| e.kind == EventKind::Doing(Doing::Starting)).unwrap_or(0);
    life.split_off(begun)
}

/// A sensor of a latency: its windowed statistics, and how often it was recorded in all.
#[derive(Debug)]
struct Latency {
    window: Sampled,
    total: u64,
    sum: u64,
    /// From when to when the last one was.
    last: Option<(SimTime, SimTime)>,
}

impl Latency {
    fn new() -> Self {
        Self { window: Sampled::new(SAMPLE_MS), total: 0, sum: 0, last: None }
    }

    fn record(&mut self, from: SimTime, to: SimTime) {
        // Kafka reads a clock of whole milliseconds at both ends.
        let took = to.as_millis().saturating_sub(from.as_millis());
        self.window.record(took, to.as_millis());
        self.total += 1;
        self.sum += took;
        self.last = Some((from, to));
    }

    /// Records what repeats itself at an interval until an instant, and tells when the last one of these began.
    fn repeat(&mut self, every: SimDuration, until: SimTime) -> Option<SimTime> {
        let (begun, to) = self.last.filter(|_| every > SimDuration::ZERO)?;
        let took = to - begun;
        let mut from = begun;
        while from + every + took <= until {
            from += every;
            self.record(from, from + took);
        }
        (from > begun).then_some(from)
    }
}

/// Which callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Callback {
    Assigned,
    Revoked,
    Lost,
}

/// All sensors of a consumer, and what they have to remember.
#[derive(Debug)]
struct Sensors {
    /// How often the heartbeat thread looks at the network.
    turn: SimDuration,
    join: Latency,
    sync: Latency,
    heartbeat: Latency,
    commit: Latency,
    rebalance: Latency,
    rebalances: Sampled,
    failures: Sampled,
    failed: u64,
    callbacks: [Latency; 3],
    /// A revoke callback that was entered, and may be a slow one.
    revoking: Option<SimTime>,
    held: Vec<PartitionIdx>,
    client: ClientState,
    doing: Doing,
    /// The JoinGroup or SyncGroup that is not answered (`joinFuture`).
    asked: Option<SimTime>,
    /// When the JoinGroup response was handled: the heartbeat thread's turns count from here.
    joined: SimTime,
    /// When the SyncGroup response came.
    synced: Option<SimTime>,
    /// `lastRebalanceStartMs`: failed attempts do not begin it anew.
    rebalance_began: Option<SimTime>,
    rebalance_ended: Option<SimTime>,
    heartbeat_sent: Option<SimTime>,
    over: bool,
}

impl Sensors {
    fn new(turn: SimDuration) -> Self {
        Self {
            turn,
            join: Latency::new(),
            sync: Latency::new(),
            heartbeat: Latency::new(),
            commit: Latency::new(),
            rebalance: Latency::new(),
            rebalances: Sampled::new(HOUR_MS),
            failures: Sampled::new(HOUR_MS),
            failed: 0,
            callbacks: [Latency::new(), Latency::new(), Latency::new()],
            revoking: None,
            held: Vec::new(),
            client: ClientState::Unjoined,
            doing: Doing::Gone,
            asked: None,
            joined: SimTime::ZERO,
            synced: None,
            rebalance_began: None,
            rebalance_ended: None,
            heartbeat_sent: None,
            over: false,
        }
    }

    fn see(&mut self, trace: &Trace, event: &Event) {
        let at = event.at;
        match event.kind {
            EventKind::Sent(m) => self.sent(trace, m, at),
            EventKind::Received(m) => self.received(trace, m, at),
            EventKind::Client(to) => self.turned(to, at),
            EventKind::CoordinatorLost(_) if self.asked.take().is_some() => self.fail(at),
            EventKind::Assigned(set) => {
                self.returned(at);
                self.callback(Callback::Assigned, at, at);
                self.held.extend_from_slice(trace.sets.get(set));
            }
            EventKind::Revoked(set) => {
                self.drop_set(trace, set);
                self.revoking = Some(at);
            }
            EventKind::RevokeDone => {
                if let Some(from) = self.revoking.take() {
                    self.callback(Callback::Revoked, from, at);
                }
            }
            EventKind::PartitionsLost(set) => {
                self.drop_set(trace, set);
                self.callback(Callback::Lost, at, at);
            }
            EventKind::Doing(doing) => self.doing = doing,
            EventKind::Killed => self.killed(at),
            EventKind::Closed | EventKind::Failed(_) => {
                self.returned(at);
                self.over = true;
            }
            _ => {}
        }
    }

    /// What goes on through a quiet stretch, as far as it lies before `at`.
    fn quiet(&mut self, trace: &Trace, config: &MemberConfig, quiet: &Quiet, at: SimTime) {
        let until = quiet.until.min(at);
        if self.over || self.client != ClientState::Stable {
            return;
        }
        // Every JoinGroup response starts the interval anew; a first heartbeat takes as long as the SyncGroup before it.
        let before = self.heartbeat.last.or(self.sync.last);
        self.heartbeat.last = before.map(|(from, to)| (from.max(self.joined), from.max(self.joined) + (to - from)));
        self.heartbeat_sent = self.heartbeat.repeat(config.heartbeat_interval, until).or(self.heartbeat_sent);
        let flowing = trace.sets.get(quiet.flowing);
        if self.held.iter().any(|p| flowing.binary_search(p).is_ok()) {
            let tick = trace.scenario().tick().unwrap_or(SimDuration::ZERO);
            self.commit.repeat(if config.auto_commit { config.auto_commit_interval } else { tick }, until);
        }
    }

    fn sent(&mut self, trace: &Trace, message: MessageIdx, at: SimTime) {
        match trace.message(message).body.api() {
            Api::JoinGroup => {
                self.returned(at);
                self.rebalance_began.get_or_insert(at);
                self.asked = Some(at);
            }
            Api::SyncGroup => self.asked = Some(at),
            Api::Heartbeat => self.heartbeat_sent = Some(at),
            Api::LeaveGroup => self.returned(at),
            _ => {}
        }
    }

    fn received(&mut self, trace: &Trace, idx: MessageIdx, at: SimTime) {
        let message = trace.message(idx);
        let sent = message.answers.map_or(at, |request| trace.message(request).sent);
        match message.body {
            Body::HeartbeatResponse { .. } => self.heartbeat.record(sent, at),
            Body::OffsetCommitResponse { .. } => self.commit.record(sent, at),
            Body::JoinGroupResponse { error, .. } => {
                self.answered(error, self.client == ClientState::PreparingRebalance, at);
            }
            Body::SyncGroupResponse { error, .. } => {
                self.answered(error, self.client == ClientState::CompletingRebalance, at);
                self.synced = Some(at);
            }
            _ => {}
        }
    }

    /// An answer that is an error, or is no use any more, fails the attempt. One that is good shows when the client
    /// acts on it, which may be later: until then the response lies in the socket, and its latency goes on.
    fn answered(&mut self, error: ErrorCode, wanted: bool, at: SimTime) {
        if error != ErrorCode::None || !wanted {
            self.asked = None;
            self.fail(at);
        }
    }

    fn turned(&mut self, to: ClientState, at: SimTime) {
        let from = std::mem::replace(&mut self.client, to);
        match (to, self.asked) {
            (ClientState::CompletingRebalance, Some(sent)) => {
                self.join.record(sent, at);
                self.joined = at;
            }
            (ClientState::Stable, Some(sent)) if from == ClientState::CompletingRebalance => {
                let at = self.read_at(at);
                self.asked = None;
                self.sync.record(sent, at);
                let began = self.rebalance_began.take().unwrap_or(sent);
                self.rebalance.record(began, at);
                self.rebalances.record(1, at.as_millis());
                self.rebalance_ended = Some(at);
            }
            _ => {}
        }
    }

    /// When the SyncGroup response was read that the client is seen to act on at `at`: the application may be busy, but
    /// the heartbeat thread reads the network in each of its turns.
    fn read_at(&mut self, at: SimTime) -> SimTime {
        let Some(came) = self.synced.take() else { return at };
        let turn = self.turn.as_micros().max(1);
        let turns = (came - self.joined).as_micros().div_ceil(turn);
        at.min(self.joined + SimDuration::from_micros(turn.saturating_mul(turns)))
    }

    fn fail(&mut self, at: SimTime) {
        self.failed += 1;
        self.failures.record(1, at.as_millis());
    }

    fn drop_set(&mut self, trace: &Trace, set: SetIdx) {
        let gone = trace.sets.get(set);
        self.held.retain(|p| gone.binary_search(p).is_err());
    }

    fn callback(&mut self, which: Callback, from: SimTime, to: SimTime) {
        self.callbacks[which as usize].record(from, to);
    }

    /// Something followed that does not happen inside the callback: it was not slow.
    fn returned(&mut self, at: SimTime) {
        if let Some(from) = self.revoking.take() {
            self.callback(Callback::Revoked, from, at.min(from));
        }
    }

    fn killed(&mut self, at: SimTime) {
        self.over = true;
        self.returned(at);
        if !std::mem::take(&mut self.held).is_empty() {
            let how = if self.client == ClientState::Unjoined { Callback::Lost } else { Callback::Revoked };
            self.callback(how, at, at);
        }
    }

    fn measure(&mut self, at: SimTime) -> Vec<Metric> {
        if self.doing != Doing::Revoking {
            self.returned(at);
        }
        let now = at.as_millis();
        let ago = |since: Option<SimTime>| since.map_or(-1.0, |s| float((now - s.as_millis()) / 1_000));
        let per_hour = |s: &Sampled| s.rate(HOUR_MS, now);
        let [assigned, revoked, lost] = &self.callbacks;
        let Self { join, sync, heartbeat, commit, rebalance, .. } = &*self;
        let values = [
            ("assigned-partitions", float(self.held.len() as u64)),
            ("commit-latency-avg", commit.window.avg(now)),
            ("commit-latency-max", commit.window.max(now)),
            ("commit-rate", commit.window.rate(1_000, now)),
            ("commit-total", float(commit.total)),
            ("failed-rebalance-rate-per-hour", per_hour(&self.failures)),
            ("failed-rebalance-total", float(self.failed)),
            ("heartbeat-rate", heartbeat.window.rate(1_000, now)),
            ("heartbeat-response-time-max", heartbeat.window.max(now)),
            ("heartbeat-total", float(heartbeat.total)),
            ("join-rate", join.window.rate(1_000, now)),
            ("join-time-avg", join.window.avg(now)),
            ("join-time-max", join.window.max(now)),
            ("join-total", float(join.total)),
            ("last-heartbeat-seconds-ago", ago(self.heartbeat_sent)),
            ("last-rebalance-seconds-ago", ago(self.rebalance_ended)),
            ("partition-assigned-latency-avg", assigned.window.avg(now)),
            ("partition-assigned-latency-max", assigned.window.max(now)),
            ("partition-lost-latency-avg", lost.window.avg(now)),
            ("partition-lost-latency-max", lost.window.max(now)),
            ("partition-revoked-latency-avg", revoked.window.avg(now)),
            ("partition-revoked-latency-max", revoked.window.max(now)),
            ("rebalance-latency-avg", rebalance.window.avg(now)),
            ("rebalance-latency-max", rebalance.window.max(now)),
            ("rebalance-latency-total", float(rebalance.sum)),
            ("rebalance-rate-per-hour", per_hour(&self.rebalances)),
            ("rebalance-total", float(rebalance.total)),
            ("sync-rate", sync.window.rate(1_000, now)),
            ("sync-time-avg", sync.window.avg(now)),
            ("sync-time-max", sync.window.max(now)),
            ("sync-total", float(sync.total)),
        ];
        values.into_iter().map(|(name, value)| Metric { name, value }).collect()
    }
}
