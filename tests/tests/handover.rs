//! docs/what-a-hand-over-costs.md: what it says is what the core computes, and what real groups did.
//!
//! The grid is computed anew where members are few, and at some points where they are many; all of it by the program
//! `handover`, which writes tests/handover.txt. `UPDATE_EXPECT=1` writes the page and its drawings anew.

use std::{env, fs};

use rebalance_model::{SimDuration, Variant};
use rebalance_sim::{Options, Until};
use rebalance_tests::handover::cost::Cost;
use rebalance_tests::handover::play::{Act, PROTOCOLS, Point};
use rebalance_tests::handover::{Cell, compute, documents, measured, points};
use rebalance_tests::recorded;

/// With so many members a point is quick to compute.
const FEW: u32 = 2;

/// Points that are computed here: all with few members, and of the rest one for each number of members, act and batch.
fn sample() -> Vec<Point> {
    let is_in = |(n, point): &(usize, Point)| point.members <= FEW || (n % 4 == n / 4 % 4 && point.batch < 20_000);
    points().into_iter().enumerate().filter(is_in).map(|(_, point)| point).collect()
}

#[test]
fn the_grid_is_what_the_core_computes() {
    let grid = documents::grid();
    for cell in compute(&sample()) {
        let line = cell.to_string();
        let read = Cell::read(&line, cell.point, cell.protocol).unwrap();
        assert_eq!(
            grid.cell(cell.point, cell.protocol),
            &read,
            "tests/handover.txt is not true any more: cargo run -p rebalance-tests --bin handover\n{line}"
        );
    }
}

#[test]
fn the_page_says_what_the_grid_and_the_recordings_say() {
    for (path, text) in documents::made() {
        if env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(documents::path(path), text).unwrap();
            continue;
        }
        let committed = fs::read_to_string(documents::path(path)).unwrap_or_default();
        assert!(committed == text, "{path} is not true any more: run with UPDATE_EXPECT=1");
    }
}

#[test]
fn real_groups_pay_what_the_core_computes() {
    let mut wrong = Vec::new();
    for checked in measured::all(&documents::grid()) {
        for (figure, measured, computed) in checked.figures() {
            let far = measured.into_iter().filter(|m| !measured::agree(*m, &computed));
            let Cell { point, protocol, .. } = checked.cell;
            wrong.extend(far.map(|m| format!("{point} {protocol}: {figure} {m}, computed {computed} ms")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The most that a hand-over of a consumer group at rest may take, and one partition be without a holder: whoever gives up
/// hears of it in its next heartbeat, finishes its batch, and whoever gets hears of it in its next one; a member that closes
/// gives up at once. `POLLS` is for callbacks, which wait for the next poll().
fn bounds(point: Point) -> [SimDuration; 2] {
    const POLLS: u64 = 300;
    let heartbeats = if point.act == Act::Join { 2 } else { 1 };
    [heartbeats, 1].map(|n| SimDuration::from_millis(n * point.heartbeat + point.batch + POLLS))
}

#[test]
fn a_consumer_group_is_at_its_target_within_the_bound_computed_and_measured() {
    let grid = documents::grid();
    for point in points() {
        let [over, without] = bounds(point);
        let cell = grid.cell(point, Variant::Consumer);
        assert!(cell.took.most <= over && cell.longest.most <= without, "{point}: {cell}");
    }
    for checked in measured::all(&grid).iter().filter(|checked| checked.cell.protocol == Variant::Consumer) {
        let [over, without] = bounds(checked.cell.point);
        for cost in &checked.measured {
            assert!(cost.took <= over && cost.longest <= without, "{}: {cost:?}", checked.cell.point);
        }
    }
}

#[test]
fn every_point_was_recorded_more_than_once_as_it_is_computed() {
    for point in measured::POINTS {
        assert!(points().contains(&point), "{point} is not on the grid");
        for protocol in PROTOCOLS {
            let runs = measured::runs(point, protocol);
            assert!(runs.len() >= measured::RUNS.1, "{point} {protocol}: {runs:?}");
            for run in runs {
                let (kafka, scenario) = recorded::head(measured::FOLDER, &run);
                assert_eq!(kafka, "4.3.1", "{run}");
                assert_eq!(scenario, *point.scenario(SimDuration::ZERO), "{run}");
            }
        }
    }
}

/// A cost is read off a trace and off the same run in the recordings' form by two paths.
#[test]
fn a_cost_is_the_same_by_either_path() {
    for point in measured::POINTS.into_iter().filter(|point| point.members <= FEW) {
        for protocol in PROTOCOLS {
            let scenario = point.scenario(SimDuration::ZERO);
            let options = Options { until: Until::Duration, ..Options::default() };
            let of_trace = Cost::of_trace(&rebalance_sim::run(&scenario, protocol, options).unwrap(), point.at());
            let of_run = Cost::of_run(&recorded::simulate(&scenario, protocol), point.at());
            for (a, b) in [of_trace.stopped, of_trace.longest, of_trace.took].into_iter().zip([
                of_run.stopped,
                of_run.longest,
                of_run.took,
            ]) {
                // A recording has times to a tenth of a millisecond.
                assert!(a.as_micros().abs_diff(b.as_micros()) <= 5_000, "{point} {protocol}: {a} and {b}");
            }
        }
    }
}

/// What the page calls a group at rest is one: nothing moves in the seconds before the act.
#[test]
fn a_group_is_at_rest_before_the_act() {
    for point in points().into_iter().filter(|point| point.batch == 0) {
        let scenario = point.scenario(SimDuration::ZERO);
        let options = Options { until: Until::Duration, ..Options::default() };
        for protocol in [Variant::Eager, Variant::Cooperative, Variant::Consumer] {
            let trace = rebalance_sim::run(&scenario, protocol, options).unwrap();
            let before = Cost::of_trace(&trace, point.at().before(SimDuration::from_millis(1_000)));
            let after = Cost::of_trace(&trace, point.at());
            assert_eq!(before.stopped, after.stopped, "{point} {protocol}");
        }
    }
}
