//! `cargo xtask mutants`: whether a test notices when the simulator's code is changed, for every change that cargo-mutants
//! knows, in an hour or two rather than a night: all changes are in one build, each behind a switch.
//!
//! - [`list`]: the changes, as cargo-mutants lists them.
//! - [`rewrite`]: a file with all its changes in it.
//! - [`tree`]: the copy of the workspace that is built.
//! - [`trial`]: tests run with a change switched on.
//! - [`report`]: the file tests/mutants.txt.
//!
//! Here is the order of things. What is kept between two runs, below the build directory, is in [`state`]: a run may be
//! broken off and gone on with. Only mutants of a changed file are tried again; and those that survived, on new tests: a test
//! that says more than it did counts as a new one when it has another name. Where nothing is kept, as in a fresh clone, the
//! report says what is known: then those are tried that survived without a reason, and those of files that it does not know.

mod list;
mod report;
mod rewrite;
mod state;
mod tree;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{fs, io};

use crate::{
    failure::{Failure, Result},
    process, setup,
    workspace::Workspace,
};
use list::{Mutant, PARTS};
use report::Report;
use rewrite::Rewritten;
use state::Build;
use tree::{Binary, TARGETS, Tree};
use trial::{FIRST, Test, Verdict};

/// Where the changed code lies.
const FOLDERS: [&str; 3] = ["assignor", "coordinator", "member"];
/// What came of it.
const REPORT: &str = "tests/mutants.txt";
/// Trials at once, if nothing else is said.
const WORKERS: usize = 2;

/// Puts everything on trial, a part, or a shard `K/N` of either, and writes the report; with `report` only that.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let chosen = if args == ["report"] { Chosen::none() } else { Chosen::from(args)? };
    let mut listing = process::command(setup::mutants(workspace)?, workspace.root());
    listing.args(["mutants", "--list", "--json"]);
    listing.args(FOLDERS.iter().flat_map(|part| ["--file".to_owned(), format!("crates/sim/src/{part}/**")]));
    let list = process::read(&mut listing).ok_or_else(|| Failure::new("cargo-mutants lists no mutants"))?;
    let folder = workspace.target().join("mutants");
    let report = put_on_trial(workspace, &folder, &list, &chosen).map_err(|why| Failure::new(why.to_string()))?;
    let unexplained: Vec<String> = report.unexplained().map(|(file, what)| format!("{file}: {what}")).collect();
    process::say(format!("{REPORT}: {} survivors, {} of them unexplained", report.survivors.len(), unexplained.len()));
    if unexplained.is_empty() { Ok(()) } else { Err(Failure::new(unexplained.join("\n"))) }
}

fn put_on_trial(workspace: &Workspace, folder: &Path, list: &str, chosen: &Chosen) -> io::Result<Report> {
    let file = workspace.path(REPORT);
    let before = fs::read_to_string(&file).unwrap_or_default();
    let mutants = Mutants::new(workspace.root(), folder, list, chosen.workers)?;
    let verdicts = mutants.run(chosen, &before)?;
    let report = Report::new(&mutants.all, &verdicts, &mutants.hashes(), &before);
    fs::write(&file, report.to_string())?;
    Ok(report)
}

/// Which mutants are put on trial.
#[derive(Debug, PartialEq, Eq)]
struct Chosen {
    which: Which,
    shard: usize,
    shards: usize,
    /// Trials at once.
    workers: usize,
}

/// Of which part, or which by name.
#[derive(Debug, PartialEq, Eq)]
enum Which {
    None,
    All,
    Part(&'static str),
    /// Those with these words in their file and change, whether they have been tried or not.
    Only(String),
}

impl Chosen {
    fn none() -> Self {
        Self { which: Which::None, shard: 0, shards: 1, workers: WORKERS }
    }

