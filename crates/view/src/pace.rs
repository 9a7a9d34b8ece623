//! The pace: one monotone map between the group's time and viewing time, the same for every lane.
//!
//! Adaptive: slow where messages fly within milliseconds, fast where nothing happens for seconds.
//! Play, step and flight all use it. Must not know what happens at its knots.

use rebalance_model::SimTime;

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
    /// The adaptive map over `from` to `end` for what happens at `instants` (any order, any of them twice).
    pub fn adaptive(from: SimTime, end: SimTime, instants: Vec<SimTime>) -> Self {
        let _ = instants;
        Self::fixed(from, end, 1000)
    }

    /// A straight map: `thousandths` of the group's time a viewing time.
    pub fn fixed(from: SimTime, end: SimTime, thousandths: u32) -> Self {
        let (from, end) = (from.as_micros(), end.as_micros().max(from.as_micros()));
        let length = (end - from).saturating_mul(1000) / u64::from(thousandths.max(1));
        Self { knots: vec![Knot { sim: from, view: 0 }, Knot { sim: end, view: length }] }
    }

    /// Viewing time of an instant, µs since the opening.
    pub fn to_view(&self, t: SimTime) -> u64 {
        let _ = t;
        0
    }

    /// The instant at a viewing time, µs since the opening.
    pub fn to_sim(&self, view_us: u64) -> SimTime {
        let _ = view_us;
        SimTime::ZERO
    }

    /// The group's time a viewing time at `t`, in thousandths.
    pub fn factor_at(&self, t: SimTime) -> u32 {
        let _ = t;
        1000
    }

    /// Viewing time of the whole run, µs.
    pub fn length(&self) -> u64 {
        self.knots.last().map_or(0, |k| k.view)
    }
}
