//! The pace: one monotone map between the group's time and viewing time, the same for every lane.
//!
//! Adaptive: slow where messages fly within milliseconds, fast where nothing happens for seconds.
//! Play, step and flight all use it. Must not know what happens at its knots.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::{SimDuration, SimTime};

use crate::knob::log2;

/// How fast time runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// As what happens asks for.
    #[default]
    Adaptive,
    /// Always the same: thousandths of the group's time a viewing time, 1000 is ×1.
    Fixed(u32),
}

impl Pace {
    /// The paces that can be chosen.
    pub const CHOICES: [Self; 6] =
        [Self::Adaptive, Self::Fixed(20), Self::Fixed(100), Self::Fixed(1000), Self::Fixed(5000), Self::Fixed(30_000)];
}

/// A flight of a token or a tile: 0.4 s of viewing time.
pub const FLIGHT_US: u64 = 400_000;

/// Fastest adaptive pace, ×30.
const FASTEST: u64 = 30;
/// No gap takes longer to watch, so that half an hour without an event (a session timeout can be that long) is
/// passed in seconds; only there the pace is above ×30.
const LONGEST_GAP_US: u64 = 6_000_000;
/// A gap of 1 ms takes so long where it is not bounded by the slowest pace …
const GAP_BASE_US: u64 = 160_000;
/// … and so much longer for each doubling: 0.58 s for 100 ms, 0.79 s for 1 s, 1 s for 10 s.
const GAP_OCTAVE_US: u64 = 63_200;

/// What flies when a long gap begins has arrived after so much of it: tokens that hang in the air for seconds would say
/// that messages take as long.
const LANDING: SimDuration = SimDuration::from_millis(100);

/// A stretch that is to take at least so long to watch: somebody reads about what happens at its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Where it begins; it ends where the next one begins.
    pub at: SimTime,
    /// How long it is to take, µs of viewing time.
    pub view_us: u64,
}

/// How slow an adaptive map may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Floor {
    /// ×0.02: a rebalance of some milliseconds is seen in about a second, its messages on top of one another.
    Lively,
    /// As slow as it takes that each message that brings news is seen from its sender to its receiver.
    EveryFlight,
}

impl Floor {
    /// The slowest pace as a divisor. A message is on its way for 0.2 ms or more; drawn out to 0.4 s that is ×0.0005.
    const fn divisor(self) -> u64 {
        match self {
            Self::Lively => 50,
            Self::EveryFlight => 2000,
        }
    }
}

/// What an adaptive map is made for.
#[derive(Clone, Debug)]
pub struct Busy {
    /// When something happens; any order, any of them twice.
    pub instants: Vec<SimTime>,
    /// Stretches to be read, in order of time.
    pub holds: Vec<Hold>,
    /// Messages that bring news: sent and arrived.
    pub flights: Vec<(SimTime, SimTime)>,
    /// How slow it may become.
    pub floor: Floor,
}

/// The map, as knots that are joined by straight lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaceMap {
    knots: Vec<Knot>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Knot {
    sim: u64,
    view: u64,
}

impl PaceMap {
    /// The adaptive map over `from` to `end`.
    pub fn adaptive(from: SimTime, end: SimTime, busy: Busy) -> Self {
        let (end, slowest) = (end.max(from), busy.floor.divisor());
        let mut instants = busy.instants;
        instants.extend(busy.holds.iter().map(|h| h.at));
        instants.extend([from, end]);
        instants.retain(|t| (from..=end).contains(t));
        rebalance_model::order::sort(&mut instants);
        instants.dedup();
        let mut gaps: Vec<u64> = instants.windows(2).map(|w| gap(w[1].since(w[0]), slowest)).gather();
        let mut make_last = |from: SimTime, until: SimTime, want| {
            let (a, b) = (instants.partition_point(|t| *t < from), instants.partition_point(|t| *t < until));
            if a < b && b <= gaps.len() {
                stretch(&instants[a..=b], &mut gaps[a..b], want, slowest);
            }
        };
        for (sent, arrived) in &busy.flights {
            make_last(*sent, *arrived, FLIGHT_US);
        }
        for (i, hold) in busy.holds.iter().enumerate() {
            make_last(hold.at, busy.holds.get(i + 1).map_or(end, |next| next.at), hold.view_us);
        }
        let mut view = 0;
        let mut knots = vec![Knot { sim: from.as_micros(), view: 0 }];
        for (w, gap) in instants.windows(2).zip(gaps) {
            let (sim, landing) = (w[0].as_micros(), LANDING.as_micros());
            let rest = (w[1].as_micros() - sim).saturating_sub(landing);
            let mut gap = gap;
            if scale(landing, gap, rest + landing) < FLIGHT_US && rest > landing {
                knots.push(Knot { sim: sim + landing, view: view + FLIGHT_US });
                gap = gap.max((FLIGHT_US + rest / FASTEST).min(LONGEST_GAP_US));
            }
            view += gap;
            knots.push(Knot { sim: w[1].as_micros(), view });
        }
        Self { knots }
    }

