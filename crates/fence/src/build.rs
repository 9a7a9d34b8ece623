//! A scenario of statements: they fill the tree that the JSON form is read from, each with its place in the text, so that
//! whatever that reader refuses is told where it stands.

use std::collections::BTreeMap;

use rebalance_model::config::Side;
use rebalance_model::scenario::json::Json;
use rebalance_model::scenario::limits;
use rebalance_model::{Scenario, SimDuration, SimTime, Variant};

use crate::expect::Expectation;
use crate::parse;
use crate::problem::{Place, Problem};
use crate::syntax::{Act, Line, Number, Setting, Statement, Takes, Word};
use crate::{check, near};

/// What a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// What happens.
    pub scenario: Scenario,
    /// The lanes that the text names; none if it leaves them open.
    pub named: Vec<Variant>,
    /// The seed of its runs, if the text says one.
    pub seed: Option<u64>,
    /// The instant that a figure shows first, if the text says one; else the beginning.
    pub at: Option<SimTime>,
    /// What is expected of them.
    pub expectations: Vec<Expectation>,
}

/// Lanes of a text that names none: those that the page opens with.
const LANES: [Variant; 2] = [Variant::Eager, Variant::Cooperative];

impl Fence {
    /// A scenario of which nothing more is said.
    pub const fn of(scenario: Scenario) -> Self {
        Self { scenario, named: Vec::new(), seed: None, at: None, expectations: Vec::new() }
    }

    /// The lanes that it is run in: those that it names; else the page's, if the scenario is one for them; else the
    /// scenario's own.
    pub fn lanes(&self) -> &[Variant] {
        let own = &self.scenario.variants;
        let has_all = own.is_empty() || LANES.iter().all(|lane| own.contains(lane));
        match (self.named.is_empty(), has_all) {
            (false, _) => &self.named,
            (true, true) => &LANES,
            (true, false) => own,
        }
    }
}

/// What a scenario is called that has no name, as its JSON form has it.
pub(crate) const DEFAULT_NAME: &str = "unnamed";

/// A run that says nothing of its length goes on for so long after the last act, ms.
const AFTER_LAST: u64 = 15_000;

/// The length of such a run, with its last act at `last`, ms.
pub(crate) fn usual_duration(last: Option<u64>) -> SimDuration {
    SimDuration::from_millis(last.unwrap_or(0).saturating_add(AFTER_LAST)).min(limits::SIMULATED_TIME)
}

/// Reads a text. `builtin` finds the scenario that `scenario NAME` is about.
///
/// # Errors
/// All lines that cannot be read; or, if each can, all settings that Kafka refuses by themselves; or the first thing
/// that is wrong with the whole.
pub fn read(text: &str, builtin: &dyn Fn(&str) -> Option<Scenario>) -> Result<Fence, Vec<Problem>> {
    let (lines, mut problems) = parse::lines(text);
    let mut draft = Draft::default();
    draft.begin(&lines, builtin, &mut problems);
    for line in &lines {
        if let Some(statement) = &line.statement {
            draft.take(statement, line.at, &mut problems);
        }
    }
    if !problems.is_empty() {
        problems.sort_by_key(|p| p.at);
        return Err(problems);
    }
    let end = lines.iter().rev().find(|l| l.statement.is_some()).map_or(Place::default(), |l| l.at);
    draft.finish(end).map_err(|p| vec![p])?;
    let scenario =
        Scenario::from_json(&Json::Object(draft.json.clone())).map_err(|e| vec![draft.told(&e.at, &e.what)])?;
    let fence =
        Fence { scenario, named: draft.named, seed: draft.seed, at: draft.at, expectations: draft.expectations };
    check::check(&lines, &fence)?;
    Ok(fence)
}

type Object = Vec<(String, Json)>;

