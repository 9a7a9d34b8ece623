//! The heartbeat thread (classic-protocol 1.6 and 1.9; findings, section 3).

use rebalance_model::message::{Api, Body, ErrorCode, JoinReason, LeaveReason};
use rebalance_model::trace::{ClientState, CoordinatorLoss};
use rebalance_model::{EventKind, Generation, SimDuration, SimTime};

use super::connection::LOOK_UP_PACE;
use super::{Age, Main, Member};
use crate::machine::{Outbox, Timer};

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
        if !self.heartbeat.on {
            return;
        }
        let at = if !self.connection.known() {
            now + self.config().retry_backoff.max(LOOK_UP_PACE) + self.latency.heartbeat_turn
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
        let from = self.connection.session_ends().max(now + self.config().retry_backoff);
        if from <= self.poll_deadline {
            return self.poll_deadline;
        }
        let poll = (self.setup().poll + self.latency.idle_poll).as_micros().max(1);
        let polls = (from - self.poll_deadline).as_micros().div_ceil(poll);
        self.poll_deadline + SimDuration::from_micros(poll.saturating_mul(polls))
    }

    /// poll() wakes the thread if a heartbeat is due (`pollHeartbeat`).
    pub(super) fn wake_heartbeat(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let due = self.heartbeat.due.max(now) + self.latency.heartbeat;
        if self.heartbeat.on && self.heartbeat.at > due {
            (self.heartbeat.at, self.heartbeat.woken) = (due, due);
            out.wake(Timer::Heartbeat, due);
        }
    }

    pub(super) fn heartbeat_timer(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if now != self.heartbeat.at || !self.heartbeat.on {
            return;
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
        if now >= self.connection.session_ends() {
            return self.lose_coordinator(now, CoordinatorLoss::SessionTimedOut, out);
        }
        if away && now >= self.stepped + self.config().max_poll_interval {
            return self.poll_timed_out(out);
        }
        if let (true, Some(member)) = (now >= self.heartbeat.due, self.id) {
            let generation = self.generation;
            self.connection.heartbeat_waits = false;
            self.ask(Body::HeartbeatRequest { member, generation }, SimDuration::ZERO, out);
            self.heartbeat.due = now + self.config().heartbeat_interval;
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
        if age == Age::Stale || matches!(error, ErrorCode::None | ErrorCode::RebalanceInProgress) {
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
