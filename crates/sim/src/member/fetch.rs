//! The fetcher: positions, the one fetch in flight, and records that wait to be returned.
//!
//! `FetchCollector`, `SubscriptionState`. Next to a rebalance two of its habits are visible: a fetch in
//! flight delays the first batch of what is newly assigned, and records that came while the application
//! was busy are returned at once (findings 2.20).

use rebalance_model::{PartitionIdx, SimDuration, SimTime};

use super::{Main, Member};
use crate::machine::{Effect, Outbox};

/// One partition, as the fetcher has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Slot {
    /// Offset of the next record to return; none if not assigned or not known yet.
    position: Option<u64>,
    /// Records that came and wait: up to this offset.
    buffered: Option<u64>,
    /// Became fetchable beside a fetch in flight: the next fetch still goes out without it.
    skip: bool,
}

/// The one fetch that may be in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Flight {
    /// None is.
    None,
    /// It asks for what is owned.
    Valid,
    /// It was sent for an assignment that has been revoked since: its records are dropped.
    Stale,
}

/// The fetcher.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fetcher {
    slots: Vec<Slot>,
    flight: Flight,
    /// When the fetch in flight has waited too long.
    gives_up: SimTime,
    /// An OffsetFetch is in flight.
    pub(super) offsets_in_flight: bool,
    /// No fetch was sent yet.
    fresh: bool,
}

impl Fetcher {
    pub(super) fn new(partitions: usize) -> Self {
        Self {
            slots: vec![Slot::default(); partitions],
            flight: Flight::None,
            gives_up: SimTime::NEVER,
            offsets_in_flight: false,
            fresh: true,
        }
    }

    /// How many partitions there are.
    #[cfg(feature = "steps")]
    pub(super) fn partitions(&self) -> usize {
        self.slots.len()
    }

    /// The first fetch takes longer, where anything takes any time.
    #[cfg(feature = "steps")]
    pub(super) fn forget_that_it_was_fresh(&mut self) {
        self.fresh = true;
    }

    pub(super) fn set_position(&mut self, p: PartitionIdx, position: u64) {
        self.slots[p.index()].position = Some(position);
    }

    pub(super) fn position(&self, p: PartitionIdx) -> Option<u64> {
        self.slots[p.index()].position
    }

    pub(super) fn is_in_flight(&self) -> bool {
        self.flight != Flight::None
    }

    /// Partitions of `owned` whose position is not known.
    pub(super) fn missing(&self, owned: &[PartitionIdx]) -> Vec<PartitionIdx> {
        owned.iter().copied().filter(|p| self.slots[p.index()].position.is_none()).collect()
    }

    /// The committed offsets have come: positions of what is still owned and has none.
    pub(super) fn offsets_fetched(
        &mut self,
        owned: &[PartitionIdx],
        offsets: &[(PartitionIdx, Option<u64>)],
        start: &[u64],
    ) {
        self.offsets_in_flight = false;
        for (p, committed) in offsets {
            if owned.binary_search(p).is_err() {
                continue;
            }
            let slot = &mut self.slots[p.index()];
            if slot.position.is_none() {
                *slot = Slot {
                    position: Some(committed.unwrap_or(start[p.index()])),
                    buffered: None,
                    skip: self.flight == Flight::Valid,
                };
            }
        }
    }

    /// Forgets partitions that are not owned any more.
    pub(super) fn forget(&mut self, gone: &[PartitionIdx]) {
        for p in gone {
            self.slots[p.index()] = Slot::default();
        }
    }

    /// All of the assignment is given up: what the fetch in flight brings belongs to nobody.
    pub(super) fn make_stale(&mut self) {
        if self.flight == Flight::Valid {
            self.flight = Flight::Stale;
        }
    }

    /// The connection of the fetch in flight broke: nothing comes of it.
    pub(super) fn give_up(&mut self) {
        (self.flight, self.gives_up) = (Flight::None, SimTime::NEVER);
    }

    /// Moves what belongs to the routine.
    pub(super) fn shift(&mut self, by: SimDuration) {
        if self.gives_up != SimTime::NEVER {
            self.gives_up += by;
        }
    }

    pub(super) fn has_records(&self, owned: &[PartitionIdx]) -> bool {
        owned.iter().any(|p| self.slots[p.index()].buffered.is_some())
    }

