//! Does one piece of work so many times, and nothing else: `count NAME TIMES`. Run under valgrind, two counts of times
//! tell what one costs in instructions, and starting costs nothing.

use std::env;
use std::process::ExitCode;

use rebalance_tests::work::{Bench, LONG, WORKS, Work};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (Some(name), Some(times)) = (args.first(), args.get(1).and_then(|times| times.parse::<u32>().ok())) else {
        return usage();
    };
    let Some((_, work)) = all().find(|(known, _)| known == name) else { return usage() };
    let bench = Bench::prepare();
    for _ in 0..times {
        work(&bench);
    }
    ExitCode::SUCCESS
}

fn all() -> impl Iterator<Item = Work> {
    WORKS.into_iter().chain(LONG)
}

fn usage() -> ExitCode {
    let names: Vec<&str> = all().map(|(name, _)| name).collect();
    eprintln!("count NAME TIMES, where NAME is one of {}", names.join(", "));
    ExitCode::from(2)
}
