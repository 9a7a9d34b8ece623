//! Topics of the scenario: which of those shown, how many partitions each, and the offsets that they begin with.

use rebalance_model::PartitionIdx;
use rebalance_model::scenario::{Topic, limits};

use crate::group::{GroupState, ImportedGroup, TopicPartition};
use crate::report::{Assumption, Bound};

/// Name and size of the topic of a group that shows none.
const INVENTED: (&str, u32) = ("topic", 6);

/// Topics with the place of each one's first partition.
#[derive(Debug)]
pub(super) struct Topics {
    /// In order of name.
    pub(super) list: Vec<Topic>,
    /// Number of the first partition of each topic among all, and the number of all at the end.
    first: Vec<u32>,
}

impl Topics {
    fn new(list: Vec<Topic>) -> Self {
        let mut first = vec![0];
        let mut next = 0;
        for topic in &list {
            next += topic.partitions;
            first.push(next);
        }
        Self { list, first }
    }

    /// Where a partition stands, if it is simulated.
    pub(super) fn place(&self, tp: &TopicPartition) -> Option<PartitionIdx> {
        let at = self.list.binary_search_by(|topic| topic.name.as_str().cmp(&tp.topic)).ok()?;
        (tp.partition < self.list[at].partitions).then(|| PartitionIdx::at((self.first[at] + tp.partition) as usize))
    }

    /// Number of all partitions.
    pub(super) fn partitions(&self) -> usize {
        self.first.last().map_or(0, |all| *all as usize)
    }
}

/// Chooses the topics, and says what is not shown about them.
pub(super) fn of(group: &ImportedGroup, said: &mut Vec<Assumption>) -> Topics {
    let shown = shown_partitions(group);
    // At rest a group owns every partition of every topic that a member subscribes to.
    let owns = group.members.iter().any(|member| !member.assignment.is_empty());
    let at_rest = !group.rebalancing && matches!(group.state, None | Some(GroupState::Stable)) && owns;
    let mut list = Vec::new();
    for (topic, shown) in group.topics.iter().zip(&shown) {
        if at_rest && !shown.contains(&Seen::Owned) {
            said.push(Assumption::TopicUnread { topic: topic.name.clone() });
        } else {
            list.push(Topic { name: topic.name.clone(), partitions: topic.partitions });
        }
    }
    if list.is_empty() {
        let counted: u32 = group.members.iter().filter_map(|m| m.partitions).fold(0, u32::saturating_add);
        let partitions = if counted > 0 { counted } else { INVENTED.1 };
        said.push(Assumption::NoTopic { topic: INVENTED.0.to_owned(), partitions });
        list.push(Topic { name: INVENTED.0.to_owned(), partitions });
    } else {
        say_what_is_missing(group, &shown, &list, said);
    }
    if list.len() > 1 && !group.members.is_empty() {
        said.push(Assumption::Subscriptions);
    }
    cut(&mut list, said);
    Topics::new(list)
}

/// How a partition is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Not,
    WithOffsets,
    Owned,
}

/// How each partition of each topic of the group is shown, in the group's order of topics, which is by name.
fn shown_partitions(group: &ImportedGroup) -> Vec<Vec<Seen>> {
    let mut shown: Vec<Vec<Seen>> =
        group.topics.iter().map(|topic| vec![Seen::Not; topic.partitions as usize]).collect();
    let mut mark = |tp: &TopicPartition, seen| {
        let at = group.topics.binary_search_by(|topic| topic.name.as_str().cmp(&tp.topic));
        let place = at.ok().and_then(|at| shown[at].get_mut(tp.partition as usize));
        if let Some(place) = place {
            *place = seen;
        }
    };
    group.offsets.iter().for_each(|(tp, _)| mark(tp, Seen::WithOffsets));
    group.members.iter().flat_map(|member| &member.assignment).for_each(|tp| mark(tp, Seen::Owned));
    shown
}

fn say_what_is_missing(group: &ImportedGroup, shown: &[Vec<Seen>], list: &[Topic], said: &mut Vec<Assumption>) {
    if group.topics.iter().any(|topic| !topic.exact) {
        said.push(Assumption::PartitionCounts);
    }
    for (topic, shown) in group.topics.iter().zip(shown) {
        let missing: Vec<u32> = (0..).zip(shown).filter(|(_, seen)| **seen == Seen::Not).map(|(p, _)| p).collect();
        if !missing.is_empty() && list.iter().any(|read| read.name == topic.name) {
            said.push(Assumption::PartitionsMissing { topic: topic.name.clone(), partitions: missing });
        }
    }
}

fn cut(list: &mut Vec<Topic>, said: &mut Vec<Assumption>) {
    let total: u64 = list.iter().map(|topic| u64::from(topic.partitions)).sum();
    let mut left = u32::try_from(limits::PARTITIONS).unwrap_or(u32::MAX);
    for topic in list.iter_mut() {
        topic.partitions = topic.partitions.min(left);
        left -= topic.partitions;
    }
    list.retain(|topic| topic.partitions > 0);
    let kept: u64 = list.iter().map(|topic| u64::from(topic.partitions)).sum();
    if kept < total {
        said.push(Assumption::Limit { bound: Bound::Partitions, kept, of: total });
    }
}

/// Offsets to begin with, for all partitions that the offsets view shows, in their order.
pub(super) fn offsets(
    group: &ImportedGroup,
    topics: &Topics,
    said: &mut Vec<Assumption>,
) -> Vec<(PartitionIdx, Option<u64>, u64)> {
    let (mut list, mut never, mut no_end, mut behind) = (Vec::new(), 0, 0, 0);
    for (tp, shown) in &group.offsets {
        let Some(place) = topics.place(tp) else { continue };
        let committed = shown.committed;
        never += usize::from(committed.is_none());
        no_end += usize::from(shown.end.is_none());
        let end = shown.end.or(committed).unwrap_or(0);
        behind += usize::from(committed.is_some_and(|committed| committed > end));
        list.push((place, committed, end.max(committed.unwrap_or(0))));
    }
    if list.is_empty() {
        said.push(Assumption::OffsetsUnseen);
    }
    let counted = [
        (never, Assumption::NeverCommitted { partitions: never }),
        (no_end, Assumption::EndUnknown { partitions: no_end }),
        (behind, Assumption::CommitBehindEnd { partitions: behind }),
    ];
    said.extend(counted.into_iter().filter(|(count, _)| *count > 0).map(|(_, what)| what));
    list
}
