//! tests/mutants.txt: what came of all mutants, part by part, and why each that survives is none that a test could catch.
//!
//! People write the reasons, below the mutants they are of; everything else is written by the program.

use std::collections::BTreeMap;
use std::fmt;

use super::list::{Mutant, PARTS};
use super::trial::Verdict;

const OPENING: &str = "\
What cargo-mutants 27.1.0 would change in the simulator, and whether a test notices: `cargo xtask mutants` puts all changes
into one build, each behind a switch, and runs the tests that come by a change with it switched on, until one fails
(crates/xtask/src/mutants.rs). One that does not end is caught too. What no switch can do is built by itself. Open
is what has not met every test that comes by it yet.
";
const SURVIVORS: &str = "Survivors, and why no test can or should tell them from what is there:";
/// What stands where a reason has to be written.
const NO_REASON: &str = "UNEXPLAINED";

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// What came of each part.
    pub(crate) parts: BTreeMap<&'static str, Figures>,
    /// The survivors, file and change, with their reasons.
    pub(crate) survivors: BTreeMap<(String, String), Option<String>>,
}

/// How many mutants there are, and what came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    /// All that there are.
    pub(crate) all: usize,
    /// A test fails.
    pub(crate) caught: usize,
    /// A test does not end.
    pub(crate) timed_out: usize,
    /// No program.
    pub(crate) refused: usize,
    /// All tests pass.
    pub(crate) survived: usize,
    /// Survived, and somebody has said why.
    pub(crate) explained: usize,
}

impl Figures {
    fn plus(self, other: Self) -> Self {
        Self {
            all: self.all + other.all,
            caught: self.caught + other.caught,
            timed_out: self.timed_out + other.timed_out,
            refused: self.refused + other.refused,
            survived: self.survived + other.survived,
            explained: self.explained + other.explained,
        }
    }

    /// Those that have not met every test yet.
    pub(crate) fn open(&self) -> usize {
        self.all - self.caught - self.timed_out - self.refused - self.survived
    }
}

impl Report {
    /// What came of these mutants; the reasons are those of the file as it was.
    pub(crate) fn new(mutants: &[Mutant], verdicts: &BTreeMap<usize, Verdict>, before: &str) -> Self {
        let reasons = reasons(before);
        let mut report = Self::default();
        for mutant in mutants {
            let figures = report.parts.entry(mutant.part()).or_default();
            figures.all += 1;
            match verdicts.get(&mutant.number) {
                None => {}
                Some(Verdict::Caught(_)) => figures.caught += 1,
                Some(Verdict::TimedOut(_)) => figures.timed_out += 1,
                Some(Verdict::Refused) => figures.refused += 1,
                Some(Verdict::Survived(_)) => {
                    let key = (mutant.file.clone(), mutant.what.clone());
                    let reason = reasons.get(&key).cloned();
                    figures.survived += 1;
                    figures.explained += usize::from(reason.is_some());
                    report.survivors.insert(key, reason);
                }
            }
        }
        report
    }

    /// Survivors without a reason.
    pub(crate) fn unexplained(&self) -> impl Iterator<Item = &(String, String)> {
        self.survivors.iter().filter(|(_, reason)| reason.is_none()).map(|(survivor, _)| survivor)
    }
}

/// The reasons in the file: each two steps in, below its mutant, one step in, below that one's file.
fn reasons(text: &str) -> BTreeMap<(String, String), String> {
    let mut reasons = BTreeMap::new();
    let (mut file, mut what) = ("", "");
    for line in text.lines().skip_while(|line| *line != SURVIVORS) {
        let words = line.trim_start();
        match line.len() - words.len() {
            0 => file = words,
            2 => what = words,
            4 if words != NO_REASON => {
                let reason: &mut String = reasons.entry((file.to_owned(), what.to_owned())).or_default();
                if !reason.is_empty() {
                    reason.push(' ');
                }
                reason.push_str(words);
            }
            _ => {}
        }
    }
    reasons
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{OPENING}")?;
        writeln!(
            f,
            "part                  mutants  caught  timed out  does not compile  survived  explained         open"
        )?;
        let mut row = |name: &str, n: Figures| {
            writeln!(
                f,
                "{name:<20} {:>8} {:>7} {:>10} {:>17} {:>9} {:>10} {:>12}",
                n.all,
                n.caught,
                n.timed_out,
                n.refused,
                n.survived,
                n.explained,
                n.open()
            )
        };
        for part in PARTS {
            row(part, self.parts.get(part).copied().unwrap_or_default())?;
        }
        row("all", self.parts.values().fold(Figures::default(), |sum, part| sum.plus(*part)))?;
        writeln!(f, "\n{SURVIVORS}")?;
        let mut last = "";
        for ((file, what), reason) in &self.survivors {
            if file != last {
                writeln!(f, "\n{file}")?;
                last = file;
            }
            writeln!(f, "  {what}\n    {}", reason.as_deref().unwrap_or(NO_REASON))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::list::{Genre, Place};
    use super::*;

    fn mutant(number: usize, file: &str) -> Mutant {
        let place = Place { line: 1, column: 1 };
        Mutant {
            number,
            file: format!("crates/sim/src/{file}"),
            what: format!("change {number}"),
            genre: Genre::FnValue,
            start: place,
            end: place,
            replacement: String::new(),
        }
    }

    #[test]
    fn reasons_are_kept_and_one_that_lacks_is_shown() {
        let files = ["assignor/a.rs", "assignor/a.rs", "member/b.rs", "member/b.rs"];
        let mutants: Vec<Mutant> = (1..).zip(files).map(|(n, file)| mutant(n, file)).collect();
        let survived = Verdict::Survived(3);
        let verdicts = [(1, survived.clone()), (2, Verdict::Refused), (3, survived)].into_iter().collect();
        let first = Report::new(&mutants, &verdicts, "");
        assert_eq!(first.unexplained().count(), 2);
        let written = first.to_string().replacen(NO_REASON, "equal anyway,\n    on both sides", 1);
        let second = Report::new(&mutants, &verdicts, &written);
        assert_eq!(second.unexplained().map(|(_, what)| what.as_str()).collect::<Vec<_>>(), ["change 3"]);
        assert!(second.to_string().contains("  change 1\n    equal anyway, on both sides\n"), "{second}");
        let figures = second.parts["member"];
        assert_eq!((figures.all, figures.survived, figures.explained, figures.open()), (2, 1, 0, 1));
    }
}
