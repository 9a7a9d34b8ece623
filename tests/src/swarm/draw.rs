//! From a seed to a case.
//!
//! Each seed first draws which kinds of trouble it has at all, so that some runs are full of one kind and free of the
//! others. Small on purpose: a few members, partitions and seconds hold every race, and a failure has to be read.

use std::rc::Rc;

use rebalance_model::config::RawConfig;
use rebalance_model::id::TopicIdx;
use rebalance_model::scenario::{Action, Initial, Load, MemberSpec, Scenario, Step, Topic};
use rebalance_model::{Generation, MemberIdx, PartitionIdx, SimDuration, SimTime, Variant};

use super::{Case, Pace, protocol};

/// Members of a case at most.
const MEMBERS: u64 = 5;
/// Partitions of a topic at most.
const PARTITIONS: u64 = 5;
/// What is done, is done before.
const SCRIPT_MS: u64 = 25_000;

const STRATEGY: &str = "partition.assignment.strategy";
const INSTANCE: &str = "group.instance.id";

/// The numbers of one seed: splitmix64, so that seeds next to one another have nothing in common.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `from` to `to`, both of them included.
    pub(super) fn within(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from + 1)
    }

    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.within(1, 100) <= chance
    }

    pub(super) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.next() % all.len() as u64).unwrap_or(0)]
    }

    fn ms(&mut self, from: u64, to: u64) -> SimDuration {
        SimDuration::from_millis(self.within(from, to))
    }

    fn member(&mut self, n_members: u64) -> MemberIdx {
        MemberIdx(u16::try_from(self.within(0, n_members - 1)).unwrap_or(0))
    }
}

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Restart,
    Kill,
    Stall,
    SlowRevoke,
    Throw,
    Enforce,
    NetworkBlip,
    NetworkDown,
    Freeze,
    Delay,
    BrokerRestart,
    Growth,
}

const TROUBLES: [Trouble; 12] = [
    Trouble::Restart,
    Trouble::Kill,
    Trouble::Stall,
    Trouble::SlowRevoke,
    Trouble::Throw,
    Trouble::Enforce,
    Trouble::NetworkBlip,
    Trouble::NetworkDown,
    Trouble::Freeze,
    Trouble::Delay,
    Trouble::BrokerRestart,
    Trouble::Growth,
];

/// The case of a seed.
pub fn case(seed: u64) -> Case {
    let dice = &mut Dice(seed);
    let n_members = dice.within(1, MEMBERS);
    let upgrades = dice.percent(12);
    let mut variant = match dice.within(1, 8) {
        _ if upgrades => Variant::AsConfigured,
        1 | 2 => Variant::Eager,
        3 | 4 => Variant::Cooperative,
        5 => Variant::RoundRobin,
        6 => Variant::Sticky,
        _ => Variant::AsConfigured,
    };
    let mut scenario = Scenario {
        name: format!("swarm-{seed}"),
        title: "Anything may happen".to_owned(),
        topics: topics(dice),
        load: load(dice),
        broker: broker(dice),
        consumer: consumer(dice),
        group: RawConfig::default(),
        version: rebalance_model::config::KafkaVersion::default(),
        members: members(dice, n_members, upgrades),
        script: Vec::new(),
        duration: dice.ms(5_000, 30_000),
        variants: vec![Variant::AsConfigured],
        initial: None,
        // Ids decide who leads next; some come from the world.
        member_ids: vec![("c2#1".to_owned(), "a-first".to_owned()), ("c1#2".to_owned(), "zz-last".to_owned())],
    };
    // Two that run under one group.instance.id are no group that Kafka could have.
    let mut instances: Vec<&str> = scenario.members.iter().filter_map(|m| m.config.get(INSTANCE)).collect();
    instances.sort_unstable();
    if dice.percent(35) && instances.windows(2).all(|pair| pair[0] != pair[1]) {
        let initial = initial(dice, &scenario);
        scenario.initial = Some(initial).filter(|initial| agree(&scenario, variant, initial));
    }
    let mut script = starts(dice, &scenario);
    if upgrades {
        script.extend(upgrade(dice, n_members));
    }
    if dice.percent(10) {
        let (begin, every) = (dice.within(8_000, 16_000), dice.within(500, 4_000));
        script.extend(bounce(dice, n_members, begin, every, &RawConfig::default()));
    }
    script.extend(troubles(dice, &scenario));
    script.sort_by_key(|step| step.at);
    // A topic that was to grow to less than it has by then is one that Kafka refuses.
    let mut partitions: Vec<u32> = scenario.topics.iter().map(|t| t.partitions).collect();
    script.retain(|step| match step.action {
        Action::AddPartitions(topic, total) => {
            let grows = total > partitions[topic.index()];
            partitions[topic.index()] = total.max(partitions[topic.index()]);
            grows
        }
        _ => true,
    });
    scenario.script = script;
    let (seed, pace) = (dice.next() >> 1, pace(dice));
    protocol::draw(dice, &mut scenario, &mut variant);
    // What the settings are is for this one.
    scenario.variants = vec![variant];
    Case { scenario: Rc::new(scenario), variant, seed, pace }
}

