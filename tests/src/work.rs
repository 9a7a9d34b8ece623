//! The work that is measured: what the page does between an input and its picture, on the largest built-in run and on a
//! large group's.
//!
//! The benchmark `simulate` measures it in time, `cargo xtask test instructions` in instructions. Neither the work nor
//! its input may depend on the machine.

use std::hint::black_box;
use std::rc::Rc;

use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::trace::StateAt;
use rebalance_model::{Scenario, SimTime, Variant};
use rebalance_sim::Options;

use crate::large;

/// The built-in scenario that everything is measured on.
pub const SCENARIO: &str = "scale-out";

/// Instants that one measure of seeking looks at.
const SEEKS: u64 = 100;

/// What the work needs and is not to be measured with it.
#[derive(Debug)]
pub struct Bench {
    text: &'static str,
    scenario: Rc<Scenario>,
    lane: StateAt,
    restart: Rc<Scenario>,
}

/// A piece of work by name.
pub type Work = (&'static str, fn(&Bench));

/// All that is measured on a small group.
pub const WORKS: [Work; 5] = [
    ("parse", |bench| drop(black_box(parse(bench.text)))),
    ("simulate-eager", |bench| drop(black_box(simulate(&bench.scenario, Variant::Eager)))),
    ("simulate-cooperative", |bench| drop(black_box(simulate(&bench.scenario, Variant::Cooperative)))),
    ("keyframes", |bench| drop(black_box(StateAt::new(bench.lane.trace().clone())))),
    ("seek-100", |bench| seek(&bench.lane)),
];

/// What is measured on [`large`], a run of a million events and more each.
pub const LONG: [Work; 2] = [
    ("rolling-restart-eager", |bench| drop(black_box(simulate(&bench.restart, Variant::Eager)))),
    ("rolling-restart-cooperative", |bench| drop(black_box(simulate(&bench.restart, Variant::Cooperative)))),
];

/// Records a second into each partition of the large group: the least there can be, so that its rebalances outweigh its
/// batches.
const RECORDS_PER_SECOND: u64 = 1;

impl Bench {
    /// Gets everything ready.
    ///
    /// # Panics
    /// If the built-in scenario does not run.
    pub fn prepare() -> Self {
        let builtin = BUILTIN.iter().find(|builtin| builtin.name == SCENARIO);
        let text = builtin.unwrap_or_else(|| panic!("{SCENARIO} is built in")).json;
        let scenario = parse(text);
        let lane = simulate(&scenario, Variant::Cooperative);
        Self { text, scenario, lane, restart: large::rolling_restart(RECORDS_PER_SECOND) }
    }
}

/// From the text of a scenario's file to the scenario.
fn parse(text: &str) -> Rc<Scenario> {
    let json: Json = serde_json::from_str(text).unwrap_or_else(|e| panic!("{SCENARIO} is JSON: {e}"));
    Rc::new(Scenario::from_json(&json).unwrap_or_else(|e| panic!("{SCENARIO} is a scenario: {e}")))
}

/// From a scenario to its run, with keyframes: a lane of the page.
fn simulate(scenario: &Rc<Scenario>, variant: Variant) -> StateAt {
    let trace = rebalance_sim::run(scenario, variant, Options::default());
    StateAt::new(Rc::new(trace.unwrap_or_else(|e| panic!("{} runs: {e}", scenario.name))))
}

/// The state at instants all over the run.
fn seek(lane: &StateAt) {
    let end = lane.trace().end.as_micros();
    for n in 0..SEEKS {
        black_box(lane.at(SimTime::from_micros(end * n / SEEKS)));
    }
}
