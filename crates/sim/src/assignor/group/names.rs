//! Topic names to numbers: each name that is listed or subscribed to is looked up once, by a hash table of our own
//! that is never walked, so that its order is seen nowhere.
//!
//! Topics of the input keep their index as number; names that only members know follow.

use std::ops::Range;

use super::super::{AssignError, GroupSubscription};
use super::NONE;

/// See the module.
#[derive(Debug)]
pub(super) struct Names<'a> {
    /// By number.
    known: Vec<&'a str>,
    /// How many are known: the next number.
    n_known: u32,
    /// Open addressing: numbers of names, at most half full.
    table: Vec<u32>,
    /// Numbers of the names members subscribe to, member after member; a member whose list equals that of the member
    /// read before it shares its part.
    lists: Vec<u32>,
    list_of: Vec<Range<usize>>,
    /// Names in order of first mention by a member.
    first_mentions: Vec<u32>,
    is_mentioned: Vec<bool>,
}

impl<'a> Names<'a> {
    /// Reads the topics, then the members' subscriptions in the order given.
    pub(super) fn read(input: &'a GroupSubscription, member_order: &[u32]) -> Result<Self, AssignError> {
        let n_topics = input.topics.len();
        let mut names = Self {
            known: Vec::with_capacity(n_topics),
            n_known: 0,
            table: vec![NONE; (n_topics * 2).next_power_of_two().max(8)],
            lists: Vec::new(),
            list_of: vec![0..0; input.members.len()],
            first_mentions: Vec::with_capacity(n_topics),
            is_mentioned: vec![false; n_topics],
        };
        for (index, topic) in (0_u32..).zip(&input.topics) {
            if names.number(&topic.name) != index {
                return Err(AssignError::DuplicateTopic { topic: topic.name.clone() });
            }
        }
        let mut before: Option<(&[String], Range<usize>)> = None;
        for &member in member_order {
            let topics = input.members[member as usize].topics.as_slice();
            let list = match before {
                Some((same, list)) if same == topics => list,
                _ => names.read_list(topics),
            };
            names.list_of[member as usize] = list.clone();
            before = Some((topics, list));
        }
        Ok(names)
    }

    /// Whether a member subscribes to the topic of the input with this index.
    pub(super) fn is_mentioned(&self, index: u32) -> bool {
        self.is_mentioned[index as usize]
    }

    /// `AbstractStickyAssignor.allSubscriptionsEqual`: each list is compared with the first that is not empty, by its
    /// length and as a set; lists before that one are not compared.
    pub(super) fn all_equal(&self, member_order: &[u32]) -> bool {
        let mut lists =
            member_order.iter().map(|&member| self.list_of[member as usize].clone()).skip_while(Range::is_empty);
        let Some(first) = lists.next() else {
            return true;
        };
        let mut in_first = vec![false; self.known.len()];
        let mut n_first = 0;
        for &name in &self.lists[first] {
            n_first += usize::from(!in_first[name as usize]);
            in_first[name as usize] = true;
        }
        let mut checked = None;
        lists.all(|list| {
            let known = checked.as_ref() == Some(&list);
            let equal =
                known || list.len() == n_first && self.lists[list.clone()].iter().all(|&name| in_first[name as usize]);
            checked = Some(list);
            equal
        })
    }

    /// The lists as slots of existing topics, and each member's part of them.
    pub(super) fn subscribed_slots(&self, slot_of_index: &[u32]) -> (Vec<u32>, Vec<Range<usize>>) {
        let mut slots = Vec::with_capacity(self.lists.len());
        // Where each entry of `lists` comes to lie once the topics that do not exist are left out.
        let mut moved = Vec::with_capacity(self.lists.len() + 1);
        for &name in &self.lists {
            moved.push(slots.len());
            slots.extend(slot_of_index.get(name as usize).filter(|&&slot| slot != NONE));
        }
        moved.push(slots.len());
        let parts = self.list_of.iter().map(|list| moved[list.start]..moved[list.end]);
        (slots, parts.collect())
    }

    /// All names subscribed to in order of first mention, with the slot of those that exist.
    pub(super) fn mentioned(&self, slot_of_index: &[u32]) -> Vec<(&'a str, u32)> {
        let slot = |name: u32| slot_of_index.get(name as usize).copied().unwrap_or(NONE);
        self.first_mentions.iter().map(|&name| (self.known[name as usize], slot(name))).collect()
    }

    fn read_list(&mut self, topics: &'a [String]) -> Range<usize> {
        let start = self.lists.len();
        for topic in topics {
            let number = self.number(topic);
            self.lists.push(number);
            if number as usize >= self.is_mentioned.len() {
                self.is_mentioned.resize(number as usize + 1, false);
            }
            if !self.is_mentioned[number as usize] {
                self.is_mentioned[number as usize] = true;
                self.first_mentions.push(number);
            }
        }
        start..self.lists.len()
    }

    fn number(&mut self, name: &'a str) -> u32 {
        let mut place = self.place(name);
        if self.table[place] == NONE {
            if self.known.len() * 2 >= self.table.len() {
                self.grow();
                place = self.place(name);
            }
            self.table[place] = self.n_known;
            self.n_known += 1;
            self.known.push(name);
        }
        self.table[place]
    }

    /// Where `name` is in the table, or the free place where it belongs.
    fn place(&self, name: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut place = spread(name) & mask;
        while self.table[place] != NONE && self.known[self.table[place] as usize] != name {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        self.table = vec![NONE; self.table.len() * 2];
        for (number, name) in (0..).zip(self.known.clone()) {
            let place = self.place(name);
            self.table[place] = number;
        }
    }
}

/// A hash of a name: quick, and good enough for a table that is at most half full.
fn spread(name: &str) -> usize {
    let mix = |hash: u32, word: u32| (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9);
    let mut chunks = name.as_bytes().chunks_exact(4);
    let mut hash =
        chunks.by_ref().fold(0, |hash, chunk| mix(hash, u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]])));
    for &byte in chunks.remainder() {
        hash = mix(hash, byte.into());
    }
    (hash ^ (hash >> 15)) as usize
}
