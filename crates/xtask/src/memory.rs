//! Whether the page's memory stays flat over ten minutes of play; tests/e2e/memory-run.mjs does the watching.

use crate::{failure::Result, process, script, workspace::Workspace};

/// Where it is written what was seen.
const FILE: &str = "tests/memory.txt";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut node = script::on_built_page(workspace, "memory-run.mjs")?;
    process::run(node.arg(workspace.path(FILE)), "ten minutes of play")
}
