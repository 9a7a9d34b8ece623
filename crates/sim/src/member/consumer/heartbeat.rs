//! The background thread's heartbeats (consumer-protocol 2.3 to 2.6): what goes at once and what waits for the interval,
//! what its answer changes, and the poll timer, which is looked at only when the thread comes to its turn.

use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{CoordinatorLoss, Membership};
use rebalance_model::{EventKind, Generation, MessageIdx, SetIdx, SimDuration, SimTime};

use super::{Consumer, Main};
use crate::machine::{Effect, Outbox, Timer};

/// The thread waits for the network so long at most (`ConsumerNetworkThread.MAX_POLL_TIMEOUT_MS`).
const LONGEST_WAIT: SimDuration = SimDuration::from_millis(5_000);
/// The longest pause between two attempts (`retry.backoff.max.ms`).
const LONGEST_BACKOFF: SimDuration = SimDuration::from_millis(1_000);
/// A pause of no length would fill the trace with attempts and tell nothing.
const LEAST_BACKOFF: SimDuration = SimDuration::from_millis(20);

/// `HeartbeatRequestState` and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Heartbeat {
    /// As the coordinator said last.
    interval: Option<SimDuration>,
    /// When the next one is due, if nothing is to go at once.
    due: SimTime,
    /// When the thread takes its next turn.
    at: SimTime,
    /// When the one in flight was sent.
    in_flight: Option<SimTime>,
    /// An acknowledgement waits for the answer to the one in flight.
    ack_waits: bool,
    /// The next one says everything anew.
    full: bool,
    /// Attempts that failed one after the other.
    failures: u32,
    /// A FindCoordinator is on its way.
    looking: bool,
}

impl Default for Heartbeat {
    fn default() -> Self {
        Self {
            interval: None,
            due: SimTime::NEVER,
            at: SimTime::NEVER,
            in_flight: None,
            ack_waits: false,
            full: false,
            failures: 0,
            looking: false,
        }
    }
}

impl Heartbeat {
    pub(super) fn at(&self) -> SimTime {
        self.at
    }

    /// Of a member of a group that is running already.
    pub(super) fn adopt(&mut self, interval: SimDuration, first: SimTime) {
        (self.interval, self.due, self.at) = (Some(interval), first, first);
    }

    pub(super) fn is_in_flight(&self) -> bool {
        self.in_flight.is_some()
    }

    /// The thread's next turn is now.
    #[cfg(feature = "steps")]
    pub(super) fn let_turn_come(&mut self, now: SimTime) {
        self.at = now;
    }

    /// Forgets turns that never come.
    #[cfg(feature = "steps")]
    pub(super) fn forget_what_is_over(&mut self) {
        for at in [&mut self.due, &mut self.at] {
            if *at != SimTime::ZERO {
                *at = SimTime::NEVER;
            }
        }
    }

    /// Nothing is sent: forgets all turns, and what was on its way.
    #[cfg(feature = "steps")]
    pub(super) fn forget_everything_sent(&mut self) {
        (self.due, self.at) = (SimTime::NEVER, SimTime::NEVER);
        (self.in_flight, self.ack_waits) = (None, false);
    }

    /// Moves what belongs to the routine.
    pub(super) fn shift(&mut self, by: SimDuration) {
        for at in [&mut self.due, &mut self.at] {
            if *at != SimTime::NEVER {
                *at += by;
            }
        }
    }
}

impl Consumer {
    /// Whether heartbeats go out at all.
    pub(super) fn is_member(&self) -> bool {
        matches!(
            self.membership,
            Membership::Joining | Membership::Reconciling | Membership::Acknowledging | Membership::Stable
        )
    }

    fn schedule(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if !self.is_member() {
            return;
        }
        let patience = self.heartbeat.in_flight.map_or(SimTime::NEVER, |sent| sent + self.config().request_timeout);
        // Without a coordinator none is sent, however overdue.
        let next = match self.heartbeat.in_flight {
            Some(_) => patience,
            None if self.coordinator_known => self.heartbeat.due,
            None => SimTime::NEVER,
        };
        self.heartbeat.at = next.min(now + LONGEST_WAIT).max(now);
        out.wake(Timer::Heartbeat, self.heartbeat.at);
    }

