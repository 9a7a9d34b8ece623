//! What is to happen: topics, load, members, settings, script. Validated; [`json`] has its text form.
//!
//! Must not know how any of it turns out.

pub mod builtin;
pub mod json;
pub mod limits;
mod read;
mod write;

use std::fmt;

pub use read::ScenarioError;

use crate::config::keys::{GROUP_PROTOCOL, REMOTE_ASSIGNOR};
use crate::config::{AssignorName, BrokerConfig, ConfigError, KafkaVersion, MemberConfig, RawConfig};
use crate::id::{Generation, MemberIdx, PartitionIdx, TopicIdx};
use crate::time::{SimDuration, SimTime};

/// How the members of a run are configured: what a lane of the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// `RangeAssignor`.
    Eager,
    /// `RoundRobinAssignor`.
    RoundRobin,
    /// `StickyAssignor`.
    Sticky,
    /// `CooperativeStickyAssignor`.
    Cooperative,
    /// `group.protocol=consumer` (KIP-848), with the assignor that the broker has first: uniform.
    Consumer,
    /// The same with `group.remote.assignor=range`.
    ConsumerRange,
    /// What the scenario's members say.
    AsConfigured,
}

impl Variant {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Eager,
        Self::RoundRobin,
        Self::Sticky,
        Self::Cooperative,
        Self::Consumer,
        Self::ConsumerRange,
        Self::AsConfigured,
    ];

    /// Its name in files and URLs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eager => "eager",
            Self::RoundRobin => "roundrobin",
            Self::Sticky => "sticky",
            Self::Cooperative => "cooperative",
            Self::Consumer => "consumer",
            Self::ConsumerRange => "consumer-range",
            Self::AsConfigured => "as-configured",
        }
    }

    /// The variant of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.name() == name)
    }

    /// The one assignor that it lists in partition.assignment.strategy, if it sets it.
    pub const fn assignor(self) -> Option<AssignorName> {
        match self {
            Self::Eager => Some(AssignorName::Range),
            Self::RoundRobin => Some(AssignorName::RoundRobin),
            Self::Sticky => Some(AssignorName::Sticky),
            Self::Cooperative => Some(AssignorName::CooperativeSticky),
            Self::Consumer | Self::ConsumerRange | Self::AsConfigured => None,
        }
    }

    /// Whether every member speaks the consumer protocol (KIP-848).
    pub const fn is_consumer(self) -> bool {
        matches!(self, Self::Consumer | Self::ConsumerRange)
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// Number of its partitions.
    pub partitions: u32,
}

/// What comes in, and how members work on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Records written to each partition a second, all partitions in one tick. Nothing is written if 0.
    pub records_per_second: u64,
    /// Processing time of one record.
    pub process: SimDuration,
    /// Timeout of poll().
    pub poll: SimDuration,
}

/// A consumer of the scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberSpec {
    /// Its name, which is its client.id too.
    pub name: String,
    /// Settings of its own.
    pub config: RawConfig,
    /// Runs in a process of its own, so that it can be frozen (the recorder's `process`, not Kafka's).
    pub process: bool,
}

/// One step of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: SimTime,
    /// What.
    pub action: Action,
}

/// All that can be done to a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A new consumer with the member's settings, overlaid with `config`.
    Start {
        /// Who.
        member: MemberIdx,
        /// Settings of this start.
        config: RawConfig,
    },
    /// The loop ends after the batch in hand, then close().
    Close(MemberIdx),
    /// The process is gone; connections break, nothing is sent any more.
    Kill(MemberIdx),
    /// The next batch takes so much longer.
    Stall(MemberIdx, SimDuration),
    /// From now on each onPartitionsRevoked takes so long.
    StallRevoke(MemberIdx, SimDuration),
    /// The next batch throws out of the loop; the consumer is not closed.
    Throw(MemberIdx),
    /// enforceRebalance() before the next poll().
    EnforceRebalance(MemberIdx),
    /// Nothing passes either way for so long; what was sent arrives then.
    NetworkDown(MemberIdx, SimDuration),
    /// The process is stopped, and continued after so long.
    Freeze(MemberIdx, SimDuration),
    /// Each request and each response of the member takes so much longer, from now on.
    Delay(MemberIdx, SimDuration),
    /// The topic grows to so many partitions.
    AddPartitions(TopicIdx, u32),
    /// The broker is stopped, and started again after so long.
    RestartBroker(SimDuration),
}

