//! Every setting and number in force: no hidden assumption. The page fetches it when the list is opened.

use rebalance_analysis::activity::batch_takes;
use rebalance_analysis::gather::Gather as _;
use rebalance_model::config::keys::{ASSIGNMENT_STRATEGY, ENABLE_AUTO_COMMIT, GROUP_PROTOCOL};
use rebalance_model::config::{KEYS, Key, Kind, Side};
use rebalance_model::trace::{Event, EventKind, Removal};
use rebalance_model::{BatchIdx, SimDuration};

use super::{Force, KnobId, knobs};
use crate::lab::{Lab, Lane, Latency};
use crate::session::{Session, batch_of};
use crate::text::{self, Lang};

/// The list, in the order of the table of settings, then load, run, latencies.
pub fn forces(lab: &Lab, session: &Session, latencies: &[Latency]) -> Vec<Force> {
    let words = text::source(session.lang);
    let mut out: Vec<Force> = KEYS.iter().map(|k| setting(lab, session, k)).gather();
    let own = |is_set: bool| if is_set { words.you } else { words.scenario };
    let plain = |section, name: &str, value: String, from| Force {
        section,
        name: name.to_owned(),
        value,
        from,
        ..Force::default()
    };
    let (load, set) = (&lab.scenario.load, &session.settings);
    let rate = text::whole(load.records_per_second);
    out.push(plain(words.load, "records_per_second", rate, own(set.records_per_second.is_some())));
    out.push(plain(words.load, "process_ms", text::whole(load.process.as_millis()), own(set.process.is_some())));
    out.push(plain(words.load, "poll_ms", text::whole(load.poll.as_millis()), own(set.poll.is_some())));
    if let Some((_, batch)) = batch_of(&lab.scenario) {
        out.push(plain(words.load, "batch_ms", text::whole(batch.as_millis()), own(set.batch.is_some())));
    }
    out.push(plain(words.run, "group.id", lab.group_id.clone(), words.scenario));
    let version = lab.scenario.version.name().to_owned();
    out.push(plain(words.run, "kafka", version, own(set.version.is_some())));
    let from = if session.seed == crate::session::DEFAULT_SEED { words.default_seed } else { words.you };
    out.push(plain(words.run, "seed", session.seed.to_string(), from));
    for latency in latencies {
        let value = text::duration(session.lang, latency.takes);
        out.push(plain(words.latency, latency.name, value, words.machine));
    }
    out
}

fn setting(lab: &Lab, session: &Session, key: &Key) -> Force {
    let words = text::source(session.lang);
    let (section, raw) = match key.side {
        Side::Consumer => (words.consumer, &lab.scenario.consumer),
        Side::Broker => (words.broker, &lab.scenario.broker),
        Side::Group => (words.group, &lab.scenario.group),
    };
    let default = match key.kind {
        // The broker's.
        Kind::Int { .. } if key.side == Side::Group => words.none.to_owned(),
        Kind::Int { default, .. } => default.to_string(),
        Kind::Bool { default } => default.to_string(),
        Kind::Text { default: "" } => words.none.to_owned(),
        Kind::Text { default } => simple_names(default),
    };
    let is_set = session.settings.kafka.iter().any(|(k, _)| k == key.name);
    let (value, from) = match raw.get(key.name) {
        _ if key.name == ASSIGNMENT_STRATEGY.name => (strategies(lab, session.lang), words.lane),
        _ if key.name == GROUP_PROTOCOL.name => (protocols(lab, session.lang), words.lane),
        Some(value) => (value.to_owned(), if is_set { words.you } else { words.scenario }),
        None if key.name == ENABLE_AUTO_COMMIT.name => (false.to_string(), words.recorder),
        None => (default.clone(), words.default),
    };
    let said = text::describe(session.lang, KnobId::Kafka(key.name));
    Force {
        section,
        name: key.name.to_owned(),
        value,
        default,
        bounds: bounds(key),
        from,
        since: key.since,
        help: said.help,
        cannot: said.cannot,
        usual: text::usual(session.lang, key.name),
        here: here(lab, session.lang, key),
    }
}

/// The values that Kafka takes; of a broker's bounds those that it has by default.
fn bounds(key: &Key) -> String {
    let Kind::Int { min, max, .. } = key.kind else { return String::new() };
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    let (min, max) = knobs::bounds(key).unwrap_or((whole(min), whole(max)));
    if max >= i32::MAX.unsigned_abs().into() {
        ["≥ ", &text::whole(min)].concat()
    } else {
        [&text::whole(min), " – ", &text::whole(max)].concat()
    }
}

/// What these runs say of a setting, lane by lane; empty where they say nothing.
fn here(lab: &Lab, lang: Lang, key: &Key) -> String {
    let time = |d| text::duration(lang, d);
    let says: &dyn Fn(&Lane) -> String = match key.name {
        "session.timeout.ms" | "group.consumer.session.timeout.ms" => &|lane| text::whole(expired(lane)),
        "max.poll.interval.ms" => &|lane| time(longest_batch(lane)),
        "heartbeat.interval.ms" | "group.consumer.heartbeat.interval.ms" => &|lane| time(lane.report.longest_stop),
        "partition.assignment.strategy" => &|lane| time(lane.report.stopped),
        "group.instance.id" => &|lane| text::whole(u64::from(lane.report.rebalances)),
        "enable.auto.commit" => &|lane| text::whole(lane.report.records_twice()),
        _ => return String::new(),
    };
    let lanes = lab.lanes.iter().map(|lane| [lane.title(lang), " ", &says(lane)].concat()).gather();
    [text::said_of_run(lang, key.name), ": ", &lanes.join(" · ")].concat()
}

/// Sessions that the coordinator saw expire.
fn expired(lane: &Lane) -> u64 {
    let is_expired = |e: &&Event| matches!(e.kind, EventKind::MemberRemoved(_, Removal::SessionTimeout));
    lane.trace().events.iter().filter(is_expired).count() as u64
}

fn longest_batch(lane: &Lane) -> SimDuration {
    let trace = lane.trace();
    let takes = (0..trace.batches.len()).map(|i| batch_takes(trace, BatchIdx::at(i)));
    takes.max().unwrap_or(SimDuration::ZERO)
}

/// What each lane lists.
fn strategies(lab: &Lab, lang: Lang) -> String {
    let of = |lane: &Lane| {
        let config = super::build::config(lane).filter(|c| c.consumer.is_none())?;
        let classes: Vec<&str> = config.assignors.iter().map(|a| a.class()).gather();
        Some(format!("{}: {}", lane.title(lang), classes.join(", ")))
    };
    lab.lanes.iter().filter_map(of).gather().join(" · ")
}

/// What the members of each lane speak when they first start.
fn protocols(lab: &Lab, lang: Lang) -> String {
    let of = |lane: &Lane| {
        let config = super::build::config(lane)?;
        let protocol = if config.consumer.is_some() { "consumer" } else { "classic" };
        Some(format!("{}: {protocol}", lane.title(lang)))
    };
    lab.lanes.iter().filter_map(of).gather().join(" · ")
}

/// Classes without their package.
fn simple_names(list: &str) -> String {
    list.split(',').map(|name| name.rsplit('.').next().unwrap_or(name)).gather().join(", ")
}
