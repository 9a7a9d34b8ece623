//! A scenario as text.

use rebalance_model::config::{KafkaVersion, RawConfig, Side, key};
use rebalance_model::scenario::{Action, Initial, Load, Step};
use rebalance_model::{MemberIdx, Scenario, SimDuration};

use crate::build::{DEFAULT_NAME, Fence, usual_duration};
use crate::print;
use crate::problem::Place;
use crate::syntax::{Act, Line, Number, Setting, Statement, Takes, VERBS, Word};

/// The load of a scenario that says nothing of it, as its JSON form has it.
const LOAD: Load =
    Load { records_per_second: 4, process: SimDuration::from_millis(5), poll: SimDuration::from_millis(100) };

/// A scenario as text, with lanes, seed and instant: [`crate::read`] makes the same of it again. What is expected of it is
/// left out: nothing that makes a text of a scenario expects anything.
pub fn write(fence: &Fence) -> String {
    let scenario = &fence.scenario;
    let mut out = Lines::default();
    if !scenario.title.is_empty() {
        out.say(Statement::Title(word(&scenario.title)));
    }
    if scenario.name != DEFAULT_NAME {
        out.say(Statement::Name(word(&scenario.name)));
    }
    for topic in &scenario.topics {
        out.say(Statement::Topic(word(&topic.name), number(u64::from(topic.partitions))));
    }
    out.apart();
    for (side, config) in
        [(Side::Consumer, &scenario.consumer), (Side::Broker, &scenario.broker), (Side::Group, &scenario.group)]
    {
        for (name, value) in &config.0 {
            let said = key(name).is_none_or(|k| k.side != side).then_some(side);
            out.say(Statement::Setting(side, Setting { name: word(name), value: word(value), said }));
        }
    }
    if scenario.version != KafkaVersion::default() {
        out.say(Statement::Kafka(word(scenario.version.name())));
    }
    load(&mut out, scenario.load);
    out.apart();
    members(&mut out, scenario);
    if let Some(initial) = &scenario.initial {
        there(&mut out, scenario, initial);
    }
    for (start, id) in &scenario.member_ids {
        out.say(Statement::Id(word(start), word(id)));
    }
    out.apart();
    script(&mut out, scenario);
    out.apart();
    let lanes = if fence.named.is_empty() { &scenario.variants } else { &fence.named };
    if !lanes.is_empty() {
        out.say(Statement::Lanes(lanes.iter().map(|v| (*v, Place::default())).collect()));
    }
    if scenario.duration != usual_duration(scenario.script.last().map(|s| s.at.as_millis())) {
        out.say(Statement::Run(number(scenario.duration.as_millis())));
    }
    out.0.extend(fence.seed.map(|seed| statement(Statement::Seed(number(seed)))));
    out.0.extend(fence.at.map(|at| statement(Statement::T(number(at.as_micros())))));
    print::lines_to_text(&out.0)
}

#[derive(Default)]
struct Lines(Vec<Line>);

impl Lines {
    fn say(&mut self, said: Statement) {
        self.0.push(statement(said));
    }

    /// An empty line, if anything follows.
    fn apart(&mut self) {
        self.0.push(Line { statement: None, comment: None, at: Place::default() });
    }
}

fn statement(statement: Statement) -> Line {
    Line { statement: Some(statement), comment: None, at: Place::default() }
}

fn word(text: &str) -> Word {
    Word { text: text.to_owned(), at: Place::default() }
}

fn number(value: u64) -> Number {
    Number { value, at: Place::default() }
}

fn own(config: &RawConfig) -> Vec<Setting> {
    let setting = |(name, value): &(String, String)| {
        let said = key(name).is_none_or(|k| k.side != Side::Consumer).then_some(Side::Consumer);
        Setting { name: word(name), value: word(value), said }
    };
    config.0.iter().map(setting).collect()
}

fn load(out: &mut Lines, load: Load) {
    let differs = |own: u64, usual: u64| (own != usual).then(|| number(own));
    let rate = differs(load.records_per_second, LOAD.records_per_second);
    let process = differs(load.process.as_millis(), LOAD.process.as_millis());
    let poll = differs(load.poll.as_millis(), LOAD.poll.as_millis());
    if rate.is_some() || process.is_some() || poll.is_some() {
        out.say(Statement::Load { rate, process, poll });
    }
}

/// Members: those without anything of their own together, as far as their order lets them be.
fn members(out: &mut Lines, scenario: &Scenario) {
    let mut plain = Vec::new();
    for member in &scenario.members {
        if member.process || !member.config.is_empty() {
            if !plain.is_empty() {
                out.say(Statement::Members(std::mem::take(&mut plain)));
            }
            let config = own(&member.config);
            out.say(Statement::Member { name: word(&member.name), process: member.process, config });
        } else {
            plain.push(word(&member.name));
        }
    }
    if !plain.is_empty() {
        out.say(Statement::Members(plain));
    }
}

/// The group that is there when the clock starts.
fn there(out: &mut Lines, scenario: &Scenario, initial: &Initial) {
    let generation = u64::try_from(initial.generation.0).unwrap_or(0);
    out.say(Statement::Generation(number(generation)));
    for (member, held) in &initial.assignment {
        let held = held.iter().map(|p| word(&scenario.partition_name(*p))).collect();
        out.say(Statement::Holds(name(scenario, *member), held));
    }
    for (partition, committed, end) in &initial.offsets {
        out.say(Statement::Offset {
            partition: word(&scenario.partition_name(*partition)),
            committed: committed.map(number),
            end: number(*end),
        });
    }
}

fn name(scenario: &Scenario, member: MemberIdx) -> Word {
    word(scenario.members.get(member.index()).map_or("", |m| &m.name))
}

/// Acts: what is done to several members at once in one line.
fn script(out: &mut Lines, scenario: &Scenario) {
    for step in &scenario.script {
        let Some(act) = act(scenario, step) else { continue };
        let at = step.at.as_millis();
        if let Some(Line { statement: Some(Statement::At { at: before, act: last }), .. }) = out.0.last_mut()
            && before.value == at
            && last.verb == act.verb
            && matches!(act.verb.takes, Takes::Start | Takes::Members)
            && last.config.is_empty()
            && act.config.is_empty()
        {
            last.whom.extend(act.whom);
            continue;
        }
        out.say(Statement::At { at: number(at), act });
    }
}

fn act(scenario: &Scenario, step: &Step) -> Option<Act> {
    let verb = VERBS.iter().find(|v| v.json == step.action.name())?;
    let mut act = Act { verb, verb_at: Place::default(), whom: Vec::new(), number: None, config: Vec::new() };
    act.whom.extend(step.action.member().map(|m| name(scenario, m)));
    act.number = step.action.duration().map(|d| number(d.as_millis()));
    match &step.action {
        Action::Start { config, .. } => act.config = own(config),
        Action::AddPartitions(topic, total) => {
            act.whom.push(word(scenario.topics.get(topic.index()).map_or("", |t| &t.name)));
            act.number = Some(number(u64::from(*total)));
        }
        _ => {}
    }
    Some(act)
}
