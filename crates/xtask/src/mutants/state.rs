//! What is kept between two runs, as text: the build with the switches, and verdicts.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::tree::Binary;
use super::trial::{Test, Verdict};

/// The build with the switches.
#[derive(Debug, Default)]
pub(crate) struct Build {
    pub(crate) tests: Vec<Test>,
    /// Mutants that are no program.
    pub(crate) refused: BTreeSet<usize>,
    /// Mutants that are not in it, because no switch can do what they do.
    pub(crate) apart: BTreeSet<usize>,
}

impl Build {
    pub(crate) fn text(&self, stamp: &str) -> String {
        let test = |test: &Test| {
            json!({
                "binary": test.binary.name,
                "executable": test.binary.executable,
                "folder": test.binary.folder,
                "name": test.name,
                "takes_ms": u64::try_from(test.takes.as_millis()).unwrap_or(u64::MAX),
                "reached": test.reached,
            })
        };
        let tests: Vec<Value> = self.tests.iter().map(test).collect();
        json!({ "stamp": stamp, "refused": self.refused, "apart": self.apart, "tests": tests }).to_string()
    }

    /// Reads it, if it is the one of this stamp.
    pub(crate) fn read(text: &str, stamp: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value.get("stamp")?.as_str()? != stamp {
            return None;
        }
        let numbers = |value: &Value| -> Option<BTreeSet<usize>> {
            value.as_array()?.iter().map(|n| usize::try_from(n.as_u64()?).ok()).collect()
        };
        let of = |value: &Value| -> Option<Test> {
            let text = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
            let folder = PathBuf::from(text("folder")?);
            Some(Test {
                binary: Binary { name: text("binary")?, executable: text("executable")?.into(), folder },
                name: text("name")?,
                takes: Duration::from_millis(value.get("takes_ms")?.as_u64()?),
                reached: numbers(value.get("reached")?)?,
            })
        };
        let tests = value.get("tests")?.as_array()?.iter().map(of).collect::<Option<_>>()?;
        Some(Self { tests, refused: numbers(value.get("refused")?)?, apart: numbers(value.get("apart")?)? })
    }
}

pub(crate) fn hash(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

pub(crate) fn verdict_line(stamp: &str, verdict: &Verdict, mutant: &str) -> String {
    let (kind, detail) = match verdict {
        Verdict::Caught(by) => ("caught", by.clone()),
        Verdict::TimedOut(by) => ("timed out", by.clone()),
        Verdict::Refused => ("refused", String::new()),
        Verdict::Survived(tests) => ("survived", tests.to_string()),
    };
    format!("{stamp}\t{kind}\t{detail}\t{mutant}")
}

/// Stamp, verdict, mutant.
pub(crate) fn read_verdict(line: &str) -> Option<(&str, Verdict, &str)> {
    let mut fields = line.splitn(4, '\t');
    let (stamp, kind, detail) = (fields.next()?, fields.next()?, fields.next()?);
    let verdict = match kind {
        "caught" => Verdict::Caught(detail.to_owned()),
        "timed out" => Verdict::TimedOut(detail.to_owned()),
        "refused" => Verdict::Refused,
        _ => Verdict::Survived(detail.parse().ok()?),
    };
    Some((stamp, verdict, fields.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_read_as_it_was_written() {
        let all = [
            Verdict::Caught("swarm a_test".to_owned()),
            Verdict::TimedOut("swarm a_test".to_owned()),
            Verdict::Refused,
            Verdict::Survived(12),
        ];
        for verdict in all {
            let line = verdict_line("stamp", &verdict, "a.rs: a change");
            assert_eq!(read_verdict(&line), Some(("stamp", verdict, "a.rs: a change")));
        }
    }

    #[test]
    fn a_build_is_that_of_its_stamp_only() {
        let binary = Binary { name: "swarm".to_owned(), executable: "bin/swarm".into(), folder: "tests".into() };
        let takes = Duration::from_millis(12);
        let one = Test { binary, name: "a_test".to_owned(), takes, reached: BTreeSet::from([3, 5]) };
        let build = Build { tests: vec![one], refused: BTreeSet::from([6]), apart: BTreeSet::from([4]) };
        let text = build.text("now");
        let read = Build::read(&text, "now").expect("its own");
        assert_eq!((read.text("now"), read.refused, read.apart), (text.clone(), build.refused, build.apart));
        assert!(Build::read(&text, "later").is_none());
    }
}
