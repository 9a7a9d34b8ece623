//! The columns of `kafka-consumer-groups`, of all versions: their headers, and what a cell of each looks like.

use rebalance_model::name;

use crate::group::GroupState;

/// A column. The order has no meaning: a table has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Group,
    Topic,
    Partition,
    LeaderEpoch,
    CurrentOffset,
    LogEndOffset,
    Lag,
    ConsumerId,
    GroupInstanceId,
    Host,
    ClientId,
    Partitions,
    Assignment,
    CurrentEpoch,
    CurrentAssignment,
    TargetEpoch,
    TargetAssignment,
    Upgraded,
    Coordinator,
    AssignmentStrategy,
    State,
    GroupEpoch,
    TargetAssignmentEpoch,
    Members,
    Type,
    /// A header that is none of Kafka's; its cells are a word each.
    Unknown,
}

const HEADERS: &[(&str, Column)] = &[
    ("GROUP", Column::Group),
    ("TOPIC", Column::Topic),
    ("PARTITION", Column::Partition),
    ("LEADER-EPOCH", Column::LeaderEpoch),
    ("CURRENT-OFFSET", Column::CurrentOffset),
    ("LOG-END-OFFSET", Column::LogEndOffset),
    ("LAG", Column::Lag),
    ("CONSUMER-ID", Column::ConsumerId),
    ("GROUP-INSTANCE-ID", Column::GroupInstanceId),
    ("HOST", Column::Host),
    ("CLIENT-ID", Column::ClientId),
    ("#PARTITIONS", Column::Partitions),
    ("ASSIGNMENT", Column::Assignment),
    ("CURRENT-EPOCH", Column::CurrentEpoch),
    ("CURRENT-ASSIGNMENT", Column::CurrentAssignment),
    ("TARGET-EPOCH", Column::TargetEpoch),
    ("TARGET-ASSIGNMENT", Column::TargetAssignment),
    ("UPGRADED", Column::Upgraded),
    ("COORDINATOR", Column::Coordinator),
    ("ASSIGNMENT-STRATEGY", Column::AssignmentStrategy),
    ("STATE", Column::State),
    ("GROUP-EPOCH", Column::GroupEpoch),
    ("TARGET-ASSIGNMENT-EPOCH", Column::TargetAssignmentEpoch),
    ("#MEMBERS", Column::Members),
    ("TYPE", Column::Type),
];

/// How many words a cell may have in a row that lost its alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    One,
    /// A name that may have blanks in it.
    OneOrMore,
    /// A cell that may also be empty.
    Any,
}

impl Column {
    pub(crate) fn of_header(word: &str) -> Option<Self> {
        HEADERS.iter().find(|(header, _)| *header == word).map(|(_, column)| *column)
    }

    pub(crate) fn header(self) -> &'static str {
        HEADERS.iter().find(|(_, column)| *column == self).map_or("", |(header, _)| header)
    }

    pub(crate) const fn words(self) -> Words {
        match self {
            Self::Group | Self::ConsumerId | Self::Assignment | Self::Coordinator => Words::OneOrMore,
            Self::ClientId | Self::GroupInstanceId | Self::AssignmentStrategy => Words::Any,
            _ => Words::One,
        }
    }

    /// Whether its cells may be any text at all, so that only the columns around it tell where it ends.
    pub(crate) const fn is_name(self) -> bool {
        matches!(
            self,
            Self::Group | Self::ConsumerId | Self::ClientId | Self::GroupInstanceId | Self::AssignmentStrategy
        )
    }

    /// Whether a cell can be one of this column. Names may be anything.
    pub(crate) fn admits(self, cell: &str) -> bool {
        match self {
            Self::Topic => name::is_valid(cell),
            Self::Partition
            | Self::LeaderEpoch
            | Self::CurrentOffset
            | Self::LogEndOffset
            | Self::Lag
            | Self::CurrentEpoch
            | Self::TargetEpoch
            | Self::GroupEpoch
            | Self::TargetAssignmentEpoch => is_number_or_dash(cell),
            Self::Host => cell == "-" || cell.contains('/'),
            Self::Partitions | Self::Members => leading_number(cell).is_some(),
            Self::Assignment => {
                cell.starts_with('-') || cell.split(' ').next().is_some_and(|first| first.contains('('))
            }
            Self::CurrentAssignment | Self::TargetAssignment => cell == "-" || cell.contains(':'),
            Self::State => GroupState::parse(cell).is_some(),
            Self::Coordinator => cell.contains(':') && cell.trim_end().ends_with(')'),
            Self::Upgraded => matches!(cell, "true" | "false" | "-"),
            Self::GroupInstanceId | Self::ClientId | Self::AssignmentStrategy => true,
            Self::Group | Self::ConsumerId | Self::Type | Self::Unknown => !cell.is_empty(),
        }
    }
}

fn is_number_or_dash(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    cell == "-"
        || cell == "unknown"
        || (!digits.is_empty() && digits.len() <= 19 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The number of a last column: Kafka 3.8 and 3.9 end without a newline, so that a prompt may be glued to it.
pub(crate) fn leading_number(cell: &str) -> Option<u32> {
    let end = cell.find(|c: char| !c.is_ascii_digit()).unwrap_or(cell.len());
    let glued = &cell[end..];
    (glued.is_empty() || is_prompt_end(glued)).then(|| cell[..end].parse().ok())?
}

/// Whether text ends as a shell's prompt does.
pub(crate) fn is_prompt_end(text: &str) -> bool {
    text.trim_end().ends_with(['$', '#', '%', '>'])
}