    fn from(args: &[String]) -> Result<Self> {
        let (args, workers) = match args {
            [args @ .., name, number] if name == "--workers" => {
                let workers = number.parse().ok().filter(|workers| *workers > 0);
                (args, workers.ok_or_else(|| Failure::usage(format!("`{number}` is no number of workers")))?)
            }
            args => (args, WORKERS),
        };
        let (part, shard) = match args {
            [only, words] if only == "only" => {
                return Ok(Self { which: Which::Only(words.clone()), workers, ..Self::none() });
            }
            [] => ("all", "0/1"),
            [part] => (part.as_str(), "0/1"),
            [part, shard] => (part.as_str(), shard.as_str()),
            _ => {
                return Err(Failure::usage(
                    "`mutants` takes a part, or `all`, and a shard, as 0/8, or `only` and words",
                ));
            }
        };
        let known = PARTS.into_iter().find(|name| *name == part);
        if known.is_none() && part != "all" {
            let names = PARTS.join(", ");
            return Err(Failure::usage(format!("there is no part `{part}`; these there are: all, {names}")));
        }
        let numbers = shard.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        let which = known.map_or(Which::All, Which::Part);
        match numbers {
            Some((shard, shards)) if shard < shards => Ok(Self { which, shard, shards, workers }),
            _ => Err(Failure::usage(format!("`{shard}` is no shard: 0/8 is the first of eight"))),
        }
    }

    fn has(&self, mutant: &Mutant) -> bool {
        let is_one = match &self.which {
            Which::None => false,
            Which::All => true,
            Which::Part(part) => mutant.part() == *part,
            Which::Only(words) => format!("{}: {}", mutant.file, mutant.what).contains(words),
        };
        is_one && mutant.number % self.shards == self.shard
    }

    /// Whether what is known of a mutant does not count.
    fn tries_again(&self, mutant: &Mutant) -> bool {
        matches!(self.which, Which::Only(_)) && self.has(mutant)
    }
}

/// Errors that a mutant's own words have wherever they stand: they are of a wrong type, or
/// there is no such operator or function.
const CERTAIN: [&str; 6] = ["E0277", "E0308", "E0368", "E0369", "E0599", "E0600"];
/// What is kept of the tests of each build, beside the verdicts.
const TESTS: &str = "tests.txt";
/// Rounds of taking out what does not compile; each shows the errors that those before it hid.
const ROUNDS: usize = 40;

/// Of mutants that survived before, the tests that have met them, by what those are called.
type Passed = BTreeMap<usize, BTreeSet<String>>;

/// All mutants, and where they are put on trial.
#[derive(Debug)]
struct Mutants {
    all: Vec<Mutant>,
    tree: Tree,
    folder: PathBuf,
    workers: usize,
    stamp: String,
    /// Of each mutated file, as it is.
    files: BTreeMap<String, String>,
}

impl Mutants {
    /// Reads the list and copies the workspace; `folder` is where all that is kept.
    ///
    /// # Errors
    /// What cannot be read or written.
    fn new(origin: &Path, folder: &Path, list: &str, workers: usize) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let all = list::read(list).map_err(io::Error::other)?;
        let names: BTreeSet<&str> = all.iter().map(|m| m.file.as_str()).collect();
        let text = |file: &str| Ok((file.to_owned(), fs::read_to_string(origin.join(file))?));
        let files = names.into_iter().map(text).collect::<io::Result<_>>()?;
        let tree = Tree::new(origin, folder);
        let stamp = state::hash(&format!("{}{list}", tree.stamp()?));
        Ok(Self { all, tree, folder: folder.to_owned(), workers, stamp, files })
    }