    /// Takes up to `most` records of `owned`: partition, first and last offset.
    pub(super) fn take(&mut self, owned: &[PartitionIdx], most: u64) -> Vec<(PartitionIdx, u64, u64)> {
        let mut left = most;
        let mut taken = Vec::new();
        for p in owned {
            let slot = &mut self.slots[p.index()];
            let (Some(position), Some(end)) = (slot.position, slot.buffered) else { continue };
            let n = left.min(end - position);
            if n == 0 {
                break;
            }
            taken.push((*p, position, position + n - 1));
            slot.position = Some(position + n);
            slot.buffered = (position + n < end).then_some(end);
            left -= n;
        }
        taken
    }

    fn skip_none(&mut self, owned: &[PartitionIdx]) {
        for p in owned {
            self.slots[p.index()].skip = false;
        }
    }

    /// What the next fetch asks for.
    fn wanted(&mut self, owned: &[PartitionIdx]) -> Vec<(PartitionIdx, u64)> {
        let mut want = Vec::with_capacity(owned.len());
        for p in owned {
            let slot = &mut self.slots[p.index()];
            match slot.position {
                Some(position) if slot.buffered.is_none() && !slot.skip => want.push((*p, position)),
                _ => {}
            }
        }
        if !want.is_empty() {
            self.skip_none(owned);
        }
        want
    }

    /// The next fetch, and whether it is the first; none if one is in flight or there is nothing to ask for.
    pub(super) fn next_fetch(&mut self, owned: &[PartitionIdx]) -> Option<(Vec<(PartitionIdx, u64)>, bool)> {
        if self.is_in_flight() {
            return None;
        }
        let mut want = self.wanted(owned);
        if want.is_empty() {
            // Nothing else to ask for: what was to be left out need not be.
            self.skip_none(owned);
            want = self.wanted(owned);
        }
        if want.is_empty() {
            return None;
        }
        self.flight = Flight::Valid;
        Some((want, std::mem::take(&mut self.fresh)))
    }

    /// The fetch in flight has come back.
    pub(super) fn arrived(&mut self, data: &[(PartitionIdx, u64, u64)]) {
        let stale = self.flight == Flight::Stale;
        self.give_up();
        for (p, first, end) in data {
            let slot = &mut self.slots[p.index()];
            if !stale && slot.position == Some(*first) && end > first {
                slot.buffered = Some(*end);
            }
        }
    }
}

impl Member {
    /// Sends a fetch for what is owned and has a position, unless one is in flight.
    pub(super) fn send_fetch(&mut self, out: &mut Outbox<'_>) {
        let Some((want, first)) = self.fetcher.next_fetch(&self.owned) else { return };
        self.fetcher.gives_up = out.at + self.config().request_timeout;
        out.effects.push(Effect::Fetch { want, max_wait: self.config().fetch_max_wait, first });
    }

    /// A fetch that has waited too long fails with its connection (`NetworkClient.handleTimedOutRequests`).
    pub(super) fn give_up_fetch(&mut self, now: SimTime) {
        if self.fetcher.is_in_flight() && now >= self.fetcher.gives_up {
            self.fetcher.give_up();
        }
    }

    pub(super) fn fetched(&mut self, now: SimTime, data: &[(PartitionIdx, u64, u64)], out: &mut Outbox<'_>) {
        if !self.fetcher.is_in_flight() {
            return;
        }
        self.fetcher.arrived(data);
        match self.main {
            Main::Waiting => self.step(now, out),
            Main::Closing(_) => self.outstanding_returned(now, out),
            Main::Committing(_) => self.let_heartbeat_thread_in(now, out),
            _ => {}
        }
    }

    /// Whether poll() can return records now.
    pub(super) fn has_records(&self) -> bool {
        self.fetcher.has_records(&self.owned)
    }

    /// Takes the records that a poll() returns, and sends the next fetch before it does.
    pub(super) fn take_records(&mut self, out: &mut Outbox<'_>) -> Vec<(PartitionIdx, u64, u64)> {
        let most = u64::from(self.config().max_poll_records);
        let records = self.fetcher.take(&self.owned, most);
        self.send_fetch(out);
        records
    }

    /// Positions of all that is owned: what a commit commits.
    pub(crate) fn consumed(&self) -> Vec<(PartitionIdx, u64)> {
        self.owned.iter().filter_map(|p| self.fetcher.position(*p).map(|o| (*p, o))).collect()
    }

    /// How long a fetch that finds records takes beyond the network.
    pub(crate) fn fetch_extra(latency: &crate::latency::Latencies, first: bool) -> SimDuration {
        if first { latency.first_fetch } else { SimDuration::ZERO }
    }
}
