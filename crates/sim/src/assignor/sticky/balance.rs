//! The general algorithm's last step: partitions move from members that have more to members that have less, until no
//! move helps.
//!
//! Kafka asks after every partition whether the assignment is balanced and walks all of it to find out. Here the answer
//! is kept until something moves, and so is what the answer rests on; the moves are the same.

use super::super::AssignError;
use super::super::group::NONE;
use super::super::java;
use super::general::General;
use super::movements::{Moved, Movements};

/// Passes over all partitions after which it is taken as endless. Each pass moves whatever can move once; real groups
/// take a few.
const MAX_PASSES: u32 = 10_000;

/// See the module.
#[derive(Debug)]
pub(super) struct Balance<'a> {
    state: General<'a>,
    /// Members that take part. The others keep what they have.
    takes_part: Vec<bool>,
    /// For each partition its owner of an earlier generation, or `NONE`.
    previous_owner: Vec<u32>,
    sizes: Sizes,
    movements: Movements,
    /// Counts moves: what was computed at an earlier count is out of date.
    n_moves: u32,
    /// The last answer to whether the assignment is balanced, and when.
    balanced: (u32, bool),
    /// The member that last showed that it is not.
    witness: u32,
    /// For each slot the subscriber that has least, and when.
    least: Vec<(u32, u32)>,
    /// For each slot the size of the largest owner, and when.
    largest: Vec<(u32, usize)>,
    /// `String.hashCode` of each topic's name, by slot.
    topic_hashes: Vec<u32>,
    /// The lists before the first move.
    before: Option<Vec<Vec<u32>>>,
}

impl<'a> Balance<'a> {
    /// Takes over once every partition has an owner.
    pub(super) fn new(state: General<'a>, previous_owner: Vec<u32>) -> Self {
        let members = (0..).zip(&state.lists).map(|(member, _)| member);
        let takes_part: Vec<bool> = members.map(|m| state.can_participate(m)).collect();
        let parts = state.lists.iter().zip(&takes_part).filter(|&(_, &part)| part);
        let n_topics = state.group.topics.len();
        Self {
            sizes: Sizes::of(parts.map(|(list, _)| list.len())),
            takes_part,
            previous_owner,
            movements: Movements::default(),
            n_moves: 0,
            balanced: (NONE, false),
            witness: 0,
            least: vec![(NONE, NONE); n_topics],
            largest: vec![(NONE, 0); n_topics],
            topic_hashes: Vec::new(),
            before: None,
            state,
        }
    }

    /// What members have now.
    pub(super) fn lists(self) -> Vec<Vec<u32>> {
        self.state.lists
    }

    /// What members have now if that is better balanced than before the first move, and what they had then if not.
    pub(super) fn better_lists(self) -> Vec<Vec<u32>> {
        let score = |lists: &[Vec<u32>]| balance_score(lists, &self.takes_part);
        match self.before {
            Some(before) if score(&self.state.lists) >= score(&before) => before,
            _ => self.state.lists,
        }
    }

    /// Moves these partitions until a pass changes nothing (`performReassignments`). Tells whether any moved.
    pub(super) fn reassign(&mut self, partitions: &[u32]) -> Result<bool, AssignError> {
        let n_moves = self.n_moves;
        for _ in 0..MAX_PASSES {
            let before_pass = self.n_moves;
            for &partition in partitions {
                if self.is_balanced() {
                    break;
                }
                if let Some(to) = self.better_owner(partition)? {
                    self.move_towards(partition, to);
                }
            }
            if self.n_moves == before_pass {
                return Ok(self.n_moves > n_moves);
            }
        }
        Err(AssignError::NotBalanced { passes: MAX_PASSES })
    }

    /// A member that should have the partition: its previous owner if that has at least two less than the current one,
    /// else the subscriber that has least, likewise.
    ///
    /// Kafka looks for a subscriber on one of the partition's racks before it looks for any, but then moves the
    /// partition to the one that has least either way.
    fn better_owner(&mut self, partition: u32) -> Result<Option<u32>, AssignError> {
        let size = |state: &General<'_>, member: u32| state.lists[member as usize].len();
        let owned = size(&self.state, self.state.owner[partition as usize]);
        let previous = self.previous_owner[partition as usize];
        if previous != NONE {
            if !self.takes_part[previous as usize] {
                return Err(self.set_aside(previous, partition));
            }
            if owned > size(&self.state, previous) + 1 {
                return Ok(Some(previous));
            }
        }
        let least = self.least_loaded(self.state.group.slot(partition));
        Ok(least.filter(|&member| owned > size(&self.state, member) + 1))
    }

    fn set_aside(&self, previous: u32, partition: u32) -> AssignError {
        let group = self.state.group;
        AssignError::PreviousOwnerSetAside {
            member_id: group.input.members[previous as usize].member_id.clone(),
            topic: group.topic_name(group.slot(partition)).to_owned(),
            partition: group.number(partition),
        }
    }

    fn least_loaded(&mut self, slot: u32) -> Option<u32> {
        let (when, member) = self.least[slot as usize];
        if when == self.n_moves {
            return Some(member);
        }
        let subscribers = self.state.subscribers[slot as usize].iter().copied();
        let least = subscribers.min_by_key(|&member| self.state.load(member))?;
        self.least[slot as usize] = (self.n_moves, least);
        Some(least)
    }

