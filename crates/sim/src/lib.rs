//! The simulator: the group protocols as state machines that only ask, and the engine that
//! runs them.
//!
//! - [`run`] turns a scenario, a variant and a seed into a [`Trace`]; [`Run`] is one that can be led further.
//! - `coordinator` and `member` are the machines (`machine` says what they may ask for), `engine` runs
//!   them, [`assignor`] has Kafka's assignors, [`latency`] what takes how long.
//!
//! **Determinism.** The same scenario, variant, seed and latencies give the same trace on every target,
//! event by event: no clock, no entropy, no floats, no iteration over hash maps, no `usize` in anything
//! that is hashed; equal instants are handled in the order in which they were asked for; random numbers
//! come from named streams of one pinned algorithm. A test compares the fingerprint natively and in
//! browsers.

pub mod assignor;
mod coordinator;
mod engine;
pub mod latency;
mod machine;
mod member;
mod rng;
#[cfg(feature = "steps")]
pub mod steps;

use std::rc::Rc;

use rebalance_model::config::ConfigError;
use rebalance_model::{Scenario, SimTime, Trace, Variant};
use thiserror::Error;

pub use latency::Latencies;

/// The seed of a run that names none.
pub const DEFAULT_SEED: u64 = 1;

/// What a run may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Seed of every random choice.
    pub seed: u64,
    /// How long the run is.
    pub until: Until,
    /// What takes how long.
    pub latencies: Latencies,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: DEFAULT_SEED, until: Until::Rest, latencies: Latencies::RECORDING_MACHINE }
    }
}

/// How long a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Just the scenario's `duration_ms`, as a recording.
    Duration,
    /// At least that, and until 5 s after the group has come to rest.
    Rest,
}

/// Why a scenario does not run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{at}: {why}")]
pub struct SimError {
    /// The member, `broker`, or the step of the script.
    pub at: String,
    /// What Kafka refuses, or the lab does not model.
    pub why: ConfigError,
}

impl SimError {
    fn setting(at: &str, why: ConfigError) -> Self {
        Self { at: at.to_owned(), why }
    }

    /// Whether Kafka would do it, and the lab cannot yet.
    pub fn is_not_modelled(&self) -> bool {
        matches!(self.why, ConfigError::NotModelled { .. })
    }
}

/// A run that has come to its end. It can be led further, where another one is shown beside it that lasts longer.
#[derive(Debug)]
pub struct Run(engine::World);

impl Run {
    /// Runs a scenario to its end.
    ///
    /// # Errors
    /// What Kafka's client or broker would refuse, and what the lab does not model, before anything runs.
    pub fn of(scenario: &Rc<Scenario>, variant: Variant, options: Options) -> Result<Self, SimError> {
        let mut world = engine::World::new(scenario, variant, &options)?;
        world.run();
        Ok(Self(world))
    }

    /// Where it ends.
    pub fn end(&self) -> SimTime {
        self.0.end()
    }

    /// What has happened by `least`, or by its own end if that is later.
    pub fn trace(mut self, least: SimTime) -> Trace {
        self.0.lead_to(least);
        self.0.trace()
    }
}

/// Runs a scenario to its end.
///
/// # Errors
/// As [`Run::of`].
pub fn run(scenario: &Rc<Scenario>, variant: Variant, options: Options) -> Result<Trace, SimError> {
    Ok(Run::of(scenario, variant, options)?.trace(SimTime::ZERO))
}

/// Runs a scenario in some variants, for being shown beside one another: each goes on until the last one has ended.
///
/// # Errors
/// As [`Run::of`], with the first variant that is refused.
pub fn run_beside(
    scenario: &Rc<Scenario>,
    variants: &[Variant],
    options: Options,
) -> Result<Vec<Trace>, (Variant, SimError)> {
    let run = |variant: &Variant| Run::of(scenario, *variant, options).map_err(|error| (*variant, error));
    let runs = variants.iter().map(run).collect::<Result<Vec<_>, _>>()?;
    let end = runs.iter().map(Run::end).max().unwrap_or_default();
    Ok(runs.into_iter().map(|run| run.trace(end)).collect())
}
