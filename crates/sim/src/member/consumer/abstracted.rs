//! What a consumer is where time does not pass (`steps`): what it is seen as, and what it forgets, so that two that will
//! do the same are the same.

use rebalance_model::trace::Doing;
use rebalance_model::{Generation, MemberIdx, SimTime};

use super::turns::Turns;
use super::{Consumer, Main};
use crate::steps::{Side, Standing};

impl Consumer {
    /// What it takes itself for.
    pub(crate) fn side(&self) -> Side<'_> {
        let standing = Standing::Consumer(self.membership);
        Side {
            standing,
            id: self.id,
            generation: Generation(self.epoch),
            owned: &self.owned,
            told: self.reconciliation.told(),
        }
    }

    /// Who it is, and how many partitions there are.
    pub(crate) fn size(&self) -> (MemberIdx, usize) {
        (self.who, self.fetcher.partitions())
    }

    /// Whether the application is away from poll() while heartbeats go out.
    pub(crate) fn may_time_out(&self) -> bool {
        self.is_member() && matches!(self.main, Main::Processing(_) | Main::Committing(_))
    }

    /// The next turn of the background thread, which may come now, finds that poll() was called too long ago.
    pub(crate) fn let_poll_interval_pass(&mut self, now: SimTime) {
        self.asked = SimTime::ZERO;
        self.heartbeat.let_turn_come(now);
    }

    /// Whether it has been told to close.
    pub(crate) fn closes(&self) -> bool {
        self.orders.close
    }

    /// Forgets what can make no difference while the coordinator is never lost and nothing is committed automatically:
    /// what is told to people only, deadlines that never come, and that poll() has been called at all, so that no
    /// interval since then passes by itself. A callback waits for the next poll(), the first one's too.
    pub(crate) fn forget_what_is_over(&mut self) {
        // `does` tells what has changed: it tells everything.
        self.doing = Doing::Gone;
        self.first_poll = false;
        (self.asked, self.applied, self.auto_commit_at) = (SimTime::NEVER, SimTime::NEVER, SimTime::NEVER);
        (self.polled, self.turns) = (SimTime::NEVER, Turns::default());
        (self.poll_deadline, self.idle_told) = (SimTime::ZERO, SimTime::ZERO);
        if self.main_at != SimTime::ZERO || matches!(self.main, Main::Committing(_)) {
            self.main_at = SimTime::NEVER;
        }
        self.fetcher.forget_that_it_was_fresh();
        if self.is_member() { self.heartbeat.forget_what_is_over() } else { self.heartbeat.forget_everything_sent() }
    }
}
