//! `rebalance score`: holds simulated groups against recorded ones, or recorded ones against each other, and prints
//! the figures as the reference scorer of the recordings prints them.
//!
//! What a figure means is in [`rebalance_analysis::score`]; here are files and columns.

use std::{
    ffi::OsStr,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use rebalance_analysis::score::logs::{self, LogFigures, Sources};
use rebalance_analysis::score::{Exchange, Figures, Note, Run, farthest, nearest, summary};

use crate::{record, recording};

/// Why there is no score.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or directory cannot be read.
    #[error("{path}: {source}", path = path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not a recording.
    #[error("{path}: {source}; NAME.VARIANT.json in the format kafka-group-recording/1 is expected", path = path.display())]
    NotARecording {
        /// Which one.
        path: PathBuf,
        /// Where it differs.
        source: serde_json::Error,
    },
    /// Nothing to hold anything against.
    #[error("{}: no recordings here; files named NAME.VARIANT.N.json are expected", .0.display())]
    NoRecordings(PathBuf),
    /// The one case that was asked for was not recorded.
    #[error("{directory}: no case {case:?} here; there are {known}", directory = directory.display())]
    UnknownCase {
        /// What was asked for.
        case: String,
        /// Where the recordings are.
        directory: PathBuf,
        /// The cases that there are, with commas between.
        known: String,
    },
    /// The figures cannot be written.
    #[error("cannot write the figures: {0}")]
    Output(#[from] io::Error),
}

/// Prints a line for each case of `recordings`, and what all come to. With `simulated`, each case is that directory's
/// NAME.VARIANT.json against the nearest run; without, the two runs that are farthest apart. With `only`, that one
/// case and what differs in it.
///
/// # Errors
///
/// If a file cannot be read or understood, there are no recordings or not the case asked for, or `out` fails. What
/// was printed until then holds.
pub fn run(recordings: &Path, simulated: Option<&Path>, only: Option<&str>, out: &mut dyn Write) -> Result<(), Error> {
    let cases = cases(recordings, only)?;
    if let Some(directory) = simulated {
        file_names(directory)?;
    }
    let mut rows = Vec::new();
    for (case, names) in &cases {
        let runs: Vec<Run> = names.iter().map(|name| read(&recordings.join(name))).collect::<Result<_, _>>()?;
        let figures = match simulated.map(|directory| directory.join(format!("{case}.json"))) {
            Some(path) if !path.exists() => {
                writeln!(out, "{case:44} not simulated")?;
                rows.push(None);
                continue;
            }
            Some(path) => nearest(&runs, &read(&path)?),
            None => farthest(&runs),
        };
        let Some(figures) = figures else { continue };
        writeln!(out, "{}", case_line(case, &figures))?;
        if only.is_some() {
            let notes: Vec<String> = figures.notes.iter().map(note_line).collect();
            writeln!(out, "{}", notes.join("\n"))?;
        }
        rows.push(Some(figures));
    }
    if let Some(line) = summary_line(&rows) {
        writeln!(out, "\n{line}")?;
    }
    Ok(())
}

/// Prints how much of the logs is equal, a line for each case of `recordings`, and what all come to: each simulated run
/// against the nearest recorded one, or, without `simulated`, the first of the recorded runs against the nearest of the
/// others. With `only`, that one case and the lines that differ.
///
/// # Errors
///
/// As [`run`].
pub fn run_logs(
    recordings: &Path,
    simulated: Option<&Path>,
    only: Option<&str>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut equal = Vec::new();
    for (case, names) in &cases(recordings, only)? {
        let mut runs: Vec<Sources> =
            names.iter().map(|name| read_lines(&recordings.join(name))).collect::<Result<_, _>>()?;
        let held = match simulated.map(|directory| directory.join(format!("{case}.json"))) {
            Some(path) if !path.exists() => {
                writeln!(out, "{case:44} not simulated")?;
                equal.push(0.0);
                continue;
            }
            Some(path) => read_lines(&path)?,
            None => runs.remove(0),
        };
        let Some((figures, nearest)) = logs::nearest(&runs, &held) else { continue };
        writeln!(out, "{}", log_line(case, &figures))?;
        if only.is_some() {
            for difference in logs::differences(nearest, &held) {
                writeln!(out, "  {difference}")?;
            }
        }
        equal.push(figures.equal());
    }
    if let Some(line) = log_summary(&equal) {
        writeln!(out, "\n{line}")?;
    }
    Ok(())
}

/// The line of one case's logs.
pub fn log_line(case: &str, figures: &LogFigures) -> String {
    let least = figures.least().map_or_else(String::new, |(who, share)| format!("  least {who} {share:.4}"));
    let lines: usize = figures.sources.values().map(|s| s.1).sum();
    format!("{case:44} logs {:.4} of {lines} lines{least}", figures.equal())
}

/// What the logs of all cases come to.
pub fn log_summary(equal: &[f64]) -> Option<String> {
    let least = equal.iter().copied().min_by(f64::total_cmp)?;
    #[expect(clippy::cast_precision_loss, reason = "a directory has fewer than 2^52 files")]
    let mean = equal.iter().sum::<f64>() / equal.len() as f64;
    Some(format!("{} cases: logs {mean:.4} (least {least:.4})", equal.len()))
}

fn read_lines(path: &Path) -> Result<Sources, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    record::read_lines(&text).map_err(|source| Error::NotARecording { path: path.to_owned(), source })
}

