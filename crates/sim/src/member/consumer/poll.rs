//! One call of poll() (consumer-protocol 2.4; findings 2.18 to 2.20): callbacks at its beginning, then positions, then
//! the wait for records.

use rebalance_model::message::Body;
use rebalance_model::trace::{Batch, Doing};
use rebalance_model::{EventKind, PartitionIdx, SimDuration, SimTime};

use super::{Consumer, Main};
use crate::machine::{Effect, Outbox};

/// An empty poll is told at most once in so long, as the recorder does.
const IDLE_TOLD_EVERY: SimDuration = SimDuration::from_millis(1_000);
/// Calls of poll() until a position that was committed has been validated, which is fetched from by the one after.
const VALIDATING_POLLS: u32 = 2;

impl Consumer {
    /// The application calls poll().
    pub(super) fn start_poll(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.orders.close {
            return self.begin_close(now, out);
        }
        self.polled = now;
        self.poll_deadline = now + self.setup.poll + self.latency.idle_poll;
        (self.main, self.main_at) = (Main::Waiting, SimTime::NEVER);
        self.does(Doing::Polling, out);
        if let Some(error) = self.fatal {
            return self.end(EventKind::Failed(error), out);
        }
        self.ask(now, out);
    }

    /// One round inside poll(): it speaks to the background thread (`AsyncPollEvent`), then runs callbacks. There is
    /// another when poll() has waited for records as long as that thread allows.
    pub(super) fn ask(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.asked = now;
        if self.config().consumer.is_some_and(|side| side.asks_and_waits) {
            self.turns.sent(now);
        } else {
            self.turns.woken(now);
        }
        self.commit_automatically(now, out);
        // What has been asked for since the last call; then what this call makes the background thread ask for.
        self.call_back(now, out);
        if self.main == Main::Waiting {
            self.maybe_reconcile(now, true, out);
            // A call that has records to return does not wait for it.
            if !self.has_records() && self.applied != now {
                self.call_back(now, out);
            }
        }
        if self.main == Main::Waiting {
            self.go_on_polling(now, out);
        }
    }

    /// The rest of poll(), after its callbacks.
    pub(super) fn go_on_polling(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.main = Main::Waiting;
        self.update_positions(now, out);
        if self.has_records() {
            return self.busy(Main::Returning, now + self.latency.ready_poll, out);
        }
        self.send_fetch(out);
        self.validate_positions();
        self.wait(out);
    }

    /// Waits for records, at most until poll() is over or, sooner, the next automatic commit is due as far as poll() knows
    /// (`pollForFetches`). The next heartbeat is no longer waited for either; but a batch is committed in between, so that
    /// poll() knows when, and finds nothing to do, as the answer is still to come.
    pub(super) fn wait(&mut self, out: &mut Outbox<'_>) {
        let allowed = self.turns.allowed(self.auto_commit_at);
        let is_due = allowed == SimDuration::ZERO;
        let until = if is_due { self.poll_deadline } else { self.poll_deadline.min(out.at + allowed) };
        self.busy(Main::Waiting, until, out);
    }

    /// OffsetFetch of what has no position: not in the very call that it was assigned in.
    fn update_positions(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if !self.coordinator_known || self.fetcher.offsets_in_flight || self.applied == now {
            return;
        }
        let mut missing = self.fetcher.missing(&self.owned);
        missing.retain(|p| self.validating.iter().all(|(other, ..)| other != p));
        if !missing.is_empty() {
            self.fetcher.offsets_in_flight = true;
            let partitions = out.set(&missing);
            out.request(Body::OffsetFetchRequest { partitions }, self.latency.offset_fetch);
            self.turns.sent(now);
        }
    }

    pub(super) fn offsets_fetched(
        &mut self,
        now: SimTime,
        offsets: &[(PartitionIdx, Option<u64>)],
        out: &mut Outbox<'_>,
    ) {
        let start = self.setup.log_start.clone();
        let fresh: Vec<_> = offsets.iter().copied().filter(|(_, committed)| committed.is_none()).collect();
        self.fetcher.offsets_fetched(&self.owned, &fresh, &start);
        for (p, committed) in offsets {
            if let (Some(offset), true) = (committed, self.owned.binary_search(p).is_ok()) {
                self.validating.push((*p, *offset, VALIDATING_POLLS));
            }
        }
        if self.main == Main::Waiting && now < self.poll_deadline {
            self.send_fetch(out);
        }
    }

    fn validate_positions(&mut self) {
        for (p, offset, polls) in &mut self.validating {
            *polls -= 1;
            if *polls == 0 {
                self.fetcher.set_position(*p, *offset);
            }
        }
        self.validating.retain(|(.., polls)| *polls > 0);
    }

    /// Owned, and not about to be revoked.
    fn returnable(&self) -> Vec<PartitionIdx> {
        let leaving = &self.reconciliation.leaving;
        self.owned.iter().copied().filter(|p| leaving.binary_search(p).is_err()).collect()
    }

    fn has_records(&self) -> bool {
        self.fetcher.has_records(&self.returnable())
    }

    fn send_fetch(&mut self, out: &mut Outbox<'_>) {
        let owned = self.returnable();
        let Some((want, first)) = self.fetcher.next_fetch(&owned) else { return };
        self.turns.sent(out.at);
        out.effects.push(Effect::Fetch { want, max_wait: self.config().fetch_max_wait, first });
    }

    pub(super) fn fetched(&mut self, now: SimTime, data: &[(PartitionIdx, u64, u64)], out: &mut Outbox<'_>) {
        self.turns.woken(now);
        self.fetcher.arrived(data);
        match self.main {
            Main::Waiting if self.has_records() => self.busy(Main::Returning, now, out),
            Main::Closing(_) => self.outstanding_returned(now, out),
            _ => {}
        }
    }

    pub(super) fn poll_returns_empty(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.first_poll = false;
        if now - self.idle_told >= IDLE_TOLD_EVERY {
            self.idle_told = now;
            out.record(EventKind::IdlePoll(now - self.polled));
        }
        self.start_poll(now, out);
    }

    /// poll() returns records, and the application works on them.
    pub(super) fn return_batch(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.first_poll = false;
        let owned = self.returnable();
        let records = self.fetcher.take(&owned, u64::from(self.config().max_poll_records));
        self.send_fetch(out);
        if records.is_empty() {
            return self.start_poll(now, out);
        }
        if self.orders.throw {
            out.record(EventKind::Thrown);
            self.does(Doing::Thrown, out);
            self.main = Main::Thrown;
            return;
        }
        let batch =
            Batch { polled: self.polled, returned: now, processed: None, committed: None, commit: None, records };
        let n = batch.len();
        let stall = std::mem::take(&mut self.orders.stall);
        self.orders.stalled = stall > SimDuration::ZERO;
        let idx = out.batch(batch);
        self.does(Doing::Processing, out);
        out.record(EventKind::Batch(idx));
        let until = now + stall + self.setup.process.times(n) + self.latency.oversleep;
        self.busy(Main::Processing(idx), until, out);
    }

    /// Positions of all that is owned: what a commit commits.
    pub(crate) fn consumed(&self) -> Vec<(PartitionIdx, u64)> {
        self.owned.iter().filter_map(|p| self.fetcher.position(*p).map(|o| (*p, o))).collect()
    }
}
