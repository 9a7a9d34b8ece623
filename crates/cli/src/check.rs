//! `rebalance check`: runs the fences of documents, and says whether what they expect is so; as a compiler would, with
//! file, line and column.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rebalance_analysis::Report;
use rebalance_fence::{Fence, Place, Problem};
use rebalance_model::scenario::limits;
use rebalance_model::{Scenario, Variant};
use rebalance_sim::{DEFAULT_SEED, Options};
use thiserror::Error;

use crate::fences::{self, Block};
use crate::input::{self, InputError};
use crate::named;

/// What is checked.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Markdown documents (.md, .markdown, .mdx) with fences called kafka-rebalance; scenarios as text or JSON; names of
    /// built-in scenarios; or - for a scenario from standard input.
    #[arg(required = true, value_name = "FILE|NAME")]
    pub files: Vec<PathBuf>,
}

/// Why a check failed.
#[derive(Debug, Error)]
pub enum Error {
    /// A file cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// What was found could not be said.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
    /// Something is wrong, and was said.
    #[error("{0} of {1} scenarios are wrong or not as expected")]
    Failed(usize, usize),
}

/// Checks all files, whatever is found in the first of them.
///
/// # Errors
/// If one cannot be read, or anything in them is wrong.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), Error> {
    let (mut failed, mut all) = (0, 0);
    for file in &args.files {
        let (wrong, of) = check(file, out)?;
        failed += wrong;
        all += of;
    }
    if failed == 0 { Ok(()) } else { Err(Error::Failed(failed, all)) }
}

/// Checks a file: how many of its scenarios are wrong, and how many it has.
fn check(file: &Path, out: &mut dyn Write) -> Result<(usize, usize), Error> {
    let name = input::name(file);
    let known = file.to_str().filter(|_| !file.exists()).and_then(named::builtin);
    if let Some(scenario) = known {
        let sheet = Sheet { name: &name, text: "", block: None };
        return Ok((usize::from(sheet.tell(out, judge(&Fence::of(scenario)))? > 0), 1));
    }
    let text = input::text(file, limits::IMPORT_BYTES)?;
    if !fences::is_markdown(file) {
        let sheet = Sheet { name: &name, text: &text, block: None };
        let wrong = sheet.tell(out, named::parse(&text).and_then(|fence| judge(&fence)))?;
        return Ok((usize::from(wrong > 0), 1));
    }
    let blocks = fences::of(&text);
    let mut failed = 0;
    for block in &blocks {
        let sheet = Sheet { name: &name, text: &text, block: Some(block) };
        let wrong = sheet.tell(out, named::parse(&block.text).and_then(|fence| judge(&fence)))?;
        failed += usize::from(wrong > 0);
    }
    if blocks.is_empty() {
        writeln!(out, "{name}: no fence is called {}", rebalance_fence::INFO)?;
    }
    Ok((failed, blocks.len()))
}

/// An expectation as it came out in a lane.
type Found = (Place, bool, String);

/// Runs a fence, and holds what it expects against the runs.
fn judge(fence: &Fence) -> Result<Vec<Found>, Vec<Problem>> {
    let reports = reports(&fence.scenario, fence.lanes(), fence.seed.unwrap_or(DEFAULT_SEED))?;
    let runs: Vec<(Variant, &Report)> = reports.iter().map(|(v, r)| (*v, r)).collect();
    let judged =
        fence.expectations.iter().flat_map(|e| e.judge(&runs).into_iter().map(|j| (e.at(), j.is_met, j.found)));
    Ok(judged.collect())
}

fn reports(scenario: &Scenario, lanes: &[Variant], seed: u64) -> Result<BTreeMap<Variant, Report>, Vec<Problem>> {
    let scenario = Rc::new(scenario.clone());
    let run = |lane: &Variant| match rebalance_sim::run(&scenario, *lane, Options { seed, ..Options::default() }) {
        Ok(trace) => Ok((*lane, Report::of(&trace))),
        Err(e) => Err(vec![Problem { at: Place::default(), what: format!("{lane}: {e}"), help: String::new() }]),
    };
    lanes.iter().map(run).collect()
}

/// A text, in a document or alone, of which something is said.
struct Sheet<'a> {
    name: &'a str,
    text: &'a str,
    block: Option<&'a Block>,
}

impl Sheet<'_> {
    /// Says what is wrong, and how many of what is expected is so; how much is wrong.
    fn tell(&self, out: &mut dyn Write, found: Result<Vec<Found>, Vec<Problem>>) -> io::Result<usize> {
        match found {
            Err(problems) => {
                for problem in &problems {
                    self.point(out, problem.at, "error", &problem.what, &problem.help)?;
                }
                Ok(problems.len().max(1))
            }
            Ok(found) => {
                let wrong: Vec<&Found> = found.iter().filter(|f| !f.1).collect();
                for (at, _, what) in &wrong {
                    self.point(out, *at, "not as expected", what, "")?;
                }
                let at = self.place(Place { line: 1, column: 1, width: 0 });
                let so = found.len() - wrong.len();
                writeln!(out, "{}:{}: {so} of {} as expected", self.name, at.line, found.len())?;
                Ok(wrong.len())
            }
        }
    }

    fn place(&self, at: Place) -> Place {
        self.block.map_or(Place { line: at.line.max(1), column: at.column.max(1), ..at }, |b| b.place(at))
    }

    /// Says something about a place, with its line below and a line below that.
    fn point(&self, out: &mut dyn Write, at: Place, kind: &str, what: &str, help: &str) -> io::Result<()> {
        let at = self.place(at);
        writeln!(out, "{}:{}:{}: {kind}: {what}", self.name, at.line, at.column)?;
        if let Some(line) = self.text.lines().nth(at.line - 1) {
            let number = at.line.to_string();
            let margin = " ".repeat(number.len());
            let before: String = line.chars().take(at.column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            writeln!(out, "{number} | {line}")?;
            writeln!(out, "{margin} | {before}{}", "^".repeat(at.width.max(1)))?;
        }
        if help.is_empty() { Ok(()) } else { writeln!(out, "  = {help}") }
    }
}
