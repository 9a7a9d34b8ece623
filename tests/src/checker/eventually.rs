//! What has to follow, within a bound that the settings give: answers to parked JoinGroups, and rest after the last
//! fault. Where a group cannot come to rest, the run has to show why.

use std::fmt;

use rebalance_model::config::{AssignorName, MemberConfig, RawConfig};
use rebalance_model::message::Actor;
use rebalance_model::scenario::Action;
use rebalance_model::trace::{ClientState, Doing, GroupState, Outcome, Removal, State};
use rebalance_model::{Event, EventKind, Generation, MemberIdx, MessageIdx, PartitionIdx, SimDuration, SimTime, Trace};

use super::{Verdict, about};

/// What has to follow in a run, by name.
pub type Eventually = (&'static str, fn(&Trace) -> Verdict);

/// All of them.
pub const ALL: [Eventually; 3] = [
    ("a parked JoinGroup is answered within the rebalance timeout, or its connection ends", parked_joins_are_answered),
    ("after the last fault the group is Stable within the bound, or the run says why not", comes_to_rest),
    ("at rest every partition has one holder, or the run says why not", everything_is_owned),
];

/// What the broker takes to send an answer that is due: far more than any table of latencies has.
const ANSWER: SimDuration = SimDuration::from_millis(100);

/// Settings of every start of every member in the run.
fn configs(trace: &Trace) -> Vec<(MemberIdx, MemberConfig)> {
    let (scenario, variant) = (trace.scenario(), trace.header.variant);
    let started = scenario.script.iter().filter_map(|step| match &step.action {
        Action::Start { member, config } => Some((*member, config.clone())),
        _ => None,
    });
    let running =
        scenario.initial.iter().flat_map(|i| &i.assignment).map(|(member, _)| (*member, RawConfig::default()));
    let config = |(member, own)| scenario.member_config(member, variant, &own).ok().map(|config| (member, config));
    started.chain(running).filter_map(config).collect()
}

fn longest(trace: &Trace, setting: impl Fn(&MemberConfig) -> SimDuration) -> SimDuration {
    configs(trace).iter().map(|(_, config)| setting(config)).max().unwrap_or_default()
}

fn parked_joins_are_answered(trace: &Trace) -> Verdict {
    let delay = trace.scenario().broker_config().map_err(|e| e.to_string())?.initial_rebalance_delay;
    let bound = longest(trace, |c| c.max_poll_interval) + delay + ANSWER;
    let mut answered: Vec<Option<SimTime>> = vec![None; trace.messages.len()];
    for message in &trace.messages {
        if let Some(request) = message.answers {
            answered[request.index()] = Some(message.sent);
        }
    }
    for event in trace.events.iter().filter(|event| matches!(event.kind, EventKind::JoinParked(_))) {
        let Some(EventKind::Received(request)) = event.cause.map(|cause| trace.event(cause).kind) else {
            return Err(about(trace, event, "parked without a request"));
        };
        let by = answered[request.index()].or_else(|| connection_ended(trace, request)).unwrap_or(trace.end);
        if by > event.at + bound {
            return Err(about(trace, event, &format!("no answer within {bound} ms")));
        }
    }
    Ok(())
}

/// When the connection of a request ended, with its process, by its client, or with the broker.
fn connection_ended(trace: &Trace, request: MessageIdx) -> Option<SimTime> {
    let request = trace.message(request);
    let ends = |event: &&Event| match event.kind {
        EventKind::Closed | EventKind::Killed | EventKind::Failed(_) | EventKind::CoordinatorLost(_) => {
            event.actor == request.from
        }
        EventKind::Step(step) => matches!(trace.scenario().script[step.index()].action, Action::RestartBroker(_)),
        _ => false,
    };
    let later = trace.events.partition_point(|event| event.at < request.sent);
    trace.events[later..].iter().find(ends).map(|event| event.at)
}

/// Why a group does not come to rest, in Kafka too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Restless {
    /// A batch, a callback and what the line adds may take longer than max.poll.interval.ms: the member leaves and
    /// comes back for ever.
    PollInterval(MemberIdx),
    /// Records come in faster than they are processed.
    Load,
    /// A request and its answer take longer than request.timeout.ms, or than the session, or heartbeats come faster than
    /// the line lets messages pass.
    Line(MemberIdx),
    /// The member hears of a rebalance, with its next heartbeat, later than the group may wait for it: each rebalance
    /// leaves it out, and its return begins the next.
    RebalanceTimeout(MemberIdx),
    /// The member has left its loop, and its heartbeats go on: max.poll.interval.ms has not passed when the run ends.
    Thrown(MemberIdx),
    /// An order to the member waits for a batch that does not come.
    Waiting(MemberIdx),
    /// The run was cut at the most events or the most time that one may have.
    Cut,
}