impl Action {
    /// Its name in a scenario file.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Start { .. } => "start",
            Self::Close(_) => "close",
            Self::Kill(_) => "kill",
            Self::Stall(..) => "stall",
            Self::StallRevoke(..) => "stall_revoke",
            Self::Throw(_) => "throw",
            Self::EnforceRebalance(_) => "enforce_rebalance",
            Self::NetworkDown(..) => "network_down",
            Self::Freeze(..) => "freeze",
            Self::Delay(..) => "delay",
            Self::AddPartitions(..) => "add_partitions",
            Self::RestartBroker(_) => "restart_broker",
        }
    }

    /// What the end of an action that lasts is called in a recording.
    pub const fn over(&self) -> &'static str {
        match self {
            Self::NetworkDown(..) => "network_up",
            Self::Freeze(..) => "thaw",
            Self::RestartBroker(_) => "broker_started",
            _ => "over",
        }
    }

    /// The member that it is done to.
    pub const fn member(&self) -> Option<MemberIdx> {
        match self {
            Self::Start { member, .. }
            | Self::Close(member)
            | Self::Kill(member)
            | Self::Stall(member, _)
            | Self::StallRevoke(member, _)
            | Self::Throw(member)
            | Self::EnforceRebalance(member)
            | Self::NetworkDown(member, _)
            | Self::Freeze(member, _)
            | Self::Delay(member, _) => Some(*member),
            Self::AddPartitions(..) | Self::RestartBroker(_) => None,
        }
    }

    /// How long it lasts or how much it adds, where it says so.
    pub const fn duration(&self) -> Option<SimDuration> {
        match self {
            Self::Stall(_, d)
            | Self::StallRevoke(_, d)
            | Self::NetworkDown(_, d)
            | Self::Freeze(_, d)
            | Self::Delay(_, d)
            | Self::RestartBroker(d) => Some(*d),
            _ => None,
        }
    }
}

/// Partitions that the script adds to a topic.
struct Growth {
    topic: TopicIdx,
    /// The first that is new.
    from: u32,
    /// The number behind the last.
    to: u32,
    at: SimTime,
}

/// A group that is running already when the clock starts: its state is Stable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Initial {
    /// Generation that the group is in.
    pub generation: Generation,
    /// Members of the group, in joining order (the first leads), with what each holds.
    pub assignment: Vec<(MemberIdx, Vec<PartitionIdx>)>,
    /// Committed offset, if any, and log end of partitions that do not start at 0, 0; by partition, ascending.
    pub offsets: Vec<(PartitionIdx, Option<u64>, u64)>,
}

/// A scenario, valid in itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Short name, as the file has it.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// Topics that all members subscribe to, in order; partitions are numbered through them, and those that the
    /// script adds follow behind the last.
    pub topics: Vec<Topic>,
    /// What comes in.
    pub load: Load,
    /// Broker settings that differ.
    pub broker: RawConfig,
    /// Settings of all members.
    pub consumer: RawConfig,
    /// KIP-848 group settings.
    pub group: RawConfig,
    /// Kafka's release, which the consumer protocol differs by.
    pub version: KafkaVersion,
    /// Members.
    pub members: Vec<MemberSpec>,
    /// What is done, in order of time.
    pub script: Vec<Step>,
    /// How long a recording of it runs.
    pub duration: SimDuration,
    /// Variants that it is recorded in.
    pub variants: Vec<Variant>,
    /// The group that is there already, if any.
    pub initial: Option<Initial>,
    /// Alias (`c1#1`) → member id, where a recording or a paste gave it.
    pub member_ids: Vec<(String, String)>,
}

