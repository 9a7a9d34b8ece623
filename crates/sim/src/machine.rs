//! The physics: what reaches a machine, and what a machine may ask for.
//!
//! A machine never sends, sleeps or draws by itself. The same machine can be driven by the engine of
//! this crate, by a model checker, or one input at a time.

use rebalance_model::id::BatchIdx;
use rebalance_model::message::{Actor, Body};
use rebalance_model::trace::{Batch, Identity};
use rebalance_model::{
    EventId, EventKind, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx, SimDuration, SimTime, Trace,
};

use crate::rng::SimRng;

/// A timer that a machine may set. One that fires early or twice means nothing: machines keep their
/// own deadlines and compare.
#[cfg_attr(not(feature = "steps"), expect(unreachable_pub, reason = "a model checker names it"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Member: the main thread goes on with what it is at.
    Main,
    /// Member: the heartbeat thread looks at its timers.
    Heartbeat,
    /// Member: what it knows of topics and partitions is too old.
    Metadata,
    /// Coordinator: a member's session, or a pending member id, may have expired.
    Session(IdIdx),
    /// Coordinator: it has read its log.
    Loaded,
    /// Coordinator: the join phase may have lasted long enough.
    Join,
    /// Coordinator: members may have failed to sync in time.
    Sync,
    /// Coordinator: a member of a consumer group may have failed to give up, join or sync in time.
    #[cfg(feature = "consumer")]
    Rebalance(IdIdx),
}

/// What can reach a machine.
#[derive(Clone, Debug)]
pub(crate) enum Input<'a> {
    /// A message; the number is for the answer.
    Message(MessageIdx, &'a Body),
    /// A timer.
    Timer(Timer),
    /// The answer to a fetch: what the broker's log holds from each position on, as (partition,
    /// first offset, log end). Empty if the broker waited for fetch.max.wait.ms in vain.
    Fetched(&'a [(PartitionIdx, u64, u64)]),
    /// The script does something to this member.
    Act(Act),
    /// The broker is stopped, or has been started again.
    Broker(BrokerAct),
}

/// What the script can do to the broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BrokerAct {
    /// Nothing of it runs any more.
    Stop,
    /// It runs again.
    Start,
}

/// What the script can do to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Start it; its settings were handed over before.
    Start,
    /// Close it after the batch in hand.
    Close,
    /// End its process.
    Kill,
    /// Its next batch takes so much longer.
    Stall(SimDuration),
    /// From now on each onPartitionsRevoked takes so long.
    StallRevoke(SimDuration),
    /// Its next batch throws out of the loop.
    Throw,
    /// enforceRebalance() before its next poll().
    Enforce,
    /// All its connections have broken.
    Disconnect,
    /// Its process goes on after it was stopped: every timer that has passed meanwhile is late.
    Thaw,
}

/// What a machine may ask of the world. Closed on purpose.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Send a message, after so much work.
    Send { to: Actor, body: Body, answers: Option<MessageIdx>, after: SimDuration },
    /// Wake me then.
    SetTimer { timer: Timer, at: SimTime },
    /// Fetch from these positions; at most one fetch is in flight.
    Fetch { want: Vec<(PartitionIdx, u64)>, max_wait: SimDuration, first: bool },
    /// Close the connection to the coordinator: what is on its way either way is lost.
    Disconnect,
}

/// Where a machine puts what it asks for, and what it tells the trace.
#[derive(Debug)]
pub(crate) struct Outbox<'a> {
    pub(crate) trace: &'a mut Trace,
    pub(crate) effects: &'a mut Vec<Effect>,
    pub(crate) ids: &'a mut SimRng,
    pub(crate) actor: Actor,
    pub(crate) at: SimTime,
    /// The event that provoked this turn.
    pub(crate) cause: Option<EventId>,
    /// The last event that this turn told.
    pub(crate) last: Option<EventId>,
}

