//! The scripts of tests/e2e, run by Node against the built page with the browsers that are there.
//!
//! The page is served under a sub-folder and under its content security policy, because both are promises.

use std::process::Command;

use crate::{
    failure::{Failure, Result},
    process,
    server::Server,
    setup::{browsers::Browsers, npm},
    suites,
    workspace::Workspace,
};

/// Where the page is served: deep enough for any absolute path in it to miss.
const MOUNT: &str = "/docs/kafka/rebalance-lab/";

/// The script `name`, with the address of the page that is served for it as its first argument.
pub(crate) fn on_built_page(workspace: &Workspace, name: &str) -> Result<Command> {
    let browsers = Browsers::get(workspace)?;
    npm::e2e_packages(workspace)?;
    let dist = suites::built_page(workspace)?;
    let server = Server::bind(0, MOUNT, &dist)
        .map_err(|error| Failure::new(format!("the built page can't be served: {error}")))?;
    let address = server.run_in_background();
    process::say(format!("{name} visits the page at {address}"));
    let mut node = process::command("node", workspace.root());
    node.args([["tests/e2e/", name].concat(), address])
        .env("CHROMIUM", &browsers.chromium)
        .env("FIREFOX", &browsers.firefox)
        .env("GECKODRIVER", &browsers.geckodriver)
        .env("WEBKITDRIVER", &browsers.webkitdriver)
        .env("XVFB", &browsers.xvfb);
    Ok(node)
}
