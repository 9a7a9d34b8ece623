//! What Kafka's own tools, logs and metrics would have on somebody's screen at an instant, as text.
//!
//! One function for the command line and the page, so that both have the same bytes. What is in it is
//! [`describe`](crate::describe)'s, [`logs`](crate::logs)' and [`metrics`](crate::metrics)'; here is how a file of a log
//! and a list of metrics are laid out.

use std::fmt::Write as _;

use rebalance_model::message::Actor;
use rebalance_model::trace::GroupType;
use rebalance_model::{MemberIdx, SimTime, Trace};

use crate::describe::GroupDescription;
use crate::logs::{self, Line, Names};
use crate::metrics::client;
use crate::metrics::group::Rebalances;

/// What is on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// `kafka-consumer-groups --describe`.
    #[default]
    Offsets,
    /// `kafka-consumer-groups --describe --members --verbose`.
    Members,
    /// `kafka-consumer-groups --describe --state`.
    State,
    /// The same with `--verbose`: with the epochs of a consumer group.
    StateVerbose,
    /// What the consumers have logged until then.
    ClientLog,
    /// What the group's coordinator has logged until then.
    BrokerLog,
    /// The consumers' coordinator metrics, and what is seen of the group's rebalances from outside.
    Metrics,
}

impl Screen {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Offsets,
        Self::Members,
        Self::State,
        Self::StateVerbose,
        Self::ClientLog,
        Self::BrokerLog,
        Self::Metrics,
    ];

    /// Its name for the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offsets => "offsets",
            Self::Members => "members",
            Self::State => "state",
            Self::StateVerbose => "state-verbose",
            Self::ClientLog => "client-log",
            Self::BrokerLog => "broker-log",
            Self::Metrics => "metrics",
        }
    }

    /// The screen of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|screen| screen.name() == name)
    }

    /// Whether it grows at its end.
    pub fn is_log(self) -> bool {
        matches!(self, Self::ClientLog | Self::BrokerLog)
    }
}

/// A screen of a trace at an instant; `group` is the group's name, which a trace does not have.
pub fn text(trace: &Trace, at: SimTime, screen: Screen, group: &str) -> String {
    let described = |table: fn(&GroupDescription) -> String| {
        GroupDescription::at(trace, at, group)
            .map_or_else(|| GroupDescription::unknown(group), |d| d.warning() + &table(&d))
    };
    match screen {
        Screen::Offsets => described(GroupDescription::offsets),
        Screen::Members => described(GroupDescription::members),
        Screen::State => described(GroupDescription::state),
        Screen::StateVerbose => described(GroupDescription::state_verbose),
        Screen::Metrics => metrics(trace, at),
        Screen::ClientLog => log(trace, at, group, |who| who != Actor::Coordinator),
        Screen::BrokerLog => log(trace, at, group, |who| who == Actor::Coordinator),
    }
}

/// The lines until `at` in the layout that Kafka's own files have, with the run's milliseconds for the date.
fn log(trace: &Trace, at: SimTime, group: &str, of: fn(Actor) -> bool) -> String {
    let lines = logs::all(Names { trace, group, aliases: false });
    let text = |line: &Line| {
        let Line { level, message, logger, .. } = line;
        let (prefix, package) = match line.who {
            Actor::Member(member) => (client_prefix(trace, member, group), CLIENT_PACKAGE),
            _ => (String::new(), BROKER_PACKAGE),
        };
        format!("[{}] {} {prefix}{message} ({package}.{logger})\n", line.at, level.name())
    };
    lines.iter().filter(|line| line.at <= at && of(line.who)).map(text).collect()
}

/// Where the classes of the client's lines are.
const CLIENT_PACKAGE: &str = "org.apache.kafka.clients.consumer.internals";
/// Where those of the coordinator's are.
const BROKER_PACKAGE: &str = "org.apache.kafka.coordinator.group";

/// What each line of a client begins with.
fn client_prefix(trace: &Trace, member: MemberIdx, group: &str) -> String {
    let client = trace.actor_name(Actor::Member(member));
    match &trace.header.instances[member.index()] {
        Some(instance) => format!("[Consumer instanceId={instance}, clientId={client}, groupId={group}] "),
        None => format!("[Consumer clientId={client}, groupId={group}] "),
    }
}

/// A block for each consumer, and one for the group.
fn metrics(trace: &Trace, at: SimTime) -> String {
    let mut out = String::new();
    for (member, spec) in trace.scenario().members.iter().enumerate() {
        let Some(metrics) = client::of(trace, MemberIdx::at(member), at) else { continue };
        out += "kafka.consumer:type=consumer-coordinator-metrics,client-id=";
        out += &spec.name;
        out.push('\n');
        for m in &metrics {
            row(&mut out, m.name, &value(m.value));
        }
        out.push('\n');
    }
    let seen = Rebalances::at(trace, at);
    out += "kafka.server:type=group-coordinator-metrics (all groups of the broker; here there is one)\n";
    row(&mut out, "group-completed-rebalance-count", &seen.completed.to_string());
    row(&mut out, "group-completed-rebalance-rate", &value(seen.completed_rate));
    if trace.group_type() == GroupType::Consumer {
        row(&mut out, "consumer-group-rebalance-count", &seen.consumer_epochs.to_string());
        row(&mut out, "consumer-group-rebalance-rate", &value(seen.consumer_rate));
    }
    out += "\nthe group, as a monitoring system sees it\n";
    row(&mut out, "rebalances completed", &seen.completed.to_string());
    row(&mut out, "sum of rebalance-total", &value(seen.client_total));
    row(&mut out, "sum of rebalance-rate-per-hour", &value(seen.client_rate_per_hour));
    row(&mut out, "state, polled by exporters", seen.state.name());
    row(&mut out, "members, polled by exporters", &seen.members.to_string());
    out + MONITORING
}

fn row(out: &mut String, name: &str, value: &str) {
    writeln!(out, "  {name:<34} {value}").ok();
}

/// What there is to watch, and what there is not (cli-and-metrics, 3.4 and 3.5).
const MONITORING: &str = "  No exporter in use publishes kafka_consumergroup_rebalance_rate_total. Watch instead
  kafka_consumer_coordinator_rebalance_total of each client (one rebalance of n members adds n to their sum),
  group_coordinator_metrics_group_completed_rebalance_count of each broker (all its groups together), or the group's
  state as an exporter polls it, which misses short rebalances.
";

/// A value as the recorder writes it: to a thousandth, and Java's `NaN`. In integers: the machinery that prints floats
/// would be the most of what the page loads for this.
fn value(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "counts, rates and milliseconds of a run")]
    let thousandths = (value * 1_000.0).round() as i64;
    let sign = if thousandths < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:03}", thousandths.unsigned_abs() / 1_000, thousandths.unsigned_abs() % 1_000);
    let zeros = text.bytes().rev().take(2).take_while(|digit| *digit == b'0').count();
    text[..text.len() - zeros].to_owned()
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn values_have_the_digits_that_they_have() {
        let shown = [0.0, 3.0, 0.5, 1.25, 12.3456, -1.0, 3_600_000.0, 0.000_4, f64::NAN].map(value);
        assert_eq!(shown, ["0.0", "3.0", "0.5", "1.25", "12.346", "-1.0", "3600000.0", "0.0", "NaN"]);
    }
}