impl Scenario {
    /// Number of partitions of all topics, those that the script adds included.
    pub fn partition_count(&self) -> usize {
        self.first_partitions() + self.growth().map(|g| (g.to - g.from) as usize).sum::<usize>()
    }

    /// Number of partitions that are there from the start.
    fn first_partitions(&self) -> usize {
        self.topics.iter().map(|t| t.partitions as usize).sum()
    }

    /// What the script adds, in its order.
    fn growth(&self) -> impl Iterator<Item = Growth> + '_ {
        self.script.iter().enumerate().filter_map(|(i, step)| {
            let Action::AddPartitions(topic, to) = step.action else { return None };
            let from = self.partitions_of(topic, &self.script[..i]);
            (to > from).then_some(Growth { topic, from, to, at: step.at })
        })
    }

    /// Partitions of a topic after these steps.
    fn partitions_of(&self, topic: TopicIdx, steps: &[Step]) -> u32 {
        let grown = steps.iter().filter_map(|s| match s.action {
            Action::AddPartitions(t, total) if t == topic => Some(total),
            _ => None,
        });
        grown.chain(self.topics.get(topic.index()).map(|t| t.partitions)).max().unwrap_or(0)
    }

    /// Partitions of each topic, in order, when this step of the script is ahead.
    pub fn partitions_before(&self, step: usize) -> Vec<u32> {
        (0..self.topics.len()).map(|t| self.partitions_of(TopicIdx::at(t), &self.script[..step])).collect()
    }

    /// When a partition comes into being.
    pub fn exists_from(&self, p: PartitionIdx) -> SimTime {
        let mut first = self.first_partitions();
        if p.index() < first {
            return SimTime::ZERO;
        }
        for g in self.growth() {
            first += (g.to - g.from) as usize;
            if p.index() < first {
                return g.at;
            }
        }
        SimTime::NEVER
    }

    /// Topic and number of a partition.
    pub fn topic_partition(&self, p: PartitionIdx) -> (TopicIdx, u32) {
        let mut rest = u32::from(p.0);
        for (i, t) in self.topics.iter().enumerate() {
            if rest < t.partitions {
                return (TopicIdx::at(i), rest);
            }
            rest -= t.partitions;
        }
        for g in self.growth() {
            if rest < g.to - g.from {
                return (g.topic, g.from + rest);
            }
            rest -= g.to - g.from;
        }
        (TopicIdx::at(self.topics.len()), rest)
    }

    /// The partition `number` of `topic`.
    pub fn partition(&self, topic: TopicIdx, number: u32) -> Option<PartitionIdx> {
        if number < self.topics.get(topic.index())?.partitions {
            let before: u32 = self.topics.iter().take(topic.index()).map(|t| t.partitions).sum();
            return Some(PartitionIdx::at((before + number) as usize));
        }
        let mut first = self.first_partitions();
        for g in self.growth() {
            if g.topic == topic && (g.from..g.to).contains(&number) {
                return Some(PartitionIdx::at(first + (number - g.from) as usize));
            }
            first += (g.to - g.from) as usize;
        }
        None
    }

    /// `orders-3`.
    pub fn partition_name(&self, p: PartitionIdx) -> String {
        let (topic, number) = self.topic_partition(p);
        self.topics.get(topic.index()).map_or_else(|| format!("?-{number}"), |t| format!("{}-{number}", t.name))
    }

    /// The partition called `orders-3`.
    pub fn partition_named(&self, name: &str) -> Option<PartitionIdx> {
        let (topic, number) = name.rsplit_once('-')?;
        let at = self.topics.iter().position(|t| t.name == topic)?;
        self.partition(TopicIdx::at(at), number.parse().ok()?)
    }

    /// The member of that name.
    pub fn member_named(&self, name: &str) -> Option<MemberIdx> {
        self.members.iter().position(|m| m.name == name).map(MemberIdx::at)
    }

    /// What `member` runs with in `variant`, with the settings of one start on top.
    ///
    /// # Errors
    /// What Kafka's client or broker would refuse, and what the lab does not model.
    pub fn member_config(
        &self,
        member: MemberIdx,
        variant: Variant,
        start: &RawConfig,
    ) -> Result<MemberConfig, ConfigError> {
        let own = &self.members[member.index()].config;
        let mut layers = vec![&self.consumer, own, start];
        let mut protocol = RawConfig::default();
        if variant.is_consumer() {
            protocol.set(GROUP_PROTOCOL.name, "consumer");
        }
        if variant == Variant::ConsumerRange {
            protocol.set(REMOTE_ASSIGNOR.name, "range");
        }
        layers.push(&protocol);
        let mut config = MemberConfig::read(&layers)?;
        // Where the scenario has other variants, the setting is there for them.
        let asks = |layer: &&RawConfig| layer.get(REMOTE_ASSIGNOR.name).is_some_and(|name| !name.trim().is_empty());
        if config.consumer.is_none() && variant == Variant::AsConfigured && layers.iter().any(asks) {
            return Err(ConfigError::NotOfClassic { name: REMOTE_ASSIGNOR.name });
        }
        if config.consumer.is_some() {
            #[cfg(feature = "consumer")]
            self.give_group_settings(&mut config)?;
            return Ok(config);
        }
        if let Some(assignor) = variant.assignor() {
            config.assignors = vec![assignor];
        }
        self.broker_config()?.admits(&config)?;
        Ok(config)
    }

    /// Session timeout and heartbeat interval of a member of a consumer group are its group's.
    #[cfg(feature = "consumer")]
    fn give_group_settings(&self, config: &mut MemberConfig) -> Result<(), ConfigError> {
        let group = self.group_config()?;
        if let Some(side) = &mut config.consumer {
            side.revokes_unpolled = self.version < KafkaVersion::V4_2;
            side.asks_and_waits = self.version < KafkaVersion::V4_2;
            if let Some(assignor) = side.assignor.filter(|asked| !group.assignors.contains(asked)) {
                return Err(ConfigError::UnsupportedAssignor {
                    name: assignor.name().to_owned(),
                    supported: crate::config::ServerAssignor::list(&group.assignors),
                });
            }
        }
        (config.session_timeout, config.heartbeat_interval) = (group.session_timeout, group.heartbeat_interval);
        Ok(())
    }

    /// What the coordinator runs a consumer group with.
    ///
    /// # Errors
    /// A value that is no number or out of bounds, or names nothing.
    #[cfg(feature = "consumer")]
    pub fn group_config(&self) -> Result<crate::config::ConsumerGroupConfig, ConfigError> {
        crate::config::ConsumerGroupConfig::read(self.version, &self.broker, &self.group)
    }

    /// What the broker runs with.
    ///
    /// # Errors
    /// A value that is no number or out of bounds.
    pub fn broker_config(&self) -> Result<BrokerConfig, ConfigError> {
        BrokerConfig::read(&self.broker)
    }

    /// Time between two ticks of the load, if records come in at all.
    pub fn tick(&self) -> Option<SimDuration> {
        (self.load.records_per_second > 0).then(|| SimDuration::from_micros(1_000_000 / self.load.records_per_second))
    }

    /// Log end offset of `partition` at `at`: what was there, and a record a tick since.
    /// The first tick is at 0.
    pub fn log_end(&self, partition: PartitionIdx, at: SimTime) -> u64 {
        let offsets = self.initial.as_ref().map_or(&[][..], |i| &i.offsets);
        let before = offsets.binary_search_by_key(&partition, |o| o.0).map_or(0, |at| offsets[at].2);
        let from = self.exists_from(partition);
        let Some(tick) = self.tick().filter(|_| at >= from) else { return before };
        let ticks = |at: SimTime| at.as_micros() / tick.as_micros() + 1;
        before + ticks(at) - if from == SimTime::ZERO { 0 } else { ticks(from) }
    }

    /// This scenario with one more step, put behind those of the same instant.
    #[must_use]
    pub fn with_step(&self, step: Step) -> Self {
        let mut s = self.clone();
        let at = s.script.partition_point(|other| other.at <= step.at);
        s.script.insert(at, step);
        s
    }
}
