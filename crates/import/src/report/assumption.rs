//! What had to be assumed, because the text does not say it: while reading, and to make a scenario of a group.

use std::fmt;

use super::View;
use super::understood::Many;

/// What is done to a member in the scenario that plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A new consumer joins.
    Join,
    /// Its next batch takes `ms` longer, while another consumer joins.
    SlowBatch {
        /// Milliseconds.
        ms: u64,
    },
    /// Its process is killed.
    Crash,
    /// Its next batch takes `ms` longer: max.poll.interval.ms and 4 s.
    PollTimeout {
        /// Milliseconds.
        ms: u64,
    },
}

/// A limit of the lab that a group met (`rebalance_model::scenario::limits`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Members of a group.
    Members,
    /// Partitions of a group.
    Partitions,
    /// Simulated time, ms.
    SimulatedTime,
}

/// One thing that the text does not say, and what was taken instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assumption {
    // while reading
    /// Rows without a header were read as the offsets view of today.
    Header,
    /// Nothing says which group the rows belong to.
    GroupName {
        /// The name that it is given.
        group: String,
    },
    /// A later table replaces an earlier one of the same view and group.
    TableReplaced {
        /// The group.
        group: String,
        /// The view.
        view: View,
    },
    /// A key stands twice; the later one counts, as for Java.
    SettingRepeated {
        /// The key.
        key: String,
    },
    /// The settings name another group than the only one that the tables show, and are used for that one.
    SettingsOfOtherGroup {
        /// `group.id` of the settings.
        named: String,
        /// The group that they are used for.
        group: String,
    },
    /// The views disagree about an owner, as they were printed at different instants; the later one in the text counts.
    OwnerDiffers {
        /// `orders-3`.
        partition: String,
        /// Client id of the owner that was taken.
        owner: String,
    },

    // about the group
    /// Nothing shows a topic.
    NoTopic {
        /// Name of the invented one.
        topic: String,
        /// Its partitions.
        partitions: u32,
    },
    /// A topic that has commits but no owner while the group is at rest: nobody subscribes to it any more, it is left out.
    TopicUnread {
        /// The topic.
        topic: String,
    },
    /// The tables show partitions with an owner or a commit only: a topic is taken to end with the last one shown.
    PartitionCounts,
    /// Partitions between those shown are in no table; they are taken to be there.
    PartitionsMissing {
        /// The topic.
        topic: String,
        /// The missing ones.
        partitions: Vec<u32>,
    },
    /// Which topics a member subscribes to is printed nowhere: all of them.
    Subscriptions,
    /// The group has no active members: some are invented.
    NoMembers {
        /// How many.
        members: usize,
    },
    /// No table shows or counts the members: some are invented.
    MembersNotShown {
        /// How many.
        members: usize,
    },
    /// The tables say how many members there are, and show fewer; the others have invented names.
    MembersUnseen {
        /// How many were added.
        members: usize,
    },
    /// The offsets view shows members that own a partition; others are taken not to exist.
    IdleMembersUnseen,
    /// Partitions without an owner in the tables are dealt to the members, as a group at rest owns everything.
    Dealt {
        /// How many.
        partitions: usize,
    },
    /// The group was in the middle of a rebalance; it is taken as Stable with the owners that the tables show.
    MidRebalance {
        /// Kafka's name of its state, or none if only the warning was there.
        state: Option<&'static str>,
    },
    /// A member is not called by its client id, as others have the same or it has none.
    Alias {
        /// What it is called.
        alias: String,
        /// The member id behind it.
        member_id: String,
    },
    /// Which member leads and which generation it is are printed nowhere.
    Generation {
        /// The generation taken.
        generation: i32,
        /// The member that leads.
        leader: String,
    },
    /// No view with offsets: every log begins empty.
    OffsetsUnseen,
    /// Nothing was committed for some partitions: they are read from their beginning.
    NeverCommitted {
        /// How many.
        partitions: usize,
    },
    /// The log end of some partitions is unknown: nothing is left to read there.
    EndUnknown {
        /// How many.
        partitions: usize,
    },
    /// A commit lies behind the log end (the log was truncated): the log is taken to end at the commit.
    CommitBehindEnd {
        /// How many partitions.
        partitions: usize,
    },
    /// Static members are simulated as dynamic ones.
    StaticAsDynamic {
        /// How many.
        members: usize,
    },
    /// The group uses group.protocol=consumer; what is shown is how it would fare with the classic protocol.
    ConsumerProtocol,

    // about the run
    /// A setting that was not given has Kafka's default.
    Default {
        /// Kafka's name.
        key: &'static str,
        /// Its default.
        value: String,
    },
    /// Records come and are processed at a rate that no table shows.
    Load {
        /// Records written to each partition a second.
        records_per_second: u64,
        /// Processing time of a record, ms.
        process_ms: u64,
        /// Timeout of `poll()`, ms.
        poll_ms: u64,
    },
    /// Offsets are committed with commitSync after each batch, as no properties were given.
    CommitSync,
    /// What happens to whom, and when.
    Happens {
        /// The member.
        member: String,
        /// Milliseconds after the beginning.
        at_ms: u64,
        /// What happens.
        act: Act,
    },
    /// The group has one member: while it is away, nobody takes over.
    OnlyMember,
    /// The group, or its run, is larger than the lab simulates.
    Limit {
        /// Which limit.
        bound: Bound,
        /// What is kept.
        kept: u64,
        /// What there was.
        of: u64,
    },
}

