//! `RoundRobinAssignor`: all partitions in a row, dealt to the members in turn.
//!
//! Knows nothing of what members owned before, and of racks.

use super::Assignment;
use super::group::Group;
use super::range::member_order;

/// Assigns as `RoundRobinAssignor.assign`: a cursor goes round the members, and passes over those that do not
/// subscribe to the topic at hand.
pub(super) fn assign(group: &Group<'_>) -> Assignment {
    let order = member_order(group);
    let mut lists = vec![Vec::new(); group.n_members()];
    let mut cursor = 0;
    for (slot, topic) in (0_u32..).zip(&group.topics) {
        let subscribes: Vec<bool> = order.iter().map(|&m| group.topics_of(m).contains(&slot)).collect();
        for number in 0..topic.partitions {
            // A topic of the group has a subscriber, so that the search ends.
            while !subscribes[cursor] {
                cursor = (cursor + 1) % order.len();
            }
            lists[order[cursor] as usize].push((topic.index, number));
            cursor = (cursor + 1) % order.len();
        }
    }
    Assignment { members: lists, transferring: Vec::new() }
}