    /// Puts those on trial that are chosen and that have no verdict yet, here or in the report as it was; returns all
    /// verdicts that there are.
    ///
    /// # Errors
    /// What cannot be built, run, read or written.
    fn run(&self, chosen: &Chosen, report: &str) -> io::Result<BTreeMap<usize, Verdict>> {
        let (mut known, mut passed) = self.verdicts(report)?;
        for mutant in self.all.iter().filter(|m| chosen.tries_again(m)) {
            known.remove(&mutant.number);
            passed.remove(&mutant.number);
        }
        let is_open = |m: &&Mutant| chosen.has(m) && !known.contains_key(&m.number);
        let open: Vec<&Mutant> = self.all.iter().filter(is_open).collect();
        if open.is_empty() {
            return Ok(known);
        }
        let build = self.build()?;
        let log = fs::File::options().create(true).append(true).open(self.folder.join("verdicts.txt"))?;
        let log = Mutex::new((log, known));
        let tell = |number: usize, verdict: &Verdict| {
            let mutant = &self.all[number - 1];
            let (file, known) = &mut *log.lock().expect("nothing fails while it is locked");
            writeln!(file, "{}", state::verdict_line(&self.stamp, verdict, &self.name(mutant)))?;
            known.insert(number, verdict.clone());
            if let Verdict::Survived(tests) = verdict {
                let Mutant { file, start, what, .. } = mutant;
                println!("{file}:{}:{}: {what}: {tests} tests pass", start.line, start.column);
            }
            Ok(())
        };
        for mutant in open.iter().filter(|m| build.refused.contains(&m.number)) {
            tell(mutant.number, &Verdict::Refused)?;
        }
        let open = open.into_iter().filter(|m| !build.refused.contains(&m.number));
        let (apart, together): (Vec<&Mutant>, Vec<&Mutant>) = open.partition(|m| build.apart.contains(&m.number));
        let together: Vec<(usize, &str)> = together.into_iter().map(|m| (m.number, m.file.as_str())).collect();
        let mut tests = build.tests.clone();
        for test in &mut tests {
            let title = test.title();
            test.reached.retain(|n| passed.get(n).is_none_or(|passed| !passed.contains(&title)));
        }
        trial::trials(&together, &tests, self.workers, tell)?;
        if !apart.is_empty() {
            self.tree.copy_plain()?;
        }
        let none = BTreeSet::new();
        for mutant in apart {
            let passed = passed.get(&mutant.number).unwrap_or(&none);
            let tests: Vec<&Test> = build.tests.iter().filter(|test| !passed.contains(&test.title())).collect();
            tell(mutant.number, &self.by_itself(mutant, &tests)?)?;
        }
        Ok(log.into_inner().expect("nothing fails while it is locked").1)
    }

    /// A mutant in builds of its own.
    fn by_itself(&self, mutant: &Mutant, tests: &[&Test]) -> io::Result<Verdict> {
        let source = &self.files[&mutant.file];
        self.tree.put(&mutant.file, &mutant.applied(source))?;
        let verdict = self.in_its_builds(mutant, tests);
        self.tree.put(&mutant.file, source)?;
        verdict
    }

    /// What comes of it in a build with the tests that notice nearly everything, and if they do not, in one with all others.
    fn in_its_builds(&self, mutant: &Mutant, tests: &[&Test]) -> io::Result<Verdict> {
        if !self.tree.check()?.is_empty() {
            return Ok(Verdict::Refused);
        }
        let mut passed = 0;
        let (first, rest): (Vec<&Test>, Vec<&Test>) = tests.iter().partition(|test| test.binary.name == FIRST);
        for (targets, tests) in [(&[FIRST][..], first), (&TARGETS, rest)] {
            // What uses the simulator may refuse it where itself does not.
            let Some(binaries) = self.tree.build(targets)? else { return Ok(Verdict::Refused) };
            match by_these(mutant, &binaries, &tests)? {
                Verdict::Survived(tests) => passed += tests,
                verdict => return Ok(verdict),
            }
        }
        Ok(Verdict::Survived(passed))
    }