    /// A turn of the thread.
    pub(super) fn heartbeat_turn(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if !self.is_member() {
            return;
        }
        if now >= self.asked + self.config().max_poll_interval {
            return self.poll_timed_out(out);
        }
        if self.heartbeat.in_flight.is_some_and(|sent| now >= sent + self.config().request_timeout) {
            out.effects.push(Effect::Disconnect);
            self.lose_coordinator(CoordinatorLoss::RequestTimedOut, out);
        } else if self.coordinator_known && self.heartbeat.in_flight.is_none() && now >= self.heartbeat.due {
            return self.beat(SimDuration::ZERO, out);
        }
        self.schedule(now, out);
    }

    /// Sends a heartbeat, with what its state asks for.
    pub(super) fn beat(&mut self, after: SimDuration, out: &mut Outbox<'_>) {
        let Some(member) = self.id else { return };
        let joins = self.membership == Membership::Joining;
        let full = std::mem::take(&mut self.heartbeat.full) || joins;
        let tells = full || self.membership == Membership::Acknowledging;
        let owned = tells.then(|| self.held(out));
        let body = Body::ConsumerGroupHeartbeatRequest {
            member,
            epoch: Generation(self.epoch),
            full: full.then_some(self.config().max_poll_interval),
            owned,
        };
        out.request(body, after);
        let sent = out.at + after;
        self.turns.sent(out.at);
        self.heartbeat.in_flight = Some(sent);
        self.heartbeat.ack_waits = false;
        self.heartbeat.due = sent + self.heartbeat.interval.unwrap_or(LONGEST_WAIT);
        if self.membership == Membership::Acknowledging {
            self.acknowledged(out);
        }
        self.schedule(out.at, out);
    }

    /// What was assigned is in place: the coordinator is to know at once.
    pub(super) fn acknowledge(&mut self, out: &mut Outbox<'_>) {
        self.turn_to(Membership::Acknowledging, out);
        if self.heartbeat.is_in_flight() || !self.coordinator_known {
            self.heartbeat.ack_waits = true;
        } else {
            self.beat(self.latency.consumer.acknowledge, out);
        }
    }

    /// Wants in, at once.
    pub(super) fn join(&mut self, out: &mut Outbox<'_>) {
        self.epoch = 0;
        self.turn_to(Membership::Joining, out);
        if self.coordinator_known && !self.heartbeat.is_in_flight() {
            self.beat(self.latency.consumer.acknowledge, out);
        } else {
            self.heartbeat.due = out.at;
            self.schedule(out.at, out);
        }
    }

    /// Says that it leaves, without waiting for an answer. Its heartbeats end here.
    pub(super) fn say_goodbye(&mut self, after: SimDuration, out: &mut Outbox<'_>) {
        let Some(member) = self.id else { return };
        self.epoch = if self.config().instance_id.is_some() { -2 } else { -1 };
        self.turn_to(Membership::Leaving, out);
        let owned = Some(out.set(&[]));
        let body = Body::ConsumerGroupHeartbeatRequest { member, epoch: Generation(self.epoch), full: None, owned };
        out.request(body, after);
        self.heartbeat.in_flight = None;
        self.heartbeat.ack_waits = false;
    }

    /// max.poll.interval.ms has passed since the last poll(): the member leaves by itself. The application, still
    /// inside its batch, notices nothing.
    fn poll_timed_out(&mut self, out: &mut Outbox<'_>) {
        out.record(EventKind::PollTimeout);
        self.turn_to(Membership::PrepareLeaving, out);
        self.say_goodbye(SimDuration::ZERO, out);
        self.turn_to(Membership::Stale, out);
        self.reconciliation.give_up();
    }