    /// Moves a partition, or the one of its topic that must go back instead.
    fn move_towards(&mut self, partition: u32, to: u32) {
        if self.before.is_none() {
            self.before = Some(self.state.lists.clone());
        }
        let owner = self.state.owner[partition as usize];
        let wanted = self.moved(partition);
        let actual = self.movements.actual(wanted, owner, to);
        let from = self.state.owner[actual as usize];
        let moved = self.moved(actual);
        self.movements.note(moved, from, to);
        let list = &mut self.state.lists[from as usize];
        if let Some(place) = list.iter().position(|&p| p == actual) {
            list.remove(place);
        }
        self.sizes.shrink(list.len());
        let list = &mut self.state.lists[to as usize];
        self.sizes.grow(list.len());
        list.push(actual);
        self.state.owner[actual as usize] = to;
        self.n_moves += 1;
    }

    fn moved(&mut self, partition: u32) -> Moved {
        let group = self.state.group;
        if self.topic_hashes.is_empty() {
            let names = (0..).zip(&group.topics).map(|(slot, _)| group.topic_name(slot));
            self.topic_hashes = names.map(java::hash_code).collect();
        }
        let slot = group.slot(partition);
        let topic_hash = self.topic_hashes[slot as usize];
        Moved { number: partition, slot, hash: java::topic_partition_hash(topic_hash, group.number(partition)) }
    }

    /// Whether sizes differ by at most one, or no member could take a partition from one that has at least two more
    /// (`isBalanced`).
    fn is_balanced(&mut self) -> bool {
        if self.sizes.smallest + 1 >= self.sizes.largest {
            return true;
        }
        let (when, answer) = self.balanced;
        if when == self.n_moves {
            return answer;
        }
        let n_members = (0..).zip(&self.takes_part).map(|(m, _): (u32, _)| m + 1).last();
        let n_members = n_members.unwrap_or(0);
        let from_witness = (self.witness..n_members).chain(0..self.witness);
        let found = from_witness.into_iter().find(|&member| self.could_take(member));
        self.witness = found.unwrap_or(0);
        self.balanced = (self.n_moves, found.is_none());
        found.is_none()
    }

    /// Whether a member could take a partition of one of its topics from one that has at least two more.
    fn could_take(&mut self, member: u32) -> bool {
        let group = self.state.group;
        let size = self.state.lists[member as usize].len();
        self.takes_part[member as usize]
            && size + 1 < self.sizes.largest
            && size != self.state.most[member as usize]
            && (group.topics_of(member).iter()).any(|&slot| self.largest_owner(slot) > size + 1)
    }

    /// Size of the largest member that has a partition of a topic.
    fn largest_owner(&mut self, slot: u32) -> usize {
        let (when, size) = self.largest[slot as usize];
        if when == self.n_moves {
            return size;
        }
        let owners = self.state.group.topics[slot as usize].all();
        let sizes = owners.map(|p| self.state.lists[self.state.owner[p as usize] as usize].len());
        let size = sizes.max().unwrap_or(0);
        self.largest[slot as usize] = (self.n_moves, size);
        size
    }
}

/// How many members have how many partitions, and the extremes.
#[derive(Debug)]
struct Sizes {
    n_members: Vec<usize>,
    smallest: usize,
    largest: usize,
}

impl Sizes {
    fn of(sizes: impl Iterator<Item = usize> + Clone) -> Self {
        let largest = sizes.clone().max().unwrap_or(0);
        let mut n_members = vec![0; largest + 1];
        let smallest = sizes.clone().min().unwrap_or(0);
        sizes.for_each(|size| n_members[size] += 1);
        Self { n_members, smallest, largest }
    }

    /// A member has come to have `size` partitions, one less than before.
    fn shrink(&mut self, size: usize) {
        self.n_members[size + 1] -= 1;
        self.n_members[size] += 1;
        self.smallest = self.smallest.min(size);
        if self.largest == size + 1 && self.n_members[self.largest] == 0 {
            self.largest = size;
        }
    }

    /// A member is about to have one more than `size` partitions; the one that gives it up had at least two more.
    fn grow(&mut self, size: usize) {
        self.n_members[size] -= 1;
        self.n_members[size + 1] += 1;
        if self.smallest == size && self.n_members[size] == 0 {
            self.smallest = size + 1;
        }
    }
}

/// Sum of the differences in size over all pairs of members that take part (`getBalanceScore`), in Java's `int`.
fn balance_score(lists: &[Vec<u32>], takes_part: &[bool]) -> i32 {
    let parts = lists.iter().zip(takes_part).filter(|&(_, &part)| part);
    let mut sizes: Vec<i32> = parts.map(|(list, _)| i32::try_from(list.len()).unwrap_or(i32::MAX)).collect();
    rebalance_model::order::sort(&mut sizes);
    // The member at place i is the larger one of i pairs; the sum of all before it is known.
    let (mut score, mut sum) = (0_i32, 0_i32);
    for (place, size) in (0_i32..).zip(sizes) {
        score = score.wrapping_add(place.wrapping_mul(size).wrapping_sub(sum));
        sum = sum.wrapping_add(size);
    }
    score
}
