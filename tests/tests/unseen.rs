//! Consumer groups that the simulator had not seen when it was made (conformance/unseen, Kafka 4.3.1, two runs each): several
//! things done near one another, static members beside dynamic ones, callbacks that take long, other intervals, other
//! topics, slow lines. Of both protocols.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::path::{Path, PathBuf};
use std::{fs, slice};

use rebalance_analysis::score::{Figures, Run, logs, nearest};
use rebalance_cli::simulate::read_scenario;
use rebalance_cli::{record, score};
use rebalance_model::{Trace, Variant};
use rebalance_sim::{Options, Until};
use rebalance_tests::recorded::{head, path, read, simulate, text};

const FOLDER: &str = "unseen";
const RUNS: usize = 2;
/// What each has to reach, against the nearer of its runs.
const HOLDERS: f64 = 0.985;
const WIRE: f64 = 0.94;
/// So much of its log lines, against the nearer of its runs.
const LOGS: f64 = 0.97;
/// Cases with less, and why.
const OTHER_LOGS: [(&str, &str); 5] = [
    (
        "down-and-close.cooperative",
        "ClassicGroup: which survivor leads after the leader is gone follows from the hash order of the member ids, and the \
         leader's line is in the other's log; AbstractCoordinator.markCoordinatorUnknown gives one cause or the other, by \
         which of two requests times out first: 3 of 83 lines",
    ),
    ("down-and-close.eager", "the same: 3 of 78 lines"),
    (
        "revoke-beyond.eager",
        "ClassicGroup: which survivor leads after the leader is gone follows from the hash order of the member ids, and six \
         assignments are in another's log; what the first leader was about to join for when max.poll.interval.ms put it out is \
         in no message: 14 of 222 lines",
    ),
    (
        "slow-heartbeats.cooperative",
        "Fetcher: a tick of the producer comes in one batch or in two, and each of the two commits in vain and says so; real \
         runs have 0.95 in common",
    ),
    (
        "slow-revokes.consumer",
        "TargetAssignmentBuilder: which member is given one partition more follows from the order of the random member ids",
    ),
];

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

/// A simulated run of it, as long as a recording.
fn trace(file: &Path, variant: Variant) -> Trace {
    let options = Options { until: Until::Duration, ..Options::default() };
    rebalance_sim::run(&read_scenario(file).unwrap(), variant, options).unwrap()
}

#[test]
fn what_was_not_seen_is_logged_as_it_is() {
    let mut wrong = Vec::new();
    for file in scenarios() {
        let scenario = read_scenario(&file).unwrap();
        for variant in scenario.variants.iter().copied() {
            let name = format!("{}.{variant}", scenario.name);
            let runs = (1..=RUNS).map(|run| record::read_lines(&text(FOLDER, &format!("{name}.{run}"))).unwrap());
            let runs: Vec<_> = runs.collect();
            let equal = logs::nearest(&runs, &record::sources(&trace(&file, variant))).unwrap().0.equal();
            let is_declared = OTHER_LOGS.iter().any(|(case, _)| *case == name);
            wrong.extend(((equal < LOGS) != is_declared).then(|| format!("{name}: {equal:.4}")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_leave_that_comes_too_late_is_told_when_the_application_polls_again_and_is_no_error_on_the_wire() {
    // c1 has missed a join phase when it leaves, because of max.poll.interval.ms.
    let trace = trace(&path(FOLDER).join("slow-heartbeats.json"), Variant::Cooperative);
    let lines = record::sources(&trace).remove("c1").unwrap();
    let failed = "ERROR LeaveGroup request with Generation{generationId=5, memberId='c1#2', protocol='cooperative-sticky'} \
                  failed with error: The coordinator is not aware of this member.";
    let at = lines.iter().position(|line| line == failed).unwrap_or_else(|| panic!("{lines:#?}"));
    assert!(lines[at - 1].starts_with("INFO Failing OffsetCommit request"), "{}", lines[at - 1]);
    assert!(lines[at + 1].starts_with("INFO Giving away all assigned partitions as lost"), "{}", lines[at + 1]);
    let json = serde_json::to_value(trace.to_recording()).unwrap();
    let answers =
        json["events"].as_array().unwrap().iter().filter(|e| e["what"] == "receive" && e["api"] == "LeaveGroup");
    let errors: Vec<bool> = answers.map(|answer| answer.get("error").is_some()).collect();
    assert!(!errors.is_empty() && !errors.contains(&true), "{errors:?}");
}
