//! The target assignment (consumer-protocol 1.5): when it is computed, by which assignor, and from what.

use rebalance_model::config::{ConsumerGroupConfig, ServerAssignor};
use rebalance_model::id::TopicIdx;
use rebalance_model::{EventKind, Generation, PartitionIdx, SimTime};

use super::Group;
use crate::assignor::server::{self, Hints};
use crate::assignor::{GroupSubscription, MemberSubscription, TopicMeta, java};
use crate::machine::Outbox;

impl Group {
    /// A target is computed when the group's epoch is newer than the last one, and not before the assignment interval
    /// has passed since that. Nothing waits for it: the first heartbeat after finds it due.
    pub(super) fn maybe_update_target(&mut self, now: SimTime, config: &ConsumerGroupConfig, out: &mut Outbox<'_>) {
        let due = self.target_at.is_none_or(|at| now >= at + config.assignment_interval);
        if self.target_epoch >= self.epoch || !due {
            return;
        }
        let assignor = self.assignor(&config.assignors);
        let targets = self.compute(assignor, out);
        (self.target_epoch, self.target_at) = (self.epoch, Some(now));
        for (at, target) in targets.into_iter().enumerate() {
            self.update(at, out, |m| m.target = target);
        }
        out.record(EventKind::TargetComputed(Generation(self.epoch), Some(assignor)));
    }

    /// The one that most members ask for, or the broker's first.
    fn assignor(&self, offered: &[ServerAssignor]) -> ServerAssignor {
        let votes = |a: ServerAssignor| self.members.iter().filter(|m| m.assignor == Some(a)).count();
        let most = offered.iter().copied().filter(|a| votes(*a) > 0).max_by_key(|a| votes(*a));
        most.or(offered.first().copied()).unwrap_or(ServerAssignor::Uniform)
    }

    /// For each member what it is to own, sorted.
    fn compute(&self, assignor: ServerAssignor, out: &Outbox<'_>) -> Vec<Vec<PartitionIdx>> {
        let scenario = out.trace.header.scenario.clone();
        let names: Vec<String> = scenario.topics.iter().map(|t| t.name.clone()).collect();
        let topics = names.iter().zip(&self.topics);
        let topics = topics.map(|(name, n)| TopicMeta { name: name.clone(), partitions: *n, racks: Vec::new() });
        let pair = |p: &PartitionIdx| {
            let (topic, number) = scenario.topic_partition(*p);
            (u32::from(topic.0), number)
        };
        // The broker walks members as Java's hash table has them.
        let id = |at: usize| &out.trace.identity(self.members[at].id).id;
        let order = java::hash_map_order((0..self.members.len()).map(|at| java::hash_code(id(at))));
        let members = order.iter().map(|at| {
            let m = &self.members[*at as usize];
            MemberSubscription {
                member_id: id(*at as usize).clone(),
                instance_id: m.instance.clone(),
                rack: None,
                topics: names.clone(),
                owned: m.target.iter().map(pair).collect(),
                generation: None,
            }
        });
        let group = GroupSubscription { topics: topics.collect(), members: members.collect() };
        let assigned = server::assign(assignor, &group, &Hints::default()).unwrap_or_default();
        let mut targets = vec![Vec::new(); self.members.len()];
        for (at, list) in order.into_iter().zip(assigned) {
            let partition = |(topic, number): &(u32, u32)| scenario.partition(TopicIdx::at(*topic as usize), *number);
            let target: &mut Vec<PartitionIdx> = &mut targets[at as usize];
            target.extend(list.iter().filter_map(partition));
            rebalance_model::order::sort(target);
        }
        targets
    }
}
