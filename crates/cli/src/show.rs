//! `rebalance show`: a group at an instant, as Kafka's own tools, metrics and logs would show it.
//!
//! Everything is read off the trace of one run by `rebalance_analysis`; here are the arguments.

use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use rebalance_analysis::screen::{self, Screen};
use rebalance_model::{SimTime, Variant};
use rebalance_sim::{Options, Until};

use crate::simulate::{self, Error};

/// Of which run, when, and what.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A scenario file, what `import` printed, a recording (its scenario is run), or - for standard input.
    pub file: PathBuf,
    /// How the members are configured.
    #[arg(long, value_parser = simulate::variant)]
    pub variant: Variant,
    /// The instant, in milliseconds since the scenario began.
    #[arg(long, value_name = "MS")]
    pub at: u64,
    /// What to show.
    #[arg(long, value_parser = screen_of)]
    pub view: Screen,
    /// What the group is called: a scenario has no name for it.
    #[arg(long, default_value = "group")]
    pub group: String,
    /// Seed of every random choice.
    #[arg(long, default_value_t = rebalance_sim::DEFAULT_SEED)]
    pub seed: u64,
}

/// Runs the scenario and prints one view of it.
///
/// # Errors
/// What is refused, an instant that lies behind the longest run there is, or that `out` fails.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), Error> {
    let mut scenario = simulate::read_scenario(&args.file)?;
    let at = SimTime::from_millis(args.at);
    // A group at rest stays as it is, but its metrics age: the run lasts as long as it is asked about.
    let asked = at - SimTime::ZERO;
    if scenario.duration < asked {
        Rc::make_mut(&mut scenario).duration = asked;
    }
    let options = Options { seed: args.seed, until: Until::Rest, ..Options::default() };
    let trace = rebalance_sim::run(&scenario, args.variant, options)
        .map_err(|e| Error::Refused(crate::input::name(&args.file), args.variant, e))?;
    if at > trace.end {
        return Err(Error::BehindEnd(args.at, trace.end.as_millis()));
    }
    let text = screen::text(&trace, at, args.view, &args.group);
    out.write_all(text.as_bytes()).map_err(|e: io::Error| Error::Output("standard output".to_owned(), e))
}

fn screen_of(name: &str) -> Result<Screen, String> {
    Screen::parse(name).ok_or_else(|| format!("there are {}", Screen::ALL.map(Screen::name).join(", ")))
}