    /// Viewing time of an instant, µs since the opening.
    pub fn to_view(&self, t: SimTime) -> u64 {
        let t = t.as_micros();
        let (a, b) = self.around(self.knots.partition_point(|k| k.sim <= t));
        a.view + scale(t.saturating_sub(a.sim).min(b.sim - a.sim), b.view - a.view, b.sim - a.sim)
    }

    /// The instant at a viewing time, µs since the opening.
    pub fn to_sim(&self, view_us: u64) -> SimTime {
        let (a, b) = self.around(self.knots.partition_point(|k| k.view <= view_us));
        let part = scale(view_us.saturating_sub(a.view).min(b.view - a.view), b.sim - a.sim, b.view - a.view);
        SimTime::from_micros(a.sim + part)
    }

    /// The group's time a viewing time at `t`, in thousandths.
    pub fn factor_at(&self, t: SimTime) -> u32 {
        let t = t.as_micros();
        let (a, b) = self.around(self.knots.partition_point(|k| k.sim <= t));
        u32::try_from(scale(b.sim - a.sim, 1000, b.view - a.view)).unwrap_or(u32::MAX)
    }

    /// Viewing time of the whole run, µs.
    pub fn length(&self) -> u64 {
        self.knots.last().map_or(0, |k| k.view)
    }

    /// The two knots around a place, given how many knots lie at or before it.
    fn around(&self, before: usize) -> (Knot, Knot) {
        let a = before.saturating_sub(1).min(self.knots.len().saturating_sub(2));
        (self.knots[a], self.knots[(a + 1).min(self.knots.len() - 1)])
    }
}

/// `part × num / den`, 0 where there is no length.
fn scale(part: u64, num: u64, den: u64) -> u64 {
    // Viewing times stay below 2^24 µs a gap, the group's own below 2^34: the product fits.
    part.saturating_mul(num).checked_div(den).unwrap_or(0)
}

/// Viewing time of a gap between two instants.
fn gap(d: SimDuration, slowest: u64) -> u64 {
    let us = d.as_micros();
    let above_1ms = log2(us.max(1000)) - log2(1000);
    let wanted = GAP_BASE_US + ((GAP_OCTAVE_US * above_1ms) >> 16);
    wanted.max(us / FASTEST).min(LONGEST_GAP_US).min(us.saturating_mul(slowest)).max(1)
}

