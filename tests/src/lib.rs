//! Shared parts of the tests.
//!
//! - [`assignors`]: our assignors timed against Kafka's own classes.
//! - [`checker`]: invariants as always, eventually, sometimes, over the trace of a run.
//! - [`handover`]: what a hand-over costs, computed over a grid; the page in docs/.
//! - [`large`]: a group of a hundred members, made.
//! - [`recorded`]: recordings, and simulated runs in their form.
//! - [`swarm`]: a seed draws a whole case, and the checker judges its run.
//! - [`types`]: the shapes of what crosses the JavaScript edge, as TypeScript.
//! - [`tiny`]: groups so small that all that can happen to them is tried.
//! - [`work`]: what is measured, by name: in time by the benchmark, in instructions by the program `count`.

pub mod assignors;
pub mod checker;
pub mod handover;
pub mod large;
pub mod recorded;
pub mod swarm;
pub mod tiny;
pub mod types;
pub mod work;