fn topics(dice: &mut Dice) -> Vec<Topic> {
    let n_topics = dice.one_of(&[1, 1, 2, 3]);
    let mut partitions = || u32::try_from(dice.within(1, PARTITIONS)).unwrap_or(1);
    (0..n_topics).map(|n| Topic { name: format!("t-{n}"), partitions: partitions() }).collect()
}

fn load(dice: &mut Dice) -> Load {
    let records_per_second = match dice.within(1, 7) {
        1 => 0,
        2 | 3 => dice.within(1, 30),
        _ => 4,
    };
    Load { records_per_second, process: SimDuration::from_micros(dice.within(0, 10_000)), poll: dice.ms(1, 300) }
}

/// Settings of all consumers, within Kafka's bounds; now and then Kafka's own.
fn consumer(dice: &mut Dice) -> RawConfig {
    let mut config = RawConfig::default();
    if dice.percent(10) {
        return config;
    }
    let heartbeat = dice.within(100, 5_000);
    // Mostly such that a member hears of a rebalance while it may still join.
    let poll = if dice.percent(85) { heartbeat + dice.within(2_500, 15_000) } else { dice.within(500, 20_000) };
    let settings = [
        ("session.timeout.ms", dice.within(6_000, 15_000)),
        ("heartbeat.interval.ms", heartbeat),
        ("max.poll.interval.ms", poll),
        ("auto.commit.interval.ms", dice.within(0, 6_000)),
        ("max.poll.records", dice.within(1, 600)),
        ("retry.backoff.ms", dice.within(0, 300)),
        ("fetch.max.wait.ms", dice.within(0, 1_000)),
        ("request.timeout.ms", dice.within(2_000, 40_000)),
        ("metadata.max.age.ms", dice.within(500, 20_000)),
        ("reconnect.backoff.ms", dice.within(0, 1_000)),
    ];
    for (name, value) in settings {
        if dice.percent(85) {
            config.set(name, value.to_string());
        }
    }
    config.set("enable.auto.commit", dice.percent(50).to_string());
    config
}

fn broker(dice: &mut Dice) -> RawConfig {
    let mut config = RawConfig::default();
    config.set("group.initial.rebalance.delay.ms", dice.within(0, 4_000).to_string());
    if dice.percent(5) {
        config.set("group.max.size", dice.within(1, 3).to_string());
    }
    config
}

fn members(dice: &mut Dice, n_members: u64, upgrades: bool) -> Vec<MemberSpec> {
    // Some groups are all static; in some a name is used twice, and processes fence one another.
    let (is_static, names) = (dice.percent(30), dice.within(1, MEMBERS + 2));
    let mut own = |n| {
        let mut config = RawConfig::default();
        if upgrades {
            config.set(STRATEGY, "range");
        } else if dice.percent(30) {
            let lists =
                ["cooperative-sticky", "cooperative-sticky,range", "range", "sticky,range,roundrobin", "sticky"];
            config.set(STRATEGY, dice.one_of(&lists));
        }
        if is_static && dice.percent(80) {
            config.set(INSTANCE, format!("s{}", n % names));
        }
        if dice.percent(8) {
            config.set("session.timeout.ms", dice.within(6_000, 15_000).to_string());
        }
        if dice.percent(8) {
            config.set("max.poll.interval.ms", dice.within(500, 20_000).to_string());
        }
        MemberSpec { name: format!("c{}", n + 1), config, process: true }
    };
    (0..n_members).map(&mut own).collect()
}

/// A group that is running already: at rest, so that everything is owned.
fn initial(dice: &mut Dice, scenario: &Scenario) -> Initial {
    let n_members = dice.within(1, scenario.members.len() as u64);
    let mut assignment: Vec<(MemberIdx, Vec<PartitionIdx>)> =
        (0..n_members).map(|m| (MemberIdx(u16::try_from(m).unwrap_or(0)), Vec::new())).collect();
    let mut offsets = Vec::new();
    for p in (0..scenario.partition_count()).map(PartitionIdx::at) {
        assignment[dice.member(n_members).index()].1.push(p);
        if dice.percent(60) {
            let committed = dice.percent(70).then(|| dice.within(0, 100));
            offsets.push((p, committed, committed.unwrap_or(0) + dice.within(0, 50)));
        }
    }
    Initial { generation: Generation(i32::try_from(dice.within(1, 50)).unwrap_or(1)), assignment, offsets }
}

/// Whether its members have an assignor in common, as those of any group that is Stable.
fn agree(scenario: &Scenario, variant: Variant, initial: &Initial) -> bool {
    let list = |(member, _): &(MemberIdx, _)| {
        scenario.member_config(*member, variant, &RawConfig::default()).map(|c| c.assignors).unwrap_or_default()
    };
    let mut lists = initial.assignment.iter().map(list);
    let first = lists.next().unwrap_or_default();
    let others: Vec<_> = lists.collect();
    first.iter().any(|name| others.iter().all(|list| list.contains(name)))
}

