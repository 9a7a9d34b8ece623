//! Text that people have, read into a group and an honest report: what `kafka-consumer-groups --describe` prints (any of
//! its views, of any version, several groups, several files) and a consumer.properties.
//!
//! - [`import`] reads; it never fails and never stops at an odd line. Every line is understood, a blank or a comment,
//!   or listed as not understood.
//! - [`ImportedGroup`] is what the text shows, and nothing else.
//! - [`ImportedGroup::scenario`] makes one of four scenarios of it, and says what it assumed.
//! - [`replay`] makes a trace of a recording of a real group.
//! - [`report`] has what there is to say, as values: [`Understood`], [`Assumption`], [`Problem`].
//!
//! Read `read` first (what each line is), then `table` (how rows are cut), `assemble` (how tables come together),
//! `settings` (what properties mean). Must not know how a group behaves, where text comes from, or who shows the report.

mod assemble;
mod group;
pub mod limits;
mod line;
pub mod properties;
mod read;
pub mod replay;
pub mod report;
mod scenario;
mod settings;
mod source;
mod table;

pub use group::{GroupState, ImportedGroup, ImportedMember, ImportedTopic, Offsets, TopicPartition};
pub use report::{Assumption, Entry, Korean, Problem, Understood};
pub use scenario::Play;
pub use source::{Source, decode};

use report::Report;

/// What came of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Groups, in the order in which the text shows them.
    pub groups: Vec<ImportedGroup>,
    /// Lines that were understood, at most [`limits::MAX_ENTRIES`].
    pub understood: Vec<Entry<Understood>>,
    /// What was assumed while reading; making a scenario assumes more.
    pub assumed: Vec<Entry<Assumption>>,
    /// Lines that were not understood; the last entry stands for all that exceed [`limits::MAX_ENTRIES`].
    pub not_understood: Vec<Entry<Problem>>,
    /// Lines that were understood beyond those listed.
    pub understood_unlisted: usize,
    /// Blank lines and comments.
    pub ignored_lines: usize,
}

/// Reads all sources together: tables and settings of one group may come in several files.
pub fn import(sources: &[Source<'_>]) -> Import {
    let texts: Vec<_> = sources.iter().map(|source| (source.name, source::without_colours(source.text))).collect();
    let mut report = Report::default();
    let mut found = read::Found::default();
    for (name, text) in &texts {
        read::read(name, text, &mut found, &mut report);
    }
    report.begin_source();
    let groups = assemble::assemble(&found, &mut report);
    if groups.is_empty() && !assemble::is_explained(&report.not_understood) {
        report.problem_of("", Problem::NoGroup);
    }
    Import {
        groups,
        understood: report.understood,
        assumed: report.assumed,
        not_understood: report.not_understood,
        understood_unlisted: report.understood_unlisted,
        ignored_lines: report.ignored_lines,
    }
}
