//! Session ⇄ query string: what differs from the scenario's own, by one table of parameters.
//!
//! `group` · `scenario` · `myth` · `lanes` · `seed` · `t` (ms: `16029.5`) · `view` · `lang` · `theme` · `pace` · settings by their Kafka
//! names · `kafka` (its release) · `batch_ms` · `process_ms` · `records_per_second` · `poll_ms` · `act=kill:c2@16.2s`, once an act ·
//! `step=3@14s`, once a step of the script that is otherwise · `window` and `range` (ms: `14200-19500.5`), and `loop` for a
//! range that is looped · `by`, what steps go by · `card`, which member's is open where cards are folded, from 1 · `v`, the version of all this. `percent` has the encoding of single values.

mod act;
mod attribute;
mod decimal;
mod percent;

use std::rc::Rc;

pub use attribute::of_attributes;
use rebalance_analysis::gather::Gather as _;
use rebalance_model::config::{KEYS, KafkaVersion, key};
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::limits as bounds;
use rebalance_model::{MemberIdx, SimDuration, SimTime, Variant};

use crate::limits;
use crate::myth::MYTHS;
use crate::pace::Pace;
use crate::session::{DEFAULT_SEED, LoadedGroup, Recorded, Session, Settings, Stride, Theme, View};
use crate::text::Lang;

/// A part of an address that was not understood. What was understood is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlProblem {
    /// The parameter.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What is wrong.
    pub what: UrlFault,
}

/// What is wrong with a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlFault {
    /// There is no such parameter.
    UnknownName,
    /// There is no such scenario, lane, language, theme, view.
    UnknownValue,
    /// It must be a whole number.
    NotANumber,
    /// It lies outside its bounds.
    OutOfBounds,
    /// It must be like `kill:c2@16.2s`.
    NotAnAct,
    /// It stands twice.
    Twice,
    /// Broken percent-encoding.
    Encoding,
    /// More than the lab takes.
    TooMany,
    /// It was about a loaded group, which is in no address.
    Group,
    /// The address is of a version that came after this one.
    Newer,
}

/// Version of what an address says. The next one comes when an address of this one would be read as something else: when a
/// parameter is called otherwise, or a built-in scenario's script, whose steps `step` counts, is another. An address
/// without it is one of this version.
pub const VERSION: u64 = 1;

/// The lane that compares the others.
const DIFFERENCE: &str = "difference";
/// Before the variant of a lane that is a recording.
const RECORDED: &str = "recorded:";

/// What steps go by, by its name.
const STRIDES: [(&str, Stride); 6] = [
    ("story", Stride::Story),
    ("rebalance", Stride::Rebalance),
    ("stop", Stride::Stop),
    ("act", Stride::Act),
    ("message", Stride::Message),
    ("event", Stride::Event),
];

/// Problems that are told one by one; an address that is no address of ours would fill the page.
const PROBLEMS: usize = 4;
/// Characters of a name or value that are repeated in a sentence.
const REPEATED: usize = 60;

/// The session as a query string without `?`; empty for the page as it opens. A loaded group is
/// not in it, only that there was one. What was refused is not in it either, but what is shown in
/// its place; unless a claim is tried so.
pub fn write(session: &Session) -> String {
    let mut out = Query(String::new());
    let default = Session::default();
    // A claim is tried by what is asked for: that it is refused is what comes of it.
    let run = session.ran.as_deref().filter(|ran| ran.myth == session.myth).unwrap_or(session);
    if run.group.is_some() {
        out.put("group", "loaded");
    }
    if run.scenario != default.scenario && run.scenario < BUILTIN.len() {
        out.put("scenario", run.scenario_name());
    }
    if let Some(myth) = run.myth.and_then(|i| MYTHS.get(i)) {
        out.put("myth", myth.name);
    }
    // One from a file of one's own is no more in it than a group.
    let recorded = if run.group.is_none() { &run.recorded[..] } else { &[] };
    if run.lanes != run.opening() || !recorded.is_empty() || run.difference {
        let simulated = run.lanes.iter().map(|v| v.name().to_owned());
        let recorded = recorded.iter().map(|r| [RECORDED, r.variant.name()].concat());
        let difference = run.difference.then(|| DIFFERENCE.to_owned());
        out.put("lanes", &simulated.chain(recorded).chain(difference).gather().join(","));
    }
    if run.seed != DEFAULT_SEED {
        out.put("seed", &run.seed.to_string());
    }
    out.put_settings(&run.settings);
    for act in &run.acts {
        out.put("act", &act::write(act));
    }
    for step in &run.steps {
        out.put("step", &act::write_step(step));
    }
    if let Some(window) = session.window {
        out.put("window", &act::write_stretch(window));
    }
    if let Some(range) = session.range {
        out.put(if session.looping { "loop" } else { "range" }, &act::write_stretch(range));
    }
    if session.stride != default.stride {
        out.put("by", STRIDES.iter().find(|(_, stride)| *stride == session.stride).map_or("", |(name, _)| name));
    }
    if let Some(member) = session.picked {
        out.put("card", &(member.index() + 1).to_string());
    }
    if session.t > SimTime::ZERO {
        out.put("t", &milliseconds(session.t));
    }
    if session.view != default.view {
        out.put("view", session.view.name());
    }
    match session.pace {
        Pace::Adaptive => {}
        Pace::Fixed(thousandths) => out.put("pace", &thousandths.to_string()),
    }
    if session.lang != default.lang {
        out.put("lang", session.lang.tag());
    }
    if session.theme != Theme::Auto {
        out.put("theme", if session.theme == Theme::Dark { "dark" } else { "light" });
    }
    if !out.0.is_empty() {
        out.put("v", &VERSION.to_string());
    }
    out.0
}

