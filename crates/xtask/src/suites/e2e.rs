//! The journeys through the built page, in Chromium by Playwright and in Firefox by plain
//! W3C requests.
//!
//! The page is served under a sub-folder and under its content security policy, because both are
//! promises. The journeys themselves are in tests/e2e.

use crate::{
    failure::{Failure, Result},
    process,
    server::Server,
    setup::{browsers::Browsers, npm},
    suites::{self, Part},
    workspace::Workspace,
};

/// Where the page is served: deep enough for any absolute path in it to miss.
const MOUNT: &str = "/docs/kafka/rebalance-lab/";

pub(crate) fn run(workspace: &Workspace) -> Result<Vec<Part>> {
    let browsers = Browsers::get(workspace)?;
    npm::e2e_packages(workspace)?;
    let dist = suites::built_page(workspace)?;
    let server = Server::bind(0, MOUNT, &dist)
        .map_err(|error| Failure::new(format!("the built page can't be served: {error}")))?;
    let address = server.run_in_background();
    process::say(format!("journeys through the page at {address}"));
    let mut node = process::command("node", workspace.root());
    node.args(["tests/e2e/run.mjs", &address])
        .env("CHROMIUM", &browsers.chromium)
        .env("FIREFOX", &browsers.firefox)
        .env("GECKODRIVER", &browsers.geckodriver);
    Ok(vec![suites::count("end to end", &mut node)?])
}
