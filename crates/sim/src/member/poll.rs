//! One call of poll() (classic-protocol 1.3): heartbeat, join, positions, fetch, wait.

use rebalance_model::message::{Body, JoinReason};
use rebalance_model::trace::{Batch, ClientState, Doing};
use rebalance_model::{EventKind, SimDuration, SimTime};

use super::{Main, Member};
use crate::machine::Outbox;

/// An empty poll is told at most once in so long, as the recorder does.
const IDLE_TOLD_EVERY: SimDuration = SimDuration::from_millis(1_000);

impl Member {
    /// The application calls poll().
    pub(super) fn start_poll(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.orders.close {
            return self.begin_close(now, out);
        }
        if std::mem::take(&mut self.orders.enforce) {
            self.rejoin = Some(JoinReason::Enforced);
        }
        self.commit_before_join &= !self.needs_prepare;
        self.polled = now;
        self.poll_deadline = now + self.setup().poll + self.latency.idle_poll;
        self.main = Main::Waiting;
        self.main_at = SimTime::NEVER;
        self.does(Doing::Polling, out);
        self.send_waiting_heartbeat(now, out);
        self.refresh_metadata(now, out);
        self.drain(now, out);
        self.give_up_requests(now, out);
        self.give_up_fetch(now);
        if self.main == Main::Waiting {
            self.step(now, out);
        }
        self.wake_heartbeat(now, out);
    }

    /// One pass of the loop inside poll(): what `updateAssignmentMetadataIfNeeded` and
    /// `pollForFetches` do each time the network has brought something.
    pub(super) fn step(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.orders.close {
            return self.begin_close(now, out);
        }
        // `pollHeartbeat` restarts the poll timer in each pass.
        self.stepped = now;
        if let Some(error) = self.fatal.take() {
            return self.end(EventKind::Failed(error), out);
        }
        if !self.connection.known() {
            return self.wait(out);
        }
        self.watch_metadata();
        if self.assignment.is_some() && self.client == ClientState::Stable {
            return self.busy(Main::Applying, now + self.latency.apply, out);
        }
        let joining = matches!(self.client, ClientState::PreparingRebalance | ClientState::CompletingRebalance);
        if self.rejoin.is_some() && !self.commit_before_join {
            if self.needs_prepare && !joining {
                return self.busy(Main::Noticing, now + self.latency.notice, out);
            }
            self.send_join(self.latency.rejoin, out);
        } else if self.rejoin.is_none() && !joining {
            self.update_positions(now, out);
        }
        self.poll_for_fetches(now, out);
    }

    /// Auto-commit and OffsetFetch: done only while no join is pending.
    fn update_positions(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.config().auto_commit && now >= self.auto_commit_at {
            self.auto_commit_at = now + self.config().auto_commit_interval;
            self.send_commit(out);
        }
        if !self.fetcher.offsets_in_flight {
            let missing = self.fetcher.missing(&self.owned);
            if !missing.is_empty() {
                self.fetcher.offsets_in_flight = true;
                let partitions = out.set(&missing);
                self.ask(Body::OffsetFetchRequest { partitions }, self.latency.offset_fetch, out);
            }
        }
    }

    fn poll_for_fetches(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.has_records() {
            // Records that lay ready when poll() was called are returned a moment later; records that
            // have just come are returned as they come.
            let ready = if now == self.polled { self.latency.ready_poll } else { SimDuration::ZERO };
            return self.busy(Main::Returning, now + ready, out);
        }
        self.send_fetch(out);
        self.wait(out);
    }

    /// Until the network brings something, or poll()'s timeout passes, or a commit is due
    /// (`ConsumerCoordinator.timeToNextPoll`).
    pub(super) fn wait(&mut self, out: &mut Outbox<'_>) {
        self.main = Main::Waiting;
        let until = self.poll_deadline.min(self.next_auto_commit());
        if self.main_at != until {
            self.busy(Main::Waiting, until, out);
        }
    }

    /// When the wait inside poll() ends for a commit: never while none is sent.
    fn next_auto_commit(&self) -> SimTime {
        let settled = self.client == ClientState::Stable && self.rejoin.is_none() && self.connection.known();
        if settled && self.config().auto_commit { self.auto_commit_at + self.latency.idle_poll } else { SimTime::NEVER }
    }

    /// The wait inside poll() is over: for a commit, or because of its timeout.
    pub(super) fn wait_ends(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if now < self.poll_deadline {
            return self.step(now, out);
        }
        if self.has_records() {
            // It has looked for the coordinator until its timeout; now it returns what came meanwhile.
            return self.busy(Main::Returning, now, out);
        }
        if now - self.idle_told >= IDLE_TOLD_EVERY {
            self.idle_told = now;
            out.record(EventKind::IdlePoll(now - self.polled));
        }
        self.start_poll(now, out);
    }

    /// poll() returns records, and the application works on them.
    pub(super) fn return_batch(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let records = self.take_records(out);
        if records.is_empty() {
            return self.start_poll(now, out);
        }
        if self.orders.throw {
            out.record(EventKind::Thrown);
            self.does(Doing::Thrown, out);
            self.main = Main::Thrown;
            return self.schedule_heartbeat(now, out);
        }
        let batch =
            Batch { polled: self.polled, returned: now, processed: None, committed: None, commit: None, records };
        let n = batch.len();
        let stall = std::mem::take(&mut self.orders.stall);
        self.orders.stalled = stall > SimDuration::ZERO;
        let idx = out.batch(batch);
        self.does(Doing::Processing, out);
        out.record(EventKind::Batch(idx));
        let until = now + stall + self.setup().process.times(n) + self.latency.oversleep;
        self.busy(Main::Processing(idx), until, out);
        if until > self.stepped + self.config().max_poll_interval {
            self.schedule_heartbeat(now, out);
        }
    }
}
