//! What a line was understood to say.

use std::fmt;

/// A view of `kafka-consumer-groups`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// `--describe` or `--describe --offsets`.
    Offsets,
    /// `--describe --members`, with or without `--verbose`.
    Members,
    /// `--describe --state`, with or without `--verbose`.
    State,
    /// `--list --state`.
    List,
}

impl View {
    /// The options that print it.
    pub const fn options(self) -> &'static str {
        match self {
            Self::Offsets => "--describe --offsets",
            Self::Members => "--describe --members",
            Self::State => "--describe --state",
            Self::List => "--list --state",
        }
    }
}

/// What a line was understood to say. Names are as they stood there. The value of a setting is repeated only if the lab
/// reads that setting, so that no password gets into a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Understood {
    /// The header of a table.
    Table {
        /// Which view it is.
        view: View,
    },
    /// A row of the offsets view.
    Partition {
        /// Group, empty if the row does not say.
        group: String,
        /// `orders-3`.
        partition: String,
        /// Committed offset, none if nothing was committed.
        committed: Option<u64>,
        /// Log end offset, none if unknown.
        end: Option<u64>,
        /// Client id of its owner.
        owner: Option<String>,
    },
    /// A row of the members view, or one of an old offsets view for a member without partitions.
    Member {
        /// Group, empty if the row does not say.
        group: String,
        /// Client id.
        client: String,
        /// How many partitions it has.
        partitions: u32,
    },
    /// A row of the state view or of the list.
    State {
        /// Group, empty if the row does not say.
        group: String,
        /// Kafka's name of the state.
        state: &'static str,
    },
    /// A line of `kafka-topics --describe`: the topic's own, or (`partitions` is none) one of a partition.
    Topic {
        /// Its name.
        topic: String,
        /// Number of its partitions.
        partitions: Option<u32>,
    },
    /// "Consumer group '…' has no active members."
    NoActiveMembers {
        /// The group.
        group: String,
    },
    /// "Warning: Consumer group '…' is rebalancing."
    Rebalancing {
        /// The group.
        group: String,
    },
    /// A command line or a prompt.
    Command,
    /// A setting that the lab reads.
    Setting {
        /// Kafka's name.
        key: String,
        /// Its value.
        value: String,
    },
    /// One of Kafka's settings that has no part in what is simulated.
    SettingWithoutPart {
        /// Kafka's name.
        key: String,
    },
}

impl fmt::Display for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { view } => write!(f, "a table as kafka-consumer-groups {} prints it", view.options()),
            Self::Partition { group, partition, committed, end, owner } => {
                of_group(f, group)?;
                write!(f, "{partition}, committed {}, log end {}, ", Offset(*committed), Offset(*end))?;
                match owner {
                    Some(owner) => write!(f, "owned by {owner}"),
                    None => f.write_str("owned by nobody"),
                }
            }
            Self::Member { group, client, partitions } => {
                of_group(f, group)?;
                write!(f, "member {client} with {}", Many(u64::from(*partitions), "partition"))
            }
            Self::State { group, state } => {
                of_group(f, group)?;
                write!(f, "state {state}")
            }
            Self::Topic { topic, partitions: Some(n) } => {
                write!(f, "topic {topic} has {}", Many(u64::from(*n), "partition"))
            }
            Self::Topic { topic, partitions: None } => write!(f, "a partition of topic {topic}"),
            Self::NoActiveMembers { group } => write!(f, "group {group} has no active members"),
            Self::Rebalancing { group } => write!(f, "group {group} is rebalancing"),
            Self::Command => f.write_str("a command line"),
            Self::Setting { key, value } => write!(f, "{key} = {value}"),
            Self::SettingWithoutPart { key } => write!(f, "{key} has no part in what is simulated"),
        }
    }
}

pub(super) fn of_group(f: &mut fmt::Formatter<'_>, group: &str) -> fmt::Result {
    if group.is_empty() { Ok(()) } else { write!(f, "{group}: ") }
}

/// A number of things that are called so, one of them.
pub(super) struct Many(pub(super) u64, pub(super) &'static str);

impl fmt::Display for Many {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.0, self.1, if self.0 == 1 { "" } else { "s" })
    }
}

/// An offset, or the tool's dash.
pub(super) struct Offset(pub(super) Option<u64>);

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(offset) => write!(f, "{offset}"),
            None => f.write_str("-"),
        }
    }
}
