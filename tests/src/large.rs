//! A large group: what a rolling restart of a hundred members costs is measured on it.
//!
//! Made here and not kept as a file, as it would be three hundred steps that say the same.

use std::rc::Rc;

use rebalance_model::config::{KafkaVersion, RawConfig};
use rebalance_model::scenario::{Action, Load, MemberSpec, Step, Topic};
use rebalance_model::{MemberIdx, Scenario, SimDuration, SimTime, Variant};

/// Members.
const MEMBERS: usize = 100;
/// Topics of [`PARTITIONS`] partitions each: a thousand in all.
const TOPICS: usize = 10;
const PARTITIONS: u32 = 100;
/// They start one after another, in the group's initial delay.
const START_EVERY: SimDuration = SimDuration::from_millis(20);
/// Then the restarts begin: the group is at rest.
const RESTARTS_FROM: SimTime = SimTime::from_micros(20_000_000);
/// A member is closed, and away for so long: the round that its leaving begins is over, as heartbeats every 3 s announce it.
const AWAY: SimDuration = SimDuration::from_millis(4_000);
/// The next one follows when the round that brings it back is over.
const RESTART_EVERY: SimDuration = SimDuration::from_millis(8_000);

/// A rolling restart of all members, with so many records a second into each partition.
pub fn rolling_restart(records_per_second: u64) -> Rc<Scenario> {
    let start = |member| Action::Start { member, config: RawConfig::default() };
    let mut script: Vec<Step> = Vec::new();
    for (nth, member) in (0..).zip((0..MEMBERS).map(MemberIdx::at)) {
        script.push(Step { at: SimTime::ZERO + START_EVERY.times(nth), action: start(member) });
        let closed = RESTARTS_FROM + RESTART_EVERY.times(nth);
        script.push(Step { at: closed, action: Action::Close(member) });
        script.push(Step { at: closed + AWAY, action: start(member) });
    }
    script.sort_by_key(|step| step.at);
    let member = |n: usize| MemberSpec { name: format!("c{}", n + 1), ..MemberSpec::default() };
    let topic = |n: usize| Topic { name: format!("t{n}"), partitions: PARTITIONS };
    Rc::new(Scenario {
        name: "large".to_owned(),
        title: "A hundred members are restarted one after another".to_owned(),
        topics: (0..TOPICS).map(topic).collect(),
        load: Load { records_per_second, process: SimDuration::from_millis(1), poll: SimDuration::from_millis(1_000) },
        broker: RawConfig::default(),
        consumer: RawConfig::default(),
        group: RawConfig::default(),
        version: KafkaVersion::default(),
        members: (0..MEMBERS).map(member).collect(),
        duration: RESTARTS_FROM + RESTART_EVERY.times(MEMBERS as u64) - SimTime::ZERO,
        script,
        variants: vec![Variant::Eager, Variant::Cooperative],
        initial: None,
        member_ids: Vec::new(),
    })
}
