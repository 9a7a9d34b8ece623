//! The binary as a person runs it: what it prints, what it writes, how it ends.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

mod assign;
mod bad_input;
mod export;
mod import;
mod show;
mod simulate;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// What a call of the binary came to.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
    took: Duration,
}

impl Ran {
    /// Standard output as one JSON value.
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e} in {self:?}"))
    }

    /// Standard output as a JSON value a line.
    fn json_lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[track_caller]
    fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// That it was refused, with one sentence that has all of `says` in it, and without a stack trace.
    #[track_caller]
    fn refused(&self, says: &[&str]) {
        assert_eq!(self.code, 1, "{self:?}");
        let sentences: Vec<&str> = self.err.lines().filter(|line| line.starts_with("rebalance: ")).collect();
        assert!(sentences.len() == 1 && !self.err.contains("panicked"), "{self:?}");
        for part in says {
            assert!(sentences[0].contains(part), "{part:?} is not in {:?}", sentences[0]);
        }
    }
}

fn rebalance(args: &[&str]) -> Ran {
    rebalance_reads(args, b"")
}

/// Runs the binary with something on standard input.
fn rebalance_reads(args: &[&str], input: &[u8]) -> Ran {
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rebalance"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that refuses may have ended before it has read all.
    child.stdin.take().unwrap().write_all(input).ok();
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        took: began.elapsed(),
    }
}

/// A file or folder of the repository's tests.
fn shared(below: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(below);
    path.to_str().unwrap().to_owned()
}

/// A folder of its own for a test, empty at first.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(test);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

/// A file in a test's folder.
fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The names of what is in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn no_verb_and_a_wrong_option_are_usage_errors() {
    for args in [&[][..], &["fly"], &["simulate"], &["simulate", "x.json", "--variant", "lazy"], &["import"]] {
        assert_eq!(rebalance(args).code, 2, "{args:?}");
    }
    let wrong = rebalance(&["simulate", "x.json", "--variant", "lazy"]);
    assert!(
        wrong.err.contains("eager, roundrobin, sticky, cooperative, consumer, consumer-range, as-configured"),
        "{wrong:?}"
    );
}

#[test]
fn help_is_no_failure() {
    assert!(rebalance(&["--help"]).done().out.contains("Exit codes: 0 done, 1 refused or failed, 2 usage"));
    rebalance(&["--version"]).done();
}

#[test]
fn score_prints_a_line_a_case() {
    let simulated = folder("score");
    let scenario = shared("conformance/scenarios/leave.json");
    rebalance(&["simulate", &scenario, "--format", "recording", "--out", simulated.to_str().unwrap()]).done();
    let scored = rebalance(&["score", &shared("conformance/recordings"), simulated.to_str().unwrap()]).done();
    let cases = |holds: &str| scored.out.lines().filter(|line| line.contains(holds)).count();
    assert_eq!((cases("leave."), cases("not simulated"), cases("2 of 14 cases")), (2, 12, 1), "{}", scored.out);
    rebalance(&["score", "nowhere"]).refused(&["nowhere"]);
}
