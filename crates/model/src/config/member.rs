//! From typed text to what a consumer or a broker runs with, checked as Kafka checks it.

use super::keys::{
    ASSIGNMENT_STRATEGY, AUTO_COMMIT_INTERVAL, Checks, ENABLE_AUTO_COMMIT, FETCH_MAX_WAIT, GROUP_INSTANCE_ID,
    GROUP_MAX_SIZE, GROUP_PROTOCOL, HEARTBEAT_INTERVAL, INITIAL_REBALANCE_DELAY, Key, Kind, MAX_POLL_INTERVAL,
    MAX_POLL_RECORDS, MAX_SESSION_TIMEOUT, METADATA_MAX_AGE, MIN_SESSION_TIMEOUT, RECONNECT_BACKOFF, REQUEST_TIMEOUT,
    RETRY_BACKOFF, SESSION_TIMEOUT,
};
use super::{ConfigError, ConsumerSide, RawConfig};
use crate::name::why_invalid;
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

    /// Reads a class name as Kafka knows it, or for short its simple name or the name on the wire, which Kafka refuses.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let simple = text.strip_prefix("org.apache.kafka.clients.consumer.").unwrap_or(text);
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
        let consumer = match get(&GROUP_PROTOCOL).map(str::trim) {
            None => None,
            Some(p) if p.eq_ignore_ascii_case("classic") => None,
            #[cfg(feature = "consumer")]
            Some(p) if p.eq_ignore_ascii_case("consumer") => return Self::read_consumer(layers),
            #[cfg(not(feature = "consumer"))]
            Some(p) if p.eq_ignore_ascii_case("consumer") => {
                return Err(ConfigError::NotModelled { what: format!("{}={p}", GROUP_PROTOCOL.name) });
            }
            Some(p) => {
                return Err(ConfigError::NotParsed {
                    name: GROUP_PROTOCOL.name.to_owned(),
                    value: p.to_owned(),
                    expected: "String must be one of (case insensitive): CONSUMER, CLASSIC",
                });
            }
        };
        #[cfg(feature = "whole")]
        super::other::check(get)?;
        let ms = |key: &Key| number(key, get(key)).map(duration);
        let (session, heartbeat) =
            (number(&SESSION_TIMEOUT, get(&SESSION_TIMEOUT))?, number(&HEARTBEAT_INTERVAL, get(&HEARTBEAT_INTERVAL))?);
        let config = Self {
            session_timeout: duration(session),
            heartbeat_interval: duration(heartbeat),
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
        match heartbeat {
            _ if heartbeat >= session => Err(ConfigError::HeartbeatNotBelowSession { heartbeat, session }),
            ..0 => Err(ConfigError::NegativeHeartbeat { heartbeat }),
            // Its heartbeat thread never waits, and so never lets the application into `AbstractCoordinator` again: no poll()
            // ends any more, and for how long queued heartbeats keep the session alive is up to the machine
            // (tests/conformance/README.md).
            0 => Err(ConfigError::NotModelled { what: format!("{}=0", HEARTBEAT_INTERVAL.name) }),
            _ => Ok(config),
        }
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
        let ms = |key: &Key| number(key, raw.get(key.name)).map(duration);
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

/// Reads a number as `ConfigDef.parseType` and its `Range` do.
pub(super) fn number(key: &Key, typed: Option<&str>) -> Result<i64, ConfigError> {
    let Kind::Int { default, checks: Checks { long, least }, .. } = key.kind else {
        unreachable!("{} is a number", key.name)
    };
    let Some(typed) = typed else { return Ok(default) };
    let value = typed.trim().parse::<i64>().ok().filter(|value| long || i32::try_from(*value).is_ok());
    let value = value.ok_or_else(|| ConfigError::NotParsed {
        name: key.name.to_owned(),
        value: typed.to_owned(),
        expected: if long { "Not a number of type LONG" } else { "Not a number of type INT" },
    })?;
    match least {
        Some(least) if value < least => Err(ConfigError::TooLittle { name: key.name.to_owned(), value, least }),
        _ => Ok(value),
    }
}

/// Milliseconds as a time to wait: what lies before now is now, and nothing waits for more than an INT can say, 24.8 days.
pub(super) fn duration(millis: i64) -> SimDuration {
    SimDuration::from_millis(millis.clamp(0, i64::from(i32::MAX)).unsigned_abs())
}

pub(super) fn boolean(key: &Key, typed: &str) -> Result<bool, ConfigError> {
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
    match typed.trim() {
        "" => Err(ConfigError::Empty { name: GROUP_INSTANCE_ID.name.to_owned() }),
        name => why_invalid(name).map_or_else(|| Ok(name.to_owned()), |why| Err(ConfigError::InstanceId { why })),
    }
}

/// The assignors of a list, each once: what stands twice counts where it stands first (`ConfigDef.ValidList`, KIP-1161).
fn assignors(typed: Option<&str>) -> Result<Vec<AssignorName>, ConfigError> {
    let Kind::Text { default } = ASSIGNMENT_STRATEGY.kind else { unreachable!("it is text") };
    let typed = typed.unwrap_or(default).trim();
    let mut list = Vec::new();
    if typed.is_empty() {
        return Err(ConfigError::NoAssignor);
    }
    for name in typed.split(',').map(str::trim) {
        if name.is_empty() {
            return Err(ConfigError::EmptyItem { name: ASSIGNMENT_STRATEGY.name });
        }
        let assignor =
            AssignorName::parse(name).ok_or_else(|| ConfigError::NoSuchAssignor { name: name.to_owned() })?;
        if !list.contains(&assignor) {
            list.push(assignor);
        }
    }
    Ok(list)
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
        assert!(refused(&[("partition.assignment.strategy", "range,,sticky")]).ends_with("values must not be empty."));
        assert!(refused(&[("partition.assignment.strategy", "org.Mine")]).contains("org.Mine ClassNotFoundException"));
        assert!(refused(&[("partition.assignment.strategy", "")]).starts_with("Must configure at least one"));
        assert!(refused(&[("group.instance.id", "a b")]).contains("'a b' contains one or more characters other than"));
        assert!(refused(&[("group.instance.id", "")]).ends_with("String must be non-empty"));
    }

    #[test]
    fn an_assignor_named_twice_counts_once_and_names_are_trimmed() {
        let typed = raw(&[("partition.assignment.strategy", " sticky, range,sticky"), ("group.instance.id", " c1 ")]);
        let config = MemberConfig::read(&[&typed]).unwrap();
        assert_eq!(config.assignors, [AssignorName::Sticky, AssignorName::Range]);
        assert_eq!(config.instance_id.as_deref(), Some("c1"));
    }

    #[test]
    fn times_before_now_are_now_where_kafka_takes_them() {
        let typed = raw(&[("group.initial.rebalance.delay.ms", "-1"), ("group.min.session.timeout.ms", "-1")]);
        let broker = BrokerConfig::read(&typed).unwrap();
        assert_eq!(
            (broker.initial_rebalance_delay, broker.min_session_timeout),
            (SimDuration::ZERO, SimDuration::ZERO)
        );
        let long = MemberConfig::read(&[&raw(&[("retry.backoff.ms", "9223372036854775807")])]).unwrap();
        assert_eq!(long.retry_backoff.as_millis(), 2_147_483_647);
    }

    #[test]
    fn the_broker_bounds_the_session_timeout() {
        let broker = BrokerConfig::read(&RawConfig::default()).unwrap();
        let member = MemberConfig::read(&[&raw(&[("session.timeout.ms", "5999")])]).unwrap();
        assert!(matches!(broker.admits(&member), Err(ConfigError::SessionNotAllowed { session: 5999, min: 6000, .. })));
    }
}
