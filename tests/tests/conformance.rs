//! Conformance: what a simulated run has to reach to pass for real Kafka (conformance/recordings, Kafka 4.3.1, three
//! runs a case), and that real runs reach it while runs of another case do not.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::path::PathBuf;

use rebalance_analysis::score::{Figures, Run, nearest};
use rebalance_cli::score;
use rebalance_model::Variant;

const NAMES: [&str; 7] =
    ["start-up", "scale-out", "scale-out-slow-batch", "crash", "leader-crash", "poll-timeout", "leave"];
const VARIANTS: [Variant; 2] = [Variant::Eager, Variant::Cooperative];

/// What a run has to reach to pass for real, as seen in real runs: they are nearer to one another than this.
const HOLDERS: f64 = 0.995;
const WIRE: f64 = 0.97;
const TIMING_P95_MS: f64 = 120.0;
/// Unowned time may differ by this share of the recorded, or by so many partition-seconds if that is more.
const UNOWNED_SHARE: f64 = 0.05;
const UNOWNED_S: f64 = 0.3;

fn path(below: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance").join(below)
}

fn case(name: &str, variant: Variant) -> String {
    format!("{name}.{variant}")
}

fn recorded(name: &str, variant: Variant) -> [Run; 3] {
    [1, 2, 3].map(|run| score::read(&path(&format!("recordings/{name}.{variant}.{run}.json"))).unwrap())
}

/// What a run lacks to pass for real; nothing if it does.
fn shortfalls(figures: &Figures) -> Vec<String> {
    let mut found = Vec::new();
    let mut need = |reached: bool, what: String| {
        if !reached {
            found.push(what);
        }
    };
    need(figures.holders >= HOLDERS, format!("holders {} < {HOLDERS}", figures.holders));
    need(figures.wire >= WIRE, format!("wire {} < {WIRE}", figures.wire));
    need(figures.final_same, "other last holders".to_owned());
    need(figures.p95_ms <= TIMING_P95_MS, format!("timing p95 {} ms > {TIMING_P95_MS} ms", figures.p95_ms));
    let near = match (figures.unowned_s.recorded, figures.unowned_s.simulated) {
        (Some(recorded), Some(simulated)) => (recorded - simulated).abs() <= (UNOWNED_SHARE * recorded).max(UNOWNED_S),
        (recorded, simulated) => recorded == simulated,
    };
    need(near, format!("unowned {:?}", figures.unowned_s));
    found
}

#[test]
fn a_real_run_held_against_the_two_others_passes() {
    for (name, variant) in NAMES.iter().flat_map(|name| VARIANTS.map(|variant| (name, variant))) {
        let [first, second, third] = recorded(name, variant);
        for (others, run) in [([&second, &third], &first), ([&first, &third], &second), ([&first, &second], &third)] {
            let figures = nearest(&others.map(Run::clone), run).unwrap();
            assert_eq!(shortfalls(&figures), [""; 0], "{}", case(name, variant));
        }
    }
}

#[test]
fn a_run_of_another_case_does_not_pass() {
    for variant in VARIANTS {
        for (i, name) in NAMES.iter().enumerate() {
            let other = &recorded(NAMES[(i + 1) % NAMES.len()], variant)[0];
            let figures = nearest(&recorded(name, variant), other).unwrap();
            assert_ne!(shortfalls(&figures), [""; 0], "{}", case(name, variant));
        }
    }
}
