//! close() (classic-protocol 1.10): commit, callback, LeaveGroup, and waiting for what is outstanding.

use rebalance_model::message::{Body, LeaveReason};
use rebalance_model::trace::{ClientState, Doing};
use rebalance_model::{EventKind, SimDuration, SimTime};

use super::{AfterRevoke, Main, Member};
use crate::machine::Outbox;

/// What close() may take where nothing is said (`DEFAULT_CLOSE_TIMEOUT_MS`).
const CLOSE_TIMEOUT: SimDuration = SimDuration::from_millis(30_000);

/// How far close() has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// About to commit, if it commits automatically, and to call back.
    Begun,
    /// Waits for its last commit.
    Committing,
    /// Waits for the LeaveGroup response and the fetch in flight.
    Outstanding {
        /// LeaveGroup is not answered yet.
        leaving: bool,
    },
    /// About to return.
    Done,
}

impl Member {
    /// The loop has ended.
    pub(super) fn begin_close(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        out.record(EventKind::Closing);
        self.does(Doing::Closing, out);
        self.heartbeat.on = false;
        self.close_by = now + CLOSE_TIMEOUT.min(self.config().request_timeout);
        self.busy(Main::Closing(Stage::Begun), now + self.latency.close, out);
    }

    pub(super) fn closing(&mut self, now: SimTime, stage: Stage, out: &mut Outbox<'_>) {
        match stage {
            Stage::Begun
                if self.config().auto_commit
                    && self.client == ClientState::Stable
                    && self.connection.known()
                    && !self.owned.is_empty() =>
            {
                self.busy(Main::Closing(Stage::Committing), self.close_by, out);
                self.send_commit(out);
            }
            // What is not answered by then is not waited for (`ConsumerCoordinator.close`).
            Stage::Begun | Stage::Committing => {
                // Requests from before may have waited too long by then: whoever has no coordinator asks nobody to leave.
                self.give_up_requests(now, out);
                self.call_back(now, out);
            }
            Stage::Outstanding { .. } => self.closed(now, out),
            Stage::Done => self.end(EventKind::Closed, out),
        }
    }

    pub(super) fn commit_before_close_answered(&mut self, now: SimTime, stage: Stage, out: &mut Outbox<'_>) {
        if stage == Stage::Committing {
            self.call_back(now, out);
        }
    }

    /// `onLeavePrepare`: revoked while it is a member in good standing, else lost.
    fn call_back(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if !self.owned.is_empty() {
            let set = self.drop_all(out);
            if self.client == ClientState::Stable {
                out.record(EventKind::Revoked(set));
                if self.orders.stall_revoke > SimDuration::ZERO {
                    return self.busy(Main::Revoking(AfterRevoke::Leave), now + self.orders.stall_revoke, out);
                }
            } else {
                out.record(EventKind::PartitionsLost(set));
            }
        }
        self.leave(now, out);
    }

    pub(super) fn leave(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let leaving = match self.id {
            // A static member leaves by not coming back.
            Some(member)
                if self.client != ClientState::Unjoined
                    && self.connection.known()
                    && self.config().instance_id.is_none() =>
            {
                let body = Body::LeaveGroupRequest { member, reason: LeaveReason::Closed };
                self.ask(body, self.latency.leave, out);
                true
            }
            _ => false,
        };
        self.turn_to(ClientState::Unjoined, out);
        self.busy(Main::Closing(Stage::Outstanding { leaving }), self.close_by, out);
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
            self.closed(now, out);
        }
    }

    fn closed(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        debug_assert!(self.latency.closed > SimDuration::ZERO);
        self.busy(Main::Closing(Stage::Done), now + self.latency.closed, out);
    }
}
