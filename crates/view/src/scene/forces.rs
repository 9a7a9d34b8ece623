//! Every setting and number in force: no hidden assumption.

use std::rc::Rc;

use rebalance_analysis::gather::Gather as _;
use rebalance_model::config::keys::{ASSIGNMENT_STRATEGY, ENABLE_AUTO_COMMIT, GROUP_PROTOCOL};
use rebalance_model::config::{KEYS, Key, Kind, Side};

use super::Force;
use crate::lab::Lab;
use crate::session::{Session, batch_of};
use crate::text;

/// The list, in the order of the table of settings, then load, run, latencies.
pub(super) fn list(lab: &Lab, session: &Session) -> Rc<[Force]> {
    let words = text::source(session.lang);
    let mut out: Vec<Force> = KEYS.iter().map(|k| setting(lab, session, k)).gather();
    let own = |is_set: bool| if is_set { words.you } else { words.scenario };
    let plain = |section, name: &str, value: String, from| Force {
        section,
        name: name.to_owned(),
        value,
        default: String::new(),
        from,
        since: "",
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
    for latency in lab.latencies.iter() {
        let value = text::duration(session.lang, latency.takes);
        out.push(plain(words.latency, latency.name, value, words.machine));
    }
    out.into()
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
        _ if key.name == ASSIGNMENT_STRATEGY.name => (strategies(lab), words.lane),
        _ if key.name == GROUP_PROTOCOL.name => (protocols(lab), words.lane),
        Some(value) => (value.to_owned(), if is_set { words.you } else { words.scenario }),
        None if key.name == ENABLE_AUTO_COMMIT.name => (false.to_string(), words.recorder),
        None => (default.clone(), words.default),
    };
    Force { section, name: key.name.to_owned(), value, default, from, since: key.since }
}

/// What each lane lists.
fn strategies(lab: &Lab) -> String {
    let of = |lane: &crate::lab::Lane| {
        let config = super::build::config(lane).filter(|c| c.consumer.is_none())?;
        let classes: Vec<&str> = config.assignors.iter().map(|a| a.class()).gather();
        Some(format!("{}: {}", lane.title(), classes.join(", ")))
    };
    lab.lanes.iter().filter_map(of).gather().join(" · ")
}

/// What the members of each lane speak when they first start.
fn protocols(lab: &Lab) -> String {
    let of = |lane: &crate::lab::Lane| {
        let config = super::build::config(lane)?;
        let protocol = if config.consumer.is_some() { "consumer" } else { "classic" };
        Some(format!("{}: {protocol}", lane.title()))
    };
    lab.lanes.iter().filter_map(of).gather().join(" · ")
}

/// Classes without their package.
fn simple_names(list: &str) -> String {
    list.split(',').map(|name| name.rsplit('.').next().unwrap_or(name)).gather().join(", ")
}
