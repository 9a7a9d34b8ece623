//! The general algorithm: members subscribe to different topics
//! (`AbstractStickyAssignor.GeneralAssignmentBuilder`). Here is the preparation: what is kept, what is free, who gets
//! it, what cannot move. `balance` then moves the rest about.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::AssignError;
use super::super::group::{Group, NONE};
use super::super::racks::Racks;
use super::balance::Balance;
use super::{Claims, MemberData, Outcome, StickyRacks};

/// Assigns as `GeneralAssignmentBuilder.build`.
pub(super) fn assign(
    group: &Group<'_>,
    racks: &StickyRacks,
    claims: Claims,
    data: &[MemberData<'_>],
    max_generation: i32,
) -> Result<Outcome, AssignError> {
    let previous_owner = previous_owners(group, data, max_generation)?;
    let mut builder = General::new(group);
    let revocation_required = builder.assign_owned(racks, claims)?;
    let initializing = builder.lists.iter().all(Vec::is_empty);
    let order = builder.partition_order();
    let mut unassigned = order.clone();
    unassigned.retain(|&partition| builder.owner[partition as usize] == NONE);
    builder.deal(&unassigned, racks.aware());

    let mut movable = order;
    movable.retain(|&partition| builder.can_move(partition));
    unassigned.retain(|&partition| builder.can_move(partition));
    let mut balance = Balance::new(builder, previous_owner);
    if !revocation_required {
        balance.reassign(&unassigned)?;
    }
    let reassigned = balance.reassign(&movable)?;
    Ok(Outcome {
        lists: if reassigned && !initializing { balance.better_lists() } else { balance.lists() },
        transferring: None,
    })
}

/// The state of the algorithm.
#[derive(Debug)]
pub(super) struct General<'a> {
    /// The group.
    pub group: &'a Group<'a>,
    /// For each slot the members that subscribe to the topic.
    pub subscribers: Vec<Vec<u32>>,
    /// For each slot how often members name the topic: Kafka counts this where it means subscribers, and a member may
    /// name a topic twice.
    n_subscriptions: Vec<usize>,
    /// For each member how many partitions it could get at most.
    pub most: Vec<usize>,
    /// For each member what it has.
    pub lists: Vec<Vec<u32>>,
    /// For each partition the member that has it, or `NONE`.
    pub owner: Vec<u32>,
}

impl<'a> General<'a> {
    fn new(group: &'a Group<'a>) -> Self {
        let mut subscribers = vec![Vec::new(); group.topics.len()];
        let mut n_subscriptions = vec![0; group.topics.len()];
        let mut most = Vec::with_capacity(group.n_members());
        for (member, _) in (0..).zip(&group.input.members) {
            let topics = group.topics_of(member);
            let mut sum = 0;
            for &slot in topics {
                let list: &mut Vec<u32> = &mut subscribers[slot as usize];
                if list.last() != Some(&member) {
                    list.push(member);
                }
                n_subscriptions[slot as usize] += 1;
                sum += group.topics[slot as usize].partitions as usize;
            }
            let has_all = topics.len() == group.topics.len();
            most.push(if has_all { group.total as usize } else { sum });
        }
        Self { group, subscribers, n_subscriptions, most, lists: Vec::new(), owner: vec![NONE; group.total as usize] }
    }

    /// Every member keeps what it owns of the topics it subscribes to, unless on the wrong rack. Tells whether anything
    /// had to be taken away.
    fn assign_owned(&mut self, racks: &StickyRacks, claims: Claims) -> Result<bool, AssignError> {
        let mut subscriber = vec![NONE; self.group.topics.len()];
        let mut revocation_required = false;
        let mut claims = claims;
        self.lists = std::mem::take(&mut claims.owned);
        for (member, list) in (0..).zip(&mut self.lists) {
            if list.is_empty() {
                continue;
            }
            for &slot in self.group.topics_of(member) {
                subscriber[slot as usize] = member;
            }
            let n_owned = list.len();
            list.retain(|&partition| {
                let (_, slot) = claims.number_and_slot(self.group, partition);
                subscriber[slot as usize] == member && !racks.mismatch(member, partition)
            });
            revocation_required |= list.len() < n_owned;
            for &partition in &*list {
                claims.check_exists(self.group, member, partition)?;
                self.owner[partition as usize] = member;
            }
        }
        Ok(revocation_required)
    }

