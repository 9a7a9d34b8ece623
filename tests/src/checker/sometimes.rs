//! What has to happen in some of many runs: an invariant that judges nothing would hold as well.

use rebalance_model::config::{AssignorName, ServerAssignor};
use rebalance_model::message::{Body, ErrorCode, JoinReason};
use rebalance_model::trace::{
    CommitOutcome, CoordinatorLoss, GroupType, MemberState, Membership, RebalanceReason, Removal, State,
};
use rebalance_model::{Event, EventKind, Generation, PartitionIdx, SimTime, Trace};

use super::eventually::restless;
use super::speaks_consumer;

/// Something that some run must show, by name.
pub type Sometimes = (&'static str, fn(&Trace) -> bool);

/// All of them. Names stand in the committed result of the swarm.
///
/// Not among them: an OffsetCommit that is answered REBALANCE_IN_PROGRESS, and a join for it. While the assignment is
/// awaited a Java client of that generation is not Stable and fails its commits itself; one of an older generation gets
/// ILLEGAL_GENERATION.
pub const ALL: &[Sometimes] = &[
    ("two hold a partition, one of them a zombie", held_twice),
    ("records are taken twice", taken_twice),
    ("a session times out", |t| removed(t, Removal::SessionTimeout)),
    ("a member leaves", |t| removed(t, Removal::Left)),
    ("a member misses the join phase", |t| removed(t, Removal::JoinTimeout)),
    ("a member misses the sync phase", |t| removed(t, Removal::SyncTimeout)),
    ("a member id is never used", |t| removed(t, Removal::PendingTimeout)),
    ("a static member is replaced", |t| removed(t, Removal::Replaced)),
    ("a started coordinator does not know a member", |t| removed(t, Removal::NotStored)),
    ("the poll interval passes", |t| any(t, |e| e.kind == EventKind::PollTimeout)),
    ("partitions are lost", |t| any(t, |e| matches!(e.kind, EventKind::PartitionsLost(_)))),
    ("a revocation is slow", |t| any(t, |e| e.kind == EventKind::RevokeDone)),
    ("a consumer fails", |t| any(t, |e| matches!(e.kind, EventKind::Failed(_)))),
    ("an exception leaves the loop", |t| any(t, |e| e.kind == EventKind::Thrown)),
    ("routine is told as a whole", |t| any(t, |e| matches!(e.kind, EventKind::QuietBegins(_)))),
    ("a rebalance for a new member", |t| rebalanced(t, |r| matches!(r, RebalanceReason::Added(_)))),
    ("a rebalance for other metadata", |t| rebalanced(t, |r| matches!(r, RebalanceReason::MetadataChanged(_)))),
    ("a rebalance because the leader joins again", |t| {
        rebalanced(t, |r| matches!(r, RebalanceReason::LeaderRejoined(_)))
    }),
    ("a rebalance because a static member came back", |t| {
        rebalanced(t, |r| matches!(r, RebalanceReason::StaticRejoined(_)))
    }),
    ("a rebalance because syncs are missing", |t| rebalanced(t, |r| r == RebalanceReason::SyncExpired)),
    ("a join for revoked partitions", |t| joins(t, |r| r == JoinReason::RevokedPartitions)),
    ("a join for added partitions", |t| joins(t, |r| r == JoinReason::MetadataChanged)),
    ("a join that is enforced", |t| joins(t, |r| r == JoinReason::Enforced)),
    ("a join after a failed join", |t| joins(t, |r| matches!(r, JoinReason::RebalanceFailed(_)))),
    ("a heartbeat announces a rebalance", |t| error(t, "Heartbeat", ErrorCode::RebalanceInProgress)),
    ("a heartbeat of an old generation", |t| error(t, "Heartbeat", ErrorCode::IllegalGeneration)),
    ("a heartbeat of an unknown member", |t| error(t, "Heartbeat", ErrorCode::UnknownMemberId)),
    ("a heartbeat is fenced", |t| error(t, "Heartbeat", ErrorCode::FencedInstanceId)),
    ("a sync comes too late", |t| error(t, "SyncGroup", ErrorCode::RebalanceInProgress)),
    ("a sync is fenced", |t| error(t, "SyncGroup", ErrorCode::FencedInstanceId)),
    ("a join is fenced", |t| error(t, "JoinGroup", ErrorCode::FencedInstanceId)),
    ("a commit of an unknown member", |t| error(t, "OffsetCommit", ErrorCode::UnknownMemberId)),
    ("a commit of an old generation", |t| error(t, "OffsetCommit", ErrorCode::IllegalGeneration)),
    ("a commit is fenced", |t| t.batches.iter().any(|b| b.commit == Some(CommitOutcome::Fenced))),
    ("a commit fails without a request", commit_fails_locally),
    ("members without an assignor in common", |t| error(t, "JoinGroup", ErrorCode::InconsistentGroupProtocol)),
    ("a group that is full", |t| error(t, "JoinGroup", ErrorCode::GroupMaxSizeReached)),
    ("a coordinator that is reading its log", |t| error(t, "JoinGroup", ErrorCode::CoordinatorLoadInProgress)),
    ("a static leader is told to skip the assignment", |t| {
        t.messages.iter().any(|m| matches!(m.body, Body::JoinGroupResponse { skip_assignment: true, .. }))
    }),
    ("a coordinator is given up for its silence", |t| lost(t, CoordinatorLoss::SessionTimedOut)),
    ("a coordinator is found and cannot be reached yet", |t| lost(t, CoordinatorLoss::Unavailable)),
    ("a request is not answered in time", |t| lost(t, CoordinatorLoss::RequestTimedOut)),
    ("the assignor changes from one generation to the next", upgraded),
    ("a group comes to rest with all its members", |t| {
        !speaks_consumer(t) && restless(t).is_none() && t.header.scenario.members.len() > 1 && t.end > SimTime::ZERO
    }),
    ("a group that cannot come to rest", |t| !speaks_consumer(t) && restless(t).is_some()),
    ("a consumer group", |t| turns(t).contains(&GroupType::Consumer)),
    ("a classic group becomes a consumer group", |t| turns(t) == [GroupType::Consumer] && joined_classic(t)),
    ("a consumer group becomes a classic group", |t| turns(t).contains(&GroupType::Classic)),
    ("a member has to give up first", |t| epoch(t, |_, state| state == MemberState::UnrevokedPartitions)),
    ("a member waits for what others have to give up", |t| {
        epoch(t, |_, state| state == MemberState::UnreleasedPartitions)
    }),
    ("a static member is away", |t| epoch(t, |epoch, _| epoch.0 == -2)),
    ("a member gives up too late", |t| removed(t, Removal::RevocationTimeout)),
    ("a member is thrown out", |t| turned(t, Membership::Fenced)),
    ("a member is of no more use to itself", |t| turned(t, Membership::Stale)),
    ("an instance is not released", |t| any(t, |e| e.kind == EventKind::Failed(ErrorCode::UnreleasedInstanceId))),
    ("a commit of an epoch that is over", |t| error(t, "OffsetCommit", ErrorCode::StaleMemberEpoch)),
    ("a protocol that the group does not take", |t| {
        any(t, |e| matches!(e.kind, EventKind::Failed(ErrorCode::GroupIdNotFound)))
    }),
    ("the broker's range assigns", |t| {
        any(t, |e| matches!(e.kind, EventKind::TargetComputed(_, Some(ServerAssignor::Range))))
    }),
];

/// The types that a group was turned into, in order.
fn turns(trace: &Trace) -> Vec<GroupType> {
    let turn = |event: &Event| if let EventKind::Converted(to) = event.kind { Some(to) } else { None };
    trace.events.iter().filter_map(turn).collect()
}

/// Whether somebody has been given a generation of a classic group.
fn joined_classic(trace: &Trace) -> bool {
    any(trace, |event| matches!(event.kind, EventKind::Elected(..)))
}

fn epoch(trace: &Trace, is: impl Fn(Generation, MemberState) -> bool) -> bool {
    any(trace, |event| matches!(event.kind, EventKind::MemberEpoch(_, epoch, state) if is(epoch, state)))
}

fn turned(trace: &Trace, to: Membership) -> bool {
    any(trace, |event| event.kind == EventKind::Membership(to))
}

fn any(trace: &Trace, what: impl Fn(&Event) -> bool) -> bool {
    trace.events.iter().any(what)
}

fn removed(trace: &Trace, why: Removal) -> bool {
    any(trace, |event| matches!(event.kind, EventKind::MemberRemoved(_, how) if how == why))
}

fn rebalanced(trace: &Trace, is: impl Fn(RebalanceReason) -> bool) -> bool {
    any(trace, |event| matches!(event.kind, EventKind::Group(change) if change.reason.is_some_and(&is)))
}

fn joins(trace: &Trace, is: impl Fn(JoinReason) -> bool) -> bool {
    trace.messages.iter().any(|m| matches!(m.body, Body::JoinGroupRequest { reason, .. } if is(reason)))
}

fn error(trace: &Trace, api: &str, error: ErrorCode) -> bool {
    trace.messages.iter().any(|m| m.body.error() == error && m.body.api().name() == api)
}

fn lost(trace: &Trace, why: CoordinatorLoss) -> bool {
    any(trace, |event| event.kind == EventKind::CoordinatorLost(why))
}

fn commit_fails_locally(trace: &Trace) -> bool {
    let failed = |b: &&rebalance_model::trace::Batch| b.commit == Some(CommitOutcome::RebalanceInProgress);
    trace.batches.iter().any(|b| failed(&b))
}

fn held_twice(trace: &Trace) -> bool {
    let mut state = State::start(trace);
    trace.events.iter().any(|event| {
        state.apply(trace, event);
        matches!(event.kind, EventKind::Assigned(_))
            && (0..trace.scenario().partition_count()).any(|p| state.holders(PartitionIdx::at(p)).count() > 1)
    })
}

fn taken_twice(trace: &Trace) -> bool {
    let mut taken = vec![0; trace.scenario().partition_count()];
    trace.batches.iter().flat_map(|b| &b.records).any(|(p, first, last)| {
        let before = std::mem::replace(&mut taken[p.index()], last + 1);
        *first < before
    })
}

fn upgraded(trace: &Trace) -> bool {
    let chosen = |event: &Event| match event.kind {
        EventKind::Elected(_, protocol) => Some(protocol),
        _ => None,
    };
    let mut protocols: Vec<AssignorName> = trace.events.iter().filter_map(chosen).collect();
    protocols.dedup();
    protocols.len() > 1
}