/// The tree as far as it is filled.
#[derive(Default)]
struct Draft {
    json: Object,
    /// Where in the text something of the tree stands, by the reader's name of its place.
    places: BTreeMap<String, Place>,
    /// Names of members, and whether a line says that these are all.
    members: Vec<String>,
    has_members: bool,
    /// The last act, ms.
    last: Option<u64>,
    steps: usize,
    /// How many of them are the built-in scenario's.
    built_in: usize,
    named: Vec<Variant>,
    seed: Option<u64>,
    at: Option<SimTime>,
    expectations: Vec<Expectation>,
}

/// A value of an object, made an empty object if it is not there.
fn part<'a>(of: &'a mut Object, key: &str) -> &'a mut Object {
    let at = slot(of, key);
    if !matches!(of[at].1, Json::Object(_)) {
        of[at].1 = Json::Object(Vec::new());
    }
    match &mut of[at].1 {
        Json::Object(entries) => entries,
        _ => unreachable!("it has just been made one"),
    }
}

/// The place of a key in an object.
fn slot(of: &mut Object, key: &str) -> usize {
    of.iter().position(|(k, _)| k == key).unwrap_or_else(|| {
        of.push((key.to_owned(), Json::Null));
        of.len() - 1
    })
}

fn set(of: &mut Object, key: &str, value: Json) {
    let at = slot(of, key);
    of[at].1 = value;
}

fn text(word: &Word) -> Json {
    Json::from(word.text.as_str())
}

const fn side(side: Side) -> &'static str {
    match side {
        Side::Consumer => "consumer",
        Side::Broker => "broker",
        Side::Group => "group",
    }
}

impl Draft {
    /// Begins with the built-in scenario that the text is about, if it is about one.
    fn begin(&mut self, lines: &[Line], builtin: &dyn Fn(&str) -> Option<Scenario>, problems: &mut Vec<Problem>) {
        let mut statements = lines.iter().filter_map(|l| Some((l.statement.as_ref()?, l.at)));
        let Some((Statement::Scenario(name), at)) = statements.next() else { return };
        self.places.insert("scenario".to_owned(), at);
        let Some(base) = builtin(&name.text) else {
            let known = rebalance_model::scenario::builtin::BUILTIN.iter().map(|b| b.name);
            let what = format!("{} is no built-in scenario", name.text);
            problems.push(Problem::new(name.at, what, near::hint(&name.text, known)));
            return;
        };
        self.members = base.members.iter().map(|m| m.name.clone()).collect();
        self.last = base.script.last().map(|s| s.at.as_millis());
        (self.steps, self.built_in) = (base.script.len(), base.script.len());
        if let Json::Object(entries) = base.to_json() {
            self.json = entries;
        }
    }

    /// Says where something stands; that it stands there alone.
    fn once(&mut self, path: &str, at: Place, problems: &mut Vec<Problem>) -> bool {
        match self.places.insert(path.to_owned(), at) {
            None => true,
            Some(before) => {
                let help = format!("it stands in line {} already", before.line);
                problems.push(Problem::new(at, "this stands twice", help));
                false
            }
        }
    }

    fn take(&mut self, statement: &Statement, at: Place, problems: &mut Vec<Problem>) {
        match statement {
            Statement::Scenario(_) => {
                if self.places.get("scenario") != Some(&at) {
                    problems.push(Problem::new(
                        at,
                        "the built-in scenario comes first",
                        "put this line above the others",
                    ));
                }
            }
            Statement::Name(name) => self.top("name", name.at, text(name), problems),
            Statement::Title(title) => self.top("title", title.at, text(title), problems),
            Statement::Topic(name, n) => {
                self.once(&format!("topics.{}", name.text), n.at, problems);
                set(part(&mut self.json, "topics"), &name.text, Json::from(n.value));
            }
            Statement::Members(names) => names.iter().for_each(|name| self.member(name, false, &[], problems)),
            Statement::Member { name, process, config } => self.member(name, *process, config, problems),
            Statement::Setting(of, setting) => {
                let of = side(*of);
                self.once(&format!("{of}.{}", setting.name.text), setting.name.at, problems);
                set(part(&mut self.json, of), &setting.name.text, text(&setting.value));
            }
            Statement::Load { rate, process, poll } => {
                self.once("load", at, problems);
                for (key, value) in [("records_per_second", rate), ("process_ms", process), ("poll_ms", poll)] {
                    if let Some(n) = value {
                        self.places.insert(format!("load.{key}"), n.at);
                        set(part(&mut self.json, "load"), key, Json::from(n.value));
                    }
                }
            }
            Statement::Kafka(release) => self.top("kafka", release.at, text(release), problems),
            Statement::Lanes(lanes) => self.lanes(lanes, at, problems),
            Statement::Seed(n) => {
                self.once("seed", at, problems);
                self.seed = Some(n.value);
            }
            Statement::T(n) => {
                self.once("t", at, problems);
                self.at = Some(SimTime::from_micros(n.value));
            }
            Statement::Run(n) => self.top("duration_ms", n.at, Json::from(n.value), problems),
            Statement::At { at, act } => self.act(*at, act),
            Statement::Expect(expectation) => self.expectations.push(*expectation),
            there => self.there(there, at, problems),
        }
    }

