//! The swarm: a seed draws a whole case, topology, settings, latencies, script, and the checker judges its run.
//!
//! A case that broke something is written as a file with all that it was drawn as, so that it stays what it is when the
//! drawing changes.

mod draw;
mod keep;
mod protocol;
mod tally;

use std::rc::Rc;

use rebalance_model::{Scenario, SimDuration, Trace, Variant};
use rebalance_sim::latency::ConsumerLatencies;
use rebalance_sim::{Latencies, Options, Until};

pub use draw::case;
pub use tally::Tally;

/// A run that is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What happens.
    pub scenario: Rc<Scenario>,
    /// How members are configured.
    pub variant: Variant,
    /// Seed of the run's own choices.
    pub seed: u64,
    /// What takes how long.
    pub pace: Pace,
}

/// What takes how long, against the recording machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// A message on its way, µs.
    pub one_way_us: u64,
    /// Its spread, µs.
    pub jitter_us: u64,
    /// Every step of a client and of the broker, in percent of the recording machine's.
    pub percent: u64,
}

impl Pace {
    /// The table of latencies.
    pub fn latencies(self) -> Latencies {
        let base = Latencies::RECORDING_MACHINE;
        let scaled = |d: SimDuration| SimDuration::from_micros(d.as_micros() * self.percent / 100);
        // Rounded to no time at all, a step would not be one.
        let step = |d: SimDuration| scaled(d).max(SimDuration::from_micros(1));
        Latencies {
            one_way: SimDuration::from_micros(self.one_way_us),
            jitter: SimDuration::from_micros(self.jitter_us),
            handle: step(base.handle),
            append: step(base.append),
            construct: step(base.construct),
            connect: step(base.connect),
            connect_coordinator: step(base.connect_coordinator),
            rejoin_with_id: step(base.rejoin_with_id),
            notice: step(base.notice),
            rejoin: step(base.rejoin),
            sync: step(base.sync),
            lead: step(base.lead),
            apply: step(base.apply),
            offset_fetch: step(base.offset_fetch),
            fetched: step(base.fetched),
            first_fetch: step(base.first_fetch),
            heartbeat: step(base.heartbeat),
            heartbeat_turn: step(base.heartbeat_turn),
            close: step(base.close),
            leave: step(base.leave),
            closed: step(base.closed),
            look_up: step(base.look_up),
            consumer: ConsumerLatencies {
                connect: step(base.consumer.connect),
                connect_coordinator: step(base.consumer.connect_coordinator),
                call_back: step(base.consumer.call_back),
                acknowledge: step(base.consumer.acknowledge),
            },
            ..base
        }
    }
}

impl Case {
    /// Runs it until the group is at rest.
    ///
    /// # Panics
    /// If the scenario is one that Kafka would refuse, which none that is drawn or kept may be.
    pub fn run(&self) -> Trace {
        let options = Options { seed: self.seed, until: Until::Rest, latencies: self.pace.latencies() };
        rebalance_sim::run(&self.scenario, self.variant, options)
            .unwrap_or_else(|e| panic!("a case of the swarm is one that Kafka takes: {e}"))
    }
}
