//! What a member is where time does not pass (`steps`): what it is seen as, and what it forgets, so that two that will
//! do the same are the same.

use rebalance_model::SimTime;
use rebalance_model::message::JoinReason;
use rebalance_model::trace::Doing;

use super::metadata::Known;
use super::{Client, Main, Member};
use crate::assignor::AssignorMemory;
use crate::latency::Latencies;
use crate::steps::{Side, Standing};

impl Client {
    /// What it takes itself for, if its process is there.
    pub(crate) fn side(&self) -> Option<Side<'_>> {
        self.is_alive().then(|| match self {
            Self::Classic(it) => it.side(),
            Self::Consumer(it) => it.side(),
        })
    }

    /// Whether a message that comes is read at once.
    pub(crate) fn reads(&self) -> bool {
        match self {
            Self::Classic(it) => it.reads(),
            Self::Consumer(_) => true,
        }
    }

    /// Whether messages wait for a thread that reads the network.
    pub(crate) fn has_unread(&self) -> bool {
        match self {
            Self::Classic(it) => it.has_unread(),
            Self::Consumer(_) => false,
        }
    }

    /// Whether its poll interval may pass in a step of its own.
    pub(crate) fn may_time_out(&self) -> bool {
        match self {
            Self::Classic(_) => false,
            Self::Consumer(it) => it.may_time_out(),
        }
    }

    /// Lets it pass: the next turn of its background thread finds that it has.
    pub(crate) fn let_poll_interval_pass(&mut self, now: SimTime) {
        if let Self::Consumer(it) = self {
            it.let_poll_interval_pass(now);
        }
    }

    /// Whether it has been told to close.
    pub(crate) fn closes(&self) -> bool {
        match self {
            Self::Classic(_) => false,
            Self::Consumer(it) => it.closes(),
        }
    }

    /// Forgets what can make no difference any more, and everything once it is gone; not what it is to start with.
    pub(crate) fn forget_what_is_over(&mut self) {
        match self {
            Self::Classic(it) => it.forget_what_is_over(),
            Self::Consumer(it) => it.forget_what_is_over(),
        }
    }

    /// Its process is gone.
    pub(crate) fn forget(&mut self) {
        let (who, partitions) = match self {
            Self::Classic(it) => (it.who, it.fetcher.partitions()),
            Self::Consumer(it) => it.size(),
        };
        *self = Self::new(who, partitions, &Latencies::NONE);
    }
}

impl Member {
    /// What it takes itself for.
    pub(super) fn side(&self) -> Side<'_> {
        let standing = Standing::Classic(self.client);
        Side { standing, id: self.id, generation: self.generation, owned: &self.owned, told: None }
    }

    /// Whether a message that comes is read at once.
    pub(super) fn reads(&self) -> bool {
        matches!(
            self.main,
            Main::Gone | Main::Waiting | Main::Committing(_) | Main::CommitBeforeJoin | Main::Closing(_)
        )
    }

    /// Whether messages wait for a thread that reads the network.
    pub(super) fn has_unread(&self) -> bool {
        !self.inbox.is_empty()
    }

    /// Forgets what can make no difference while the coordinator is never lost, topics stay as they are and nothing is
    /// committed automatically: what is told to people only, deadlines that never come.
    pub(super) fn forget_what_is_over(&mut self) {
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
