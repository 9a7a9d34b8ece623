//! Total lag over time: log end less committed offset, as `kafka-consumer-groups` shows it.

use rebalance_model::trace::EventKind;
use rebalance_model::{PartitionIdx, SimTime, Trace};

use crate::gather::Gather as _;

/// Total lag over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LagSeries {
    /// Corners of the line, in order; two of the same instant where a commit takes it down. In between
    /// records come in evenly, so that a straight line is right to within one tick.
    pub points: Vec<(SimTime, u64)>,
    /// The greatest, since `Report::since`.
    pub peak: u64,
    /// When it was reached.
    pub peak_at: SimTime,
}

/// Log ends of all partitions at any instant, without a search for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogEnds {
    /// Log end of each partition less what the load has written.
    before: Vec<u64>,
    /// Those together.
    before_all: u64,
    /// When partitions come into being that are not there from the beginning; nothing is written to them before.
    added: Vec<(PartitionIdx, SimTime)>,
    tick_us: Option<u64>,
}

impl LogEnds {
    /// Those of a run.
    pub fn of(trace: &Trace) -> Self {
        let scenario = trace.scenario();
        let mut before = vec![0; scenario.partition_count()];
        for (p, _, end) in scenario.initial.as_ref().map_or(&[][..], |i| &i.offsets) {
            before[p.index()] = *end;
        }
        let added = (0..before.len()).map(PartitionIdx::at).map(|p| (p, scenario.exists_from(p)));
        let added = added.filter(|(_, from)| *from > SimTime::ZERO).gather();
        let before_all = before.iter().sum();
        Self { before, before_all, added, tick_us: scenario.tick().map(rebalance_model::SimDuration::as_micros) }
    }

    /// Records written to each partition by `at` that was there from the beginning.
    fn written(&self, at: SimTime) -> u64 {
        self.tick_us.map_or(0, |tick| at.as_micros() / tick.max(1) + 1)
    }

    /// Of these, those that a partition has missed which came into being at `from`.
    fn missed(&self, from: SimTime, at: SimTime) -> u64 {
        self.written(from.min(at))
    }

    /// Log end of one partition at `at`.
    pub fn of_partition(&self, p: PartitionIdx, at: SimTime) -> u64 {
        let added = self.added.iter().find(|(added, _)| *added == p);
        self.before[p.index()] + self.written(at) - added.map_or(0, |(_, from)| self.missed(*from, at))
    }

    /// Log ends of all partitions together at `at`.
    pub fn total(&self, at: SimTime) -> u64 {
        let missed: u64 = self.added.iter().map(|(_, from)| self.missed(*from, at)).sum();
        self.before_all + self.written(at) * self.before.len() as u64 - missed
    }
}

impl LagSeries {
    pub(crate) fn of(trace: &Trace, since: SimTime) -> Self {
        let ends = LogEnds::of(trace);
        let mut committed = vec![0u64; trace.scenario().partition_count()];
        for (p, offset, _) in trace.scenario().initial.as_ref().map_or(&[][..], |i| &i.offsets) {
            committed[p.index()] = offset.unwrap_or(0);
        }
        let mut done: u64 = committed.iter().sum();
        let mut series = Self { peak_at: since, ..Self::default() };
        series.push(SimTime::ZERO, ends.total(SimTime::ZERO), done, since);
        let mut counted = false;
        for event in &trace.events {
            let moved = match event.kind {
                EventKind::Committed(entry) => &trace.offsets[entry as usize][..],
                // Within a quiet stretch lag grows evenly: by what nobody consumes.
                EventKind::QuietBegins(_) => &[],
                EventKind::QuietEnds(quiet) => &trace.quiet[quiet as usize].committed,
                _ => continue,
            };
            if !counted && event.at >= since {
                series.push(since, ends.total(since), done, since);
                counted = true;
            }
            if !matches!(event.kind, EventKind::QuietEnds(_)) {
                series.push(event.at, ends.total(event.at), done, since);
            }
            for (p, offset) in moved {
                done = done - committed[p.index()] + offset;
                committed[p.index()] = *offset;
            }
            series.push(event.at, ends.total(event.at), done, since);
        }
        series.push(trace.end, ends.total(trace.end), done, since);
        series
    }

    fn push(&mut self, at: SimTime, end: u64, done: u64, since: SimTime) {
        let lag = end.saturating_sub(done);
        if self.points.last() == Some(&(at, lag)) {
            return;
        }
        self.points.push((at, lag));
        if at >= since && lag > self.peak {
            (self.peak, self.peak_at) = (lag, at);
        }
    }
}
