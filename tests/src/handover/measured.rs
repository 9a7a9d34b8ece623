//! Points of the grid that were recorded: what real groups of Kafka 4.3.1 did there, beside what the core computes.

use rebalance_model::{SimDuration, Variant};

use super::cost::Cost;
use super::play::{Act, PROTOCOLS, Point};
use super::{Cell, Grid, Spread};
use crate::recorded;

/// Where the recordings are, below tests/conformance.
pub const FOLDER: &str = "handover";
/// Runs of each point and protocol, at most and at least.
pub const RUNS: (usize, usize) = (3, 2);
/// A measured figure may lie outside the computed ones by a twentieth, or by so much where that is more: a tick of the load
/// and a turn or two of poll().
pub const APART: SimDuration = SimDuration::from_millis(400);

const fn point(act: Act, members: u32, heartbeat: u64, batch: u64) -> Point {
    Point { act, members, heartbeat, batch }
}

/// The points, each recorded under all protocols.
pub const POINTS: [Point; 8] = [
    point(Act::Join, 2, 1_000, 5_000),
    point(Act::Join, 2, 5_000, 20_000),
    point(Act::Join, 6, 500, 1_000),
    point(Act::Join, 6, 3_000, 0),
    point(Act::Join, 20, 1_000, 1_000),
    point(Act::Close, 2, 3_000, 0),
    point(Act::Close, 6, 1_000, 5_000),
    point(Act::Close, 20, 3_000, 5_000),
];

/// A recorded point.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the core computes: its runs have the act at different instants of the heartbeat interval, as a real run has it
    /// at one that nobody chose.
    pub cell: Cell,
    /// What each recorded run cost.
    pub measured: Vec<Cost>,
}

impl Checked {
    /// Each figure: of the recorded runs, and computed.
    pub fn figures(&self) -> [(&'static str, Vec<SimDuration>, Spread); 3] {
        let of = |figure: fn(&Cost) -> SimDuration| self.measured.iter().map(figure).collect();
        [
            ("stopped", of(|c| c.stopped), self.cell.stopped),
            ("longest", of(|c| c.longest), self.cell.longest),
            ("over after", of(|c| c.took), self.cell.took),
        ]
    }
}

/// How far a measured figure lies outside the computed ones.
pub fn outside(measured: SimDuration, computed: &Spread) -> SimDuration {
    computed.least.less(measured).max(measured.less(computed.most))
}

/// Whether it lies near enough.
pub fn agree(measured: SimDuration, computed: &Spread) -> bool {
    outside(measured, computed) <= APART.max(SimDuration::from_micros(measured.as_micros() / 20))
}

/// The recorded runs of a point, by the names of their files.
pub fn runs(point: Point, protocol: Variant) -> Vec<String> {
    let names = (1..=RUNS.0).map(|run| format!("{point}.{protocol}.{run}"));
    names.filter(|name| recorded::exists(FOLDER, name)).collect()
}

/// Every recorded point under every protocol.
pub fn all(grid: &Grid) -> Vec<Checked> {
    let each = POINTS.into_iter().flat_map(|point| PROTOCOLS.map(|protocol| (point, protocol)));
    each.map(|(point, protocol)| {
        let cost = |name: &String| Cost::of_run(&recorded::read(FOLDER, name), point.at());
        Checked { cell: *grid.cell(point, protocol), measured: runs(point, protocol).iter().map(cost).collect() }
    })
    .collect()
}
