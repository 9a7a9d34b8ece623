//! The four plays, and their times as functions of a group's settings.

use rebalance_model::config::MemberConfig;
use rebalance_model::scenario::{Action, MemberSpec, Scenario, Step, limits};
use rebalance_model::{MemberIdx, SimDuration, SimTime};

use super::members::newcomer;
use crate::report::{Act, Assumption, Bound};

/// A play on a group, by its number on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Play {
    /// ① A new consumer joins while a member is inside a long batch.
    SlowBatch,
    /// ② A member's process is killed.
    Crash,
    /// ③ A batch takes longer than max.poll.interval.ms.
    PollTimeout,
    /// ④ A new consumer joins members that poll promptly.
    ScaleOut,
}

/// When things happen, ms after every member has sent its first heartbeat. Off the full second, where records come.
const STALL_AT: u64 = 1_200;
const JOIN_AT: u64 = 2_300;
const KILL_AT: u64 = 1_700;

/// The slow batch of ①: long enough that the others wait for it, and never a poll timeout.
const SLOW_BATCH: u64 = 5_000;

/// How far the batch of ③ exceeds max.poll.interval.ms.
const BEYOND: u64 = 4_000;

/// What is still to be seen when the group has settled: a follow-up rebalance, and consuming.
const AFTERWARDS: u64 = 10_000;

impl Play {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::SlowBatch, Self::Crash, Self::PollTimeout, Self::ScaleOut];

    /// Name of the built-in scenario that it is like.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SlowBatch => "scale-out-slow-batch",
            Self::Crash => "crash",
            Self::PollTimeout => "poll-timeout",
            Self::ScaleOut => "scale-out",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::SlowBatch => "a new consumer joins while one works on a long batch",
            Self::Crash => "a member's process is killed",
            Self::PollTimeout => "a batch takes longer than max.poll.interval.ms",
            Self::ScaleOut => "a new consumer joins",
        }
    }

    /// Writes the script and its length.
    pub(super) fn put_into(self, scenario: &mut Scenario, said: &mut Vec<Assumption>) {
        let Times { heartbeat, session, max_poll } = Times::of(scenario);
        let slow = SLOW_BATCH.max(heartbeat.saturating_mul(2)).min(max_poll / 2).max(1);
        let stalled = max_poll.saturating_add(BEYOND).min(limits::SIMULATED_TIME.as_millis());
        let rounds = heartbeat.saturating_mul(3).saturating_add(AFTERWARDS);
        let (first, second) = owners(scenario);
        let mut script = Script { scenario, said, ends: 0 };
        match self {
            Self::SlowBatch => {
                script.act(first, heartbeat + STALL_AT, Act::SlowBatch { ms: slow }, slow + rounds);
                script.join(heartbeat + JOIN_AT, slow + rounds);
            }
            Self::Crash => script.act(second, heartbeat + KILL_AT, Act::Crash, session + rounds),
            Self::PollTimeout => {
                script.act(second, heartbeat + STALL_AT, Act::PollTimeout { ms: stalled }, max_poll + BEYOND + rounds);
            }
            Self::ScaleOut => script.join(heartbeat + JOIN_AT, rounds),
        }
        let (ends, most) = (script.ends, limits::SIMULATED_TIME.as_millis());
        if ends > most {
            said.push(Assumption::Limit { bound: Bound::SimulatedTime, kept: most, of: ends });
        }
        scenario.duration = SimDuration::from_millis(ends.min(most));
    }
}

/// The settings that times follow from, ms. None exceeds an `i32`, so sums of them are safe.
struct Times {
    heartbeat: u64,
    session: u64,
    max_poll: u64,
}

impl Times {
    fn of(scenario: &Scenario) -> Self {
        // Settings that Kafka refuses were left out before; should some be left, the defaults serve.
        let config = MemberConfig::read(&[&scenario.consumer]).or_else(|_| MemberConfig::read(&[]));
        config.map_or(Self { heartbeat: 0, session: 0, max_poll: 0 }, |config| Self {
            heartbeat: config.heartbeat_interval.as_millis(),
            session: config.session_timeout.as_millis(),
            max_poll: config.max_poll_interval.as_millis(),
        })
    }
}

/// The first member that holds something, and the second one, which does not lead.
fn owners(scenario: &Scenario) -> (MemberIdx, MemberIdx) {
    let initial = scenario.initial.iter().flat_map(|initial| &initial.assignment);
    let mut owners = initial.filter(|(_, held)| !held.is_empty()).map(|(member, _)| *member);
    let first = owners.next().unwrap_or_default();
    (first, owners.next().unwrap_or(first))
}

struct Script<'s> {
    scenario: &'s mut Scenario,
    said: &'s mut Vec<Assumption>,
    /// When there is nothing more to see, ms.
    ends: u64,
}

impl Script<'_> {
    fn act(&mut self, member: MemberIdx, at_ms: u64, act: Act, lasts: u64) {
        let action = match act {
            Act::SlowBatch { ms } | Act::PollTimeout { ms } => Action::Stall(member, SimDuration::from_millis(ms)),
            Act::Crash => Action::Kill(member),
            Act::Join => Action::Start { member, config: rebalance_model::config::RawConfig::default() },
        };
        // Later than the lab simulates: at the last instant, so that the scenario stays a valid one.
        let at = at_ms.min(limits::SIMULATED_TIME.as_millis());
        self.scenario.script.push(Step { at: SimTime::from_millis(at), action });
        let name = self.scenario.members[member.index()].name.clone();
        self.said.push(Assumption::Happens { member: name, at_ms, act });
        let alone = self.scenario.initial.as_ref().is_some_and(|initial| initial.assignment.len() == 1);
        if alone && matches!(act, Act::Crash | Act::PollTimeout { .. }) {
            self.said.push(Assumption::OnlyMember);
        }
        self.ends = self.ends.max(at_ms + lasts);
    }

    fn join(&mut self, at_ms: u64, lasts: u64) {
        let names: Vec<&str> = self.scenario.members.iter().map(|member| member.name.as_str()).collect();
        let name = newcomer(&names);
        let member = MemberIdx::at(self.scenario.members.len());
        self.scenario.members.push(MemberSpec { name, ..MemberSpec::default() });
        self.act(member, at_ms, Act::Join, lasts);
    }
}
