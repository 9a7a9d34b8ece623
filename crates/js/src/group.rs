//! What came of somebody's text, as the page gets it from [`crate::reader`]: a report, and ①–④ on each group; and what came
//! of somebody's recording, from [`crate::recorded`].

use std::rc::Rc;

use rebalance_import::replay::NoJson;
use rebalance_view::session::LoadedGroup;

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

/// A recording that can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundRecording {
    /// What the page plays: what was played then, and the recording beside it.
    pub group: Rc<LoadedGroup>,
    /// The Kafka that it is of, as it says itself; empty where it does not.
    pub kafka: String,
    /// How many rows it has.
    pub rows: usize,
}

/// Why a file is no recording that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is no JSON: where, if that is known.
    NoJson(Option<NoJson>),
    /// It is nested deeper than anything that is read.
    TooDeep,
    /// It is JSON, and neither a recording nor a scenario.
    Other,
    /// It is meant to be a scenario, and not one: why, in English.
    NoScenario(String),
    /// It is one that is not as it should be: where, and how.
    Broken(String),
    /// The page does not simulate what was played: why.
    Refused(String),
}