fn step(at_ms: u64, action: Action) -> Step {
    Step { at: SimTime::from_millis(at_ms), action }
}

fn starts(dice: &mut Dice, scenario: &Scenario) -> Vec<Step> {
    let running = scenario.initial.as_ref().map_or(0, |i| i.assignment.len());
    let at_once = dice.percent(30);
    let mut script = Vec::new();
    for member in (running..scenario.members.len()).map(MemberIdx::at) {
        if dice.percent(85) {
            let at = if at_once { 0 } else { dice.within(0, 6_000) };
            script.push(step(at, Action::Start { member, config: RawConfig::default() }));
        }
    }
    script
}

/// Closes and starts one member after the other.
pub(super) fn bounce(dice: &mut Dice, n_members: u64, begin: u64, every: u64, config: &RawConfig) -> Vec<Step> {
    let away = dice.within(0, 3_000);
    let one = |m: u64| {
        let (member, at) = (MemberIdx(u16::try_from(m).unwrap_or(0)), begin + m * every);
        let start = Action::Start { member, config: config.clone() };
        [step(at, Action::Close(member)), step(at + away, start)]
    };
    (0..n_members).flat_map(one).collect()
}

/// From range to cooperative-sticky in two bounces, as Kafka's documents have it, or in one, as people do.
fn upgrade(dice: &mut Dice, n_members: u64) -> Vec<Step> {
    let (begin, every) = (dice.within(6_000, 12_000), dice.within(1_000, 5_000));
    let listing = |list: &str| RawConfig(vec![(STRATEGY.to_owned(), list.to_owned())]);
    let mut script = Vec::new();
    let mut next = begin;
    if dice.percent(80) {
        script.extend(bounce(dice, n_members, next, every, &listing("cooperative-sticky,range")));
        next += (n_members + 1) * every;
    }
    script.extend(bounce(dice, n_members, next, every, &listing("cooperative-sticky")));
    script
}

fn troubles(dice: &mut Dice, scenario: &Scenario) -> Vec<Step> {
    let mut kinds: Vec<Trouble> = Vec::new();
    for trouble in TROUBLES {
        if dice.percent(35) {
            kinds.push(trouble);
        }
    }
    if kinds.is_empty() {
        return Vec::new();
    }
    let mut grown: Vec<u32> = scenario.topics.iter().map(|t| t.partitions).collect();
    let mut script = Vec::new();
    let calm = dice.percent(70);
    for _ in 0..dice.within(0, 7) {
        let trouble = dice.one_of(&kinds);
        // Some at one instant, and some a heartbeat or a session apart.
        let at = if dice.percent(33) { dice.within(0, 20) * 1_000 } else { dice.within(0, SCRIPT_MS) };
        let member = dice.member(scenario.members.len() as u64);
        let action = match trouble {
            Trouble::Restart => {
                let again = at + dice.within(0, 12_000);
                script.push(step(again, Action::Start { member, config: RawConfig::default() }));
                Action::Close(member)
            }
            Trouble::Kill => {
                if dice.percent(60) {
                    let again = at + dice.within(0, 12_000);
                    script.push(step(again, Action::Start { member, config: RawConfig::default() }));
                }
                Action::Kill(member)
            }
            Trouble::Stall => Action::Stall(member, dice.ms(0, 25_000)),
            Trouble::SlowRevoke => Action::StallRevoke(member, dice.ms(0, 6_000)),
            Trouble::Throw => Action::Throw(member),
            Trouble::Enforce => Action::EnforceRebalance(member),
            Trouble::NetworkBlip => Action::NetworkDown(member, dice.ms(1, 4_000)),
            Trouble::NetworkDown => Action::NetworkDown(member, dice.ms(4_000, 25_000)),
            Trouble::Freeze => Action::Freeze(member, dice.ms(100, 25_000)),
            Trouble::Delay => Action::Delay(member, dice.ms(0, if calm { 200 } else { 2_000 })),
            Trouble::BrokerRestart => Action::RestartBroker(dice.ms(0, 10_000)),
            Trouble::Growth => {
                let topic = usize::try_from(dice.next() % grown.len() as u64).unwrap_or(0);
                grown[topic] += u32::try_from(dice.within(1, 3)).unwrap_or(1);
                Action::AddPartitions(TopicIdx::at(topic), grown[topic])
            }
        };
        script.push(step(at, action));
    }
    script
}

fn pace(dice: &mut Dice) -> Pace {
    if dice.percent(40) {
        return Pace { one_way_us: 200, jitter_us: 200, percent: 100 };
    }
    Pace {
        one_way_us: dice.within(1, 5_000),
        jitter_us: dice.one_of(&[0, 100, 1_000, 5_000, 20_000]),
        percent: dice.one_of(&[10, 50, 100, 150, 200]),
    }
}
