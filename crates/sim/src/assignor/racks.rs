//! Racks (KIP-881): where members and replicas are, as numbers and bit sets, and when it matters.
//!
//! Knows nothing of how an assignor uses a match.

#[cfg(feature = "whole")]
use std::collections::BTreeMap;
use std::ops::Range;

use super::group::{Group, NONE};

/// Where members and replicas are.
#[derive(Debug)]
pub(super) struct Racks {
    /// How many there are; they are numbered from 0.
    pub count: u32,
    /// Words of 64 bits that a set of racks takes.
    words: usize,
    /// A set of racks for each partition.
    replicas: Vec<u64>,
    /// For each member its rack, or `NONE`.
    of_member: Vec<u32>,
    /// Without the feature there are none, and whoever compiles this knows that nothing that takes them is ever called.
    #[cfg(not(feature = "whole"))]
    _none: std::convert::Infallible,
}

impl Racks {
    /// Racks of a group; `None` if no member names one, in which case racks change nothing.
    #[cfg(not(feature = "whole"))]
    pub(super) fn of(_group: &Group<'_>) -> Option<Self> {
        None
    }

    /// Racks of a group; `None` if no member names one, in which case racks change nothing.
    #[cfg(feature = "whole")]
    pub(super) fn of<'a>(group: &Group<'a>) -> Option<Self> {
        let mut numbers = BTreeMap::new();
        let mut count = 0_u32;
        let mut number = |rack: &'a str| -> u32 {
            *numbers.entry(rack).or_insert_with(|| {
                count += 1;
                count - 1
            })
        };
        let of_member: Vec<u32> = group
            .input
            .members
            .iter()
            .map(|m| m.rack.as_deref().filter(|rack| !rack.is_empty()))
            .map(|rack| rack.map_or(NONE, &mut number))
            .collect();
        if of_member.iter().all(|&rack| rack == NONE) {
            return None;
        }
        let mut held = Vec::new();
        for topic in &group.topics {
            let meta = &group.input.topics[topic.index as usize];
            for (partition, racks) in topic.all().zip(&meta.racks) {
                held.extend(racks.iter().map(|rack| (partition, number(rack))));
            }
        }
        let words = (count as usize).div_ceil(64);
        let mut replicas = vec![0; group.total as usize * words];
        for (partition, rack) in held {
            replicas[partition as usize * words + rack as usize / 64] |= 1 << (rack % 64);
        }
        Some(Self { count, words, replicas, of_member })
    }

    /// `useRackAwareAssignment`: some of these members is on a rack that holds one of these partitions, and not every
    /// partition is on all the racks that hold any.
    pub(super) fn matter(&self, mut members: impl Iterator<Item = u32>, partitions: Range<u32>) -> bool {
        let sets = || self.replicas[self.bits_of(partitions.clone())].chunks_exact(self.words);
        let mut all = vec![0; self.words];
        for set in sets() {
            for (word, more) in all.iter_mut().zip(set) {
                *word |= more;
            }
        }
        members.any(|m| self.rack_of(m).is_some_and(|rack| has(&all, rack))) && sets().any(|set| set != all)
    }

    /// The rack a member is on.
    pub(super) fn rack_of(&self, member: u32) -> Option<u32> {
        Some(self.of_member[member as usize]).filter(|&rack| rack != NONE)
    }

    /// Whether a rack holds a replica of a partition. One that the topic does not have is nowhere.
    pub(super) fn holds(&self, rack: u32, partition: u32) -> bool {
        self.replicas.get(self.bits_of(partition..partition + 1)).is_some_and(|set| has(set, rack))
    }

    /// Whether a member may have a partition as far as racks go: it is on one of the partition's, or on none itself.
    pub(super) fn matches(&self, member: u32, partition: u32) -> bool {
        self.rack_of(member).is_none_or(|rack| self.holds(rack, partition))
    }

    /// For each partition the number of members on its racks.
    pub(super) fn members_near(&self) -> Vec<u32> {
        let mut members_on = vec![0_u32; self.words * 64];
        for &rack in self.of_member.iter().filter(|&&rack| rack != NONE) {
            members_on[rack as usize] += 1;
        }
        let near = |set: &[u64]| (0..).zip(&members_on).filter(|&(rack, _)| has(set, rack)).map(|(_, n)| n).sum();
        self.replicas.chunks_exact(self.words).map(near).collect()
    }

    fn bits_of(&self, partitions: Range<u32>) -> Range<usize> {
        partitions.start as usize * self.words..partitions.end as usize * self.words
    }
}

fn has(set: &[u64], rack: u32) -> bool {
    set[rack as usize / 64] >> (rack % 64) & 1 == 1
}
