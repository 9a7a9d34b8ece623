//! `rebalance simulate`: scenario files in, runs out.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rebalance_model::scenario::json::Json;
use rebalance_model::{Scenario, Trace, Variant};
use rebalance_sim::{Options, SimError, Until};
use thiserror::Error;

use crate::trace_json;

/// How a run is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The recordings' own format, for `score`.
    Recording,
    /// Ours: `rebalance-trace/1`.
    Trace,
    /// A line an event, for people.
    Text,
}

/// What to simulate, and where to write it.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A scenario file, or a directory of them.
    pub input: PathBuf,
    /// Only this variant; without it, every variant that the scenario lists.
    #[arg(long, value_parser = variant)]
    pub variant: Option<Variant>,
    /// Seed of every random choice.
    #[arg(long, default_value_t = rebalance_sim::DEFAULT_SEED)]
    pub seed: u64,
    /// How the run is written.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// A directory, which gets NAME.VARIANT.json (or .txt) files, or a file for a single run; without
    /// it, standard output.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

fn variant(name: &str) -> Result<Variant, String> {
    Variant::parse(name).ok_or_else(|| format!("there are {}", Variant::ALL.map(Variant::name).join(", ")))
}

/// Why a simulation did not happen.
#[derive(Debug, Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// A file is no JSON.
    #[error("{0}: not JSON: {1}")]
    Json(PathBuf, serde_json::Error),
    /// A file is no scenario.
    #[error("{0}: {1}")]
    Scenario(PathBuf, rebalance_model::scenario::ScenarioError),
    /// Kafka would refuse it.
    #[error("{0}: {1}: {2}")]
    Refused(PathBuf, Variant, SimError),
    /// A directory without scenarios.
    #[error("{0}: no scenario files (*.json) in it")]
    Nothing(PathBuf),
    /// Something could not be simulated; each was said on standard error.
    #[error("{0} of {1} scenario files were refused")]
    Some(usize, usize),
}

/// Reads a scenario file.
///
/// # Errors
/// If it cannot be read, is no JSON, or no scenario.
pub fn read_scenario(path: &Path) -> Result<Rc<Scenario>, Error> {
    let bytes = fs::read(path).map_err(|e| Error::Io(path.to_owned(), e))?;
    let json: Json = serde_json::from_slice(&bytes).map_err(|e| Error::Json(path.to_owned(), e))?;
    Scenario::from_json(&json).map(Rc::new).map_err(|e| Error::Scenario(path.to_owned(), e))
}

/// Simulates what `args` say. What is not modelled yet is told on `messages`, a line each, and left out.
///
/// # Errors
/// The first file that is refused, or that there is nothing to do.
pub fn run(args: &Args, out: &mut dyn Write, messages: &mut dyn Write) -> Result<(), Error> {
    if !args.input.is_dir() {
        return simulate_file(args, &args.input, out, messages);
    }
    let entries = fs::read_dir(&args.input).map_err(|e| Error::Io(args.input.clone(), e))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    files.retain(|p| p.extension().is_some_and(|x| x == "json"));
    files.sort();
    if files.is_empty() {
        return Err(Error::Nothing(args.input.clone()));
    }
    let mut refused = 0;
    for file in &files {
        if let Err(e) = simulate_file(args, file, out, messages) {
            writeln!(messages, "{e}").ok();
            refused += 1;
        }
    }
    if refused == 0 { Ok(()) } else { Err(Error::Some(refused, files.len())) }
}

fn simulate_file(args: &Args, path: &Path, out: &mut dyn Write, messages: &mut dyn Write) -> Result<(), Error> {
    let scenario = read_scenario(path)?;
    let variants = match args.variant {
        Some(v) => vec![v],
        None if scenario.variants.is_empty() => vec![Variant::Eager, Variant::Cooperative],
        None => scenario.variants.clone(),
    };
    // A recording ends when its scenario does; a run for people goes on until the group is at rest.
    let until = if args.format == Format::Recording { Until::Duration } else { Until::Rest };
    for variant in variants {
        match rebalance_sim::run(&scenario, variant, Options { seed: args.seed, until, ..Options::default() }) {
            Ok(trace) => write_run(args, &trace, out)?,
            Err(e) if e.is_not_modelled() => {
                writeln!(messages, "{}.{variant}: not simulated: {e}", scenario.name).ok();
            }
            Err(e) => return Err(Error::Refused(path.to_owned(), variant, e)),
        }
    }
    Ok(())
}

fn write_run(args: &Args, trace: &Trace, out: &mut dyn Write) -> Result<(), Error> {
    let text = match args.format {
        Format::Recording => json_text(&trace.to_recording()),
        Format::Trace => json_text(&trace_json::trace(trace)),
        Format::Text => trace.text(),
    };
    let Some(target) = &args.out else {
        return out.write_all(text.as_bytes()).map_err(|e| Error::Io("standard output".into(), e));
    };
    let file = if target.extension().is_some() && !target.is_dir() {
        target.clone()
    } else {
        fs::create_dir_all(target).map_err(|e| Error::Io(target.clone(), e))?;
        let ending = if args.format == Format::Text { "txt" } else { "json" };
        target.join(format!("{}.{}.{ending}", trace.scenario().name, trace.header.variant))
    };
    fs::write(&file, text).map_err(|e| Error::Io(file.clone(), e))
}

fn json_text(json: &Json) -> String {
    let mut text = serde_json::to_string(json).unwrap_or_else(|e| unreachable!("a JSON tree is always written: {e}"));
    text.push('\n');
    text
}
