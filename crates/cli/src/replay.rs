//! `rebalance replay`: a recording of a real group, made into a trace.
//!
//! What a recording means is in `rebalance_import::replay`; here are files, and what is said about them.

use std::io::Write;
use std::path::{Path, PathBuf};

use rebalance_import::replay::{self, LEFT_OUT};
use rebalance_model::Trace;
use rebalance_model::scenario::json::Json;

use crate::input;
use crate::simulate::{self, Error, Format};

/// Which recording, and how its trace is written.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// NAME.VARIANT.N.json in the format kafka-group-recording/1, or - for standard input.
    pub recording: PathBuf,
    /// How the trace is written.
    #[arg(long, value_enum, default_value = "trace")]
    pub format: Format,
    /// A file; without it, standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// The trace of a recording.
///
/// # Errors
/// If the file cannot be read, or is no recording of a group.
pub fn read(path: &Path) -> Result<Trace, Error> {
    let json: Json = input::json(path)?;
    replay::replay(&json).map_err(|error| Error::Recording(input::name(path), error))
}

/// Writes the trace of a recording, and says on `messages` what it lacks.
///
/// # Errors
/// As [`read`], and if the trace cannot be written.
pub fn run(args: &Args, out: &mut dyn Write, messages: &mut dyn Write) -> Result<(), Error> {
    let trace = read(&args.recording)?;
    for lacks in LEFT_OUT {
        writeln!(messages, "{}: not in a recording: {lacks}", input::name(&args.recording)).ok();
    }
    let text = simulate::text(&trace, args.format);
    match &args.out {
        Some(file) => std::fs::write(file, text).map_err(|e| Error::Output(input::name(file), e)),
        None => out.write_all(text.as_bytes()).map_err(|e| Error::Output("standard output".to_owned(), e)),
    }
}
