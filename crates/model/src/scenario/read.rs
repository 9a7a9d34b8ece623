//! From JSON to a valid [`Scenario`], with the place of whatever is wrong.

use thiserror::Error;

use super::json::Json;
use super::{Action, Initial, Load, MemberSpec, Scenario, Step, Topic, Variant, limits};
use crate::config::{KafkaVersion, RawConfig};
use crate::id::{Generation, MemberIdx, TopicIdx};
use crate::name::why_invalid;
use crate::time::{SimDuration, SimTime};

/// A scenario that cannot be read: where, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{at}: {what}")]
pub struct ScenarioError {
    /// The place, as a path (`script[2].at_ms`); `scenario` for the whole.
    pub at: String,
    /// What is wrong, as a clause.
    pub what: String,
}

type Result<T> = std::result::Result<T, ScenarioError>;

#[cold]
fn wrong<T>(at: impl Into<String>, what: impl Into<String>) -> Result<T> {
    Err(ScenarioError { at: at.into(), what: what.into() })
}

/// An object and its path.
struct Object<'a> {
    at: String,
    entries: &'a [(String, Json)],
}

impl<'a> Object<'a> {
    fn of(value: &'a Json, at: &str) -> Result<Self> {
        match value {
            Json::Object(entries) => Ok(Self { at: at.to_owned(), entries }),
            other => wrong(at, format!("must be an object, not {}", other.kind())),
        }
    }

    fn path(&self, key: &str) -> String {
        if self.at == "scenario" { key.to_owned() } else { format!("{}.{key}", self.at) }
    }

    fn get(&self, key: &str) -> Option<&'a Json> {
        self.entries.iter().find(|(k, _)| k == key).map(|(_, v)| v).filter(|v| **v != Json::Null)
    }

    fn need(&self, key: &str) -> Result<&'a Json> {
        self.get(key).map_or_else(|| wrong(self.path(key), "is missing"), Ok)
    }

    fn text(&self, key: &str) -> Result<Option<&'a str>> {
        match self.get(key) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(other) => wrong(self.path(key), format!("must be text, not {}", other.kind())),
        }
    }

    fn whole(&self, key: &str) -> Result<Option<u64>> {
        match self.get(key) {
            None => Ok(None),
            Some(value) => whole(value, &self.path(key)).map(Some),
        }
    }

    fn object(&self, key: &str) -> Result<Option<Object<'a>>> {
        self.get(key).map(|v| Object::of(v, &self.path(key))).transpose()
    }

    fn list(&self, key: &str) -> Result<&'a [Json]> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Json::List(list)) => Ok(list),
            Some(other) => wrong(self.path(key), format!("must be a list, not {}", other.kind())),
        }
    }

    fn only(&self, known: &[&str]) -> Result<()> {
        match self.entries.iter().find(|(k, _)| !known.contains(&k.as_str())) {
            None => Ok(()),
            Some((k, _)) => wrong(self.path(k), format!("is not known here; known are {}", known.join(", "))),
        }
    }

    fn config(&self, skip: &str) -> Result<RawConfig> {
        let mut raw = RawConfig::default();
        for (key, value) in self.entries.iter().filter(|(k, _)| k != skip) {
            let typed = match value {
                Json::Text(text) => text.clone(),
                Json::Int(n) => n.to_string(),
                Json::Bool(b) => b.to_string(),
                other => {
                    return wrong(
                        self.path(key),
                        format!("must be text, a whole number or a boolean, not {}", other.kind()),
                    );
                }
            };
            raw.set(key, typed);
        }
        Ok(raw)
    }
}

fn whole(value: &Json, at: &str) -> Result<u64> {
    match value {
        Json::Int(n) if *n >= 0 => Ok(n.unsigned_abs()),
        Json::Int(n) => wrong(at, format!("must not be negative, and is {n}")),
        Json::Float(_) => wrong(at, "must be a whole number"),
        other => wrong(at, format!("must be a whole number, not {}", other.kind())),
    }
}

fn millis(value: u64, at: &str) -> Result<u64> {
    let most = limits::SIMULATED_TIME.as_millis();
    if value <= most { Ok(value) } else { wrong(at, format!("is {value} ms; a run holds {most} ms at most")) }
}

