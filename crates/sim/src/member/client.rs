//! A consumer of either protocol, as the engine has it. What it was started with says which it is.

use std::sync::Arc;

#[cfg(feature = "consumer")]
use super::consumer::Consumer;
use super::{AdoptedMember, Member, Setup};
use crate::assignor::TopicMeta;
use crate::latency::Latencies;
use crate::machine::{Input, Machine, Outbox, Timer};
use rebalance_model::{Generation, IdIdx, MemberIdx, PartitionIdx, SimDuration, SimTime};

/// See the module.
#[cfg_attr(feature = "consumer", expect(clippy::large_enum_variant, reason = "nearly all clients are of that one"))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Client {
    /// `ClassicKafkaConsumer`
    Classic(Member),
    /// `AsyncKafkaConsumer`
    #[cfg(feature = "consumer")]
    Consumer(Box<Consumer>),
}

macro_rules! both {
    ($self:ident, $it:ident => $what:expr) => {
        match $self {
            Self::Classic($it) => $what,
            #[cfg(feature = "consumer")]
            Self::Consumer($it) => $what,
        }
    };
}

impl Client {
    /// One that has not been started.
    pub(crate) fn new(who: MemberIdx, partitions: usize, latency: &Latencies) -> Self {
        Self::Classic(Member::new(who, partitions, latency))
    }

    /// Hands over what the next start runs with.
    pub(crate) fn set_up(&mut self, setup: Setup) {
        #[cfg(feature = "consumer")]
        if setup.config.consumer.is_some() {
            let (who, latency) = both!(self, it => it.origin());
            *self = Self::Consumer(Box::new(Consumer::new(who, latency, setup)));
            return;
        }
        #[cfg(feature = "consumer")]
        if let Self::Consumer(it) = self {
            let ((who, latency), partitions) = (it.origin(), setup.log_start.len());
            *self = Self::new(who, partitions, &latency);
        }
        match self {
            Self::Classic(it) => it.set_up(setup),
            #[cfg(feature = "consumer")]
            Self::Consumer(_) => {}
        }
    }

    pub(crate) fn is_alive(&self) -> bool {
        both!(self, it => it.is_alive())
    }

    pub(crate) fn is_in(&self, id: IdIdx, generation: Generation) -> bool {
        both!(self, it => it.is_in(id, generation))
    }

    pub(crate) fn is_at_rest(&self) -> bool {
        both!(self, it => it.is_at_rest())
    }

    pub(crate) fn adopt(&mut self, adopted: &AdoptedMember<'_>, now: SimTime, out: &mut Outbox<'_>) {
        both!(self, it => it.adopt(adopted, now, out));
    }

    pub(crate) fn is_routine(&self) -> bool {
        both!(self, it => it.is_routine())
    }

    pub(crate) fn is_stuck(&self) -> bool {
        both!(self, it => it.is_stuck())
    }

    pub(crate) fn heartbeats(&self) -> bool {
        both!(self, it => it.heartbeats())
    }

    pub(crate) fn keeps_session(&self, id: IdIdx) -> bool {
        both!(self, it => it.keeps_session(id))
    }

    pub(crate) fn awaits(&self, timer: Timer, at: SimTime) -> bool {
        both!(self, it => it.awaits(timer, at))
    }

    pub(crate) fn poll_expiry(&self) -> Option<SimTime> {
        both!(self, it => it.poll_expiry())
    }

    pub(crate) fn move_routine(&mut self, by: SimDuration, records: u64) {
        both!(self, it => it.move_routine(by, records));
    }

    /// Moves the time at which it asks for topics again. In a consumer group it asks only when it starts: it is the
    /// coordinator that looks after them.
    pub(crate) fn move_metadata(&mut self, by: SimDuration) {
        match self {
            Self::Classic(it) => it.move_metadata(by),
            #[cfg(feature = "consumer")]
            Self::Consumer(_) => {}
        }
    }

    pub(crate) fn move_heartbeat(&mut self, by: SimDuration) {
        both!(self, it => it.move_heartbeat(by));
    }

    pub(crate) fn knows(&self, topics: &Arc<[TopicMeta]>) -> bool {
        match self {
            Self::Classic(it) => it.knows(topics),
            #[cfg(feature = "consumer")]
            Self::Consumer(_) => true,
        }
    }

    pub(crate) fn has_not_seen(&self, topics: &Arc<[TopicMeta]>) -> bool {
        match self {
            Self::Classic(it) => it.has_not_seen(topics),
            #[cfg(feature = "consumer")]
            Self::Consumer(_) => false,
        }
    }

    pub(crate) fn consumed(&self) -> Vec<(PartitionIdx, u64)> {
        both!(self, it => it.consumed())
    }
}

impl Machine for Client {
    fn on(&mut self, now: SimTime, input: &Input<'_>, out: &mut Outbox<'_>) {
        both!(self, it => it.on(now, input, out));
    }
}
