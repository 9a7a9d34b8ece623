//! Scenarios at random: topology, settings within Kafka's bounds, load, what is done to members, groups that run already.
//!
//! Small on purpose: a few members, partitions and seconds hold every race, and a failure has to be read.

use std::fmt;
use std::rc::Rc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rebalance_model::config::RawConfig;
use rebalance_model::id::TopicIdx;
use rebalance_model::scenario::{Action, Initial, Load, MemberSpec, Scenario, Step, Topic};
use rebalance_model::{Generation, MemberIdx, PartitionIdx, SimDuration, SimTime, Trace, Variant};
use rebalance_sim::{Options, Run, Until};

/// A run that is to be looked at.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) variant: Variant,
    pub(crate) seed: u64,
}

impl Case {
    /// Runs it until the group is at rest.
    pub(crate) fn run(&self) -> Trace {
        self.run_of(&self.scenario)
    }

    /// Runs a scenario as this one.
    pub(crate) fn run_of(&self, scenario: &Rc<Scenario>) -> Trace {
        self.begin(scenario).trace(SimTime::ZERO)
    }

    /// Runs it until the group is at rest, and then on for so long.
    pub(crate) fn run_on(&self, longer: SimDuration) -> Trace {
        let run = self.begin(&self.scenario);
        let end = run.end() + longer;
        run.trace(end)
    }

    fn begin(&self, scenario: &Rc<Scenario>) -> Run {
        let options = Options { seed: self.seed, until: Until::Rest, ..Options::default() };
        Run::of(scenario, self.variant, options)
            .unwrap_or_else(|e| panic!("a generated scenario is one that Kafka takes: {e}"))
    }
}

/// As a file of tests/properties, so that a failure can be kept there.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scenario = serde_json::to_string(&self.scenario.to_json()).map_err(|_| fmt::Error)?;
        write!(f, r#"{{"variant": "{}", "seed": {}, "scenario": {scenario}}}"#, self.variant, self.seed)
    }
}

/// Members of a case at most.
const MEMBERS: usize = 5;
/// Partitions of a topic at most.
const PARTITIONS: u32 = 5;

/// Any case.
pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let variant = prop_oneof![
        2 => Just(Variant::Eager),
        2 => Just(Variant::Cooperative),
        2 => Just(Variant::AsConfigured),
        1 => Just(Variant::RoundRobin),
        1 => Just(Variant::Sticky),
    ];
    (scenarios(), variant, 0_u64..4).prop_map(|(scenario, variant, seed)| Case {
        scenario: Rc::new(scenario),
        variant,
        seed,
    })
}

/// One more step for a case: a member and what is done to it, when.
pub(crate) fn steps() -> impl Strategy<Value = Act> {
    acts(0..40_000)
}

/// Something that is done to one of the members.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    at_ms: u64,
    member: usize,
    what: What,
    ms: u64,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Start,
    Close,
    Kill,
    Stall,
    StallRevoke,
    Throw,
    Delay,
    Enforce,
    NetworkDown,
    Freeze,
    RestartBroker,
}

impl Act {
    /// The step that it is in a scenario of so many members.
    pub(crate) fn step(&self, members: usize) -> Step {
        let member = MemberIdx::at(self.member % members);
        let long = SimDuration::from_millis(self.ms);
        let action = match self.what {
            What::Start => Action::Start { member, config: RawConfig::default() },
            What::Close => Action::Close(member),
            What::Kill => Action::Kill(member),
            What::Stall => Action::Stall(member, long),
            What::StallRevoke => Action::StallRevoke(member, SimDuration::from_millis(self.ms / 3)),
            What::Throw => Action::Throw(member),
            What::Delay => Action::Delay(member, SimDuration::from_millis(self.ms / 10)),
            What::Enforce => Action::EnforceRebalance(member),
            What::NetworkDown => Action::NetworkDown(member, long),
            What::Freeze => Action::Freeze(member, long),
            What::RestartBroker => Action::RestartBroker(long),
        };
        Step { at: SimTime::from_millis(self.at_ms), action }
    }
}

