//! Which partitions the general algorithm has moved from whom to whom, so that no two members swap partitions of one
//! topic (`AbstractStickyAssignor.PartitionMovements`).
//!
//! Knows nothing of sizes or balance.

use std::collections::BTreeMap;

use super::super::java;

/// A move, all moves of a partition taken as one: slot of the topic, from, to.
type Move = (u32, u32, u32);

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Movements {
    /// For each moved partition where it came from and where it is.
    by_partition: BTreeMap<u32, (u32, u32)>,
    by_move: BTreeMap<Move, MovedSet>,
}

impl Movements {
    /// Notes that a partition goes from one member to another. One that returns to where it came from has not moved.
    pub(super) fn note(&mut self, partition: Moved, from: u32, to: u32) {
        let mut origin = from;
        if let Some((first, last)) = self.by_partition.remove(&partition.number) {
            self.forget(partition, (partition.slot, first, last));
            if first == to {
                return;
            }
            origin = first;
        }
        self.by_partition.insert(partition.number, (origin, to));
        let same = self.by_move.entry((partition.slot, origin, to)).or_default();
        same.insert(partition);
    }

    /// The partition to move when `partition` is to go from one member to another: if one of its topic has gone the
    /// opposite way, that one goes back instead (`getTheActualPartitionToBeMoved`).
    pub(super) fn actual(&self, partition: Moved, from: u32, to: u32) -> u32 {
        let origin = (self.by_partition.get(&partition.number)).map_or(from, |&(origin, _)| origin);
        self.by_move.get(&(partition.slot, to, origin)).map_or(partition.number, MovedSet::first)
    }

    fn forget(&mut self, partition: Moved, same: Move) {
        if let Some(set) = self.by_move.get_mut(&same) {
            set.members.retain(|other| other.number != partition.number);
            if set.members.is_empty() {
                self.by_move.remove(&same);
            }
        }
    }
}

/// A partition with what decides its place in a Java hash set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved {
    /// The partition.
    pub number: u32,
    /// Its topic's slot.
    pub slot: u32,
    /// `TopicPartition.hashCode`.
    pub hash: u32,
}

/// A `HashSet<TopicPartition>`: in order of insertion, and the most it ever held, which sets its capacity.
#[derive(Debug, Default)]
struct MovedSet {
    members: Vec<Moved>,
    most: usize,
}

impl MovedSet {
    fn insert(&mut self, partition: Moved) {
        self.members.push(partition);
        self.most = self.most.max(self.members.len());
    }

    /// The one its iterator yields first. A set in use is never empty.
    fn first(&self) -> u32 {
        let capacity = java::table_capacity(self.most);
        let first = self.members.iter().min_by_key(|p| java::bin(p.hash, capacity));
        first.map_or(super::NONE, |partition| partition.number)
    }
}
