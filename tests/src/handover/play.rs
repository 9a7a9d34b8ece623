//! The scenarios of "what a hand-over costs": a group at rest, one member that comes or goes, another that is inside a
//! batch.

use std::fmt;
use std::rc::Rc;

use rebalance_model::config::{KafkaVersion, RawConfig};
use rebalance_model::scenario::{Action, Load, MemberSpec, Step, Topic};
use rebalance_model::{MemberIdx, Scenario, SimDuration, SimTime, Variant};

/// The protocols that are compared.
pub const PROTOCOLS: [Variant; 3] = [Variant::Eager, Variant::Cooperative, Variant::Consumer];
/// Partitions for each member of the group at its largest.
pub const EACH: u32 = 2;
/// The slow member's batch begins so long before the act, give or take a tick of the load.
const BEFORE: SimDuration = SimDuration::from_millis(300);
/// Members start this far apart, or all of them within [`ALL_STARTED`]: classic groups wait so long for the first.
const START_EVERY: u64 = 300;
const ALL_STARTED: u64 = 2_400;
/// From here on a classic group is at rest; a consumer group takes some heartbeats more.
const AT_REST: u64 = 10_000;
const HEARTBEATS_TO_REST: u64 = 4;
/// What a run goes on for when the batch is over, in heartbeat intervals and in ms.
const HEARTBEATS_AFTER: u64 = 4;
const AFTER: u64 = 2_000;

/// What is done to the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// One more member joins.
    Join,
    /// The member that joined last closes.
    Close,
}

impl Act {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Join, Self::Close];

    /// `join` or `close`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Close => "close",
        }
    }
}

/// A point of the grid, without the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// What is done.
    pub act: Act,
    /// Members beside the one that comes or goes.
    pub members: u32,
    /// Heartbeat interval of all members, in ms.
    pub heartbeat: u64,
    /// How much longer than usual the slowest batch takes, in ms; no batch is slow if 0.
    pub batch: u64,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-members-{}-ms-batch-{}-ms", self.act.name(), self.members, self.heartbeat, self.batch)
    }
}

impl Point {
    /// When the act is, if it is not moved.
    pub const fn at(self) -> SimTime {
        SimTime::from_millis(AT_REST + HEARTBEATS_TO_REST * self.heartbeat)
    }

    /// The scenario, with the act moved by so much.
    pub fn scenario(self, moved: SimDuration) -> Rc<Scenario> {
        let at = self.at() + moved;
        let last = MemberIdx::at(self.members as usize);
        let first = if self.act == Act::Join { self.members } else { self.members + 1 };
        let every = (ALL_STARTED / u64::from(self.members)).min(START_EVERY);
        let start = |member| Action::Start { member, config: RawConfig::default() };
        let mut script: Vec<Step> = (0..u64::from(first))
            .zip((0..).map(MemberIdx::at))
            .map(|(nth, member)| Step { at: SimTime::from_millis(every * nth), action: start(member) })
            .collect();
        if self.batch > 0 {
            let slow = Action::Stall(MemberIdx::at(0), SimDuration::from_millis(self.batch));
            script.push(Step { at: at.before(BEFORE), action: slow });
        }
        script.push(Step { at, action: if self.act == Act::Join { start(last) } else { Action::Close(last) } });
        let after = SimDuration::from_millis(self.batch + HEARTBEATS_AFTER * self.heartbeat + AFTER);
        let heartbeat = self.heartbeat.to_string();
        let raw = |key: &str| RawConfig([(key.to_owned(), heartbeat.clone())].into_iter().collect());
        Rc::new(Scenario {
            name: self.to_string(),
            title: self.title(),
            topics: vec![Topic { name: "orders".to_owned(), partitions: EACH * (self.members + 1) }],
            load: Load {
                records_per_second: 4,
                process: SimDuration::from_millis(5),
                poll: SimDuration::from_millis(100),
            },
            broker: RawConfig::default(),
            consumer: raw("heartbeat.interval.ms"),
            group: raw("consumer.heartbeat.interval.ms"),
            version: KafkaVersion::default(),
            members: (0..=self.members)
                .map(|n| MemberSpec { name: format!("c{}", n + 1), ..MemberSpec::default() })
                .collect(),
            script,
            duration: at + after - SimTime::ZERO,
            variants: PROTOCOLS.to_vec(),
            initial: None,
            member_ids: Vec::new(),
        })
    }

    /// One line for people.
    fn title(self) -> String {
        let act = if self.act == Act::Join { "one more joins" } else { "one more closes" };
        let slow = if self.batch > 0 { format!(", one inside a batch of {} ms", self.batch) } else { String::new() };
        format!("{} members{slow}, and {act}; heartbeats every {} ms", self.members, self.heartbeat)
    }
}
