//! `rebalance import`: what people have of a group in, a scenario and an honest report out.
//!
//! What a line means is [`rebalance_import`]'s business; here are files, the choice of a group, and JSON.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;

use rebalance_import::{Entry, Import, ImportedGroup, Play, Source};
use rebalance_model::scenario::json::Json;
use rebalance_model::scenario::limits;
use thiserror::Error;

use crate::input::{self, InputError};

/// What to read, and which story to tell on it.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Output of kafka-consumer-groups --describe (with --members --verbose, with --state), properties files, or - for
    /// standard input. All are read together.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The group to play on; without it, the first that has members.
    #[arg(long)]
    pub group: Option<String>,
    /// What happens to it: 1 a slow batch while a member joins, 2 a crash, 3 a poll timeout, 4 a member joins.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub play: u8,
}

/// Why there is no scenario. The report was written all the same, where something was read.
#[derive(Debug, Error)]
pub enum Error {
    /// A file cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The report cannot be written.
    #[error("cannot write the report: {0}")]
    Output(#[from] io::Error),
    /// No group in anything that was read.
    #[error("{place}: {why}")]
    NoGroup {
        /// The file, and the line where there is one.
        place: String,
        /// The first thing that was not understood, or that nothing shows a group.
        why: String,
    },
    /// Not the group that was asked for.
    #[error("no group is called {asked:?} here; there are {known}")]
    UnknownGroup {
        /// What was asked for.
        asked: String,
        /// The groups that there are, with commas between.
        known: String,
    },
}

/// Reads the files, and writes the scenario and the report as JSON.
///
/// # Errors
/// If a file cannot be read, `out` fails, or there is no such group; in that last case what was understood and what
/// not is written before.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), Error> {
    let mut names = Vec::with_capacity(args.files.len());
    let mut texts = Vec::with_capacity(args.files.len());
    for file in &args.files {
        let bytes = input::bytes(file, limits::IMPORT_BYTES)?;
        texts.push(rebalance_import::decode(&bytes).into_owned());
        names.push(input::name(file));
    }
    let sources: Vec<Source<'_>> = names.iter().zip(&texts).map(|(name, text)| Source { name, text }).collect();
    let import = rebalance_import::import(&sources);
    let play = Play::ALL[usize::from(args.play.clamp(1, 4) - 1)];
    let group = choose(&import, args.group.as_deref());
    let whole = if let [name] = names.as_slice() { Json::from(name.as_str()) } else { Json::Null };
    let json = report(&import, group.as_ref().ok().copied(), play, &whole);
    serde_json::to_writer_pretty(&mut *out, &json).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    group.map(|_| ())
}

/// The group to play on.
fn choose<'a>(import: &'a Import, asked: Option<&str>) -> Result<&'a ImportedGroup, Error> {
    let groups = &import.groups;
    if groups.is_empty() {
        return Err(no_group(import));
    }
    let Some(asked) = asked else {
        return Ok(groups.iter().find(|group| !group.members.is_empty()).unwrap_or(&groups[0]));
    };
    groups.iter().find(|group| group.name == asked).ok_or_else(|| Error::UnknownGroup {
        asked: asked.to_owned(),
        known: groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(", "),
    })
}

#[cold]
fn no_group(import: &Import) -> Error {
    let Some(first) = import.not_understood.first() else {
        return Error::NoGroup { place: "input".to_owned(), why: "nothing here shows a consumer group".to_owned() };
    };
    let file = if first.file.is_empty() { "input" } else { first.file.as_str() };
    let place = first.line.map_or_else(|| file.to_owned(), |line| format!("{file}: line {line}"));
    Error::NoGroup { place, why: first.what.to_string() }
}

/// The report as JSON; `whole` is the file of what is about no line in particular.
fn report(import: &Import, group: Option<&ImportedGroup>, play: Play, whole: &Json) -> Json {
    let about_all = |what: String| entry(whole.clone(), Json::Null, 0, what);
    let mut assumed = entries(&import.assumed, whole);
    let mut scenario = Json::Null;
    if let Some(group) = group {
        if import.groups.len() > 1 {
            assumed.push(about_all(format!(
                "of {} groups, {} is played; --group names another",
                import.groups.len(),
                group.name
            )));
        }
        let (played, said) = group.scenario(play);
        scenario = played.to_json();
        assumed.extend(said.iter().map(|what| about_all(what.to_string())));
    }
    let mut understood = entries(&import.understood, whole);
    if import.understood_unlisted > 0 {
        understood.push(about_all(format!("{} more lines were understood", import.understood_unlisted)));
    }
    let groups = import.groups.iter().map(|group| Json::from(group.name.as_str())).collect();
    let object = [
        ("scenario", scenario),
        ("group", group.map_or(Json::Null, |group| Json::from(group.name.as_str()))),
        ("groups", Json::List(groups)),
        ("understood", Json::List(understood)),
        ("assumed", Json::List(assumed)),
        ("not_understood", Json::List(entries(&import.not_understood, whole))),
    ];
    Json::Object(object.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn entries<What: Display>(list: &[Entry<What>], whole: &Json) -> Vec<Json> {
    let one = |e: &Entry<What>| {
        let file = if e.file.is_empty() { whole.clone() } else { Json::from(e.file.as_str()) };
        let line = e.line.map_or(Json::Null, |line| Json::from(line as u64));
        entry(file, line, e.lines, e.what.to_string())
    };
    list.iter().map(one).collect()
}

/// One sentence and its place; `lines` is told where it covers several.
fn entry(file: Json, line: Json, lines: usize, what: String) -> Json {
    let mut entries = vec![("file".to_owned(), file), ("line".to_owned(), line)];
    if lines > 1 {
        entries.push(("lines".to_owned(), Json::from(lines as u64)));
    }
    entries.push(("what".to_owned(), Json::Text(what)));
    Json::Object(entries)
}