impl fmt::Display for Assumption {
    #[expect(clippy::too_many_lines, reason = "a table, one arm a sentence; the compiler sees that none is missing")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("rows without a header are read as those of --describe --offsets"),
            Self::GroupName { group } => write!(f, "nothing names the group of these rows; it is taken to be {group}"),
            Self::TableReplaced { group, view } => {
                write!(f, "{} shows group {group} twice; this later table counts", view.options())
            }
            Self::SettingRepeated { key } => write!(f, "{key} stands twice; this later value counts"),
            Self::SettingsOfOtherGroup { named, group } => {
                write!(f, "group.id is {named}, the tables show {group}; the settings are used for {group}")
            }
            Self::OwnerDiffers { partition, owner } => {
                write!(f, "the tables are of different instants and disagree about the owner of {partition}; {owner} is taken")
            }
            Self::NoTopic { topic, partitions } => {
                write!(f, "nothing shows a topic; one with {} is assumed and called {topic}", Many(u64::from(*partitions), "partition"))
            }
            Self::TopicUnread { topic } => {
                write!(f, "{topic} has commits, but the group at rest has no owner for it: nobody subscribes to it, it is left out")
            }
            Self::PartitionCounts => f.write_str(
                "a topic ends with the last partition shown (one without owner and commit is not shown; kafka-topics --describe would tell)",
            ),
            Self::PartitionsMissing { topic, partitions } => {
                write!(f, "{topic} has partitions that no table shows: ")?;
                match numbers(f, partitions)? {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Self::Subscriptions => f.write_str("every member subscribes to every topic of the group"),
            Self::NoMembers { members } => write!(f, "the group has no active members: {} assumed", Many(*members as u64, "consumer")),
            Self::MembersNotShown { members } => {
                write!(f, "no table shows the members (--describe does): {} assumed", Many(*members as u64, "consumer"))
            }
            Self::MembersUnseen { members } => write!(f, "{} counted that no table shows: added", Many(*members as u64, "member")),
            Self::IdleMembersUnseen => f.write_str("there is no member without partitions (--describe --members would show it)"),
            Self::Dealt { partitions } => write!(f, "the tables show no owner for {}: dealt to the members", Many(*partitions as u64, "partition")),
            Self::MidRebalance { state } => {
                f.write_str("the group was in the middle of a rebalance")?;
                if let Some(state) = state {
                    write!(f, " ({state})")?;
                }
                f.write_str("; it begins as Stable, with the owners that the tables show")
            }
            Self::Alias { alias, member_id } => write!(f, "{alias} is member {member_id}: its client id does not tell it from others"),
            Self::Generation { generation, leader } => write!(f, "the group is in generation {generation}, and {leader} leads"),
            Self::OffsetsUnseen => f.write_str("no offsets are shown: every log begins empty (--describe would show them)"),
            Self::NeverCommitted { partitions } => {
                write!(f, "nothing is committed for {}: read from the beginning", Many(*partitions as u64, "partition"))
            }
            Self::EndUnknown { partitions } => write!(f, "no log end is shown for {}; nothing is left to read there", Many(*partitions as u64, "partition")),
            Self::CommitBehindEnd { partitions } => {
                write!(f, "the commit of {} lies past the log end (a truncated log); the log ends at the commit", Many(*partitions as u64, "partition"))
            }
            Self::StaticAsDynamic { members } => {
                write!(f, "{} with a group.instance.id: simulated as dynamic", Many(*members as u64, "member"))
            }
            Self::ConsumerProtocol => {
                f.write_str("the group uses group.protocol=consumer, as the lane KIP-848 does; the others show it under the classic protocol")
            }
            Self::Default { key, value } => write!(f, "{key} = {value}, Kafka's default"),
            Self::Load { records_per_second, process_ms, poll_ms } => write!(
                f,
                "{records_per_second} records a second come to each partition, one takes {process_ms} ms, poll() waits up to {poll_ms} ms"
            ),
            Self::CommitSync => f.write_str("members commit with commitSync after each batch (no properties say otherwise)"),
            Self::Happens { member, at_ms, act } => happens(f, member, *at_ms, *act),
            Self::OnlyMember => f.write_str("the group has one member: while it is away, nobody takes over"),
            Self::Limit { bound, kept, of } => match bound {
                Bound::Members => write!(f, "{kept} of {of} members are simulated"),
                Bound::Partitions => write!(f, "{kept} of {of} partitions are simulated"),
                Bound::SimulatedTime => write!(f, "{kept} ms are simulated; to the end this run would take {of} ms"),
            },
        }
    }
}

fn happens(f: &mut fmt::Formatter<'_>, member: &str, at_ms: u64, act: Act) -> fmt::Result {
    match act {
        Act::Join => write!(f, "{member}, a new consumer, joins at {at_ms} ms"),
        Act::SlowBatch { ms } => write!(f, "{member} takes {ms} ms longer for its first batch after {at_ms} ms"),
        Act::Crash => write!(f, "the process of {member} is killed at {at_ms} ms"),
        Act::PollTimeout { ms } => {
            write!(
                f,
                "{member} takes {ms} ms longer for its first batch after {at_ms} ms: max.poll.interval.ms and 4 s"
            )
        }
    }
}

/// The first few of a list of numbers. Returns how many more there are.
pub(super) fn numbers(f: &mut fmt::Formatter<'_>, list: &[u32]) -> Result<usize, fmt::Error> {
    const SHOWN: usize = 12;
    for (n, number) in list.iter().take(SHOWN).enumerate() {
        write!(f, "{}{number}", if n == 0 { "" } else { ", " })?;
    }
    Ok(list.len().saturating_sub(SHOWN))
}