    /// The build with the switches: that of the last run, if nothing has changed since.
    fn build(&self) -> io::Result<Build> {
        let kept = self.folder.join("build.json");
        if let Some(build) = fs::read_to_string(&kept).ok().and_then(|text| Build::read(&text, &self.stamp)) {
            return Ok(build);
        }
        self.tree.copy(self.files.keys().map(String::as_str))?;
        self.tree.put_switches()?;
        let (refused, apart) = self.instrument()?;
        let done =
            self.tree.build(&TARGETS)?.ok_or_else(|| io::Error::other("the tests do not build with the switches"))?;
        let place = self.folder.join("bin");
        fs::create_dir_all(&place)?;
        let keep = |binary: Binary| {
            let executable = place.join(&binary.name);
            fs::copy(&binary.executable, &executable)?;
            Ok(Binary { executable, ..binary })
        };
        let binaries = done.into_iter().map(keep).collect::<io::Result<Vec<_>>>()?;
        process::say("running every test with no mutant on");
        let build = Build { tests: trial::tests(&binaries, &self.folder)?, refused, apart };
        fs::write(kept, build.text(&self.stamp))?;
        let mut list = fs::File::options().create(true).append(true).open(self.folder.join(TESTS))?;
        build.tests.iter().try_for_each(|test| writeln!(list, "{}\t{}", self.stamp, test.title()))?;
        Ok(build)
    }

    /// Puts all mutants into the copy and takes out those that do not compile: those that are no program, and those that
    /// might be one by themselves.
    fn instrument(&self) -> io::Result<(BTreeSet<usize>, BTreeSet<usize>)> {
        // What came of the rounds for the same code the last time.
        let kept = self.folder.join("rounds.json");
        let stamp = state::hash(&format!("{:?}{:?}", self.all, self.files));
        let last = fs::read_to_string(&kept).ok().and_then(|text| Build::read(&text, &stamp)).unwrap_or_default();
        let (mut refused, mut apart) = (last.refused, last.apart);
        for round in 1..=ROUNDS {
            let rewritten = self.rewritten(&|n| !refused.contains(&n) && !apart.contains(&n))?;
            for (file, out) in &rewritten {
                self.tree.put(file, &out.text)?;
            }
            let refusals = self.tree.check()?;
            process::say(format!("round {round}: {} errors", refusals.len()));
            if refusals.is_empty() {
                let switched = rewritten.values().flat_map(|out| out.fragments.iter().flat_map(|f| &f.mutants));
                let switched: BTreeSet<usize> = switched.copied().collect();
                let rest = self.all.iter().map(|m| m.number).filter(|n| !switched.contains(n) && !refused.contains(n));
                let apart = rest.collect();
                let build = Build { refused, apart, tests: Vec::new() };
                fs::write(kept, build.text(&stamp))?;
                return Ok((build.refused, build.apart));
            }
            let before = refused.len() + apart.len();
            for refusal in &refusals {
                let Some(fragment) =
                    rewritten.get(refusal.file.as_str()).and_then(|out| out.fragment_at(&refusal.range))
                else {
                    continue;
                };
                let certain = fragment.own && CERTAIN.contains(&refusal.code.as_str());
                if certain { &mut refused } else { &mut apart }.extend(&fragment.mutants);
            }
            if refused.len() + apart.len() == before {
                let all = refusals.iter().map(|r| format!("{} {:?}: {} {}", r.file, r.range, r.code, r.message));
                return Err(io::Error::other(format!("errors of no mutant:\n{}", all.collect::<Vec<_>>().join("\n"))));
            }
        }
        Err(io::Error::other("it does not come to compile"))
    }

    /// All files with those mutants in them that are `wanted`.
    fn rewritten(&self, wanted: &dyn Fn(usize) -> bool) -> io::Result<BTreeMap<&str, Rewritten>> {
        let rewrite = |(file, source): (&'_ String, &String)| {
            let in_it = |m: &&Mutant| m.file == *file && wanted(m.number);
            let mutants: Vec<&Mutant> = self.all.iter().filter(in_it).collect();
            rewrite::rewrite(source, &mutants).map_err(|why| io::Error::other(format!("{file}: {why}")))
        };
        self.files.iter().map(|entry| Ok((entry.0.as_str(), rewrite(entry)?))).collect()
    }

