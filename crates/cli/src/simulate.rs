//! `rebalance simulate`: scenario files in, runs out.
//!
//! What happens in a run is the simulator's business; here are files, their names, and what is said about them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rebalance_import::replay::ReplayError;
use rebalance_model::scenario::json::Json;
use rebalance_model::scenario::{ScenarioError, limits};
use rebalance_model::trace::Outcome;
use rebalance_model::{Scenario, Trace, Variant};
use rebalance_sim::{Options, SimError, Until};
use thiserror::Error;

use crate::input::{self, InputError};
use crate::{record, trace_json};

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
    /// A scenario file, what `import` printed, a recording (its scenario is run), a directory of these, or - for
    /// standard input.
    #[arg(value_name = "FILE|DIR")]
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
    /// A directory, which gets NAME.VARIANT.json (or .txt) files, or a file (.json, .txt) for a single run; without it,
    /// standard output.
    #[arg(long, value_name = "FILE|DIR")]
    pub out: Option<PathBuf>,
}

pub(crate) fn variant(name: &str) -> Result<Variant, String> {
    Variant::parse(name).ok_or_else(|| format!("there are {}", Variant::ALL.map(Variant::name).join(", ")))
}

/// Why a simulation did not happen.
#[derive(Debug, Error)]
pub enum Error {
    /// A file is no JSON, or cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A file could not be written.
    #[error("{0}: {1}")]
    Output(String, io::Error),
    /// A file is no scenario.
    #[error("{0}: {1}")]
    Scenario(String, ScenarioError),
    /// A scenario as text has mistakes: each with its place.
    #[error("{0}")]
    Text(String),
    /// A file is no recording that can be told as a trace.
    #[error("{0}: {1}")]
    Recording(String, ReplayError),
    /// Kafka would refuse it.
    #[error("{0}: {1}: {2}")]
    Refused(String, Variant, SimError),
    /// An instant that the run does not reach, and where it ends.
    #[error("--at {0}: the run ends at {1} ms, as no run may be longer")]
    BehindEnd(u64, u64),
    /// A directory without scenarios.
    #[error("{0}: no scenario files (*.json) in it")]
    Nothing(String),
    /// One file was named for more than one run.
    #[error("{0}: one file cannot hold {1} runs; name a directory, or one --variant")]
    OneFile(String, usize),
    /// A sequence diagram was asked for of several variants.
    #[error("a sequence diagram is of one variant, and there are {0}")]
    OneDiagram(usize),
    /// Two runs of a directory would be written to the same file.
    #[error("{0}: {1} was written for another scenario of the same name")]
    SameName(String, String),
    /// Something could not be simulated; each was said on standard error.
    #[error("{0} of {1} scenario files were refused")]
    Some(usize, usize),
}

/// Reads a scenario: a file of its own, or the part called `scenario` of what `import` printed or the recorder wrote.
///
/// # Errors
/// If it cannot be read, is no JSON, or no scenario.
pub fn read_scenario(path: &Path) -> Result<Rc<Scenario>, Error> {
    scenario_of(input::json(path)?, path)
}

/// The scenario of what a file held.
pub(crate) fn scenario_of(mut json: Json, path: &Path) -> Result<Rc<Scenario>, Error> {
    if let Some(inner) = json.get("scenario") {
        let mut inner = inner.clone();
        if let (Json::Object(entries), Some(ids)) = (&mut inner, json.get("member_ids"))
            && !entries.iter().any(|(key, _)| key == "member_ids")
        {
            entries.push(("member_ids".to_owned(), ids.clone()));
        }
        json = inner;
    }
    Scenario::from_json(&json).map(Rc::new).map_err(|error| Error::Scenario(input::name(path), error))
}

/// Simulates what `args` say. What is not modelled yet is told on `messages`, a line each, and left out; so is a file
/// of a directory that is refused.
///
/// # Errors
/// What is refused, or that there is nothing to do.
pub fn run(args: &Args, out: &mut dyn Write, messages: &mut dyn Write) -> Result<(), Error> {
    let is_directory = args.input.is_dir();
    let mut target = Target::new(args.out.as_deref(), is_directory, out);
    if !is_directory {
        return simulate_file(args, &args.input, &mut target, messages);
    }
    let files = input::json_files(&args.input)?;
    if files.is_empty() {
        return Err(Error::Nothing(input::name(&args.input)));
    }
    let mut refused = 0;
    for file in &files {
        if let Err(error) = simulate_file(args, file, &mut target, messages) {
            writeln!(messages, "{error}").ok();
            refused += 1;
        }
    }
    if refused == 0 { Ok(()) } else { Err(Error::Some(refused, files.len())) }
}

