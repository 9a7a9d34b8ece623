//! Figures in other people's sites, each built by its real tool and opened in Chromium: tests/e2e/hosts.

use std::process::Command;

use crate::{
    failure::Result,
    process,
    setup::{browsers::Browsers, hosts, npm},
    suites::{self, Part},
    workspace::Workspace,
};

/// Those that are quick to build.
pub(crate) fn run(workspace: &Workspace) -> Result<Vec<Part>> {
    let mut node = script(workspace)?;
    node.env("MDBOOK", hosts::mdbook(workspace)?).env("MKDOCS", hosts::mkdocs(workspace)?);
    Ok(vec![suites::count("sites", &mut node)?])
}

/// Docusaurus, whose tools are some hundred megabytes and whose build takes a minute.
pub(crate) fn docusaurus(workspace: &Workspace) -> Result<Vec<Part>> {
    let mut node = script(workspace)?;
    node.arg("docusaurus").env("DOCUSAURUS", hosts::docusaurus(workspace)?);
    Ok(vec![suites::count("Docusaurus", &mut node)?])
}

/// The script with what all sites need: the command line, the element's files, a browser.
fn script(workspace: &Workspace) -> Result<Command> {
    let browsers = Browsers::get(workspace)?;
    npm::e2e_packages(workspace)?;
    let element = suites::built_page(workspace)?;
    process::run(
        process::cargo(workspace.root()).args(["build", "--quiet", "-p", "rebalance-cli"]),
        "building the command line",
    )?;
    let rebalance = workspace.target().join("debug").join(format!("rebalance{}", std::env::consts::EXE_SUFFIX));
    let mut node = process::command("node", workspace.root());
    node.arg("tests/e2e/hosts/run.mjs")
        .env("CHROMIUM", &browsers.chromium)
        .env("REBALANCE", rebalance)
        .env("ELEMENT", element)
        .env("HOSTS_DIR", workspace.target().join("hosts"));
    Ok(node)
}
