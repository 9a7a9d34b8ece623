//! What a member's life looks like when nothing happens to it, and moving it in time as a whole
//! (`engine::quiet`).

use rebalance_model::trace::ClientState;
use rebalance_model::{IdIdx, PartitionIdx, SimDuration, SimTime};

use super::{Main, Member};
use crate::machine::Timer;

/// A batch that takes longer than this is no routine.
const LONG: SimDuration = SimDuration::from_millis(1_000);

impl Member {
    /// Gone, or waiting inside poll() with nothing but the next record or heartbeat ahead.
    pub(crate) fn is_routine(&self) -> bool {
        let settled = self.client == ClientState::Stable && self.rejoin.is_none() && self.assignment.is_none();
        // An eager member that waits in JoinGroup owns nothing: it only polls in vain.
        let waits = self.client == ClientState::PreparingRebalance && self.join_in_flight;
        let parked = waits && self.owned.is_empty();
        // The next batch will be none of the routine; one that owns nothing gets none.
        let special = (self.orders.stall > SimDuration::ZERO || self.orders.throw) && !self.owned.is_empty();
        let ordered = special || self.orders.enforce;
        match self.main {
            Main::Gone => true,
            Main::Waiting => {
                ((settled && self.connection.is_proven()) || (parked && self.connection.known()))
                    && !ordered
                    && self.inbox.is_empty()
                    && !self.orders.close
                    && !self.fetcher.offsets_in_flight
                    && self.fetcher.missing(&self.owned).is_empty()
            }
            _ => false,
        }
    }

    /// In a long batch, or out of its loop for good: only its heartbeats go on, if it is a member.
    pub(crate) fn is_stuck(&self) -> bool {
        match self.main {
            // Without its coordinator it sends no heartbeats.
            Main::Thrown => self.inbox.is_empty() && self.has_coordinator(),
            Main::Processing(_) => self.main_at - self.stepped > LONG && self.has_coordinator(),
            _ => false,
        }
    }

    /// Whether it needs none, or has one.
    fn has_coordinator(&self) -> bool {
        !self.heartbeat.on || self.connection.is_proven()
    }

    /// Whether its heartbeats go on.
    pub(crate) fn heartbeats(&self) -> bool {
        self.is_alive() && self.heartbeat.on
    }

    /// Whether its heartbeats keep the session of this id alive.
    pub(crate) fn keeps_session(&self, id: IdIdx) -> bool {
        self.goes_by(id) && self.heartbeats()
    }

    /// Whether a timer at this instant still counts.
    pub(crate) fn awaits(&self, timer: Timer, at: SimTime) -> bool {
        match timer {
            Timer::Main => self.is_alive() && self.main_at == at,
            Timer::Heartbeat => self.heartbeat.on && self.heartbeat.at == at,
            Timer::Metadata => self.is_alive() && self.known.is_due(at),
            _ => false,
        }
    }

    /// When the heartbeat thread of a stuck member will see max.poll.interval.ms pass.
    pub(crate) fn poll_expiry(&self) -> Option<SimTime> {
        (self.heartbeat.on && self.is_stuck()).then(|| self.stepped + self.config().max_poll_interval)
    }

    /// Moves its routine: times by `by`, positions by `records`.
    pub(crate) fn move_routine(&mut self, by: SimDuration, records: u64) {
        if !self.is_alive() {
            return;
        }
        for at in [&mut self.main_at, &mut self.polled, &mut self.poll_deadline, &mut self.idle_told, &mut self.stepped]
        {
            *at += by;
        }
        self.auto_commit_at += by;
        self.fetcher.shift(by);
        self.move_heartbeat(by);
        let owned: Vec<PartitionIdx> = self.owned.clone();
        for p in owned {
            if let Some(position) = self.fetcher.position(p) {
                self.fetcher.set_position(p, position + records);
            }
        }
    }

    /// Moves the time at which it asks for topics and partitions again.
    pub(crate) fn move_metadata(&mut self, by: SimDuration) {
        self.known.shift(by);
    }

    /// Moves its heartbeats alone.
    pub(crate) fn move_heartbeat(&mut self, by: SimDuration) {
        self.connection.shift(by);
        self.heartbeat.due += by;
        self.heartbeat.at += by;
    }
}
