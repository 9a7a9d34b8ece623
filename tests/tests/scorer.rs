//! The scorer against the reference: what `rebalance score` prints must be, letter for letter, what the recordings'
//! own `score.py` prints for the same directories. Its words are in conformance/reference; README.md there says how
//! they were made.
//!
//! Nothing here simulates: recordings stand in for simulated runs, some of them under a wrong name.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use rebalance_cli::score;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance");

/// Recordings under other names, so that everything a score can say is said: runs that end differently (compared by
/// sizes), holders and exchanges that differ, records twice, a case without a simulation, a case with one run.
const MIXED_RECORDINGS: [(&str, &str); 8] = [
    ("crash.eager.1", "disagree.eager.1"),
    ("leave.eager.1", "disagree.eager.2"),
    ("scale-out.eager.2", "disagree.eager.3"),
    ("leave.cooperative.1", "leave.cooperative.1"),
    ("leave.cooperative.2", "leave.cooperative.2"),
    ("start-up.eager.3", "once.eager.1"),
    ("poll-timeout.eager.1", "poll-timeout.eager.1"),
    ("poll-timeout.eager.3", "poll-timeout.eager.3"),
];
const MIXED_SIMULATED: [(&str, &str); 3] = [
    ("crash.cooperative.1", "disagree.eager"),
    ("leader-crash.eager.3", "leave.cooperative"),
    ("scale-out-slow-batch.cooperative.2", "poll-timeout.eager"),
];

fn recordings() -> PathBuf {
    Path::new(DATA).join("recordings")
}

/// A new directory of that name with copies of recordings, left there for the reference to be run on.
fn copies(name: &str, files: impl IntoIterator<Item = (String, String)>) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scorer").join(name);
    if directory.exists() {
        fs::remove_dir_all(&directory).unwrap();
    }
    fs::create_dir_all(&directory).unwrap();
    for (from, to) in files {
        fs::copy(recordings().join(from + ".json"), directory.join(to + ".json")).unwrap();
    }
    directory
}

fn named(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|&(from, to)| (from.to_owned(), to.to_owned())).collect()
}

/// The runs of that number, under the names that `renamed` gives the cases' names.
fn runs(number: u32, renamed: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let names = fs::read_dir(recordings()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let cases = names.filter_map(|name| name.strip_suffix(&format!(".{number}.json")).map(str::to_owned));
    cases.map(|case| (format!("{case}.{number}"), renamed(&case))).collect()
}

#[track_caller]
fn check(recordings: &Path, simulated: Option<&Path>, case: Option<&str>, reference: &str) {
    let mut printed = Vec::new();
    score::run(recordings, simulated, case, &mut printed).unwrap();
    let expected = fs::read_to_string(Path::new(DATA).join("reference").join(reference)).unwrap();
    assert_eq!(String::from_utf8(printed).unwrap(), expected, "{reference}");
}

#[track_caller]
fn check_refused(recordings: &Path, simulated: Option<&Path>, case: Option<&str>, expected: &str) {
    let mut printed = Vec::new();
    let error = score::run(recordings, simulated, case, &mut printed).unwrap_err().to_string();
    assert!(error.contains(expected), "{error:?} does not say {expected:?}");
}

#[test]
fn real_runs_held_against_one_another() {
    check(&recordings(), None, None, "recordings.txt");
}

#[test]
fn each_second_run_as_if_it_were_simulated_held_against_the_nearer_of_the_others() {
    let others = [1, 3].into_iter().flat_map(|number| runs(number, |case| format!("{case}.{number}")));
    let others = copies("other-runs", others);
    let simulated = copies("second-runs", runs(2, str::to_owned));
    check(&others, Some(&simulated), None, "second-runs.txt");
}

#[test]
fn one_case_with_what_differs() {
    check(&recordings(), None, Some("leave.eager"), "leave.eager.txt");
}

#[test]
fn runs_that_do_not_belong_together() {
    let recorded = copies("mixed-recordings", named(&MIXED_RECORDINGS));
    let simulated = copies("mixed-simulated", named(&MIXED_SIMULATED));
    check(&recorded, None, None, "mixed-recordings.txt");
    check(&recorded, Some(&simulated), None, "mixed.txt");
    for (_, case) in MIXED_SIMULATED {
        check(&recorded, Some(&simulated), Some(case), &format!("mixed.{case}.txt"));
    }
}

#[test]
fn what_cannot_be_scored_is_refused_with_its_place() {
    let nowhere = Path::new(DATA).join("no-such-directory");
    check_refused(&nowhere, None, None, "no-such-directory");
    check_refused(&recordings(), Some(&nowhere), None, "no-such-directory");
    check_refused(&copies("empty", []), None, None, "no recordings here");
    check_refused(
        &recordings(),
        None,
        Some("crash.sticky"),
        "no case \"crash.sticky\" here; there are crash.cooperative,",
    );

    let broken = copies("broken", named(&[("crash.eager.1", "crash.eager.1")]));
    let path = broken.join("crash.eager.1.json");
    fs::write(&path, "{\"variant\": \"eager\",\n \"events\": []}").unwrap();
    check_refused(&broken, None, None, "crash.eager.1.json: missing field `scenario` at line 2 column 14");
}
