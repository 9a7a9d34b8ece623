//! `AbstractStickyAssignor`: who owns what, and which of the two algorithms deals out the rest. `cooperative` builds
//! on it.
//!
//! Knows nothing of rebalance protocols; an assignor says through [`MemberData`] what a member claims.

mod balance;
mod constrained;
mod general;
mod movements;

use super::group::{Group, NONE};
use super::racks::Racks;
use super::{AssignError, AssignorMemory, MemberSubscription, TopicIndexPartition};

/// What a member claims to own, and since when (`AbstractStickyAssignor.MemberData`).
#[derive(Debug, Clone, Copy)]
pub(super) struct MemberData<'a> {
    /// The partitions.
    pub owned: &'a [TopicIndexPartition],
    /// The generation the claim belongs to.
    pub generation: i32,
}

/// What the common algorithm yields.
#[derive(Debug)]
pub(super) struct Outcome {
    /// For each member its partitions, in Kafka's order.
    pub lists: Vec<Vec<u32>>,
    /// For each partition the new owner that has to wait for the old one, or `NONE`. Absent after the general
    /// algorithm, which does not keep it (`partitionsTransferringOwnership` is null).
    pub transferring: Option<Vec<u32>>,
}

/// Assigns as `AbstractStickyAssignor.assignPartitions`.
pub(super) fn assign(
    group: &Group<'_>,
    member_data: fn(&MemberSubscription) -> MemberData<'_>,
    memory: &mut AssignorMemory,
) -> Result<Outcome, AssignError> {
    if group.n_members() == 0 {
        return Err(AssignError::NoMembers);
    }
    let data: Vec<MemberData<'_>> = group.input.members.iter().map(member_data).collect();
    for claim in &data {
        memory.max_generation = memory.max_generation.max(claim.generation);
    }
    let claims = Claims::settle(group, &data)?;
    let racks = StickyRacks::of(group);
    if group.all_equal {
        constrained::assign(group, &racks, claims)
    } else if !cfg!(feature = "whole") {
        Err(AssignError::LeftOut)
    } else {
        general::assign(group, &racks, claims, &data, memory.max_generation)
    }
}

/// Racks as the sticky assignors use them (`AbstractStickyAssignor.RackInfo`).
#[derive(Debug)]
struct StickyRacks {
    /// Present if any member is on a rack: then the order in which partitions are dealt depends on it.
    known: Option<Racks>,
    /// Whether members are matched with replicas too.
    is_aware: bool,
}

impl StickyRacks {
    fn of(group: &Group<'_>) -> Self {
        let known = Racks::of(group);
        let members = || group.hash_order.iter().copied();
        Self { is_aware: (known.as_ref()).is_some_and(|r| r.matter(members(), 0..group.total)), known }
    }

    /// The racks, if members are matched with replicas.
    fn aware(&self) -> Option<&Racks> {
        self.known.as_ref().filter(|_| self.is_aware)
    }

    /// Whether a member is on a rack that holds no replica of a partition (`racksMismatch`).
    fn mismatch(&self, member: u32, partition: u32) -> bool {
        self.aware().is_some_and(|racks| !racks.matches(member, partition))
    }
}

/// Claims after conflicts are settled (`allSubscriptionsEqual` does this on the way).
#[derive(Debug)]
struct Claims {
    /// For each member the partitions it owns, in the order in which it reports them.
    owned: Vec<Vec<u32>>,
    /// For each partition whether two members of one generation claim it.
    multiply_claimed: Vec<bool>,
    /// Owned partitions beyond the last of their topic, as number and slot, sorted. They follow the existing ones.
    beyond: Vec<(u32, u32)>,
}

impl Claims {
    /// Walks the members in hash order. Equal generations: nobody keeps the partition, and the later member is
    /// remembered as its claimant. Otherwise the higher generation wins.
    fn settle(group: &Group<'_>, data: &[MemberData<'_>]) -> Result<Self, AssignError> {
        let mut claims = Self {
            owned: vec![Vec::new(); data.len()],
            multiply_claimed: Vec::new(),
            beyond: owned_beyond(group, data)?,
        };
        let n_partitions = group.total as usize + claims.beyond.len();
        claims.multiply_claimed.resize(n_partitions, false);
        let mut claimant = vec![NONE; n_partitions];
        let mut is_kept = vec![false; n_partitions];
        for &member in &group.hash_order {
            let MemberData { owned, generation } = data[member as usize];
            let mut list = Vec::with_capacity(owned.len());
            for &(topic_index, number) in owned {
                let Some(slot) = group.slot_of_index(member, topic_index)? else {
                    continue;
                };
                let partition = claims.partition(group, slot, number);
                let place = partition as usize;
                let other = claimant[place];
                if other != NONE && data[other as usize].generation > generation {
                    continue;
                }
                claimant[place] = member;
                is_kept[place] = other == NONE || data[other as usize].generation < generation;
                if is_kept[place] {
                    list.push(partition);
                } else {
                    claims.multiply_claimed[place] = true;
                }
            }
            claims.owned[member as usize] = list;
        }
        for (member, list) in (0..).zip(&mut claims.owned) {
            list.retain(|&p| claimant[p as usize] == member && is_kept[p as usize]);
        }
        Ok(claims)
    }

    /// Number and slot of a partition that may be beyond its topic's last.
    fn number_and_slot(&self, group: &Group<'_>, partition: u32) -> (u32, u32) {
        match partition.checked_sub(group.total) {
            None => (group.number(partition), group.slot(partition)),
            Some(beyond) => self.beyond[beyond as usize],
        }
    }

    /// Refuses an owned partition that does not exist, as keeping it leads Kafka astray.
    fn check_exists(&self, group: &Group<'_>, member: u32, partition: u32) -> Result<(), AssignError> {
        if partition < group.total {
            return Ok(());
        }
        let (number, slot) = self.number_and_slot(group, partition);
        Err(AssignError::OwnedPartitionBeyondTopic {
            member_id: group.input.members[member as usize].member_id.clone(),
            topic: group.topic_name(slot).to_owned(),
            partition: number,
        })
    }

    fn partition(&self, group: &Group<'_>, slot: u32, number: u32) -> u32 {
        let topic = group.topics[slot as usize];
        if number < topic.partitions {
            return topic.first + number;
        }
        let before = self.beyond.partition_point(|&other| other < (number, slot));
        group.total.saturating_add(u32::try_from(before).unwrap_or(NONE))
    }
}

/// Owned partitions beyond the last of an existing topic, each once, as (number, slot).
fn owned_beyond(group: &Group<'_>, data: &[MemberData<'_>]) -> Result<Vec<(u32, u32)>, AssignError> {
    let mut beyond = Vec::new();
    for (member, claim) in (0..).zip(data) {
        for &(topic_index, number) in claim.owned {
            match group.slot_of_index(member, topic_index)? {
                Some(slot) if number >= group.topics[slot as usize].partitions => {
                    beyond.push((number, slot));
                }
                _ => {}
            }
        }
    }
    rebalance_model::order::sort(&mut beyond);
    beyond.dedup();
    Ok(beyond)
}
