//! Shared parts of the tests.
//!
//! - [`work`]: what is measured, by name: in time by the benchmark, in instructions by the program `count`.

pub mod work;
