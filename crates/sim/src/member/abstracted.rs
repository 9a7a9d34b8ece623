//! What a member is where time does not pass (`steps`): what it is seen as, and what it forgets, so that two that will
//! do the same are the same.

use rebalance_model::SimTime;
use rebalance_model::message::JoinReason;
use rebalance_model::trace::Doing;

use super::metadata::Known;
use super::{Main, Member};
use crate::assignor::AssignorMemory;

impl Member {
    /// Its state, id, generation, and what it owns.
    pub(crate) fn side(&self) -> crate::steps::Side<'_> {
        (self.client, self.id, self.generation, &self.owned)
    }

    /// Whether a message that comes is read at once.
    pub(crate) fn reads(&self) -> bool {
        matches!(
            self.main,
            Main::Gone | Main::Waiting | Main::Committing(_) | Main::CommitBeforeJoin | Main::Closing(_)
        )
    }

    /// Whether messages wait for a thread that reads the network.
    pub(crate) fn has_unread(&self) -> bool {
        !self.inbox.is_empty()
    }

    /// Forgets what can make no difference while the coordinator is never lost, topics stay as they are and nothing is
    /// committed automatically: what is told to people only, deadlines that never come, and everything once it is gone.
    pub(crate) fn forget_what_is_over(&mut self) {
        if !self.is_alive() {
            *self = Self::new(self.who, self.fetcher.partitions(), &self.latency);
            return;
        }
        // `does` tells what has changed: it tells everything.
        self.doing = Doing::Gone;
        self.rejoin = self.rejoin.map(|_| JoinReason::First);
        self.connection.forget_requests();
        self.known = Known::new(self.known.topics().clone());
        self.fetcher.forget_that_it_was_fresh();
        // Only members that subscribe to different topics are assigned by it.
        self.memory = AssignorMemory::default();
        self.heartbeat.woken = SimTime::NEVER;
        if !self.heartbeat.on {
            (self.heartbeat.due, self.heartbeat.at) = (SimTime::NEVER, SimTime::NEVER);
        }
        if self.main_at != SimTime::ZERO {
            self.main_at = SimTime::NEVER;
        }
        (self.poll_deadline, self.idle_told, self.auto_commit_at) = (SimTime::ZERO, SimTime::ZERO, SimTime::NEVER);
    }
}
