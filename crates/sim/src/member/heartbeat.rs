//! The heartbeat thread (classic-protocol 1.6 and 1.9; findings, section 3).

use rebalance_model::message::{Api, Body, ErrorCode, JoinReason, LeaveReason};
use rebalance_model::trace::{ClientState, CoordinatorLoss};
use rebalance_model::{EventKind, Generation, SimDuration, SimTime};

use super::connection::LOOK_UP_PACE;
use super::{Age, Lock, Main, Member};
use crate::machine::{Outbox, Timer};

/// The client waits for the network so long at a time at most (`ConsumerNetworkClient.MAX_POLL_TIMEOUT_MS`).
const LONGEST_WAIT: SimDuration = SimDuration::from_millis(5_000);

impl Member {
    /// Whether the main thread is away from poll(), so that the heartbeat thread is on its own grid.
    fn main_is_away(&self) -> bool {
        !matches!(self.main, Main::Waiting | Main::Noticing | Main::Applying | Main::Returning | Main::CommitBeforeJoin)
    }

    /// The first turn of the heartbeat thread at or after `at`: it looks at its timers every
    /// retry.backoff.ms, counted from the main thread's last pass through poll().
    fn turn_after(&self, at: SimTime) -> SimTime {
        let turn = (self.config().retry_backoff + self.latency.heartbeat_turn).as_micros().max(1);
        let turns = (at - self.stepped).as_micros().div_ceil(turn);
        self.stepped + SimDuration::from_micros(turn.saturating_mul(turns))
    }

    /// The last turn at or before `now`.
    fn turn_before(&self, now: SimTime) -> SimTime {
        let turn = (self.config().retry_backoff + self.latency.heartbeat_turn).as_micros().max(1);
        let turns = (now - self.stepped).as_micros() / turn;
        self.stepped + SimDuration::from_micros(turn.saturating_mul(turns))
    }

    /// Sets the thread's timer: a heartbeat, or the end of max.poll.interval.ms if the main thread stays away.
    pub(super) fn schedule_heartbeat(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.heartbeat.lock = Lock::Free;
        if !self.heartbeat.on {
            return;
        }
        let at = if !self.connection.known() {
            let backoff = self.config().retry_backoff.max(LOOK_UP_PACE);
            let turn = now + backoff + self.latency.heartbeat_turn;
            // The main thread looks for the coordinator too, and has the network until its poll() ends, or its wait inside
            // commitSync(), which begins with its second lookup.
            match self.main {
                Main::Waiting if self.setup().poll > backoff => self.poll_end_after(turn),
                Main::Committing(_) if self.connection.has_looked_again() => turn.max(now + self.commit_wait()),
                _ => turn,
            }
        } else if self.main_is_away() {
            let expiry = self.connection.session_ends().min(self.stepped + self.config().max_poll_interval);
            self.turn_after(now.max(self.heartbeat.due.min(expiry)))
        } else {
            now.max(self.heartbeat.due + self.latency.heartbeat).min(self.session_check(now))
        };
        self.heartbeat.at = at;
        out.wake(Timer::Heartbeat, self.heartbeat.at);
    }

    /// The first turn that can see a session timed out while the main thread waits in poll(): it takes the network for
    /// itself until its poll() ends, so that the heartbeat thread comes to its turn only then.
    fn session_check(&self, now: SimTime) -> SimTime {
        self.poll_end_after(self.connection.session_ends().max(now + self.config().retry_backoff))
    }

    /// The first end of a poll() at or after `from`, if all return empty.
    fn poll_end_after(&self, from: SimTime) -> SimTime {
        if from <= self.poll_deadline {
            return self.poll_deadline;
        }
        let poll = (self.setup().poll + self.latency.idle_poll).as_micros().max(1);
        let polls = (from - self.poll_deadline).as_micros().div_ceil(poll);
        self.poll_deadline + SimDuration::from_micros(poll.saturating_mul(polls))
    }

