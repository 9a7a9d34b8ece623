//! `cargo xtask package`: the npm package as a tarball, which nobody publishes from here.
//!
//! It holds the simulator for JavaScript, which is crates/js built alone, and in `element` what a page with figures needs, of
//! the built page; in `hosts` what makes figures of fences in other people's tools. What is written by hand lies in
//! `web/package` and `web/hosts`; types and functions come out of the Rust definitions. Beside the tarball comes a folder with
//! all of the built page, called by its version, to be served beside those of other versions.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    failure::{Failure, Result},
    page::{NAME, figure, lazy},
    process,
    setup::{self, npm},
    workspace::Workspace,
};

/// What is written by hand.
const SOURCES: &str = "web/package";

/// Plugins of other people's tools, written by hand too.
const HOSTS: &str = "web/hosts";

/// Types of what crosses the edge, made by `tests/tests/types.rs`.
const TYPES: &str = "crates/js/src/types.d.ts";

/// What wasm-bindgen calls the simulator's JavaScript and wasm.
const PROGRAM: &str = "rebalance";

/// Functions of the package; each gives a promise, as the program is fetched first.
const FUNCTIONS: [&str; 5] = ["assign", "fingerprint", "parse", "simulate", "version"];

/// Makes the package of the page built in `dist`, and returns the tarball.
pub(crate) fn run(workspace: &Workspace, dist: &Path) -> Result<PathBuf> {
    let out = workspace.target().join("package");
    let folder = out.join("kafka-rebalance");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| problem(&folder, &error))?;
    }
    make(&folder.join("element"))?;
    for file in files(&workspace.path(SOURCES))? {
        copy(&file, &folder)?;
    }
    make(&folder.join("hosts"))?;
    for file in files(&workspace.path(HOSTS))? {
        copy(&file, &folder.join("hosts"))?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&workspace.path(licence), &folder)?;
    }
    for name in figure::FILES.into_iter().chain([&*format!("{NAME}.js"), &lazy::TEXT.file(), "favicon.svg"]) {
        copy(&dist.join(name), &folder.join("element"))?;
    }
    simulator(workspace, &folder)?;
    types(workspace, &folder)?;
    let version = version(workspace)?;
    manifest(&folder, &version)?;
    serve(dist, &out.join(served(&version)))?;
    pack(workspace, &folder, &out)
}

/// The simulator, bound and optimised.
fn simulator(workspace: &Workspace, folder: &Path) -> Result<()> {
    process::say("building the simulator for JavaScript");
    let tools = setup::page_tools(workspace)?;
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["rustc", "--package", "rebalance-js", "--features", "api", "--lib", "--crate-type", "cdylib"]);
    cargo.args(["--release", "--target", "wasm32-unknown-unknown"]);
    process::run(&mut cargo, "building the simulator for JavaScript")?;
    let linked = workspace.target().join("wasm32-unknown-unknown/release/rebalance_js.wasm");
    let mut bind = process::command(tools.test_runner.with_file_name("wasm-bindgen"), workspace.root());
    bind.args(["--target", "web", "--out-name", PROGRAM, "--out-dir"]).arg(folder).arg(&linked);
    process::run(&mut bind, "binding the simulator to JavaScript")?;
    let wasm = folder.join(format!("{PROGRAM}_bg.wasm"));
    let mut optimise = process::command(npm::wasm_opt(workspace)?, workspace.root());
    optimise.arg("-Os").arg(&wasm).arg("-o").arg(&wasm);
    process::run(&mut optimise, "optimising the simulator")
}

/// The types, and what the functions are in TypeScript: as wasm-bindgen says, but with promises.
fn types(workspace: &Workspace, folder: &Path) -> Result<()> {
    copy(&workspace.path(TYPES), folder)?;
    let bound = folder.join(format!("{PROGRAM}.d.ts"));
    let text = fs::read_to_string(&bound).map_err(|error| problem(&bound, &error))?;
    let functions = promising(&text)
        .ok_or_else(|| Failure::new(format!("{} does not have all of {}", bound.display(), FUNCTIONS.join(", "))))?;
    let names = "import type { AssignorAnswer, AssignorCase, Options, Recording, Scenario } from \"./types.js\";";
    let index = format!("{names}\nexport * from \"./types.js\";\n\n{functions}");
    let file = folder.join("index.d.ts");
    fs::write(&file, index).map_err(|error| problem(&file, &error))
}