fn simulate_file(args: &Args, path: &Path, target: &mut Target<'_>, messages: &mut dyn Write) -> Result<(), Error> {
    let scenario = read_scenario(path)?;
    let variants = match args.variant {
        Some(v) => vec![v],
        None if scenario.variants.is_empty() => vec![Variant::Eager, Variant::Cooperative],
        None => scenario.variants.clone(),
    };
    // A recording ends when its scenario does; a run for people goes on until the group is at rest.
    let until = if args.format == Format::Recording { Until::Duration } else { Until::Rest };
    let mut traces = Vec::with_capacity(variants.len());
    for variant in variants {
        match rebalance_sim::run(&scenario, variant, Options { seed: args.seed, until, ..Options::default() }) {
            Ok(trace) => traces.push(trace),
            Err(e) if e.is_not_modelled() => {
                writeln!(messages, "{}.{variant}: not simulated: {e}", scenario.name).ok();
            }
            Err(e) => return Err(Error::Refused(input::name(path), variant, e)),
        }
    }
    target.check(path, &traces, args.format)?;
    for trace in &traces {
        if let Some(limit) = limit(trace) {
            writeln!(messages, "{}: {limit}", run_name(trace)).ok();
        }
        target.write(trace, args.format)?;
    }
    Ok(())
}

/// The limit that a run has met, as a clause.
fn limit(trace: &Trace) -> Option<String> {
    match trace.outcome {
        Outcome::Complete => None,
        Outcome::TooManyEvents => Some(format!("it ends at {} ms, after {} events", trace.end, limits::EVENTS)),
        Outcome::TooLong => Some(format!("it ends at {} ms, where the group is not at rest yet", trace.end)),
    }
}

fn run_name(trace: &Trace) -> String {
    format!("{}.{}", trace.scenario().name, trace.header.variant)
}

/// Where runs are written.
enum Target<'a> {
    Stream(&'a mut dyn Write),
    File(PathBuf),
    Directory(PathBuf, BTreeSet<PathBuf>),
}

impl<'a> Target<'a> {
    fn new(named: Option<&Path>, for_directory: bool, stream: &'a mut dyn Write) -> Self {
        let Some(path) = named else { return Self::Stream(stream) };
        let is_file = path.extension().is_some_and(|ending| ending == "json" || ending == "txt");
        if is_file && !for_directory && !path.is_dir() {
            Self::File(path.to_owned())
        } else {
            Self::Directory(path.to_owned(), BTreeSet::new())
        }
    }

    /// Whether the runs of one scenario can be written without one taking the place of another.
    fn check(&mut self, scenario: &Path, traces: &[Trace], format: Format) -> Result<(), Error> {
        match self {
            Self::File(path) if traces.len() > 1 => Err(Error::OneFile(input::name(path), traces.len())),
            Self::Directory(directory, written) => {
                for file in traces.iter().map(|trace| directory.join(file_name(trace, format))) {
                    if !written.insert(file.clone()) {
                        return Err(Error::SameName(input::name(scenario), input::name(&file)));
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn write(&mut self, trace: &Trace, format: Format) -> Result<(), Error> {
        let text = text(trace, format);
        let file = match self {
            Self::Stream(out) => {
                return out.write_all(text.as_bytes()).map_err(|e| Error::Output("standard output".to_owned(), e));
            }
            Self::File(file) => file.clone(),
            Self::Directory(directory, _) => {
                fs::create_dir_all(&*directory).map_err(|e| Error::Output(input::name(directory), e))?;
                directory.join(file_name(trace, format))
            }
        };
        fs::write(&file, text).map_err(|e| Error::Output(input::name(&file), e))
    }
}

/// NAME.VARIANT.json or .txt. A scenario may be called what no file can be: such characters become hyphens.
fn file_name(trace: &Trace, format: Format) -> String {
    let ending = if format == Format::Text { "txt" } else { "json" };
    let name = format!("{}.{ending}", run_name(trace));
    name.chars().map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '-' } else { c }).collect()
}

/// A run as text, in one of its forms.
pub(crate) fn text(trace: &Trace, format: Format) -> String {
    let json = match format {
        Format::Recording => record::recording(trace),
        Format::Trace => trace_json::trace(trace),
        Format::Text => return format!("# {} seed {}\n{}", run_name(trace), trace.header.seed, trace.text()),
    };
    let mut text = serde_json::to_string(&json).unwrap_or_else(|e| unreachable!("a JSON tree is always written: {e}"));
    text.push('\n');
    text
}
