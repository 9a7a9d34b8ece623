//! What a member is doing, in the coarse terms in which it is told to people.

use rebalance_model::message::Actor;
use rebalance_model::trace::{ClientState, Doing, Event, EventKind, MemberView, State};
use rebalance_model::{BatchIdx, MemberIdx, SimDuration, SimTime, Trace};

/// What a member is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Not started yet.
    Absent,
    /// Started, and not in the group yet.
    Starting,
    /// It polls and processes, or polls and has nothing to process.
    Consuming,
    /// It is inside a batch that takes longer than [`LONG_BATCH`].
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
    /// Closed by itself.
    Closed,
    /// Its process is gone.
    Killed,
}

impl Activity {
    /// Whether there is a process that may hold partitions.
    pub fn runs(self) -> bool {
        !matches!(self, Self::Absent | Self::Closed | Self::Killed)
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

/// A batch that takes longer is told as one. Those of the built-in load take 10 to 30 ms.
pub const LONG_BATCH: SimDuration = SimDuration::from_millis(1000);

/// How long a batch is worked on; to the end of the run if it does not end before.
pub fn batch_takes(trace: &Trace, batch: BatchIdx) -> SimDuration {
    let b = &trace.batches[batch.index()];
    b.processed.unwrap_or(trace.end.max(b.returned)) - b.returned
}

/// Follows what members do, event by event.
pub(crate) struct Follow(Vec<Vec<ActivityPhase>>);

impl Follow {
    pub(crate) fn new(trace: &Trace) -> Self {
        let absent = ActivityPhase { start: SimTime::ZERO, activity: Activity::Absent };
        Self(vec![vec![absent]; trace.scenario().members.len()])
    }

    /// To be called after `event` is folded into `state`.
    pub(crate) fn event(&mut self, trace: &Trace, state: &State, event: &Event) {
        let Actor::Member(who) = event.actor else { return };
        let phases = &mut self.0[who.index()];
        let last = phases.last().map_or(Activity::Absent, |p| p.activity);
        let activity = match event.kind {
            EventKind::Closed => Activity::Closed,
            EventKind::Killed | EventKind::Failed(_) => Activity::Killed,
            EventKind::Started => Activity::Starting,
            _ => now(trace, &state.members[who.index()], last),
        };
        if phases.last().is_some_and(|p| p.start == event.at) && phases.len() > 1 {
            phases.pop();
        }
        if phases.last().is_none_or(|p| p.activity != activity) {
            phases.push(ActivityPhase { start: event.at, activity });
        }
    }

    pub(crate) fn phases(self) -> Vec<Vec<ActivityPhase>> {
        self.0
    }
}

fn now(trace: &Trace, member: &MemberView, last: Activity) -> Activity {
    match member.doing {
        Doing::Gone => last,
        Doing::Starting => Activity::Starting,
        Doing::Revoking => Activity::Revoking,
        Doing::Closing => Activity::Closing,
        Doing::Thrown => Activity::Thrown,
        Doing::Processing if member.batch.is_some_and(|b| batch_takes(trace, b) >= LONG_BATCH) => Activity::LongBatch,
        Doing::Polling | Doing::Processing | Doing::Committing => match member.client {
            ClientState::CompletingRebalance if member.held.is_empty() => Activity::WaitingSync,
            ClientState::PreparingRebalance if member.held.is_empty() => Activity::WaitingJoin,
            ClientState::PreparingRebalance | ClientState::CompletingRebalance => Activity::JoiningConsuming,
            ClientState::Unjoined if member.held.is_empty() => Activity::Starting,
            // Unjoined with partitions: it has been told, and joins again in the next poll().
            ClientState::Stable | ClientState::Unjoined => Activity::Consuming,
        },
    }
}

/// Members of `state` that the group has removed and that do not know it.
pub fn is_zombie(state: &State, member: MemberIdx) -> bool {
    let view = &state.members[member.index()];
    let known = |id| state.group_member(id).is_some_and(|m| !m.pending);
    view.client != ClientState::PreparingRebalance && !view.held.is_empty() && view.id.is_some_and(|id| !known(id))
}
