//! The line between a member and the broker: latency, order, and what the script does to it.
//!
//! Two connections share it: one to the coordinator, which the member may give up, and one for everything else
//! (fetches, Metadata, FindCoordinator). On each the broker takes one request after the other.

use rebalance_model::message::Api;
use rebalance_model::{MessageIdx, SimDuration, SimTime};

use crate::rng::SimRng;

/// See the module.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) rng: SimRng,
    /// Which life of the member it serves: messages of an earlier one are lost.
    pub(super) life: u32,
    /// Last arrival each way: a connection keeps the order of its messages.
    pub(super) last: [SimTime; 2],
    /// What is under way each way, as it was sent: what was held up lets nothing pass that was sent behind it over the
    /// same connection.
    pub(super) on_way: [Vec<UnderWay>; 2],
    /// Added to each message (the script's `delay`).
    pub(super) delay: SimDuration,
    /// Of each way the last connection to the coordinator that was written to, and when the last message has passed.
    passed: [(u32, SimTime); 2],
    /// The script holds the line until then.
    held_until: SimTime,
    /// The broker is stopped until then.
    broker_until: SimTime,
    /// The member's process is stopped until then.
    pub(super) frozen_until: SimTime,
    /// Number of the connection to the coordinator.
    pub(super) connection: u32,
    /// A JoinGroup or SyncGroup that the broker has read and not answered, and what it came over.
    pub(super) waits: Option<(MessageIdx, Way)>,
    /// When the fetch in flight was sent, and when it will have been answered.
    pub(super) fetching: (SimTime, SimTime),
}

/// In which life of the member, and over which of its connections, a message goes.
pub(super) type Way = (u32, Option<u32>);

/// A message that has been sent and has not arrived.
#[derive(Debug)]
pub(super) struct UnderWay {
    pub(super) idx: MessageIdx,
    /// When it would arrive if nothing held it up.
    pub(super) arrives: SimTime,
    /// When it is to arrive, as things stand.
    pub(super) due: SimTime,
}

impl Link {
    pub(super) fn new(rng: SimRng) -> Self {
        Self {
            rng,
            life: 0,
            last: [SimTime::ZERO; 2],
            on_way: [Vec::new(), Vec::new()],
            delay: SimDuration::ZERO,
            passed: [(0, SimTime::ZERO); 2],
            held_until: SimTime::ZERO,
            broker_until: SimTime::ZERO,
            frozen_until: SimTime::ZERO,
            connection: 0,
            waits: None,
            fetching: (SimTime::ZERO, SimTime::ZERO),
        }
    }

    /// Holds the line. One that is held already is released by whatever ends first.
    pub(super) fn hold(&mut self, now: SimTime, until: SimTime) {
        self.held_until = if self.held_until > now { self.held_until.min(until) } else { until };
    }

    /// The broker at its other end is stopped. A line that comes back meanwhile leads nowhere.
    pub(super) fn lose_broker(&mut self, until: SimTime) {
        self.broker_until = self.broker_until.max(until);
    }

    /// Nothing passes before.
    pub(super) fn passes_from(&self) -> SimTime {
        self.held_until.max(self.broker_until)
    }

    /// When a message that is sent now has passed what delays it. A delayed connection lets one message pass at a time, each
    /// way, as the recorder's `Proxy` does: what is sent behind another one waits until that has passed.
    pub(super) fn passes_at(&mut self, now: SimTime, way: usize, connection: Option<u32>) -> SimTime {
        let Some(connection) = connection else { return now + self.delay };
        let (last, passed) = self.passed[way];
        let begins = if last == connection { now.max(passed) } else { now };
        self.passed[way] = (connection, begins + self.delay);
        begins + self.delay
    }

    /// Nothing is kept from passing or going on from then on.
    pub(super) fn free_from(&self) -> SimTime {
        self.passes_from().max(self.frozen_until)
    }

    /// Whether the broker does not read what comes this way: it has not answered what came before it (`SocketServer` mutes a
    /// channel until a request is answered), and may not for long. Others are answered at once.
    pub(super) fn is_muted(&self, way: Way) -> bool {
        self.waits.is_some_and(|(_, waits)| waits == way)
    }

    /// The connection that a message of `api` goes over.
    pub(super) fn connection_of(&self, api: Api) -> Option<u32> {
        match api {
            Api::Metadata | Api::FindCoordinator => None,
            _ => Some(self.connection),
        }
    }
}
