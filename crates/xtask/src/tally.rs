//! Counting tests from what test runners print.

use std::{fmt, ops::AddAssign};

/// How many tests passed, failed and were left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Tally {
    /// One check that held or not.
    pub(crate) fn one(held: Held) -> Self {
        match held {
            Held::Yes => Self { passed: 1, ..Self::default() },
            Held::No => Self { failed: 1, ..Self::default() },
        }
    }

    /// The counts in a runner's closing line: libtest's and wasm-bindgen-test's
    /// (`test result: ok. 3 passed; 0 failed; 1 ignored; …`), or the plain one of our journeys
    /// (`3 passed, 0 failed`). `None` for any other line.
    pub(crate) fn from_line(line: &str) -> Option<Self> {
        let line = line.trim();
        let counts = match line.strip_prefix("test result: ") {
            Some(rest) => rest.split_once(". ")?.1,
            None if line.contains(" passed, ") => line,
            None => return None,
        };
        let mut tally = Self::default();
        for part in counts.split([';', ',']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else { continue };
            let Ok(number) = number.parse() else { continue };
            match what {
                "passed" => tally.passed = number,
                "failed" => tally.failed = number,
                "ignored" | "skipped" => tally.skipped = number,
                _ => {}
            }
        }
        Some(tally)
    }
}

/// Whether a check held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    Yes,
    No,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(u32, u32, u32)>) {
        let found = Tally::from_line(line).map(|tally| (tally.passed, tally.failed, tally.skipped));
        assert_eq!(found, expected, "in {line:?}");
    }

    #[test]
    fn closing_lines_of_each_runner_are_counted() {
        check(
            "test result: ok. 41 passed; 0 failed; 2 ignored; 0 measured; 1 filtered out; finished in 0.52s",
            Some((41, 0, 2)),
        );
        check("test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 filtered out; finished in 0.03s", Some((3, 1, 0)));
        check("12 passed, 0 failed", Some((12, 0, 0)));
        check("12 passed, 1 failed, 3 skipped", Some((12, 1, 3)));
    }

    #[test]
    fn other_lines_count_nothing() {
        check("test time::tests::it_never_runs_back ... ok", None);
        check("running 12 tests", None);
        check("", None);
    }

    #[test]
    fn the_closing_line_reads_as_a_judge_expects_it() {
        let mut sum = Tally::one(Held::Yes);
        sum += Tally::one(Held::No);
        assert_eq!(sum.to_string(), "1 passed, 1 failed");
        assert_eq!(Tally::from_line(&sum.to_string()), Some(sum));
    }
}
