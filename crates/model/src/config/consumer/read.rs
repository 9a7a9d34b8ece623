//! Reading the settings of the consumer protocol.

use super::{ConsumerGroupConfig, ConsumerSide, KafkaVersion, MigrationPolicy, ServerAssignor};
use crate::config::keys::{
    ASSIGNMENT_STRATEGY, GROUP_CONSUMER_MAX_SIZE, GROUP_PROTOCOL, HEARTBEAT_INTERVAL, Key, Kind, OF_GROUPS,
    REMOTE_ASSIGNOR, SESSION_TIMEOUT,
};
use crate::config::member::{duration, number};
use crate::config::{ConfigError, MemberConfig, RawConfig};
use crate::time::SimDuration;

const ASSIGNORS: &str = "group.consumer.assignors";
const MIGRATION: &str = "group.consumer.migration.policy";

impl ConsumerGroupConfig {
    /// Reads what the broker and the group were given.
    ///
    /// # Errors
    /// A value that is no number or out of bounds, or names nothing.
    pub fn read(version: KafkaVersion, broker: &RawConfig, group: &RawConfig) -> Result<Self, ConfigError> {
        let [session, heartbeat, assignment] = OF_GROUPS;
        let mut values = [0; 3];
        // The broker's own first, as it would not have started otherwise; then what the group has over them.
        for (side, typed) in [broker, group].into_iter().enumerate() {
            for (value, keys) in values.iter_mut().zip([heartbeat, session, assignment]) {
                let typed = typed.get(keys[side].name);
                if side == 0 || typed.is_some() {
                    *value = number(keys[side], typed)?;
                    within(keys[side].name, *value, keys[0], broker)?;
                }
            }
            let names = [heartbeat[side].name, session[side].name];
            match side {
                0 => must(values[0] < values[1], names[0], "less than", names[1])?,
                _ => must(values[1] > values[0], names[1], "greater than", names[0])?,
            }
        }
        #[cfg(feature = "whole")]
        known(group)?;
        let [beats, lasts, stands] = values;
        let (session_timeout, heartbeat_interval, assignment_interval) =
            (duration(lasts), duration(beats), duration(stands));
        let waits = version >= KafkaVersion::V4_3;
        Ok(Self {
            session_timeout,
            heartbeat_interval,
            assignment_interval: if waits { assignment_interval } else { SimDuration::ZERO },
            max_size: usize::try_from(number(&GROUP_CONSUMER_MAX_SIZE, broker.get(GROUP_CONSUMER_MAX_SIZE.name))?)
                .unwrap_or(usize::MAX),
            assignors: server_assignors(broker.get(ASSIGNORS))?,
            migration: migration(broker.get(MIGRATION))?,
            first_epoch: i32::from(waits),
            steps_epoch: version < KafkaVersion::V4_2,
            joins_for_target: waits,
            takes_older_epochs: waits,
        })
    }
}

/// Whether a number is within the bounds that the broker sets to it.
fn within(name: &str, value: i64, of_broker: &Key, broker: &RawConfig) -> Result<(), ConfigError> {
    const AT_LEAST: &str = "greater than or equal to";
    const OF_CONSUMERS: &str = "group.consumer.";
    let Kind::Int { min, max, .. } = of_broker.kind else { unreachable!("{} is a number", of_broker.name) };
    let limit = |which: &str, otherwise: i64| -> Result<(String, i64), ConfigError> {
        let name = [OF_CONSUMERS, which, of_broker.name.strip_prefix(OF_CONSUMERS).unwrap_or_default()].concat();
        // No control of the page sets them.
        let typed = if cfg!(feature = "whole") { broker.get(&name) } else { None };
        let bound = typed.map_or(Ok(otherwise), |typed| number(of_broker, Some(typed)))?;
        Ok((name, bound))
    };
    let ((min, least), (max, most)) = (limit("min.", min)?, limit("max.", max)?);
    must(most >= least, &max, AT_LEAST, &min)?;
    must(value >= least, name, AT_LEAST, &min)?;
    must(value <= most, name, "less than or equal to", &max)
}

/// Refuses two settings that are not as they ought to be to one another.
fn must(is: bool, name: &str, than: &str, other: &str) -> Result<(), ConfigError> {
    if is { Ok(()) } else { Err(ConfigError::Bounds { why: [name, " must be ", than, " ", other].concat() }) }
}

/// Refuses what no group can be given. Those of share groups and of Kafka Streams are passed over.
#[cfg(feature = "whole")]
fn known(group: &RawConfig) -> Result<(), ConfigError> {
    let of_another = |name: &str| name.starts_with("share.") || name.starts_with("streams.");
    match group.0.iter().find(|(name, _)| !of_another(name) && !OF_GROUPS.iter().any(|[_, own]| own.name == name)) {
        None => Ok(()),
        Some((name, _)) => Err(ConfigError::NoSuchGroupConfig { name: name.clone() }),
    }
}