    /// All partitions: topics with the fewest subscribers first, then by name.
    fn partition_order(&self) -> Vec<u32> {
        let mut topics: Vec<(usize, u32)> = self.n_subscriptions.iter().copied().zip(0..).collect();
        rebalance_model::order::sort(&mut topics);
        let partitions = |(_, slot): (usize, u32)| self.group.topics[slot as usize].all();
        topics.into_iter().flat_map(partitions).collect()
    }

    /// Whether a partition can have more than one owner.
    fn can_move(&self, partition: u32) -> bool {
        self.n_subscriptions[self.group.slot(partition) as usize] >= 2
    }

    /// Whether a member takes part in balancing: it lacks a partition it could get, or has one that can move.
    pub(super) fn can_participate(&self, member: u32) -> bool {
        let list = &self.lists[member as usize];
        list.len() < self.most[member as usize] || list.iter().any(|&p| self.can_move(p))
    }

    /// Deals free partitions, given in partition order: first what finds a member on one of its racks, then the rest.
    fn deal(&mut self, unassigned: &[u32], racks: Option<&Racks>) {
        let Some(racks) = racks else {
            self.deal_to_least(unassigned, 1, |_| 0, |_, _| true);
            return;
        };
        // A queue for each rack, and one for members without.
        let none = racks.count;
        let rack_of = |member| racks.rack_of(member).unwrap_or(none);
        let may_have = |rack, partition| rack == none || racks.holds(rack, partition);
        let left = self.deal_to_least(unassigned, none + 1, rack_of, may_have);
        self.deal_to_least(&left, 1, |_| 0, |_, _| true);
    }

    /// Each partition to the subscriber that has least among those that may have it. Subscribers wait in numbered
    /// queues; all in a queue may have the same partitions. Returns the partitions that nobody may have.
    fn deal_to_least(
        &mut self,
        unassigned: &[u32],
        n_queues: u32,
        queue_of: impl Fn(u32) -> u32,
        may_have: impl Fn(u32, u32) -> bool,
    ) -> Vec<u32> {
        let group = self.group;
        let mut left = Vec::new();
        let mut queues = vec![BinaryHeap::new(); n_queues as usize];
        for of_topic in unassigned.chunk_by(|&a, &b| group.slot(a) == group.slot(b)) {
            queues.iter_mut().for_each(BinaryHeap::clear);
            for &member in &self.subscribers[group.slot(of_topic[0]) as usize] {
                queues[queue_of(member) as usize].push(Reverse((self.load(member), member)));
            }
            for &partition in of_topic {
                let open = (0..).zip(&mut queues).filter(|&(queue, _)| may_have(queue, partition));
                let least = open.filter_map(|(_, queue)| queue.peek_mut());
                match least.max_by_key(|least| **least) {
                    Some(mut least) => {
                        let member = least.0.1;
                        self.give(partition, member);
                        least.0.0 = self.load(member);
                    }
                    None => left.push(partition),
                }
            }
        }
        left
    }

    fn give(&mut self, partition: u32, member: u32) {
        self.lists[member as usize].push(partition);
        self.owner[partition as usize] = member;
    }

    /// What members are ordered by: fewest partitions first, then member id (`SubscriptionComparator`).
    pub(super) fn load(&self, member: u32) -> (usize, u32) {
        let member = member as usize;
        (self.lists[member].len(), self.group.id_rank[member])
    }
}

/// For each partition the member that reports it in a generation older than the highest seen; the newest of these, or
/// `NONE` (`prepopulateCurrentAssignments`).
fn previous_owners(group: &Group<'_>, data: &[MemberData<'_>], max_generation: i32) -> Result<Vec<u32>, AssignError> {
    let mut previous = vec![NONE; group.total as usize];
    for &member in &group.hash_order {
        let claim = data[member as usize];
        if claim.generation >= max_generation {
            continue;
        }
        for &(topic_index, number) in claim.owned {
            let Some(slot) = group.slot_of_index(member, topic_index)? else {
                continue;
            };
            let topic = group.topics[slot as usize];
            if number < topic.partitions {
                let known = &mut previous[(topic.first + number) as usize];
                if *known == NONE || data[*known as usize].generation < claim.generation {
                    *known = member;
                }
            }
        }
    }
    Ok(previous)
}
