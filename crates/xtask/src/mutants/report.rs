//! tests/mutants.txt: what came of all mutants, part by part, and why each that survives is none that a test could catch.
//!
//! People write the reasons, below the mutants they are of; everything else is written by the program. It ends with what a
//! run in another place needs in order to try only what has changed since.

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
const KNOWN: &str = "\
What the next run need not try, as long as a file is as it was, by its hash: what came of its changes in the order of the list,
c caught, t timed out, r refused by the compiler, s survived, . open:";
/// What stands where a reason has to be written.
const NO_REASON: &str = "UNEXPLAINED";

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// What came of each part.
    pub(crate) parts: BTreeMap<&'static str, Figures>,
    /// The survivors, file and change, with their reasons.
    pub(crate) survivors: BTreeMap<(String, String), Option<String>>,
    /// Of each file its hash, and a letter for each of its mutants.
    files: BTreeMap<String, (String, String)>,
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
    /// What came of these mutants, of files with these hashes; the reasons are those of the file as it was.
    pub(crate) fn new(
        mutants: &[Mutant],
        verdicts: &BTreeMap<usize, Verdict>,
        hashes: &BTreeMap<&str, String>,
        before: &str,
    ) -> Self {
        let reasons = reasons(before);
        let mut report = Self::default();
        for mutant in mutants {
            let hash = hashes.get(mutant.file.as_str()).cloned().unwrap_or_default();
            let (_, letters) = report.files.entry(mutant.file.clone()).or_insert((hash, String::new()));
            letters.push(verdicts.get(&mutant.number).map_or(OPEN, letter));
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

/// A mutant that has not met every test yet.
const OPEN: char = '.';

fn letter(verdict: &Verdict) -> char {
    match verdict {
        Verdict::Caught(_) => 'c',
        Verdict::TimedOut(_) => 't',
        Verdict::Refused => 'r',
        Verdict::Survived(_) => 's',
    }
}

/// What a report knows of mutants in files that have these hashes; of survivors, only those with a reason.
pub(crate) fn known(mutants: &[Mutant], hashes: &BTreeMap<&str, String>, report: &str) -> BTreeMap<usize, Verdict> {
    let reasons = reasons(report);
    let mut letters: BTreeMap<&str, std::str::Chars<'_>> = BTreeMap::new();
    for line in report.lines().skip_while(|line| !KNOWN.ends_with(line) || line.is_empty()) {
        let mut words = line.split_whitespace();
        if let (Some(file), Some(hash), Some(all)) = (words.next(), words.next(), words.next())
            && hashes.get(file).is_some_and(|now| now == hash)
        {
            letters.insert(file, all.chars());
        }
    }
    let by = || "the report says so".to_owned();
    let mut known = BTreeMap::new();
    for mutant in mutants {
        let verdict = match letters.get_mut(mutant.file.as_str()).and_then(Iterator::next) {
            Some('c') => Verdict::Caught(by()),
            Some('t') => Verdict::TimedOut(by()),
            Some('r') => Verdict::Refused,
            Some('s') if reasons.contains_key(&(mutant.file.clone(), mutant.what.clone())) => Verdict::Survived(0),
            _ => continue,
        };
        known.insert(mutant.number, verdict);
    }
    known
}

/// The reasons in the file: each two steps in, below its mutant, one step in, below that one's file.
fn reasons(text: &str) -> BTreeMap<(String, String), String> {
    let mut reasons = BTreeMap::new();
    let (mut file, mut what) = ("", "");
    let lines = text
        .lines()
        .skip_while(|line| *line != SURVIVORS)
        .take_while(|line| !KNOWN.starts_with(line) || line.is_empty());
    for line in lines {
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
        writeln!(f, "\n{KNOWN}\n")?;
        for (file, (hash, letters)) in &self.files {
            writeln!(f, "{file} {hash} {letters}")?;
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
        let hashes =
            [("crates/sim/src/assignor/a.rs", "1a".to_owned()), ("crates/sim/src/member/b.rs", "2b".to_owned())];
        let hashes: BTreeMap<&str, String> = hashes.into_iter().collect();
        let first = Report::new(&mutants, &verdicts, &hashes, "");
        assert_eq!(first.unexplained().count(), 2);
        let written = first.to_string().replacen(NO_REASON, "equal anyway,\n    on both sides", 1);
        let second = Report::new(&mutants, &verdicts, &hashes, &written);
        assert_eq!(second.unexplained().map(|(_, what)| what.as_str()).collect::<Vec<_>>(), ["change 3"]);
        assert!(second.to_string().contains("  change 1\n    equal anyway, on both sides\n"), "{second}");
        let figures = second.parts["member"];
        assert_eq!((figures.all, figures.survived, figures.explained, figures.open()), (2, 1, 0, 1));
        // A fresh clone knows the same of files that are as they were, but for what survived without a reason.
        let clone = known(&mutants, &hashes, &second.to_string());
        assert_eq!(clone, [(1, Verdict::Survived(0)), (2, Verdict::Refused)].into_iter().collect());
        let other = BTreeMap::from([("crates/sim/src/assignor/a.rs", "3c".to_owned())]);
        assert_eq!(known(&mutants, &other, &second.to_string()), BTreeMap::new());
    }
}
