//! Generators of sites that figures are tried in: mdBook from crates.io, MkDocs Material from PyPI, Docusaurus from npm.
//! Each lies in the cache by its version; the versions of Docusaurus and of React are those of its site's package.json.

use std::{fs, path::PathBuf};

use crate::{
    failure::{Failure, Result},
    process,
    setup::{cargo_tool::CargoTool, npm},
    version::Version,
    workspace::{self, Workspace},
};

const MDBOOK: Version = Version { major: 0, minor: 5, patch: 4 };
const MATERIAL: &str = "9.8.1";
const DOCUSAURUS_SITE: &str = "tests/e2e/hosts/sites/docusaurus/package.json";

/// Sets up mdBook, without what watches, serves and searches.
pub(crate) fn mdbook(workspace: &Workspace) -> Result<PathBuf> {
    CargoTool {
        package: "mdbook",
        binaries: &["mdbook"],
        version: MDBOOK,
        flags: &["--no-default-features"],
        why: "a book with figures is built by it",
        minutes: 4,
    }
    .get(workspace)
}

/// Sets up MkDocs with the theme Material, in an environment of their own.
pub(crate) fn mkdocs(workspace: &Workspace) -> Result<PathBuf> {
    let home = workspace::cache()?.join(format!("mkdocs-material-{MATERIAL}"));
    let bin = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let mkdocs = bin.join(if cfg!(windows) { "mkdocs.exe" } else { "mkdocs" });
    if process::read(process::command(&mkdocs, workspace.root()).arg("--version")).is_some() {
        return Ok(mkdocs);
    }
    process::say(format!(
        "installing MkDocs Material {MATERIAL}: a site with figures is built by it (about 1 min, once)"
    ));
    let log = workspace::cache()?.join("logs/mkdocs-material.log");
    let mut venv = process::command("python3", workspace.root());
    venv.args(["-m", "venv"]).arg(&home);
    process::run_logged(&mut venv, "making an environment of Python 3 (its venv is needed)", &log)?;
    let mut pip = process::command(bin.join("python"), workspace.root());
    pip.args(["-m", "pip", "install", "--quiet"]).arg(format!("mkdocs-material=={MATERIAL}"));
    process::run_logged(&mut pip, &format!("installing MkDocs Material {MATERIAL}"), &log)?;
    Ok(mkdocs)
}

/// Sets up Docusaurus: the folder that has its `node_modules`.
pub(crate) fn docusaurus(workspace: &Workspace) -> Result<PathBuf> {
    let manifest = workspace.read(DOCUSAURUS_SITE)?;
    let home = workspace::cache()?.join("docusaurus-site");
    let unusable = |error: std::io::Error| Failure::new(format!("{} can't be written: {error}", home.display()));
    let installed = fs::read_to_string(home.join("installed.json")).ok();
    if installed.as_ref() != Some(&manifest) {
        fs::create_dir_all(&home).map_err(unusable)?;
        fs::write(home.join("package.json"), &manifest).map_err(unusable)?;
        npm::site_packages(&home)?;
        fs::write(home.join("installed.json"), &manifest).map_err(unusable)?;
    }
    Ok(home)
}
