//! One run in numbers.

use rebalance_model::trace::GroupState;
use rebalance_model::{Generation, MemberIdx, SimDuration, SimTime, StepIdx, Trace};

use crate::activity::{Activity, ActivityPhase};
use crate::lag::LagSeries;
use crate::moment::Moment;
use crate::ownership::OwnerPhase;
use crate::twice::Twice;

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
    /// From the act that began it to the coordinator's first reaction.
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
    /// The generation.
    pub generation: Generation,
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
        Self {
            since: SimTime::ZERO,
            end: trace.end,
            group: Vec::new(),
            owners: vec![Vec::new(); trace.scenario().partition_count()],
            activities: vec![Vec::new(); trace.scenario().members.len()],
            stopped: SimDuration::ZERO,
            longest_stop: SimDuration::ZERO,
            lag: LagSeries::default(),
            twice: Vec::new(),
            rebalances: 0,
            detected: None,
            failed_commits: 0,
            moments: Vec::new(),
        }
    }

    /// Number of records that were processed again.
    pub fn records_twice(&self) -> u64 {
        self.twice.iter().map(|t| t.last - t.first + 1).sum()
    }

    /// What `member` does at `t`.
    pub fn activity(&self, member: MemberIdx, t: SimTime) -> Activity {
        at(&self.activities[member.index()], t, |p| p.start).map_or(Activity::Absent, |p| p.activity)
    }
}

/// The phase of a list of starts that `t` lies in.
pub fn at<T>(phases: &[T], t: SimTime, start: impl Fn(&T) -> SimTime) -> Option<&T> {
    phases[..phases.partition_point(|p| start(p) <= t)].last()
}
