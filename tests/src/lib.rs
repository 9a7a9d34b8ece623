//! Shared parts of the tests.
//!
//! - [`checker`]: invariants as always, eventually, sometimes, over the trace of a run.
//! - [`swarm`]: a seed draws a whole case, and the checker judges its run.
//! - [`tiny`]: groups so small that all that can happen to them is tried.
//! - [`work`]: what is measured, by name: in time by the benchmark, in instructions by the program `count`.

pub mod checker;
pub mod swarm;
pub mod tiny;
pub mod work;
