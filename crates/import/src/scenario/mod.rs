//! From a group as it was shown to a scenario that plays on it, with everything said that no table shows.
//!
//! The group is running when the clock starts (`Scenario::initial`), with its own members, partitions, offsets and
//! settings. What then happens to it, and when, is one of four [`Play`]s, whose times follow from its settings.

mod members;
mod play;
mod topics;

use rebalance_model::config::{Key, Kind, MemberConfig, RawConfig, Side, key};
use rebalance_model::scenario::{Initial, Load, MemberSpec, Scenario, Variant};
use rebalance_model::{Generation, MemberIdx, SimDuration};

use crate::group::ImportedGroup;
use crate::report::Assumption;
pub use play::Play;

/// Generation of a group that is running: printed nowhere, and of no consequence.
const GENERATION: i32 = 1;

/// Timeout of poll() in the recordings, ms.
const POLL_MS: u64 = 100;

/// A member is to be busy for less than half of its time, as one that keeps up is: milliseconds a second.
const BUSY_MS: u64 = 400;

/// Settings whose default is worth saying: those that decide how long a rebalance takes.
const SAID_DEFAULTS: [&str; 3] = ["session.timeout.ms", "heartbeat.interval.ms", "max.poll.interval.ms"];

impl ImportedGroup {
    /// The scenario `play` on this group, and what was assumed for it. It is always a valid one.
    pub fn scenario(&self, play: Play) -> (Scenario, Vec<Assumption>) {
        let mut said = Vec::new();
        self.say_what_is_shown(&mut said);
        let topics = topics::of(self, &mut said);
        let members = members::of(self, &topics, &mut said);
        let [consumer, broker, group] = self.configs(&mut said);
        let mut scenario = Scenario {
            name: play.name().to_owned(),
            title: [&self.name, ": ", play.title()].concat(),
            topics: topics.list.clone(),
            load: Load { records_per_second: 0, process: SimDuration::ZERO, poll: SimDuration::from_millis(POLL_MS) },
            broker,
            consumer,
            group,
            version: rebalance_model::config::KafkaVersion::default(),
            members: members.iter().map(|m| MemberSpec { name: m.alias.clone(), ..MemberSpec::default() }).collect(),
            script: Vec::new(),
            duration: SimDuration::ZERO,
            variants: vec![Variant::Eager, Variant::Cooperative],
            initial: None,
            member_ids: members.iter().filter_map(|m| Some(([&m.alias, "#1"].concat(), m.id.clone()?))).collect(),
        };
        scenario.initial = Some(Initial {
            generation: Generation(GENERATION),
            assignment: members.iter().enumerate().map(|(n, m)| (MemberIdx::at(n), m.held.clone())).collect(),
            offsets: topics::offsets(self, &topics, &mut said),
        });
        if let Some(leader) = members.first() {
            said.push(Assumption::Generation { generation: GENERATION, leader: leader.alias.clone() });
        }
        let most = members.iter().map(|m| m.held.len()).max().unwrap_or(0);
        set_load(&mut scenario.load, most, &mut said);
        play.put_into(&mut scenario, &mut said);
        (scenario, said)
    }

    fn say_what_is_shown(&self, said: &mut Vec<Assumption>) {
        if self.rebalancing {
            said.push(Assumption::MidRebalance {
                state: self.state.filter(|s| s.is_rebalancing()).map(super::GroupState::name),
            });
        }
        if self.uses_consumer_protocol() {
            said.push(Assumption::ConsumerProtocol);
        }
        let of_config = usize::from(self.settings.get("group.instance.id").is_some_and(|id| !id.is_empty()));
        let statics = self.members.iter().filter(|member| member.instance_id.is_some()).count().max(of_config);
        if statics > 0 {
            said.push(Assumption::StaticAsDynamic { members: statics });
        }
    }

    /// Settings of the consumers, of the broker and of the group. Left out is what lanes decide (the assignor, the protocol) and what
    /// is not modelled (static membership), so that the scenario is one that Kafka would run.
    fn configs(&self, said: &mut Vec<Assumption>) -> [RawConfig; 3] {
        const LEFT_OUT: [&str; 4] =
            ["group.instance.id", "group.protocol", "group.remote.assignor", "partition.assignment.strategy"];
        let [mut consumer, mut broker, mut group] = [const { RawConfig(Vec::new()) }; 3];
        for (name, value) in self.settings.0.iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str())) {
            match key(name).map(|key| key.side) {
                Some(Side::Consumer) => consumer.set(name, value.as_str()),
                Some(Side::Broker) => broker.set(name, value.as_str()),
                Some(Side::Group) => group.set(name, value.as_str()),
                None => {}
            }
        }
        // Settings of several files may be fine in each and refused together.
        while MemberConfig::read(&[&consumer]).is_err() && consumer.0.pop().is_some() {}
        for name in SAID_DEFAULTS {
            if let (None, Some(Key { name, kind: Kind::Int { default, .. }, .. })) = (consumer.get(name), key(name)) {
                said.push(Assumption::Default { key: name, value: default.to_string() });
            }
        }
        if self.settings.is_empty() {
            said.push(Assumption::CommitSync);
        } else if consumer.get("enable.auto.commit").is_none() {
            consumer.set("enable.auto.commit", "true");
            said.push(Assumption::Default { key: "enable.auto.commit", value: "true".to_owned() });
        }
        [consumer, broker, group]
    }
}

/// A load that every member can carry, and a bit more: 4 records a second and 5 ms each, as in the recordings, where the
/// busiest member has at most 20 partitions; less for larger ones.
fn set_load(load: &mut Load, most_partitions: usize, said: &mut Vec<Assumption>) {
    const LOADS: [(u64, u64); 5] = [(4, 5), (2, 5), (1, 5), (1, 2), (1, 1)];
    let partitions = u64::try_from(most_partitions).unwrap_or(u64::MAX);
    let fits = |(records, ms): &(u64, u64)| partitions.saturating_mul(records * ms) <= BUSY_MS;
    let (records_per_second, process_ms) = LOADS.into_iter().find(fits).unwrap_or((1, 0));
    load.records_per_second = records_per_second;
    load.process = SimDuration::from_millis(process_ms);
    said.push(Assumption::Load { records_per_second, process_ms, poll_ms: POLL_MS });
}
