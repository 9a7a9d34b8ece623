//! The input of an assignor with everything numbered: topics, partitions and members become indices once, so that no
//! algorithm compares a string.
//!
//! * A member is its index in the input. [`Group::hash_order`] is the order in which Kafka's
//!   `HashMap<String, Subscription>` yields members, [`Group::id_rank`] the order of their ids as Java strings.
//! * A topic is its *slot*: its position among the topics that exist and that somebody subscribes to, by name.
//! * A partition is a `u32`: topics by name, partitions in order, counted through. Its order is therefore that of
//!   `TopicPartitionComparator`.
//!
//! Knows nothing of how partitions are dealt out.

use std::ops::Range;

use super::java;
use super::{AssignError, GroupSubscription, TopicIndexPartition};
use names::Names;

mod names;

/// No member, no slot, no partition.
pub(super) const NONE: u32 = u32::MAX;

/// A topic that exists and has a subscriber.
#[derive(Debug, Clone, Copy)]
pub(super) struct Topic {
    /// Index in the input.
    pub index: u32,
    /// Number of its partition 0.
    pub first: u32,
    /// How many it has; at least 1.
    pub partitions: u32,
}

impl Topic {
    /// Its partitions.
    pub(super) fn all(self) -> Range<u32> {
        self.first..self.first + self.partitions
    }
}

/// See the module.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// What was asked.
    pub input: &'a GroupSubscription,
    /// Members as Kafka's `HashMap` of subscriptions yields them.
    pub hash_order: Vec<u32>,
    /// For each member its position among all ids.
    pub id_rank: Vec<u32>,
    /// By slot.
    pub topics: Vec<Topic>,
    /// Number of partitions in all topics.
    pub total: u32,
    /// Whether all members subscribe to the same topics, judged as `allSubscriptionsEqual` does.
    pub all_equal: bool,
    /// For each partition its topic's slot.
    slot_of: Vec<u32>,
    /// For each topic of the input its slot, or `NONE`.
    slot_of_index: Vec<u32>,
    /// Slots of all members' topics, in the order in which they are subscribed to; equal neighbours share them.
    subscribed: Vec<u32>,
    /// For each member its part of `subscribed`.
    subscribed_by: Vec<Range<usize>>,
    /// Names of all topics subscribed to, existing or not, in order of first mention.
    mentioned: Vec<(&'a str, u32)>,
}

impl<'a> Group<'a> {
    pub(super) fn new(input: &'a GroupSubscription) -> Result<Self, AssignError> {
        let hash_order = java::hash_map_order(input.members.iter().map(|m| java::hash_code(&m.member_id)));
        let id_rank = rank_ids(input)?;
        let names = Names::read(input, &hash_order)?;
        let (topics, total) = existing_topics(input, &names)?;

        let mut slot_of_index = vec![NONE; input.topics.len()];
        let mut slot_of = Vec::with_capacity(total as usize);
        for (slot, topic) in (0_u32..).zip(&topics) {
            slot_of_index[topic.index as usize] = slot;
            slot_of.resize(slot_of.len() + topic.partitions as usize, slot);
        }
        let all_equal = names.all_equal(&hash_order);
        let (subscribed, subscribed_by) = names.subscribed_slots(&slot_of_index);
        let mentioned = names.mentioned(&slot_of_index);
        Ok(Self {
            input,
            hash_order,
            id_rank,
            topics,
            total,
            all_equal,
            slot_of,
            slot_of_index,
            subscribed,
            subscribed_by,
            mentioned,
        })
    }

    /// Number of members.
    pub(super) fn n_members(&self) -> usize {
        self.input.members.len()
    }

    /// Slots of the existing topics `member` subscribes to.
    pub(super) fn topics_of(&self, member: u32) -> &[u32] {
        &self.subscribed[self.subscribed_by[member as usize].clone()]
    }

    /// Slot of a partition's topic.
    pub(super) fn slot(&self, partition: u32) -> u32 {
        self.slot_of[partition as usize]
    }

