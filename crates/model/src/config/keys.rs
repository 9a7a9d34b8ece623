//! The table of settings: every key that a machine of the lab reads, once.

/// Whose setting it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `ConsumerConfig`.
    Consumer,
    /// `GroupCoordinatorConfig`.
    Broker,
    /// `GroupConfig`: of one group, over the broker's.
    Group,
}

/// What values it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Int {
        /// Kafka's default.
        default: i64,
        /// Least value that means anything.
        min: i64,
        /// Greatest value that means anything.
        max: i64,
        /// How Kafka reads it.
        checks: Checks,
    },
    /// true or false.
    Bool {
        /// Kafka's default.
        default: bool,
    },
    /// Text, or a comma separated list.
    Text {
        /// Kafka's default; empty for none.
        default: &'static str,
    },
}

/// What `ConfigDef` looks at in a number. What else refuses it, such as another setting, looks after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checks {
    /// `Type.LONG`; `Type.INT` otherwise.
    pub long: bool,
    /// Least value taken (`Range.atLeast`), if there is a bound.
    pub least: Option<i64>,
}

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Kafka's name.
    pub name: &'static str,
    /// Whose it is.
    pub side: Side,
    /// What it takes.
    pub kind: Kind,
    /// Since when, and by which KIP, it is as it is.
    pub since: &'static str,
}

const INT_MAX: i64 = i32::MAX as i64;

const fn int(name: &'static str, side: Side, default: i64, least: i64, since: &'static str) -> Key {
    let checks = Checks { long: false, least: Some(least) };
    Key { name, side, kind: Kind::Int { default, min: least, max: INT_MAX, checks }, since }
}

const fn long(name: &'static str, side: Side, default: i64, least: i64, since: &'static str) -> Key {
    let checks = Checks { long: true, least: Some(least) };
    Key { name, side, kind: Kind::Int { default, min: least, max: INT_MAX, checks }, since }
}

/// A number that `ConfigDef` takes whatever it is; below `min` it means what `min` does, or nothing.
const fn unchecked(name: &'static str, side: Side, default: i64, min: i64, since: &'static str) -> Key {
    let checks = Checks { long: false, least: None };
    Key { name, side, kind: Kind::Int { default, min, max: INT_MAX, checks }, since }
}

/// A number of consumer groups, within bounds that the broker sets.
const fn bounded(name: &'static str, side: Side, of: &Bounded, since: &'static str) -> Key {
    let Bounded { default, least, min, max } = *of;
    Key { name, side, kind: Kind::Int { default, min, max, checks: Checks { long: false, least: Some(least) } }, since }
}

/// Numbers of a setting of consumer groups, which the broker and the group have alike.
struct Bounded {
    default: i64,
    least: i64,
    /// Of `group.consumer.min.…`, as the recorder's broker has it: by Kafka's own, 45 s and 5 s, a recording would take minutes.
    min: i64,
    /// Of `group.consumer.max.…`.
    max: i64,
}

const SESSION: Bounded = Bounded { default: 45_000, least: 1, min: 1_000, max: 60_000 };
const HEARTBEAT: Bounded = Bounded { default: 5_000, least: 1, min: 500, max: 15_000 };
const ASSIGNMENT: Bounded = Bounded { default: 1_000, least: 0, min: 0, max: 15_000 };

const fn text(name: &'static str, default: &'static str, since: &'static str) -> Key {
    Key { name, side: Side::Consumer, kind: Kind::Text { default }, since }
}

/// `session.timeout.ms`: the coordinator removes a member that it has not heard of for so long.
pub const SESSION_TIMEOUT: Key =
    unchecked("session.timeout.ms", Side::Consumer, 45_000, 1, "0.9; 45 s since 3.0 (KIP-735)");
