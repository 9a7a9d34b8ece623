//! Tiny groups that are too large for a test: exhausts those that tests/src/tiny names, and writes tests/tiny.txt.
//!
//! `cargo run -p rebalance-tests --profile native --bin tiny`; with a number it exhausts that one alone, from 0 on, and
//! writes nothing.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use rebalance_tests::tiny::{LONG, exhaust};

fn main() -> ExitCode {
    let mut text = String::new();
    let mut holds = true;
    let only = env::args().nth(1).map(|text| text.parse::<usize>());
    for (n, bounds) in LONG.into_iter().enumerate() {
        if only.as_ref().is_some_and(|only| *only != Ok(n)) {
            continue;
        }
        let found = exhaust(bounds);
        holds &= found.broken.is_empty() && found.missing.is_empty();
        let line = format!("{bounds}: {found}\n");
        print!("{line}");
        text += &line;
    }
    if only.is_some() {
        return if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tiny.txt");
    if let Err(why) = fs::write(&path, text) {
        eprintln!("{} cannot be written: {why}", path.display());
        return ExitCode::FAILURE;
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
