//! From typed text to what a consumer or a broker runs with, checked as Kafka checks it.

use super::keys::{
    ASSIGNMENT_STRATEGY, AUTO_COMMIT_INTERVAL, ENABLE_AUTO_COMMIT, FETCH_MAX_WAIT, GROUP_INSTANCE_ID, GROUP_MAX_SIZE,
    GROUP_PROTOCOL, HEARTBEAT_INTERVAL, INITIAL_REBALANCE_DELAY, Key, Kind, MAX_POLL_INTERVAL, MAX_POLL_RECORDS,
    MAX_SESSION_TIMEOUT, METADATA_MAX_AGE, MIN_SESSION_TIMEOUT, RECONNECT_BACKOFF, REQUEST_TIMEOUT, RETRY_BACKOFF,
    SESSION_TIMEOUT,
};
use super::{ConfigError, ConsumerSide, RawConfig};
use crate::time::SimDuration;

/// A client-side assignor by the name that it has on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssignorName {
    /// `RangeAssignor`.
    Range,
    /// `RoundRobinAssignor`.
    RoundRobin,
    /// `StickyAssignor`, eager.
    Sticky,
    /// `CooperativeStickyAssignor`.
    CooperativeSticky,
}

impl AssignorName {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Range, Self::RoundRobin, Self::Sticky, Self::CooperativeSticky];

    /// The name on the wire and in `--describe --state`.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::RoundRobin => "roundrobin",
            Self::Sticky => "sticky",
            Self::CooperativeSticky => "cooperative-sticky",
        }
    }

    /// The simple name of its class in `org.apache.kafka.clients.consumer`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Range => "RangeAssignor",
            Self::RoundRobin => "RoundRobinAssignor",
            Self::Sticky => "StickyAssignor",
            Self::CooperativeSticky => "CooperativeStickyAssignor",
        }
    }

    /// Whether it supports `RebalanceProtocol.COOPERATIVE` besides EAGER.
    pub const fn is_cooperative(self) -> bool {
        matches!(self, Self::CooperativeSticky)
    }

    /// Reads a wire name or a class name, with or without its package.
    pub fn parse(text: &str) -> Option<Self> {
        let simple = text.trim().rsplit('.').next()?;
        Self::ALL.into_iter().find(|a| a.class() == simple || a.wire() == simple)
    }
}

/// What a consumer runs with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberConfig {
    /// session.timeout.ms
    pub session_timeout: SimDuration,
    /// heartbeat.interval.ms
    pub heartbeat_interval: SimDuration,
    /// max.poll.interval.ms; also the rebalance timeout in its JoinGroup.
    pub max_poll_interval: SimDuration,
    /// max.poll.records
    pub max_poll_records: u32,
    /// enable.auto.commit; false means commitSync after each batch.
    pub auto_commit: bool,
    /// auto.commit.interval.ms
    pub auto_commit_interval: SimDuration,
    /// retry.backoff.ms
    pub retry_backoff: SimDuration,
    /// fetch.max.wait.ms
    pub fetch_max_wait: SimDuration,
    /// partition.assignment.strategy, in order of preference; never empty.
    pub assignors: Vec<AssignorName>,
    /// group.instance.id of a static member.
    pub instance_id: Option<String>,
    /// request.timeout.ms
    pub request_timeout: SimDuration,
    /// metadata.max.age.ms
    pub metadata_max_age: SimDuration,
    /// reconnect.backoff.ms
    pub reconnect_backoff: SimDuration,
    /// What it has of its own under group.protocol=consumer; none under classic.
    pub consumer: Option<ConsumerSide>,
}

