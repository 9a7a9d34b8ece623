//! A person's own group: from files and pasted text to a report, and to ①–④ on that group.

use std::rc::Rc;

use rebalance_import::{Assumption, Entry, ImportedGroup, Play, Source, decode, import};
use rebalance_model::scenario::limits::IMPORT_BYTES;
use rebalance_view::session::LoadedGroup;

/// A file, or what was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name.
    pub name: String,
    /// Its content, as bytes.
    pub bytes: Rc<[u8]>,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where: `file:line`, empty for what is about no line.
    pub at: String,
    /// What is said of it.
    pub text: String,
}

/// A group that the text shows.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundGroup {
    /// What the page plays.
    pub group: Rc<LoadedGroup>,
    /// What was assumed to make scenarios of it.
    pub assumed: Vec<Line>,
    /// How many members it has.
    pub members: usize,
    /// How many partitions it reads.
    pub partitions: usize,
}

/// What came of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupReading {
    /// Groups, in the order of the text.
    pub groups: Vec<FoundGroup>,
    /// Lines that were understood.
    pub understood: Vec<Line>,
    /// Lines that were understood beyond those listed.
    pub understood_unlisted: usize,
    /// What was assumed while reading.
    pub assumed: Vec<Line>,
    /// Lines that were not understood.
    pub not_understood: Vec<Line>,
    /// Blank lines and comments.
    pub ignored_lines: usize,
}

/// Bytes of a source that are read; the importer says it where there are more.
const READ_BYTES: usize = IMPORT_BYTES + 1;

/// Reads all sources together. Never fails: what was not understood is in the report.
pub fn read_groups(files: &[SourceFile]) -> GroupReading {
    let texts: Vec<_> = files.iter().map(|f| (&f.name, decode(&f.bytes[..f.bytes.len().min(READ_BYTES)]))).collect();
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    let read = import(&sources);
    GroupReading {
        groups: read.groups.iter().map(found).collect(),
        understood: read.understood.iter().map(line).collect(),
        understood_unlisted: read.understood_unlisted,
        assumed: read.assumed.iter().map(line).collect(),
        not_understood: read.not_understood.iter().map(line).collect(),
        ignored_lines: read.ignored_lines,
    }
}

fn line<What: std::fmt::Display>(entry: &Entry<What>) -> Line {
    let mut at = entry.file.clone();
    if let Some(first) = entry.line {
        if !at.is_empty() {
            at.push(':');
        }
        at.push_str(&first.to_string());
        if entry.lines > 1 {
            at.push('–');
            at.push_str(&(first + entry.lines - 1).to_string());
        }
    }
    Line { at, text: entry.what.to_string() }
}

/// What all four plays assume is said once.
fn found(group: &ImportedGroup) -> FoundGroup {
    let mut said: Vec<Assumption> = Vec::new();
    let mut scenarios = Vec::with_capacity(Play::ALL.len());
    for play in Play::ALL {
        let (scenario, assumed) = group.scenario(play);
        said.extend(assumed.into_iter().filter(|a| !said.contains(a)).collect::<Vec<_>>());
        scenarios.push(Rc::new(scenario));
    }
    let running = scenarios[0].initial.as_ref().map_or(0, |initial| initial.assignment.len());
    FoundGroup {
        members: running,
        partitions: scenarios[0].partition_count(),
        group: Rc::new(LoadedGroup { name: group.name.clone(), scenarios }),
        assumed: said.iter().map(|a| Line { at: String::new(), text: a.to_string() }).collect(),
    }
}
