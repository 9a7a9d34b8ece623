//! The ownership chart of a lane, the axis that all charts share, and their twins as tables.
//!
//! Built once a run (`axis`, `build`), in integers: x runs from 0 to [`WIDTH`] over the axis. Must not know the playhead.

mod axis;
mod build;

use rebalance_model::trace::GroupState;
use rebalance_model::{MemberIdx, SimDuration, SimTime};

use crate::session::Mark;
use crate::stretch::Stretch;

pub(crate) use axis::axis;
pub(crate) use build::{TABLE_ROWS, chart, lag_top, stops};

/// Width of a chart's plot, in its own units: `viewBox="0 0 10000 …"`, stretched to whatever the page has.
pub const WIDTH: u32 = 10_000;
/// Height of the lag plot, in its own units.
pub const LAG_HEIGHT: u32 = 100;

/// Instants that a pointer can tell apart on an axis.
const STEPS_ACROSS: u64 = 400;

/// The time axis of all lanes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Axis {
    /// Its beginning.
    pub from: SimTime,
    /// Its end.
    pub end: SimTime,
    /// Where it is labelled.
    pub ticks: Vec<Tick>,
    /// What is done to the group, from the script and by the person.
    pub markers: Vec<Marker>,
}

impl Axis {
    /// Where an instant lies, 0 to [`WIDTH`].
    pub fn x(&self, t: SimTime) -> u32 {
        let length = self.end.since(self.from).as_micros().max(1);
        let part = t.clamp(self.from, self.end).since(self.from).as_micros();
        u32::try_from(part.saturating_mul(u64::from(WIDTH)) / length).unwrap_or(WIDTH)
    }

    /// From its beginning to its end.
    pub const fn stretch(&self) -> Stretch {
        Stretch { from: self.from, end: self.end }
    }

    /// The instant near `t` that is as round as a place of a pointer is exact: whole seconds, tenths, hundredths, or ms.
    pub fn round(&self, t: SimTime) -> SimTime {
        let a_step = self.end.since(self.from).as_millis() / STEPS_ACROSS;
        let grid = [1000, 100, 10].into_iter().find(|grid| *grid <= a_step).unwrap_or(1);
        SimTime::from_millis((t.as_millis() + grid / 2) / grid * grid)
    }

    /// The instant at x.
    pub fn t(&self, x: u32) -> SimTime {
        let length = self.end.since(self.from).as_micros();
        let part = length * u64::from(x.min(WIDTH)) / u64::from(WIDTH);
        self.from + SimDuration::from_micros(part)
    }
}

/// A label of the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub x: u32,
    /// "15 s", "2 min".
    pub label: String,
}

/// Something done to the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Where.
    pub x: u32,
    /// When.
    pub at: SimTime,
    /// To whom.
    pub member: Option<MemberIdx>,
    /// "C3 starts".
    pub label: String,
    /// What it stands for, to move or remove it.
    pub mark: Mark,
    /// How long that lasts, where that can be chosen.
    pub takes: Option<SimDuration>,
    /// Whether it is the person's: added, or moved.
    pub is_own: bool,
}

/// The chart of one lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// States and generations of the group.
    pub band: Vec<BandSegment>,
    /// A row a partition; of a large group a row a member, and one for the partitions that nobody holds.
    pub rows: Vec<Row>,
    /// Partitions, or members, that have no row.
    pub rows_left_out: usize,
    /// Whether a row is a member.
    pub is_grouped: bool,
    /// Where any partition that has a row is nobody's; apart from each other, ascending.
    pub stops: Vec<(u32, u32)>,
    /// Total lag: an SVG path in [`WIDTH`] × [`LAG_HEIGHT`], open, from the axis' beginning to its end.
    pub lag: String,
    /// The lag at the top of the plot; the same in every lane.
    pub lag_top: u64,
    /// The same as a table.
    pub table: Table,
}

impl Chart {
    /// Where the group is not at rest.
    pub fn restless(&self) -> impl Iterator<Item = (u32, u32)> {
        let is_restless =
            |b: &&BandSegment| !matches!(b.state, GroupState::Stable | GroupState::Empty | GroupState::Dead);
        self.band.iter().filter(is_restless).map(|b| (b.x0, b.x1))
    }
}

/// A state of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandSegment {
    /// Where it begins.
    pub x0: u32,
    /// Where it ends.
    pub x1: u32,
    /// The state.
    pub state: GroupState,
    /// The generation.
    pub generation: i32,
}

/// The row of a partition, or of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// P3, or `orders-3`; C2.
    pub label: String,
    /// Who held it when.
    pub segments: Vec<Segment>,
}

/// Who holds a partition for a while; in the row of a member, how many it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it begins.
    pub x0: u32,
    /// Where it ends.
    pub x1: u32,
    /// When it begins; at the axis' beginning for what lies before it.
    pub from: SimTime,
    /// When it ends.
    pub end: SimTime,
    /// Who.
    pub kind: SegmentKind,
    /// The holder's name, both names if there are two; empty if nobody. In the row of a member the number of partitions.
    pub label: String,
    /// Of how many partitions.
    pub partitions: u32,
    /// How much of its row it fills, in percent: all, unless the row is of a member that holds more at another time.
    pub fills: u32,
}

/// Who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// Nobody: hatched.
    Unowned,
    /// One member.
    Held(MemberIdx),
    /// One member that the group has removed and that does not know it: held, and nobody else's yet.
    Stale(MemberIdx),
    /// Two work on it: the first by right, the second as a zombie.
    Double(MemberIdx, MemberIdx),
}

/// A chart for those who do not see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}