    fn top(&mut self, key: &str, at: Place, value: Json, problems: &mut Vec<Problem>) {
        self.once(key, at, problems);
        set(&mut self.json, key, value);
    }

    fn lanes(&mut self, lanes: &[(Variant, Place)], at: Place, problems: &mut Vec<Problem>) {
        self.once("variants", at, problems);
        for (i, (lane, at)) in lanes.iter().enumerate() {
            if lanes[..i].iter().any(|(other, _)| other == lane) {
                problems.push(Problem::new(*at, format!("{lane} is a lane already"), ""));
            }
        }
        self.named = lanes.iter().map(|(lane, _)| *lane).collect();
        let names = lanes.iter().map(|(lane, _)| Json::from(lane.name())).collect();
        set(&mut self.json, "variants", Json::List(names));
    }

    fn member(&mut self, name: &Word, process: bool, config: &[Setting], problems: &mut Vec<Problem>) {
        let path = format!("members.{}", name.text);
        if !self.once(&path, name.at, problems) {
            return;
        }
        self.has_members = true;
        if !self.members.contains(&name.text) {
            self.members.push(name.text.clone());
        }
        let own = part(part(&mut self.json, "members"), &name.text);
        if process {
            set(own, "process", Json::Bool(true));
        }
        for s in config {
            set(own, &s.name.text, text(&s.value));
        }
        for s in config {
            self.once(&format!("{path}.{}", s.name.text), s.name.at, problems);
        }
    }

    fn act(&mut self, at: Number, act: &Act) {
        self.last = self.last.max(Some(at.value));
        let whom: Vec<Option<&Word>> =
            if act.whom.is_empty() { vec![None] } else { act.whom.iter().map(Some).collect() };
        for whom in whom {
            let path = format!("script[{}]", self.steps);
            self.steps += 1;
            let mut step = Vec::new();
            let mut put = |key: &str, value, at| {
                self.places.insert(format!("{path}.{key}"), at);
                step.push((key.to_owned(), value));
            };
            put("at_ms", Json::from(at.value), at.at);
            put("do", Json::from(act.verb.json), act.verb_at);
            let of_topic = act.verb.takes == Takes::TopicAndCount;
            if let Some(whom) = whom {
                put(if of_topic { "topic" } else { "member" }, text(whom), whom.at);
            }
            if let Some(n) = act.number {
                put(if of_topic { "total" } else { "ms" }, Json::from(n.value), n.at);
            }
            if !act.config.is_empty() {
                let own = act.config.iter().map(|s| (s.name.text.clone(), text(&s.value))).collect();
                step.push(("config".to_owned(), Json::Object(own)));
            }
            let script = slot(&mut self.json, "script");
            match &mut self.json[script].1 {
                Json::List(list) => list.push(Json::Object(step)),
                other => *other = Json::List(vec![Json::Object(step)]),
            }
        }
    }