/// `heartbeat.interval.ms`: time between two heartbeats of the heartbeat thread.
pub const HEARTBEAT_INTERVAL: Key = unchecked("heartbeat.interval.ms", Side::Consumer, 3_000, 1, "0.9");
/// `max.poll.interval.ms`: a consumer that does not poll for so long leaves; the rebalance timeout too.
pub const MAX_POLL_INTERVAL: Key = int("max.poll.interval.ms", Side::Consumer, 300_000, 1, "0.10.1 (KIP-62)");
/// `max.poll.records`: records that one poll() returns at most.
pub const MAX_POLL_RECORDS: Key = int("max.poll.records", Side::Consumer, 500, 1, "0.10 (KIP-41)");
/// `enable.auto.commit`: whether poll() commits by itself. The recorder's consumers set it to false.
pub const ENABLE_AUTO_COMMIT: Key =
    Key { name: "enable.auto.commit", side: Side::Consumer, kind: Kind::Bool { default: true }, since: "0.9" };
/// `auto.commit.interval.ms`: time between two automatic commits.
pub const AUTO_COMMIT_INTERVAL: Key = int("auto.commit.interval.ms", Side::Consumer, 5_000, 0, "0.9");
/// `retry.backoff.ms`: also the grid on which a busy member's heartbeat thread looks at its timers.
pub const RETRY_BACKOFF: Key = long("retry.backoff.ms", Side::Consumer, 100, 0, "0.9");
/// `fetch.max.wait.ms`: how long the broker holds a fetch that finds nothing.
pub const FETCH_MAX_WAIT: Key = int("fetch.max.wait.ms", Side::Consumer, 500, 0, "0.9");
/// `partition.assignment.strategy`: assignors in order of preference; the rebalance protocol follows from them.
pub const ASSIGNMENT_STRATEGY: Key = text(
    "partition.assignment.strategy",
    "org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    "0.9; this list since 3.0 (KIP-726)",
);
/// `group.instance.id`: makes the member static (KIP-345).
pub const GROUP_INSTANCE_ID: Key = text("group.instance.id", "", "2.3 (KIP-345)");
/// `request.timeout.ms`: a request that is not answered for so long ends its connection. JoinGroup waits as long as a
/// join phase may last.
pub const REQUEST_TIMEOUT: Key = int("request.timeout.ms", Side::Consumer, 30_000, 0, "0.9; 30 s since 2.0");
/// `metadata.max.age.ms`: how often topics and partitions are asked for; the leader joins again when they have changed.
pub const METADATA_MAX_AGE: Key = long("metadata.max.age.ms", Side::Consumer, 300_000, 0, "0.8");
/// `reconnect.backoff.ms`: a broker that the connection to was lost is no node to talk to for so long.
pub const RECONNECT_BACKOFF: Key = long("reconnect.backoff.ms", Side::Consumer, 50, 0, "0.9");
/// `group.protocol`: classic or consumer (KIP-848).
pub const GROUP_PROTOCOL: Key = text("group.protocol", "classic", "3.7 (KIP-848)");
/// `group.initial.rebalance.delay.ms`: how long an empty group waits for more members.
pub const INITIAL_REBALANCE_DELAY: Key =
    unchecked("group.initial.rebalance.delay.ms", Side::Broker, 3_000, 0, "0.11 (KIP-134)");
/// `group.min.session.timeout.ms`: the least session.timeout.ms that the broker takes.
pub const MIN_SESSION_TIMEOUT: Key = unchecked("group.min.session.timeout.ms", Side::Broker, 6_000, 1, "0.9");
/// `group.max.session.timeout.ms`: the greatest session.timeout.ms that the broker takes.
pub const MAX_SESSION_TIMEOUT: Key =
    unchecked("group.max.session.timeout.ms", Side::Broker, 1_800_000, 1, "0.9; 30 min since 2.3");

/// `group.max.size`: members that a group takes.
pub const GROUP_MAX_SIZE: Key = int("group.max.size", Side::Broker, INT_MAX, 1, "2.2 (KIP-389)");

/// `group.remote.assignor`: the server-side assignor that a member of a consumer group asks for.
pub const REMOTE_ASSIGNOR: Key = text("group.remote.assignor", "", "3.7 (KIP-848)");
/// `group.consumer.session.timeout.ms`: what session.timeout.ms is to a classic member.
pub const GROUP_SESSION_TIMEOUT: Key =
    bounded("group.consumer.session.timeout.ms", Side::Broker, &SESSION, "3.7 (KIP-848)");