impl fmt::Display for Restless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PollInterval(m) => write!(f, "member {} is slower than its poll interval", m.0),
            Self::Load => f.write_str("records come in faster than they are processed"),
            Self::Line(m) => write!(f, "the line of member {} is slower than its requests may be", m.0),
            Self::RebalanceTimeout(m) => write!(f, "member {} hears of rebalances later than they wait for it", m.0),
            Self::Thrown(m) => write!(f, "member {} has left its loop", m.0),
            Self::Waiting(m) => write!(f, "member {} waits for a batch that does not come", m.0),
            Self::Cut => f.write_str("the run was cut"),
        }
    }
}

/// Messages of a member that may wait for the same line, each for the one before, as a delayed line lets one pass at a
/// time: of its heartbeats, of joining, of a commit.
const IN_LINE: u64 = 3;

/// Longest addition that the script makes to each message of `member`.
fn delay(trace: &Trace, member: MemberIdx) -> SimDuration {
    let of = |action: &Action| match action {
        Action::Delay(m, d) if *m == member => Some(*d),
        _ => None,
    };
    trace.scenario().script.iter().filter_map(|step| of(&step.action)).max().unwrap_or_default()
}

/// Longest onPartitionsRevoked that the script orders.
fn revoke(trace: &Trace, member: Option<MemberIdx>) -> SimDuration {
    let of = |action: &Action| match action {
        Action::StallRevoke(m, d) if member.is_none_or(|member| member == *m) => Some(*d),
        _ => None,
    };
    trace.scenario().script.iter().filter_map(|step| of(&step.action)).max().unwrap_or_default()
}

/// A message there and back takes less than this without a delay: ten times the slowest table of latencies.
const ROUND_TRIP: SimDuration = SimDuration::from_millis(500);

/// Why the group of this run may never come to rest; none if nothing in its settings or orders keeps it from it.
pub fn restless(trace: &Trace) -> Option<Restless> {
    let scenario = trace.scenario();
    let load = scenario.load;
    if trace.events.len() >= rebalance_model::scenario::limits::EVENTS {
        return Some(Restless::Cut);
    }
    let partitions = scenario.partition_count() as u64;
    // Half the time is left for everything else: a member may be alone for long.
    if load.process.times(load.records_per_second * partitions) > SimDuration::from_millis(500) {
        return Some(Restless::Load);
    }
    let configs = configs(trace);
    let shortest = configs.iter().map(|(_, c)| c.max_poll_interval).min().unwrap_or_default();
    for (member, config) in configs {
        let line = delay(trace, member);
        // Heartbeats do not wait for one another: what passes more slowly than they come is never through with them.
        if config.heartbeat_interval <= line.times(2) {
            return Some(Restless::Line(member));
        }
        // Nor do the automatic commits of a classic consumer (`ConsumerCoordinator.maybeAutoCommitOffsetsAsync`).
        let commits = config.consumer.is_none() && config.auto_commit;
        if commits && config.auto_commit_interval <= line.times(2) {
            return Some(Restless::Line(member));
        }
        let round_trip = line.times(2 * IN_LINE) + ROUND_TRIP;
        let batch = load.process.times(u64::from(config.max_poll_records).min(backlog(trace)));
        // Between two polls lie a batch, its commit, a callback; each waits for the line.
        let between = batch + revoke(trace, Some(member)) + round_trip.times(2) + load.poll;
        if between >= config.max_poll_interval {
            return Some(Restless::PollInterval(member));
        }
        if config.heartbeat_interval + config.retry_backoff + between >= shortest {
            return Some(Restless::RebalanceTimeout(member));
        }
        let patience = config.request_timeout.min(config.session_timeout.less(config.heartbeat_interval));
        if round_trip >= patience {
            return Some(Restless::Line(member));
        }
    }
    thrown(trace).map(Restless::Thrown).or_else(|| waits_for_ever(trace).map(Restless::Waiting))
}

/// A member that an exception has taken out of its loop so late that the run does not show how it leaves the group.
fn thrown(trace: &Trace) -> Option<MemberIdx> {
    // A static member does not leave: its session has to time out as well.
    let patience = longest(trace, |c| c.max_poll_interval) + longest(trace, |c| c.session_timeout);
    trace.events.iter().find_map(|event| match (event.kind, event.actor) {
        (EventKind::Thrown, Actor::Member(member)) if event.at + patience >= trace.end => Some(member),
        _ => None,
    })
}

