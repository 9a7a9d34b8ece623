//! The page's second module: the reader of people's text, which `loader.js` fetches when the page asks for it.
//!
//! Trunk builds one module a page. This one is made beside it the same way: cargo, wasm-bindgen, wasm-opt with the options
//! that index.html gives Trunk. What comes after that is the same for both.

use std::path::{Path, PathBuf};

use super::{OWN_STD, Profile, html};
use crate::{
    failure::{Failure, Result},
    process,
    setup::PageTools,
    workspace::Workspace,
};

/// What the files are called in dist; `loader.js` says the same.
pub(crate) const NAME: &str = "rebalance-reader";

/// What cargo calls it: it is a feature of the JavaScript edge.
const LIBRARY: &str = "rebalance_js.wasm";

/// Builds the reader into `dist`, where Trunk has put the page.
pub(super) fn build(workspace: &Workspace, tools: &PageTools, profile: Profile, dist: &Path) -> Result<()> {
    process::say("building the reader, which the page fetches later");
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["rustc", "--offline", "--quiet", "--package", "rebalance-js", "--lib", "--crate-type", "cdylib"]);
    cargo.args(["--no-default-features", "--features", "module", "--target", "wasm32-unknown-unknown"]);
    if profile == Profile::Release {
        cargo.arg("--release").envs(OWN_STD).env_remove("RUSTFLAGS");
    }
    process::run(&mut cargo, "building the reader")?;

    let wasm = dist.join(format!("{NAME}_bg.wasm"));
    let mut bind = process::command(&tools.wasm_bindgen, dist);
    bind.args(["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-name", NAME]);
    bind.arg("--out-dir").arg(dist).arg(compiled(workspace, profile));
    process::run(&mut bind, "writing the JavaScript of the reader")?;
    if profile == Profile::Dev {
        return Ok(());
    }
    let options = html::wasm_opt_options(&workspace.read("index.html")?)
        .ok_or_else(|| Failure::new("index.html does not say how wasm-opt is called: `data-wasm-opt` is missing"))?;
    let mut optimise = process::command(&tools.wasm_opt, dist);
    optimise.args(options).arg(&wasm).arg("--output").arg(&wasm);
    process::run(&mut optimise, "optimising the reader")
}

/// Where cargo puts the module.
pub(crate) fn compiled(workspace: &Workspace, profile: Profile) -> PathBuf {
    let folder = match profile {
        Profile::Release => "release",
        Profile::Dev => "debug",
    };
    workspace.target().join("wasm32-unknown-unknown").join(folder).join(LIBRARY)
}
