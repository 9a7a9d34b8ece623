//! The constrained algorithm: all members subscribe to the same topics, so sizes can differ by at most one
//! (`AbstractStickyAssignor.ConstrainedAssignmentBuilder`).
//!
//! Knows nothing of who may hold what: everybody may hold everything.

use std::collections::VecDeque;

use super::super::AssignError;
use super::super::group::{Group, NONE};
use super::super::racks::Racks;
use super::{Claims, Outcome, StickyRacks};

/// Assigns as `ConstrainedAssignmentBuilder.build`.
pub(super) fn assign(group: &Group<'_>, racks: &StickyRacks, claims: Claims) -> Result<Outcome, AssignError> {
    let mut builder = Constrained::new(group, claims);
    builder.assign_owned(racks)?;
    let mut unassigned = builder.unassigned();
    rebalance_model::order::sort_by_key(&mut builder.under, |&m| group.id_rank[m as usize]);
    rebalance_model::order::sort_by_key(builder.exactly.make_contiguous(), |&m| group.id_rank[m as usize]);
    if let Some(racks) = &racks.known {
        let near = racks.members_near();
        rebalance_model::order::sort_by_key(&mut unassigned, |&partition| near[partition as usize]);
    }
    if let Some(racks) = racks.aware() {
        builder.assign_rack_aware(&mut unassigned, racks);
    }
    builder.assign_round_robin(&unassigned)?;
    Ok(Outcome { lists: builder.lists, transferring: Some(builder.transferring) })
}

#[derive(Debug)]
struct Constrained<'a> {
    group: &'a Group<'a>,
    claims: Claims,
    min_quota: usize,
    max_quota: usize,
    /// How many members are to have more than `min_quota`; 0 if the two quotas are equal.
    expected_over: usize,
    /// How many have been granted more so far.
    n_over: usize,
    /// Members that have less than `min_quota`.
    under: Vec<u32>,
    /// Members that have `min_quota` and may yet get one more.
    exactly: VecDeque<u32>,
    /// For each member what it has.
    lists: Vec<Vec<u32>>,
    is_assigned: Vec<bool>,
    /// For each partition the member that owned it and does not keep it, or `NONE`.
    maybe_revoked_from: Vec<u32>,
    /// For each partition the new owner if it changes hands, or `NONE`.
    transferring: Vec<u32>,
}

impl<'a> Constrained<'a> {
    fn new(group: &'a Group<'a>, claims: Claims) -> Self {
        let total = group.total as usize;
        Self {
            min_quota: total / group.n_members(),
            max_quota: total.div_ceil(group.n_members()),
            expected_over: total % group.n_members(),
            n_over: 0,
            under: Vec::new(),
            exactly: VecDeque::new(),
            lists: vec![Vec::new(); group.n_members()],
            is_assigned: vec![false; total],
            maybe_revoked_from: vec![NONE; total],
            transferring: vec![NONE; total],
            group,
            claims,
        }
    }

    /// Step 1: in hash order each member keeps what it owns, up to a quota.
    fn assign_owned(&mut self, racks: &StickyRacks) -> Result<(), AssignError> {
        for &member in &self.group.hash_order {
            let owned = self.sorted_owned(member, racks);
            let may_grow = self.n_over < self.expected_over;
            let kept = if owned.len() < self.min_quota {
                self.under.push(member);
                owned.len()
            } else if owned.len() >= self.max_quota && may_grow {
                self.count_over();
                self.max_quota
            } else {
                if may_grow {
                    self.exactly.push_back(member);
                }
                self.min_quota
            };
            for &partition in &owned[kept..] {
                self.note_maybe_revoked(member, partition);
            }
            let mut list = owned;
            list.truncate(kept);
            for &partition in &list {
                self.claims.check_exists(self.group, member, partition)?;
                self.is_assigned[partition as usize] = true;
            }
            list.reserve_exact(self.max_quota.saturating_sub(kept));
            self.lists[member as usize] = list;
        }
        Ok(())
    }

    /// What a member owns and may keep, by partition number, then topic.
    fn sorted_owned(&mut self, member: u32, racks: &StickyRacks) -> Vec<u32> {
        let mut owned = std::mem::take(&mut self.claims.owned[member as usize]);
        owned.retain(|&partition| {
            let mismatch = racks.mismatch(member, partition);
            if mismatch {
                self.note_maybe_revoked(member, partition);
            }
            !mismatch && !self.claims.multiply_claimed[partition as usize]
        });
        rebalance_model::order::sort_by_key(&mut owned, |&p| self.claims.number_and_slot(self.group, p));
        owned
    }

    fn note_maybe_revoked(&mut self, member: u32, partition: u32) {
        if let Some(from) = self.maybe_revoked_from.get_mut(partition as usize) {
            *from = member;
        }
    }

