//! A stretch of the group's time: the window that the charts show, the range that is looped and summed up.
//!
//! Plain arithmetic. Must not know what lies in it.

use rebalance_model::{SimDuration, SimTime};

/// From one instant to a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its beginning.
    pub from: SimTime,
    /// Its end.
    pub end: SimTime,
}

/// No window is shorter: messages fly for some tenths of a millisecond.
const SHORTEST: SimDuration = SimDuration::from_millis(5);
/// What a step of zooming leaves of a window, or, the other way, gets out of it.
const ZOOM: (u64, u64) = (4, 5);
/// Part of its length that a window keeps before an instant that it has been moved to.
const LEAD: u64 = 8;

impl Stretch {
    /// Between two instants, in whatever order.
    pub fn between(a: SimTime, b: SimTime) -> Self {
        Self { from: a.min(b), end: a.max(b) }
    }

    /// How long it is.
    pub fn length(self) -> SimDuration {
        self.end.since(self.from)
    }

    /// Whether `t` lies in it, its ends included.
    pub fn contains(self, t: SimTime) -> bool {
        (self.from..=self.end).contains(&t)
    }

    /// The one of the same length, or as long as there is room, that lies in `all`.
    #[must_use]
    pub fn within(self, all: Self) -> Self {
        let length = self.length().max(SHORTEST).min(all.length());
        let from = self.from.min(all.end.before(length)).max(all.from);
        Self { from, end: from + length }
    }

    /// Moved so that it begins at `from`.
    #[must_use]
    pub fn at(self, from: SimTime) -> Self {
        Self { from, end: from + self.length() }
    }

    /// So many steps closer, or, below zero, further away; `at` stays where it is.
    #[must_use]
    pub fn zoomed(self, at: SimTime, steps: i32) -> Self {
        let at = at.clamp(self.from, self.end);
        let (mut before, mut length) = (at.since(self.from).as_micros(), self.length().as_micros());
        let (num, den) = if steps > 0 { ZOOM } else { (ZOOM.1, ZOOM.0) };
        for _ in 0..steps.unsigned_abs() {
            (before, length) = (before * num / den, length * num / den);
        }
        // A window of the shortest length is not moved by asking for a shorter one.
        if length < SHORTEST.as_micros() {
            let shortest = SHORTEST.as_micros().min(self.length().as_micros());
            (before, length) = (before * shortest / length.max(1), shortest);
        }
        let from = at.before(SimDuration::from_micros(before));
        // What lies before the beginning of time is room at the end.
        Self { from, end: from + SimDuration::from_micros(length) }
    }

    /// So that `t` lies in it: near its beginning, if it has to be moved.
    #[must_use]
    pub fn following(self, t: SimTime) -> Self {
        if self.contains(t) {
            return self;
        }
        self.at(t.before(SimDuration::from_micros(self.length().as_micros() / LEAD)))
    }
}
