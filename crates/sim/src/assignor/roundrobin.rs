//! `RoundRobinAssignor`: all partitions in a row, dealt to the members in turn.
//!
//! Knows nothing of what members owned before, and of racks.

use super::Assignment;
use super::group::Group;
use super::range::{member_order, subscribers};

/// Assigns as `RoundRobinAssignor.assign`: a cursor goes round the members, and passes over those that do not
/// subscribe to the topic at hand.
pub(super) fn assign(group: &Group<'_>) -> Assignment {
    let order = member_order(group);
    let mut lists = vec![Vec::new(); group.n_members()];
    // Where the cursor stands among the members.
    let mut cursor = 0;
    for (topic, places) in group.topics.iter().zip(subscribers(group, &order)) {
        // The same among the topic's subscribers: there is one at least.
        let mut at = places.partition_point(|&place| place < cursor);
        for number in 0..topic.partitions {
            if at == places.len() {
                at = 0;
            }
            cursor = places[at];
            lists[order[cursor as usize] as usize].push((topic.index, number));
            cursor += 1;
            at += 1;
        }
    }
    Assignment { members: lists, transferring: Vec::new() }
}
