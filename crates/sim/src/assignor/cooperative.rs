//! `StickyAssignor` and `CooperativeStickyAssignor`: the sticky outcome, whole or minus what its owners have to revoke
//! first.
//!
//! Knows nothing of how the sticky outcome comes about.

use super::group::{Group, NONE};
use super::sticky::{self, MemberData};
use super::{AssignError, Assignment, AssignorMemory, DEFAULT_GENERATION, MemberSubscription, Transfer};

/// Assigns as `CooperativeStickyAssignor.assignPartitions` if it `withholds`, as `StickyAssignor` if not.
pub(super) fn assign(
    group: &Group<'_>,
    memory: &mut AssignorMemory,
    withholds: bool,
) -> Result<Assignment, AssignError> {
    let outcome = sticky::assign(group, member_data, memory)?;
    let mut lists = outcome.lists;
    let new_owner = match outcome.transferring {
        Some(new_owner) => new_owner,
        None if withholds => transferring(group, &lists)?,
        None => Vec::new(),
    };
    if withholds {
        for (member, list) in (0..).zip(&mut lists) {
            list.retain(|&partition| new_owner[partition as usize] != member);
        }
    }
    let external = |list: Vec<u32>| list.into_iter().map(|p| group.external(p)).collect();
    Ok(Assignment {
        members: lists.into_iter().map(external).collect(),
        transferring: (0..)
            .zip(new_owner)
            .filter(|&(_, to)| to != NONE)
            .map(|(partition, to)| Transfer { partition: group.external(partition), to })
            .collect(),
    })
}

/// What a member claims: ownership travels in the subscription itself, or in the user data of `StickyAssignor`.
fn member_data(subscription: &MemberSubscription) -> MemberData<'_> {
    MemberData { owned: &subscription.owned, generation: subscription.generation.unwrap_or(DEFAULT_GENERATION) }
}

/// `computePartitionsTransferringOwnership`: for each partition the member that gets it without having owned it,
/// while somebody else who owned it does not get it.
fn transferring(group: &Group<'_>, lists: &[Vec<u32>]) -> Result<Vec<u32>, AssignError> {
    let mut new_owner = vec![NONE; group.total as usize];
    for (member, list) in (0..).zip(lists) {
        for &partition in list {
            new_owner[partition as usize] = member;
        }
    }
    let mut added = vec![true; group.total as usize];
    let mut revoked = vec![false; group.total as usize];
    for (member, subscription) in (0..).zip(&group.input.members) {
        for &(topic_index, number) in &subscription.owned {
            let Some(slot) = group.slot_of_index(member, topic_index)? else {
                continue;
            };
            let topic = group.topics[slot as usize];
            if number < topic.partitions {
                let partition = (topic.first + number) as usize;
                if new_owner[partition] == member {
                    added[partition] = false;
                } else {
                    revoked[partition] = true;
                }
            }
        }
    }
    for ((owner, added), revoked) in new_owner.iter_mut().zip(added).zip(revoked) {
        if !(added && revoked) {
            *owner = NONE;
        }
    }
    Ok(new_owner)
}
