//! `cargo xtask lint`: everything that is judged without running anything.

use std::process::Stdio;

use crate::{
    failure::{Failure, Result},
    process, setup,
    workspace::Workspace,
};

/// Runs all checks, so that one look shows all that is to be done.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::wasm_target(workspace)?;
    let machete = setup::machete(workspace)?;
    let cargo = |args: &[&str]| {
        let mut cargo = process::cargo(workspace.root());
        cargo.args(args);
        cargo
    };
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    let wasm_clippy = [
        &["clippy", "--target", "wasm32-unknown-unknown", "--package", "rebalance-js"][..],
        &["--package", "rebalance-web", "--all-targets", "--quiet", "--", "-D", "warnings"],
    ]
    .concat();
    let mut locked = cargo(&["tree", "--locked", "--workspace", "--depth", "0", "--quiet"]);
    locked.stdout(Stdio::null());
    let mut find_unused = process::command(machete, workspace.root());
    find_unused.args(["machete", "--skip-target-dir"]);
    let checks = [
        ("Cargo.lock is up to date", locked),
        ("formatting", cargo(&["fmt", "--all", "--check"])),
        ("clippy", cargo(&clippy)),
        ("clippy for wasm32", cargo(&wasm_clippy)),
        ("unused dependencies", find_unused),
    ];
    let mut failed = Vec::new();
    for (name, mut command) in checks {
        process::say(name);
        if process::run(&mut command, name).is_err() {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        process::say("nothing to complain about");
        return Ok(());
    }
    Err(Failure::new(format!("{} failed; the reasons are above", failed.join(", "))))
}
