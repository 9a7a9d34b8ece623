//! What the engine asks of a consumer to know when a run is at rest, and what its life looks like when nothing happens
//! to it (`engine::quiet`).

use rebalance_model::trace::Membership;
use rebalance_model::{IdIdx, SimDuration, SimTime};

use super::{Consumer, Main};
use crate::machine::Timer;

/// A batch that takes longer than this is no routine.
const LONG: SimDuration = SimDuration::from_millis(1_000);

impl Consumer {
    /// Whether its process is there.
    pub(crate) fn is_alive(&self) -> bool {
        self.main != Main::Gone
    }

    fn is_settled(&self) -> bool {
        self.membership == Membership::Stable && !self.reconciliation.is_under_way() && self.coordinator_known
    }

    /// Whether it is gone, or consumes with nothing out of the ordinary ahead.
    pub(crate) fn is_at_rest(&self) -> bool {
        let ordered = self.orders.stall > SimDuration::ZERO || self.orders.throw || self.orders.close;
        match self.main {
            Main::Gone => true,
            Main::Waiting | Main::Returning | Main::Processing(_) | Main::Committing(_) => {
                self.is_settled() && !self.orders.stalled && !ordered
            }
            _ => false,
        }
    }

    /// Gone, or waiting inside poll() with nothing but the next record or heartbeat ahead.
    pub(crate) fn is_routine(&self) -> bool {
        let ordered = (self.orders.stall > SimDuration::ZERO || self.orders.throw) && !self.owned.is_empty();
        match self.main {
            Main::Gone => true,
            Main::Waiting => {
                self.is_settled()
                    && !ordered
                    && !self.orders.close
                    && !self.heartbeat.is_in_flight()
                    && !self.fetcher.offsets_in_flight
                    && self.validating.is_empty()
                    && self.fetcher.missing(&self.owned).is_empty()
            }
            _ => false,
        }
    }

    /// In a long batch, or out of its loop for good: only its heartbeats go on, if it is a member.
    pub(crate) fn is_stuck(&self) -> bool {
        let quiet = !self.is_member() || (self.is_settled() && !self.heartbeat.is_in_flight());
        match self.main {
            Main::Thrown => quiet,
            Main::Processing(_) => self.main_at - self.polled > LONG && quiet,
            _ => false,
        }
    }

    /// Whether its heartbeats go on.
    pub(crate) fn heartbeats(&self) -> bool {
        self.is_alive() && self.is_member()
    }

    /// Whether its heartbeats keep the session of this id alive.
    pub(crate) fn keeps_session(&self, id: IdIdx) -> bool {
        self.heartbeats() && self.id == Some(id)
    }

    /// Whether a timer at this instant still counts.
    pub(crate) fn awaits(&self, timer: Timer, at: SimTime) -> bool {
        match timer {
            Timer::Main => self.is_alive() && self.main_at == at,
            Timer::Heartbeat => self.heartbeats() && self.heartbeat.at() == at,
            _ => false,
        }
    }

    /// When a stuck member's poll timer runs out.
    pub(crate) fn poll_expiry(&self) -> Option<SimTime> {
        (self.heartbeats() && self.is_stuck()).then(|| self.asked + self.config().max_poll_interval)
    }

    /// Moves its routine: times by `by`, positions by `records`.
    pub(crate) fn move_routine(&mut self, by: SimDuration, records: u64) {
        if !self.is_alive() {
            return;
        }
        for at in [&mut self.main_at, &mut self.polled, &mut self.asked, &mut self.poll_deadline, &mut self.idle_told] {
            *at += by;
        }
        if self.auto_commit_at != SimTime::NEVER {
            self.auto_commit_at += by;
        }
        self.turns.shift(by);
        self.move_heartbeat(by);
        for p in self.owned.clone() {
            if let Some(position) = self.fetcher.position(p) {
                self.fetcher.set_position(p, position + records);
            }
        }
    }

    /// Moves its heartbeats alone.
    pub(crate) fn move_heartbeat(&mut self, by: SimDuration) {
        self.heartbeat.shift(by);
    }
}