fn acts(at: std::ops::Range<u64>) -> impl Strategy<Value = Act> {
    // Some at one instant, and some a heartbeat or a session apart.
    let at_ms = prop_oneof![2 => at, 1 => (0_u64..20).prop_map(|n| n * 1_000)];
    let what = prop_oneof![
        3 => Just(What::Start),
        2 => Just(What::Close),
        3 => Just(What::Kill),
        4 => Just(What::Stall),
        2 => Just(What::StallRevoke),
        1 => Just(What::Throw),
        4 => Just(What::Delay),
        1 => Just(What::Enforce),
        3 => Just(What::NetworkDown),
        3 => Just(What::Freeze),
        1 => Just(What::RestartBroker),
    ];
    (at_ms, 0..MEMBERS, what, 0_u64..25_000).prop_map(|(at_ms, member, what, ms)| Act { at_ms, member, what, ms })
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let topics = vec(1..=PARTITIONS, 1..=3);
    let starts = vec(option::weighted(0.8, 0_u64..6_000), 1..=MEMBERS);
    let groups = option::weighted(0.4, groups());
    let script = (vec(acts(0..25_000), 0..7), option::weighted(0.2, (0_u64..25_000, 0_usize..3, 1_u32..4)));
    (topics, loads(), settings(), vec(own_settings(), MEMBERS), starts, script, groups, 10_u64..30).prop_map(
        |(topics, load, (consumer, broker), own, starts, (acts, growth), group, seconds)| {
            let n_members = starts.len();
            let mut scenario = Scenario {
                name: "any".to_owned(),
                title: "Anything may happen".to_owned(),
                topics: (0..).zip(topics).map(|(n, partitions)| Topic { name: format!("t-{n}"), partitions }).collect(),
                load,
                broker,
                consumer,
                group: RawConfig::default(),
                version: rebalance_model::config::KafkaVersion::default(),
                members: own.into_iter().take(n_members).enumerate().map(member).collect(),
                script: Vec::new(),
                duration: SimDuration::from_millis(seconds * 1_000),
                variants: vec![Variant::Eager, Variant::Cooperative],
                initial: None,
                // Ids decide who leads next; some come from the world.
                member_ids: vec![("c2#1".to_owned(), "a-first".to_owned()), ("c1#2".to_owned(), "zz-last".to_owned())],
            };
            scenario.initial = group.map(|group| group.initial(&scenario));
            let initially = scenario.initial.as_ref().map_or(0, |initial| initial.assignment.len());
            let start = |(member, at): (usize, Option<u64>)| Some(Act { at_ms: at?, member, what: What::Start, ms: 0 });
            let starts = starts.into_iter().enumerate().skip(initially).filter_map(start);
            scenario.script = starts.chain(acts).map(|act| act.step(n_members)).collect();
            scenario.script.extend(growth.map(|(at_ms, topic, by)| {
                let topic = topic % scenario.topics.len();
                let total = scenario.topics[topic].partitions + by;
                Step { at: SimTime::from_millis(at_ms), action: Action::AddPartitions(TopicIdx::at(topic), total) }
            }));
            scenario.script.sort_by_key(|step| step.at);
            scenario
        },
    )
}

fn member((n, config): (usize, RawConfig)) -> MemberSpec {
    MemberSpec { name: format!("c{}", n + 1), config, process: false }
}

fn loads() -> impl Strategy<Value = Load> {
    let records = prop_oneof![4 => Just(4_u64), 1 => Just(0), 2 => 1_u64..30];
    (records, 0_u64..30, 1_u64..300).prop_map(|(records_per_second, process, poll)| Load {
        records_per_second,
        process: SimDuration::from_millis(process),
        poll: SimDuration::from_millis(poll),
    })
}

/// Settings of all consumers, and of the broker; now and then Kafka's own.
fn settings() -> impl Strategy<Value = (RawConfig, RawConfig)> {
    prop_oneof![8 => drawn_settings(), 1 => Just((RawConfig::default(), RawConfig::default()))]
}

