//! What the keys of a properties file mean: which of them the lab reads, which Kafka has besides, and whether Kafka
//! would take their values.

use rebalance_model::config::{AssignorName, Key, Kind, RawConfig, key};

use crate::properties::Property;
use crate::read::excerpt;
use crate::report::{Assumption, Place, Problem, Refusal, Report, Understood};

/// What the properties of one source come to.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) file: String,
    /// `group.id` and its line.
    pub(crate) group: Option<(String, usize)>,
    /// Settings that the lab reads and Kafka takes.
    pub(crate) config: RawConfig,
}

/// What a key is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known {
    /// A setting that the lab reads.
    Read(&'static Key),
    /// `group.id`: whose settings these are.
    GroupId,
    /// One of Kafka's that has no part in what is simulated.
    WithoutPart,
    /// None of Kafka's.
    Unknown,
}

/// `ConsumerConfig` of Kafka 4.3, without what [`rebalance_model::config`] has.
const WITHOUT_PART: &[&str] = &[
    "allow.auto.create.topics",
    "auto.include.jmx.reporter",
    "auto.offset.reset",
    "bootstrap.servers",
    "check.crcs",
    "client.dns.lookup",
    "client.id",
    "client.rack",
    "config.providers",
    "connections.max.idle.ms",
    "default.api.timeout.ms",
    "enable.metrics.push",
    "exclude.internal.topics",
    "fetch.max.bytes",
    "fetch.min.bytes",
    "interceptor.classes",
    "internal.leave.group.on.close",
    "isolation.level",
    "key.deserializer",
    "max.partition.fetch.bytes",
    "metric.reporters",
    "receive.buffer.bytes",
    "request.timeout.ms",
    "retry.backoff.max.ms",
    "security.protocol",
    "security.providers",
    "send.buffer.bytes",
    "value.deserializer",
];

/// Families of `ConsumerConfig` keys, security and configuration providers among them.
const WITHOUT_PART_PREFIXES: &[&str] = &[
    "config.providers.",
    "metadata.",
    "metrics.",
    "reconnect.backoff.",
    "sasl.",
    "share.",
    "socket.connection.setup.timeout.",
    "ssl.",
];

/// Says what a key is.
pub(crate) fn known(name: &str) -> Known {
    if let Some(key) = key(name) {
        return Known::Read(key);
    }
    if name == "group.id" {
        return Known::GroupId;
    }
    if WITHOUT_PART.contains(&name) || WITHOUT_PART_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        return Known::WithoutPart;
    }
    Known::Unknown
}

/// Whether Kafka takes `value` for `key`, by itself. Kafka trims numbers, booleans and the items of a list.
pub(crate) fn check(key: &Key, value: &str) -> Result<(), Refusal> {
    let value = value.trim();
    match key.kind {
        Kind::Int { min, max, checks, .. } => {
            let number: i64 = value.parse().map_err(|_| Refusal::NotANumber)?;
            within(number, min, if checks.long { i64::MAX } else { max })
        }
        Kind::Bool { .. } if value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false") => Ok(()),
        Kind::Bool { .. } => Err(Refusal::NotABoolean),
        Kind::Text { .. } => check_text(key.name, value),
    }
}

fn check_text(name: &str, value: &str) -> Result<(), Refusal> {
    let fine = match name {
        "partition.assignment.strategy" => value.split(',').all(|name| AssignorName::parse(name).is_some()),
        "group.protocol" => value.eq_ignore_ascii_case("classic") || value.eq_ignore_ascii_case("consumer"),
        _ => true,
    };
    if fine { Ok(()) } else { Err(Refusal::UnknownName) }
}

/// Judges the properties of one source, and reports each. None if there is no setting that says anything.
pub(crate) fn judge(file: &str, properties: &[Property], report: &mut Report) -> Option<Settings> {
    // The last of each key; there are no more keys than Kafka has.
    let mut last: Vec<&Property> = Vec::new();
    for property in properties {
        match last.iter_mut().find(|other| other.key == property.key) {
            None => last.push(property),
            Some(other) => {
                report.assumed(place_of(file, property), Assumption::SettingRepeated { key: excerpt(&property.key) });
                *other = property;
            }
        }
    }
    let mut settings = Settings { file: file.to_owned(), group: None, config: RawConfig::default() };
    for property in last {
        match known(&property.key) {
            Known::Read(key) if !property.broken_escape && check(key, &property.value).is_ok() => {
                settings.config.set(key.name, property.value.trim());
            }
            Known::GroupId => settings.group = Some((property.value.trim().to_owned(), property.line)),
            _ => {}
        }
    }
    let refused = refuse_what_disagrees(&mut settings.config);
    for property in properties {
        tell(file, property, &refused, report);
    }
    let says_nothing = settings.config.is_empty() && settings.group.as_ref().is_none_or(|(name, _)| name.is_empty());
    (!says_nothing).then_some(settings)
}

fn tell(file: &str, property: &Property, refused: &[(&'static str, Refusal)], report: &mut Report) {
    let place = place_of(file, property);
    let key = || excerpt(&property.key);
    if property.broken_escape {
        return report.problem(place, Problem::BrokenEscape { key: key() });
    }
    let refusal = match known(&property.key) {
        Known::Unknown => return report.problem(place, Problem::SettingUnknown { key: key() }),
        Known::WithoutPart => return report.understood(place, Understood::SettingWithoutPart { key: key() }),
        Known::GroupId => None,
        Known::Read(read) => check(read, &property.value).err().or_else(|| {
            let late = refused.iter().find(|(name, _)| *name == read.name);
            late.map(|(_, why)| why.clone())
        }),
    };
    let value = excerpt(&property.value);
    match refusal {
        Some(why) => report.problem(place, Problem::SettingRefused { key: key(), value, why }),
        None => report.understood(place, Understood::Setting { key: key(), value }),
    }
}

/// Takes out what Kafka refuses because of another setting: a session timeout that the broker does not admit, and a
/// heartbeat interval that is not below the session timeout.
fn refuse_what_disagrees(config: &mut RawConfig) -> Vec<(&'static str, Refusal)> {
    let mut refused = Vec::new();
    let (min, max) = (number(config, "group.min.session.timeout.ms"), number(config, "group.max.session.timeout.ms"));
    if let Err(why) = within(number(config, SESSION), min, max) {
        config.remove(SESSION);
        refused.push((SESSION, why));
    }
    let session = number(config, SESSION);
    if number(config, HEARTBEAT) >= session && config.get(HEARTBEAT).is_some() {
        config.remove(HEARTBEAT);
        refused.push((HEARTBEAT, Refusal::NotBelowSession { session }));
    }
    refused
}

const SESSION: &str = "session.timeout.ms";
const HEARTBEAT: &str = "heartbeat.interval.ms";

/// A number as it is set, or else Kafka's default.
pub(crate) fn number(config: &RawConfig, name: &str) -> i64 {
    let default = match key(name).map(|key| key.kind) {
        Some(Kind::Int { default, .. }) => default,
        _ => 0,
    };
    config.get(name).and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn within(number: i64, min: i64, max: i64) -> Result<(), Refusal> {
    if (min..=max).contains(&number) { Ok(()) } else { Err(Refusal::OutOfBounds { min, max }) }
}

fn place_of<'a>(file: &'a str, property: &Property) -> Place<'a> {
    Place { file, line: property.line, lines: property.lines }
}
