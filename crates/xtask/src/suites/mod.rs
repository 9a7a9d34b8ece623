//! `cargo xtask test`: all suites, one after the other, and what they came to.
//!
//! A suite that fails does not keep the next from running. The last line printed is the sum, as
//! `N passed, N failed`, and the exit code says the same.

mod e2e;
mod hosts;
mod instructions;
mod native;
mod package;
mod wasm;

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
    time::Instant,
};

use crate::{
    budget,
    failure::{Failure, Result},
    page::{self, Profile},
    process,
    tally::{Held, Tally},
    workspace::Workspace,
};

/// A suite by the name it has on the command line.
type Suite = (&'static str, fn(&Workspace) -> Result<Vec<Part>>);

const SUITES: [Suite; 8] = [
    ("native", native::run),
    ("wasm", wasm::run),
    ("e2e", e2e::run),
    ("package", package::run),
    ("hosts", hosts::run),
    ("budget", budget::parts),
    ("instructions", instructions::run),
    ("docusaurus", hosts::docusaurus),
];

/// What is run only where it is named.
const NAMED_ONLY: [&str; 1] = ["docusaurus"];

/// A part of a suite, as the summary lists it.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) tally: Tally,
}

/// Runs the named suites, or all but those that have to be named.
pub(crate) fn run(workspace: &Workspace, names: &[String]) -> Result<()> {
    let unknown = names.iter().find(|name| SUITES.iter().all(|(suite, _)| suite != name));
    if let Some(name) = unknown {
        let known = SUITES.map(|(name, _)| name).join(", ");
        return Err(Failure::usage(format!("there is no suite `{name}`; there are {known}")));
    }
    let wanted = |name: &str| match names {
        [] => !NAMED_ONLY.contains(&name),
        names => names.iter().any(|wanted| wanted == name),
    };
    let mut lines = Vec::new();
    let mut sum = Tally::default();
    for (name, suite) in SUITES.into_iter().filter(|(name, _)| wanted(name)) {
        let start = Instant::now();
        println!("\n── {name}");
        let parts = suite(workspace).unwrap_or_else(|failure| {
            eprintln!("xtask: {failure}");
            let name = format!("{name} ({failure})");
            vec![Part { name, tally: Tally::one(Held::No) }]
        });
        for part in parts {
            sum += part.tally;
            lines.push(format!("{}: {}", part.name, part.tally));
        }
        lines.push(format!("  {name} took {} s", start.elapsed().as_secs()));
    }
    println!("\n── all suites\n{}\n\n{sum}", lines.join("\n"));
    if sum.failed > 0 {
        return Err(Failure::silent());
    }
    Ok(())
}

/// Builds the page as it is shipped, once, beside the other things that tests make.
pub(crate) fn built_page(workspace: &Workspace) -> Result<PathBuf> {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    if let Some(dist) = BUILT.get() {
        return Ok(dist.clone());
    }
    let dist = workspace.target().join("tested-page");
    page::build(workspace, Profile::Release, &dist)?;
    Ok(BUILT.get_or_init(|| dist).clone())
}

/// Runs a test command on this terminal and counts what its runners report.
///
/// A command that fails without a failed test (it did not compile, it crashed) counts as one.
pub(crate) fn count(name: &str, command: &mut Command) -> Result<Part> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| process::cannot_start(command, &error))?;
    let mut tally = Tally::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(std::result::Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            if let Some(counted) = Tally::from_line(&line) {
                tally += counted;
            }
        }
    }
    let status = child.wait().map_err(|error| process::cannot_start(command, &error))?;
    if !status.success() && tally.failed == 0 {
        tally += Tally::one(Held::No);
    }
    Ok(Part { name: name.to_owned(), tally })
}
