//! Kafka's client-side assignors: what the leader of a classic group computes between JoinGroup and SyncGroup.
//!
//! Here are the types that go in and out and the table of assignors; `range`, `sticky` and `cooperative` hold the
//! algorithms, `group` the numbered form of the input they share, `racks` and `java` what they both need.
//! Nothing here knows of members as processes, of time, or of the protocol around the call.
//!
//! Outcomes are those of Kafka 4.3, list order included: where Kafka walks a `HashMap` keyed by member id, so does
//! this module (see `java`).

mod cooperative;
mod error;
mod group;
pub mod java;
mod racks;
mod range;
mod roundrobin;
#[cfg(feature = "consumer")]
pub mod server;
mod sticky;

pub use error::AssignError;

use group::Group;

/// A partition as (index of its topic in [`GroupSubscription::topics`], partition number).
pub type TopicIndexPartition = (u32, u32);

/// The generation of a member that reports none (`AbstractStickyAssignor.DEFAULT_GENERATION`).
pub const DEFAULT_GENERATION: i32 = -1;

/// Calls after which [`until_stable`] gives up. Kafka's own tests expect the cooperative assignor to settle within four.
/// With racks and different subscriptions it may never: balancing moves a partition off its racks, the next call takes
/// it away for that.
const MAX_ROUNDS: u32 = 100;

/// What the leader knows when it is asked to assign: topics as its metadata has them, and each member's subscription
/// (`ConsumerPartitionAssignor.GroupSubscription` and `Cluster`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupSubscription {
    /// Topics in any order; those nobody subscribes to are ignored. A topic that does not exist is absent or has no
    /// partitions.
    pub topics: Vec<TopicMeta>,
    /// Members in the order in which the leader's JoinGroup response lists them.
    pub members: Vec<MemberSubscription>,
}

/// A topic as an assignor sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TopicMeta {
    /// Name.
    pub name: String,
    /// Number of partitions, which are numbered from 0; 0 means that the topic does not exist.
    pub partitions: u32,
    /// For each partition the racks that hold a replica of it (`broker.rack`, KIP-881). May be shorter than
    /// `partitions`: what is missing has no known rack.
    pub racks: Vec<Vec<String>>,
}

/// A member's subscription (`ConsumerPartitionAssignor.Subscription`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberSubscription {
    /// Member id, unique in the group.
    pub member_id: String,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<String>,
    /// `client.rack`; an empty string counts as none.
    pub rack: Option<String>,
    /// Names of the topics it subscribes to; names that [`GroupSubscription::topics`] lacks do not exist.
    pub topics: Vec<String>,
    /// Partitions it reports as owned. Ownership in a topic that was deleted is left out, or refers to a topic with
    /// no partitions.
    pub owned: Vec<TopicIndexPartition>,
    /// Generation that `owned` belongs to; `None` and [`DEFAULT_GENERATION`] both mean that it reports none.
    pub generation: Option<i32>,
}

/// What an assignor answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    /// For each member, in the order of [`GroupSubscription::members`], its partitions in the order of Kafka's list.
    pub members: Vec<Vec<TopicIndexPartition>>,
    /// Partitions that come from another member, which must give them up first (`partitionsTransferringOwnership`),
    /// sorted by topic name and partition. `cooperative-sticky` withholds them. `sticky`, whose members have given up
    /// everything by now, hands them out, and knows them only where all subscribe to the same topics.
    pub transferring: Vec<Transfer>,
}

/// A partition that is on its way from one member to another and therefore assigned to neither in this round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transfer {
    /// The partition.
    pub partition: TopicIndexPartition,
    /// Index of the member that is to have it once its owner has revoked it.
    pub to: u32,
}

/// How a consumer behaves around a rebalance (`ConsumerPartitionAssignor.RebalanceProtocol`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RebalanceProtocol {
    /// Everything owned is revoked before the member joins.
    Eager,
    /// Owned partitions are kept and reported; only what another member is to have is revoked, in a second rebalance.
    Cooperative,
}

/// The assignors a consumer can be configured with (`partition.assignment.strategy`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssignorKind {
    /// `RangeAssignor`: consecutive partitions of each topic by itself.
    Range,
    /// `RoundRobinAssignor`: all partitions in turn.
    RoundRobin,
    /// `StickyAssignor`: balanced over all topics, and what is owned comes back to where it was.
    Sticky,
    /// `CooperativeStickyAssignor`: the same, but what is owned stays where it is.
    CooperativeSticky,
}

/// What an assignor object remembers from one call to the next: it lives as long as its consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AssignorMemory {
    /// Highest generation that any member has reported in any call (`AbstractStickyAssignor.maxGeneration`).
    pub max_generation: i32,
}

impl Default for AssignorMemory {
    fn default() -> Self {
        Self { max_generation: DEFAULT_GENERATION }
    }
}

impl AssignorKind {
    /// All that are modelled.
    pub const ALL: [Self; 4] = [Self::Range, Self::RoundRobin, Self::Sticky, Self::CooperativeSticky];

