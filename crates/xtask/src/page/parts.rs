//! A built module taken apart ([`split`]), and its JavaScript taught to put it together again.

use std::{fs, path::Path};

use super::{problem, read, split, write};
use crate::{
    failure::{Failure, Result},
    process,
    workspace::Workspace,
};

/// What puts a module together, from the workspace's root.
const UNPACK: &str = "web/unpack.js";

/// Where wasm-bindgen's JavaScript makes an instance of what was fetched.
const LOAD: &str = "async function __wbg_load(module, imports) {";

/// What wasm-bindgen exports: the second starts a module; the first does so without waiting, which parts do not allow.
const EXPORTS: (&str, &str) = ("export { initSync, __wbg_init", "export { __wbg_init");

/// Lets Node put the module together that its first argument names, with the file that its second one names.
const TOGETHER: &str = "
import { readFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const [wasm, file] = process.argv.slice(1);
const { unpack } = await import(pathToFileURL(file));
const module = unpack(new Uint8Array(readFileSync(wasm)));
if (!WebAssembly.validate(module)) throw new Error('no browser would take it');
for (let at = 0; at < module.length; ) at += writeSync(1, module, at);";

/// Lets the JavaScript of a module load it in parts. The import is left to whoever bundles the file.
pub(super) fn expect_parts(workspace: &Workspace, glue: &Path) -> Result<()> {
    let text = read(glue)?.replace(EXPORTS.0, EXPORTS.1);
    let (before, after) = text.split_once(LOAD).ok_or_else(|| {
        Failure::new(format!("{} has no `{LOAD}`, as this version of wasm-bindgen wrote it", glue.display()))
    })?;
    let unpack = workspace.root().join(UNPACK);
    write(
        glue,
        &format!(
            "import {{ add, load }} from {:?};\nexport {{ add }};\n{before}{LOAD}\nreturn load(module, imports);\n{after}",
            unpack.display().to_string()
        ),
    )
}

/// Takes a module apart, and lets the page's own JavaScript put it together again to see that it can.
pub(super) fn take_apart(workspace: &Workspace, wasm: &Path) -> Result<()> {
    let module = fs::read(wasm).map_err(|error| problem(wasm, &error))?;
    let parts = split::split(&module)
        .ok_or_else(|| Failure::new(format!("{} has an instruction that is not known here", wasm.display())))?;
    fs::write(wasm, parts).map_err(|error| problem(wasm, &error))?;
    let mut node = process::command("node", workspace.root());
    let output =
        node.args(["--input-type=module", "-e", TOGETHER]).arg(wasm).arg(workspace.root().join(UNPACK)).output();
    let output = output.map_err(|error| process::cannot_start(&node, &error))?;
    if output.stdout == module {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Failure::new(format!("{UNPACK} makes another module of {} than it was made of; {why}", wasm.display())))
}
