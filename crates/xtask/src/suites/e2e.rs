//! The journeys through the built page, in Chromium by Playwright, in Firefox and WebKit by plain W3C requests.
//!
//! The journeys themselves are in tests/e2e.

use crate::{
    failure::Result,
    script,
    suites::{self, Part},
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace) -> Result<Vec<Part>> {
    let mut node = script::on_built_page(workspace, "run.mjs")?;
    Ok(vec![suites::count("end to end", &mut node)?])
}