    /// A partition's number within its topic.
    pub(super) fn number(&self, partition: u32) -> u32 {
        partition - self.topics[self.slot(partition) as usize].first
    }

    /// A partition as the world knows it.
    pub(super) fn external(&self, partition: u32) -> TopicIndexPartition {
        let topic = self.topics[self.slot(partition) as usize];
        (topic.index, partition - topic.first)
    }

    /// Name of the topic in a slot.
    pub(super) fn topic_name(&self, slot: u32) -> &'a str {
        &self.input.topics[self.topics[slot as usize].index as usize].name
    }

    /// Slot of a topic given by its index in the input: `None` if nobody subscribes to it or it does not exist.
    ///
    /// # Errors
    /// If there is no such index; `member` reports it.
    pub(super) fn slot_of_index(&self, member: u32, topic_index: u32) -> Result<Option<u32>, AssignError> {
        match self.slot_of_index.get(topic_index as usize) {
            Some(&NONE) => Ok(None),
            Some(&slot) => Ok(Some(slot)),
            None => Err(AssignError::UnknownTopicIndex {
                member_id: self.input.members[member as usize].member_id.clone(),
                topic_index,
            }),
        }
    }

    /// Slots in the order in which Kafka's `HashMap` of partitions per topic yields them. It is filled from a
    /// `HashSet` of all names subscribed to, whose order decides between names that share a bin.
    pub(super) fn topics_in_hash_order(&self) -> Vec<u32> {
        let hashes: Vec<u32> = self.mentioned.iter().map(|(name, _)| java::hash_code(name)).collect();
        let existing: Vec<(u32, u32)> = java::hash_map_order(hashes.iter().copied())
            .into_iter()
            .map(|i| (self.mentioned[i as usize].1, hashes[i as usize]))
            .filter(|&(slot, _)| slot != NONE)
            .collect();
        java::hash_map_order(existing.iter().map(|&(_, hash)| hash))
            .into_iter()
            .map(|i| existing[i as usize].0)
            .collect()
    }
}

fn rank_ids(input: &GroupSubscription) -> Result<Vec<u32>, AssignError> {
    let id = |member: u32| input.members[member as usize].member_id.as_str();
    let mut by_id: Vec<u32> = (0..).zip(&input.members).map(|(i, _)| i).collect();
    rebalance_model::order::sort_by(&mut by_id, |&a, &b| java::compare_strings(id(a), id(b)));
    if let Some(pair) = by_id.windows(2).find(|pair| id(pair[0]) == id(pair[1])) {
        return Err(AssignError::DuplicateMember { member_id: id(pair[0]).to_owned() });
    }
    let mut rank = vec![0; by_id.len()];
    for (position, member) in (0..).zip(by_id) {
        rank[member as usize] = position;
    }
    Ok(rank)
}

/// The topics with partitions that somebody subscribes to, by name, and how many partitions they have in all.
fn existing_topics(input: &GroupSubscription, names: &Names<'_>) -> Result<(Vec<Topic>, u32), AssignError> {
    let mut topics: Vec<Topic> = (0..)
        .zip(&input.topics)
        .filter(|&(index, topic)| topic.partitions > 0 && names.is_mentioned(index))
        .map(|(index, topic)| Topic { index, first: 0, partitions: topic.partitions })
        .collect();
    let name = |topic: &Topic| input.topics[topic.index as usize].name.as_str();
    rebalance_model::order::sort_by(&mut topics, |a, b| java::compare_strings(name(a), name(b)));
    let mut total = 0_u32;
    for topic in &mut topics {
        topic.first = total;
        total = total
            .checked_add(topic.partitions)
            .filter(|&sum| sum <= AssignError::MAX_PARTITIONS)
            .ok_or_else(|| AssignError::TooManyPartitions { topic: name(topic).to_owned() })?;
    }
    Ok((topics, total))
}