/// Seconds without their unit, `16.2`, from milliseconds.
pub fn seconds(ms: u64) -> String {
    decimal::write(ms)
}

/// Milliseconds from seconds as somebody types them: `16.2`, `16,2 s`; no more than a run may last.
pub fn read_seconds(text: &str) -> Option<u64> {
    let text = text.trim().trim_end_matches(['s', '초']).trim_end().replace(',', ".");
    decimal::read(&text, bounds::SIMULATED_TIME.as_millis()).ok()
}

/// An instant in milliseconds, as `t` has it: steps may be less than one apart.
pub fn milliseconds(t: SimTime) -> String {
    decimal::write(t.as_micros())
}

struct Query(String);

impl Query {
    /// What differs from the scenario's own settings.
    fn put_settings(&mut self, set: &Settings) {
        if let Some(version) = set.version {
            self.put("kafka", version.name());
        }
        for (name, value) in &set.kafka {
            self.put(name, value);
        }
        let ms = |d: Option<SimDuration>| d.map(SimDuration::as_millis);
        let plain = [
            ("batch_ms", ms(set.batch)),
            ("process_ms", ms(set.process)),
            ("records_per_second", set.records_per_second),
            ("poll_ms", ms(set.poll)),
        ];
        for (name, value) in plain {
            if let Some(value) = value {
                self.put(name, &value.to_string());
            }
        }
    }

    fn put(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        percent::encode(&mut self.0, name);
        self.0.push('=');
        percent::encode(&mut self.0, value);
    }
}

/// The session that a query string (with or without `?`) asks for, over the default one, and what in it was
/// not understood. An address with `t` opens paused.
pub fn read(query: &str) -> (Session, Vec<UrlProblem>) {
    read_over(Session::default(), query)
}

fn read_over(mut session: Session, query: &str) -> (Session, Vec<UrlProblem>) {
    let mut problems = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for pair in query.trim_start_matches('?').split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let read = match (percent::decode(name), percent::decode(value)) {
            (Some(name), Some(value)) => {
                let twice = !matches!(&*name, "act" | "step") && seen.contains(&name);
                let read = if twice { Err(UrlFault::Twice) } else { parameter(&mut session, &name, &value) };
                seen.push(name.clone());
                read.map_err(|what| (name, value, what))
            }
            _ => Err((name.to_owned(), value.to_owned(), UrlFault::Encoding)),
        };
        if let Err((name, value, what)) = read
            && problems.len() < PROBLEMS
        {
            problems.push(UrlProblem { name: short(&name), value: short(&value), what });
        }
    }
    if !seen.iter().any(|name| name == "lanes") {
        session.lanes = session.opening();
    }
    (session, problems)
}

/// The same for a page in a window of `width` CSS pixels that has loaded `group`, or none: then what was done to another
/// group at an instant of its run says nothing of the built-in one. Back from a recording there is none.
pub fn read_with(query: &str, width: u32, group: Option<Rc<LoadedGroup>>) -> (Session, Vec<UrlProblem>) {
    let (mut session, problems) = read_onto(Session { group, ..Session::of_width(width) }, query);
    if session.own_scenario().is_some() {
        session.show_own();
    }
    (session, problems)
}

/// The same over `opened`, what is shown without a query, and its group.
pub fn read_onto(opened: Session, query: &str) -> (Session, Vec<UrlProblem>) {
    let has_group = opened.group.is_some();
    let (mut session, mut problems) = read_over(opened, query);
    if let Some(place) = problems.iter().position(|p| p.what == UrlFault::Group) {
        if has_group {
            problems.remove(place);
        } else {
            session.acts.clear();
            session.steps.clear();
            (session.window, session.range, session.looping, session.picked) = (None, None, false, None);
            session.t = SimTime::ZERO;
        }
    } else if session.own_scenario().is_some() {
        session.group = None;
    }
    (session, problems)
}

/// Names and values of a query, decoded; what is encoded wrongly is left out.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((percent::decode(name)?, percent::decode(value)?))
    };
    query.split('&').filter(|p| !p.is_empty()).filter_map(pair).gather()
}

/// A text as it can stand behind the `#` of an address.
pub fn fragment(text: &str) -> String {
    let mut out = String::new();
    percent::encode(&mut out, text);
    out
}