    /// The group that is there when the clock starts, and member ids.
    fn there(&mut self, statement: &Statement, at: Place, problems: &mut Vec<Problem>) {
        match statement {
            Statement::Generation(n) => {
                self.once("initial.generation", n.at, problems);
                set(part(&mut self.json, "initial"), "generation", Json::from(n.value));
            }
            Statement::Holds(who, held) => {
                self.once(&format!("initial.assignment.{}", who.text), at, problems);
                let held = held.iter().map(text).collect();
                set(part(part(&mut self.json, "initial"), "assignment"), &who.text, Json::List(held));
            }
            Statement::Offset { partition, committed, end } => {
                self.once(&format!("initial.offsets.{}", partition.text), at, problems);
                let pair = vec![committed.map_or(Json::Null, |n| Json::from(n.value)), Json::from(end.value)];
                set(part(part(&mut self.json, "initial"), "offsets"), &partition.text, Json::List(pair));
            }
            Statement::Id(start, id) => {
                self.once(&format!("member_ids.{}", start.text), at, problems);
                set(part(&mut self.json, "member_ids"), &start.text, text(id));
            }
            _ => {}
        }
    }

    /// What the text leaves open: members that only acts name, and the length of the run.
    fn finish(&mut self, end: Place) -> Result<(), Problem> {
        let lacks = |what: &str, help: &str| Err(Problem::new(end, what, help));
        if part(&mut self.json, "topics").is_empty() {
            return lacks("there is no topic", "a line such as: topic orders 6");
        }
        if !self.has_members {
            self.bring_members()?;
        }
        if part(&mut self.json, "members").is_empty() {
            return lacks("there is no member", "a line such as: at 0s start c1");
        }
        if !self.places.contains_key("duration_ms") {
            let own = self.json.iter().find(|(k, _)| k == "duration_ms").map(|(_, v)| v.clone());
            let usual = Json::from(usual_duration(self.last).as_millis());
            let longer = match (own, &usual) {
                // A built-in scenario to which no act comes is as long as it is.
                (Some(Json::Int(own)), Json::Int(usual)) if own >= *usual || self.steps == self.built_in => {
                    Json::Int(own)
                }
                _ => usual,
            };
            set(&mut self.json, "duration_ms", longer);
        }
        Ok(())
    }

    fn bring_members(&mut self) -> Result<(), Problem> {
        let mut named: Vec<(String, Place)> = Vec::new();
        for step in 0..self.steps {
            let path = format!("script[{step}].member");
            let (Some(at), Some((_, Json::List(script)))) =
                (self.places.get(&path), self.json.iter().find(|(k, _)| k == "script"))
            else {
                continue;
            };
            if let Some(Json::Text(name)) = script.get(step).and_then(|s| s.get("member")) {
                named.push((name.clone(), *at));
            }
        }
        for (name, at) in named {
            if self.members.contains(&name) {
                continue;
            }
            // C3 is how the page shows c3, and hardly meant as another one.
            if let Some(known) = self.members.iter().find(|known| known.eq_ignore_ascii_case(&name)) {
                return Err(Problem::new(at, format!("{name} is no member"), format!("did you mean {known}?")));
            }
            part(part(&mut self.json, "members"), &name);
            self.members.push(name);
        }
        Ok(())
    }

    /// What the reader says, at its place in the text.
    fn told(&self, at: &str, what: &str) -> Problem {
        let mut path = at;
        let place = loop {
            if let Some(place) = self.places.get(path) {
                break *place;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => break Place { line: 1, column: 1, width: 0 },
            }
        };
        let subject = at.rsplit(['.', ']']).next().unwrap_or_default();
        let subject = match subject {
            "at_ms" => "the instant",
            "duration_ms" => "run",
            "process_ms" => "process",
            "poll_ms" => "poll",
            "records_per_second" => "the load",
            "ms" => "how long it lasts",
            "total" | "member" | "topic" => "",
            other => other,
        };
        let apart = if subject.is_empty() { "" } else { ": " };
        let members = || self.members.iter().map(String::as_str);
        let help = if what.ends_with("is no member of this scenario") {
            near::hint(what.split(' ').next().unwrap_or_default(), members())
        } else {
            String::new()
        };
        Problem::new(place, [subject, apart, what].concat(), help)
    }
}
