//! What could not be understood, or not be used.

use std::fmt;

use super::View;

/// Why a setting was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A number is expected.
    NotANumber,
    /// `true` or `false` is expected.
    NotABoolean,
    /// Outside the bounds of the client, or of a broker as it comes.
    OutOfBounds {
        /// Least value taken.
        min: i64,
        /// Greatest value taken.
        max: i64,
    },
    /// heartbeat.interval.ms has to be less than session.timeout.ms; the client refuses to start.
    NotBelowSession {
        /// The session timeout that applies, ms.
        session: i64,
    },
    /// A name that is none of Kafka's own, such as an assignor of somebody's making.
    UnknownName,
}

/// Why a line or a file adds nothing to the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A row that does not fit its header.
    Row {
        /// The view that the header announced.
        view: View,
    },
    /// A column that is none of Kafka's.
    ColumnUnknown {
        /// Its header.
        column: String,
    },
    /// A column that is missing, so that what it says is unknown.
    ColumnMissing {
        /// Its header.
        column: &'static str,
    },
    /// Kafka 3.8 and 3.9 print assignments without topic names, and nothing else says whose partitions these are.
    AssignmentWithoutTopics {
        /// Client id of the member.
        client: String,
    },
    /// A key that is none of Kafka's consumer settings.
    SettingUnknown {
        /// The key.
        key: String,
    },
    /// A value that Kafka would not take.
    SettingRefused {
        /// Kafka's name.
        key: String,
        /// What was written.
        value: String,
        /// What is wrong with it.
        why: Refusal,
    },
    /// `\u` without four hexadecimal digits: Java refuses the whole file.
    BrokenEscape {
        /// The key of the line.
        key: String,
    },
    /// The tool says that there is no such group.
    GroupNotFound {
        /// The group.
        group: String,
    },
    /// The tool reports another error.
    ToolFailed {
        /// Its own words.
        text: String,
    },
    /// Lines of a Java stack trace.
    StackTrace,
    /// Lines of a log.
    Log,
    /// Neither a table nor a setting.
    Text {
        /// How it begins.
        excerpt: String,
    },
    /// No text at all.
    Binary,
    /// Nothing in it.
    Empty,
    /// The source is longer than what is read of one; the entry's line is the first that was left out.
    TooLarge {
        /// Bytes that are read.
        limit: usize,
    },
    /// More partitions than are taken; the entry's line is the first that was left out.
    TooManyPartitions {
        /// How many are taken.
        limit: usize,
    },
    /// More lines that were not understood than are listed.
    More,
    /// Nothing in any source shows a group.
    NoGroup,
}

impl Problem {
    /// Whether neighbouring lines with this problem are one entry.
    pub(super) const fn goes_on(&self) -> bool {
        matches!(self, Self::StackTrace | Self::Log | Self::TooManyPartitions { .. } | Self::More)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => f.write_str("a number is expected"),
            Self::NotABoolean => f.write_str("true or false is expected"),
            Self::OutOfBounds { min, max } => write!(f, "Kafka takes {min} to {max}"),
            Self::NotBelowSession { session } => write!(f, "it has to be less than session.timeout.ms ({session})"),
            Self::UnknownName => f.write_str("Kafka has none of that name"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row { view } => {
                write!(f, "this line does not fit the header above it, which is that of {}", view.options())
            }
            Self::ColumnUnknown { column } => {
                write!(f, "{column} is no column of kafka-consumer-groups; it is left out")
            }
            Self::ColumnMissing { column } => write!(f, "the table has no column {column}"),
            Self::AssignmentWithoutTopics { client } => write!(
                f,
                "the assignment of {client} has no topic names (Kafka 3.8 and 3.9 leave them out); --describe --offsets shows them"
            ),
            Self::SettingUnknown { key } => write!(f, "{key} is no setting of a Kafka consumer"),
            Self::SettingRefused { key, value, why } => write!(f, "{key} = {value} is not used: {why}"),
            Self::BrokenEscape { key } => {
                write!(f, "the value of {key} has \\u without four hexadecimal digits, for which Java refuses the file")
            }
            Self::GroupNotFound { group } => write!(f, "Kafka says that there is no group {group}"),
            Self::ToolFailed { text } => write!(f, "the tool failed: {text}"),
            Self::StackTrace => f.write_str("a stack trace; tables and settings are read"),
            Self::Log => f.write_str("a log, where tables and settings are read"),
            Self::Text { excerpt } => write!(f, "neither a table of kafka-consumer-groups nor a setting: {excerpt}"),
            Self::Binary => f.write_str(
                "this is no text; what kafka-consumer-groups --describe prints and consumer.properties are read",
            ),
            Self::Empty => f.write_str(
                "there is nothing in it; what kafka-consumer-groups --describe prints and consumer.properties are read",
            ),
            Self::TooLarge { limit } => {
                write!(f, "longer than {} MB; from this line on it was not read", limit / (1024 * 1024))
            }
            Self::TooManyPartitions { limit } => {
                write!(f, "more than {limit} partitions; from this line on they are left out")
            }
            Self::More => f.write_str("and more lines that were not understood"),
            Self::NoGroup => f.write_str("nothing here shows a consumer group"),
        }
    }
}
