//! What is said about the text, line by line: each sentence is a value, so that every language writes its own.
//! The English one is their `Display`, the Korean one that of [`Korean`] around them.

mod assumption;
mod korean;
mod problem;
mod understood;

pub use assumption::{Act, Assumption, Bound};
pub use korean::Korean;
pub use problem::{Problem, Refusal};
pub use understood::{Understood, View};

use crate::limits::MAX_ENTRIES;

/// One sentence of the report and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<What> {
    /// Name of the source; empty for what is about all of them.
    pub file: String,
    /// Line that it is about, counted from 1; none where it is about no line in particular.
    pub line: Option<usize>,
    /// How many lines it covers from there on; 0 where `line` is none.
    pub lines: usize,
    /// What is to be said.
    pub what: What,
}

/// The three lists while they grow. Each stops at [`MAX_ENTRIES`] and counts on.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) understood: Vec<Entry<Understood>>,
    pub(crate) assumed: Vec<Entry<Assumption>>,
    pub(crate) not_understood: Vec<Entry<Problem>>,
    /// Lines understood beyond those listed.
    pub(crate) understood_unlisted: usize,
    /// Blank lines and comments.
    pub(crate) ignored_lines: usize,
    /// Where in each list the entries of the source begin that is being read.
    source: [usize; 3],
}

/// A line (or several, from there on) of a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: usize,
    pub(crate) lines: usize,
}

impl Report {
    /// Says that what follows is about another source: entries are kept in order of lines within one.
    pub(crate) fn begin_source(&mut self) {
        self.source = [self.understood.len(), self.assumed.len(), self.not_understood.len()];
    }

    /// Whether the list of what was understood still grows: rows are many, and not worth a sentence that is not kept.
    pub(crate) fn has_room(&self) -> bool {
        self.understood.len() < MAX_ENTRIES
    }

    pub(crate) fn understood(&mut self, place: Place<'_>, what: Understood) {
        if self.has_room() {
            insert(&mut self.understood, self.source[0], entry(place, what));
        } else {
            self.understood_unlisted += place.lines;
        }
    }

    pub(crate) fn assumed(&mut self, place: Place<'_>, what: Assumption) {
        if self.assumed.len() < MAX_ENTRIES {
            insert(&mut self.assumed, self.source[1], entry(place, what));
        }
    }

    /// Lists a problem; stack traces and logs that go on become one entry, and so does all that passes the limit.
    pub(crate) fn problem(&mut self, place: Place<'_>, what: Problem) {
        let full = self.not_understood.len() >= MAX_ENTRIES;
        let what = if full { Problem::More } else { what };
        if let Some(last) = self.not_understood.last_mut().filter(|last| what.goes_on() && last.what == what) {
            let follows = last.file == place.file && last.line.is_some_and(|line| line + last.lines == place.line);
            if follows || full {
                last.lines += place.lines;
                return;
            }
        }
        if full {
            self.not_understood.push(entry(place, what));
        } else {
            insert(&mut self.not_understood, self.source[2], entry(place, what));
        }
    }

    /// A problem of a source as a whole.
    pub(crate) fn problem_of(&mut self, file: &str, what: Problem) {
        self.not_understood.push(Entry { file: file.to_owned(), line: None, lines: 0, what });
    }
}

fn entry<What>(place: Place<'_>, what: What) -> Entry<What> {
    Entry { file: place.file.to_owned(), line: Some(place.line), lines: place.lines, what }
}

/// Adds an entry where its line belongs among those from `begin` on: settings are judged when all of them are known, so
/// they come after lines that stand below them.
fn insert<What>(list: &mut Vec<Entry<What>>, begin: usize, new: Entry<What>) {
    let later = list[begin..].iter().rev().take_while(|old| old.line > new.line).count();
    list.insert(list.len() - later, new);
}