/// Records that a member may find at once.
fn backlog(trace: &Trace) -> u64 {
    let partitions = trace.scenario().partition_count();
    let at_most = |p| trace.scenario().log_end(rebalance_model::PartitionIdx::at(p), trace.end);
    (0..partitions).map(at_most).sum()
}

/// A member that is to stall or to throw in its next batch, and gets none.
fn waits_for_ever(trace: &Trace) -> Option<MemberIdx> {
    trace.events.iter().enumerate().find_map(|(n, event)| {
        let EventKind::Step(step) = event.kind else { return None };
        let (Action::Stall(member, _) | Action::Throw(member)) = trace.scenario().script[step.index()].action else {
            return None;
        };
        let is_effect = |e: &Event| {
            e.actor == Actor::Member(member)
                && matches!(
                    e.kind,
                    EventKind::Batch(_)
                        | EventKind::Thrown
                        | EventKind::Closed
                        | EventKind::Killed
                        | EventKind::Failed(_)
                )
        };
        (!trace.events[n..].iter().any(is_effect)).then_some(member)
    })
}

/// When the last thing that was done to the group had had its effect.
pub fn last_fault(trace: &Trace) -> SimTime {
    let script = &trace.scenario().script;
    let mut last = SimTime::ZERO;
    let mut stalled = Vec::new();
    for event in &trace.events {
        match (event.kind, event.actor) {
            (EventKind::Step(step), _) => {
                last = event.at;
                if let Action::Stall(member, _) = script[step.index()].action {
                    stalled.push(Actor::Member(member));
                }
            }
            (
                EventKind::StepOver(_)
                | EventKind::Started
                | EventKind::Closed
                | EventKind::Thrown
                | EventKind::Failed(_)
                | EventKind::PollTimeout,
                _,
            ) => last = event.at,
            (EventKind::Batch(batch), actor) => {
                if let Some(n) = stalled.iter().position(|member| *member == actor) {
                    stalled.remove(n);
                    last = last.max(trace.batches[batch.index()].processed.unwrap_or(trace.end));
                }
            }
            _ => {}
        }
    }
    last
}

/// How long the group may take from the last fault to rest, by its settings:
///
/// - a member that is gone or stuck is noticed after session.timeout.ms or max.poll.interval.ms, partitions that were
///   added after metadata.max.age.ms, an answer that was lost after request.timeout.ms;
/// - a join phase is held up for the longest max.poll.interval.ms at most, an empty group waits for more members first;
/// - then there are follow-ups: KIP-429 needs up to four, each a heartbeat, a poll, a callback.
pub fn bound(trace: &Trace) -> SimDuration {
    let scenario = trace.scenario();
    let initial = scenario.broker_config().map(|b| b.initial_rebalance_delay).unwrap_or_default();
    let grows = scenario.script.iter().any(|step| matches!(step.action, Action::AddPartitions(..)));
    let age = if grows { longest(trace, |c| c.metadata_max_age) } else { SimDuration::ZERO };
    let noticed = longest(trace, |c| c.session_timeout) + longest(trace, |c| c.request_timeout) + age;
    let held = longest(trace, |c| c.max_poll_interval).times(2) + initial;
    let delays = (0..scenario.members.len()).map(|m| delay(trace, MemberIdx::at(m))).max().unwrap_or_default();
    let batch = scenario.load.process.times(longest_batch(trace));
    let round = longest(trace, |c| c.heartbeat_interval)
        + longest(trace, |c| c.retry_backoff)
        + scenario.load.poll
        + revoke(trace, None)
        + batch
        + (delays.times(2 * IN_LINE) + ROUND_TRIP).times(MESSAGES_OF_A_ROUND);
    noticed + held + round.times(ROUNDS)
}

/// Messages that a member exchanges in one rebalance, one after the other: a commit, JoinGroup twice, SyncGroup,
/// OffsetFetch, and the heartbeat that announced it.
const MESSAGES_OF_A_ROUND: u64 = 6;
/// Rebalances after the one that the fault caused (classic-protocol 2.3).
const ROUNDS: u64 = 4;

fn longest_batch(trace: &Trace) -> u64 {
    let records = configs(trace).iter().map(|(_, c)| u64::from(c.max_poll_records)).max().unwrap_or(0);
    records.min(trace.batches.iter().map(rebalance_model::trace::Batch::len).max().unwrap_or(0))
}

