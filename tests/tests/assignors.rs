//! The assignors held against Kafka's own classes (vectors/README.md says where the cases come from), and against what
//! must hold for any group.
//!
//! - `vectors` and `server` compare case by case, the client-side ones and the broker's.
//! - `properties` draws groups and checks what Kafka's tests promise of all of them.
//! - `exhaustive` walks through every small group, `corners` goes where neither comes.
//!
//! Here are the properties themselves, as functions of a group and its assignment.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

#[path = "assignors/corners.rs"]
mod corners;
#[path = "assignors/exhaustive.rs"]
mod exhaustive;
#[path = "assignors/properties.rs"]
mod properties;
#[path = "assignors/server.rs"]
mod server;
#[path = "assignors/vectors.rs"]
mod vectors;

use std::collections::{BTreeMap, BTreeSet};

use rebalance_sim::assignor::{Assignment, GroupSubscription, TopicIndexPartition};

/// For each partition the members it was assigned to.
fn holders(assignment: &Assignment) -> BTreeMap<TopicIndexPartition, Vec<usize>> {
    let mut holders: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (member, list) in assignment.members.iter().enumerate() {
        for &partition in list {
            holders.entry(partition).or_default().push(member);
        }
    }
    holders
}

/// The assignment as it will be once partitions on their way have arrived.
fn intended(assignment: &Assignment) -> Assignment {
    let mut intended = assignment.clone();
    for transfer in intended.transferring.split_off(0) {
        let list = &mut intended.members[transfer.to as usize];
        if !list.contains(&transfer.partition) {
            list.push(transfer.partition);
        }
    }
    intended
}

fn subscribes(group: &GroupSubscription, member: usize, topic: u32) -> bool {
    group.members[member].topics.contains(&group.topics[topic as usize].name)
}

/// No partition twice.
fn is_disjoint(assignment: &Assignment) -> bool {
    holders(assignment).values().all(|members| members.len() == 1)
}

/// No partition twice, and each only to a member that subscribes to its topic.
fn is_valid(group: &GroupSubscription, assignment: &Assignment) -> bool {
    let fits = |((topic, partition), members): (TopicIndexPartition, Vec<usize>)| {
        partition < group.topics[topic as usize].partitions && members.iter().all(|&m| subscribes(group, m, topic))
    };
    is_disjoint(assignment) && holders(assignment).into_iter().all(fits)
}

/// Every partition that has a subscriber is assigned.
fn is_complete(group: &GroupSubscription, assignment: &Assignment) -> bool {
    let holders = holders(assignment);
    (0..).zip(&group.topics).all(|(index, topic)| {
        let wanted = (0..group.members.len()).any(|member| subscribes(group, member, index));
        !wanted || (0..topic.partitions).all(|partition| holders.contains_key(&(index, partition)))
    })
}

/// Sizes differ by at most one.
fn is_fully_balanced(assignment: &Assignment) -> bool {
    let sizes = || assignment.members.iter().map(Vec::len);
    sizes().max().unwrap_or(0) <= sizes().min().unwrap_or(0) + 1
}

/// For any two members whose sizes differ by two or more, no topic occurs in both their assignments.
fn is_balanced(assignment: &Assignment) -> bool {
    let topics = |list: &[TopicIndexPartition]| list.iter().map(|&(topic, _)| topic).collect::<BTreeSet<_>>();
    let lists = &assignment.members;
    lists.iter().all(|small| {
        let larger = lists.iter().filter(|large| large.len() > small.len() + 1);
        larger.map(|large| topics(large)).all(|of_large| of_large.is_disjoint(&topics(small)))
    })
}

/// No two members swap partitions of one topic.
fn is_sticky(group: &GroupSubscription, assignment: &Assignment) -> bool {
    let holders = holders(assignment);
    let mut moves = BTreeSet::new();
    for (from, member) in group.members.iter().enumerate() {
        for partition in &member.owned {
            let to = holders.get(partition).into_iter().flatten();
            moves.extend(to.filter(|&&to| to != from).map(|&to| (partition.0, from, to)));
        }
    }
    moves.iter().all(|&(topic, from, to)| !moves.contains(&(topic, to, from)))
}

/// No partition comes to a member that did not own it while another that owned it loses it: in one cooperative round
/// the two would hold it at once.
fn nothing_changes_hands_at_once(group: &GroupSubscription, assignment: &Assignment) -> bool {
    let holders = holders(assignment);
    let owns = |member: usize, partition| group.members[member].owned.contains(partition);
    (0..group.members.len()).all(|loser| {
        let given_up = group.members[loser].owned.iter().filter(|p| !assignment.members[loser].contains(p));
        given_up.filter_map(|p| Some((p, holders.get(p)?))).all(|(p, to)| to.iter().all(|&to| owns(to, p)))
    })
}
