//! What a hand-over costs: the three protocols over heartbeat interval × slowest batch × members, computed by the core,
//! and held against real groups at some points.
//!
//! [`play`] makes the scenario of a point, [`cost`] reads off a run what it cost, [`measured`] has the recordings, [`page`]
//! writes docs/what-a-hand-over-costs.md ([`documents`]) and [`figure`] its drawings. The grid, a line a cell, is kept in
//! tests/handover.txt.

pub mod cost;
pub mod documents;
pub mod figure;
pub mod measured;
pub mod page;
pub mod play;

use std::fmt;
use std::thread;

use rebalance_model::{SimDuration, Variant};
use rebalance_sim::{Options, Until};

use cost::Cost;
use play::{Act, PROTOCOLS, Point};

/// Members beside the one that comes or goes.
pub const MEMBERS: [u32; 4] = [2, 6, 20, 50];
/// Heartbeat intervals, in ms.
pub const HEARTBEATS: [u64; 4] = [500, 1_000, 3_000, 5_000];
/// How much longer the slowest batch takes, in ms.
pub const BATCHES: [u64; 4] = [0, 1_000, 5_000, 20_000];
/// Runs of each cell: the act falls on so many instants, evenly spread over a heartbeat interval, each with a seed of its
/// own.
pub const DRAWS: u64 = 7;
/// Threads that share the grid.
const WORKERS: usize = 2;

/// Where the runs of a cell lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The least.
    pub least: SimDuration,
    /// The one in the middle.
    pub middle: SimDuration,
    /// The most.
    pub most: SimDuration,
}

impl Spread {
    fn of(mut values: Vec<SimDuration>) -> Self {
        values.sort_unstable();
        let last = values.len() - 1;
        Self { least: values[0], middle: values[last / 2], most: values[last] }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.least.as_millis(), self.middle.as_millis(), self.most.as_millis())
    }
}

/// A point of the grid under one protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The point.
    pub point: Point,
    /// The protocol.
    pub protocol: Variant,
    /// Partition-seconds without a holder.
    pub stopped: Spread,
    /// The longest of one partition at a stretch.
    pub longest: Spread,
    /// From the act until the last partition is where it stays.
    pub took: Spread,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { point, protocol, stopped, longest, took } = self;
        write!(f, "{point} {protocol}: stopped {stopped}, longest {longest}, took {took}")
    }
}

impl Cell {
    /// Runs a point as often as a cell has draws.
    ///
    /// # Panics
    /// If Kafka would refuse the scenario.
    pub fn compute(point: Point, protocol: Variant) -> Self {
        let cost = |draw| {
            let moved = SimDuration::from_millis(point.heartbeat * draw / DRAWS);
            let options = Options { seed: draw + 1, until: Until::Duration, ..Options::default() };
            let scenario = point.scenario(moved);
            let trace = rebalance_sim::run(&scenario, protocol, options).unwrap_or_else(|why| panic!("{point}: {why}"));
            Cost::of_trace(&trace, point.at() + moved)
        };
        let costs: Vec<Cost> = (0..DRAWS).map(cost).collect();
        let spread = |of: fn(&Cost) -> SimDuration| Spread::of(costs.iter().map(of).collect());
        Self {
            point,
            protocol,
            stopped: spread(|c| c.stopped),
            longest: spread(|c| c.longest),
            took: spread(|c| c.took),
        }
    }

    /// Reads a line that a cell was written as; none if it is another.
    pub fn read(line: &str, point: Point, protocol: Variant) -> Option<Self> {
        let rest = line.strip_prefix(&format!("{point} {protocol}: "))?;
        let numbers: Vec<u64> = rest
            .split([' ', ','])
            .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
            .map(|word| word.parse().ok())
            .collect::<Option<_>>()?;
        if numbers.len() != 9 {
            return None;
        }
        let spread = |of: &[u64]| {
            let [least, middle, most] = [of[0], of[1], of[2]].map(SimDuration::from_millis);
            Spread { least, middle, most }
        };
        let [stopped, longest, took] = [&numbers[..3], &numbers[3..6], &numbers[6..]].map(spread);
        Some(Self { point, protocol, stopped, longest, took })
    }
}

/// All points, in the order of the grid's file.
pub fn points() -> Vec<Point> {
    let mut all = Vec::new();
    for act in Act::ALL {
        for members in MEMBERS {
            for batch in BATCHES {
                for heartbeat in HEARTBEATS {
                    all.push(Point { act, members, heartbeat, batch });
                }
            }
        }
    }
    all
}

/// Computes these points under all protocols, on several threads.
///
/// # Panics
/// As [`Cell::compute`].
pub fn compute(points: &[Point]) -> Vec<Cell> {
    let share = |worker: usize| -> Vec<(usize, [Cell; 3])> {
        let own = points.iter().enumerate().filter(|(n, _)| n % WORKERS == worker);
        own.map(|(n, point)| (n, PROTOCOLS.map(|protocol| Cell::compute(*point, protocol)))).collect()
    };
    let mut found = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|worker| scope.spawn(move || share(worker))).collect();
        let done = workers.into_iter().map(|w| w.join().unwrap_or_else(|_| panic!("a worker has said why it failed")));
        done.flatten().collect::<Vec<_>>()
    });
    found.sort_by_key(|(n, _)| *n);
    found.into_iter().flat_map(|(_, cells)| cells).collect()
}

/// The grid, computed before.
#[derive(Clone, Debug)]
pub struct Grid(Vec<Cell>);

impl Grid {
    /// Reads the grid's file.
    ///
    /// # Errors
    /// The first cell that is not where it belongs.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut lines = text.lines();
        let mut cells = Vec::new();
        for point in points() {
            for protocol in PROTOCOLS {
                let cell = lines.next().and_then(|line| Cell::read(line, point, protocol));
                cells.push(cell.ok_or_else(|| format!("{point} {protocol} is not where it belongs"))?);
            }
        }
        Ok(Self(cells))
    }

    /// One cell.
    ///
    /// # Panics
    /// If the grid has no such point.
    pub fn cell(&self, point: Point, protocol: Variant) -> &Cell {
        let is_it = |cell: &&Cell| cell.point == point && cell.protocol == protocol;
        self.0.iter().find(is_it).unwrap_or_else(|| panic!("{point} is not on the grid"))
    }
}
