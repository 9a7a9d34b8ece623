//! The long swarm: so many seeds, one after the other, and what they have shown.
//!
//! `cargo run -p rebalance-tests --profile native --bin swarm -- 100000` writes tests/swarm.txt; with a first seed as
//! second argument it writes nothing. A seed that breaks something becomes a file of tests/swarm.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use rebalance_tests::swarm::{Tally, case};

/// Files that one run writes at most: the same fault breaks many seeds.
const FILES: usize = 5;

fn main() -> ExitCode {
    let mut numbers = env::args().skip(1).map(|text| text.parse::<u64>());
    let (Some(Ok(seeds)), first) = (numbers.next(), numbers.next()) else {
        eprintln!("usage: swarm SEEDS [FIRST]");
        return ExitCode::FAILURE;
    };
    let from = match first {
        None => 0,
        Some(Ok(from)) => from,
        Some(Err(why)) => {
            eprintln!("the first seed is no number: {why}");
            return ExitCode::FAILURE;
        }
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tally = Tally::default();
    let mut files = 0;
    for seed in from..from + seeds {
        let case = case(seed);
        let before = tally.violations.len();
        if tally.add(seed, &case.run()) {
            for (seed, violation) in &tally.violations[before..] {
                eprintln!("seed {seed}: {violation}");
            }
            if files < FILES {
                files += 1;
                keep(&folder.join("swarm").join(format!("seed-{seed}.json")), &case.to_text());
            }
        }
    }
    print!("{tally}");
    if first.is_none() {
        keep(&folder.join("swarm.txt"), &tally.to_string());
    }
    if tally.violations.is_empty() && tally.missing().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn keep(path: &Path, text: &str) {
    if let Err(why) = fs::create_dir_all(path.parent().unwrap_or(path)).and_then(|()| fs::write(path, text)) {
        eprintln!("{} cannot be written: {why}", path.display());
    }
}
