//! Quiet stretches: while everybody only polls, processes, commits and sends heartbeats, and what is
//! awaited lies minutes ahead, the routine is moved there as a whole.
//!
//! A session timeout may be half an hour and a poll interval days; a page that runs again at each move of
//! a slider cannot play every poll() of it. Nothing but routine is left out: a stretch begins only when no
//! message is under way, and ends well before the next thing that is not routine.

use rebalance_model::message::Actor;
use rebalance_model::trace::Quiet;
use rebalance_model::{EventKind, MemberIdx, PartitionIdx, SimDuration, SimTime};

use super::World;
use super::queue::Item;
use crate::machine::{Timer, record};
use crate::member::Client;

/// A shorter stretch is played: recordings, and what people mostly look at, have none.
const SHORTEST: SimDuration = SimDuration::from_millis(60_000);
/// So much is played before what the stretch waits for.
const MARGIN: SimDuration = SimDuration::from_millis(10_000);
/// How often it is asked whether a stretch begins.
const ASK_EVERY: SimDuration = SimDuration::from_millis(5_000);
/// What the routine repeats itself with where nothing comes in.
const NO_LOAD_PERIOD: SimDuration = SimDuration::from_millis(1_000);

impl World {
    /// Leaves out the routine ahead, if there is nothing else.
    pub(super) fn skip_quiet(&mut self) {
        if self.now < self.ask_quiet_at {
            return;
        }
        self.ask_quiet_at = self.now + ASK_EVERY;
        let Some(by) = self.quiet_ahead() else {
            // Asked again at the next item: a message may just have been under way.
            self.ask_quiet_at = self.now;
            return;
        };
        if by < SHORTEST {
            return;
        }
        self.skip(by);
        self.ask_quiet_at = self.now + ASK_EVERY;
    }

    /// How far the routine can be moved; none if something else is under way now.
    fn quiet_ahead(&mut self) -> Option<SimDuration> {
        if self.queue.has_messages() || self.is_troubled() {
            return None;
        }
        // Whoever was not at routine the last time most likely is not yet: in a large group most items end here.
        let is_busy = |m: &Client| !(m.is_routine() || m.is_stuck());
        if self.members.get(self.busy_member).is_some_and(is_busy) {
            return None;
        }
        if let Some(busy) = self.members.iter().position(is_busy) {
            self.busy_member = busy;
            return None;
        }
        // While a rebalance is under way the next heartbeat of whoever has not joined yet brings news.
        if !self.coordinator.is_settled() && self.members.iter().any(|m| m.is_routine() && m.heartbeats()) {
            return None;
        }
        let mut fixed = self.wanted_end();
        for (at, item) in self.queue.iter() {
            match item {
                // A process that goes on after it was stopped is late with everything.
                Item::Timer { .. } | Item::Fetched { .. } if at == self.now => return None,
                item if self.is_routine(at, item) => {}
                _ => fixed = fixed.min(at),
            }
        }
        // The end of the poll interval of a stuck member is no item of the queue while heartbeats come first.
        let fixed = self.members.iter().filter_map(Client::poll_expiry).fold(fixed, SimTime::min);
        let period = self.scenario.tick().unwrap_or(NO_LOAD_PERIOD).as_micros();
        let room = fixed.before(MARGIN) - self.now;
        Some(SimDuration::from_micros(room.as_micros() / period * period))
    }

    /// Whether an item is part of what repeats itself.
    fn is_routine(&self, at: SimTime, item: &Item) -> bool {
        let member = |m: MemberIdx| &self.members[m.index()];
        match item {
            Item::Fetched { member: m, life, .. } => self.links[m.index()].life != *life || member(*m).is_routine(),
            Item::Timer { actor: Actor::Member(m), timer, life, .. } => {
                let stale = self.links[m.index()].life != *life || !member(*m).awaits(*timer, at);
                stale
                    || match timer {
                        Timer::Heartbeat => true,
                        // News that are not known yet come with the next answer.
                        Timer::Metadata => member(*m).knows(&self.topics),
                        _ => member(*m).is_routine(),
                    }
            }
            Item::Timer { actor: Actor::Coordinator, timer: Timer::Session(id), .. } => {
                let who = self.trace.member_of(*id);
                !self.coordinator.awaits_session(*id, at) || member(who).keeps_session(*id)
            }
            #[cfg(feature = "consumer")]
            Item::Timer { timer: Timer::Rebalance(id), .. } => !self.coordinator.awaits_consumer_deadline(*id, at),
            Item::Timer { timer: Timer::Join | Timer::Sync, .. } => !self.coordinator.awaits_phase(at),
            _ => false,
        }
    }

    fn skip(&mut self, by: SimDuration) {
        let until = self.now + by;
        let records = self.scenario.tick().map_or(0, |tick| by.as_micros() / tick.as_micros());
        let mut committed: Vec<(PartitionIdx, u64)> = Vec::new();
        for m in &mut self.members {
            if m.knows(&self.topics) {
                m.move_metadata(by);
            }
            if m.is_routine() {
                m.move_routine(by, records);
                if m.is_alive() {
                    committed.extend(m.consumed());
                }
            } else {
                m.move_heartbeat(by);
            }
        }
        rebalance_model::order::sort(&mut committed);
        let flowing: Vec<PartitionIdx> = committed.iter().map(|(p, _)| *p).collect();
        let flowing = self.trace.sets.intern(&flowing);
        let number = u32::try_from(self.trace.quiet.len()).unwrap_or(u32::MAX);
        let begun = record(&mut self.trace, self.now, None, Actor::Script, EventKind::QuietBegins(number));
        record(&mut self.trace, until, Some(begun), Actor::Script, EventKind::QuietEnds(number));
        for (p, offset) in &committed {
            self.coordinator.set_committed(*p, Some(*offset));
        }
        self.trace.quiet.push(Quiet { from: self.now, until, flowing, committed });
        let items = self.queue.take();
        for (at, mut item) in items {
            let moves = self.moves(at, &item);
            if let (true, Item::Fetched { data, sent, .. }) = (moves, &mut item) {
                *sent += by;
                for (_, first, end) in data {
                    (*first, *end) = (*first + records, *end + records);
                }
            }
            self.queue.push(if moves { at + by } else { at }, item);
        }
        for id in self.coordinator.move_sessions(by, &self.members) {
            record(&mut self.trace, until, Some(begun), Actor::Coordinator, EventKind::SessionStarted(id));
        }
        for link in &mut self.links {
            link.last = [until; 2];
            link.fetching = (link.fetching.0 + by, link.fetching.1 + by);
        }
        self.now = until;
    }

    /// Whether an item moves with the routine. The machines have been moved already, so that what they
    /// await is named by where it will be; stale items move too, and stay stale.
    fn moves(&self, at: SimTime, item: &Item) -> bool {
        match item {
            Item::Step(_) | Item::StepOver(..) => false,
            Item::Timer { actor: Actor::Member(m), timer, life, .. } => {
                self.links[m.index()].life != *life || !self.members[m.index()].awaits(*timer, at)
            }
            Item::Timer { actor: Actor::Coordinator, timer: Timer::Session(id), .. } => {
                !self.coordinator.awaits_session(*id, at)
                    || self.members[self.trace.member_of(*id).index()].keeps_session(*id)
            }
            #[cfg(feature = "consumer")]
            Item::Timer { timer: Timer::Rebalance(id), .. } => !self.coordinator.awaits_consumer_deadline(*id, at),
            Item::Timer { .. } => !self.coordinator.awaits_phase(at),
            Item::Send(_) | Item::Deliver(..) | Item::Fetched { .. } => true,
        }
    }
}
