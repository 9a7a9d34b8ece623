//! Reading the settings of the consumer protocol.

use super::{ConsumerGroupConfig, ConsumerSide, KafkaVersion, MigrationPolicy, ServerAssignor};
use crate::config::keys::{
    ASSIGNMENT_STRATEGY, GROUP_CONSUMER_MAX_SIZE, GROUP_PROTOCOL, HEARTBEAT_INTERVAL, Key, OF_GROUPS, REMOTE_ASSIGNOR,
    SESSION_TIMEOUT,
};
use crate::config::member::number;
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
        let ms = |[of_broker, of_group]: [&Key; 2]| {
            let value = match group.get(of_group.name) {
                Some(own) => number(of_group, Some(own)),
                None => number(of_broker, broker.get(of_broker.name)),
            };
            value.map(|v| SimDuration::from_millis(v.unsigned_abs()))
        };
        let [session, heartbeat, assignment] = OF_GROUPS;
        let (session_timeout, heartbeat_interval) = (ms(session)?, ms(heartbeat)?);
        if heartbeat_interval >= session_timeout {
            return Err(ConfigError::GroupHeartbeatNotBelowSession {
                heartbeat: heartbeat_interval.as_millis(),
                session: session_timeout.as_millis(),
            });
        }
        let assignment_interval = ms(assignment)?;
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

fn unknown(name: &str, value: &str, expected: &'static str) -> ConfigError {
    ConfigError::NotParsed { name: name.to_owned(), value: value.to_owned(), expected }
}

fn server_assignors(typed: Option<&str>) -> Result<Vec<ServerAssignor>, ConfigError> {
    let Some(typed) = typed else { return Ok(vec![ServerAssignor::Uniform, ServerAssignor::Range]) };
    typed
        .split(',')
        .map(|name| ServerAssignor::parse(name).ok_or_else(|| unknown(ASSIGNORS, name, "Not a server-side assignor")))
        .collect()
}

fn migration(typed: Option<&str>) -> Result<MigrationPolicy, ConfigError> {
    Ok(match typed.map(str::trim) {
        None => MigrationPolicy::Bidirectional,
        Some(t) if t.eq_ignore_ascii_case("bidirectional") => MigrationPolicy::Bidirectional,
        Some(t) if t.eq_ignore_ascii_case("upgrade") => MigrationPolicy::Upgrade,
        Some(t) if t.eq_ignore_ascii_case("downgrade") => MigrationPolicy::Downgrade,
        Some(t) if t.eq_ignore_ascii_case("disabled") => MigrationPolicy::Disabled,
        Some(t) => {
            return Err(unknown(MIGRATION, t, "String must be one of: bidirectional, upgrade, downgrade, disabled"));
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
            Some(name) => match ServerAssignor::parse(name) {
                Some(assignor) => Some(assignor),
                None => return Err(unknown(REMOTE_ASSIGNOR.name, name, "Not a server-side assignor")),
            },
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