impl Outbox<'_> {
    /// Tells the trace what happened.
    pub(crate) fn record(&mut self, kind: EventKind) {
        self.last = Some(record(self.trace, self.at, self.cause, self.actor, kind));
    }

    /// Sends a request to the coordinator, after so much work.
    pub(crate) fn request(&mut self, body: Body, after: SimDuration) {
        self.effects.push(Effect::Send { to: Actor::Coordinator, body, answers: None, after });
    }

    /// Answers a request.
    pub(crate) fn answer(&mut self, request: MessageIdx, body: Body, after: SimDuration) {
        let to = self.trace.message(request).from;
        self.effects.push(Effect::Send { to, body, answers: Some(request), after });
    }

    /// Wakes this machine at `at`.
    pub(crate) fn wake(&mut self, timer: Timer, at: SimTime) {
        self.effects.push(Effect::SetTimer { timer, at });
    }

    /// The number of a sorted set of partitions.
    pub(crate) fn set(&mut self, partitions: &[PartitionIdx]) -> SetIdx {
        self.trace.sets.intern(partitions)
    }

    /// Puts a batch into the trace's table.
    pub(crate) fn batch(&mut self, batch: Batch) -> BatchIdx {
        self.trace.batches.push(batch);
        BatchIdx::at(self.trace.batches.len() - 1)
    }

    /// Puts offsets into the trace's table.
    pub(crate) fn offsets(&mut self, offsets: Vec<(PartitionIdx, u64)>) -> u32 {
        self.trace.offsets.push(offsets);
        u32::try_from(self.trace.offsets.len() - 1).unwrap_or(u32::MAX)
    }

    /// Gives `member` a new member id: the one that the scenario names, or client.id or group.instance.id and a UUID.
    pub(crate) fn identify(&mut self, member: MemberIdx, instance: Option<&str>) -> IdIdx {
        identify(self.trace, self.ids, member, instance)
    }

    /// The same for a member that chooses its id itself: a UUID in base64.
    #[cfg(feature = "consumer")]
    pub(crate) fn identify_own(&mut self, member: MemberIdx, instance: Option<&str>) -> IdIdx {
        identify_own(self.trace, self.ids, member, instance)
    }
}

/// Version 4 and variant of a random UUID (`Uuid.randomUuid`).
#[cfg(feature = "consumer")]
fn own_id(ids: &mut SimRng) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let drawn = ids.uuid();
    let hex: Vec<u32> = drawn.bytes().filter_map(|b| char::from(b).to_digit(16)).collect();
    // Base64 of 16 bytes without padding: 22 characters of six bits, the last of two.
    let bit = |i: usize| hex.get(i / 4).map_or(0, |d| (d >> (3 - i % 4)) & 1);
    let six = |c: usize| (0..6).fold(0, |n, i| (n << 1) | bit(c * 6 + i));
    (0..22).map(|c| char::from(DIGITS[six(c) as usize])).collect()
}

/// Appends an event.
pub(crate) fn record(trace: &mut Trace, at: SimTime, cause: Option<EventId>, actor: Actor, kind: EventKind) -> EventId {
    trace.events.push(rebalance_model::Event { at, cause, actor, kind });
    EventId::at(trace.events.len() - 1)
}

/// Gives `member` its next id.
pub(crate) fn identify(trace: &mut Trace, ids: &mut SimRng, member: MemberIdx, instance: Option<&str>) -> IdIdx {
    let scenario = trace.header.scenario.clone();
    let prefix = instance.unwrap_or(&scenario.members[member.index()].name);
    // Drawn even if the scenario names the id, so that naming one does not change the others.
    let drawn = ids.uuid();
    enter(trace, member, prefix, &format!("{prefix}-{drawn}"), instance)
}

/// Gives `member` the id that it has chosen itself, as members of consumer groups do.
#[cfg(feature = "consumer")]
pub(crate) fn identify_own(trace: &mut Trace, ids: &mut SimRng, member: MemberIdx, instance: Option<&str>) -> IdIdx {
    let scenario = trace.header.scenario.clone();
    let drawn = own_id(ids);
    enter(trace, member, &scenario.members[member.index()].name, &drawn, instance)
}

/// Puts an id, which the scenario may name another, into the trace's table under the next alias of `prefix`.
fn enter(trace: &mut Trace, member: MemberIdx, prefix: &str, drawn: &str, instance: Option<&str>) -> IdIdx {
    let is_of = |i: &&Identity| i.alias.rsplit_once('#').is_some_and(|(of, _)| of == prefix);
    let nth = trace.header.identities.iter().rev().find(is_of).map_or(0, |i| i.nth) + 1;
    let alias = format!("{prefix}#{nth}");
    let ids = &trace.header.scenario.member_ids;
    let id = ids.iter().find(|(a, _)| *a == alias).map_or_else(|| drawn.to_owned(), |(_, id)| id.clone());
    let instance = instance.map(str::to_owned);
    let identity = Identity { member, nth, alias, id, instance };
    let kept = |i: &Identity| i.member == member && i.nth == 0;
    if cfg!(feature = "steps")
        && let Some(at) = trace.header.identities.iter().position(kept)
    {
        // A model checker keeps a place for each id, so that it is the same on every way to it.
        trace.header.identities[at] = identity;
        return IdIdx::at(at);
    }
    trace.header.identities.push(identity);
    IdIdx::at(trace.header.identities.len() - 1)
}

/// A protocol participant.
pub(crate) trait Machine {
    /// Reacts to one input at one instant. Asks through `out`, and does nothing else.
    fn on(&mut self, now: SimTime, input: &Input<'_>, out: &mut Outbox<'_>);
}
