//! The partitions' log: when records are there, and when a fetch is answered.

use rebalance_model::{PartitionIdx, Scenario, SimDuration, SimTime};

use crate::latency::Latencies;

/// All partitions: the load writes one record to each at every tick.
#[derive(Debug)]
pub(super) struct Log {
    /// Log end of each partition before the first tick.
    before: Vec<u64>,
    /// Ticks that had passed when each partition came into being.
    missed: Vec<u64>,
    tick: Option<SimDuration>,
    produce: SimDuration,
}

impl Log {
    pub(super) fn new(scenario: &Scenario, latency: &Latencies) -> Self {
        let mut before = vec![0; scenario.partition_count()];
        for (p, _, end) in scenario.initial.iter().flat_map(|i| &i.offsets) {
            before[p.index()] = *end;
        }
        let mut log = Self { missed: vec![0; before.len()], before, tick: scenario.tick(), produce: latency.produce };
        for p in 0..log.missed.len() {
            let from = scenario.exists_from(PartitionIdx::at(p));
            if from > SimTime::ZERO {
                log.missed[p] = log.written(from + latency.produce);
            }
        }
        log
    }

    /// Records of each partition that have been written by `at`.
    fn written(&self, at: SimTime) -> u64 {
        match self.tick {
            Some(tick) if at.as_micros() >= self.produce.as_micros() => {
                at.before(self.produce).as_micros() / tick.as_micros() + 1
            }
            _ => 0,
        }
    }

    /// When the next record will be there, after `at`.
    fn next_write(&self, at: SimTime) -> SimTime {
        self.tick.map_or(SimTime::NEVER, |tick| SimTime::ZERO + tick.times(self.written(at)) + self.produce)
    }

    /// When a fetch that reaches the broker at `at` is answered, and with what.
    pub(super) fn serve(
        &self,
        at: SimTime,
        want: &[(PartitionIdx, u64)],
        max_wait: SimDuration,
    ) -> (SimTime, Vec<(PartitionIdx, u64, u64)>) {
        let ends = |at: SimTime| {
            let written = self.written(at);
            let found = want.iter().map(move |(p, from)| {
                (*p, *from, self.before[p.index()] + written.saturating_sub(self.missed[p.index()]))
            });
            found.filter(|(_, from, end)| end > from).collect::<Vec<_>>()
        };
        let now = ends(at);
        if !now.is_empty() {
            return (at, now);
        }
        let (next, patience) = (self.next_write(at), at + max_wait);
        if next <= patience { (next, ends(next)) } else { (patience, Vec::new()) }
    }
}
