//! Conformance: the simulator against recordings of real Kafka (conformance/recordings, Kafka 4.3.1, three runs a
//! case), one seed and one table of latencies for all cases.
//!
//! Two things are held: what every case has to reach, which a real run held against two others reaches too; and the
//! figures themselves, in conformance/score.txt, so that no change makes one worse unseen.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::{env, fs};

use rebalance_analysis::score::{Figures, Run, nearest};
use rebalance_cli::simulate::read_scenario;
use rebalance_cli::{recording, score};
use rebalance_model::Variant;
use rebalance_sim::{Options, Until};

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

/// Each case and how near its simulation is to the nearest recorded run.
static SIMULATED: LazyLock<Vec<(String, Figures)>> = LazyLock::new(|| {
    let cases = NAMES.iter().flat_map(|name| VARIANTS.map(|variant| (*name, variant)));
    cases
        .map(|(name, variant)| {
            (case(name, variant), nearest(&recorded(name, variant), &simulate(name, variant)).unwrap())
        })
        .collect()
});

fn path(below: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance").join(below)
}

fn case(name: &str, variant: Variant) -> String {
    format!("{name}.{variant}")
}

fn recorded(name: &str, variant: Variant) -> [Run; 3] {
    [1, 2, 3].map(|run| score::read(&path(&format!("recordings/{name}.{variant}.{run}.json"))).unwrap())
}

/// Simulates a case and reads it as a recording is read, so that the scored text is the one that others can score.
fn simulate(name: &str, variant: Variant) -> Run {
    let scenario = read_scenario(&path(&format!("scenarios/{name}.json"))).unwrap();
    // The default seed, which is the page's and the command line's; a recording ends with its scenario.
    let options = Options { until: Until::Duration, ..Options::default() };
    let trace = rebalance_sim::run(&scenario, variant, options).unwrap();
    recording::parse(&serde_json::to_string(&trace.to_recording()).unwrap()).unwrap()
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

/// How a line of score.txt changed; a figure that is worse is named.
fn change(committed: &str, now: &str) -> String {
    let figure = |line: &str, name: &str| -> Option<f64> {
        line.split_whitespace().skip_while(|word| *word != name).nth(1)?.parse().ok()
    };
    let p95 = |line: &str| figure(line.split("timing").last()?, "/");
    let worse: Vec<&str> = [
        ("holders", figure(now, "holders") < figure(committed, "holders")),
        ("wire", figure(now, "wire") < figure(committed, "wire")),
        ("timing", p95(now) > p95(committed)),
        ("final", now.contains("DIFFERS") && !committed.contains("DIFFERS")),
    ]
    .into_iter()
    .filter_map(|(name, is_worse)| is_worse.then_some(name))
    .collect();
    let verdict = if worse.is_empty() { "not worse".to_owned() } else { format!("WORSE in {}", worse.join(", ")) };
    format!("{verdict}\n  committed {committed}\n  now       {now}\n")
}

#[test]
fn every_case_passes_for_a_real_run() {
    let failures: Vec<String> = SIMULATED
        .iter()
        .map(|(case, figures)| (case, shortfalls(figures)))
        .filter(|(_, short)| !short.is_empty())
        .map(|(case, short)| format!("{case}: {}", short.join(", ")))
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn the_figures_are_the_committed_ones() {
    let lines = SIMULATED.iter().map(|(case, figures)| score::case_line(case, figures));
    let rows: Vec<_> = SIMULATED.iter().map(|(_, figures)| Some(figures.clone())).collect();
    let now: Vec<String> = lines.chain([String::new(), score::summary_line(&rows).unwrap()]).collect();
    let file = path("score.txt");
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, now.join("\n") + "\n").unwrap();
        return;
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let first_word = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
    let by_case: BTreeMap<String, &str> = committed.lines().map(|line| (first_word(line), line)).collect();
    let differ = now.iter().filter(|line| by_case.get(&first_word(line)).is_none_or(|old| old != line));
    let changes: Vec<String> =
        differ.map(|line| change(by_case.get(&first_word(line)).unwrap_or(&"nothing"), line)).collect();
    assert!(
        committed == now.join("\n") + "\n",
        "score.txt is not true any more; find out why a figure is worse, then run with UPDATE_EXPECT=1\n{}",
        changes.concat()
    );
}

#[test]
fn a_worse_figure_is_named() {
    check_change("0.9990", "0.9989", "WORSE in holders");
    check_change("0.9990", "0.9991", "not worse");
    check_change("wire 1.000", "wire 0.999", "WORSE in wire");
    check_change("7.0 / 20.5", "7.0 / 100.0", "WORSE in timing");
    check_change("7.0 / 20.5", "8.0 / 9.5", "not worse");
    check_change("same", "DIFFERS", "WORSE in final");
    check_change("12.7 s", "12.8 s", "not worse");
}

#[track_caller]
fn check_change(from: &str, to: &str, expected: &str) {
    let committed =
        "crash.eager  holders 0.9990  unowned 12.7 / 12.7 s  final same  wire 1.000  timing 7.0 / 20.5 ms  twice 0 / 0";
    let now = committed.replace(from, to);
    assert_eq!(change(committed, &now).lines().next(), Some(expected), "{now}");
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
