//! Mutants on trial: tests that are built already are run with one switched on, until one fails.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use std::{fs, io, thread};

use super::tree::Binary;

/// How many times as long as with no mutant on a test may take before its mutant is said to go round for ever. In time of
/// computing, which waiting for a busy machine is none of. What a neighbour on the machine costs of it, by emptying the
/// caches, is a half at most; and a mutant that has everything done twice is slow, not without end.
const PATIENCE: u32 = 8;
/// And so much more, as `ulimit -t` counts whole seconds and most tests take a hundredth of one.
const PATIENCE_MORE: Duration = Duration::from_secs(2);
/// What a test may take of addresses, in KiB: without a mutant none takes a quarter of it, as [`reach`] makes sure, which has
/// the same bound. A mutant that asks for more and more ends before the machine's memory does, for each of the workers.
const MEMORY_KIB: u64 = 2 << 20;
/// The binary whose tests notice nearly every change, most of them at once. They take long: all others that take a moment
/// are asked before ([`Round`]). A mutant in builds of its own meets it first, alone, as that is built soonest.
pub(crate) const FIRST: &str = "runs";

/// One test of a binary.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    /// Its binary.
    pub(crate) binary: Binary,
    /// Its name there.
    pub(crate) name: String,
    /// How long it takes with no mutant on.
    pub(crate) takes: Duration,
    /// The mutants that it comes by.
    pub(crate) reached: BTreeSet<usize>,
}

impl Test {
    /// What it is called in verdicts.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.binary.name, self.name)
    }
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A test fails, or breaks down, as one does that takes all memory.
    Caught(String),
    /// A test does not end.
    TimedOut(String),
    /// The compiler refuses it.
    Refused,
    /// All tests that come by it pass, so many.
    Survived(usize),
}

/// Lists the tests of these binaries, and runs each with no mutant on, to see what it comes by.
///
/// # Errors
/// A test that fails even so, or that cannot be run.
pub(crate) fn tests(binaries: &[Binary], scratch: &Path) -> io::Result<Vec<Test>> {
    let mut all = Vec::new();
    for binary in binaries {
        for name in names(binary)? {
            let test = Test { binary: binary.clone(), name, takes: Duration::ZERO, reached: BTreeSet::new() };
            all.push(reach(test, &scratch.join("reached"))?);
        }
    }
    Ok(all)
}

/// The names of a binary's tests.
fn names(binary: &Binary) -> io::Result<Vec<String>> {
    let mut command = Command::new(&binary.executable);
    command.current_dir(&binary.folder).args(["--list", "--format", "terse"]).stderr(Stdio::null());
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

/// Runs a test with no mutant on: how long it takes, and what it comes by.
fn reach(mut test: Test, file: &Path) -> io::Result<Test> {
    fs::write(file, "")?;
    let script = format!(r#"ulimit -v {MEMORY_KIB}; "$0" "$@" >&2; code=$?; times; exit $code"#);
    let mut command = command(&test, &script);
    let output = command.env("MUTANTS_REACHED", file).stdout(Stdio::piped()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("{} fails with no mutant on", test.title())));
    }
    test.takes = computed(&String::from_utf8_lossy(&output.stdout)).unwrap_or_default();
    test.reached = fs::read_to_string(file)?.lines().filter_map(|line| line.parse().ok()).collect();
    Ok(test)
}

/// A shell that runs a test, `"$0" "$@"`, by this script.
fn command(test: &Test, script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command.arg(&test.binary.executable).args(["--test-threads=1", "--exact", &test.name]);
    command.current_dir(&test.binary.folder).env("CARGO_MANIFEST_DIR", &test.binary.folder);
    // Any counterexample will do.
    command.env("PROPTEST_MAX_SHRINK_ITERS", "0");
    command.env_remove("UPDATE_EXPECT").env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What the shell's children have computed, from what `times` prints: two lines, its own and theirs, `0m1.5s 0m0.1s` each.
fn computed(times: &str) -> Option<Duration> {
    let of = |text: &str| {
        let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
        Some(Duration::from_secs(minutes.parse::<u64>().ok()? * 60) + Duration::from_secs_f64(seconds.parse().ok()?))
    };
    times.lines().nth(1)?.split_whitespace().map(of).sum()
}

/// Runs tests with a mutant on, in this order, until one fails.
fn trial<'t>(mutant: usize, tests: impl Iterator<Item = &'t Test>) -> io::Result<Verdict> {
    let mut passed = 0;
    for test in tests {
        let seconds = (PATIENCE * test.takes + PATIENCE_MORE).as_secs();
        // The shell bounds what the test may take, and becomes it.
        let script = format!(r#"ulimit -t {seconds}; ulimit -v {MEMORY_KIB}; exec "$0" "$@""#);
        let status = command(test, &script).env("MUTANT", mutant.to_string()).status()?;
        match (status.success(), status.code()) {
            (true, _) => passed += 1,
            (false, Some(_)) => return Ok(Verdict::Caught(test.title())),
            (false, None) => return Ok(ended(status, test.title())),
        }
    }
    Ok(Verdict::Survived(passed))
}

/// What a signal says: that time ran out, or that the test broke down.
#[cfg(unix)]
fn ended(status: std::process::ExitStatus, test: String) -> Verdict {
    use std::os::unix::process::ExitStatusExt as _;
    /// `SIGKILL`, and `SIGXCPU` which comes first.
    const OUT_OF_TIME: [i32; 2] = [9, 24];
    if status.signal().is_some_and(|signal| OUT_OF_TIME.contains(&signal)) {
        Verdict::TimedOut(test)
    } else {
        Verdict::Caught(test)
    }
}

#[cfg(not(unix))]
fn ended(_: std::process::ExitStatus, test: String) -> Verdict {
    Verdict::Caught(test)
}

/// Which tests have caught mutants of which file: the next mutant of the file meets these first.
#[derive(Debug, Default)]
struct Experience(BTreeMap<(String, usize), u32>);

impl Experience {
    /// Tests that come by this mutant: after those of [`FIRST`] those that are quick and have caught much.
    fn order<'t>(&self, file: &str, mutant: usize, tests: &'t [Test]) -> Vec<(usize, &'t Test)> {
        let mut order: Vec<_> = tests.iter().enumerate().filter(|(_, t)| t.reached.contains(&mutant)).collect();
        order.sort_by_key(|(i, test)| {
            let caught = self.0.get(&(file.to_owned(), *i)).copied().unwrap_or(0);
            (test.binary.name != FIRST, test.takes * 4 / (4 * caught + 1))
        });
        order
    }

    /// One of these has caught a mutant of this file.
    fn learn(&mut self, file: &str, tests: &[(usize, &Test)], verdict: &Verdict) {
        let (Verdict::Caught(by) | Verdict::TimedOut(by)) = verdict else { return };
        if let Some((i, _)) = tests.iter().find(|(_, test)| *by == test.title()) {
            *self.0.entry((file.to_owned(), *i)).or_default() += 1;
        }
    }
}

