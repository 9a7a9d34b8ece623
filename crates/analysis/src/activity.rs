//! What a member is doing, in the coarse terms in which it is told to people.

use rebalance_model::config::RawConfig;
use rebalance_model::message::Actor;
use rebalance_model::scenario::{Action, Step};
use rebalance_model::trace::{ClientState, Doing, Event, EventKind, MemberView, Membership, State};
use rebalance_model::{BatchIdx, MemberIdx, SimDuration, SimTime, StepIdx, Trace};

use crate::gather::Gather as _;

/// What a member is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Not started yet.
    Absent,
    /// Started, and not in the group yet.
    Starting,
    /// It polls and processes, or polls and has nothing to process.
    Consuming,
    /// It is inside a batch that makes no progress ([`is_stalled`]).
    LongBatch,
    /// Inside a slow onPartitionsRevoked.
    Revoking,
    /// Its JoinGroup waits for its answer; it holds nothing.
    WaitingJoin,
    /// Its JoinGroup or SyncGroup waits for its answer; it holds partitions, and consumes them.
    JoiningConsuming,
    /// Its SyncGroup waits for its answer; it holds nothing.
    WaitingSync,
    /// It is inside close().
    Closing,
    /// An exception left its loop; its heartbeats go on.
    Thrown,
    /// Its process is stopped: nothing of it runs.
    Frozen,
    /// It polls, and its network is away: it is given nothing.
    Offline,
    /// Closed by itself.
    Closed,
    /// Its process is gone.
    Killed,
    /// A response made it throw for good.
    Failed,
}

impl Activity {
    /// Whether there is a process that may hold partitions.
    pub fn runs(self) -> bool {
        !matches!(self, Self::Absent | Self::Closed | Self::Killed | Self::Failed)
    }

    /// Whether it makes no progress on what it holds, for another reason than a batch.
    pub fn is_stuck(self) -> bool {
        matches!(self, Self::Revoking | Self::Thrown | Self::Frozen | Self::Offline)
    }
}

/// An activity, until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityPhase {
    /// When it begins.
    pub start: SimTime,
    /// What.
    pub activity: Activity,
}

/// A member that is inside a batch for longer does not act on a rebalance at once. Those of the built-in load
/// take 10 to 30 ms.
pub const LONG_BATCH: SimDuration = SimDuration::from_millis(1000);

/// How long a batch is worked on; what it asks for if nobody comes to its end.
pub fn batch_takes(trace: &Trace, batch: BatchIdx) -> SimDuration {
    let (b, scenario) = (&trace.batches[batch.index()], trace.scenario());
    if let Some(processed) = b.processed {
        return processed - b.returned;
    }
    // A member takes its next batch for a slow one.
    let slow = |step: &Step| {
        let Action::Stall(who, takes) = step.action else { return None };
        let mut after = trace.events[trace.events_until(step.at)..].iter();
        let next = after.find(|e| e.actor == Actor::Member(who) && matches!(e.kind, EventKind::Batch(_)))?;
        (next.kind == EventKind::Batch(batch)).then_some(takes)
    };
    let slow = scenario.script.iter().rev().find_map(slow).unwrap_or(SimDuration::ZERO);
    slow + scenario.load.process.times(b.len())
}

/// Whether a batch makes no progress: it takes a second longer than its records ask for, or longer than
/// max.poll.interval.ms allows. A member that catches up with long batches is none.
pub fn is_stalled(trace: &Trace, batch: BatchIdx, limit: SimDuration) -> bool {
    let takes = batch_takes(trace, batch);
    let ordinary = trace.scenario().load.process.times(trace.batches[batch.index()].len());
    takes.less(ordinary) >= LONG_BATCH || (takes >= limit && takes >= LONG_BATCH)
}

/// max.poll.interval.ms of each member; longer than any batch where that cannot be read.
pub(crate) fn poll_limits(trace: &Trace) -> Vec<SimDuration> {
    let of = |i| trace.scenario().member_config(MemberIdx::at(i), trace.header.variant, &RawConfig::default());
    let limit = |i| of(i).map_or(SimDuration::from_micros(u64::MAX), |c| c.max_poll_interval);
    (0..trace.scenario().members.len()).map(limit).gather()
}

/// Follows what members do, event by event.
pub(crate) struct Follow {
    limits: Vec<SimDuration>,
    phases: Vec<Vec<ActivityPhase>>,
    /// What a stopped process was doing.
    frozen: Vec<Option<Activity>>,
    /// Whose network is away.
    offline: Vec<bool>,
}

