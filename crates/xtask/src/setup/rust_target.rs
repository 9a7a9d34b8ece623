//! The wasm target of the Rust in use, and the crates that are compiled for it.

use std::path::Path;

use crate::{
    failure::{Failure, Result},
    process,
    workspace::Workspace,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm target if the compiler in use lacks it.
///
/// The compiler's own folder is looked at, not rustup's list: a distribution's Rust has no rustup.
pub(crate) fn wasm(workspace: &Workspace) -> Result<()> {
    let mut rustc = process::command("rustc", workspace.root());
    let sysroot = process::read(rustc.args(["--print", "sysroot"]))
        .ok_or_else(|| Failure::new("`rustc` can't be run: install Rust with rustup"))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib");
    if library.is_dir() {
        return Ok(());
    }
    process::say(format!("adding the Rust target {TARGET}: the page is compiled for it"));
    let mut rustup = process::command("rustup", workspace.root());
    process::run(rustup.args(["target", "add", TARGET]), "rustup target add").map_err(|failure| {
        Failure::new(format!(
            "the Rust target {TARGET} is missing and can't be added ({failure}): \
             with rustup it is `rustup target add {TARGET}`, otherwise your system's package for it"
        ))
    })
}

/// Downloads the crates of the workspace that are not there yet, for this machine and for wasm.
///
/// Trunk builds with `--offline`, so that it fetches nothing by itself; cargo then may not either.
pub(crate) fn crates(workspace: &Workspace) -> Result<()> {
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["fetch", "--quiet", "--target", TARGET]);
    let about = process::read(process::command("rustc", workspace.root()).arg("-vV"));
    if let Some(host) = about.as_deref().and_then(|about| about.lines().find_map(|line| line.strip_prefix("host: "))) {
        cargo.args(["--target", host]);
    }
    process::run(&mut cargo, "cargo fetch").map_err(|failure| {
        Failure::new(format!(
            "crates are missing that the page is built of ({failure}): cargo needs to reach its registry for this, once"
        ))
    })
}
