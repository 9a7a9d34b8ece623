//! Commits (`CommitRequestManager`): by member id and epoch while it is a member, without either when it is none any
//! more, which the coordinator then does not know.

use rebalance_model::id::BatchIdx;
use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{CommitOutcome, Doing};
use rebalance_model::{EventKind, Generation, SimDuration, SimTime};

use super::close::Stage;
use super::{Consumer, Main};
use crate::machine::Outbox;

/// The least pause before a commit is sent again.
const RETRY_PACE: SimDuration = SimDuration::from_millis(20);

impl Consumer {
    /// The batch is processed: commitSync(), or straight to the next poll() with auto-commit.
    pub(super) fn processed(&mut self, now: SimTime, batch: BatchIdx, out: &mut Outbox<'_>) {
        out.trace.batches[batch.index()].processed = Some(now);
        self.orders.stalled = false;
        if self.config().auto_commit {
            out.record(EventKind::BatchDone(batch));
            return self.start_poll(now, out);
        }
        self.does(Doing::Committing, out);
        self.main = Main::Committing(batch);
        if self.coordinator_known {
            self.send_commit(out);
        }
    }

    /// Commits if that is due (`CommitRequestManager.updateTimerAndMaybeCommit`), whether it is a member or not: who comes
    /// back after it was removed commits before it loses its partitions, and the coordinator does not know it.
    pub(super) fn commit_automatically(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if now < self.auto_commit_at || !self.coordinator_known {
            return;
        }
        self.start_auto_commit_timer(now);
        if !self.consumed().is_empty() {
            self.send_commit(out);
        }
    }

    /// The next automatic commit is due after the interval, by a clock of whole milliseconds (`Timer`). Calls of poll() that
    /// are an interval apart are so only to a millisecond: sooner or later one begins early, and leaves the commit to
    /// later, where it stays (`turns`). Here, where they are even to the microsecond, it is the first.
    pub(super) fn start_auto_commit_timer(&mut self, now: SimTime) {
        if !self.config().auto_commit {
            return;
        }
        self.auto_commit_at = SimTime::from_millis(now.as_millis() + 1) + self.config().auto_commit_interval;
    }

    /// Commits the positions of all that is owned.
    pub(super) fn send_commit(&mut self, out: &mut Outbox<'_>) {
        self.send_commit_after(SimDuration::ZERO, out);
    }

    fn send_commit_after(&mut self, after: SimDuration, out: &mut Outbox<'_>) {
        self.turns.sent(out.at);
        let consumed = self.consumed();
        let offsets = out.offsets(consumed);
        let (member, epoch) = if self.epoch > 0 { (self.id, self.epoch) } else { (None, -1) };
        out.request(Body::OffsetCommitRequest { member, generation: Generation(epoch), offsets }, after);
    }

    pub(super) fn commit_answered(&mut self, now: SimTime, error: ErrorCode, out: &mut Outbox<'_>) {
        let retriable = matches!(error, ErrorCode::CoordinatorLoadInProgress);
        let newer = error == ErrorCode::StaleMemberEpoch && self.epoch > 0;
        let waits = matches!(self.main, Main::Committing(_) | Main::Closing(Stage::Committing));
        if (retriable || newer) && waits {
            let pause = self.config().retry_backoff.max(RETRY_PACE);
            return self.send_commit_after(pause, out);
        }
        self.reconciliation_committed(now, out);
        match self.main {
            Main::Committing(batch) => {
                let outcome = if error.is_ok() { CommitOutcome::Ok } else { CommitOutcome::CommitFailed };
                let entry = &mut out.trace.batches[batch.index()];
                (entry.committed, entry.commit) = (Some(now), Some(outcome));
                out.record(EventKind::BatchDone(batch));
                self.start_poll(now, out);
            }
            Main::Closing(stage) => self.commit_before_close_answered(now, stage, out),
            _ => {}
        }
    }

    /// What was asked of a coordinator that was lost meanwhile is asked again.
    pub(super) fn coordinator_is_back(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        match self.main {
            Main::Committing(_) | Main::Closing(Stage::Committing) => self.send_commit(out),
            _ => self.reconciliation_committed(now, out),
        }
    }
}