fn name(text: &str, at: &str) -> Result<String> {
    match text {
        "" => wrong(at, "a name must not be empty"),
        t if t.len() > limits::NAME_BYTES => {
            wrong(at, format!("the name has {} bytes, more than {}", t.len(), limits::NAME_BYTES))
        }
        t => Ok(t.to_owned()),
    }
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn from_json(value: &Json) -> Result<Self> {
        let top = Object::of(value, "scenario")?;
        top.only(&[
            "name",
            "title",
            "topics",
            "load",
            "broker",
            "consumer",
            "group",
            "members",
            "script",
            "duration_ms",
            "variants",
            "initial",
            "member_ids",
            "alone",
            "kafka",
        ])?;
        let settings = |key| top.object(key)?.map_or_else(|| Ok(RawConfig::default()), |o| o.config(""));
        let mut scenario = Self {
            name: name(top.text("name")?.unwrap_or("unnamed"), "name")?,
            title: top.text("title")?.unwrap_or_default().to_owned(),
            topics: topics(&top)?,
            load: load(&top)?,
            broker: settings("broker")?,
            consumer: settings("consumer")?,
            group: settings("group")?,
            version: version(&top)?,
            members: members(&top)?,
            script: Vec::new(),
            duration: SimDuration::from_millis(millis(whole(top.need("duration_ms")?, "duration_ms")?, "duration_ms")?),
            variants: variants(&top)?,
            initial: None,
            member_ids: member_ids(&top)?,
        };
        scenario.script = script(&top, &scenario)?;
        scenario.initial = initial(&top, &scenario)?;
        Ok(scenario)
    }
}

fn version(top: &Object<'_>) -> Result<KafkaVersion> {
    match top.text("kafka")? {
        None => Ok(KafkaVersion::default()),
        Some(text) => KafkaVersion::parse(text).map_or_else(
            || wrong("kafka", format!("{text} is none of {}", KafkaVersion::ALL.map(KafkaVersion::name).join(", "))),
            Ok,
        ),
    }
}

/// What patterns have, and no name of a topic may (`Topic.LEGAL_CHARS`).
const OF_PATTERNS: [char; 13] = ['*', '+', '?', '^', '$', '|', '(', ')', '[', ']', '{', '}', '\\'];

fn topics(top: &Object<'_>) -> Result<Vec<Topic>> {
    let object = Object::of(top.need("topics")?, "topics")?;
    let mut list: Vec<Topic> = Vec::new();
    let mut total = 0usize;
    for (key, value) in object.entries {
        let at = object.path(key);
        let partitions = whole(value, &at)?;
        total = total.saturating_add(usize::try_from(partitions).unwrap_or(usize::MAX));
        if total > limits::PARTITIONS {
            return wrong(at, format!("more than {} partitions in all", limits::PARTITIONS));
        }
        if list.iter().any(|t| t.name == *key) {
            return wrong(at, "stands twice");
        }
        if key.contains(OF_PATTERNS) {
            return wrong(at, "is a pattern: subscriptions by regular expression are not modelled, name the topics");
        }
        if partitions == 0 {
            return wrong(at, "Number of partitions was set to an invalid non-positive value.");
        }
        if key.is_empty() {
            return wrong(at, "The given topic name '' cannot be represented in a request.");
        }
        if let Some(why) = why_invalid(key) {
            return wrong(at, format!("Topic name is invalid: {why}"));
        }
        list.push(Topic { name: key.clone(), partitions: u32::try_from(partitions).unwrap_or(u32::MAX) });
    }
    if list.is_empty() { wrong("topics", "has no partition") } else { Ok(list) }
}

fn load(top: &Object<'_>) -> Result<Load> {
    let Some(object) = top.object("load")? else {
        return Ok(Load {
            records_per_second: 4,
            process: SimDuration::from_millis(5),
            poll: SimDuration::from_millis(100),
        });
    };
    object.only(&["records_per_second", "process_ms", "poll_ms"])?;
    let ms = |key, default| -> Result<SimDuration> {
        let value = object.whole(key)?.unwrap_or(default);
        Ok(SimDuration::from_millis(millis(value, &object.path(key))?))
    };
    let records_per_second = object.whole("records_per_second")?.unwrap_or(4);
    if records_per_second > limits::RECORDS_PER_SECOND {
        return wrong(
            "load.records_per_second",
            format!("is {records_per_second}, more than {}", limits::RECORDS_PER_SECOND),
        );
    }
    let load = Load { records_per_second, process: ms("process_ms", 5)?, poll: ms("poll_ms", 100)? };
    if load.poll == SimDuration::ZERO { wrong("load.poll_ms", "must be at least 1") } else { Ok(load) }
}

