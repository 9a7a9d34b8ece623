//! The tests that need nothing but Rust: unit, integration and documentation tests.

use crate::{
    failure::Result,
    process,
    suites::{self, Part},
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace) -> Result<Vec<Part>> {
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["test", "--no-fail-fast"]);
    Ok(vec![suites::count("native", &mut cargo)?])
}
