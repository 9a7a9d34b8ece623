//! The long swarm: so many seeds, and what they have shown.
//!
//! `cargo run -p rebalance-tests --profile native --bin swarm -- 100000` writes tests/swarm.txt; with a first seed as
//! second argument it writes nothing. A seed that breaks something becomes a file of tests/swarm.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, thread};

use rebalance_tests::swarm::{Tally, case};

/// Files that one run writes at most: the same fault breaks many seeds.
const FILES: usize = 5;
/// Threads that share the seeds.
const WORKERS: u64 = 2;

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
    let share = |worker: u64| {
        let mut tally = Tally::default();
        for seed in (from..from + seeds).filter(|seed| seed % WORKERS == worker) {
            let before = tally.violations.len();
            tally.add(seed, &case(seed).run());
            for (seed, violation) in &tally.violations[before..] {
                eprintln!("seed {seed}: {violation}");
            }
        }
        tally
    };
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|n| scope.spawn(move || share(n))).collect();
        for worker in workers {
            tally.merge(worker.join().expect("a worker that fails has said why"));
        }
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let broken: BTreeSet<u64> = tally.violations.iter().map(|(seed, _)| *seed).collect();
    for seed in broken.into_iter().take(FILES) {
        keep(&folder.join("swarm").join(format!("seed-{seed}.json")), &case(seed).to_text());
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