fn short(text: &str) -> String {
    match text.char_indices().nth(REPEATED) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn parameter(s: &mut Session, name: &str, value: &str) -> Result<(), UrlFault> {
    let longest = bounds::SIMULATED_TIME.as_millis();
    match name {
        "scenario" => s.scenario = BUILTIN.iter().position(|b| b.name == value).ok_or(UrlFault::UnknownValue)?,
        "myth" => s.myth = Some(MYTHS.iter().position(|m| m.name == value).ok_or(UrlFault::UnknownValue)?),
        "lanes" => (s.lanes, s.recorded, s.difference) = lanes(value)?,
        "group" => return Err(UrlFault::Group),
        "v" if number(value, u64::MAX)? > VERSION => return Err(UrlFault::Newer),
        "v" => {}
        "seed" => s.seed = value.parse().map_err(|_| UrlFault::NotANumber)?,
        "t" => {
            s.t = SimTime::from_micros(decimal::read(value, bounds::SIMULATED_TIME.as_micros())?);
            s.playing = false;
        }
        "view" => s.view = View::parse(value).ok_or(UrlFault::UnknownValue)?,
        "lang" => s.lang = Lang::parse(value).ok_or(UrlFault::UnknownValue)?,
        "theme" => {
            s.theme = match value {
                "auto" => Theme::Auto,
                "dark" => Theme::Dark,
                "light" => Theme::Light,
                _ => return Err(UrlFault::UnknownValue),
            }
        }
        "pace" => {
            let pace = Pace::Fixed(u32::try_from(number(value, u64::from(u32::MAX))?).unwrap_or(u32::MAX));
            s.pace = if Pace::CHOICES.contains(&pace) { pace } else { return Err(UrlFault::UnknownValue) };
        }
        "kafka" => s.settings.version = Some(KafkaVersion::parse(value).ok_or(UrlFault::UnknownValue)?),
        "batch_ms" => s.settings.batch = Some(SimDuration::from_millis(number(value, longest)?)),
        "process_ms" => s.settings.process = Some(SimDuration::from_millis(number(value, longest)?)),
        "records_per_second" => s.settings.records_per_second = Some(number(value, bounds::RECORDS_PER_SECOND)?),
        "poll_ms" if number(value, longest)? == 0 => return Err(UrlFault::OutOfBounds),
        "poll_ms" => s.settings.poll = Some(SimDuration::from_millis(number(value, longest)?)),
        "act" if s.acts.len() >= limits::ACTS => return Err(UrlFault::TooMany),
        "act" => s.acts.push(act::read(value)?),
        "step" => {
            let edit = act::read_step(value)?;
            let place = s.steps.partition_point(|e| e.step < edit.step);
            if s.steps.get(place).is_some_and(|e| e.step == edit.step) {
                return Err(UrlFault::Twice);
            }
            s.steps.insert(place, edit);
        }
        "window" => s.window = Some(act::read_stretch(value)?),
        "range" | "loop" => (s.range, s.looping) = (Some(act::read_stretch(value)?), name == "loop"),
        "by" => s.stride = STRIDES.iter().find(|(name, _)| *name == value).ok_or(UrlFault::UnknownValue)?.1,
        "card" => {
            let nth = u16::try_from(number(value, bounds::MEMBERS as u64)?).unwrap_or(0);
            s.picked = Some(MemberIdx(nth.checked_sub(1).ok_or(UrlFault::OutOfBounds)?));
        }
        setting => {
            let key = key(setting).ok_or(UrlFault::UnknownName)?;
            debug_assert!(KEYS.contains(&key), "a key of the table");
            s.settings.kafka.push((key.name.to_owned(), value.to_owned()));
        }
    }
    Ok(())
}

fn number(value: &str, most: u64) -> Result<u64, UrlFault> {
    let n: u64 = value.parse().map_err(|_| UrlFault::NotANumber)?;
    if n <= most { Ok(n) } else { Err(UrlFault::OutOfBounds) }
}

/// Simulated lanes, recordings beside them, and whether they are compared: `eager,recorded:eager,difference`. A recording
/// alone stands beside its variant.
fn lanes(value: &str) -> Result<(Vec<Variant>, Vec<Recorded>, bool), UrlFault> {
    let (mut list, mut recorded, mut difference) = (Vec::new(), Vec::<Recorded>::new(), false);
    for name in value.split(',') {
        if name == DIFFERENCE && !difference {
            difference = true;
            continue;
        }
        let (name, is_recorded) = name.strip_prefix(RECORDED).map_or((name, false), |name| (name, true));
        let variant = Variant::parse(name).ok_or(UrlFault::UnknownValue)?;
        let is_twice =
            if is_recorded { recorded.iter().any(|r| r.variant == variant) } else { list.contains(&variant) };
        if is_twice {
            return Err(UrlFault::UnknownValue);
        }
        if is_recorded {
            recorded.push(Recorded { variant, run: None });
        } else {
            list.push(variant);
        }
    }
    if list.is_empty() {
        list.extend(recorded.first().map(|r| r.variant));
    }
    if list.is_empty() {
        return Err(UrlFault::UnknownValue);
    }
    if list.len() + recorded.len() > limits::LANES { Err(UrlFault::TooMany) } else { Ok((list, recorded, difference)) }
}