/// Since when the group has been at rest without a break: Stable or Empty, and each consumer that polls in it.
pub fn rests_since(trace: &Trace) -> Option<SimTime> {
    let mut state = State::start(trace);
    let mut since = is_at_rest(&state).then_some(SimTime::ZERO);
    for event in &trace.events {
        state.apply(trace, event);
        since = if is_at_rest(&state) { since.or(Some(event.at)) } else { None };
    }
    since
}

fn is_at_rest(state: &State) -> bool {
    let group = &state.group;
    let lives = |m: &&rebalance_model::trace::MemberView| m.doing != Doing::Gone;
    let is_in = |m: &rebalance_model::trace::MemberView| {
        m.client == ClientState::Stable
            && m.generation == group.generation
            && m.id.is_some_and(|id| state.group_member(id).is_some())
    };
    let polls = |m: &&rebalance_model::trace::MemberView| m.doing != Doing::Thrown;
    matches!(group.state, GroupState::Stable | GroupState::Empty)
        && state.members.iter().filter(lives).filter(polls).all(is_in)
        && group.members.len() == state.members.iter().filter(lives).filter(polls).count()
}

/// How much of its bound the group took from the last fault to rest, in percent; none if it did not come to rest.
pub fn share_of_bound(trace: &Trace) -> Option<u64> {
    let took = rests_since(trace)? - last_fault(trace);
    Some(took.as_micros() * 100 / bound(trace).as_micros().max(1))
}

fn comes_to_rest(trace: &Trace) -> Verdict {
    let (last, bound) = (last_fault(trace), bound(trace));
    let in_time = rests_since(trace).is_some_and(|since| since <= last + bound);
    if in_time || restless(trace).is_some() {
        return Ok(());
    }
    let state = match rests_since(trace) {
        Some(since) => format!("at rest since {since}"),
        None => "not at rest".to_owned(),
    };
    Err(format!("{state} at {}, the last fault was at {last}, the bound is {bound} ms", trace.end))
}

/// Why a partition may be left without a holder by a group at rest, in Kafka too: a static member that comes back into
/// a Stable group takes what is stored for it, and nobody looks again.
fn may_be_left(trace: &Trace, state: &State) -> bool {
    let is_static = trace.header.instances.iter().any(Option::is_some);
    let grows = trace.scenario().script.iter().any(|step| matches!(step.action, Action::AddPartitions(..)));
    let restarts = trace.scenario().script.iter().any(|step| matches!(step.action, Action::RestartBroker(_)));
    // As leader it takes topics for assigned as it finds them (KIP-814, `ConsumerCoordinator.onLeaderElected`), whatever
    // its predecessor had assigned: less than there is, or nothing, if that was told by a broker that knew none yet. As
    // the member that was to give partitions up it has nothing to revoke, so that the second rebalance of KIP-429 is not
    // asked for.
    let moves = state.group.protocol == Some(AssignorName::CooperativeSticky);
    is_static && (grows || ((moves || restarts) && replaced_in(trace, state.group.generation)))
}

/// Whether a static member was replaced after the join phase of this generation.
fn replaced_in(trace: &Trace, generation: Generation) -> bool {
    let begins = |e: &Event| matches!(e.kind, EventKind::Group(c) if c.to == GroupState::CompletingRebalance && c.generation == generation);
    let begun = trace.events.iter().rposition(begins).unwrap_or(0);
    trace.events[begun..].iter().any(|e| matches!(e.kind, EventKind::MemberRemoved(_, Removal::Replaced)))
}

fn everything_is_owned(trace: &Trace) -> Verdict {
    let mut state = State::start(trace);
    for event in &trace.events {
        state.apply(trace, event);
    }
    // A run that is cut may be cut in the middle of anything.
    if trace.outcome != Outcome::Complete || !is_at_rest(&state) || state.group.members.is_empty() {
        return Ok(());
    }
    let unseen = |p: &PartitionIdx| trace.scenario().exists_from(*p) != SimTime::ZERO && thrown(trace).is_some();
    for p in (0..trace.scenario().partition_count()).map(PartitionIdx::at).filter(|p| !unseen(p)) {
        let is_in = |m: &MemberIdx| {
            let member = &state.members[m.index()];
            member.generation == state.group.generation && member.id.is_some_and(|id| state.group_member(id).is_some())
        };
        let holders = state.holders(p).filter(is_in).count();
        if holders != 1 && !may_be_left(trace, &state) {
            return Err(format!("{} has {holders} holders", trace.scenario().partition_name(p)));
        }
    }
    Ok(())
}
