//! What the benchmark of the assignors runs on: cells, each an assignor and a group, the same for Kafka's own Java classes
//! (tests/bench-assignors) and for ours. `measure` times ours, `java` has Kafka's timed, `table` prints both.
//!
//! A group of M members has 10 × M partitions, spread evenly over 10 or over 100 topics. *Equal*: everybody subscribes to
//! all topics. *Unequal*: everybody to half of them, drawn by lot. *Full*: nobody owns anything. *Incremental*: everybody
//! owns what the full assignment gave, one member has left since, and another one has come.

pub mod java;
pub mod measure;
pub mod table;
mod user_data;

use std::fmt::{self, Write as _};

use rebalance_sim::assignor::{AssignorKind, GroupSubscription, MemberSubscription, TopicMeta};

/// Sizes of the groups.
const MEMBERS: [u32; 3] = [100, 1_000, 5_000];
const TOPICS: [u32; 2] = [10, 100];
/// Partitions for each member.
const PARTITIONS_EACH: u32 = 10;

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The assignor.
    pub kind: AssignorKind,
    /// How many members.
    pub members: u32,
    /// How many topics.
    pub topics: u32,
    /// Whether all subscribe to the same.
    pub equal: bool,
    /// Whether members own what an earlier assignment gave.
    pub incremental: bool,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, members, topics, equal, incremental } = *self;
        let subscriptions = if equal { "equal" } else { "unequal" };
        let how = if incremental { "incremental" } else { "full" };
        write!(f, "{} {members} members {topics} topics {subscriptions} {how}", kind.name())
    }
}

/// All cells, the small ones first, so that a virtual machine has seen each kind of group before it sees a large one.
pub fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for members in MEMBERS {
        for kind in AssignorKind::ALL {
            for topics in TOPICS {
                for equal in [true, false] {
                    cells.extend([false, true].map(|incremental| Cell { kind, members, topics, equal, incremental }));
                }
            }
        }
    }
    cells
}

impl Cell {
    /// Its group as its members have it: the same on every machine.
    ///
    /// # Panics
    /// If the assignor refuses its own full assignment.
    pub fn group(&self) -> GroupSubscription {
        let mut draws = Draws(u64::from(self.members) << 32 | u64::from(self.topics));
        let topic = |n: u32| TopicMeta {
            name: format!("topic-{n}"),
            partitions: self.members * PARTITIONS_EACH / self.topics,
            ..TopicMeta::default()
        };
        let topics: Vec<TopicMeta> = (0..self.topics).map(topic).collect();
        let members = (0..self.members).map(|n| self.member(n, &topics, &mut draws)).collect();
        let full = GroupSubscription { topics, members };
        if !self.incremental {
            return full;
        }
        let owned = self.kind.assign(&full).unwrap_or_else(|why| panic!("{self}: {why}"));
        let mut group = full;
        for (member, owned) in group.members.iter_mut().zip(owned.members) {
            (member.owned, member.generation) = (owned, Some(1));
        }
        let left = draws.below(self.members) as usize;
        group.members.remove(left);
        let newcomer = self.member(self.members, &group.topics, &mut draws);
        group.members.push(newcomer);
        group
    }

    /// Its group as the leader reads it.
    pub fn as_read(&self) -> GroupSubscription {
        let mut group = self.group();
        if self.kind == AssignorKind::Sticky {
            user_data::regroup(&mut group);
        }
        group
    }

    fn member(&self, n: u32, topics: &[TopicMeta], draws: &mut Draws) -> MemberSubscription {
        let (a, b) = (draws.next(), draws.next());
        let mut names: Vec<String> =
            topics.iter().filter(|_| self.equal || draws.below(2) == 0).map(|topic| topic.name.clone()).collect();
        if names.is_empty() {
            names.push(topics[n as usize % topics.len()].name.clone());
        }
        // As Kafka makes member ids: client.id, a hyphen, a UUID.
        let member_id = format!("consumer-{n}-{:08x}-{:04x}-{b:016x}", a >> 32, a & 0xffff);
        MemberSubscription { member_id, topics: names, ..MemberSubscription::default() }
    }
}

/// Random numbers: SplitMix64, fixed for ever.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the remainder is less than a u32")]
    fn below(&mut self, n: u32) -> u32 {
        (self.next() % u64::from(n)) as u32
    }
}

/// The cell as the Java program reads it.
pub fn to_text(cell: &Cell, group: &GroupSubscription) -> String {
    let mut text = format!("cell\t{cell}\t{}\n", cell.kind.name());
    let index = |name: &String| group.topics.iter().position(|topic| topic.name == *name).unwrap_or(0);
    for topic in &group.topics {
        let _ = writeln!(text, "topic\t{}\t{}", topic.name, topic.partitions);
    }
    for member in &group.members {
        let topics: Vec<String> = member.topics.iter().map(|name| index(name).to_string()).collect();
        let owned: Vec<String> = member.owned.iter().map(|(topic, number)| format!("{topic}:{number}")).collect();
        let (id, generation) = (&member.member_id, member.generation.unwrap_or(-1));
        let _ = writeln!(text, "member\t{id}\t{generation}\t{}\t{}", topics.join(" "), owned.join(" "));
    }
    text.push_str("end\n");
    text
}
