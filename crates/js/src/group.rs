//! What came of somebody's text, as the page gets it from the reader: a report, and ①–④ on each group.

use std::rc::Rc;

use rebalance_model::Scenario;
use rebalance_model::scenario::json::Json;
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

impl GroupReading {
    /// Takes a reader's answer; none if it is not one, which is so if the reader is of another version.
    pub fn from_text(text: &str) -> Option<Self> {
        let value = js_sys::JSON::parse(text).ok()?;
        Self::from_json(&crate::scenario::json(&value).ok()?)
    }

    /// The same for an answer that was parsed.
    pub fn from_json(answer: &Json) -> Option<Self> {
        Some(Self {
            groups: list(answer, "groups")?.iter().map(found).collect::<Option<_>>()?,
            understood: lines(answer, "understood")?,
            understood_unlisted: count(answer, "understood_unlisted")?,
            assumed: lines(answer, "assumed")?,
            not_understood: lines(answer, "not_understood")?,
            ignored_lines: count(answer, "ignored_lines")?,
        })
    }
}

fn found(group: &Json) -> Option<FoundGroup> {
    let scenario = |json| Scenario::from_json(json).ok().map(Rc::new);
    let scenarios = list(group, "scenarios")?.iter().map(scenario).collect::<Option<Vec<_>>>()?;
    let name = text(group.get("name")?)?;
    // The page plays one of them, whichever.
    if scenarios.is_empty() {
        return None;
    }
    Some(FoundGroup {
        group: Rc::new(LoadedGroup { name, scenarios }),
        assumed: lines(group, "assumed")?,
        members: count(group, "members")?,
        partitions: count(group, "partitions")?,
    })
}

/// Lines lie as pairs: where, what.
fn lines(json: &Json, key: &str) -> Option<Vec<Line>> {
    let line = |line: &Json| match line {
        Json::List(pair) => Some(Line { at: text(pair.first()?)?, text: text(pair.get(1)?)? }),
        _ => None,
    };
    list(json, key)?.iter().map(line).collect()
}

fn list<'a>(json: &'a Json, key: &str) -> Option<&'a [Json]> {
    match json.get(key)? {
        Json::List(list) => Some(list),
        _ => None,
    }
}

fn text(json: &Json) -> Option<String> {
    match json {
        Json::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn count(json: &Json, key: &str) -> Option<usize> {
    match json.get(key)? {
        Json::Int(n) => usize::try_from(*n).ok(),
        _ => None,
    }
}