/// How soon a test is asked: all mutants meet those of a round before the first meets one of the next, so that a run that
/// is broken off has found most of what it can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// Tests that take a moment.
    Quick,
    /// Tests that take longer, and notice nearly every change, mostly at once.
    First,
    /// All others.
    Rest,
}

const ROUNDS: [Round; 3] = [Round::Quick, Round::First, Round::Rest];
/// What takes a moment.
const QUICK: Duration = Duration::from_secs(1);

impl Test {
    fn round(&self) -> Round {
        match self.binary.name == FIRST {
            _ if self.takes <= QUICK => Round::Quick,
            true => Round::First,
            false => Round::Rest,
        }
    }
}

/// Puts mutants, number and file, on trial, so many at once; tells of each verdict as it is there.
///
/// # Errors
/// Where a test cannot be run, or what telling fails with.
pub(crate) fn trials(
    mutants: &[(usize, &str)],
    tests: &[Test],
    workers: usize,
    tell: impl Fn(usize, &Verdict) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let locked = "nothing fails while it is locked";
    let experience = Mutex::new(Experience::default());
    // Those that no test has caught yet, with how many tests they have passed.
    let mut open: Vec<(usize, &str, usize)> = mutants.iter().map(|(mutant, file)| (*mutant, *file, 0)).collect();
    for round in ROUNDS {
        let next = Mutex::new(open.into_iter());
        let left = Mutex::new(Vec::new());
        let work = || -> io::Result<()> {
            loop {
                let Some((mutant, file, before)) = next.lock().expect(locked).next() else { return Ok(()) };
                let mut order = experience.lock().expect(locked).order(file, mutant, tests);
                order.retain(|(_, test)| test.round() == round);
                match trial(mutant, order.iter().map(|(_, test)| *test))? {
                    Verdict::Survived(passed) if round == Round::Rest => {
                        tell(mutant, &Verdict::Survived(before + passed))?;
                    }
                    Verdict::Survived(passed) => left.lock().expect(locked).push((mutant, file, before + passed)),
                    verdict => {
                        experience.lock().expect(locked).learn(file, &order, &verdict);
                        tell(mutant, &verdict)?;
                    }
                }
            }
        };
        thread::scope(|scope| {
            let all: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            all.into_iter().try_for_each(|worker| worker.join().expect("a worker that fails has said why"))
        })?;
        open = left.into_inner().expect(locked);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(name: &str, takes_ms: u64, reached: &[usize]) -> Test {
        let binary = Binary {
            name: if name == "all" { FIRST } else { "b" }.to_owned(),
            executable: "b".into(),
            folder: ".".into(),
        };
        let takes = Duration::from_millis(takes_ms);
        Test { binary, name: name.to_owned(), takes, reached: reached.iter().copied().collect() }
    }

    #[test]
    fn what_is_quick_comes_first_and_what_has_caught_much_before_it() {
        let tests =
            [test("slow", 900, &[1]), test("quick", 100, &[1]), test("elsewhere", 1, &[2]), test("all", 5_000, &[1])];
        let mut experience = Experience::default();
        let order = |experience: &Experience| -> Vec<String> {
            experience.order("a.rs", 1, &tests).into_iter().map(|(_, test)| test.name.clone()).collect()
        };
        assert_eq!(order(&experience), ["all", "quick", "slow"]);
        experience.0.insert(("b.rs".to_owned(), 0), 9);
        assert_eq!(order(&experience), ["all", "quick", "slow"], "that was another file");
        experience.0.insert(("a.rs".to_owned(), 0), 9);
        assert_eq!(order(&experience), ["all", "slow", "quick"]);
    }

    #[test]
    fn the_shell_says_what_was_computed() {
        let both = "0m0.00s 0m0.01s\n1m2.50s 0m0.25s\n";
        assert_eq!(computed(both), Some(Duration::from_millis(62_750)));
        assert_eq!(computed(""), None);
    }
}