/// `group.consumer.heartbeat.interval.ms`: what heartbeat.interval.ms is to a classic member.
pub const GROUP_HEARTBEAT_INTERVAL: Key =
    bounded("group.consumer.heartbeat.interval.ms", Side::Broker, &HEARTBEAT, "3.7 (KIP-848)");
/// `group.consumer.assignment.interval.ms`: a target assignment stands for so long at least.
pub const GROUP_ASSIGNMENT_INTERVAL: Key =
    bounded("group.consumer.assignment.interval.ms", Side::Broker, &ASSIGNMENT, "4.3 (KIP-1263)");
/// `group.consumer.max.size`: members that a consumer group takes.
pub const GROUP_CONSUMER_MAX_SIZE: Key = int("group.consumer.max.size", Side::Broker, INT_MAX, 1, "3.7 (KIP-848)");
/// `consumer.session.timeout.ms` of a group, over the broker's.
pub const OWN_SESSION_TIMEOUT: Key = bounded("consumer.session.timeout.ms", Side::Group, &SESSION, "4.0 (KIP-848)");
/// `consumer.heartbeat.interval.ms` of a group, over the broker's.
pub const OWN_HEARTBEAT_INTERVAL: Key =
    bounded("consumer.heartbeat.interval.ms", Side::Group, &HEARTBEAT, "4.0 (KIP-848)");
/// `consumer.assignment.interval.ms` of a group, over the broker's.
pub const OWN_ASSIGNMENT_INTERVAL: Key =
    bounded("consumer.assignment.interval.ms", Side::Group, &ASSIGNMENT, "4.3 (KIP-1263)");

/// The broker's settings of consumer groups that a group may have of its own, each with the group's.
pub const OF_GROUPS: [[&Key; 2]; 3] = [
    [&GROUP_SESSION_TIMEOUT, &OWN_SESSION_TIMEOUT],
    [&GROUP_HEARTBEAT_INTERVAL, &OWN_HEARTBEAT_INTERVAL],
    [&GROUP_ASSIGNMENT_INTERVAL, &OWN_ASSIGNMENT_INTERVAL],
];

/// Every setting, in the order in which they are shown.
pub const KEYS: &[&Key] = &[
    &SESSION_TIMEOUT,
    &MAX_POLL_INTERVAL,
    &HEARTBEAT_INTERVAL,
    &ASSIGNMENT_STRATEGY,
    &GROUP_INSTANCE_ID,
    &MAX_POLL_RECORDS,
    &ENABLE_AUTO_COMMIT,
    &AUTO_COMMIT_INTERVAL,
    &RETRY_BACKOFF,
    &FETCH_MAX_WAIT,
    &REQUEST_TIMEOUT,
    &METADATA_MAX_AGE,
    &RECONNECT_BACKOFF,
    &GROUP_PROTOCOL,
    &REMOTE_ASSIGNOR,
    &INITIAL_REBALANCE_DELAY,
    &MIN_SESSION_TIMEOUT,
    &MAX_SESSION_TIMEOUT,
    &GROUP_MAX_SIZE,
    &GROUP_SESSION_TIMEOUT,
    &GROUP_HEARTBEAT_INTERVAL,
    &GROUP_ASSIGNMENT_INTERVAL,
    &GROUP_CONSUMER_MAX_SIZE,
    &OWN_SESSION_TIMEOUT,
    &OWN_HEARTBEAT_INTERVAL,
    &OWN_ASSIGNMENT_INTERVAL,
];

/// The setting of that name, if a machine of the lab reads it.
pub fn key(name: &str) -> Option<&'static Key> {
    KEYS.iter().copied().find(|k| k.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_once_and_is_found() {
        for (i, k) in KEYS.iter().enumerate() {
            assert_eq!(key(k.name), Some(*k));
            assert!(KEYS[i + 1..].iter().all(|other| other.name != k.name), "{} stands twice", k.name);
        }
    }

    #[test]
    fn defaults_lie_within_their_bounds() {
        for k in KEYS {
            if let Kind::Int { default, min, max, .. } = k.kind {
                assert!((min..=max).contains(&default), "{}", k.name);
            }
        }
    }
}
