//! What is wrong with a text, and where.

use std::fmt;

/// A place in a text: a line, and letters of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// Its first letter, from 1, counted as Unicode scalar values.
    pub column: usize,
    /// How many letters; 0 behind the end of a line.
    pub width: usize,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub at: Place,
    /// What was found there, or what Kafka says of it.
    pub what: String,
    /// What would do; empty if there is nothing to say.
    pub help: String,
}

impl Problem {
    pub(crate) fn new(at: Place, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at, what: what.into(), help: help.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.at.line, self.at.column, self.what)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, "; {}", self.help) }
    }
}
