//! Knobs: settings with a slider and a field, and what a value typed into one asks for.

use std::rc::Rc;

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::report::GroupPhase;
use rebalance_model::config::keys::{
    GROUP_ASSIGNMENT_INTERVAL, GROUP_HEARTBEAT_INTERVAL, GROUP_SESSION_TIMEOUT, HEARTBEAT_INTERVAL,
    INITIAL_REBALANCE_DELAY, MAX_POLL_INTERVAL, MAX_POLL_RECORDS, SESSION_TIMEOUT,
};
use rebalance_model::config::{KafkaVersion, Key, Kind};
use rebalance_model::scenario::limits;
use rebalance_model::trace::GroupType;
use rebalance_model::{Scenario, SimDuration};

use super::{Knob, KnobId};
use crate::knob::position;
use crate::lab::Lab;
use crate::session::{Action, PlanError, Session, batch_of, own_value};
use crate::text;

/// Settings with a knob; the first two stand in the foreground.
const KEYS: [&Key; 5] =
    [&SESSION_TIMEOUT, &MAX_POLL_INTERVAL, &HEARTBEAT_INTERVAL, &INITIAL_REBALANCE_DELAY, &MAX_POLL_RECORDS];

/// Those of a lane whose group is a consumer group; the first stands in the foreground.
const CONSUMER_KEYS: [&Key; 3] = [&GROUP_SESSION_TIMEOUT, &GROUP_HEARTBEAT_INTERVAL, &GROUP_ASSIGNMENT_INTERVAL];

/// The broker's own bounds, unless it is configured otherwise. Scenarios are, towards short times: only the greatest
/// values of consumer groups bound a slider.
const BOUNDS: [(&Key, u64, u64); 4] = [
    (&SESSION_TIMEOUT, 6_000, 1_800_000),
    (&GROUP_SESSION_TIMEOUT, 1_000, 60_000),
    (&GROUP_HEARTBEAT_INTERVAL, 100, 15_000),
    (&GROUP_ASSIGNMENT_INTERVAL, 0, 15_000),
];
/// Those of a setting that the broker bounds.
pub(super) fn bounds(key: &Key) -> Option<(u64, u64)> {
    BOUNDS.iter().find(|(bounded, ..)| *bounded == key).map(|(_, min, max)| (*min, *max))
}

/// Longest slow batch that the slider gives: an hour.
const LONGEST_BATCH_MS: u64 = 3_600_000;
/// Longest processing of a record that the slider gives.
const LONGEST_PROCESS_MS: u64 = 60_000;
/// Longest poll() that the slider gives.
const LONGEST_POLL_MS: u64 = 60_000;
/// Greatest seed that the slider gives; any number can be typed.
const GREATEST_SEED: u64 = 1_000;

impl KnobId {
    /// The action that gives this knob a value as typed, none if it is no whole number.
    pub fn set(self, typed: &str) -> Option<Action> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '\'' | ',')).collect();
        if let Self::Kafka(name) = self {
            return Some(Action::SetKafka(name.to_owned(), typed));
        }
        let n: u64 = typed.parse().ok()?;
        let ms = Some(SimDuration::from_millis(n));
        Some(match self {
            Self::Batch => Action::SetBatch(ms),
            Self::Process => Action::SetProcess(ms),
            Self::Poll => Action::SetPoll(ms),
            Self::RecordsPerSecond => Action::SetRecordsPerSecond(Some(n)),
            Self::Seed | Self::Kafka(_) => Action::SetSeed(n),
        })
    }

    /// The action that gives it the scenario's own value again.
    pub fn reset(self) -> Action {
        match self {
            Self::Kafka(name) => Action::ResetKafka(name.to_owned()),
            Self::Batch => Action::SetBatch(None),
            Self::Process => Action::SetProcess(None),
            Self::Poll => Action::SetPoll(None),
            Self::RecordsPerSecond => Action::SetRecordsPerSecond(None),
            Self::Seed => Action::SetSeed(crate::session::DEFAULT_SEED),
        }
    }
}

