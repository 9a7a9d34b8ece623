//! `rebalance`: the headless twin of the page. Exit 0: done; 1: refused or failed; 2: usage.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rebalance_cli::{score, simulate};

/// What a Kafka consumer group does when its members change: simulated, and held against recordings.
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
    /// How close simulated runs are to recorded ones, or recorded ones to one another.
    Score {
        /// A directory of NAME.VARIANT.N.json.
        recordings: PathBuf,
        /// A directory of NAME.VARIANT.json; without it the recorded runs are compared with one another.
        simulated: Option<PathBuf>,
        /// Only that case, with what differs.
        #[arg(long)]
        case: Option<String>,
    },
}

fn main() -> ExitCode {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = match Cli::parse().verb {
        Verb::Simulate(args) => simulate::run(&args, &mut out, &mut io::stderr().lock()).map_err(|e| e.to_string()),
        Verb::Score { recordings, simulated, case } => {
            score::run(&recordings, simulated.as_deref(), case.as_deref(), &mut out).map_err(|e| e.to_string())
        }
    };
    match done.and_then(|()| out.flush().map_err(|e| e.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("rebalance: {e}");
            ExitCode::FAILURE
        }
    }
}
