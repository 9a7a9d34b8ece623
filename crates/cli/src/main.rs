//! `rebalance`: the headless twin of the page. Exit 0: done; 1: refused or failed; 2: usage.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rebalance_cli::{
    assign, check, export, first_lanes, format, import, mdbook, recordings, replay, schema, score, show, simulate,
    storyboard,
};

/// What a Kafka consumer group does when its members change: simulated, and held against recordings.
///
/// Exit codes: 0 done, 1 refused or failed, 2 usage.
#[derive(Debug, Parser)]
#[command(name = "rebalance", version)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run scenario files.
    Simulate(simulate::Args),
    /// Show a group at an instant, as Kafka's own tools, metrics and logs would.
    Show(show::Args),
    /// Draw a run as a figure that stands still, for documents.
    Storyboard(storyboard::Args),
    /// Run the scenarios of documents, and say whether what they expect is so.
    Check(check::Args),
    /// Write a scenario as text, in the one form that it has.
    Format(format::Args),
    /// Print the JSON Schema of scenario files.
    Schema,
    /// Be a preprocessor of mdBook: fences become figures.
    Mdbook(mdbook::Args),
    /// Write runs in the forms of other tools: a Mermaid sequence diagram, a trace for Perfetto, a picture.
    Export(export::Args),
    /// Make a trace of a recording of a real group.
    Replay(replay::Args),
    /// Put cases to Kafka's client-side assignors: a line of JSON a case.
    Assign {
        /// A vectors file: {"vectors": [...]}, a list of cases, or a case a line (.jsonl); or - for standard input.
        file: PathBuf,
    },
    /// Read a real group: what kafka-consumer-groups prints, and properties files.
    Import(import::Args),
    /// Draw the page's first picture as static HTML, for index.html.
    #[command(hide = true)]
    FirstLanes,
    /// Write the recordings that the page can show.
    #[command(hide = true)]
    Recordings(recordings::Args),
    /// How close simulated runs are to recorded ones, or recorded ones to one another.
    Score {
        /// A directory of NAME.VARIANT.N.json.
        recordings: PathBuf,
        /// A directory of NAME.VARIANT.json; without it the recorded runs are compared with one another.
        simulated: Option<PathBuf>,
        /// Only that case, with what differs.
        #[arg(long)]
        case: Option<String>,
        /// The log lines instead: how much of each source's is equal, ids and times masked.
        #[arg(long)]
        logs: bool,
    },
}

fn main() -> ExitCode {
    let mut out = io::BufWriter::new(UntilClosed(io::stdout().lock()));
    let done = match Cli::parse().verb {
        Verb::Simulate(args) => simulate::run(&args, &mut out, &mut io::stderr().lock()).map_err(|e| e.to_string()),
        Verb::Show(args) => show::run(&args, &mut out).map_err(|e| e.to_string()),
        Verb::Storyboard(args) => storyboard::run(&args, &mut out).map_err(|e| e.to_string()),
        Verb::Check(args) => check::run(&args, &mut out).map_err(|e| e.to_string()),
        Verb::Format(args) => format::run(&args, &mut out).map_err(|e| e.to_string()),
        Verb::Schema => writeln!(out, "{}", schema::text()).map_err(|e| e.to_string()),
        Verb::Mdbook(args) => mdbook::run(&args, &mut io::stdin().lock(), &mut out).map_err(|e| e.to_string()),
        Verb::Export(args) => export::run(&args, &mut out, &mut io::stderr().lock()).map_err(|e| e.to_string()),
        Verb::Replay(args) => replay::run(&args, &mut out, &mut io::stderr().lock()).map_err(|e| e.to_string()),
        Verb::Assign { file } => assign::run(&file, &mut out).map_err(|e| e.to_string()),
        Verb::FirstLanes => first_lanes::draw().and_then(|html| writeln!(out, "{html}").map_err(|e| e.to_string())),
        Verb::Recordings(args) => recordings::run(&args).map_err(|e| e.to_string()),
        Verb::Import(args) => import::run(&args, &mut out).map_err(|e| e.to_string()),
        Verb::Score { recordings, simulated, case, logs } => {
            let score = if logs { score::run_logs } else { score::run };
            score(&recordings, simulated.as_deref(), case.as_deref(), &mut out).map_err(|e| e.to_string())
        }
    };
    let written = out.flush().map_err(|e| e.to_string());
    match done.and(written) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("rebalance: {e}");
            ExitCode::FAILURE
        }
    }
}

/// Standard output that may be closed by its reader, as `head` does: the rest is written to nobody, which is no failure.
struct UntilClosed<W>(W);

impl<W: Write> Write for UntilClosed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}