/// Lengthens the gaps of a stretch until it takes `want`, none beyond the slowest pace.
fn stretch(instants: &[SimTime], gaps: &mut [u64], want: u64, slowest: u64) {
    let missing = want.saturating_sub(gaps.iter().sum());
    let room: Vec<u64> = instants
        .windows(2)
        .zip(gaps.iter())
        .map(|(w, gap)| w[1].since(w[0]).as_micros().saturating_mul(slowest).saturating_sub(*gap).min(want))
        .gather();
    let all: u64 = room.iter().fold(0, |sum, r| sum.saturating_add(*r));
    for (gap, room) in gaps.iter_mut().zip(room) {
        *gap += scale(room, missing.min(all), all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> SimTime {
        SimTime::from_millis(ms)
    }

    fn lively(instants: Vec<SimTime>, holds: Vec<Hold>) -> Busy {
        Busy { instants, holds, flights: Vec::new(), floor: Floor::Lively }
    }

    fn map() -> PaceMap {
        let burst = (0..20).map(|i| SimTime::from_micros(16_022_000 + i * 900));
        let instants = burst.chain([ms(15_300), ms(15_313), ms(19_255), ms(19_256)]).collect();
        let holds = vec![Hold { at: ms(15_300), view_us: 2_000_000 }];
        PaceMap::adaptive(ms(13_700), ms(30_000), lively(instants, holds))
    }

    #[test]
    fn it_is_monotone_and_its_own_inverse() {
        let map = map();
        let mut last = 0;
        for us in (13_700_000..30_000_000).step_by(1_700) {
            let t = SimTime::from_micros(us);
            let view = map.to_view(t);
            assert!(view >= last, "viewing time runs back at {t}");
            last = view;
            // One µs of viewing time is up to 30 µs of the group's.
            assert!(map.to_sim(view).as_micros().abs_diff(us) <= 31, "{t} comes back as {}", map.to_sim(view));
        }
        assert_eq!((map.to_sim(0), map.to_sim(map.length())), (ms(13_700), ms(30_000)));
        assert_eq!(map.to_sim(u64::MAX), ms(30_000), "the end is the end");
    }

    #[test]
    fn milliseconds_are_slow_and_seconds_fast_within_the_bounds() {
        let map = map();
        assert_eq!(map.factor_at(SimTime::from_micros(16_025_000)), 20, "×0.02 inside a burst");
        assert!(map.factor_at(ms(25_000)) > 5_000, "fast where nothing happens");
        for us in (13_700_000..30_000_000).step_by(10_000) {
            let factor = map.factor_at(SimTime::from_micros(us));
            assert!((20..=30_000).contains(&factor), "×{factor}/1000 at {us} µs");
        }
    }

    #[test]
    fn half_an_hour_of_nothing_is_passed_in_seconds() {
        let map = PaceMap::adaptive(SimTime::ZERO, ms(1_800_000), lively(Vec::new(), Vec::new()));
        assert_eq!(map.length(), LONGEST_GAP_US);
    }

    #[test]
    fn what_flies_when_nothing_happens_for_long_has_landed_soon() {
        let sent = ms(25_000);
        for (end, length) in [(ms(26_000), 800_000), (ms(40_000), 1_100_000), (ms(85_000), 2_500_000)] {
            let map = PaceMap::adaptive(ms(24_500), end, lively(vec![sent], Vec::new()));
            let landed = map.to_sim(map.to_view(sent) + FLIGHT_US);
            assert!(landed.since(sent) <= LANDING, "in the air until {landed}, of a gap until {end}");
            assert!(map.to_view(end) - map.to_view(sent) < length, "and the gap takes hardly longer");
            assert!(map.factor_at(end.before(LANDING)) <= 30_000);
        }
    }

    #[test]
    fn what_is_read_takes_as_long_as_it_needs() {
        let map = map();
        // 15.3 to the end is far more; with a next hold the stretch is just what was asked for.
        let (a, b) = (ms(15_300), ms(15_800));
        let holds = vec![Hold { at: a, view_us: 2_000_000 }, Hold { at: b, view_us: 0 }];
        let held = PaceMap::adaptive(ms(13_700), ms(30_000), lively(Vec::new(), holds));
        assert!((held.to_view(b) - held.to_view(a)).abs_diff(2_000_000) < 10);
        assert!(map.to_view(ms(30_000)) - map.to_view(a) > 2_000_000);
    }

    #[test]
    fn every_flight_is_seen_where_that_is_asked_for() {
        let (sent, arrived) = (SimTime::from_micros(16_022_000), SimTime::from_micros(16_022_350));
        let mut busy = lively(vec![sent, SimTime::from_micros(16_022_100), arrived], Vec::new());
        busy.flights = vec![(sent, arrived)];
        let flight = |busy: Busy| {
            let map = PaceMap::adaptive(ms(13_700), ms(30_000), busy);
            map.to_view(arrived) - map.to_view(sent)
        };
        assert_eq!(flight(busy.clone()), 350 * 50, "×0.02 at the slowest");
        busy.floor = Floor::EveryFlight;
        assert!(flight(busy).abs_diff(FLIGHT_US) < 10);
    }
}
