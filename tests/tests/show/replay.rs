//! A recording made into a trace says again what the recording says.

use rebalance_analysis::describe::GroupDescription;
use rebalance_analysis::metrics::client;
use rebalance_analysis::score::logs::compare;
use rebalance_analysis::score::nearest;
use rebalance_cli::{record, recording};
use rebalance_import::replay::{ReplayError, replay};
use rebalance_model::scenario::json::Json;
use rebalance_model::trace::{GroupState, State};
use rebalance_model::{MemberIdx, Trace};

use super::{Case, cases};

fn replayed(case: &Case, run: u32) -> Trace {
    replay(&serde_json::from_str::<Json>(&case.recording(run)).unwrap()).unwrap()
}

#[test]
fn the_round_trip_scores_nothing_but_ones() {
    let mut wrong = Vec::new();
    for case in cases() {
        for run in 1..=3 {
            let original = recording::parse(&case.recording(run)).unwrap();
            let again = serde_json::to_string(&record::recording(&replayed(&case, run))).unwrap();
            let figures = nearest(&[original], &recording::parse(&again).unwrap()).unwrap();
            let is_one = |share: f64| (share - 1.0).abs() < f64::EPSILON;
            let same = is_one(figures.holders) && is_one(figures.wire) && figures.p95_ms == 0.0 && figures.final_same;
            if !same
                || figures.unowned_s.recorded != figures.unowned_s.simulated
                || figures.twice.recorded != figures.twice.simulated
            {
                wrong.push(format!("{}.{run}: {figures:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}
