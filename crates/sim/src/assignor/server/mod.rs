//! Kafka's server-side assignors (KIP-848): what the group coordinator computes when a consumer group's epoch is new.
//!
//! They take what the client-side ones take, with each member's previous target in place of what it owns. Members are
//! walked in the order in which they are given: who asks knows Java's (the broker walks a `HashMap` by member id, Kafka's
//! tests a sorted map). Outcomes are those of Kafka 4.3 and of the last patch releases before it.

mod balance;
mod heterogeneous;
mod range;
mod uniform;

use rebalance_model::config::ServerAssignor;
use thiserror::Error;

use super::{GroupSubscription, TopicIndexPartition};

/// Why there is no assignment (`PartitionAssignorException`).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ServerAssignError {
    /// A member subscribes to what the metadata does not have. The broker drops such names before it asks.
    #[error("Members are subscribed to topic {topic} which doesn't exist in the topic metadata.")]
    NoSuchTopic {
        /// Its name.
        topic: String,
    },
}

/// What the broker knows beside the group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Whether all members subscribe to the same, where the broker says so itself.
    pub homogeneous: Option<bool>,
    /// Order in which subscribed topics are walked, by name: Java's order of their random ids. Topics as listed
    /// where it is empty.
    pub topic_order: Vec<String>,
}

/// For each member, in the order given, its partitions; nothing at all where the assignor names no member.
pub type Targets = Vec<Vec<TopicIndexPartition>>;

/// The group in numbers.
struct Numbered<'a> {
    subscription: &'a GroupSubscription,
    /// For each member the topics that it subscribes to, in the order in which topics are walked.
    topics: Vec<Vec<u32>>,
    /// Topics that anybody subscribes to, in the order in which they are walked.
    subscribed: Vec<u32>,
}

impl<'a> Numbered<'a> {
    fn new(subscription: &'a GroupSubscription, hints: &Hints) -> Result<Self, ServerAssignError> {
        let place = |name: &String| hints.topic_order.iter().position(|t| t == name).unwrap_or(usize::MAX);
        let number = |name: &String| {
            let found = subscription.topics.iter().zip(0..).find(|(t, _)| t.name == *name && t.partitions > 0);
            found.map(|(_, i)| i).ok_or_else(|| ServerAssignError::NoSuchTopic { topic: name.clone() })
        };
        let mut topics: Vec<Vec<u32>> = Vec::with_capacity(subscription.members.len());
        for member in &subscription.members {
            let mut own: Vec<(usize, u32)> = Vec::with_capacity(member.topics.len());
            for name in &member.topics {
                own.push((place(name), number(name)?));
            }
            rebalance_model::order::sort(&mut own);
            own.dedup();
            topics.push(own.into_iter().map(|(_, t)| t).collect());
        }
        let mut subscribed: Vec<(usize, u32)> = Vec::new();
        for t in topics.iter().flatten() {
            let entry = (place(&subscription.topics[*t as usize].name), *t);
            if !subscribed.contains(&entry) {
                subscribed.push(entry);
            }
        }
        rebalance_model::order::sort(&mut subscribed);
        Ok(Self { subscription, topics, subscribed: subscribed.into_iter().map(|(_, t)| t).collect() })
    }

    fn partitions(&self, topic: u32) -> u32 {
        self.subscription.topics[topic as usize].partitions
    }

    fn n_members(&self) -> usize {
        self.topics.len()
    }

    /// Every topic that anybody subscribes to is everybody's (`ConsumerGroup.subscriptionType`).
    fn is_homogeneous(&self) -> bool {
        self.topics.iter().all(|own| own.len() == self.subscribed.len())
    }

    /// A member's previous target, topic by topic in the order given, without what is there no more.
    fn previous(&self, member: usize) -> Vec<(u32, Vec<u32>)> {
        let mut of: Vec<(u32, Vec<u32>)> = Vec::new();
        for (topic, partition) in &self.subscription.members[member].owned {
            let exists = self.subscription.topics.get(*topic as usize).is_some_and(|t| *partition < t.partitions);
            if !exists {
                continue;
            }
            match of.iter_mut().find(|(t, _)| t == topic) {
                Some((_, list)) => list.push(*partition),
                None => of.push((*topic, vec![*partition])),
            }
        }
        for (_, list) in &mut of {
            rebalance_model::order::sort(list);
        }
        of
    }
}

/// Asks an assignor for the target of each member.
///
/// # Errors
/// Where Kafka's assignor throws.
pub fn assign(
    assignor: ServerAssignor,
    subscription: &GroupSubscription,
    hints: &Hints,
) -> Result<Targets, ServerAssignError> {
    let group = Numbered::new(subscription, hints)?;
    let homogeneous = hints.homogeneous.unwrap_or_else(|| group.is_homogeneous());
    Ok(match assignor {
        ServerAssignor::Range => range::assign(&group),
        ServerAssignor::Uniform if group.subscribed.is_empty() => Vec::new(),
        ServerAssignor::Uniform if homogeneous => uniform::assign(&group),
        ServerAssignor::Uniform => heterogeneous::assign(&group),
    })
}
