//! `consumer-coordinator-metrics` of a consumer of the consumer protocol (`ConsumerRebalanceMetricsManager`): one
//! rebalance is one reconciliation of that member, from RECONCILING until it leaves that state.
//!
//! Counted from the last start of the consumer. How long a callback takes that is not slow a trace does not have: it is
//! told as 0 ms.

use rebalance_model::trace::{Doing, Membership};
use rebalance_model::{Event, EventKind, PartitionIdx, SimTime, Trace};

use super::Metric;
use super::sampled::{HOUR_MS, SAMPLE_MS, Sampled, float};

/// Whether the life that these events are of is one of this protocol.
pub(super) fn is_of(life: &[&Event]) -> bool {
    life.iter().any(|e| matches!(e.kind, EventKind::Membership(_)))
}

/// The metrics at `at` of a consumer whose life until then these events are.
pub(super) fn of(trace: &Trace, life: &[&Event], at: SimTime) -> Vec<Metric> {
    let mut sensors = Sensors::new();
    for event in life {
        sensors.see(trace, event);
    }
    sensors.measure(at)
}

struct Sensors {
    rebalance: Sampled,
    rebalances: Sampled,
    total: u64,
    sum: u64,
    ended: Option<SimTime>,
    began: Option<SimTime>,
    failures: Sampled,
    failed: u64,
    /// Assigned, lost, revoked.
    callbacks: [Sampled; 3],
    /// A revoke callback that was entered, and is slow: what happens meanwhile is another thread's.
    revoking: Option<SimTime>,
    slow: bool,
    held: Vec<PartitionIdx>,
    member: bool,
}

const ASSIGNED: usize = 0;
const LOST: usize = 1;
const REVOKED: usize = 2;

impl Sensors {
    fn new() -> Self {
        let sampled = || Sampled::new(SAMPLE_MS);
        // `ConsumerRebalanceMetricsManager` counts over windows of an hour, where the classic client has 30 s.
        let hourly = || Sampled::new(HOUR_MS);
        Self {
            rebalance: sampled(),
            rebalances: hourly(),
            total: 0,
            sum: 0,
            ended: None,
            began: None,
            failures: hourly(),
            failed: 0,
            callbacks: [sampled(), sampled(), sampled()],
            revoking: None,
            slow: false,
            held: Vec::new(),
            member: false,
        }
    }

    fn see(&mut self, trace: &Trace, event: &Event) {
        let (at, now) = (event.at, event.at.as_millis());
        let gives_up = |held: &mut Vec<PartitionIdx>, set| {
            let gone = trace.sets.get(set);
            held.retain(|p| gone.binary_search(p).is_err());
        };
        match event.kind {
            EventKind::Membership(to) => self.turned(to, at),
            EventKind::Assigned(set) => {
                self.callbacks[ASSIGNED].record(0, now);
                self.held.extend_from_slice(trace.sets.get(set));
            }
            EventKind::Revoked(set) => {
                self.revoking = Some(at);
                gives_up(&mut self.held, set);
            }
            EventKind::PartitionsLost(set) => {
                self.callbacks[LOST].record(0, now);
                gives_up(&mut self.held, set);
            }
            EventKind::Doing(Doing::Revoking) => self.slow = true,
            EventKind::RevokeDone => self.returned(at),
            EventKind::Killed => {
                // The recorder closes it with its line cut: its callback is told.
                if !std::mem::take(&mut self.held).is_empty() {
                    self.callbacks[if self.member { REVOKED } else { LOST }].record(0, now);
                }
            }
            _ => {
                if let Some(from) = self.revoking.filter(|_| !self.slow) {
                    self.returned(from);
                }
            }
        }
    }

    fn returned(&mut self, at: SimTime) {
        self.slow = false;
        if let Some(from) = self.revoking.take() {
            self.callbacks[REVOKED].record(at.as_millis() - from.as_millis(), at.as_millis());
        }
    }

    fn turned(&mut self, to: Membership, at: SimTime) {
        let now = at.as_millis();
        self.member = matches!(to, Membership::Reconciling | Membership::Acknowledging | Membership::Stable);
        match (to, self.began) {
            (Membership::Reconciling, None) => self.began = Some(at),
            (Membership::Acknowledging, Some(began)) => {
                let took = now - began.as_millis();
                self.rebalance.record(took, now);
                self.rebalances.record(1, now);
                self.total += 1;
                self.sum += took;
                (self.began, self.ended) = (None, Some(at));
            }
            (Membership::Fenced | Membership::PrepareLeaving | Membership::Fatal, Some(_)) => {
                self.failed += 1;
                self.failures.record(1, now);
                self.began = None;
            }
            _ => {}
        }
    }

    fn measure(&mut self, at: SimTime) -> Vec<Metric> {
        if let Some(from) = self.revoking {
            self.returned(from);
        }
        let now = at.as_millis();
        let [assigned, lost, revoked] = &self.callbacks;
        let values = [
            ("assigned-partitions", float(self.held.len() as u64)),
            ("failed-rebalance-rate-per-hour", self.failures.rate(HOUR_MS, now)),
            ("failed-rebalance-total", float(self.failed)),
            ("last-rebalance-seconds-ago", self.ended.map_or(-1.0, |e| float((now - e.as_millis()) / 1_000))),
            ("partition-assigned-latency-avg", assigned.avg(now)),
            ("partition-assigned-latency-max", assigned.max(now)),
            ("partition-lost-latency-avg", lost.avg(now)),
            ("partition-lost-latency-max", lost.max(now)),
            ("partition-revoked-latency-avg", revoked.avg(now)),
            ("partition-revoked-latency-max", revoked.max(now)),
            ("rebalance-latency-avg", self.rebalance.avg(now)),
            ("rebalance-latency-max", self.rebalance.max(now)),
            ("rebalance-latency-total", float(self.sum)),
            ("rebalance-rate-per-hour", self.rebalances.rate(HOUR_MS, now)),
            ("rebalance-total", float(self.total)),
        ];
        values.into_iter().map(|(name, value)| Metric { name, value }).collect()
    }
}
