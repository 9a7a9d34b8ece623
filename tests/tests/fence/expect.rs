//! What is expected, held against runs.

use std::rc::Rc;

use rebalance_analysis::Report;
use rebalance_model::Variant;
use rebalance_sim::Options;

use super::good;

/// What each expectation of a text comes to: whether it is met, and what is so.
fn judged(text: &str) -> Vec<(bool, String)> {
    let fence = good(text);
    let scenario = Rc::new(fence.scenario.clone());
    let run = |v: &Variant| (*v, Report::of(&rebalance_sim::run(&scenario, *v, Options::default()).unwrap()));
    let reports: Vec<(Variant, Report)> = fence.lanes().iter().map(run).collect();
    let runs: Vec<(Variant, &Report)> = reports.iter().map(|(v, r)| (*v, r)).collect();
    fence.expectations.iter().flat_map(|e| e.judge(&runs)).map(|j| (j.is_met, j.found)).collect()
}

#[test]
fn a_metric_is_held_against_a_value_in_each_lane_or_in_one() {
    let judged = judged(
        "scenario scale-out-slow-batch\nlanes eager cooperative\nexpect stopped < 5s\nexpect eager twice == 0\nexpect rebalances <= 2\nexpect cooperative twice != 0",
    );
    let met: Vec<bool> = judged.iter().map(|j| j.0).collect();
    assert_eq!(met, [false, true, true, true, true, true], "{judged:?}");
    assert_eq!(judged[0].1, "eager: stopped is 9.76s");
    assert_eq!(judged[2].1, "eager: twice is 0");
}

#[test]
fn a_lane_is_held_against_another() {
    let judged = judged(
        "scenario scale-out-slow-batch\nlanes eager cooperative\nexpect cooperative stopped < eager stopped\nexpect cooperative twice <= eager twice",
    );
    assert_eq!(judged.iter().map(|j| j.0).collect::<Vec<_>>(), [true, false]);
    assert!(judged[1].1.ends_with(", eager twice 0"), "{judged:?}");
}

#[test]
fn nothing_to_detect_meets_no_bound() {
    let judged = judged("topic orders 2\nat 0s start c1\nat 20s slow c1 1s\nexpect detected < 1h");
    assert!(judged.iter().all(|j| !j.0 && j.1.ends_with("detected is nothing")), "{judged:?}");
}
