//! Tiles: where each partition is, and how it got there.

use rebalance_analysis::Holders;
use rebalance_analysis::Report;
use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::report::at;
use rebalance_model::{PartitionIdx, SimTime, Trace};

use super::{Anchor, Clock, TileFrame};
use crate::limits;
use crate::pace::FLIGHT_US;

/// The places of one tile, in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Track {
    pub(crate) partition: PartitionIdx,
    /// The tile in the hands of a zombie, beside the one that was dealt anew.
    pub(crate) second: bool,
    places: Vec<(SimTime, Anchor)>,
}

impl Track {
    /// Where it comes to rest at `t`.
    pub(crate) fn place(&self, t: SimTime) -> Anchor {
        at(&self.places, t, |p| p.0).map_or(Anchor::Hidden, |p| p.1)
    }

    pub(super) fn frame(&self, clock: &Clock<'_>, lag: u64) -> TileFrame {
        let here = self.places.partition_point(|p| p.0 <= clock.t).saturating_sub(1);
        let place = |back: usize| here.checked_sub(back).map(|i| self.places[i]);
        let last = place(0).map_or(Anchor::Hidden, |p| p.1);
        let (middle, first) = (place(1).unwrap_or((SimTime::ZERO, last)), place(2).map(|p| p.1));
        // What appears does so where it is; it does not fly in from nowhere.
        let seen = |a: Anchor, then: Anchor| if a == Anchor::Hidden { then } else { a };
        let second = seen(middle.1, last);
        let first = seen(first.unwrap_or(second), second);
        let began = place(0).and_then(|p| clock.view_of(p.0));
        let flown = |from: Option<u64>, to: u64| from.map_or(1000, |v| ease(to.saturating_sub(v)));
        TileFrame {
            partition: self.partition,
            second: self.second,
            path: [first, second, last],
            done: [began.map_or(1000, |to| flown(clock.view_of(middle.0), to)), flown(began, clock.view)],
            lag,
        }
    }
}

/// How far a flight has come after so much viewing time, slower towards its end, 0 to 1000.
pub(crate) fn ease(view_us: u64) -> u16 {
    let left = 1000 - (view_us.min(FLIGHT_US) * 1000 / FLIGHT_US);
    u16::try_from(1000 - left * left / 1000 * left / 1000).unwrap_or(1000)
}

/// The tracks of a lane: one for each partition, and one for each that is ever in two hands.
pub(crate) fn tracks(trace: &Trace, report: &Report) -> Vec<Track> {
    let members = trace.scenario().members.len();
    let new = |i: usize, second| Track { partition: PartitionIdx::at(i), second, places: Vec::new() };
    let mut tracks: Vec<Track> = (0..report.owners.len()).map(|i| new(i, false)).gather();
    let doubled = |i: &usize| report.owners[*i].iter().any(|p| p.holders.second().is_some());
    tracks.extend((0..report.owners.len()).filter(doubled).map(|i| new(i, true)));
    let mut instants: Vec<SimTime> = Vec::new();
    for phases in &report.owners {
        for phase in phases {
            instants.push(phase.start);
        }
    }
    rebalance_model::order::sort(&mut instants);
    instants.dedup();
    let (mut slots, mut now) = (vec![0u16; members], vec![0usize; report.owners.len()]);
    for t in instants {
        slots.fill(0);
        let mut shelf = 0;
        // Tiles of a card stand in the order of their partitions, a zombie's among them.
        for (i, phases) in report.owners.iter().enumerate() {
            while phases.get(now[i] + 1).is_some_and(|next| next.start <= t) {
                now[i] += 1;
            }
            let holders = phases[now[i]].holders;
            let mut place = |holder: Option<rebalance_model::MemberIdx>| match holder {
                // Whoever has no card has no tiles either.
                Some(m) if m.index() >= limits::CARDS => None,
                Some(m) => take(&mut slots[m.index()], limits::CARD_TILES).map(|n| Anchor::Card(m, n)),
                None if holders == Holders::Absent => None,
                None => take(&mut shelf, limits::SHELF_TILES).map(Anchor::Shelf),
            };
            let first = place(holders.first()).unwrap_or(Anchor::Hidden);
            let second = holders.second().and_then(|m| place(Some(m))).unwrap_or(Anchor::Hidden);
            put(&mut tracks[i], t, first);
            if doubled(&i)
                && let Some(track) = tracks.iter_mut().rev().find(|track| track.second && track.partition.index() == i)
            {
                put(track, t, second);
            }
        }
    }
    tracks
}

/// The next free place, none if there is no more.
fn take(next: &mut u16, most: usize) -> Option<u16> {
    *next += 1;
    (usize::from(*next) <= most).then(|| *next - 1)
}

fn put(track: &mut Track, t: SimTime, place: Anchor) {
    if track.places.last().is_none_or(|last| last.1 != place) {
        track.places.push((t, place));
    }
}