/// All knobs of a session.
pub(super) fn knobs(lab: &Lab, session: &Session) -> Rc<[Knob]> {
    let refused = session.plan(&lab.base).err();
    let shows_consumer = shows_consumer(lab);
    let build = Build { base: &lab.base, session, refused, shows_consumer };
    let mut out: Vec<Knob> = KEYS[..2].iter().map(|k| build.kafka(k, true)).gather();
    if shows_consumer {
        out.push(build.kafka(CONSUMER_KEYS[0], true));
    }
    let (load, set) = (&lab.base.load, &session.settings);
    if let Some((_, batch)) = batch_of(&lab.base) {
        let own = batch.as_millis();
        out.push(build.plain(
            KnobId::Batch,
            "batch_ms",
            (0, LONGEST_BATCH_MS),
            own,
            set.batch.map(SimDuration::as_millis),
        ));
    }
    out.extend(KEYS[2..].iter().map(|k| build.kafka(k, false)));
    if shows_consumer {
        let since = usize::from(lab.scenario.version >= KafkaVersion::V4_3);
        out.extend(CONSUMER_KEYS[1..=1 + since].iter().map(|k| build.kafka(k, false)));
    }
    let ms = |d: Option<SimDuration>| d.map(SimDuration::as_millis);
    let process = (0, LONGEST_PROCESS_MS);
    out.push(build.plain(KnobId::Process, "process_ms", process, load.process.as_millis(), ms(set.process)));
    let rate = (0, limits::RECORDS_PER_SECOND);
    out.push(build.plain(
        KnobId::RecordsPerSecond,
        "records_per_second",
        rate,
        load.records_per_second,
        set.records_per_second,
    ));
    out.push(build.plain(KnobId::Poll, "poll_ms", (1, LONGEST_POLL_MS), load.poll.as_millis(), ms(set.poll)));
    let (seed, own) = (session.seed, crate::session::DEFAULT_SEED);
    out.push(build.plain(KnobId::Seed, "seed", (0, GREATEST_SEED), own, (seed != own).then_some(seed)));
    out.into()
}

/// Whether the group of any lane is a consumer group at any time.
pub(super) fn shows_consumer(lab: &Lab) -> bool {
    let is_consumer = |phase: &GroupPhase| phase.group == GroupType::Consumer;
    lab.lanes.iter().any(|lane| lane.report.group.iter().any(is_consumer))
}

struct Build<'a> {
    base: &'a Scenario,
    session: &'a Session,
    refused: Option<PlanError>,
    shows_consumer: bool,
}

impl Build<'_> {
    fn kafka(&self, key: &Key, front: bool) -> Knob {
        let Kind::Int { default, min, max, .. } = key.kind else { unreachable!("{} is a number", key.name) };
        let whole = |n: i64| u64::try_from(n).unwrap_or(0);
        let (min, max) = bounds(key).unwrap_or((whole(min), whole(max)));
        let set = self.session.settings.kafka.iter().find(|(k, _)| k == key.name);
        let own = own_value(self.base, key.name).unwrap_or_default();
        let typed = set.map_or(&own, |(_, typed)| typed);
        let value = typed.parse().or_else(|_| own.parse()).unwrap_or(whole(default));
        let mut knob = self.knob(KnobId::Kafka(key.name), key.name, (min, max), value, typed.clone());
        knob.default = whole(default);
        knob.default_position = Some(position(knob.default, min, max));
        knob.changed = set.is_some();
        knob.front = front;
        knob.problem = self.problem(key.name);
        knob
    }

    /// Why the value of this setting is refused; a refusal that names two settings stands at both.
    fn problem(&self, name: &str) -> Option<String> {
        let sentence = text::refusal(self.session.lang, self.refused.as_ref()?);
        let is_apart = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '(' | ')');
        let names = sentence.split(is_apart).any(|word| word == name);
        names.then_some(sentence)
    }

    fn plain(&self, id: KnobId, name: &'static str, bounds: (u64, u64), own: u64, set: Option<u64>) -> Knob {
        let value = set.unwrap_or(own);
        let mut knob = self.knob(id, name, bounds, value, value.to_string());
        knob.default = own;
        knob.changed = set.is_some_and(|v| v != own);
        knob.front = id == KnobId::Batch;
        knob.problem = self.problem(name);
        knob
    }

    fn knob(&self, id: KnobId, name: &'static str, (min, max): (u64, u64), value: u64, typed: String) -> Knob {
        let said = text::describe(self.session.lang, id);
        Knob {
            id,
            name,
            help: said.help,
            cannot: said.cannot,
            note: if self.shows_consumer { text::under_consumer(self.session.lang, name) } else { "" },
            min,
            max,
            value,
            typed,
            position: position(value, min, max),
            default_position: None,
            default: value,
            spoken: text::spoken_value(self.session.lang, id, value),
            changed: false,
            front: false,
            problem: None,
        }
    }
}
