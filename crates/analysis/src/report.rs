//! One run in numbers.

use rebalance_model::trace::{CommitOutcome, EventKind, GroupState, GroupType, State};
use rebalance_model::{Generation, MemberIdx, SimDuration, SimTime, StepIdx, Trace};

use crate::activity::{self, Activity, ActivityPhase};
use crate::lag::LagSeries;
use crate::moment::{self, Moment};
use crate::ownership::{self, Holders, OwnerPhase};
use crate::twice::{self, Twice};
use crate::window;

/// What a run means. Lists hold starts only: a phase ends where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// From here on stops, rebalances and lag are counted: the first act after start-up, or, if there is
    /// none, the end of start-up.
    pub since: SimTime,
    /// Where the run ends.
    pub end: SimTime,
    /// States and generations of the group.
    pub group: Vec<GroupPhase>,
    /// Holders of each partition, in the order of the partitions.
    pub owners: Vec<Vec<OwnerPhase>>,
    /// What each member does, in the scenario's order.
    pub activities: Vec<Vec<ActivityPhase>>,
    /// Partition-seconds without a holder, since `since`.
    pub stopped: SimDuration,
    /// The longest time that one partition had no holder, since `since`.
    pub longest_stop: SimDuration,
    /// Total lag over time.
    pub lag: LagSeries,
    /// Records that were processed again.
    pub twice: Vec<Twice>,
    /// Generations completed since `since`.
    pub rebalances: u32,
    /// From an act to the coordinator's first reaction to it, the longest of them.
    pub detected: Option<Detection>,
    /// Commits that failed.
    pub failed_commits: u32,
    /// The instants that matter, in order.
    pub moments: Vec<Moment>,
}

/// A state of the group, until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupPhase {
    /// When it begins.
    pub start: SimTime,
    /// The state.
    pub state: GroupState,
    /// The generation; the group epoch of a consumer group.
    pub generation: Generation,
    /// Of which protocol the group is.
    pub group: GroupType,
}

/// How the coordinator came to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detection {
    /// The act.
    pub step: StepIdx,
    /// When the coordinator first reacted to it.
    pub at: SimTime,
    /// How long that took.
    pub took: SimDuration,
}

impl Report {
    /// Reads a run.
    pub fn of(trace: &Trace) -> Self {
        let (mut state, mut owners, mut activities) =
            (State::start(trace), ownership::Follow::new(trace), activity::Follow::new(trace));
        let mut group = Vec::new();
        for event in &trace.events {
            state.apply(trace, event);
            owners.event(trace, &state, event);
            activities.event(trace, &state, event);
            if let EventKind::Group(c) = event.kind {
                let of = if state.consumer.is_some() { GroupType::Consumer } else { GroupType::Classic };
                group.push(GroupPhase { start: event.at, state: c.to, generation: c.generation, group: of });
            }
        }
        let owners = owners.phases();
        let since = window::since(trace, &owners);
        let (stopped, longest_stop) = ownership::stops(&owners, since, trace.end);
        let mut report = Self {
            since,
            end: trace.end,
            rebalances: rebalances(&group, since),
            group,
            owners,
            activities: activities.phases(),
            stopped,
            longest_stop,
            lag: LagSeries::of(trace, since),
            twice: twice::of(trace),
            detected: window::detected(trace, since),
            failed_commits: failed_commits(trace),
            moments: Vec::new(),
        };
        report.moments = moment::collect(trace, &report);
        report
    }

    /// Number of records that were processed again.
    pub fn records_twice(&self) -> u64 {
        self.twice.iter().map(|t| t.last - t.first + 1).sum()
    }

    /// Who holds a partition at `t`.
    pub fn holders(&self, partition: usize, t: SimTime) -> Holders {
        at(&self.owners[partition], t, |p| p.start).map_or(Holders::Nobody, |p| p.holders)
    }

    /// What `member` does at `t`.
    pub fn activity(&self, member: MemberIdx, t: SimTime) -> Activity {
        at(&self.activities[member.index()], t, |p| p.start).map_or(Activity::Absent, |p| p.activity)
    }
}

/// Generations completed since `since`.
fn rebalances(group: &[GroupPhase], since: SimTime) -> u32 {
    let completed = group.windows(2).filter(|w| w[1].start >= since && w[1].generation > w[0].generation);
    u32::try_from(completed.count()).unwrap_or(u32::MAX)
}

fn failed_commits(trace: &Trace) -> u32 {
    let failed = trace.batches.iter().filter(|b| b.commit.is_some_and(|c| c != CommitOutcome::Ok));
    u32::try_from(failed.count()).unwrap_or(u32::MAX)
}

/// The phase of a list of starts that `t` lies in.
pub fn at<T>(phases: &[T], t: SimTime, start: impl Fn(&T) -> SimTime) -> Option<&T> {
    phases[..phases.partition_point(|p| start(p) <= t)].last()
}
