//! `UniformHeterogeneousAssignmentBuilder`: members subscribe to different topics. Topic by topic, what is free goes to
//! whoever has least; then each topic is balanced among its subscribers, until nothing moves.

use super::balance::{LeastLoaded, MostLoaded};
use super::{Numbered, Targets};

/// `MAX_ITERATION_COUNT`
const MAX_ROUNDS: u32 = 16;

/// Who has what so far.
struct Builder<'a> {
    group: &'a Numbered<'a>,
    /// For each topic, its partitions' owners.
    owners: Vec<Vec<Option<usize>>>,
    /// How many partitions each member has.
    sizes: Vec<i64>,
    /// For each topic, its subscribers.
    subscribers: Vec<Vec<usize>>,
}

pub(super) fn assign(group: &Numbered<'_>) -> Targets {
    let topics = &group.subscription.topics;
    let mut subscribers = vec![Vec::new(); topics.len()];
    for (m, own) in group.topics.iter().enumerate() {
        for t in own {
            subscribers[*t as usize].push(m);
        }
    }
    let owners = topics.iter().map(|t| vec![None; t.partitions as usize]).collect();
    let mut builder = Builder { group, owners, sizes: vec![0; group.n_members()], subscribers };
    builder.keep();
    let order = builder.topics_in_order();
    for topic in &order {
        builder.fill(*topic);
    }
    builder.balance(&order);
    builder.targets()
}

impl Builder<'_> {
    fn keep(&mut self) {
        for m in 0..self.group.n_members() {
            for (topic, list) in self.group.previous(m) {
                if self.group.topics[m].contains(&topic) {
                    for p in list {
                        self.give(topic, p as usize, m);
                    }
                }
            }
        }
    }

    fn give(&mut self, topic: u32, partition: usize, member: usize) {
        if let Some(before) = self.owners[topic as usize][partition].replace(member) {
            self.sizes[before] -= 1;
        }
        self.sizes[member] += 1;
    }

    /// Most partitions to a subscriber first, then fewest subscribers, then by topic id.
    fn topics_in_order(&self) -> Vec<u32> {
        let weight = |t: &u32| (u64::from(self.group.partitions(*t)), self.subscribers[*t as usize].len() as u64);
        let mut order = self.group.subscribed.clone();
        rebalance_model::order::sort_by(&mut order, |a, b| {
            let ((pa, sa), (pb, sb)) = (weight(a), weight(b));
            (pb * sa).cmp(&(pa * sb)).then(sa.cmp(&sb)).then(a.cmp(b))
        });
        order
    }

    /// A topic's subscribers, fewest partitions first.
    fn by_size(&self, topic: u32) -> Vec<usize> {
        let mut keyed: Vec<(i64, usize)> =
            self.subscribers[topic as usize].iter().map(|m| (self.sizes[*m], *m)).collect();
        rebalance_model::order::sort(&mut keyed);
        keyed.into_iter().map(|(_, m)| m).collect()
    }

    fn fill(&mut self, topic: u32) {
        let free: Vec<usize> =
            self.owners[topic as usize].iter().enumerate().filter(|(_, o)| o.is_none()).map(|(p, _)| p).collect();
        if free.is_empty() {
            return;
        }
        let mut least = LeastLoaded::new(self.by_size(topic), &self.sizes);
        for p in free {
            if let Some(m) = least.next(&self.sizes) {
                self.give(topic, p, m);
            }
        }
    }

    fn balance(&mut self, order: &[u32]) {
        let shared: Vec<u32> = order.iter().copied().filter(|t| self.subscribers[*t as usize].len() > 1).collect();
        let mut last_moved = 0;
        for round in 0..MAX_ROUNDS {
            for (i, topic) in shared.iter().enumerate() {
                if i == last_moved && (round, i) != (0, 0) {
                    return;
                }
                if self.balance_topic(*topic) {
                    last_moved = i;
                }
            }
        }
    }

    /// Moves partitions of one topic from whoever has most to whoever has least; whether any moved.
    fn balance_topic(&mut self, topic: u32) -> bool {
        let ordered = self.by_size(topic);
        let (Some(first), Some(last)) = (ordered.first(), ordered.last()) else { return false };
        if self.sizes[*last] - self.sizes[*first] <= 1 {
            return false;
        }
        let mut offers: Vec<Vec<usize>> = vec![Vec::new(); self.group.n_members()];
        for (p, owner) in self.owners[topic as usize].iter().enumerate() {
            if let Some(m) = owner {
                offers[*m].push(p);
            }
        }
        let mut poor = LeastLoaded::new(ordered.clone(), &self.sizes);
        let mut rich = MostLoaded::new(ordered, &self.sizes);
        let mut moved = false;
        while rich.level - poor.level > 1 {
            let Some(from) = rich.next(&self.sizes) else { break };
            let Some(partition) = offers[from].pop() else {
                rich.exclude();
                continue;
            };
            let Some(to) = poor.next(&self.sizes) else { break };
            if rich.level - poor.level <= 1 {
                break;
            }
            self.give(topic, partition, to);
            moved = true;
        }
        moved
    }

    fn targets(&self) -> Targets {
        let mut out: Targets = vec![Vec::new(); self.group.n_members()];
        for topic in &self.group.subscribed {
            for (p, owner) in (0..).zip(&self.owners[*topic as usize]) {
                if let Some(m) = owner {
                    out[*m].push((*topic, p));
                }
            }
        }
        out
    }
}
