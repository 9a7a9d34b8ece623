//! Our assignors against Kafka's own Java classes, in one run on one machine; needs Java 17 and Maven.
//!
//! `cargo run -p rebalance-tests --profile native --bin bench-assignors` writes tests/assignors.txt; with a word, only the
//! cells whose names have it, and nothing is written. Fails unless ours is ahead in every cell, and assigns alike.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs, io};

use rebalance_tests::assignors::java::Java;
use rebalance_tests::assignors::measure::{Times, ours};
use rebalance_tests::assignors::table::Table;
use rebalance_tests::assignors::{Cell, cells};

/// Long enough that Java has compiled what it runs.
const TIMES: Times = Times { warm: Duration::from_millis(500), measure: Duration::from_secs(1) };

fn main() -> ExitCode {
    let word = env::args().nth(1);
    let wanted = |cell: &Cell| word.as_ref().is_none_or(|word| cell.to_string().contains(word));
    let cells: Vec<Cell> = cells().into_iter().filter(wanted).collect();
    let table = match run(&cells) {
        Ok(table) => table,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    print!("{table}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    if word.is_none()
        && let Err(why) = fs::write(folder.join("assignors.txt"), table.to_string())
    {
        eprintln!("assignors.txt cannot be written: {why}");
        return ExitCode::FAILURE;
    }
    if table.faults() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(cells: &[Cell]) -> io::Result<Table> {
    let folder: PathBuf = env::temp_dir().join("rebalance-bench-assignors");
    let java = Java::prepare(cells, &folder)?;
    let mut theirs = vec![None; cells.len()];
    java.run(cells, TIMES, |at, result| {
        eprintln!("{}: {:?}", cells[at], result.map(|timed| timed.least));
        theirs[at] = result;
    })?;
    let rows = cells.iter().zip(theirs).map(|(cell, theirs)| (*cell, theirs, ours(cell, &cell.as_read(), TIMES)));
    Ok(Table { java: Java::version()?, times: TIMES, rows: rows.collect() })
}