    /// Notes that a member has been granted more than `min_quota`; after the last one nobody waits for more.
    fn count_over(&mut self) {
        self.n_over += 1;
        if self.n_over == self.expected_over {
            self.exactly.clear();
        }
    }

    fn unassigned(&self) -> Vec<u32> {
        let free = |&(_, assigned): &(u32, &bool)| !*assigned;
        let numbered = (0..).zip(&self.is_assigned);
        numbered.filter(free).map(|(partition, _)| partition).collect()
    }

    /// Deals what can be matched by rack to members with room, walking `under` round and round.
    fn assign_rack_aware(&mut self, unassigned: &mut Vec<u32>, racks: &Racks) {
        let mut next = 0;
        unassigned.retain(|&partition| {
            let member = match next_on_rack(racks, partition, &self.under, next) {
                Some(place) => self.take_under(place, &mut next),
                None => match self.exactly.iter().position(|&m| is_on_rack(racks, m, partition)) {
                    Some(place) => self.take_exactly(place),
                    None => return true,
                },
            };
            self.give(partition, member);
            false
        });
    }

    /// The member at `place` of `under`, which is about to get one partition, and where to look next.
    fn take_under(&mut self, place: usize, next: &mut usize) -> u32 {
        let member = self.under[place];
        let n_assigned = self.lists[member as usize].len() + 1;
        *next = place;
        if n_assigned < self.min_quota {
            *next += 1;
        } else {
            self.under.remove(place);
            if n_assigned < self.max_quota && self.n_over < self.expected_over {
                self.exactly.push_back(member);
            }
        }
        *next = next.checked_rem(self.under.len()).unwrap_or(0);
        member
    }

    /// The member at `place` of `exactly`, which is about to get one partition.
    fn take_exactly(&mut self, place: usize) -> u32 {
        let member = self.exactly[place];
        if self.lists[member as usize].len() + 1 == self.max_quota {
            self.exactly.remove(place);
            self.count_over();
        }
        member
    }

    /// Step 3: one partition at a time to the members in `under`, round and round, then to those in `exactly`. Kafka then
    /// checks that nobody is left short, which nobody can be: what is unassigned is at least what those in `under` lack.
    fn assign_round_robin(&mut self, unassigned: &[u32]) -> Result<(), AssignError> {
        let mut round = Round::new(std::mem::take(&mut self.under));
        for &partition in unassigned {
            let under = round.next();
            let member = under.or_else(|| self.exactly.pop_front());
            let member = member.ok_or(AssignError::QuotasNotMet)?;
            let n_assigned = self.give(partition, member);
            if n_assigned == self.min_quota {
                self.exactly.push_back(member);
            } else if under.is_some() {
                round.stays(member);
            }
        }
        Ok(())
    }

    /// Gives a partition to a member and tells how many it has now. The partition changes hands if another member may
    /// have to revoke it, or if several believe that they own it.
    fn give(&mut self, partition: u32, member: u32) -> usize {
        let place = partition as usize;
        let from = self.maybe_revoked_from[place];
        if from != NONE && from != member || self.claims.multiply_claimed[place] {
            self.transferring[place] = member;
        }
        self.lists[member as usize].push(partition);
        self.lists[member as usize].len()
    }
}

/// `nextRackConsumer`: place of the first member on one of the partition's racks, searching round from `first`.
fn next_on_rack(racks: &Racks, partition: u32, members: &[u32], first: usize) -> Option<usize> {
    (first..members.len()).chain(0..first).find(|&place| is_on_rack(racks, members[place], partition))
}

fn is_on_rack(racks: &Racks, member: u32, partition: u32) -> bool {
    racks.rack_of(member).is_some_and(|rack| racks.holds(rack, partition))
}

/// A list that is walked round and round while members leave it: Java's list iterator with `remove()`, started again
/// whenever it reaches the end.
#[derive(Debug)]
struct Round {
    members: Vec<u32>,
    /// Members before this place have had their turn and stay; they were moved up to close gaps.
    n_stay: usize,
    read: usize,
}

impl Round {
    fn new(members: Vec<u32>) -> Self {
        Self { members, n_stay: 0, read: 0 }
    }

    /// The next member, which leaves unless it [`stays`](Self::stays); `None` when all have left.
    fn next(&mut self) -> Option<u32> {
        if self.read == self.members.len() {
            self.members.truncate(self.n_stay);
            (self.n_stay, self.read) = (0, 0);
        }
        let member = self.members.get(self.read).copied();
        self.read += usize::from(member.is_some());
        member
    }

    fn stays(&mut self, member: u32) {
        self.members[self.n_stay] = member;
        self.n_stay += 1;
    }
}
