//! When a run is over: the group has come to rest after the last act, and 5 s have passed since.

use rebalance_model::{Scenario, SimDuration, SimTime};

use crate::coordinator::Coordinator;
use crate::member::Member;

/// A run goes on for so long after the group is at rest, so that one sees that it is.
const AFTER_REST: SimDuration = SimDuration::from_millis(5_000);

/// Watches for rest.
#[derive(Debug, Default)]
pub(super) struct Rest {
    since: Option<SimTime>,
}

impl Rest {
    /// Where the run ends, if the group stays as it is; none while it is not at rest.
    pub(super) fn end(&self, least: SimTime) -> Option<SimTime> {
        self.since.map(|since| least.max(since + AFTER_REST))
    }

    /// Looks after something has happened.
    pub(super) fn look(&mut self, now: SimTime, scenario: &Scenario, coordinator: &Coordinator, members: &[Member]) {
        let acts_left = scenario.script.last().is_some_and(|last| now < last.at);
        let at_rest = !acts_left && coordinator.is_at_rest(members) && members.iter().all(|m| m.is_at_rest(now));
        self.since = if at_rest { self.since.or(Some(now)) } else { None };
    }
}
