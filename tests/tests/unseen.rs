//! Consumer groups that the simulator had not seen when it was made (conformance/unseen, Kafka 4.3.1, two runs each): several
//! things done near one another, static members beside dynamic ones, callbacks that take long, other intervals, other
//! topics, slow lines. Of both protocols.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::path::PathBuf;
use std::{fs, slice};

use rebalance_analysis::score::{Figures, Run, nearest};
use rebalance_cli::score;
use rebalance_cli::simulate::read_scenario;
use rebalance_tests::recorded::{head, path, read, simulate};

const FOLDER: &str = "unseen";
const RUNS: usize = 2;
/// What each has to reach, against the nearer of its runs. Heartbeats are races: real runs reach 0.98 of one another.
const HOLDERS: f64 = 0.98;
const WIRE: f64 = 0.85;

fn scenarios() -> Vec<PathBuf> {
    let files = fs::read_dir(path(FOLDER)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|ending| ending == "json")).collect();
    files.sort();
    files
}

/// The recorded runs of each, and a simulated one.
fn cases() -> impl Iterator<Item = (String, Vec<Run>, Run)> {
    scenarios().into_iter().flat_map(|file| {
        let scenario = read_scenario(&file).unwrap();
        scenario.variants.clone().into_iter().map(move |variant| {
            let name = format!("{}.{variant}", scenario.name);
            let runs = (1..=RUNS).map(|run| read(FOLDER, &format!("{name}.{run}"))).collect();
            let simulated = simulate(&scenario, variant);
            (name, runs, simulated)
        })
    })
}

/// What a run lacks to pass for a real one.
fn shortfall(case: &str, f: &Figures) -> Option<String> {
    (f.holders < HOLDERS || f.wire < WIRE || !f.final_same).then(|| score::case_line(case, f))
}

#[test]
fn what_was_not_seen_is_simulated_as_it_is() {
    let mut wrong = Vec::new();
    for (case, runs, simulated) in cases() {
        wrong.extend(shortfall(&case, &nearest(&runs, &simulated).unwrap()));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn one_of_them_does_not_pass_for_another() {
    let all: Vec<_> = cases().collect();
    assert!(all.len() > 2);
    for (i, (case, runs, _)) in all.iter().enumerate() {
        // Of another scenario: variants of one may be alike.
        let is_other = |other: &&(String, Vec<Run>, Run)| other.0.split('.').next() != case.split('.').next();
        let (_, _, other) = all[i + 1..].iter().chain(&all[..i]).find(is_other).unwrap();
        assert!(shortfall(case, &nearest(slice::from_ref(&runs[0]), other).unwrap()).is_some(), "{case}");
    }
}

#[test]
fn each_was_recorded_as_it_is_played() {
    for file in scenarios() {
        let scenario = read_scenario(&file).unwrap();
        for (run, variant) in (1..=RUNS).flat_map(|run| scenario.variants.iter().map(move |variant| (run, variant))) {
            let (kafka, recorded) = head(FOLDER, &format!("{}.{variant}.{run}", scenario.name));
            assert_eq!((kafka.as_str(), &recorded), ("4.3.1", &*scenario));
        }
    }
}