fn members(top: &Object<'_>) -> Result<Vec<MemberSpec>> {
    let object = Object::of(top.need("members")?, "members")?;
    if object.entries.len() > limits::MEMBERS {
        return wrong("members", format!("has {} members, more than {}", object.entries.len(), limits::MEMBERS));
    }
    let mut list: Vec<MemberSpec> = Vec::new();
    for (key, value) in object.entries {
        let own = Object::of(value, &object.path(key))?;
        if list.iter().any(|m| m.name == *key) {
            return wrong(own.at, "stands twice");
        }
        let process = matches!(own.get("process"), Some(Json::Bool(true)));
        list.push(MemberSpec { name: name(key, &own.at)?, config: own.config("process")?, process });
    }
    if list.is_empty() { wrong("members", "is empty") } else { Ok(list) }
}

fn variants(top: &Object<'_>) -> Result<Vec<Variant>> {
    let mut list = Vec::new();
    for (i, value) in top.list("variants")?.iter().enumerate() {
        let at = format!("variants[{i}]");
        match value {
            Json::Text(text) => match Variant::parse(text) {
                Some(v) => list.push(v),
                None => {
                    return wrong(
                        at,
                        format!("{text} is no variant; there are {}", Variant::ALL.map(Variant::name).join(", ")),
                    );
                }
            },
            other => return wrong(at, format!("must be text, not {}", other.kind())),
        }
    }
    Ok(list)
}

fn member_ids(top: &Object<'_>) -> Result<Vec<(String, String)>> {
    let Some(object) = top.object("member_ids")? else { return Ok(Vec::new()) };
    object
        .entries
        .iter()
        .map(|(alias, _)| Ok((alias.clone(), object.text(alias)?.unwrap_or_default().to_owned())))
        .collect()
}

fn script(top: &Object<'_>, scenario: &Scenario) -> Result<Vec<Step>> {
    let list = top.list("script")?;
    if list.len() > limits::STEPS {
        return wrong("script", format!("has {} steps, more than {}", list.len(), limits::STEPS));
    }
    let mut steps = Vec::with_capacity(list.len());
    for (i, value) in list.iter().enumerate() {
        let step = Object::of(value, &format!("script[{i}]"))?;
        let at = millis(whole(step.need("at_ms")?, &step.path("at_ms"))?, &step.path("at_ms"))?;
        steps.push(Step { at: SimTime::from_millis(at), action: action(&step, scenario)? });
    }
    let mut order: Vec<(usize, Step)> = steps.into_iter().enumerate().collect();
    crate::order::sort_by_key(&mut order, |(_, s)| s.at);
    check_growth(&order, scenario)?;
    Ok(order.into_iter().map(|(_, step)| step).collect())
}

/// A topic can only grow (`InvalidPartitionsException`), and not beyond the limit.
fn check_growth(steps: &[(usize, Step)], scenario: &Scenario) -> Result<()> {
    let mut counts: Vec<u32> = scenario.topics.iter().map(|t| t.partitions).collect();
    for (i, step) in steps {
        let Action::AddPartitions(topic, total) = step.action else { continue };
        let at = || format!("script[{i}].total");
        let now = counts[topic.index()];
        if total == now {
            return wrong(at(), format!("Topic already has {now} partition(s)."));
        }
        if total < now {
            return wrong(
                at(),
                format!(
                    "The topic {} currently has {now} partition(s); {total} would not be an increase.",
                    scenario.topics[topic.index()].name
                ),
            );
        }
        counts[topic.index()] = total;
        if counts.iter().fold(0usize, |sum, n| sum.saturating_add(*n as usize)) > limits::PARTITIONS {
            return wrong(at(), format!("more than {} partitions in all", limits::PARTITIONS));
        }
    }
    Ok(())
}

