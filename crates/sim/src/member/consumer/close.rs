//! close() (consumer-protocol 2.7): commit, callback, the heartbeat that leaves, and waiting for what is outstanding.

use rebalance_model::trace::{Doing, Membership};
use rebalance_model::{EventKind, SimDuration, SimTime};

use super::{Consumer, Main};
use crate::machine::Outbox;

/// How far close() has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// About to commit, if it commits automatically, and to call back.
    Begun,
    /// Waits for its last commit.
    Committing,
    /// Waits for the answer to its goodbye, and for the fetch in flight.
    Outstanding {
        /// The goodbye is not answered yet.
        leaving: bool,
    },
    /// About to return.
    Done,
}

impl Consumer {
    /// The loop has ended.
    pub(super) fn begin_close(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        out.record(EventKind::Closing);
        self.does(Doing::Closing, out);
        self.busy(Main::Closing(Stage::Begun), now + self.latency.close, out);
    }

    pub(super) fn closing(&mut self, now: SimTime, stage: Stage, out: &mut Outbox<'_>) {
        match stage {
            Stage::Begun
                if self.config().auto_commit
                    && self.epoch > 0
                    && self.coordinator_known
                    && !self.consumed().is_empty() =>
            {
                self.main = Main::Closing(Stage::Committing);
                self.send_commit(out);
            }
            Stage::Begun => self.call_back_and_leave(now, out),
            Stage::Committing | Stage::Outstanding { .. } => {}
            Stage::Done => self.end(EventKind::Closed, out),
        }
    }

    pub(super) fn commit_before_close_answered(&mut self, now: SimTime, stage: Stage, out: &mut Outbox<'_>) {
        if stage == Stage::Committing {
            self.call_back_and_leave(now, out);
        }
    }

    /// Revoked while it is a member in good standing, else lost.
    fn call_back_and_leave(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.reconciliation.give_up();
        if self.owned.is_empty() {
            return self.leave(now, out);
        }
        let gone = std::mem::take(&mut self.owned);
        self.drop_partitions(&gone);
        self.fetcher.make_stale();
        let set = out.set(&gone);
        if self.epoch <= 0 {
            out.record(EventKind::PartitionsLost(set));
            return self.leave(now, out);
        }
        out.record(EventKind::Revoked(set));
        if self.orders.stall_revoke > SimDuration::ZERO {
            self.does(Doing::Revoking, out);
            return self.busy(Main::Revoking { closing: true }, now + self.orders.stall_revoke, out);
        }
        self.leave(now, out);
    }

    pub(super) fn leave(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let leaving = self.is_member() && self.coordinator_known;
        if leaving {
            self.turn_to(Membership::PrepareLeaving, out);
            self.say_goodbye(self.latency.leave, out);
        }
        self.turn_to(Membership::Unsubscribed, out);
        self.main = Main::Closing(Stage::Outstanding { leaving });
        self.outstanding_returned(now, out);
    }

    pub(super) fn leave_answered(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if let Main::Closing(Stage::Outstanding { .. }) = self.main {
            self.main = Main::Closing(Stage::Outstanding { leaving: false });
            self.outstanding_returned(now, out);
        }
    }

    /// close() returns when the fetch in flight does, which is at the next tick (findings 2.30).
    pub(super) fn outstanding_returned(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.main == Main::Closing(Stage::Outstanding { leaving: false }) && !self.fetcher.is_in_flight() {
            self.busy(Main::Closing(Stage::Done), now + self.latency.closed, out);
        }
    }
}
