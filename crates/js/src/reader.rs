//! The importer's door: a person's own group, from files and pasted text to a report, and to ①–④ on that group.
//!
//! The page has it in a part that is fetched later (`xtask::page::lazy`).

use std::fmt::Display;
use std::rc::Rc;

use rebalance_import::{Entry, ImportedGroup, Korean, Play, Source, decode, import};
use rebalance_model::scenario::limits::IMPORT_BYTES;
use rebalance_view::Lang;
use rebalance_view::session::LoadedGroup;

use crate::group::{FoundGroup, GroupReading, Line};

/// Bytes of a source that are read; the importer says it where there are more.
const READ_BYTES: usize = IMPORT_BYTES + 1;

/// Reads all sources together, names and what is in them. Never fails: what was not understood is in the report, whose
/// sentences are in `lang`.
pub fn read(sources: &[(String, Vec<u8>)], lang: Lang) -> GroupReading {
    let texts: Vec<_> = sources.iter().map(|(_, bytes)| decode(&bytes[..bytes.len().min(READ_BYTES)])).collect();
    let sources: Vec<_> = sources.iter().zip(&texts).map(|((name, _), text)| Source { name, text }).collect();
    let read = import(&sources);
    GroupReading {
        groups: read.groups.iter().map(|group| found(group, lang)).collect(),
        understood: lines(&read.understood, lang),
        understood_unlisted: read.understood_unlisted,
        assumed: lines(&read.assumed, lang),
        not_understood: lines(&read.not_understood, lang),
        ignored_lines: read.ignored_lines,
    }
}

/// What all four plays assume is said once.
fn found(group: &ImportedGroup, lang: Lang) -> FoundGroup {
    let mut assumed: Vec<Line> = Vec::new();
    let (mut members, mut partitions) = (0, 0);
    let mut scenarios = Vec::with_capacity(Play::ALL.len());
    for play in Play::ALL {
        let (scenario, said) = group.scenario(play);
        for sentence in said.iter().map(|what| sentence_of(what, lang)) {
            if assumed.iter().all(|line| line.text != sentence) {
                assumed.push(Line { at: String::new(), text: sentence });
            }
        }
        if play == Play::ALL[0] {
            members = scenario.initial.as_ref().map_or(0, |initial| initial.assignment.len());
            partitions = scenario.partition_count();
        }
        scenarios.push(Rc::new(scenario));
    }
    let group = Rc::new(LoadedGroup { name: group.name.clone(), scenarios, own: group.variant(), played: None });
    FoundGroup { group, assumed, members, partitions }
}

fn lines<What: Display>(entries: &[Entry<What>], lang: Lang) -> Vec<Line>
where
    for<'a> Korean<'a, What>: Display,
{
    let line = |entry: &Entry<What>| Line {
        at: place(&entry.file, entry.line, entry.lines),
        text: sentence_of(&entry.what, lang),
    };
    entries.iter().map(line).collect()
}

fn sentence_of<What: Display>(what: &What, lang: Lang) -> String
where
    for<'a> Korean<'a, What>: Display,
{
    match lang {
        Lang::En => what.to_string(),
        Lang::Ko => Korean(what).to_string(),
    }
}

/// `file:line`, or `file:first–last`.
fn place(file: &str, line: Option<usize>, lines: usize) -> String {
    let mut at = file.to_owned();
    if let Some(first) = line {
        if !at.is_empty() {
            at.push(':');
        }
        at.push_str(&first.to_string());
        if lines > 1 {
            at.push('–');
            at.push_str(&(first + lines - 1).to_string());
        }
    }
    at
}
