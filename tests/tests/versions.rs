//! Broker versions: each release's profile against recordings of that release (conformance/recordings/VERSION), by the
//! score that tests/conformance.rs holds 4.3.1 to.
//!
//! The consumer protocol, where releases differ, and a pair of the classic protocol, where they do not.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::LazyLock;
use std::{env, fs};

use rebalance_analysis::score::{Figures, Run, What, nearest};
use rebalance_cli::score;
use rebalance_cli::simulate::read_scenario;
use rebalance_model::config::KafkaVersion;
use rebalance_model::{Scenario, Variant};
use rebalance_tests::recorded::{head, path, read, simulate};

/// The releases that were recorded, beside 4.3.1: the last patch release of each line when that was done.
const RELEASES: [&str; 3] = ["4.0.2", "4.1.2", "4.2.2"];
/// Where what all of them score is committed.
const FIGURES: &str = "versions.txt";
/// What each case has to reach, against the nearest of its runs.
const HOLDERS: f64 = 0.98;
const WIRE: f64 = 0.85;
/// A round of heartbeats of the scenarios, 2 s, but for how long a poll takes.
const HEARTBEAT_MS: f64 = 1_800.0;
/// Cases of each release, and runs of a case at least.
const CASES: usize = 15;
const RUNS: usize = 2;

/// A recorded case of a release.
struct Case {
    release: &'static str,
    name: String,
    recorded: Vec<Run>,
    figures: Figures,
}

/// All of them, each against the profile of its own release.
static ALL: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for release in RELEASES {
        for (name, recorded) in recordings(release) {
            let figures = nearest(&recorded, &run(&name, release)).unwrap();
            all.push(Case { release, name, recorded, figures });
        }
    }
    all
});

/// The runs of each case, by `NAME.VARIANT`.
fn recordings(release: &str) -> BTreeMap<String, Vec<Run>> {
    let folder = format!("recordings/{release}");
    let entries = fs::read_dir(path(&folder)).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> =
        entries.map(|name| name.trim_end_matches(".gz").trim_end_matches(".json").to_owned()).collect();
    let mut cases: BTreeMap<String, Vec<Run>> = BTreeMap::new();
    for name in names {
        let (case, _) = name.rsplit_once('.').unwrap();
        cases.entry(case.to_owned()).or_default().push(read(&folder, &name));
    }
    cases
}

/// A case as the profile of `release` plays it.
fn run(case: &str, release: &str) -> Run {
    let (scenario, variant) = case.rsplit_once('.').unwrap();
    let scenario = read_scenario(&path(&format!("scenarios/{scenario}.json"))).unwrap();
    let version = KafkaVersion::parse(release).unwrap();
    simulate(&Rc::new(Scenario { version, ..(*scenario).clone() }), Variant::parse(variant).unwrap())
}

#[test]
fn every_release_s_profile_passes_for_that_release() {
    let mut wrong = Vec::new();
    for c in ALL.iter() {
        let f = &c.figures;
        if f.holders < HOLDERS || f.wire < WIRE || !f.final_same {
            wrong.push(format!("{} {}", c.release, score::case_line(&c.name, f)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_release_was_recorded_more_than_once_in_the_same_cases() {
    let cases = |release| -> Vec<&str> { ALL.iter().filter(|c| c.release == release).map(|c| &*c.name).collect() };
    for release in RELEASES {
        assert_eq!(cases(release), cases(RELEASES[0]), "{release}");
        assert_eq!(cases(release).len(), CASES, "{release}");
        let first = format!("{}.1", cases(release)[0]);
        assert_eq!(head(&format!("recordings/{release}"), &first).0, release);
    }
    for c in ALL.iter() {
        assert!(c.recorded.len() >= RUNS, "{} {}", c.release, c.name);
    }
}

#[test]
fn the_figures_are_the_committed_ones() {
    let line = |c: &Case| format!("{}  {}\n", c.release, score::case_line(&c.name, &c.figures));
    let now = ALL.iter().map(line).collect::<Vec<_>>().concat();
    let file = path(FIGURES);
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, now).unwrap();
        return;
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == now,
        "{FIGURES} is not true any more; find out why a figure is worse, then run with UPDATE_EXPECT=1\n{now}"
    );
}

/// The first member epoch of a new group: a group begins with epoch 1 since 4.3, with 0 before.
#[test]
fn a_new_group_begins_with_the_epoch_of_its_release() {
    for c in ALL.iter().filter(|c| c.name == "start-up.consumer") {
        for run in c.recorded.iter().chain([&self::run(&c.name, c.release)]) {
            assert_eq!(epochs(run).min(), Some(1), "{}", c.release);
        }
    }
    assert_eq!(epochs(&read("recordings", "start-up.consumer.1")).min(), Some(2));
}

/// Two joins within a second: each is a target of its own before 4.3, and one of both with the assignment interval
/// (KIP-1263). Another profile says something else on the wire.
#[test]
fn only_since_4_3_a_join_waits_for_the_assignment_interval() {
    for c in ALL.iter().filter(|c| c.name == "two-joins.consumer") {
        let others = nearest(&c.recorded, &self::run(&c.name, "4.3.1")).unwrap();
        assert!(others.wire < c.figures.wire, "{}: {}", c.release, others.wire);
    }
}

/// A member inside a slow batch has to give something up: before 4.2 its background thread begins by itself, and the first
/// poll() revokes; since then the first poll() begins, and a batch later the second one revokes. The newcomer waits for
/// another heartbeat.
#[test]
fn only_since_4_2_a_revocation_begins_with_poll() {
    for c in ALL.iter().filter(|c| c.name == "scale-out-slow-batch.consumer") {
        let other = if c.release.starts_with("4.2") { "4.1.2" } else { "4.2.2" };
        let others = nearest(&c.recorded, &self::run(&c.name, other)).unwrap();
        assert!(others.p95_ms > HEARTBEAT_MS, "{}: {}", c.release, others.p95_ms);
        assert!(c.figures.p95_ms < HEARTBEAT_MS / 2.0, "{}: {}", c.release, c.figures.p95_ms);
    }
}

/// Member epochs that a run's members were told.
fn epochs(run: &Run) -> impl Iterator<Item = i64> + '_ {
    run.events.iter().filter_map(|event| match &event.what {
        What::Receive(message) if message.epoch > 0 => Some(message.epoch),
        _ => None,
    })
}
