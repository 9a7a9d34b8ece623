//! The npm package, used from a TypeScript project as a stranger would: in Node, in a worker, in a browser's worker.
//!
//! The project is in tests/package.

use crate::{
    failure::Result,
    package, process,
    setup::{browsers::Browsers, npm},
    suites::{self, Part},
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace) -> Result<Vec<Part>> {
    npm::e2e_packages(workspace)?;
    let browsers = Browsers::get(workspace)?;
    let tarball = package::run(workspace, &suites::built_page(workspace)?)?;
    let mut node = process::command("node", workspace.root());
    node.arg("tests/package/run.mjs").arg(tarball).arg(workspace.target().join("package-project"));
    node.env("CHROMIUM", &browsers.chromium);
    Ok(vec![suites::count("npm package", &mut node)?])
}
