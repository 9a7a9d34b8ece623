//! Processing a batch, and the commit after it (classic-protocol 1.7 and 1.8).

use rebalance_model::id::BatchIdx;
use rebalance_model::message::{Api, Body, ErrorCode, JoinReason};
use rebalance_model::trace::{ClientState, CommitOutcome, Doing};
use rebalance_model::{EventKind, SimDuration, SimTime};

use super::{Age, Main, Member};
use crate::machine::{Outbox, Timer};

/// The least pause before a commit is sent again.
const RETRY_PACE: SimDuration = SimDuration::from_millis(20);

impl Member {
    /// The batch is processed: commitSync(), or straight to the next poll() with auto-commit.
    pub(super) fn processed(&mut self, now: SimTime, batch: BatchIdx, out: &mut Outbox<'_>) {
        out.trace.batches[batch.index()].processed = Some(now);
        if self.config().auto_commit {
            out.record(EventKind::BatchDone(batch));
            return self.start_poll(now, out);
        }
        self.does(Doing::Committing, out);
        self.heartbeat_thread_reads(now, out);
        self.refresh_metadata(now, out);
        if self.client == ClientState::Stable {
            self.main = Main::Committing(batch);
            self.send_waiting_heartbeat(now, out);
            if self.connection.known() {
                self.send_commit(out);
            } else if !self.connection.is_looking() {
                self.look_up(SimDuration::ZERO, out);
            }
            self.drain(now, out);
        } else {
            self.busy(Main::CommitFailing(batch), now + self.latency.local_commit, out);
        }
    }

    /// A commit of a client that is not Stable fails without a request; `commitSync` still reads the
    /// network once, so that a JoinGroup response that lies there is answered with SyncGroup.
    pub(super) fn commit_failed_locally(&mut self, now: SimTime, batch: BatchIdx, out: &mut Outbox<'_>) {
        let outcome = match self.client {
            ClientState::Unjoined => CommitOutcome::CommitFailed,
            _ => CommitOutcome::RebalanceInProgress,
        };
        self.drain(now, out);
        self.batch_done(now, batch, outcome, out);
    }

    fn batch_done(&mut self, now: SimTime, batch: BatchIdx, outcome: CommitOutcome, out: &mut Outbox<'_>) {
        let entry = &mut out.trace.batches[batch.index()];
        (entry.committed, entry.commit) = (Some(now), Some(outcome));
        out.record(EventKind::BatchDone(batch));
        if self.is_alive() {
            self.start_poll(now, out);
        }
    }

    /// Commits the positions of all that is owned.
    pub(super) fn send_commit(&mut self, out: &mut Outbox<'_>) {
        self.send_commit_after(SimDuration::ZERO, out);
    }

    fn send_commit_after(&mut self, after: SimDuration, out: &mut Outbox<'_>) {
        let consumed = self.consumed();
        let offsets = out.offsets(consumed);
        let body = Body::OffsetCommitRequest { member: self.id, generation: self.generation, offsets };
        self.ask(body, after, out);
        if matches!(self.main, Main::Committing(_) | Main::CommitBeforeJoin) {
            self.wait_for_answer(out);
        }
    }

    /// Nothing but the answer ends this wait, or the time that a request may take.
    pub(super) fn wait_for_answer(&mut self, out: &mut Outbox<'_>) {
        self.main_at = match self.connection.gives_up_at() {
            late if late <= out.at && !self.connection.known() => SimTime::NEVER,
            at => at.max(out.at),
        };
        out.wake(Timer::Main, self.main_at);
    }

    fn commit_again(&mut self, out: &mut Outbox<'_>) {
        match self.main {
            Main::Committing(_) | Main::CommitBeforeJoin | Main::Closing(_) => {
                let backoff = self.config().retry_backoff.max(RETRY_PACE);
                self.send_commit_after(backoff, out);
            }
            _ => self.prepare_again(),
        }
    }

    pub(super) fn commit_answered(&mut self, now: SimTime, error: ErrorCode, age: Age, out: &mut Outbox<'_>) {
        let outcome = match error {
            ErrorCode::None => CommitOutcome::Ok,
            // Retriable: commitSync() sends it again.
            ErrorCode::CoordinatorLoadInProgress => return self.commit_again(out),
            ErrorCode::RebalanceInProgress => {
                self.rejoin.get_or_insert(JoinReason::CommitFailed);
                CommitOutcome::RebalanceInProgress
            }
            // Fatal: to the caller of commitSync(), or, where nobody waits, to the next poll().
            ErrorCode::FencedInstanceId if age == Age::Current => {
                if !matches!(self.main, Main::Committing(_)) {
                    self.fatal = Some(error);
                }
                CommitOutcome::Fenced
            }
            // It is on its way into the next generation already.
            _ if age == Age::Stale && self.client == ClientState::PreparingRebalance => {
                CommitOutcome::RebalanceInProgress
            }
            _ => {
                self.reset(JoinReason::Encountered(error, Api::OffsetCommit), out);
                CommitOutcome::CommitFailed
            }
        };
        if self.connection.awaits(Api::OffsetCommit) {
            // It was sent before the one that is waited for.
            return;
        }
        self.commit_before_join = false;
        match self.main {
            Main::Committing(batch) => self.batch_done(now, batch, outcome, out),
            Main::CommitBeforeJoin => self.give_up(now, out),
            Main::Closing(stage) => self.commit_before_close_answered(now, stage, out),
            _ => {}
        }
    }
}