fn drawn_settings() -> impl Strategy<Value = (RawConfig, RawConfig)> {
    let timeouts = (6_000_u64..15_000, 100_u64..5_000, 500_u64..20_000);
    let commits = (any::<bool>(), 0_u64..6_000);
    let rest = (1_u64..600, 0_u64..300, 0_u64..1_000, 0_u64..4_000);
    let network = (prop_oneof![1_000_u64..40_000], 500_u64..20_000);
    (timeouts, commits, rest, network).prop_map(
        |((session, heartbeat, poll), (auto, interval), (records, retry, wait, delay), (request, age))| {
            let consumer = [
                ("session.timeout.ms", session.to_string()),
                ("heartbeat.interval.ms", heartbeat.to_string()),
                ("max.poll.interval.ms", poll.to_string()),
                ("enable.auto.commit", auto.to_string()),
                ("auto.commit.interval.ms", interval.to_string()),
                ("max.poll.records", records.to_string()),
                ("retry.backoff.ms", retry.to_string()),
                ("fetch.max.wait.ms", wait.to_string()),
                ("request.timeout.ms", request.to_string()),
                ("metadata.max.age.ms", age.to_string()),
            ];
            (raw(consumer), raw([("group.initial.rebalance.delay.ms", delay.to_string())]))
        },
    )
}

/// What one member has of its own: mostly nothing.
fn own_settings() -> impl Strategy<Value = RawConfig> {
    const STRATEGY: &str = "partition.assignment.strategy";
    prop_oneof![
        6 => Just(RawConfig::default()),
        1 => (6_000_u64..15_000).prop_map(|ms| raw([("session.timeout.ms", ms.to_string())])),
        1 => (500_u64..20_000).prop_map(|ms| raw([("max.poll.interval.ms", ms.to_string())])),
        1 => Just(raw([(STRATEGY, "cooperative-sticky".to_owned())])),
        1 => Just(raw([(STRATEGY, "cooperative-sticky,range".to_owned())])),
        1 => Just(raw([(STRATEGY, "range".to_owned())])),
        1 => Just(raw([(STRATEGY, "sticky,range,roundrobin".to_owned())])),
        // Three names for five members: some are fenced.
        4 => (1_u32..4).prop_map(|n| raw([("group.instance.id", format!("s{n}"))])),
    ]
}

fn raw<const N: usize>(pairs: [(&str, String); N]) -> RawConfig {
    RawConfig(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A group that is running already.
#[derive(Clone, Debug)]
struct Running {
    generation: i32,
    n_members: usize,
    owners: Vec<usize>,
    offsets: Vec<(Option<u64>, u64)>,
}

fn groups() -> impl Strategy<Value = Running> {
    let most = PARTITIONS as usize * 3;
    let offsets = (option::weighted(0.7, 0_u64..100), 0_u64..50)
        .prop_map(|(committed, lag)| (committed, committed.unwrap_or(0) + lag));
    (1_i32..50, 1..=MEMBERS, vec(0..MEMBERS, most), vec(offsets, 0..most))
        .prop_map(|(generation, n_members, owners, offsets)| Running { generation, n_members, owners, offsets })
}

impl Running {
    /// As a scenario of these topics and members has it: at rest, so that everything is owned.
    fn initial(self, scenario: &Scenario) -> Initial {
        let n_members = self.n_members.min(scenario.members.len());
        let mut assignment: Vec<(MemberIdx, Vec<PartitionIdx>)> =
            (0..n_members).map(|m| (MemberIdx::at(m), Vec::new())).collect();
        for (p, owner) in self.owners.iter().take(scenario.partition_count()).enumerate() {
            assignment[owner % n_members].1.push(PartitionIdx::at(p));
        }
        let offsets = self.offsets.into_iter().take(scenario.partition_count()).enumerate();
        let offsets = offsets.map(|(p, (committed, end))| (PartitionIdx::at(p), committed, end)).collect();
        Initial { generation: Generation(self.generation), assignment, offsets }
    }
}