impl MemberConfig {
    /// Reads the settings of a member from layers, the topmost last. A key in no layer has Kafka's
    /// default, except that commits are by commitSync unless enable.auto.commit is set: that is how
    /// the recorder's consumers run, and what a scenario without the key means.
    ///
    /// # Errors
    /// What Kafka's client would refuse at construction, and what the lab does not model.
    pub fn read(layers: &[&RawConfig]) -> Result<Self, ConfigError> {
        let get = |key: &Key| layers.iter().rev().find_map(|layer| layer.get(key.name));
        let consumer = match get(&GROUP_PROTOCOL) {
            None => None,
            Some(p) if p.eq_ignore_ascii_case("classic") => None,
            #[cfg(feature = "consumer")]
            Some(p) if p.eq_ignore_ascii_case("consumer") => return Self::read_consumer(layers),
            Some(p) => return Err(ConfigError::NotModelled { what: format!("{}={p}", GROUP_PROTOCOL.name) }),
        };
        let ms = |key: &Key| number(key, get(key)).map(|v| SimDuration::from_millis(v.unsigned_abs()));
        let config = Self {
            session_timeout: ms(&SESSION_TIMEOUT)?,
            heartbeat_interval: ms(&HEARTBEAT_INTERVAL)?,
            max_poll_interval: ms(&MAX_POLL_INTERVAL)?,
            max_poll_records: u32::try_from(number(&MAX_POLL_RECORDS, get(&MAX_POLL_RECORDS))?).unwrap_or(u32::MAX),
            auto_commit: boolean(&ENABLE_AUTO_COMMIT, get(&ENABLE_AUTO_COMMIT).unwrap_or("false"))?,
            auto_commit_interval: ms(&AUTO_COMMIT_INTERVAL)?,
            retry_backoff: ms(&RETRY_BACKOFF)?,
            fetch_max_wait: ms(&FETCH_MAX_WAIT)?,
            assignors: assignors(get(&ASSIGNMENT_STRATEGY))?,
            instance_id: get(&GROUP_INSTANCE_ID).map(instance_id).transpose()?,
            request_timeout: ms(&REQUEST_TIMEOUT)?,
            metadata_max_age: ms(&METADATA_MAX_AGE)?,
            reconnect_backoff: ms(&RECONNECT_BACKOFF)?,
            consumer,
        };
        if config.heartbeat_interval >= config.session_timeout {
            return Err(ConfigError::HeartbeatNotBelowSession {
                heartbeat: config.heartbeat_interval.as_millis(),
                session: config.session_timeout.as_millis(),
            });
        }
        Ok(config)
    }

    /// COOPERATIVE only if every assignor of the list supports it (`ConsumerCoordinator`'s constructor).
    pub fn is_cooperative(&self) -> bool {
        self.assignors.iter().all(|a| a.is_cooperative())
    }
}

/// What the group coordinator runs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BrokerConfig {
    /// group.initial.rebalance.delay.ms
    pub initial_rebalance_delay: SimDuration,
    /// group.min.session.timeout.ms
    pub min_session_timeout: SimDuration,
    /// group.max.session.timeout.ms
    pub max_session_timeout: SimDuration,
    /// group.max.size
    pub group_max_size: usize,
}

impl BrokerConfig {
    /// Reads the broker's settings.
    ///
    /// # Errors
    /// A value that is no number or out of bounds.
    pub fn read(raw: &RawConfig) -> Result<Self, ConfigError> {
        let ms = |key: &Key| number(key, raw.get(key.name)).map(|v| SimDuration::from_millis(v.unsigned_abs()));
        Ok(Self {
            initial_rebalance_delay: ms(&INITIAL_REBALANCE_DELAY)?,
            min_session_timeout: ms(&MIN_SESSION_TIMEOUT)?,
            max_session_timeout: ms(&MAX_SESSION_TIMEOUT)?,
            group_max_size: usize::try_from(number(&GROUP_MAX_SIZE, raw.get(GROUP_MAX_SIZE.name))?)
                .unwrap_or(usize::MAX),
        })
    }

    /// Whether the coordinator takes a member with this session timeout
    /// (`GroupCoordinatorService.joinGroup`: `INVALID_SESSION_TIMEOUT`).
    ///
    /// # Errors
    /// With Kafka's own sentence if it does not.
    pub fn admits(&self, member: &MemberConfig) -> Result<(), ConfigError> {
        if (self.min_session_timeout..=self.max_session_timeout).contains(&member.session_timeout) {
            return Ok(());
        }
        Err(ConfigError::SessionNotAllowed {
            session: member.session_timeout.as_millis(),
            min: self.min_session_timeout.as_millis(),
            max: self.max_session_timeout.as_millis(),
        })
    }
}

pub(super) fn number(key: &Key, typed: Option<&str>) -> Result<i64, ConfigError> {
    let Kind::Int { default, min, max } = key.kind else { unreachable!("{} is a number", key.name) };
    let Some(typed) = typed else { return Ok(default) };
    let value: i64 = typed.trim().parse().map_err(|_| ConfigError::NotParsed {
        name: key.name.to_owned(),
        value: typed.to_owned(),
        expected: "Not a number of type INT",
    })?;
    if (min..=max).contains(&value) {
        Ok(value)
    } else {
        Err(ConfigError::OutOfRange { name: key.name.to_owned(), value, min, max })
    }
}

