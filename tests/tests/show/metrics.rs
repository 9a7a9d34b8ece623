//! Client metrics at the end of each run against `client_metrics_at_end` of the three recorded ones.
//!
//! A total is that of one of the runs. A time lies within the range of the runs, with a margin of 20 ms or a tenth; so
//! does a rate, with a tenth.

use std::collections::{BTreeMap, BTreeSet};

use rebalance_analysis::metrics::client;
use rebalance_model::{MemberIdx, Trace};
use serde_json::Value;

use super::{Case, cases, consumer_cases};

/// Cases in which a value is another than in any real run, and why.
const DEVIATIONS: [(&str, &str); 1] = [(
    "rolling-restart.cooperative c1: join-time-avg",
    "conformance.rs declares the case: which of two survivors hears of the follow-up first is a race in \
     AbstractCoordinator, and a member more or less has a round of heartbeats to wait",
)];

/// Metrics of each member by name; what is no number is not there, as in a recording.
type ByMember = BTreeMap<String, BTreeMap<String, f64>>;

fn recorded(case: &Case, run: u32) -> ByMember {
    let recording: Value = serde_json::from_str(&case.recording(run)).unwrap();
    let members = recording["client_metrics_at_end"].as_object().unwrap();
    let values = |v: &Value| v.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.as_f64().unwrap())).collect();
    members.iter().map(|(name, v)| (name.clone(), values(v))).collect()
}

fn simulated(trace: &Trace) -> ByMember {
    let members = trace.scenario().members.iter().enumerate();
    let metrics = members.filter_map(|(m, spec)| {
        let metrics = client::of(trace, MemberIdx::at(m), trace.end)?;
        let numbers = metrics.into_iter().filter(|m| !m.value.is_nan()).map(|m| (m.name.to_owned(), m.value));
        Some((spec.name.clone(), numbers.collect()))
    });
    metrics.collect()
}

/// What is wrong with a value, given those of the runs.
fn wrong(name: &str, runs: &[Option<f64>], simulated: Option<f64>) -> Option<String> {
    let known: Vec<f64> = runs.iter().flatten().copied().collect();
    let fits = match simulated {
        None => known.len() < runs.len(),
        Some(value) if is_count(name) => known.contains(&value),
        Some(value) => {
            // Recordings have three digits.
            let margin = |v: f64| (v.abs() / 10.0).max(least_margin(name)) + 0.000_5;
            known.iter().any(|v| value >= v - margin(*v)) && known.iter().any(|v| value <= v + margin(*v))
        }
    };
    (!fits).then(|| format!("{name} {simulated:?}, recorded {runs:?}"))
}

fn is_count(name: &str) -> bool {
    name == "assigned-partitions" || name.ends_with("-total") && !name.contains("latency")
}

/// 20 ms, in the metric's unit.
fn least_margin(name: &str) -> f64 {
    match name {
        "last-rebalance-seconds-ago" => 0.02,
        name if name.contains("rate") => 0.0,
        _ => 20.0,
    }
}

#[test]
fn at_the_end_of_every_case_they_are_those_of_a_real_run() {
    let complaints: Vec<String> = cases().iter().flat_map(|case| complaints(case).0).collect();
    let is_declared = |complaint: &String| DEVIATIONS.iter().any(|(what, _)| complaint.starts_with(what));
    let undeclared: Vec<&String> = complaints.iter().filter(|c| !is_declared(c)).collect();
    assert!(undeclared.is_empty(), "{undeclared:#?}");
    for (what, _) in DEVIATIONS {
        assert!(complaints.iter().any(|c| c.starts_with(what)), "{what} is no deviation any more");
    }
}

/// So many values of a hundred of consumer groups are those of a real run: phases of heartbeats and of poll() decide how
/// many steps a hand-over takes, and how long each of them.
const PHASED_PERCENT: usize = 90;

#[test]
fn of_consumer_groups_nearly_all_are_those_of_a_real_run() {
    let mut wrong = Vec::new();
    let mut all = 0;
    for case in consumer_cases() {
        let (complaints, values) = complaints(&case);
        wrong.extend(complaints);
        all += values;
    }
    assert!(wrong.len() * 100 <= all * (100 - PHASED_PERCENT), "{} of {all}: {wrong:#?}", wrong.len());
}

/// What is wrong in a case, and how many values were looked at.
fn complaints(case: &Case) -> (Vec<String>, usize) {
    let mut complaints = Vec::new();
    let mut looked_at = 0;
    let simulated = simulated(&case.simulate());
    let runs: Vec<ByMember> = (1..=3).map(|run| recorded(case, run)).collect();
    for (member, first) in &runs[0] {
        let others = runs[1..].iter().flat_map(|run| run[member].keys());
        let names: BTreeSet<&String> = first.keys().chain(others).collect();
        for name in names {
            let values: Vec<Option<f64>> = runs.iter().map(|r| r[member].get(name).copied()).collect();
            let value = simulated.get(member).and_then(|m| m.get(name)).copied();
            complaints.extend(wrong(name, &values, value).map(|what| format!("{} {member}: {what}", case.name)));
            looked_at += 1;
        }
    }
    (complaints, looked_at)
}

#[test]
fn a_value_of_no_run_is_named() {
    check("rebalance-total", [2.0, 3.0, 3.0], 2.0, true);
    check("rebalance-total", [2.0, 4.0, 4.0], 3.0, false);
    check("join-time-max", [6001.0, 6004.0, 6002.0], 6600.0, true);
    check("join-time-max", [6001.0, 6004.0, 6002.0], 6605.0, false);
    check("sync-time-max", [1.0, 2.0, 3.0], 23.0, true);
    check("sync-time-max", [1.0, 2.0, 3.0], 24.0, false);
    check("join-rate", [0.018, 0.018, 0.019], 0.0208, true);
    check("join-rate", [0.018, 0.018, 0.019], 0.023, false);
    check("last-rebalance-seconds-ago", [9.0, 9.0, 9.0], 10.0, false);
    assert!(wrong("join-time-max", &[Some(1.0); 3], None).is_some(), "all runs have it");
    assert!(wrong("join-time-max", &[None; 3], Some(1.0)).is_some(), "no run has it");
}

#[track_caller]
fn check(name: &str, runs: [f64; 3], simulated: f64, fits: bool) {
    assert_eq!(wrong(name, &runs.map(Some), Some(simulated)).is_none(), fits, "{name} {simulated} in {runs:?}");
}