fn action(step: &Object<'_>, scenario: &Scenario) -> Result<Action> {
    let what = step.text("do")?;
    let Some(what) = what else { return wrong(step.path("do"), "is missing") };
    let member = || -> Result<MemberIdx> {
        let Some(who) = step.text("member")? else { return wrong(step.path("member"), "is missing") };
        scenario
            .member_named(who)
            .map_or_else(|| wrong(step.path("member"), format!("{who} is no member of this scenario")), Ok)
    };
    let ms = || -> Result<SimDuration> {
        let value = whole(step.need("ms")?, &step.path("ms"))?;
        Ok(SimDuration::from_millis(millis(value, &step.path("ms"))?))
    };
    Ok(match what {
        "start" => Action::Start {
            member: member()?,
            config: step.object("config")?.map_or_else(|| Ok(RawConfig::default()), |o| o.config(""))?,
        },
        "close" => Action::Close(member()?),
        "kill" => Action::Kill(member()?),
        "stall" => Action::Stall(member()?, ms()?),
        "stall_revoke" => Action::StallRevoke(member()?, ms()?),
        "throw" => Action::Throw(member()?),
        "enforce_rebalance" => Action::EnforceRebalance(member()?),
        "network_down" => Action::NetworkDown(member()?, ms()?),
        "freeze" => Action::Freeze(member()?, ms()?),
        "delay" => Action::Delay(member()?, ms()?),
        "restart_broker" => Action::RestartBroker(ms()?),
        "add_partitions" => {
            let topic = step.text("topic")?.unwrap_or_default();
            let Some(at) = scenario.topics.iter().position(|t| t.name == topic) else {
                return wrong(step.path("topic"), format!("{topic} is no topic of this scenario"));
            };
            let total = whole(step.need("total")?, &step.path("total"))?;
            Action::AddPartitions(TopicIdx::at(at), u32::try_from(total).unwrap_or(u32::MAX))
        }
        other => return wrong(step.path("do"), format!("{other} is no action")),
    })
}

fn initial(top: &Object<'_>, scenario: &Scenario) -> Result<Option<Initial>> {
    let Some(object) = top.object("initial")? else { return Ok(None) };
    object.only(&["state", "generation", "assignment", "offsets"])?;
    match object.text("state")? {
        None | Some("Stable" | "Empty") => {}
        Some(other) => {
            return wrong(object.path("state"), format!("{other}: only Stable and Empty groups can be started from"));
        }
    }
    let generation = i32::try_from(object.whole("generation")?.unwrap_or(0)).unwrap_or(i32::MAX);
    let mut out = Initial { generation: Generation(generation), ..Initial::default() };
    let mut taken = vec![false; scenario.partition_count()];
    for (who, value) in object.object("assignment")?.map_or(&[][..], |o| o.entries) {
        let at = format!("initial.assignment.{who}");
        let Some(member) = scenario.member_named(who) else { return wrong(at, "is no member of this scenario") };
        let Json::List(list) = value else { return wrong(at, format!("must be a list, not {}", value.kind())) };
        let mut held = Vec::with_capacity(list.len());
        for p in list {
            let known = if let Json::Text(name) = p { scenario.partition_named(name) } else { None };
            let Some(p) = known else { return wrong(at, "names a partition that no topic has") };
            if std::mem::replace(&mut taken[p.index()], true) {
                return wrong(at, format!("{} is held twice", scenario.partition_name(p)));
            }
            held.push(p);
        }
        crate::order::sort(&mut held);
        out.assignment.push((member, held));
    }
    for (name, value) in object.object("offsets")?.map_or(&[][..], |o| o.entries) {
        let at = format!("initial.offsets.{name}");
        let Some(p) = scenario.partition_named(name) else { return wrong(at, "is a partition that no topic has") };
        match value {
            Json::List(pair) if pair.len() == 2 => {
                let committed = if pair[0] == Json::Null { None } else { Some(whole(&pair[0], &at)?) };
                let end = whole(&pair[1], &at)?;
                if committed.is_some_and(|c| c > end) {
                    return wrong(at, "the committed offset lies behind the log end");
                }
                out.offsets.push((p, committed, end));
            }
            _ => return wrong(at, "must be [committed, log end]"),
        }
    }
    crate::order::sort_by_key(&mut out.offsets, |o| o.0);
    Ok(Some(out))
}