    pub(super) fn heartbeat_answered(
        &mut self,
        now: SimTime,
        idx: MessageIdx,
        (error, epoch): (ErrorCode, i32),
        interval: SimDuration,
        assignment: Option<SetIdx>,
        out: &mut Outbox<'_>,
    ) {
        let request = out.trace.message(idx).answers.map(|r| &out.trace.message(r).body);
        if matches!(request, Some(Body::ConsumerGroupHeartbeatRequest { epoch, .. }) if epoch.0 < 0) {
            return self.leave_answered(now, out);
        }
        if !self.is_member() {
            return;
        }
        self.heartbeat.in_flight = None;
        if !error.is_ok() {
            return self.heartbeat_failed(now, error, out);
        }
        self.heartbeat.failures = 0;
        self.epoch = epoch;
        if self.heartbeat.interval != Some(interval) {
            self.heartbeat.interval = Some(interval);
            self.heartbeat.due = now + interval;
        }
        if let Some(target) = assignment {
            self.told(now, target, out);
        }
        self.after_answer(now, out);
    }

    /// What has waited for the answer goes now.
    fn after_answer(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.heartbeat.is_in_flight() || !self.coordinator_known {
            return;
        }
        if self.heartbeat.ack_waits && self.membership == Membership::Acknowledging {
            self.beat(self.latency.consumer.acknowledge, out);
        } else {
            self.schedule(now, out);
        }
    }

    fn heartbeat_failed(&mut self, now: SimTime, error: ErrorCode, out: &mut Outbox<'_>) {
        match error {
            ErrorCode::UnknownMemberId | ErrorCode::FencedMemberEpoch => self.fenced(now, out),
            ErrorCode::CoordinatorLoadInProgress => {
                self.heartbeat.full = true;
                self.heartbeat.due = now + self.backoff();
                self.schedule(now, out);
            }
            fatal => {
                self.turn_to(Membership::Fatal, out);
                self.reconciliation.give_up();
                self.fatal = Some(fatal);
                if self.main == Main::Waiting {
                    self.busy(Main::Failing(fatal), now + self.latency.consumer.call_back, out);
                }
            }
        }
    }

    /// `AbstractHeartbeatRequestManager`'s exponential back-off, without its jitter.
    fn backoff(&mut self) -> SimDuration {
        let first = self.config().retry_backoff.max(LEAST_BACKOFF);
        let doubled = first.times(1 << self.heartbeat.failures.min(10));
        self.heartbeat.failures += 1;
        doubled.min(LONGEST_BACKOFF)
    }

    /// Thrown out: what it owns it will lose in its next poll(), then it joins again under the same id.
    fn fenced(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.epoch = 0;
        self.turn_to(Membership::Fenced, out);
        self.reconciliation.give_up();
        if self.owned.is_empty() {
            self.join(out);
        } else {
            self.schedule(now, out);
        }
    }

    pub(super) fn look_up(&mut self, after: SimDuration, out: &mut Outbox<'_>) {
        if !std::mem::replace(&mut self.heartbeat.looking, true) {
            out.request(Body::FindCoordinator, after);
        }
    }

    pub(super) fn coordinator_found(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.heartbeat.looking = false;
        if std::mem::replace(&mut self.coordinator_known, true) {
            return;
        }
        if self.is_member() {
            self.beat(self.latency.consumer.connect_coordinator, out);
        }
        self.coordinator_is_back(now, out);
    }

    /// The coordinator is given up: membership and partitions are kept, what is on its way to it is lost.
    fn lose_coordinator(&mut self, why: CoordinatorLoss, out: &mut Outbox<'_>) {
        out.record(EventKind::CoordinatorLost(why));
        self.coordinator_known = false;
        self.heartbeat.in_flight = None;
        self.heartbeat.looking = false;
        self.heartbeat.full = true;
        self.fetcher.offsets_in_flight = false;
        self.look_up(self.latency.look_up, out);
    }

    /// Every connection has broken.
    pub(super) fn disconnected(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if !self.is_alive() {
            return;
        }
        self.fetcher.give_up();
        if self.coordinator_known {
            self.lose_coordinator(CoordinatorLoss::Disconnected, out);
        } else {
            self.heartbeat.looking = false;
            self.look_up(self.latency.look_up, out);
        }
        self.leave_answered(now, out);
    }
}
