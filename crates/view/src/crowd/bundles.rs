//! Partitions on their way, where cards are folded: those that leave a member at the same instant fly together, and so do
//! those that come to one.

use rebalance_analysis::{Holders, Report};

use crate::motion::tiles::ease;
use crate::motion::{Bundle, Clock};
use crate::pace::FLIGHT_US;

/// Writes the bundles that are on their way.
pub(super) fn write(clock: &Clock<'_>, report: &Report, out: &mut Vec<Bundle>) {
    out.clear();
    for phases in &report.owners {
        let mut here = phases.partition_point(|p| p.start <= clock.t);
        // A partition that is given up and dealt again within one flight is seen on both ways.
        while let Some([before, now]) = phases[..here].last_chunk() {
            let Some(flown) = clock.view_of(now.start).map(|left| clock.view - left.min(clock.view)) else { break };
            if flown >= FLIGHT_US {
                break;
            }
            here -= 1;
            let (from, to) = (before.holders.first(), now.holders.first());
            let is_seen = before.holders != Holders::Absent && now.holders != Holders::Absent;
            if from != to && is_seen {
                let done = ease(flown);
                out.push(Bundle { from, to, left: now.start, partitions: 1, done });
            }
        }
    }
    let key = |b: &Bundle| (b.left, b.from, b.to);
    rebalance_model::order::sort_by_key(out, key);
    out.dedup_by(|next, first| {
        let is_same = key(next) == key(first);
        first.partitions += if is_same { next.partitions } else { 0 };
        is_same
    });
}