    /// poll() wakes the thread if a heartbeat is due (`pollHeartbeat`). If commitSync() has kept it waiting, it is its turn.
    pub(super) fn wake_heartbeat(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let due = self.heartbeat.due.max(now) + self.latency.heartbeat;
        if self.heartbeat.on && self.heartbeat.at > due {
            (self.heartbeat.at, self.heartbeat.woken) = (due, due);
            out.wake(Timer::Heartbeat, due);
        } else if self.heartbeat.lock != Lock::Free {
            self.schedule_heartbeat(now, out);
        }
    }

    /// For how long at a time the main thread waits for the network inside commitSync().
    fn commit_wait(&self) -> SimDuration {
        self.config().heartbeat_interval.min(LONGEST_WAIT)
    }

    /// Inside commitSync() the main thread holds `ConsumerNetworkClient.lock` while it waits for the network: until something
    /// comes, heartbeat.interval.ms at a time (`maxPollTimeoutMs`). The heartbeat thread needs that lock twice in each turn: to
    /// read the network (`pollNoWakeup`), and, after it has looked at the clock, to see that there is a coordinator
    /// (`coordinatorUnknown`). Whether it has to wait for it.
    fn waits_for_the_lock(&mut self, now: SimTime, out: &mut Outbox<'_>) -> bool {
        let Main::Committing(batch) = self.main else { return false };
        let interval = self.commit_wait();
        if interval == SimDuration::ZERO || !self.connection.known() {
            return false;
        }
        (self.heartbeat.lock, self.heartbeat.at) = match self.heartbeat.lock {
            Lock::Free => {
                let began = out.trace.batches[batch.index()].processed.unwrap_or(now);
                let waits = (now - began).as_micros() / interval.as_micros() + 1;
                // A heartbeat that it has sent meanwhile has woken the main thread (`ConsumerNetworkClient.send`), so that it
                // has read the network at once.
                let has_read = self.heartbeat.due > began + self.config().heartbeat_interval;
                let lock = if has_read { Lock::ToGoOn(self.heartbeat.due.min(now)) } else { Lock::ToRead };
                (lock, began + interval.times(waits))
            }
            Lock::ToRead => (Lock::ToGoOn(now), now + interval),
            Lock::ToGoOn(_) => return false,
        };
        out.wake(Timer::Heartbeat, self.heartbeat.at);
        true
    }

    /// Something has come: the main thread has let go of the lock, and looks at what it is when a heartbeat thread that waits
    /// has had its turn.
    pub(super) fn let_heartbeat_thread_in(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if matches!(self.main, Main::Committing(_)) && self.heartbeat.on && self.heartbeat.lock != Lock::Free {
            self.heartbeat_turn(now, out);
        }
    }

    pub(super) fn heartbeat_timer(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if now != self.heartbeat.at || !self.heartbeat.on || self.waits_for_the_lock(now, out) {
            return;
        }
        if self.heartbeat.lock != Lock::Free {
            return self.heartbeat_turn(now, out);
        }
        let away = self.main_is_away();
        if away && self.connection.known() && now != self.turn_before(now) && now != self.heartbeat.woken {
            return self.schedule_heartbeat(now, out);
        }
        if away {
            // It reads the network before it looks at its timers.
            self.read_until(now, now, out);
            if !self.heartbeat.on {
                return;
            }
        }
        if !self.connection.known() {
            self.look_up_again(out);
            return self.schedule_heartbeat(now, out);
        }
        self.heartbeat_turn(now, out);
    }

    /// The coordinator is found, for which the main thread has waited inside commitSync(): the heartbeat thread is let in, if
    /// it is not in its pause of retry.backoff.ms.
    pub(super) fn found_while_committing(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let pause_ends = self.heartbeat.at + self.config().retry_backoff;
        if self.heartbeat.on && self.connection.has_looked_again() && now + self.commit_wait() >= pause_ends {
            (self.heartbeat.lock, self.heartbeat.at) = (Lock::ToGoOn(now), now + self.latency.heartbeat);
            out.wake(Timer::Heartbeat, self.heartbeat.at);
        }
    }

