//! A group as the text shows it: names and numbers as they stood there, put together from all tables.
//! What is not shown is absent here; `scenario` says what is assumed for it.

use rebalance_model::Variant;
use rebalance_model::config::RawConfig;

/// A group that the text shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedGroup {
    /// Its name (`group.id`).
    pub name: String,
    /// Topics, by name.
    pub topics: Vec<ImportedTopic>,
    /// Members, in the order of the text.
    pub members: Vec<ImportedMember>,
    /// Offsets of the partitions that the offsets view shows, in order of topic and number.
    pub offsets: Vec<(TopicPartition, Offsets)>,
    /// State, where a view or "has no active members" says it.
    pub state: Option<GroupState>,
    /// "Warning: Consumer group '…' is rebalancing.", or a state that says the same.
    pub rebalancing: bool,
    /// Coordinator as printed: `host:port (id)`.
    pub coordinator: Option<String>,
    /// Assignor that the group has chosen: `range`, `cooperative-sticky`, `uniform`, ….
    pub assignor: Option<String>,
    /// Group epoch of KIP-848, from the state view with `--verbose`.
    pub group_epoch: Option<i64>,
    /// Target assignment epoch of KIP-848, from the same.
    pub target_assignment_epoch: Option<i64>,
    /// Settings of the properties that belong to this group, as far as the lab reads them and Kafka takes them.
    pub settings: RawConfig,
    /// Whether the members view was there: without it members that own nothing are unseen.
    pub members_view: bool,
    /// `#MEMBERS` of the state view.
    pub member_count: Option<u32>,
}

/// A topic of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedTopic {
    /// Its name.
    pub name: String,
    /// One more than the highest partition seen, or what `kafka-topics --describe` says.
    pub partitions: u32,
    /// Whether `kafka-topics --describe` says it.
    pub exact: bool,
}

/// A member of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedMember {
    /// CONSUMER-ID.
    pub member_id: String,
    /// CLIENT-ID; empty if the client has none.
    pub client_id: String,
    /// HOST, with its slash.
    pub host: String,
    /// GROUP-INSTANCE-ID, or what the member id shows of it.
    pub instance_id: Option<String>,
    /// Partitions that it owns, in order.
    pub assignment: Vec<TopicPartition>,
    /// `#PARTITIONS`, where the members view was there.
    pub partitions: Option<u32>,
    /// CURRENT-EPOCH, for a member of the consumer protocol.
    pub epoch: Option<i64>,
}

/// A partition of a topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicPartition {
    /// The topic.
    pub topic: String,
    /// Its number.
    pub partition: u32,
}

/// Offsets of a partition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offsets {
    /// CURRENT-OFFSET; none if nothing was committed.
    pub committed: Option<u64>,
    /// LOG-END-OFFSET; none if unknown.
    pub end: Option<u64>,
}

impl ImportedGroup {
    /// Whether it uses group.protocol=consumer (KIP-848): its member ids, epochs, assignor or state show it.
    pub fn uses_consumer_protocol(&self) -> bool {
        let by_state = matches!(self.state, Some(GroupState::Assigning | GroupState::Reconciling));
        by_state
            || self.group_epoch.is_some()
            || self.assignor.as_deref() == Some("uniform")
            || self
                .settings
                .get("group.protocol")
                .is_some_and(|protocol| protocol.trim().eq_ignore_ascii_case("consumer"))
            || self.members.iter().any(|member| member.epoch.is_some() || is_base64_uuid(&member.member_id))
    }

    /// The variant whose members do as its own do, as far as its protocol and its assignor show; none if neither does.
    pub fn variant(&self) -> Option<Variant> {
        let assignor = self.assignor.as_deref().or_else(|| self.settings.get("group.remote.assignor"));
        Some(match (self.uses_consumer_protocol(), assignor) {
            (true, Some("range")) => Variant::ConsumerRange,
            (true, _) => Variant::Consumer,
            (false, Some("range")) => Variant::Eager,
            (false, Some("roundrobin")) => Variant::RoundRobin,
            (false, Some("sticky")) => Variant::Sticky,
            (false, Some("cooperative-sticky")) => Variant::Cooperative,
            (false, _) => return None,
        })
    }
}

impl std::fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}

/// Member ids of KIP-848 are Kafka's `Uuid`: 22 characters of URL-safe base64.
fn is_base64_uuid(id: &str) -> bool {
    id.len() == 22 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// State of a group, as the state view prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupState {
    /// Members are being gathered.
    PreparingRebalance,
    /// The leader's assignment is awaited; `AwaitingSync` in Kafka up to 0.11.
    CompletingRebalance,
    /// At rest.
    Stable,
    /// No members and no offsets any more.
    Dead,
    /// No members.
    Empty,
    /// KIP-848: a target assignment is being computed.
    Assigning,
    /// KIP-848: members are on their way to it.
    Reconciling,
    /// Kafka Streams' own protocol: topics are missing.
    NotReady,
    /// The tool did not know it.
    Unknown,
}

const STATES: [GroupState; 9] = [
    GroupState::PreparingRebalance,
    GroupState::CompletingRebalance,
    GroupState::Stable,
    GroupState::Dead,
    GroupState::Empty,
    GroupState::Assigning,
    GroupState::Reconciling,
    GroupState::NotReady,
    GroupState::Unknown,
];

impl GroupState {
    /// Kafka's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PreparingRebalance => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Stable => "Stable",
            Self::Dead => "Dead",
            Self::Empty => "Empty",
            Self::Assigning => "Assigning",
            Self::Reconciling => "Reconciling",
            Self::NotReady => "NotReady",
            Self::Unknown => "Unknown",
        }
    }

    /// Reads Kafka's name.
    pub fn parse(name: &str) -> Option<Self> {
        if name == "AwaitingSync" {
            return Some(Self::CompletingRebalance);
        }
        STATES.into_iter().find(|state| state.name() == name)
    }

    /// Whether the group is on its way to a new assignment.
    pub const fn is_rebalancing(self) -> bool {
        matches!(self, Self::PreparingRebalance | Self::CompletingRebalance | Self::Assigning | Self::Reconciling)
    }
}
