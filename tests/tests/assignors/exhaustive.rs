//! Every small group: up to 4 members and 5 partitions, with every way in which the partitions may have been owned.
//! An odometer counts through them, so nothing is left to chance.

use std::ops::ControlFlow;

use rebalance_sim::assignor::{self, AssignorKind, GroupSubscription, MemberSubscription, TopicMeta};

use super::{intended, is_complete, is_fully_balanced, is_valid, nothing_changes_hands_at_once};

/// Counts through all rows of `digits` digits from 0 to `base - 1`.
fn odometer(digits: usize, base: u32, mut visit: impl FnMut(&[u32])) {
    let mut row = vec![0; digits];
    loop {
        visit(&row);
        let carried = row.iter_mut().try_for_each(|digit| {
            *digit = (*digit + 1) % base;
            if *digit == 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        if carried.is_continue() {
            return;
        }
    }
}

/// Members that all subscribe to topic `a`, which has two of the partitions, and to `b`, which has the rest.
fn group(n_members: u32, n_partitions: u32) -> GroupSubscription {
    let in_a = n_partitions.min(2);
    let topic = |name: &str, partitions| TopicMeta { name: name.to_owned(), partitions, racks: Vec::new() };
    let member = |number| MemberSubscription {
        member_id: format!("m{number}"),
        topics: vec!["a".to_owned(), "b".to_owned()],
        generation: Some(5),
        ..MemberSubscription::default()
    };
    GroupSubscription {
        topics: vec![topic("a", in_a), topic("b", n_partitions - in_a)],
        members: (0..n_members).map(member).collect(),
    }
}

/// The partitions of [`group`].
fn partition(number: usize) -> (u32, u32) {
    [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)][number]
}

/// Gives each partition to the member its digit names; a digit past the last member stands for nobody.
fn with_owners(group: &GroupSubscription, owners: &[u32]) -> GroupSubscription {
    let mut group = group.clone();
    for (number, &owner) in owners.iter().enumerate() {
        if let Some(member) = group.members.get_mut(owner as usize) {
            member.owned.push(partition(number));
        }
    }
    group
}

/// As many owned partitions as any assignment can keep in which total mod members get one more than the rest.
fn most_that_can_be_kept(group: &GroupSubscription) -> usize {
    let total: usize = group.topics.iter().map(|topic| topic.partitions as usize).sum();
    let (quota, over) = (total / group.members.len(), total % group.members.len());
    let owned = || group.members.iter().map(|member| member.owned.len());
    let with_more = owned().filter(|&n| n > quota).count();
    owned().map(|n| n.min(quota)).sum::<usize>() + with_more.min(over)
}

fn n_kept(group: &GroupSubscription, lists: &[Vec<(u32, u32)>]) -> usize {
    let kept = |(member, list): (&MemberSubscription, &Vec<(u32, u32)>)| {
        member.owned.iter().filter(|partition| list.contains(partition)).count()
    };
    group.members.iter().zip(lists).map(kept).sum()
}

#[test]
fn every_small_group_is_balanced_keeps_all_it_can_and_settles_in_two_rounds() {
    let (mut n_groups, mut n_transferring) = (0, 0);
    for (n_members, n_partitions) in (1..=4).flat_map(|m| (0..=5).map(move |p| (m, p))) {
        let empty = group(n_members, n_partitions);
        odometer(n_partitions as usize, n_members + 1, |owners| {
            let group = with_owners(&empty, owners);
            let assignment = AssignorKind::CooperativeSticky.assign(&group).unwrap();
            let intended = intended(&assignment);
            assert!(is_valid(&group, &intended) && is_complete(&group, &intended), "{owners:?}");
            assert!(is_fully_balanced(&intended), "{owners:?}");
            assert!(nothing_changes_hands_at_once(&group, &assignment), "{owners:?}");
            assert_eq!(n_kept(&group, &assignment.members), most_that_can_be_kept(&group), "{owners:?}");
            let n_owned: usize = group.members.iter().map(|member| member.owned.len()).sum();
            assert_eq!(assignment.transferring.len(), n_owned - most_that_can_be_kept(&group), "{owners:?}");
            for transfer in &assignment.transferring {
                let owner = group.members.iter().position(|member| member.owned.contains(&transfer.partition));
                assert!(owner.is_some_and(|owner| owner != transfer.to as usize), "{owners:?}");
            }
            let (_, rounds) = assignor::until_stable(AssignorKind::CooperativeSticky, &group).unwrap();
            assert_eq!(rounds, if assignment.transferring.is_empty() { 1 } else { 2 }, "{owners:?}");
            n_groups += 1;
            n_transferring += u32::from(rounds == 2);
        });
    }
    // 5 698 is the sum of (members + 1) to the power of partitions. In 2 188 of them somebody owns more than its quota.
    assert_eq!((n_groups, n_transferring), (5_698, 2_188));
}

#[test]
fn every_way_of_claiming_the_same_partitions_ends_valid_and_balanced() {
    // Each partition is claimed by a set of the three members (a digit's bits); each member may be a generation behind.
    let empty = group(3, 4);
    odometer(4, 8, |claims| {
        for behind in 0..8_u32 {
            let mut group = empty.clone();
            for (number, member) in group.members.iter_mut().enumerate() {
                let is_mine = |set: u32| set >> number & 1 == 1;
                member.owned = (0..4).filter(|&p| is_mine(claims[p])).map(partition).collect();
                member.generation = Some(if is_mine(behind) { 4 } else { 5 });
            }
            let assignment = AssignorKind::CooperativeSticky.assign(&group).unwrap();
            let intended = intended(&assignment);
            assert!(is_valid(&group, &intended) && is_complete(&group, &intended), "{claims:?} {behind}");
            assert!(is_fully_balanced(&intended), "{claims:?} {behind}");
            assert!(nothing_changes_hands_at_once(&group, &assignment), "{claims:?} {behind}");
        }
    });
}