/// The line of one case.
pub fn case_line(case: &str, figures: &Figures) -> String {
    let seconds = |unowned: Option<f64>| unowned.map_or("None".to_owned(), |seconds| format!("{seconds:?}"));
    let Figures { holders, unowned_s, final_same, wire, p50_ms, p95_ms, twice, .. } = figures;
    let last = if *final_same { "same" } else { "DIFFERS" };
    format!(
        "{case:44} holders {holders:.4}  unowned {} / {} s  final {last}  wire {wire:.3}  timing {p50_ms:?} / {p95_ms:?} ms  twice {} / {}",
        seconds(unowned_s.recorded),
        seconds(unowned_s.simulated),
        twice.recorded,
        twice.simulated,
    )
}

/// What all cases come to, those without figures among them; none if no case has any.
pub fn summary_line(rows: &[Option<Figures>]) -> Option<String> {
    let all = summary(rows)?;
    Some(format!(
        "{} of {} cases: holders {:.4} (least {:.4}), final same in {}, wire {:.4} (least {:.3}), timing p95 {:.0} ms in the median case",
        all.n_known,
        all.n_cases,
        all.holders_mean,
        all.holders_least,
        all.n_final_same,
        all.wire_mean,
        all.wire_least,
        all.p95_median_ms,
    ))
}

/// A difference on the wire as a line, indented.
pub fn note_line(note: &Note) -> String {
    match note {
        Note::Other { member, recorded, simulated } => {
            format!("  {member}: recorded {} simulated {}", tuples(recorded), tuples(simulated))
        }
        Note::Apart { member, said, recorded_ms, simulated_ms } => {
            format!("  {member}: {said} recorded at {recorded_ms:.1}, simulated at {simulated_ms:.1}")
        }
    }
}

/// Reads one run from its file.
///
/// # Errors
///
/// If the file cannot be read or is not a recording.
pub fn read(path: &Path) -> Result<Run, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    recording::parse(&text).map_err(|source| Error::NotARecording { path: path.to_owned(), source })
}

/// The cases of a directory in the order of their files, each with the names of its runs; only one if so asked.
fn cases(directory: &Path, only: Option<&str>) -> Result<Vec<(String, Vec<String>)>, Error> {
    let mut cases: Vec<(String, Vec<String>)> = Vec::new();
    for name in file_names(directory)? {
        let case = name.split('.').take(2).collect::<Vec<_>>().join(".");
        match cases.iter_mut().find(|(known, _)| *known == case) {
            Some((_, names)) => names.push(name),
            None => cases.push((case, vec![name])),
        }
    }
    if cases.is_empty() {
        return Err(Error::NoRecordings(directory.to_owned()));
    }
    let Some(only) = only else { return Ok(cases) };
    match cases.iter().position(|(case, _)| case == only) {
        Some(at) => Ok(vec![cases.swap_remove(at)]),
        None => Err(Error::UnknownCase {
            case: only.to_owned(),
            directory: directory.to_owned(),
            known: cases.into_iter().map(|(case, _)| case).collect::<Vec<_>>().join(", "),
        }),
    }
}

/// The names that end in .json and are not hidden, ascending.
fn file_names(directory: &Path) -> Result<Vec<String>, Error> {
    let unreadable = |source| Error::Unreadable { path: directory.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().and_then(OsStr::to_str).filter(|name| !name.starts_with('.'));
        names.extend(name.filter(|_| path.extension() == Some(OsStr::new("json"))).map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// A list of tuples as Python prints it.
fn tuples(exchanges: &[Exchange]) -> String {
    let tuple = |exchange: &Exchange| format!("({}, {:?})", quoted(&exchange.said), exchange.at_ms);
    format!("[{}]", exchanges.iter().map(tuple).collect::<Vec<_>>().join(", "))
}

/// A string as Python prints it in a list: in single quotes, in double quotes if only single ones are inside.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\\' => quoted.push_str("\\\\"),
            c if c == quote => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.extend(format!("\\x{:02x}", u32::from(c)).chars()),
            c => quoted.push(c),
        }
    }
    quoted.push(quote);
    quoted
}

#[cfg(test)]
mod tests {
    use rebalance_analysis::score::Both;

    use super::*;

    #[test]
    fn a_string_is_quoted_as_python_quotes_it() {
        // python3 -c 'print(repr("…"))'
        assert_eq!(quoted("send JoinGroup "), "'send JoinGroup '");
        assert_eq!(quoted("it's"), "\"it's\"");
        assert_eq!(quoted("it's \"so\""), "'it\\'s \"so\"'");
        assert_eq!(quoted("a\\b\n\u{1b}"), "'a\\\\b\\n\\x1b'");
    }

    #[test]
    fn figures_keep_the_digits_they_have() {
        let figures = Figures {
            holders: 0.99945,
            unowned_s: Both { recorded: None, simulated: Some(4.0) },
            final_same: false,
            wire: 0.9875,
            p50_ms: 7.0,
            p95_ms: 1_022.5,
            twice: Both { recorded: 0, simulated: 13 },
            notes: Vec::new(),
        };
        assert_eq!(
            case_line("scale-out-slow-batch.cooperative", &figures),
            "scale-out-slow-batch.cooperative             holders 0.9994  unowned None / 4.0 s  final DIFFERS  \
             wire 0.988  timing 7.0 / 1022.5 ms  twice 0 / 13"
        );
        // 2.5 goes to the even 2
        let rows = [Some(Figures { p95_ms: 2.5, ..figures.clone() }), None];
        assert_eq!(
            summary_line(&rows).unwrap(),
            "1 of 2 cases: holders 0.4997 (least 0.9994), final same in 0, wire 0.4938 (least 0.988), \
             timing p95 2 ms in the median case"
        );
        assert_eq!(summary_line(&[None]), None);
    }
}
