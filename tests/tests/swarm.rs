//! The swarm in small: 2 000 seeds, those that broke something once, and the committed result of the long command
//! `cargo run -p rebalance-tests --profile native --bin swarm -- 100000`.

use std::path::{Path, PathBuf};
use std::{fs, thread};

use rebalance_tests::checker::{sometimes, violations};
use rebalance_tests::swarm::{Case, Tally, case};

/// Seeds of this test.
const SEEDS: u64 = 2_000;
/// Threads that share them.
const THREADS: u64 = 2;
/// Seeds that the committed result has to be of, at least.
const LONG: u64 = 100_000;
/// What so few seeds need not show: in the long command it happens.
const RARE: u64 = 300;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The committed result: what stands behind each number.
fn committed() -> Vec<(u64, String)> {
    let text = fs::read_to_string(folder().join("swarm.txt")).expect("the committed result of the long command");
    let line = |line: &str| {
        let (number, what) = line.trim().split_once(' ')?;
        Some((number.trim_end_matches('%').parse().ok()?, what.to_owned()))
    };
    text.lines().filter_map(line).collect()
}

fn count_of(what: &str) -> u64 {
    let found = committed().into_iter().find(|(_, line)| line == what);
    found.unwrap_or_else(|| panic!("swarm.txt has no line '{what}': run the long command again")).0
}

#[test]
fn no_seed_breaks_anything_and_together_they_show_everything() {
    let share = |thread: u64| {
        let mut tally = Tally::default();
        for seed in (0..SEEDS).filter(|seed| seed % THREADS == thread) {
            tally.add(seed, &case(seed).run());
        }
        tally
    };
    let workers: Vec<_> = (0..THREADS).map(|n| thread::spawn(move || share(n))).collect();
    let mut all = Tally::default();
    for worker in workers {
        all.merge(worker.join().unwrap());
    }
    let broken: Vec<String> = all.violations.iter().map(|(seed, what)| format!("seed {seed}: {what}")).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let missing: Vec<_> = all.missing().into_iter().filter(|name| count_of(name) > RARE).collect();
    assert!(missing.is_empty(), "in no run: {missing:?}");
}

#[test]
fn the_committed_result_is_of_enough_seeds_and_breaks_nothing() {
    assert!(count_of("seeds") >= LONG);
    assert_eq!(count_of("violations"), 0);
    for (name, _) in sometimes::ALL {
        assert!(count_of(name) > 0, "'{name}' never happened");
    }
}

#[test]
fn what_broke_something_once_does_so_no_more() {
    let mut kept = 0;
    for entry in fs::read_dir(folder().join("swarm")).unwrap() {
        let path = entry.unwrap().path();
        let found = violations(&read(&path).run());
        assert!(found.is_empty(), "{}: {}", path.display(), found[0]);
        kept += 1;
    }
    assert!(kept > 0, "no case was found");
}

#[test]
fn a_case_that_is_kept_is_the_case_that_was_drawn() {
    for seed in 0..100 {
        let drawn = case(seed);
        assert_eq!(Case::from_text(&drawn.to_text()).as_ref(), Ok(&drawn));
    }
}

fn read(path: &Path) -> Case {
    let text = fs::read_to_string(path).expect("a file of tests/swarm");
    Case::from_text(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
