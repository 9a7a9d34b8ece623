//! What a hand-over costs, computed and written down: tests/handover.txt, docs/what-a-hand-over-costs.md, its drawings.
//!
//! `cargo run -p rebalance-tests --bin handover`; with `page` it takes the grid as it is in tests/handover.txt; with
//! `scenarios FOLDER` it writes the scenario files of the points that are recorded, for tests/recorder.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use rebalance_model::SimDuration;
use rebalance_tests::handover::{compute, documents, measured, points};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words[..] {
        [] => sweep().and_then(|()| pages()),
        ["page"] => pages(),
        ["scenarios", folder] => scenarios(Path::new(folder)),
        _ => {
            eprintln!("usage: handover [page | scenarios FOLDER]");
            return ExitCode::from(2);
        }
    };
    if let Err(why) = done {
        eprintln!("{why}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn sweep() -> io::Result<()> {
    let lines: Vec<String> = compute(&points()).iter().map(ToString::to_string).collect();
    fs::write(documents::path(documents::GRID), lines.join("\n") + "\n")
}

fn pages() -> io::Result<()> {
    for (path, text) in documents::made() {
        fs::write(documents::path(path), text)?;
    }
    Ok(())
}

fn scenarios(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for point in measured::POINTS {
        let json = serde_json::to_string_pretty(&point.scenario(SimDuration::ZERO).to_json())?;
        fs::write(folder.join(format!("{point}.json")), json + "\n")?;
    }
    Ok(())
}
