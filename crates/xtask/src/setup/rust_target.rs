//! The wasm target of the Rust in use, and the crates that are compiled for it.

use std::path::{Path, PathBuf};

use crate::{
    failure::{Failure, Result},
    process,
    workspace::Workspace,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm target if the compiler in use lacks it.
pub(crate) fn wasm(workspace: &Workspace) -> Result<()> {
    if rustlib(workspace)?.join(TARGET).join("lib").is_dir() {
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

/// Adds the source of the standard library, in the compiler's version, if it is not there.
pub(crate) fn std_source(workspace: &Workspace) -> Result<()> {
    if rustlib(workspace)?.join("src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    process::say(
        "adding the source of Rust's standard library: the page is compiled with one of its own, to weigh less",
    );
    let mut rustup = process::command("rustup", workspace.root());
    process::run(rustup.args(["component", "add", "rust-src"]), "rustup component add").map_err(|failure| {
        Failure::new(format!(
            "the source of Rust's standard library is missing and can't be added ({failure}): \
             with rustup it is `rustup component add rust-src`, otherwise your system's package for it"
        ))
    })
}

/// Downloads the crates that the standard library is made of.
pub(crate) fn std_crates(workspace: &Workspace, settings: &[(&str, &str)]) -> Result<()> {
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["fetch", "--quiet", "--target", TARGET]).envs(settings.iter().copied());
    process::run(&mut cargo, "cargo fetch").map_err(|failure| {
        Failure::new(format!(
            "crates are missing that Rust's standard library is built of ({failure}): \
             cargo needs to reach its registry for this, once"
        ))
    })
}

/// The folder of the compiler in use that has targets and sources.
///
/// It is looked at, not rustup's list: a distribution's Rust has no rustup.
fn rustlib(workspace: &Workspace) -> Result<PathBuf> {
    let mut rustc = process::command("rustc", workspace.root());
    let sysroot = process::read(rustc.args(["--print", "sysroot"]))
        .ok_or_else(|| Failure::new("`rustc` can't be run: install Rust with rustup"))?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib"))
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
