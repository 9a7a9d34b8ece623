//! The tests that run as wasm, once in headless Chromium and once in Firefox.

use std::{fs, path::Path};

use crate::{
    failure::{Failure, Result},
    process,
    setup::{self, browsers::Browsers},
    suites::{self, Part},
    workspace::Workspace,
};

/// Where packages with such tests lie; one that is not there is not missed.
const PACKAGES: [(&str, &str); 3] =
    [("crates/js", "rebalance-js"), ("web", "rebalance-web"), ("tests/wasm", "rebalance-wasm-tests")];

/// Seconds until a test run in a browser is given up; the runner's own 20 are few on a busy machine.
const TIMEOUT_S: &str = "180";

pub(crate) fn run(workspace: &Workspace) -> Result<Vec<Part>> {
    let tools = setup::page_tools(workspace)?;
    let browsers = Browsers::get(workspace)?;
    let mut parts = Vec::new();
    for (title, variable, driver, capabilities) in [
        ("Chromium", "CHROMEDRIVER", &browsers.chromedriver, chromium_capabilities(&browsers.chromium)),
        ("Firefox", "GECKODRIVER", &browsers.geckodriver, firefox_capabilities(&browsers.firefox)),
    ] {
        let file = workspace.target().join(format!("webdriver-{}.json", title.to_lowercase()));
        write(&file, &capabilities)?;
        let mut cargo = process::cargo(workspace.root());
        cargo.args(["test", "--target", "wasm32-unknown-unknown", "--tests", "--no-fail-fast"]);
        for (_, package) in PACKAGES.iter().filter(|(dir, _)| workspace.path(dir).join("Cargo.toml").is_file()) {
            cargo.args(["--package", package]);
        }
        // The runner takes the first driver it is told of, so it is told of one only.
        for other in ["GECKODRIVER", "SAFARIDRIVER", "CHROMEDRIVER", "MSEDGEDRIVER"] {
            cargo.env_remove(other).env_remove(format!("{other}_REMOTE"));
        }
        cargo
            .env(variable, driver)
            // Without it a browser starts in a fraction of the time; panics name their place all the same.
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &tools.test_runner)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &file)
            .env("WASM_BINDGEN_TEST_TIMEOUT", TIMEOUT_S)
            .env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
        process::say(format!("wasm tests in {title}"));
        parts.push(suites::count(&format!("wasm in {title}"), &mut cargo)?);
    }
    Ok(parts)
}

/// `--no-sandbox`: root may not have Chromium's sandbox. `--disable-dev-shm-usage`: containers
/// often have a small /dev/shm, and a page that outgrows it crashes.
fn chromium_capabilities(binary: &Path) -> String {
    format!(
        r#"{{"goog:chromeOptions": {{"binary": {}, "args": ["--headless", "--no-sandbox", "--disable-gpu",
  "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--disable-dev-shm-usage"]}}}}"#,
        json_string(binary)
    )
}

fn firefox_capabilities(binary: &Path) -> String {
    format!(r#"{{"moz:firefoxOptions": {{"binary": {}, "args": ["-headless"]}}}}"#, json_string(binary))
}

fn json_string(path: &Path) -> String {
    let escaped = path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

fn write(file: &Path, text: &str) -> Result<()> {
    let parent = file.parent().unwrap_or(file);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(file, text))
        .map_err(|error| Failure::new(format!("{} can't be written: {error}", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_s_path_is_quoted_for_json() {
        assert_eq!(json_string(Path::new(r#"C:\a "b""#)), r#""C:\\a \"b\"""#);
    }
}
