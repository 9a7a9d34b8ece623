//! Topics of the scenario: which of those shown, how many partitions each, and the offsets that they begin with.

use std::collections::{BTreeMap, BTreeSet};

use rebalance_model::scenario::{Topic, limits};
use rebalance_model::{PartitionIdx, scenario};

use crate::group::{GroupState, ImportedGroup, TopicPartition};
use crate::report::{Assumption, Bound};

/// Name and size of the topic of a group that shows none.
const INVENTED: (&str, u32) = ("topic", 6);

/// Topics with the place of each one's first partition.
#[derive(Debug)]
pub(super) struct Topics {
    pub(super) list: Vec<scenario::Topic>,
    first: BTreeMap<String, (u32, u32)>,
}

impl Topics {
    fn new(list: Vec<Topic>) -> Self {
        let mut first = BTreeMap::new();
        let mut next = 0;
        for topic in &list {
            first.insert(topic.name.clone(), (next, topic.partitions));
            next += topic.partitions;
        }
        Self { list, first }
    }

    /// Where a partition stands, if it is simulated.
    pub(super) fn place(&self, tp: &TopicPartition) -> Option<PartitionIdx> {
        let (first, count) = self.first.get(&tp.topic)?;
        (tp.partition < *count).then(|| PartitionIdx::at((first + tp.partition) as usize))
    }

    /// Number of all partitions.
    pub(super) fn partitions(&self) -> usize {
        self.list.iter().map(|topic| topic.partitions as usize).sum()
    }
}

/// Chooses the topics, and says what is not shown about them.
pub(super) fn of(group: &ImportedGroup, said: &mut Vec<Assumption>) -> Topics {
    let owned: BTreeSet<&str> = group.members.iter().flat_map(|m| &m.assignment).map(|tp| tp.topic.as_str()).collect();
    // At rest a group owns every partition of every topic that a member subscribes to.
    let at_rest = !group.rebalancing && matches!(group.state, None | Some(GroupState::Stable)) && !owned.is_empty();
    let mut list = Vec::new();
    for topic in &group.topics {
        if at_rest && !owned.contains(topic.name.as_str()) {
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
        say_what_is_missing(group, &list, said);
    }
    if list.len() > 1 && !group.members.is_empty() {
        said.push(Assumption::Subscriptions);
    }
    cut(&mut list, said);
    Topics::new(list)
}

fn say_what_is_missing(group: &ImportedGroup, list: &[Topic], said: &mut Vec<Assumption>) {
    if group.topics.iter().any(|topic| !topic.exact) {
        said.push(Assumption::PartitionCounts);
    }
    let owned = group.members.iter().flat_map(|m| &m.assignment);
    let mut shown: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for tp in group.offsets.keys().chain(owned) {
        shown.entry(&tp.topic).or_default().insert(tp.partition);
    }
    for topic in list {
        let known = shown.get(topic.name.as_str());
        let missing: Vec<u32> =
            (0..topic.partitions).filter(|p| known.is_none_or(|known| !known.contains(p))).collect();
        if !missing.is_empty() {
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

/// Offsets to begin with, for all partitions that the offsets view shows.
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
    list.sort_unstable_by_key(|offsets| offsets.0);
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