fn boolean(key: &Key, typed: &str) -> Result<bool, ConfigError> {
    match typed.trim() {
        t if t.eq_ignore_ascii_case("true") => Ok(true),
        t if t.eq_ignore_ascii_case("false") => Ok(false),
        t => Err(ConfigError::NotParsed {
            name: key.name.to_owned(),
            value: t.to_owned(),
            expected: "Expected value to be either true or false",
        }),
    }
}

/// Checks a group.instance.id as `Topic.validate` checks a name.
fn instance_id(typed: &str) -> Result<String, ConfigError> {
    const MOST: usize = 249;
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let why = match typed {
        "" => return Err(ConfigError::Empty { name: GROUP_INSTANCE_ID.name.to_owned() }),
        "." | ".." => format!("'{typed}' is not allowed"),
        long if long.len() > MOST => {
            format!("the length of '{typed}' is longer than the max allowed length {MOST}")
        }
        odd if !odd.chars().all(known) => {
            format!("'{typed}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'")
        }
        good => return Ok(good.to_owned()),
    };
    Err(ConfigError::InstanceId { why })
}

fn assignors(typed: Option<&str>) -> Result<Vec<AssignorName>, ConfigError> {
    let Kind::Text { default } = ASSIGNMENT_STRATEGY.kind else { unreachable!("it is text") };
    let mut list = Vec::new();
    for name in typed.unwrap_or(default).split(',').map(str::trim).filter(|n| !n.is_empty()) {
        let assignor =
            AssignorName::parse(name).ok_or_else(|| ConfigError::NoSuchAssignor { name: name.to_owned() })?;
        if list.contains(&assignor) {
            let class = ["org.apache.kafka.clients.consumer.", assignor.class()].concat();
            return Err(ConfigError::AssignorTwice { name: assignor.wire(), class });
        }
        list.push(assignor);
    }
    if list.is_empty() { Err(ConfigError::NoAssignor) } else { Ok(list) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(pairs: &[(&str, &str)]) -> RawConfig {
        RawConfig(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    fn refused(pairs: &[(&str, &str)]) -> String {
        MemberConfig::read(&[&raw(pairs)]).expect_err("must be refused").to_string()
    }

    #[test]
    fn defaults_are_kafkas_but_for_the_commit() {
        let c = MemberConfig::read(&[]).unwrap();
        assert_eq!(
            (c.session_timeout.as_millis(), c.heartbeat_interval.as_millis(), c.max_poll_interval.as_millis()),
            (45_000, 3_000, 300_000)
        );
        assert_eq!(c.assignors, [AssignorName::Range, AssignorName::CooperativeSticky]);
        assert!(!c.auto_commit && !c.is_cooperative());
    }

    #[test]
    fn a_later_layer_wins() {
        let (all, own) = (raw(&[("session.timeout.ms", "6000")]), raw(&[("session.timeout.ms", "7000")]));
        assert_eq!(MemberConfig::read(&[&all, &own]).unwrap().session_timeout.as_millis(), 7000);
    }

    #[test]
    fn what_kafka_refuses_is_refused() {
        assert!(
            refused(&[("session.timeout.ms", "3000")])
                .starts_with("Heartbeat must be set lower than the session timeout")
        );
        assert!(refused(&[("max.poll.interval.ms", "0")]).contains("at least 1"));
        assert!(refused(&[("max.poll.interval.ms", "soon")]).contains("Not a number"));
        assert!(
            refused(&[("partition.assignment.strategy", "range,range")])
                .contains("The assignor name: 'range' is used in more than one assignor")
        );
        assert!(refused(&[("partition.assignment.strategy", "org.Mine")]).contains("org.Mine ClassNotFoundException"));
        assert!(refused(&[("partition.assignment.strategy", "")]).starts_with("Must configure at least one"));
        assert!(refused(&[("group.instance.id", "a b")]).contains("'a b' contains one or more characters other than"));
        assert!(refused(&[("group.instance.id", "")]).ends_with("String must be non-empty"));
    }

    #[test]
    fn the_broker_bounds_the_session_timeout() {
        let broker = BrokerConfig::read(&RawConfig::default()).unwrap();
        let member = MemberConfig::read(&[&raw(&[("session.timeout.ms", "5999")])]).unwrap();
        assert!(matches!(broker.admits(&member), Err(ConfigError::SessionNotAllowed { session: 5999, min: 6000, .. })));
    }
}
