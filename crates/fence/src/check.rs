//! What is wrong with a scenario that can be read: settings that Kafka refuses, each at its place; a start of what runs;
//! an expectation of a lane that is not run.

use rebalance_model::config::{
    BrokerConfig, ConfigError, ConsumerGroupConfig, KafkaVersion, Kind, MemberConfig, RawConfig, Side, key,
};
use rebalance_model::scenario::Action;
use rebalance_model::{MemberIdx, Scenario};

use crate::build::Fence;
use crate::expect::Expectation;
use crate::problem::{Place, Problem};
use crate::syntax::{Line, Setting, Statement};

/// Checks what was read of these lines.
pub(crate) fn check(lines: &[Line], fence: &Fence) -> Result<(), Vec<Problem>> {
    let scenario = &fence.scenario;
    let alone: Vec<Problem> =
        settings(lines).filter_map(|(side, setting)| refused_alone(side, setting, scenario.version)).collect();
    if !alone.is_empty() {
        return Err(alone);
    }
    if let Err(error) = together(fence) {
        return Err(vec![at_its_setting(lines, &error)]);
    }
    if let Some(problem) = starts_twice(lines, scenario) {
        return Err(vec![problem]);
    }
    let of_other_lanes =
        fence.expectations.iter().flat_map(Expectation::lanes).filter(|(v, _)| !fence.lanes().contains(v));
    let problems: Vec<Problem> = of_other_lanes
        .map(|(lane, at)| {
            let names: Vec<&str> = fence.lanes().iter().map(|v| v.name()).collect();
            Problem::new(at, format!("{lane} is not run"), format!("a line such as: lanes {} {lane}", names.join(" ")))
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// All settings of a text, with whose they are.
fn settings(lines: &[Line]) -> impl Iterator<Item = (Side, &Setting)> {
    lines.iter().filter_map(|l| l.statement.as_ref()).flat_map(|s| {
        let (side, all): (Side, &[Setting]) = match s {
            Statement::Setting(side, setting) => (*side, std::slice::from_ref(setting)),
            Statement::Member { config, .. } => (Side::Consumer, config),
            Statement::At { act, .. } => (Side::Consumer, &act.config),
            _ => (Side::Consumer, &[]),
        };
        all.iter().map(move |setting| (side, setting))
    })
}

/// What Kafka says of a value, whatever stands beside it.
fn refused_alone(side: Side, setting: &Setting, version: KafkaVersion) -> Option<Problem> {
    let name = setting.name.text.as_str();
    let one = RawConfig(vec![(name.to_owned(), setting.value.text.clone())]);
    let none = RawConfig::default();
    let error = match side {
        Side::Consumer => MemberConfig::read(&[&one]).err(),
        Side::Broker => {
            BrokerConfig::read(&one).err().or_else(|| ConsumerGroupConfig::read(version, &one, &none).err())
        }
        Side::Group => ConsumerGroupConfig::read(version, &none, &one).err(),
    }?;
    let is_about_it = match &error {
        ConfigError::NotParsed { name: own, .. }
        | ConfigError::TooLittle { name: own, .. }
        | ConfigError::Empty { name: own } => own == name,
        ConfigError::NoSuchAssignor { .. } | ConfigError::EmptyItem { .. } | ConfigError::NoAssignor => {
            name == "partition.assignment.strategy"
        }
        ConfigError::InstanceId { .. } => name == "group.instance.id",
        ConfigError::NotModelled { what } => what.contains(name),
        _ => false,
    };
    is_about_it.then(|| Problem::new(setting.value_at(), error.to_string(), taken(name)))
}

impl Setting {
    /// Where its value stands; its name, if it has none.
    fn value_at(&self) -> Place {
        if self.value.text.is_empty() { self.name.at } else { self.value.at }
    }
}

/// What Kafka takes for a setting.
fn taken(name: &str) -> String {
    match key(name).map(|k| k.kind) {
        Some(Kind::Int { default, min, max, .. }) => format!("{min} to {max}; where nothing is said it is {default}"),
        Some(Kind::Bool { default }) => format!("true or false; where nothing is said it is {default}"),
        Some(Kind::Text { default }) if !default.is_empty() => format!("where nothing is said it is {default}"),
        _ => String::new(),
    }
}

/// What Kafka says when the members start, in any lane.
fn together(fence: &Fence) -> Result<(), ConfigError> {
    let scenario = &fence.scenario;
    scenario.broker_config()?;
    scenario.group_config()?;
    for lane in fence.lanes() {
        for i in 0..scenario.members.len() {
            scenario.member_config(MemberIdx::at(i), *lane, &RawConfig::default())?;
        }
        for step in &scenario.script {
            if let Action::Start { member, config } = &step.action {
                scenario.member_config(*member, *lane, config)?;
            }
        }
    }
    Ok(())
}

/// A refusal at the last setting that it is about.
fn at_its_setting(lines: &[Line], error: &ConfigError) -> Problem {
    let said = error.to_string();
    // Kafka's sentences name the settings that they are about: as whole words, since some names end in others.
    let is_named = |name: &str| {
        let words = said.split(|c: char| !(c.is_ascii_alphanumeric() || ".-_".contains(c)));
        words.map(|word| word.trim_end_matches('.')).any(|word| word == name)
    };
    let about = settings(lines).filter(|(_, s)| is_named(&s.name.text)).last();
    let strategy = || settings(lines).filter(|(_, s)| s.name.text == "partition.assignment.strategy").last();
    let setting = about.or_else(strategy).map(|(_, s)| s);
    let at = setting.map(Setting::value_at).or_else(|| Some(lines.iter().find(|l| l.statement.is_some())?.at));
    Problem::new(at.unwrap_or_default(), said, setting.map_or_else(String::new, |s| taken(&s.name.text)))
}

/// A member that is started while it runs, of which a run would make nothing.
fn starts_twice(lines: &[Line], scenario: &Scenario) -> Option<Problem> {
    let there = scenario.initial.iter().flat_map(|i| &i.assignment).map(|(m, _)| *m);
    let mut running: Vec<MemberIdx> = there.collect();
    for step in &scenario.script {
        match step.action {
            Action::Start { member, .. } if running.contains(&member) => {
                let name = &scenario.members.get(member.index())?.name;
                let ms = step.at.as_millis();
                let at = lines.iter().rev().find_map(|l| match &l.statement {
                    Some(Statement::At { at, act }) if at.value == ms && act.verb.word == "start" => {
                        act.whom.iter().find(|w| w.text == *name).map(|w| w.at)
                    }
                    _ => None,
                });
                let at = at.or_else(|| Some(lines.iter().find(|l| l.statement.is_some())?.at))?;
                return Some(Problem::new(
                    at,
                    format!("{name} runs already"),
                    "close or kill it first, or start another",
                ));
            }
            Action::Start { member, .. } => running.push(member),
            Action::Close(member) | Action::Kill(member) => running.retain(|m| *m != member),
            _ => {}
        }
    }
    None
}
