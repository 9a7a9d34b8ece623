//! `rebalance show`: a group at an instant, as Kafka's own tools, metrics and logs would show it.
//!
//! Everything is read off the trace of one run by `rebalance_analysis`; here are the arguments, and columns.

use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use rebalance_analysis::describe::GroupDescription;
use rebalance_analysis::logs::{self, Line, Names};
use rebalance_analysis::metrics::{client, group::Rebalances};
use rebalance_model::message::Actor;
use rebalance_model::trace::GroupType;
use rebalance_model::{MemberIdx, SimTime, Trace, Variant};
use rebalance_sim::{Options, Until};

use crate::simulate::{self, Error};

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum View {
    /// `kafka-consumer-groups --describe`.
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

/// Of which run, when, and what.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A scenario file, what `import` printed, a recording (its scenario is run), or - for standard input.
    pub file: PathBuf,
    /// How the members are configured.
    #[arg(long, value_parser = simulate::variant)]
    pub variant: Variant,
    /// The instant, in milliseconds since the scenario began.
    #[arg(long, value_name = "MS")]
    pub at: u64,
    /// What to show.
    #[arg(long, value_enum)]
    pub view: View,
    /// What the group is called: a scenario has no name for it.
    #[arg(long, default_value = "group")]
    pub group: String,
    /// Seed of every random choice.
    #[arg(long, default_value_t = rebalance_sim::DEFAULT_SEED)]
    pub seed: u64,
}

/// Runs the scenario and prints one view of it.
///
/// # Errors
/// What is refused, an instant that lies behind the longest run there is, or that `out` fails.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), Error> {
    let mut scenario = simulate::read_scenario(&args.file)?;
    let at = SimTime::from_millis(args.at);
    // A group at rest stays as it is, but its metrics age: the run lasts as long as it is asked about.
    let asked = at - SimTime::ZERO;
    if scenario.duration < asked {
        Rc::make_mut(&mut scenario).duration = asked;
    }
    let options = Options { seed: args.seed, until: Until::Rest, ..Options::default() };
    let trace = rebalance_sim::run(&scenario, args.variant, options)
        .map_err(|e| Error::Refused(crate::input::name(&args.file), args.variant, e))?;
    if at > trace.end {
        return Err(Error::BehindEnd(args.at, trace.end.as_millis()));
    }
    let text = view(&trace, at, args.view, &args.group);
    out.write_all(text.as_bytes()).map_err(|e: io::Error| Error::Output("standard output".to_owned(), e))
}

/// A view of a trace at an instant, as text.
pub fn view(trace: &Trace, at: SimTime, view: View, group: &str) -> String {
    let described = |table: fn(&GroupDescription) -> String| {
        GroupDescription::at(trace, at, group)
            .map_or_else(|| GroupDescription::unknown(group), |d| d.warning() + &table(&d))
    };
    match view {
        View::Offsets => described(GroupDescription::offsets),
        View::Members => described(GroupDescription::members),
        View::State => described(GroupDescription::state),
        View::StateVerbose => described(GroupDescription::state_verbose),
        View::Metrics => metrics(trace, at),
        View::ClientLog => log(trace, at, group, |who| who != Actor::Coordinator),
        View::BrokerLog => log(trace, at, group, |who| who == Actor::Coordinator),
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
    let mut lines = Vec::new();
    for (member, spec) in trace.scenario().members.iter().enumerate() {
        let Some(metrics) = client::of(trace, MemberIdx::at(member), at) else { continue };
        lines.push(format!("kafka.consumer:type=consumer-coordinator-metrics,client-id={}", spec.name));
        lines.extend(metrics.iter().map(|m| format!("  {:<34} {}", m.name, value(m.value))));
        lines.push(String::new());
    }
    let seen = Rebalances::at(trace, at);
    lines.push("kafka.server:type=group-coordinator-metrics (all groups of the broker; here there is one)".to_owned());
    lines.push(format!("  {:<34} {}", "group-completed-rebalance-count", seen.completed));
    lines.push(format!("  {:<34} {}", "group-completed-rebalance-rate", value(seen.completed_rate)));
    if trace.group_type() == GroupType::Consumer {
        lines.push(format!("  {:<34} {}", "consumer-group-rebalance-count", seen.consumer_epochs));
        lines.push(format!("  {:<34} {}", "consumer-group-rebalance-rate", value(seen.consumer_rate)));
    }
    lines.push(String::new());
    lines.push("the group, as a monitoring system sees it".to_owned());
    lines.push(format!("  {:<34} {}", "rebalances completed", seen.completed));
    lines.push(format!("  {:<34} {}", "sum of rebalance-total", value(seen.client_total)));
    lines.push(format!("  {:<34} {}", "sum of rebalance-rate-per-hour", value(seen.client_rate_per_hour)));
    lines.push(format!("  {:<34} {}", "state, polled by exporters", seen.state.name()));
    lines.push(format!("  {:<34} {}", "members, polled by exporters", seen.members));
    lines.extend(MONITORING.lines().map(str::to_owned));
    lines.join("\n") + "\n"
}

/// What there is to watch, and what there is not (cli-and-metrics, 3.4 and 3.5).
const MONITORING: &str = "  No exporter in use publishes kafka_consumergroup_rebalance_rate_total. Watch instead
  kafka_consumer_coordinator_rebalance_total of each client (one rebalance of n members adds n to their sum),
  group_coordinator_metrics_group_completed_rebalance_count of each broker (all its groups together), or the group's
  state as an exporter polls it, which misses short rebalances.";

/// A value as the recorder writes it: to a thousandth, and Java's `NaN`.
fn value(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    format!("{:?}", (value * 1_000.0).round() / 1_000.0)
}
