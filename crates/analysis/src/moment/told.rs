//! Which moments a short telling speaks of: what happens within a blink of something greater is told with it.

use rebalance_model::trace::{CommitOutcome, GroupType, RebalanceReason};
use rebalance_model::{MemberIdx, SimDuration};

use super::collect::BLINK;
use super::{Moment, MomentKind};

/// A newcomer's start and the rebalance that it causes are told as one if they are no further apart.
const START: SimDuration = SimDuration::from_millis(500);

/// What a member gives up is told with its hearing of it if it calls poll() so soon.
const POLL: SimDuration = SimDuration::from_millis(200);

/// Marks the moments to tell, and the joining that ends a join phase.
pub(super) fn mark(moments: &mut [Moment]) {
    for i in 0..moments.len() {
        let told = is_told(moments, i);
        let ends = ends_join_phase(moments, i);
        moments[i].told = told;
        if let MomentKind::Rejoins { last, .. } = &mut moments[i].kind {
            *last = ends;
        }
    }
}

fn is_told(moments: &[Moment], i: usize) -> bool {
    let (at, kind) = (moments[i].at, &moments[i].kind);
    let before = |within: SimDuration, f: &dyn Fn(&MomentKind) -> bool| {
        moments[..i].iter().rev().take_while(|m| at.since(m.at) <= within).any(|m| f(&m.kind))
    };
    let after = |within: SimDuration, f: &dyn Fn(&MomentKind) -> bool| {
        moments[i + 1..].iter().take_while(|m| m.at.since(at) <= within).any(|m| f(&m.kind))
    };
    match kind {
        MomentKind::AtWork { .. }
        | MomentKind::SlowBatch { .. }
        | MomentKind::Waits { .. }
        | MomentKind::Moved { .. }
        | MomentKind::Killed { .. }
        | MomentKind::Closes { .. }
        | MomentKind::Throws { .. }
        | MomentKind::Fails { .. }
        | MomentKind::Disturbed { .. }
        | MomentKind::Restored { .. }
        | MomentKind::Replaced { .. }
        | MomentKind::SessionExpired { .. }
        | MomentKind::PollTimeout { .. }
        | MomentKind::Returns { .. }
        | MomentKind::GivesUp { .. }
        | MomentKind::Converted { .. }
        | MomentKind::Twice { .. } => true,
        MomentKind::GivenId { .. } | MomentKind::Told { .. } | MomentKind::AtRest { .. } => false,
        MomentKind::Starts { member } => !after(START, &|k| begins_for(k, *member)),
        MomentKind::Begins { reason, .. } => match reason {
            RebalanceReason::Added(_) => !before(START, &|k| matches!(k, MomentKind::Returns { .. })),
            RebalanceReason::SessionExpired(_) => !before(BLINK, &|k| matches!(k, MomentKind::SessionExpired { .. })),
            RebalanceReason::Left(_) => {
                !before(BLINK, &|k| matches!(k, MomentKind::PollTimeout { .. } | MomentKind::Closes { .. }))
            }
            _ => true,
        },
        MomentKind::Bumped { reason, .. } => match reason {
            RebalanceReason::SessionExpired(_) => !before(BLINK, &|k| matches!(k, MomentKind::SessionExpired { .. })),
            RebalanceReason::Left(_) => {
                !before(BLINK, &|k| matches!(k, MomentKind::PollTimeout { .. } | MomentKind::Closes { .. }))
            }
            _ => true,
        },
        MomentKind::Targeted { moves, .. } => !moves.is_empty(),
        MomentKind::MustGiveUp { member, busy, .. } => {
            *busy || !after(POLL, &|k| matches!(k, MomentKind::GivesUp { member: m, .. } if m == member))
        }
        // One that comes at once with its rebalance is told with that.
        MomentKind::Rejoins { members, follow_up, .. } => {
            let begin = |k: &MomentKind| matches!(k, MomentKind::Begins { gave_up, .. } if !gave_up.is_empty());
            // Nobody told a member that it had to: it begins the rebalance itself.
            let by_itself = |k: &MomentKind| members.iter().any(|m| begins_by(k, m.member));
            !(*follow_up && (before(BLINK, &begin) || after(BLINK, &begin))) && !after(BLINK, &by_itself)
        }
        MomentKind::JoinEnds { .. } => !before(BLINK, &|k| matches!(k, MomentKind::Rejoins { .. })),
        MomentKind::Distributed { .. } => {
            !after(BLINK, &|k| {
                matches!(k, MomentKind::Moved { .. } | MomentKind::Begins { .. } | MomentKind::Rejoins { .. })
            }) && moments[i].group == GroupType::Classic
        }
        MomentKind::CommitFails { outcome, .. } => *outcome == CommitOutcome::CommitFailed && !near_twice(moments, i),
        MomentKind::Lost { .. } => {
            !near_twice(moments, i) && !before(BLINK, &|k| matches!(k, MomentKind::CommitFails { .. }))
        }
    }
}

/// Whether it is the beginning of the rebalance that adds `member`: each of its Begins is about one id, and a
/// newcomer's is the first that comes after its start.
fn begins_for(kind: &MomentKind, member: MemberIdx) -> bool {
    match kind {
        MomentKind::Begins { reason: RebalanceReason::Added(_), waits_for, .. } => !waits_for.contains(&member),
        MomentKind::Bumped { reason: RebalanceReason::Added(_), member: new, .. } => *new == Some(member),
        _ => false,
    }
}

/// Whether it is a rebalance that `member`, which was in the group, begins by joining again.
fn begins_by(kind: &MomentKind, member: MemberIdx) -> bool {
    use RebalanceReason::{LeaderRejoined, MetadataChanged, StaticRejoined};
    matches!(kind, MomentKind::Begins { reason: LeaderRejoined(_) | MetadataChanged(_) | StaticRejoined(_), waits_for, .. }
        if !waits_for.contains(&member))
}

fn near_twice(moments: &[Moment], i: usize) -> bool {
    let at = moments[i].at;
    moments.iter().any(|m| matches!(m.kind, MomentKind::Twice { .. }) && m.at.max(at).since(m.at.min(at)) <= BLINK)
}

fn ends_join_phase(moments: &[Moment], i: usize) -> bool {
    let at = moments[i].at;
    moments[i + 1..]
        .iter()
        .take_while(|m| m.at.since(at) <= BLINK)
        .any(|m| matches!(m.kind, MomentKind::JoinEnds { .. }))
}
