//! What a new machine lacks, and how each part is had.
//!
//! A machine is asked for Rust by rustup and Node 20, and by the suite `hosts` for Python 3. Everything below is looked
//! for first (in our cache, on `PATH`), installed once if missing, and never touched again.
//! Each kind of source has its file: [`cargo_tool`], [`npm`], [`browsers`], [`rust_target`]; [`hosts`] has the generators
//! of sites.

pub(crate) mod browsers;
mod cargo_tool;
pub(crate) mod hosts;
pub(crate) mod npm;
mod rust_target;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::{
    failure::Result,
    process,
    setup::{browsers::Browsers, cargo_tool::CargoTool},
    version::Version,
    workspace::Workspace,
};

/// What building the page takes.
#[derive(Debug)]
pub(crate) struct PageTools {
    /// The Trunk executable.
    pub(crate) trunk: PathBuf,
    /// The runner of wasm tests, which comes with the wasm-bindgen CLI.
    pub(crate) test_runner: PathBuf,
    /// The minifier of JavaScript and CSS.
    pub(crate) esbuild: PathBuf,
    /// `PATH` on which Trunk finds wasm-bindgen and wasm-opt of the right versions.
    pub(crate) path: OsString,
}

/// Sets up what the page's build needs.
pub(crate) fn page_tools(workspace: &Workspace) -> Result<PageTools> {
    npm::require_node(workspace)?;
    rust_target::wasm(workspace)?;
    rust_target::crates(workspace)?;
    let wasm_bindgen = wasm_bindgen(workspace)?;
    let wasm_opt = npm::wasm_opt(workspace)?;
    let esbuild = npm::esbuild(workspace)?;
    let trunk = trunk(workspace)?;
    let path = process::path_with([parent(&wasm_bindgen), parent(&wasm_opt), parent(&trunk)])?;
    let test_runner = wasm_bindgen.with_file_name(cargo_tool::executable("wasm-bindgen-test-runner"));
    Ok(PageTools { trunk, test_runner, esbuild, path })
}

/// Sets up the wasm target alone, for checks that only compile.
pub(crate) fn wasm_target(workspace: &Workspace) -> Result<()> {
    rust_target::wasm(workspace)
}

/// Sets up what a standard library of the page's own is compiled of; `settings` are what cargo needs to be told for it.
pub(crate) fn own_std(workspace: &Workspace, settings: &[(&str, &str)]) -> Result<()> {
    rust_target::std_source(workspace)?;
    rust_target::std_crates(workspace, settings)
}

/// Sets up cargo-machete, which finds dependencies that nothing uses.
pub(crate) fn machete(workspace: &Workspace) -> Result<PathBuf> {
    CargoTool {
        package: "cargo-machete",
        binaries: &["cargo-machete"],
        version: MACHETE,
        flags: &[],
        why: "it finds dependencies that nothing uses",
        minutes: 1,
    }
    .get(workspace)
}

/// Sets up cargo-mutants, which changes code to see whether a test notices.
pub(crate) fn mutants(workspace: &Workspace) -> Result<PathBuf> {
    CargoTool {
        package: "cargo-mutants",
        binaries: &["cargo-mutants"],
        version: MUTANTS,
        flags: &[],
        why: "it changes code to see whether a test notices",
        minutes: 3,
    }
    .get(workspace)
}

/// Sets up all that most commands need.
pub(crate) fn everything(workspace: &Workspace) -> Result<()> {
    page_tools(workspace)?;
    Browsers::get(workspace)?;
    npm::e2e_packages(workspace)?;
    machete(workspace)?;
    process::say("everything is there");
    Ok(())
}

const MACHETE: Version = Version { major: 0, minor: 9, patch: 2 };
const MUTANTS: Version = Version { major: 27, minor: 1, patch: 0 };

fn wasm_bindgen(workspace: &Workspace) -> Result<PathBuf> {
    CargoTool {
        package: "wasm-bindgen-cli",
        binaries: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        version: workspace.wasm_bindgen()?,
        flags: &[],
        why: "it writes the JavaScript beside the wasm, and must equal the crate's version",
        minutes: 2,
    }
    .get(workspace)
}

fn trunk(workspace: &Workspace) -> Result<PathBuf> {
    CargoTool {
        package: "trunk",
        binaries: &["trunk"],
        version: workspace.trunk()?,
        // Its features download things and check for news.
        flags: &["--no-default-features"],
        why: "it builds the page",
        minutes: 4,
    }
    .get(workspace)
}

fn parent(file: &Path) -> &Path {
    file.parent().unwrap_or(file)
}