impl Follow {
    pub(crate) fn new(trace: &Trace) -> Self {
        let absent = ActivityPhase { start: SimTime::ZERO, activity: Activity::Absent };
        let members = trace.scenario().members.len();
        Self {
            limits: poll_limits(trace),
            phases: vec![vec![absent]; members],
            frozen: vec![None; members],
            offline: vec![false; members],
        }
    }

    /// To be called after `event` is folded into `state`.
    pub(crate) fn event(&mut self, trace: &Trace, state: &State, event: &Event) {
        let script = |step: StepIdx| match trace.scenario().script[step.index()].action {
            Action::Freeze(who, _) => Some((who, true)),
            Action::NetworkDown(who, _) => Some((who, false)),
            _ => None,
        };
        let who = match (event.kind, event.actor) {
            (EventKind::Step(step) | EventKind::StepOver(step), _) => script(step),
            (_, Actor::Member(who)) => Some((who, false)),
            _ => None,
        };
        let Some((who, freezes)) = who else { return };
        let phases = &mut self.phases[who.index()];
        let last = phases.last().map_or(Activity::Absent, |p| p.activity);
        let mut activity = match event.kind {
            EventKind::Step(_) if freezes && last.runs() => {
                self.frozen[who.index()] = Some(last);
                Activity::Frozen
            }
            EventKind::StepOver(_) if freezes => self.frozen[who.index()].take().unwrap_or(last),
            EventKind::Closed => Activity::Closed,
            EventKind::Killed => Activity::Killed,
            EventKind::Failed(_) => Activity::Failed,
            EventKind::Started => Activity::Starting,
            _ if self.frozen[who.index()].is_some() => last,
            _ => now(trace, &state.members[who.index()], self.limits[who.index()], last),
        };
        if !freezes && matches!(event.kind, EventKind::Step(_) | EventKind::StepOver(_)) {
            self.offline[who.index()] = matches!(event.kind, EventKind::Step(_));
        }
        if self.offline[who.index()] && matches!(activity, Activity::Consuming | Activity::JoiningConsuming) {
            activity = Activity::Offline;
        }
        if phases.last().is_some_and(|p| p.start == event.at) && phases.len() > 1 {
            phases.pop();
        }
        if phases.last().is_none_or(|p| p.activity != activity) {
            phases.push(ActivityPhase { start: event.at, activity });
        }
    }

    pub(crate) fn phases(self) -> Vec<Vec<ActivityPhase>> {
        self.phases
    }
}

fn now(trace: &Trace, member: &MemberView, limit: SimDuration, last: Activity) -> Activity {
    match member.doing {
        Doing::Gone => last,
        Doing::Starting => Activity::Starting,
        Doing::Revoking => Activity::Revoking,
        Doing::Closing => Activity::Closing,
        Doing::Thrown => Activity::Thrown,
        Doing::Processing if member.batch.is_some_and(|b| is_stalled(trace, b, limit)) => Activity::LongBatch,
        Doing::Polling | Doing::Processing | Doing::Committing => match member.client {
            ClientState::CompletingRebalance if member.held.is_empty() => Activity::WaitingSync,
            ClientState::PreparingRebalance if member.held.is_empty() => Activity::WaitingJoin,
            ClientState::PreparingRebalance | ClientState::CompletingRebalance => Activity::JoiningConsuming,
            ClientState::Unjoined if member.held.is_empty() && !is_in_consumer_group(member) => Activity::Starting,
            // Unjoined with partitions: it has been told, and joins again in the next poll().
            ClientState::Stable | ClientState::Unjoined => Activity::Consuming,
        },
    }
}

/// Whether a member takes itself for one of a consumer group, where it may own nothing.
fn is_in_consumer_group(member: &MemberView) -> bool {
    matches!(member.membership, Membership::Reconciling | Membership::Acknowledging | Membership::Stable)
}

/// Members of `state` that the group has removed and that do not know it.
pub fn is_zombie(state: &State, member: MemberIdx) -> bool {
    let view = &state.members[member.index()];
    let known = |id| state.group_member(id).is_some_and(|m| !m.pending);
    view.client != ClientState::PreparingRebalance && !view.held.is_empty() && view.id.is_some_and(|id| !known(id))
}