    /// The verdicts that still hold: of mutants whose file is as it was; that no test catches one only as long as
    /// everything is as it was. Of those that survived before, the tests that have met them. What is not known here the
    /// report may know.
    fn verdicts(&self, report: &str) -> io::Result<(BTreeMap<usize, Verdict>, Passed)> {
        let read = |file: &str| match fs::read_to_string(self.folder.join(file)) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            text => text,
        };
        let text = read("verdicts.txt")?;
        let last: BTreeMap<&str, (&str, Verdict)> =
            text.lines().filter_map(state::read_verdict).map(|(stamp, v, mutant)| (mutant, (stamp, v))).collect();
        let text = read(TESTS)?;
        let mut tests: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (stamp, test) in text.lines().filter_map(|line| line.split_once('\t')) {
            tests.entry(stamp).or_default().insert(test.to_owned());
        }
        let (mut known, mut passed) = (report::known(&self.all, &self.hashes(), report), BTreeMap::new());
        for mutant in &self.all {
            match last.get(self.name(mutant).as_str()) {
                Some((stamp, Verdict::Survived(_))) if *stamp != self.stamp => {
                    known.remove(&mutant.number);
                    passed.insert(mutant.number, tests.get(stamp).cloned().unwrap_or_default());
                }
                Some((_, verdict)) => {
                    known.insert(mutant.number, verdict.clone());
                }
                None => {}
            }
        }
        Ok((known, passed))
    }

    /// Of each mutated file, what changes with it.
    fn hashes(&self) -> BTreeMap<&str, String> {
        self.files.iter().map(|(file, text)| (file.as_str(), state::hash(text))).collect()
    }

    /// A mutant's name for as long as its file is as it is.
    fn name(&self, mutant: &Mutant) -> String {
        format!("{} {}: {}", state::hash(&self.files[&mutant.file]), mutant.file, mutant.what)
    }
}

/// What the tests in these binaries, built with the mutant, say of it.
fn by_these(mutant: &Mutant, binaries: &[Binary], tests: &[&Test]) -> io::Result<Verdict> {
    let own = |test: &&Test| {
        let binary = binaries.iter().find(|b| b.name == test.binary.name)?.clone();
        Some(Test { binary, reached: BTreeSet::from([mutant.number]), ..(*test).clone() })
    };
    let tests: Vec<Test> = tests.iter().filter_map(own).collect();
    let verdict = Mutex::new(Verdict::Refused);
    trial::trials(&[(mutant.number, &mutant.file)], &tests, 1, |_, v| {
        *verdict.lock().expect("nothing fails while it is locked") = v.clone();
        Ok(())
    })?;
    Ok(verdict.into_inner().expect("nothing fails while it is locked"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_may_have_a_shard() {
        let chosen = |text: &str| Chosen::from(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let all = Chosen { which: Which::All, ..Chosen::none() };
        assert_eq!(chosen("").expect("everything"), all);
        assert_eq!(chosen("all").expect("everything"), all);
        let shard = Chosen { which: Which::Part("member/consumer"), shard: 3, shards: 8, workers: WORKERS };
        assert_eq!(chosen("member/consumer 3/8").expect("a shard"), shard);
        let slowly = Chosen { workers: 1, ..shard };
        assert_eq!(chosen("member/consumer 3/8 --workers 1").expect("a shard"), slowly);
        let only = Chosen { which: Which::Only("poll.rs".to_owned()), workers: 1, ..Chosen::none() };
        assert_eq!(chosen("only poll.rs --workers 1").expect("some"), only);
        for wrong in ["engine", "only", "member 8/8", "member 3", "member 3/8 more", "all --workers 0", "--workers"] {
            chosen(wrong).expect_err(wrong);
        }
    }
}
