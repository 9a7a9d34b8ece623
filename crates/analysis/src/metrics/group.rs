//! What the broker and those who watch it count of a group's rebalances.
//!
//! Kafka has no metric of one group's rebalances: the broker's counts are over all groups that it coordinates (here
//! there is one), and each client counts its own. Exporters poll the group's state instead.

use rebalance_model::message::Actor;
use rebalance_model::trace::{EventKind, GroupState, RebalanceReason, State};
use rebalance_model::{MemberIdx, SimTime, Trace};

use super::client;
use super::sampled::{SAMPLE_MS, Sampled};

/// A group's rebalances, as they are seen from outside at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rebalances {
    /// `group-completed-rebalance-count` of the broker's `group-coordinator-metrics`: times that a group became Stable
    /// out of a rebalance.
    pub completed: u64,
    /// `group-completed-rebalance-rate`, a second, over the broker's window.
    pub completed_rate: f64,
    /// `consumer-group-rebalance-count`: times that a consumer group's epoch went up while a heartbeat was handled;
    /// members that are removed do not count.
    pub consumer_epochs: u64,
    /// `consumer-group-rebalance-rate`, a second.
    pub consumer_rate: f64,
    /// The sum of the clients' `rebalance-total`: one rebalance of n members counts n times.
    pub client_total: f64,
    /// The sum of the clients' `rebalance-rate-per-hour`.
    pub client_rate_per_hour: f64,
    /// The group's state, which is what exporters see at this instant.
    pub state: GroupState,
    /// Members of the group, as exporters count them.
    pub members: usize,
}

impl Rebalances {
    /// Looks at the group at `at`.
    pub fn at(trace: &Trace, at: SimTime) -> Self {
        let mut state = State::start(trace);
        let mut window = Sampled::new(SAMPLE_MS);
        let (mut completed, mut consumer_epochs) = (0, 0);
        let mut epochs = Sampled::new(SAMPLE_MS);
        for event in &trace.events[..trace.events_until(at)] {
            let before = state.group.state;
            state.apply(trace, event);
            if let EventKind::Group(change) = event.kind
                && matches!(change.reason, Some(RebalanceReason::Added(_) | RebalanceReason::TopicsChanged))
                && state.consumer.is_some()
            {
                consumer_epochs += 1;
                epochs.record(1, event.at.as_millis());
            }
            // A group that was running before the clock, or that was read from the log, completes nothing.
            if let (Actor::Coordinator, EventKind::Group(change), GroupState::CompletingRebalance) =
                (event.actor, event.kind, before)
                && change.to == GroupState::Stable
            {
                completed += 1;
                window.record(1, event.at.as_millis());
            }
        }
        let (mut client_total, mut client_rate_per_hour) = (0.0, 0.0);
        for member in 0..trace.scenario().members.len() {
            for metric in client::of(trace, MemberIdx::at(member), at).into_iter().flatten() {
                match metric.name {
                    "rebalance-total" => client_total += metric.value,
                    "rebalance-rate-per-hour" => client_rate_per_hour += metric.value,
                    _ => {}
                }
            }
        }
        Self {
            completed,
            completed_rate: window.rate(1_000, at.as_millis()),
            consumer_epochs,
            consumer_rate: epochs.rate(1_000, at.as_millis()),
            client_total,
            client_rate_per_hour,
            state: state.group.state,
            members: state.group.members.iter().filter(|m| !m.pending).count(),
        }
    }
}
