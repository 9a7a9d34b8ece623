//! What a leader reads from the user data of `StickyAssignor`: claims grouped by topic, in the order in which a Java
//! `HashMap` yields topics (`serializeTopicPartitionAssignment`). Ours is handed claims as they are read.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rebalance_sim::assignor::{GroupSubscription, TopicIndexPartition, TopicMeta, java};

/// Puts what members own into the order in which the leader reads it.
pub(super) fn regroup(group: &mut GroupSubscription) {
    for member in &mut group.members {
        member.owned = regrouped(&group.topics, &member.owned);
    }
}

fn regrouped(topics: &[TopicMeta], owned: &[TopicIndexPartition]) -> Vec<TopicIndexPartition> {
    let mut named: Vec<u32> = Vec::new();
    let mut n_before_last = 0;
    for (topic, _) in owned {
        n_before_last = named.len();
        if !named.contains(topic) {
            named.push(*topic);
        }
    }
    // `computeIfAbsent` looks at the size before it puts an entry in, and puts it in front of those of its bin.
    let capacity = java::table_capacity(n_before_last);
    let bin = |topic: u32| java::bin(java::hash_code(&topics[topic as usize].name), capacity);
    let place: BTreeMap<u32, (u32, Reverse<usize>)> =
        named.iter().zip(0..).map(|(topic, nth)| (*topic, (bin(*topic), Reverse(nth)))).collect();
    let mut list = owned.to_vec();
    list.sort_by_key(|(topic, _)| place[topic]);
    list
}

#[cfg(test)]
mod tests {
    use rebalance_sim::assignor::{AssignorKind, MemberSubscription};

    use super::*;

    #[test]
    fn sticky_keeps_what_is_owned_in_the_order_of_the_user_data() {
        // In a table of 16 "topic4" lies in the last place, "topic5" in the first. What Kafka 4.3.1 makes of this group
        // was asked of its own classes, with the claims as they stand here.
        let name = |n: u32| format!("topic{n}");
        let member = |id: &str, topics: &[u32], owned: &[u32]| MemberSubscription {
            member_id: id.to_owned(),
            topics: topics.iter().copied().map(name).collect(),
            owned: owned.iter().map(|n| (n - 1, 0)).collect(),
            generation: Some(1),
            ..MemberSubscription::default()
        };
        let mut group = GroupSubscription {
            topics: (1..=6).map(|n| TopicMeta { name: name(n), partitions: 1, ..TopicMeta::default() }).collect(),
            members: vec![
                member("consumer1", &[1, 2], &[1]),
                member("consumer2", &[1, 2, 3, 4], &[2, 3]),
                member("consumer3", &[2, 3, 4, 5, 6], &[4, 5, 6]),
            ],
        };
        let last =
            |kind: AssignorKind, group: &GroupSubscription| kind.assign(group).expect("it assigns").members[2].clone();
        assert_eq!(last(AssignorKind::CooperativeSticky, &group), [(3, 0), (4, 0), (5, 0)]);
        regroup(&mut group);
        assert_eq!(last(AssignorKind::Sticky, &group), [(4, 0), (5, 0), (3, 0)]);
    }
}
