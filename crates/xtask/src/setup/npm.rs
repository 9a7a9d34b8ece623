//! What the npm registry has: Binaryen's wasm-opt, and the packages of the end-to-end tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::{Failure, Result},
    process,
    version::Version,
    workspace::{self, Workspace},
};

/// The oldest Node that is tested here.
const NODE_MAJOR: u32 = 20;

/// Where the end-to-end tests keep their packages.
const E2E: &str = "tests/e2e";

/// Fails unless a recent enough Node is there; it can't be installed from here.
pub(crate) fn require_node(workspace: &Workspace) -> Result<()> {
    let printed = process::read(process::command("node", workspace.root()).arg("--version"));
    let Some(version) = printed.as_deref().and_then(Version::find) else {
        return Err(Failure::new(format!(
            "Node.js {NODE_MAJOR} or later is missing: install it from your system or from nodejs.org, \
             so that `node` and `npm` are on PATH"
        )));
    };
    if process::find_on_path(&script("npm")).is_none() {
        return Err(Failure::new(format!(
            "Node.js {version} is there but not its npm: install `npm` from where Node.js came from"
        )));
    }
    if version.major < NODE_MAJOR {
        return Err(Failure::new(format!(
            "Node.js {version} is too old: {NODE_MAJOR} or later is needed, from your system or from nodejs.org"
        )));
    }
    Ok(())
}

/// A package of the npm registry that brings an executable.
struct NpmTool {
    package: &'static str,
    binary: &'static str,
    version: Version,
    why: &'static str,
}

/// wasm-opt in the version that Trunk.toml names.
pub(crate) fn wasm_opt(workspace: &Workspace) -> Result<PathBuf> {
    NpmTool {
        package: "binaryen",
        binary: "wasm-opt",
        version: workspace.wasm_opt()?,
        why: "it makes the wasm a fifth smaller",
    }
    .get(workspace)
}

/// The minifier of JavaScript and CSS. Trunk's own gives up on what wasm-bindgen writes.
pub(crate) fn esbuild(workspace: &Workspace) -> Result<PathBuf> {
    NpmTool {
        package: "esbuild",
        binary: "esbuild",
        version: ESBUILD,
        why: "it makes the JavaScript and the styles a third smaller",
    }
    .get(workspace)
}

const ESBUILD: Version = Version { major: 0, minor: 28, patch: 2 };

impl NpmTool {
    /// The executable, from the cache, from `PATH` or freshly installed.
    fn get(&self, workspace: &Workspace) -> Result<PathBuf> {
        let Self { package, binary, version, why } = self;
        let home = workspace::cache()?.join(format!("{package}-{version}"));
        let cached = home.join("node_modules/.bin").join(script(binary));
        if cached.exists() && installed_version(&home.join("node_modules"), package) == Some(*version) {
            return Ok(cached);
        }
        if let Some(found) = process::find_on_path(binary) {
            let printed = process::read(process::command(&found, workspace.root()).arg("--version"));
            if printed.as_deref().and_then(Version::find) == Some(*version) {
                return Ok(found);
            }
        }
        process::say(format!("installing {binary} ({package} {version} from npm): {why}"));
        fs::create_dir_all(&home)
            .map_err(|error| Failure::new(format!("{} can't be made: {error}", home.display())))?;
        let mut npm = command(&home);
        npm.args(["install", "--ignore-scripts", "--no-save", "--no-package-lock", "--prefix"])
            .arg(&home)
            .arg(format!("{package}@{version}"));
        run_npm(&mut npm, &format!("installing {package} {version}"), package)?;
        if cached.exists() {
            return Ok(cached);
        }
        Err(Failure::new(format!(
            "{package} {version} was installed but brought no {}: remove {} and try again",
            cached.display(),
            home.display()
        )))
    }
}

/// Installs the packages of the end-to-end tests as their lock file has them.
pub(crate) fn e2e_packages(workspace: &Workspace) -> Result<()> {
    require_node(workspace)?;
    let dir = workspace.path(E2E);
    if is_up_to_date(&dir) {
        return Ok(());
    }
    process::say("installing what the tests take of npm: playwright-core, axe-core, Mermaid, TypeScript");
    let mut npm = command(&dir);
    npm.args(["ci", "--ignore-scripts"]);
    run_npm(&mut npm, &format!("`npm ci` in {E2E}"), "e2e-packages")
}

/// Installs what the package.json in a folder of the cache asks for.
pub(crate) fn site_packages(dir: &Path) -> Result<()> {
    process::say("installing Docusaurus: a site with figures is built by it (about 2 min, once)");
    let mut npm = command(dir);
    npm.args(["install", "--ignore-scripts", "--no-package-lock"]);
    run_npm(&mut npm, "installing Docusaurus", "docusaurus")
}

/// Whether npm's own record of what it installed is newer than what it was asked for.
fn is_up_to_date(dir: &Path) -> bool {
    let modified = |file: &str| fs::metadata(dir.join(file)).and_then(|data| data.modified()).ok();
    let installed = modified("node_modules/.package-lock.json");
    installed.is_some() && installed >= modified("package-lock.json")
}

/// npm, in a folder.
pub(crate) fn command(dir: &Path) -> Command {
    let mut npm = process::command(script("npm"), dir);
    // Registry, proxy and certificates stay the user's; only the noise is turned off.
    npm.env("npm_config_audit", "false").env("npm_config_fund", "false").env("npm_config_update_notifier", "false");
    npm
}

fn run_npm(npm: &mut Command, what: &str, name: &str) -> Result<()> {
    let log = workspace::cache()?.join("logs").join(format!("{name}.log"));
    process::run_logged(npm, what, &log)
        .map_err(|failure| Failure::new(format!("{failure}; npm needs to reach its registry for this, once")))
}

/// The version of a package in a `node_modules` folder.
fn installed_version(node_modules: &Path, package: &str) -> Option<Version> {
    let manifest = fs::read_to_string(node_modules.join(package).join("package.json")).ok()?;
    let line = manifest.lines().find(|line| line.trim_start().starts_with("\"version\":"))?;
    Version::find(line.split(':').nth(1)?)
}

/// The name under which npm puts a command on this system.
fn script(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}
