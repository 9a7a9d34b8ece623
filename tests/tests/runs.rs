//! Every recorded case, and a thousand of the swarm: that their runs are the committed ones, to the last event.
//!
//! The other tests say what a run has to be like; this one notices that one has changed at all, within seconds and at the
//! first that has. `cargo xtask mutants` therefore asks it first. A change of the simulator that means to change runs makes
//! tests/runs anew with `UPDATE_EXPECT=1`; the other tests then say whether the change is a good one.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{env, fs};

use rebalance_cli::simulate::read_scenario;
use rebalance_model::config::{KafkaVersion, RawConfig};
use rebalance_model::{Scenario, Variant};
use rebalance_sim::{Options, Until, run};
use rebalance_tests::recorded::path;
use rebalance_tests::swarm::{Case, case};

/// Seeds of the swarm.
const SEEDS: u64 = 1_000;
/// Seeds of it that are run with Kafka's own times too.
const SLOW: u64 = 200;
/// Seeds that share a line: a line each would be a long file.
const SEEDS_A_LINE: u64 = 20;

#[test]
fn runs_of_the_recorded_cases_are_the_committed_ones() {
    let cases = files(&path("scenarios")).into_iter().flat_map(|file| {
        let scenario = read_scenario(&file).unwrap();
        scenario.variants.clone().into_iter().flat_map(move |variant| of_case(&scenario, variant))
    });
    check("cases.txt", cases);
}

#[test]
fn runs_with_kafka_s_own_times_are_the_committed_ones() {
    check("slow.txt", (0..SLOW).step_by(usize::try_from(SEEDS_A_LINE).unwrap()).map(|n| of_seeds(n, with_own_times)));
}

#[test]
fn runs_of_the_swarm_are_the_committed_ones() {
    let kept = files(&folder().join("swarm")).into_iter().map(|file| of_file(&file));
    check(
        "swarm.txt",
        kept.chain((0..SEEDS).step_by(usize::try_from(SEEDS_A_LINE).unwrap()).map(|n| of_seeds(n, Case::clone))),
    );
}

/// Holds runs, made as they are asked for, against a file of tests/runs.
#[track_caller]
fn check(file: &str, runs: impl Iterator<Item = (String, u64)>) {
    let file = folder().join("runs").join(file);
    let mut lines = runs.map(|(name, fingerprint)| format!("{name} {fingerprint:016x}\n"));
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, lines.collect::<String>()).unwrap();
        return;
    }
    let committed = fs::read_to_string(&file).unwrap();
    for line in committed.split_inclusive('\n') {
        let now = lines.next().unwrap_or_default();
        assert_eq!(now, line, "if runs were meant to change, run again with UPDATE_EXPECT=1");
    }
    assert_eq!(lines.next(), None, "a run that is not committed");
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

/// A case as its recordings are scored; with the consumer protocol, as each release plays it.
fn of_case(scenario: &Rc<Scenario>, variant: Variant) -> Vec<(String, u64)> {
    let versions = if variant == Variant::Consumer { KafkaVersion::ALL.to_vec() } else { vec![scenario.version] };
    let options = Options { until: Until::Duration, ..Options::default() };
    let fingerprint = |version| {
        let scenario = Rc::new(Scenario { version, ..(**scenario).clone() });
        let trace = run(&scenario, variant, options).unwrap();
        (format!("{}.{variant} {}", scenario.name, version.name()), trace.fingerprint())
    };
    versions.into_iter().map(fingerprint).collect()
}

fn of_file(file: &Path) -> (String, u64) {
    let kept = Case::from_text(&fs::read_to_string(file).unwrap()).unwrap();
    (file.file_stem().unwrap().to_string_lossy().into_owned(), kept.run().fingerprint())
}

fn of_seeds(first: u64, change: fn(&Case) -> Case) -> (String, u64) {
    let last = first + SEEDS_A_LINE - 1;
    let fingerprint = |seed| change(&case(seed)).run().fingerprint();
    let together = (first..=last).fold(0_u64, |sum, seed| sum.rotate_left(1) ^ fingerprint(seed));
    (format!("swarm {first} to {last}"), together)
}

/// The same with the times that Kafka sets by itself: minutes pass in which nothing happens, and are gone over at once.
fn with_own_times(case: &Case) -> Case {
    let mut scenario = (*case.scenario).clone();
    let own = |config: &mut RawConfig| config.0.retain(|(name, _)| name.rsplit('.').next() != Some("ms"));
    own(&mut scenario.consumer);
    own(&mut scenario.group);
    scenario.members.iter_mut().for_each(|member| own(&mut member.config));
    Case { scenario: Rc::new(scenario), ..case.clone() }
}