    /// Name under which members offer it in JoinGroup.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::RoundRobin => "roundrobin",
            Self::Sticky => "sticky",
            Self::CooperativeSticky => "cooperative-sticky",
        }
    }

    /// Class as `partition.assignment.strategy` names it.
    pub const fn class_name(self) -> &'static str {
        match self {
            Self::Range => "org.apache.kafka.clients.consumer.RangeAssignor",
            Self::RoundRobin => "org.apache.kafka.clients.consumer.RoundRobinAssignor",
            Self::Sticky => "org.apache.kafka.clients.consumer.StickyAssignor",
            Self::CooperativeSticky => "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
        }
    }

    /// Protocols it supports (`supportedProtocols()`). A consumer uses the highest one that all of its assignors
    /// support.
    pub const fn supported_protocols(self) -> &'static [RebalanceProtocol] {
        match self {
            Self::Range | Self::RoundRobin | Self::Sticky => &[RebalanceProtocol::Eager],
            Self::CooperativeSticky => &[RebalanceProtocol::Cooperative, RebalanceProtocol::Eager],
        }
    }

    /// One call of a fresh assignor object.
    ///
    /// # Errors
    /// Where Kafka's assignor throws, and where the input contradicts itself; see [`AssignError`].
    pub fn assign(self, subscription: &GroupSubscription) -> Result<Assignment, AssignError> {
        self.assign_again(subscription, &mut AssignorMemory::default())
    }

    /// One call of an assignor object that may have been called before.
    ///
    /// # Errors
    /// As [`assign`](Self::assign).
    pub fn assign_again(
        self,
        subscription: &GroupSubscription,
        memory: &mut AssignorMemory,
    ) -> Result<Assignment, AssignError> {
        let group = Group::new(subscription)?;
        match self {
            Self::Range => Ok(range::assign(&group)),
            Self::RoundRobin => Ok(roundrobin::assign(&group)),
            Self::Sticky => cooperative::assign(&group, memory, false),
            Self::CooperativeSticky => cooperative::assign(&group, memory, true),
        }
    }
}

/// The assignor with this protocol name or class name; `None` if it is not modelled.
pub fn by_name(name: &str) -> Option<AssignorKind> {
    AssignorKind::ALL.into_iter().find(|kind| kind.name() == name || kind.class_name() == name)
}

/// Calls one assignor object again and again, each time with the last assignment reported as owned in generation 1,
/// until nobody loses a partition that it owned. Gives the last assignment and the number of calls.
///
/// # Errors
/// As [`AssignorKind::assign`], and [`AssignError::NotStable`] if it does not settle.
pub fn until_stable(kind: AssignorKind, subscription: &GroupSubscription) -> Result<(Assignment, u32), AssignError> {
    let mut memory = AssignorMemory::default();
    let mut group = subscription.clone();
    for round in 1..=MAX_ROUNDS {
        let assignment = kind.assign_again(&group, &mut memory)?;
        let mut revoked = false;
        for (member, assigned) in group.members.iter_mut().zip(&assignment.members) {
            revoked |= takes_away(&member.owned, assigned);
            member.owned.clone_from(assigned);
            member.generation = Some(1);
        }
        if !revoked {
            return Ok((assignment, round));
        }
    }
    Err(AssignError::NotStable { rounds: MAX_ROUNDS })
}

fn takes_away(owned: &[TopicIndexPartition], assigned: &[TopicIndexPartition]) -> bool {
    let mut sorted = assigned.to_vec();
    rebalance_model::order::sort(&mut sorted);
    owned.iter().any(|partition| sorted.binary_search(partition).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignor_is_found_by_its_name_and_by_its_class() {
        for kind in AssignorKind::ALL {
            assert_eq!(by_name(kind.name()), Some(kind));
            assert_eq!(by_name(kind.class_name()), Some(kind));
        }
        assert_eq!(by_name("uniform"), None);
        assert_eq!(by_name("Range"), None);
    }

    #[test]
    fn a_group_without_members_is_refused_where_kafka_divides_by_zero() {
        let nobody = GroupSubscription::default();
        assert_eq!(AssignorKind::Range.assign(&nobody), Ok(Assignment::default()));
        assert_eq!(AssignorKind::CooperativeSticky.assign(&nobody), Err(AssignError::NoMembers));
    }

    #[test]
    fn input_that_contradicts_itself_is_refused() {
        let topic = TopicMeta { name: "t".to_owned(), partitions: 1, ..TopicMeta::default() };
        let member = MemberSubscription { member_id: "m".to_owned(), ..MemberSubscription::default() };
        let twice = GroupSubscription { topics: vec![topic.clone(), topic.clone()], members: vec![member.clone()] };
        let refused = AssignError::DuplicateTopic { topic: "t".to_owned() };
        assert_eq!(AssignorKind::Range.assign(&twice), Err(refused));

        let same_id = GroupSubscription { topics: vec![topic.clone()], members: vec![member.clone(), member.clone()] };
        let refused = AssignError::DuplicateMember { member_id: "m".to_owned() };
        assert_eq!(AssignorKind::Range.assign(&same_id), Err(refused));

        let owner = MemberSubscription { owned: vec![(7, 0)], ..member };
        let elsewhere = GroupSubscription { topics: vec![topic], members: vec![owner] };
        let refused = AssignError::UnknownTopicIndex { member_id: "m".to_owned(), topic_index: 7 };
        assert_eq!(AssignorKind::CooperativeSticky.assign(&elsewhere), Err(refused));
    }
}
