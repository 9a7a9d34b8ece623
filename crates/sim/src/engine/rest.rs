//! When a run is over: the group has come to rest after the last act, and 5 s have passed since.

use rebalance_model::config::{MemberConfig, RawConfig};
use rebalance_model::scenario::Action;
use rebalance_model::{MemberIdx, Scenario, SimDuration, SimTime, Variant};

use crate::coordinator::Coordinator;
use crate::member::Client;

/// A run goes on for so long after the group is at rest, so that one sees that it is.
const AFTER_REST: SimDuration = SimDuration::from_millis(5_000);
/// A group that still does not come to rest when all that was done to it must have had its effect is shown for
/// so long, and then for some rebalances more: it will go on like this.
const RESTLESS: SimDuration = SimDuration::from_millis(10_000);
/// Heartbeat intervals that a cooperative rebalance with its follow-up takes at most.
const HEARTBEATS_OF_A_REBALANCE: u64 = 4;
/// Messages that go to and fro, one after the other, before a member knows what a heartbeat has told it to find out:
/// commit, JoinGroup twice, SyncGroup, OffsetFetch.
const EXCHANGES: u64 = 5;

/// Watches for rest.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// Since when the group has been at rest.
    since: Option<SimTime>,
    /// A group that is not at rest by then never will be.
    given_up: SimTime,
}

impl Rest {
    pub(super) fn new(scenario: &Scenario, variant: Variant) -> Self {
        let config = |m| scenario.member_config(MemberIdx::at(m), variant, &RawConfig::default()).ok();
        // The longest that an act can take to show: its own length, a session until a member is missed, a poll interval
        // that the rebalance waits for one that is stuck, and a session more if that one is static.
        let grows = scenario.script.iter().any(|s| matches!(s.action, Action::AddPartitions(..)));
        let delay = |action: &Action| match action {
            Action::Delay(_, d) => Some(d.times(2)),
            _ => None,
        };
        let to_and_fro = scenario.script.iter().filter_map(|s| delay(&s.action)).max().unwrap_or_default();
        let slowest = |c: MemberConfig| {
            let sees = if grows { c.metadata_max_age } else { SimDuration::ZERO };
            let rebalance = (c.heartbeat_interval + to_and_fro.times(EXCHANGES)).times(HEARTBEATS_OF_A_REBALANCE);
            let sessions = if c.instance_id.is_some() { 2 } else { 1 };
            c.session_timeout.times(sessions) + c.max_poll_interval + rebalance + sees
        };
        let slowest = (0..scenario.members.len()).filter_map(config).map(slowest).max().unwrap_or_default();
        let last = scenario.script.last().map_or(SimTime::ZERO, |s| s.at);
        let acts = scenario.script.iter().filter_map(|s| s.action.duration()).fold(SimDuration::ZERO, |a, b| a + b);
        Self { since: None, given_up: last + acts + slowest + RESTLESS }
    }

    /// Where the run ends, as things stand.
    pub(super) fn end(&self, least: SimTime) -> SimTime {
        self.since.map_or(self.given_up, |since| since + AFTER_REST).max(least)
    }

    /// Whether the group is at rest.
    pub(super) fn is_at_rest(&self) -> bool {
        self.since.is_some()
    }

    /// Looks after something has happened.
    pub(super) fn look(
        &mut self,
        now: SimTime,
        scenario: &Scenario,
        coordinator: &Coordinator,
        members: &[Client],
        troubled: bool,
    ) {
        let acts_left = scenario.script.last().is_some_and(|last| now < last.at);
        let at_rest =
            !acts_left && !troubled && coordinator.is_at_rest(members) && members.iter().all(Client::is_at_rest);
        self.since = if at_rest { self.since.or(Some(now)) } else { None };
    }
}
