//! Groups that are running already when the clock starts: the scenario's `initial`.

use std::sync::Arc;

use rebalance_model::config::RawConfig;
use rebalance_model::message::Actor;
use rebalance_model::trace::Doing;
use rebalance_model::{EventKind, MemberIdx, PartitionIdx, Scenario, SimDuration, SimTime};

use super::World;
use crate::SimError;
use crate::coordinator::Adopted;
use crate::machine::{Outbox, identify};
use crate::member::AdoptedMember;
use crate::rng::SimRng;

/// Heartbeats of one group lie together, as every join phase starts them anew: so near (findings 2.1).
const HEARTBEAT_SPREAD: SimDuration = SimDuration::from_millis(10);

/// Where each partition begins for a consumer that finds no committed offset.
pub(super) fn log_start(scenario: &Scenario) -> Arc<[u64]> {
    let mut start = vec![0; scenario.partition_count()];
    for (p, committed, end) in scenario.initial.iter().flat_map(|i| &i.offsets) {
        // Nothing is known of records before the end that nobody has committed.
        start[p.index()] = committed.unwrap_or(*end);
    }
    start.into()
}

impl World {
    /// Puts the group of the scenario's `initial` in place at instant 0.
    pub(super) fn adopt_group(&mut self) -> Result<(), SimError> {
        let scenario = self.scenario.clone();
        let Some(initial) = &scenario.initial else { return Ok(()) };
        for (p, committed, _) in &initial.offsets {
            self.coordinator.set_committed(*p, *committed);
        }
        if initial.assignment.is_empty() {
            return Ok(());
        }
        let mut adopted = Vec::with_capacity(initial.assignment.len());
        // Heartbeats of a classic group lie together; those of a consumer group's members have nothing to do with one
        // another.
        let mut is_classic = true;
        for (member, held) in &initial.assignment {
            let config = self.member_config(*member, &RawConfig::default())?;
            let assignors = config.assignors.clone();
            let instance = config.instance_id.clone();
            let speaks_classic = config.consumer.is_none();
            is_classic &= speaks_classic;
            self.begin_life(*member, config);
            #[cfg(feature = "consumer")]
            let identify = if speaks_classic { identify } else { crate::machine::identify_own };
            let id = identify(&mut self.trace, &mut self.ids, *member, instance.as_deref());
            let assignment = self.trace.sets.intern(held);
            let assignors = if speaks_classic { assignors } else { Vec::new() };
            adopted.push(Adopted { id, member: *member, assignors, assignment });
        }
        self.in_turn(Actor::Coordinator, |world, out| match is_classic {
            #[cfg(feature = "consumer")]
            false => world.0.adopt_consumer(initial.generation, &adopted, out),
            _ => world.0.adopt(initial.generation, &adopted, out),
        });
        let mut phases = SimRng::stream(self.options.seed, "phases");
        let interval = self.heartbeat_interval(initial.assignment[0].0).as_micros().max(1);
        let (common, spread) =
            if is_classic { (phases.below(interval), HEARTBEAT_SPREAD.as_micros()) } else { (0, interval) };
        for (entry, (member, held)) in adopted.iter().zip(&initial.assignment) {
            let own = phases.below(spread);
            let positions: Vec<(PartitionIdx, u64)> = held.iter().map(|p| (*p, self.log_start[p.index()])).collect();
            let adopted = AdoptedMember {
                id: entry.id,
                generation: initial.generation,
                held,
                positions: &positions,
                first_heartbeat: SimTime::from_micros(common + own),
                leads: *member == initial.assignment[0].0,
            };
            self.in_turn(Actor::Member(*member), |world, out| {
                world.1[member.index()].adopt(&adopted, SimTime::ZERO, out);
                out.record(EventKind::Doing(Doing::Polling));
            });
        }
        Ok(())
    }

    fn heartbeat_interval(&self, member: MemberIdx) -> SimDuration {
        self.member_config(member, &RawConfig::default()).map_or(SimDuration::ZERO, |c| c.heartbeat_interval)
    }

    fn in_turn(
        &mut self,
        actor: Actor,
        act: impl FnOnce((&mut crate::coordinator::Coordinator, &mut [crate::member::Client]), &mut Outbox<'_>),
    ) {
        let mut effects = Vec::new();
        let mut out = Outbox {
            trace: &mut self.trace,
            effects: &mut effects,
            ids: &mut self.ids,
            actor,
            at: SimTime::ZERO,
            cause: None,
            last: None,
        };
        act((&mut self.coordinator, &mut self.members), &mut out);
        let last = out.last;
        self.apply(actor, &mut effects, None, last);
    }
}
