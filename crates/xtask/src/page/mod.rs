//! Building the page: Trunk with tools of the right versions, then what Trunk can't do.
//!
//! Trunk compiles, binds, optimises and copies. Afterwards this module
//! - joins the styles of a figure in another page ([`figure`]),
//! - takes out what Trunk leaves in index.html for itself,
//! - puts in the first lanes: where index.html says [`FIRST_LANES`], the output of the command
//!   line's `first-lanes` verb goes, so that the picture in the page before wasm arrives comes from
//!   the same core as the one after,
//! - puts the recordings beside the page that its lanes can show,
//! - for release, takes the wasm's code apart ([`parts`]), joins the style sheets, minifies CSS,
//!   JavaScript and HTML, and shortens the names between JavaScript and wasm.

pub(crate) mod figure;
mod html;
mod instructions;
pub(crate) mod lazy;
mod names;
mod pairs;
mod parts;
mod split;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use crate::{
    failure::{Failure, Result},
    process,
    setup::{self, PageTools},
    workspace::Workspace,
};

/// Where the first lanes go in index.html; without the mark nothing is put in.
const FIRST_LANES: &str = "<!-- first-lanes -->";

/// Where the recordings of a real Kafka are.
const RECORDINGS: &str = "tests/conformance/recordings";

/// What only a release build takes: a standard library of its own, compiled with the page.
///
/// A panic then ends the program without making a text of why, and all such texts and what would format them stay out
/// of the wasm: a fifteenth of its bytes. The page still says what a report needs (`web::platform::crash`), and the
/// simulator, which is deterministic, says why when it runs natively. Stable cargo takes these options when told to by
/// `RUSTC_BOOTSTRAP`; the compiler stays the one that everything is tested with.
const OWN_STD: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", RUSTFLAGS),
];

/// A panic is a trap; and what is copied is copied by one instruction, not by a dozen loads and stores: a sixtieth of the
/// bytes after brotli. That fewer branches become selects is worth a thousandth. The linker leaves its relocations for
/// [`lazy`].
const RUSTFLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort \
                         -Cllvm-args=-max-store-memcpy=1 -Cllvm-args=-phi-node-folding-threshold=1 \
                         -Clink-arg=--emit-relocs";

/// What the page's JavaScript and wasm are called.
pub(crate) const NAME: &str = "rebalance-web";

/// The one style sheet of a release build.
const BUNDLE: &str = "style.css";

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
    if profile == Profile::Release {
        setup::own_std(workspace, &OWN_STD)?;
    }
    run_trunk(workspace, &tools, profile, dist)?;
    figure::join_styles(workspace, dist)?;
    let index = dist.join("index.html");
    let mut html = html::without_trunk_links(&read(&index)?);
    if html.contains(FIRST_LANES) {
        html = html.replace(FIRST_LANES, &first_lanes(workspace)?);
    }
    if profile == Profile::Release {
        html = shrink(workspace, &tools, dist, &html)?;
    } else {
        figure::lend_module(dist, &dist.join(format!("{NAME}_bg.wasm")))?;
    }
    recordings(workspace, dist)?;
    write(&index, &html)
}

fn run_trunk(workspace: &Workspace, tools: &PageTools, profile: Profile, dist: &Path) -> Result<()> {
    process::say(match profile {
        Profile::Release => "building the page for release",
        Profile::Dev => "building the page for development",
    });
    let mut trunk = process::command(&tools.trunk, workspace.root());
    trunk.args(["build", "--offline", "--skip-version-check", "--color", "never", "--log", "warn"]);
    if profile == Profile::Release {
        trunk.arg("--release").envs(OWN_STD).env_remove("RUSTFLAGS");
    }
    trunk.arg("--dist").arg(std::path::absolute(dist).unwrap_or_else(|_| dist.to_path_buf()));
    // Trunk reads NO_COLOR as a boolean of its own and refuses `NO_COLOR=1`; with RUST_BACKTRACE it
    // would print a trace of itself below a compiler's error.
    trunk.env("PATH", &tools.path).env_remove("NO_COLOR").env_remove("RUST_BACKTRACE");
    process::run(&mut trunk, "building the page")
}

/// The first lanes as static SVG, from the same core as the page's.
fn first_lanes(workspace: &Workspace) -> Result<String> {
    process::say("drawing the first lanes into index.html");
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["run", "--quiet", "--package", "rebalance-cli", "--", "first-lanes"]).stderr(Stdio::inherit());
    let output = cargo.output().map_err(|error| process::cannot_start(&cargo, &error))?;
    let drawn = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() && !drawn.is_empty() {
        Ok(drawn)
    } else {
        Err(Failure::new("`rebalance first-lanes` failed, so index.html has no first lanes; the reason is above"))
    }
}

/// The recordings that lanes can show, beside the page.
fn recordings(workspace: &Workspace, dist: &Path) -> Result<()> {
    process::say("putting the recordings beside the page");
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["run", "--quiet", "--package", "rebalance-cli", "--", "recordings"]);
    cargo.arg(workspace.path(RECORDINGS)).arg(dist.join("recordings"));
    process::run(&mut cargo, "putting the recordings beside the page")
}

/// Joins the style sheets into one, minifies what is text, and returns the new index.html.
fn shrink(workspace: &Workspace, tools: &PageTools, dist: &Path, html: &str) -> Result<String> {
    let (html, sheets) = html::bundle_styles(html, BUNDLE);
    if !sheets.is_empty() {
        let mut joined = String::new();
        for sheet in &sheets {
            let file = dist.join(sheet);
            joined.push_str(&read(&file)?);
            fs::remove_file(&file).map_err(|error| problem(&file, &error))?;
        }
        write(&dist.join(BUNDLE), &joined)?;
    }
    let (glue, wasm) = (dist.join(format!("{NAME}.js")), dist.join(format!("{NAME}_bg.wasm")));
    parts::expect_parts(workspace, &glue)?;
    for file in text_files(dist)? {
        let mut esbuild = process::command(&tools.esbuild, dist);
        if file == glue {
            esbuild.args(["--bundle", "--format=esm"]);
        }
        esbuild.arg(&file).args(["--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
        esbuild.arg("--allow-overwrite").arg(format!("--outfile={}", file.display()));
        process::run(&mut esbuild, &format!("minifying {}", file.display()))?;
    }
    shorten_imports(&glue, &wasm)?;
    lazy::divide(workspace, dist, &wasm, &linked(workspace))?;
    Ok(html::without_comments_and_indentation(&html))
}

/// The page's module as the linker wrote it for release.
pub(crate) fn linked(workspace: &Workspace) -> PathBuf {
    workspace.target().join("wasm32-unknown-unknown/release").join(format!("{NAME}.wasm"))
}

/// Gives what the wasm imports from the JavaScript short names in both.
fn shorten_imports(glue: &Path, wasm: &Path) -> Result<()> {
    let module = fs::read(wasm).map_err(|error| problem(wasm, &error))?;
    let (short_glue, short_module) = names::shorten(&read(glue)?, &module)
        .ok_or_else(|| Failure::new(format!("{} and {} do not fit each other", glue.display(), wasm.display())))?;
    write(glue, &short_glue)?;
    fs::write(wasm, short_module).map_err(|error| problem(wasm, &error))
}

/// The JavaScript and CSS of the built page.
fn text_files(dist: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dist).map_err(|error| problem(dist, &error))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "js" || extension == "css"));
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).map_err(|error| problem(file, &error))
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).map_err(|error| problem(file, &error))
}

#[cold]
fn problem(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", file.display()))
}
