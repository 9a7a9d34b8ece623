//! Building the page: Trunk with tools of the right versions, then what Trunk can't do.
//!
//! Trunk compiles, binds, optimises and copies. Afterwards this module takes out what Trunk leaves
//! in index.html for itself, and puts in the first lanes: where index.html says
//! [`FIRST_LANES`], the output of the command line's `first-lanes` verb goes, so that
//! the picture in the page before wasm arrives comes from the same core as the one after.

use std::{fs, path::Path};

use crate::{
    failure::{Failure, Result},
    process,
    setup::{self, PageTools},
    workspace::Workspace,
};

/// Where the first lanes go in index.html; without the mark nothing is put in.
const FIRST_LANES: &str = "<!-- first-lanes -->";

/// How the wasm is compiled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Profile {
    /// What is shipped, and the only one that tests and budgets look at.
    #[default]
    Release,
    /// Quick to build.
    Dev,
}

/// Sets up the tools and builds the page into `dist`.
pub(crate) fn build(workspace: &Workspace, profile: Profile, dist: &Path) -> Result<()> {
    let tools = setup::page_tools(workspace)?;
    run_trunk(workspace, &tools, profile, dist)?;
    finish(workspace, dist)
}

fn run_trunk(workspace: &Workspace, tools: &PageTools, profile: Profile, dist: &Path) -> Result<()> {
    process::say(match profile {
        Profile::Release => "building the page for release",
        Profile::Dev => "building the page for development",
    });
    let mut trunk = process::command(&tools.trunk, workspace.root());
    trunk.args(["build", "--offline", "--skip-version-check", "--color", "never", "--log", "warn"]);
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    trunk.arg("--dist").arg(std::path::absolute(dist).unwrap_or_else(|_| dist.to_path_buf()));
    // Trunk reads NO_COLOR as a boolean of its own and refuses `NO_COLOR=1`.
    trunk.env("PATH", &tools.path).env_remove("NO_COLOR");
    process::run(&mut trunk, "building the page")
}

/// What is left to do with what Trunk wrote.
fn finish(workspace: &Workspace, dist: &Path) -> Result<()> {
    let file = dist.join("index.html");
    let problem = |error| Failure::new(format!("{}: {error}", file.display()));
    let html = without_trunk_links(&fs::read_to_string(&file).map_err(problem)?);
    let html = if html.contains(FIRST_LANES) { html.replace(FIRST_LANES, &first_lanes(workspace)?) } else { html };
    fs::write(&file, html).map_err(problem)
}

/// The first lanes as static SVG, from the same core as the page's.
fn first_lanes(workspace: &Workspace) -> Result<String> {
    process::say("drawing the first lanes into index.html");
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["run", "--quiet", "--package", "rebalance-cli", "--", "first-lanes"]);
    cargo.stderr(std::process::Stdio::inherit());
    let output = cargo.output().map_err(|error| process::cannot_start(&cargo, &error))?;
    let drawn = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() && !drawn.is_empty() {
        Ok(drawn)
    } else {
        Err(Failure::new("`rebalance first-lanes` failed, so index.html has no first lanes; the reason is above"))
    }
}

/// Trunk, told to inject no script, leaves its own `<link data-trunk rel="rust">` behind.
fn without_trunk_links(html: &str) -> String {
    let mut rest = html;
    let mut kept = String::with_capacity(html.len());
    while let Some(start) = rest.find("<link") {
        let end = rest[start..].find('>').map_or(rest.len(), |length| start + length + 1);
        let tag = &rest[start..end];
        if tag.contains("data-trunk") {
            kept.push_str(rest[..start].trim_end());
        } else {
            kept.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_links_that_only_trunk_reads_do_not_reach_the_page() {
        let html = "<head>\n  <link data-trunk rel=\"rust\" href=\"web/Cargo.toml\">\n  <link rel=\"stylesheet\" href=\"a.css\">\n</head>";
        assert_eq!(without_trunk_links(html), "<head>\n  <link rel=\"stylesheet\" href=\"a.css\">\n</head>");
    }
}
