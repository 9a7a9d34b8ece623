//! What is said about the text, line by line: each sentence is a value, so that every language writes its own.
//! The English one is their `Display`.

mod assumption;
mod problem;
mod understood;

pub use assumption::{Act, Assumption, Bound};
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
}

/// A line (or several, from there on) of a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: usize,
    pub(crate) lines: usize,
}

impl Report {
    pub(crate) fn understood(&mut self, place: Place<'_>, what: impl FnOnce() -> Understood) {
        if self.understood.len() < MAX_ENTRIES {
            self.understood.push(entry(place, what()));
        } else {
            self.understood_unlisted += place.lines;
        }
    }

    pub(crate) fn assumed(&mut self, place: Place<'_>, what: Assumption) {
        if self.assumed.len() < MAX_ENTRIES {
            self.assumed.push(entry(place, what));
        }
    }

    /// Lists a problem; stack traces and logs that go on become one entry, and so does all that passes the limit.
    pub(crate) fn problem(&mut self, place: Place<'_>, what: impl FnOnce() -> Problem) {
        let full = self.not_understood.len() >= MAX_ENTRIES;
        let what = if full { Problem::More } else { what() };
        if let Some(last) = self.not_understood.last_mut().filter(|last| last.what == what && what.goes_on()) {
            let follows = last.file == place.file && last.line.is_some_and(|line| line + last.lines == place.line);
            if follows || what == Problem::More {
                last.lines += place.lines;
                return;
            }
        }
        self.not_understood.push(entry(place, what));
    }

    /// How long the lists are now, for [`Self::sort_since`].
    pub(crate) fn mark(&self) -> [usize; 3] {
        [self.understood.len(), self.assumed.len(), self.not_understood.len()]
    }

    /// Puts what was added since, all of one source, in the order of its lines: settings are judged after the rest.
    pub(crate) fn sort_since(&mut self, mark: [usize; 3]) {
        self.understood[mark[0]..].sort_by_key(|entry| entry.line);
        self.assumed[mark[1]..].sort_by_key(|entry| entry.line);
        self.not_understood[mark[2]..].sort_by_key(|entry| (entry.what == Problem::More, entry.line));
    }

    /// A problem of a source as a whole.
    pub(crate) fn problem_of(&mut self, file: &str, what: Problem) {
        self.not_understood.push(Entry { file: file.to_owned(), line: None, lines: 0, what });
    }
}

fn entry<What>(place: Place<'_>, what: What) -> Entry<What> {
    Entry { file: place.file.to_owned(), line: Some(place.line), lines: place.lines, what }
}
