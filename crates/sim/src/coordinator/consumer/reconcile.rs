//! One step of a member towards its target (consumer-protocol 1.7; `CurrentAssignmentBuilder`): first it gives up what
//! it must, then it takes the target's epoch, then it collects what is free.

use rebalance_model::trace::MemberState;
use rebalance_model::{PartitionIdx, SimTime};

use super::{Group, Member};
use crate::machine::{Outbox, Timer};

impl Group {
    /// Takes the member a step further, and tells what has changed. `owned` is what it reports to own; a member that
    /// reports nothing is taken to own what it had.
    pub(super) fn reconcile(
        &mut self,
        now: SimTime,
        at: usize,
        owned: Option<&[PartitionIdx]>,
        steps_epoch: bool,
        out: &mut Outbox<'_>,
    ) {
        let still_owns = |set: &[PartitionIdx]| owned.is_none_or(|owned| set.iter().any(|p| owned.contains(p)));
        let member = &self.members[at];
        match member.state {
            MemberState::Stable if member.epoch == self.target_epoch => return,
            MemberState::UnrevokedPartitions if still_owns(&member.pending) => return,
            _ => {}
        }
        let mut next = self.next(at, &still_owns);
        if steps_epoch && member.state == MemberState::UnrevokedPartitions && next.epoch == member.epoch {
            next.epoch += 1;
        }
        next.previous_epoch = member.epoch;
        if next == *member {
            return;
        }
        (next.deadline, next.deadline_epoch) = (SimTime::NEVER, next.epoch);
        if next.state == MemberState::UnrevokedPartitions && next.classic.is_none() {
            next.deadline = now + next.rebalance_timeout;
            out.wake(Timer::Rebalance(next.id), next.deadline);
        }
        let before = std::mem::replace(&mut self.members[at], next);
        self.members[at].tell(&before, out);
    }

    /// `computeNextAssignment`
    fn next(&self, at: usize, still_owns: &impl Fn(&[PartitionIdx]) -> bool) -> Member {
        let member = &self.members[at];
        let in_target = |p: &PartitionIdx| member.target.binary_search(p).is_ok();
        let mut next = member.clone();
        next.assigned.retain(|a| in_target(&a.0));
        let revoked: Vec<PartitionIdx> = member.current().into_iter().filter(|p| !in_target(p)).collect();
        if !revoked.is_empty() && still_owns(&revoked) {
            (next.state, next.pending) = (MemberState::UnrevokedPartitions, revoked);
            return next;
        }
        let wanted = || member.target.iter().copied().filter(|p| !member.has(*p));
        let is_free = |p: &PartitionIdx| !self.is_owned(*p) || member.pending.binary_search(p).is_ok();
        let (free, missing): (Vec<_>, Vec<_>) = wanted().partition(is_free);
        next.assigned.extend(free.into_iter().map(|p| (p, self.target_epoch)));
        rebalance_model::order::sort(&mut next.assigned);
        next.pending.clear();
        next.epoch = self.target_epoch;
        next.state = if missing.is_empty() { MemberState::Stable } else { MemberState::UnreleasedPartitions };
        next
    }

    /// Whether a member that waits for partitions could have some now.
    pub(super) fn has_released(&self, at: usize) -> bool {
        let member = &self.members[at];
        member.target.iter().filter(|p| !member.has(**p)).all(|p| !self.is_owned(*p))
    }
}