fn unknown(name: &str, value: &str, expected: &'static str) -> ConfigError {
    ConfigError::NotParsed { name: name.to_owned(), value: value.to_owned(), expected }
}

fn server_assignors(typed: Option<&str>) -> Result<Vec<ServerAssignor>, ConfigError> {
    let typed = typed.map_or("uniform,range", str::trim);
    if typed.is_empty() {
        return Err(ConfigError::EmptyList { name: ASSIGNORS });
    }
    let item = |name: &str| match name.trim() {
        "" => Err(ConfigError::EmptyItem { name: ASSIGNORS }),
        name => ServerAssignor::parse(name).ok_or_else(|| ConfigError::NoSuchClass { name: name.to_owned() }),
    };
    typed.split(',').map(item).collect()
}

fn migration(typed: Option<&str>) -> Result<MigrationPolicy, ConfigError> {
    Ok(match typed.map(str::trim) {
        None => MigrationPolicy::Bidirectional,
        Some(t) if t.eq_ignore_ascii_case("bidirectional") => MigrationPolicy::Bidirectional,
        Some(t) if t.eq_ignore_ascii_case("upgrade") => MigrationPolicy::Upgrade,
        Some(t) if t.eq_ignore_ascii_case("downgrade") => MigrationPolicy::Downgrade,
        Some(t) if t.eq_ignore_ascii_case("disabled") => MigrationPolicy::Disabled,
        Some(t) => {
            return Err(unknown(
                MIGRATION,
                t,
                "String must be one of (case insensitive): DISABLED, DOWNGRADE, UPGRADE, BIDIRECTIONAL",
            ));
        }
    })
}

impl MemberConfig {
    /// The same under group.protocol=consumer. Settings that are the broker's there are passed over: a scenario
    /// has them for its classic variants (the real client refuses them).
    pub(in crate::config) fn read_consumer(layers: &[&RawConfig]) -> Result<Self, ConfigError> {
        let without = |layer: &&RawConfig| {
            let mut own = (*layer).clone();
            for key in [SESSION_TIMEOUT, HEARTBEAT_INTERVAL, ASSIGNMENT_STRATEGY, GROUP_PROTOCOL] {
                own.remove(key.name);
            }
            own
        };
        let kept: Vec<RawConfig> = layers.iter().map(without).collect();
        let mut config = Self::read(&kept.iter().collect::<Vec<_>>())?;
        let assignor = match layers.iter().rev().find_map(|layer| layer.get(REMOTE_ASSIGNOR.name)) {
            None => None,
            Some(name) => Some(ServerAssignor::named(name.trim()).ok_or_else(|| ConfigError::UnsupportedAssignor {
                name: name.trim().to_owned(),
                supported: ServerAssignor::list(&[ServerAssignor::Uniform, ServerAssignor::Range]),
            })?),
        };
        config.consumer = Some(ConsumerSide { assignor, ..ConsumerSide::default() });
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(pairs: &[(&str, &str)]) -> RawConfig {
        RawConfig(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn the_groups_settings_lie_on_the_brokers() {
        let broker = raw(&[("group.consumer.session.timeout.ms", "50000")]);
        let group = raw(&[("consumer.session.timeout.ms", "6000"), ("consumer.heartbeat.interval.ms", "2000")]);
        let none = RawConfig::default();
        let read = |group| ConsumerGroupConfig::read(KafkaVersion::V4_3, &broker, group).unwrap();
        assert_eq!(read(&group).session_timeout.as_millis(), 6_000);
        assert_eq!(read(&none).session_timeout.as_millis(), 50_000);
        assert_eq!(read(&group).assignment_interval.as_millis(), 1_000);
    }

    #[test]
    fn releases_differ_in_data() {
        let read = |version| {
            let none = RawConfig::default();
            ConsumerGroupConfig::read(version, &none, &none).unwrap()
        };
        assert_eq!(read(KafkaVersion::V4_2).assignment_interval, SimDuration::ZERO);
        assert_eq!((read(KafkaVersion::V4_0).first_epoch, read(KafkaVersion::V4_3).first_epoch), (0, 1));
        assert!(read(KafkaVersion::V4_1).steps_epoch && !read(KafkaVersion::V4_2).steps_epoch);
        assert_eq!(KafkaVersion::parse("4.1.2"), Some(KafkaVersion::V4_1));
        assert_eq!(KafkaVersion::parse("4.10"), None);
    }

    #[test]
    fn the_brokers_settings_are_passed_over_in_a_member() {
        let typed = raw(&[("session.timeout.ms", "1"), ("group.protocol", "Consumer")]);
        assert!(MemberConfig::read(&[&typed]).unwrap().consumer.is_some());
        let unknown = raw(&[("group.protocol", "consumer"), ("group.remote.assignor", "mine")]);
        assert!(MemberConfig::read(&[&unknown]).unwrap_err().to_string().contains("mine"));
    }
}
