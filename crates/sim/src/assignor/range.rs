//! `RangeAssignor`: each topic by itself, consecutive partitions to its subscribers in order; with racks, first what
//! can be matched without giving up balance or co-partitioning.
//!
//! Knows nothing of what members owned before: `range` never looks.

use std::cmp::Ordering;

use super::group::{Group, Topic};
use super::racks::Racks;
use super::{Assignment, java};

/// Assigns as `RangeAssignor.assignPartitions`.
pub(super) fn assign(group: &Group<'_>) -> Assignment {
    let mut lists = vec![Vec::new(); group.n_members()];
    let racks = Racks::of(group);
    let mut states = topic_states(group, racks.as_ref());
    let rack_aware = racks.filter(|_| states.iter().any(|state| state.needs_racks));
    if let Some(racks) = &rack_aware {
        assign_with_rack_matching(&mut states, racks, &mut lists);
    }
    for state in &mut states {
        state.assign_rest(&mut lists);
    }
    if rack_aware.is_some() {
        for list in &mut lists {
            rebalance_model::order::sort(list);
        }
    }
    let external = |list: Vec<u32>| list.into_iter().map(|p| group.external(p)).collect();
    Assignment { members: lists.into_iter().map(external).collect(), transferring: Vec::new() }
}

/// `RangeAssignor.TopicAssignmentState`: how far a topic is assigned.
#[derive(Debug)]
struct TopicState {
    topic: Topic,
    /// Subscribers in member order.
    members: Vec<u32>,
    /// What each subscriber has so far.
    n_assigned: Vec<usize>,
    unassigned: Vec<u32>,
    per_member: usize,
    /// How many subscribers may still get one more than `per_member`.
    n_extra: usize,
    /// Partitions to match by rack: all, or 0 if no subscriber is on a rack.
    n_on_racks: u32,
    needs_racks: bool,
}

impl TopicState {
    fn new(topic: Topic, members: Vec<u32>, racks: Option<&Racks>) -> Self {
        let n_partitions = topic.partitions as usize;
        let on_rack = |racks: &Racks| members.iter().any(|&m| racks.rack_of(m).is_some());
        let needed = |racks: &Racks| racks.matter(members.iter().copied(), topic.all());
        Self {
            topic,
            n_assigned: vec![0; members.len()],
            unassigned: topic.all().collect(),
            per_member: n_partitions / members.len(),
            n_extra: n_partitions % members.len(),
            n_on_racks: if racks.is_some_and(on_rack) { topic.partitions } else { 0 },
            needs_racks: racks.is_some_and(needed),
            members,
        }
    }

    /// How many more the subscriber at `place` may get (`maxAssignable`).
    fn room(&self, place: usize) -> usize {
        (self.per_member + usize::from(self.n_extra > 0)).saturating_sub(self.n_assigned[place])
    }

    fn on_assigned(&mut self, place: usize, n: usize) {
        self.n_assigned[place] += n;
        if self.n_assigned[place] > self.per_member {
            self.n_extra -= 1;
        }
    }

    /// Each subscriber takes its first matching partitions, up to its room.
    fn assign_matching(&mut self, racks: &Racks, lists: &mut [Vec<u32>]) {
        for place in 0..self.members.len() {
            let (member, room) = (self.members[place], self.room(place));
            if room == 0 {
                continue;
            }
            let mut n_taken = 0;
            self.unassigned.retain(|&partition| {
                let fits = n_taken < room && racks.matches(member, partition);
                if fits {
                    lists[member as usize].push(partition);
                    n_taken += 1;
                }
                !fits
            });
            if n_taken > 0 {
                self.on_assigned(place, n_taken);
            }
        }
    }

    /// Each subscriber takes what comes next, up to its room.
    fn assign_rest(&mut self, lists: &mut [Vec<u32>]) {
        let unassigned = std::mem::take(&mut self.unassigned);
        let mut rest = unassigned.as_slice();
        for place in 0..self.members.len() {
            if rest.is_empty() {
                break;
            }
            let (taken, left) = rest.split_at(rest.len().min(self.room(place)));
            if !taken.is_empty() {
                lists[self.members[place] as usize].extend_from_slice(taken);
                self.on_assigned(place, taken.len());
            }
            rest = left;
        }
    }
}

/// A state for each topic, in the order in which Kafka's `HashMap` of topics yields them.
fn topic_states(group: &Group<'_>, racks: Option<&Racks>) -> Vec<TopicState> {
    let order = member_order(group);
    let mut subscribers = subscribers(group, &order);
    let state = |slot: u32| {
        let mut members = std::mem::take(&mut subscribers[slot as usize]);
        for place in &mut members {
            *place = order[*place as usize];
        }
        TopicState::new(group.topics[slot as usize], members, racks)
    };
    group.topics_in_hash_order().into_iter().map(state).collect()
}

/// For each slot the topic's subscribers, as places in `order`, ascending.
pub(super) fn subscribers(group: &Group<'_>, order: &[u32]) -> Vec<Vec<u32>> {
    let mut subscribers = vec![Vec::new(); group.topics.len()];
    for (place, &member) in (0_u32..).zip(order) {
        for &slot in group.topics_of(member) {
            let list: &mut Vec<u32> = &mut subscribers[slot as usize];
            if list.last() != Some(&place) {
                list.push(place);
            }
        }
    }
    subscribers
}

/// `MemberInfo.compareTo`: static members by `group.instance.id`, then dynamic ones by member id.
pub(super) fn member_order(group: &Group<'_>) -> Vec<u32> {
    let instance = |m: u32| group.input.members[m as usize].instance_id.as_deref();
    let mut order = group.hash_order.clone();
    rebalance_model::order::sort_by(&mut order, |&a, &b| match (instance(a), instance(b)) {
        (Some(a), Some(b)) => java::compare_strings(a, b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => group.id_rank[a as usize].cmp(&group.id_rank[b as usize]),
    });
    order
}

/// What can be matched: topics with the same subscribers and number of partitions together, so that partition i of
/// each goes to one member; any other topic by itself.
fn assign_with_rack_matching(states: &mut [TopicState], racks: &Racks, lists: &mut [Vec<u32>]) {
    rebalance_model::order::sort_by(states, |a, b| {
        (a.n_on_racks.cmp(&b.n_on_racks)).then_with(|| a.members.cmp(&b.members))
    });
    let alike = |a: &TopicState, b: &TopicState| a.n_on_racks == b.n_on_racks && a.members == b.members;
    for group in states.chunk_by_mut(alike) {
        match group {
            [single] if single.needs_racks => single.assign_matching(racks, lists),
            [_] => {}
            several => assign_co_partitioned(several, racks, lists),
        }
    }
}

fn assign_co_partitioned(states: &mut [TopicState], racks: &Racks, lists: &mut [Vec<u32>]) {
    let mut remaining: Vec<usize> = (0..states[0].members.len()).collect();
    for number in 0..states[0].n_on_racks {
        let fits = |&&place: &&usize| {
            states.iter().all(|state| {
                let partition = state.topic.first + number;
                racks.matches(state.members[place], partition) && state.room(place) > 0
            })
        };
        let Some(&place) = remaining.iter().find(fits) else {
            continue;
        };
        for state in &mut *states {
            let partition = state.topic.first + number;
            state.unassigned.retain(|&p| p != partition);
            lists[state.members[place] as usize].push(partition);
            state.on_assigned(place, 1);
        }
        if states.iter().all(|state| state.room(place) == 0) {
            remaining.retain(|&other| other != place);
            if remaining.is_empty() {
                break;
            }
        }
    }
}