/// The declarations of [`FUNCTIONS`] with their comments, each giving a promise; `None` if one is missing.
fn promising(declared: &str) -> Option<String> {
    let one = |name: &&str| {
        let start = declared.find(&format!("export function {name}("))?;
        let line = declared[start..].lines().next()?;
        let (call, given) = line.trim_end_matches(';').rsplit_once("): ")?;
        let comment = declared[..start].rfind("/**").map_or("", |from| declared[from..start].trim_end());
        Some(format!("{comment}\n{call}): Promise<{given}>;\n\n"))
    };
    FUNCTIONS.iter().map(one).collect()
}

fn version(workspace: &Workspace) -> Result<String> {
    let cargo = workspace.read_toml("Cargo.toml")?;
    let version = cargo.get("workspace").and_then(|w| w.get("package")?.get("version")?.as_str());
    version.map(str::to_owned).ok_or_else(|| Failure::new("Cargo.toml has no version"))
}

/// The folder that a version is served from: a link to 0.1 goes to the last 0.1.x, which opens what the first opened.
fn served(version: &str) -> String {
    let ends = version.match_indices('.').nth(1).map_or(version.len(), |(dot, _)| dot);
    ["v", &version[..ends]].concat()
}

/// All of the built page, as it is to be served.
fn serve(dist: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| problem(to, &error))?;
    }
    make(to)?;
    for file in files(dist)? {
        copy(&file, to)?;
    }
    for folder in folders(dist)? {
        serve(&folder, &to.join(folder.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// The version, in package.json.
fn manifest(folder: &Path, version: &str) -> Result<()> {
    let file = folder.join("package.json");
    let text = fs::read_to_string(&file).map_err(|error| problem(&file, &error))?;
    fs::write(&file, text.replace("\"0.0.0\"", &format!("\"{version}\""))).map_err(|error| problem(&file, &error))
}

fn pack(workspace: &Workspace, folder: &Path, out: &Path) -> Result<PathBuf> {
    let mut npm = npm::command(folder);
    npm.args(["pack", "--silent", "--pack-destination"]).arg(out);
    let printed = process::read(&mut npm).ok_or_else(|| Failure::new("`npm pack` could not make the tarball"))?;
    let name = printed.lines().last().unwrap_or_default().trim();
    let tarball = out.join(name);
    let size = fs::metadata(&tarball).map_err(|error| problem(&tarball, &error))?.len();
    let shown = tarball.strip_prefix(workspace.root()).unwrap_or(&tarball);
    process::say(format!("{}, {size} bytes", shown.display()));
    Ok(tarball)
}

fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    inside(dir, Path::is_file)
}

fn folders(dir: &Path) -> Result<Vec<PathBuf>> {
    inside(dir, Path::is_dir)
}

fn inside(dir: &Path, is_wanted: fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).map_err(|error| problem(dir, &error))?;
    let mut found: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_wanted(path)).collect();
    found.sort();
    Ok(found)
}

fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| problem(folder, &error))
}

fn copy(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().unwrap_or_default();
    fs::copy(file, folder.join(name)).map(drop).map_err(|error| problem(file, &error))
}

#[cold]
fn problem(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_served_from_a_folder_of_its_own() {
        assert_eq!(["0.1.0", "0.1.12", "2.0.0-rc.1", "3"].map(served), ["v0.1", "v0.1", "v2.0", "v3"]);
    }

    #[test]
    fn functions_give_promises_and_keep_their_comments() {
        let one = |name: &str| format!("/**\n * {name} it.\n */\nexport function {name}(a: A, b?: B | null): C;\n");
        let declared: String = FUNCTIONS.iter().map(|name| one(name)).collect();
        let written = promising(&declared).expect("all of them");
        assert!(
            written.contains(" * parse it.\n */\nexport function parse(a: A, b?: B | null): Promise<C>;"),
            "{written}"
        );
        assert_eq!(written.matches("Promise<C>").count(), FUNCTIONS.len());
        assert_eq!(promising("export function parse(text: string): Scenario;"), None);
    }
}