    /// A turn of the thread: it looks at its timers, by the clock as it has seen it.
    fn heartbeat_turn(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let away = self.main_is_away();
        let clock = if let Lock::ToGoOn(clock) = self.heartbeat.lock { clock } else { now };
        if clock >= self.connection.session_ends() {
            return self.lose_coordinator(now, CoordinatorLoss::SessionTimedOut, out);
        }
        if away && clock >= self.stepped + self.config().max_poll_interval {
            return self.poll_timed_out(out);
        }
        if let (true, Some(member)) = (clock >= self.heartbeat.due, self.id) {
            let generation = self.generation;
            self.connection.heartbeat_waits = false;
            self.ask(Body::HeartbeatRequest { member, generation }, SimDuration::ZERO, out);
            self.heartbeat.due = clock + self.config().heartbeat_interval;
            if !away {
                // The wait inside poll() ends at the due time, so that the main thread has passed too.
                self.stepped = now;
            }
        }
        self.schedule_heartbeat(now, out);
    }

    /// A JoinGroup response has come: the thread is enabled, and all its timers start anew.
    pub(super) fn enable_heartbeat(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.heartbeat.on = true;
        self.session_lives(now);
        self.stepped = now;
        self.heartbeat.due = now + self.config().heartbeat_interval;
        self.schedule_heartbeat(now, out);
    }

    /// max.poll.interval.ms has passed since the last poll(): the member leaves by itself. The
    /// application, still inside its batch, notices nothing.
    fn poll_timed_out(&mut self, out: &mut Outbox<'_>) {
        out.record(EventKind::PollTimeout);
        // A static member stays in the group until its session times out.
        if let (Some(member), None, true) = (self.id, &self.config().instance_id, self.connection.known()) {
            self.ask(Body::LeaveGroupRequest { member, reason: LeaveReason::PollTimeout }, SimDuration::ZERO, out);
        }
        self.reset(JoinReason::LeftBefore, out);
    }

    /// `resetStateAndGeneration`: no member of the group any more. What it owns it will lose in its next poll(). Its id
    /// is kept where only its generation was wrong: it joins with it, and leaves nobody behind whom others wait for.
    pub(super) fn reset(&mut self, reason: JoinReason, out: &mut Outbox<'_>) {
        self.heartbeat.on = false;
        if !matches!(reason, JoinReason::Encountered(ErrorCode::IllegalGeneration, _)) {
            self.id = None;
        }
        self.generation = Generation::NONE;
        self.assignment = None;
        self.rejoin = Some(reason);
        self.needs_prepare = true;
        self.turn_to(ClientState::Unjoined, out);
    }

    pub(super) fn heartbeat_answered(&mut self, came: SimTime, error: ErrorCode, age: Age, out: &mut Outbox<'_>) {
        // An older heartbeat's error counts too (`receiveHeartbeat`), but comes before the JoinGroup response that begins the
        // session anyway: a connection keeps the order.
        if matches!(error, ErrorCode::None | ErrorCode::RebalanceInProgress) {
            self.session_lives(came);
        }
        match error {
            ErrorCode::None => {}
            // Heard in any other state it is old news (1.7).
            ErrorCode::RebalanceInProgress => {
                if self.client == ClientState::Stable {
                    self.rejoin.get_or_insert(JoinReason::AlreadyRebalancing);
                }
            }
            _ if age == Age::Stale => {}
            ErrorCode::FencedInstanceId => {
                self.fatal = Some(error);
                self.reset(JoinReason::Encountered(error, Api::Heartbeat), out);
            }
            _ => self.reset(JoinReason::Encountered(error, Api::Heartbeat), out),
        }
    }

    /// While the main thread was away the heartbeat thread has read the network in its turns.
    pub(super) fn heartbeat_thread_reads(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if !self.heartbeat.on {
            return;
        }
        self.read_until(self.turn_before(now), now, out);
    }

    fn read_until(&mut self, last_turn: SimTime, now: SimTime, out: &mut Outbox<'_>) {
        let inbox = std::mem::take(&mut self.inbox);
        for (came, idx) in inbox {
            if came <= last_turn {
                self.receive(now, idx, out);
            } else {
                self.inbox.push((came, idx));
            }
        }
    }
}
