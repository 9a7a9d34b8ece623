//! Which crate may name which, read from `cargo metadata` and held against one table.
//!
//! The table is ARCHITECTURE.md's. A new arrow is a decision: it is made there and here, together,
//! or not at all.

use std::{collections::BTreeSet, env, fs, path::PathBuf, process::Command};

use serde_json::Value;

/// What a crate of ours may name of ours, in any kind of dependency.
const ARROWS: [(&str, Arrows); 12] = [
    ("rebalance-model", Arrows::To(&[])),
    ("rebalance-sim", Arrows::To(&["rebalance-model"])),
    ("rebalance-import", Arrows::To(&["rebalance-model"])),
    ("rebalance-analysis", Arrows::To(&["rebalance-model"])),
    ("rebalance-view", Arrows::To(&["rebalance-model", "rebalance-analysis"])),
    ("rebalance-fence", Arrows::To(&["rebalance-model", "rebalance-analysis"])),
    (
        "rebalance-js",
        Arrows::To(&["rebalance-model", "rebalance-sim", "rebalance-import", "rebalance-view", "rebalance-fence"]),
    ),
    ("rebalance-cli", Arrows::To(CORE)),
    ("rebalance-web", Arrows::To(&["rebalance-js", "rebalance-view", "rebalance-model"])),
    ("rebalance-tests", Arrows::Anywhere),
    ("rebalance-wasm-tests", Arrows::Anywhere),
    ("xtask", Arrows::Anywhere),
];

/// The crates that run everywhere and know no browser.
const CORE: &[&str] = &[
    "rebalance-model",
    "rebalance-sim",
    "rebalance-import",
    "rebalance-analysis",
    "rebalance-view",
    "rebalance-fence",
];

/// Crates that only make sense in a browser; a name that ends in `-` stands for all that begin so.
const BROWSER: [&str; 8] =
    ["wasm-bindgen", "wasm-bindgen-", "web-sys", "js-sys", "serde-wasm-bindgen", "yew", "yew-", "gloo-"];

/// Crates that the page is asked to be built with, and which therefore do real work in it.
const NAMED: [&str; 6] = ["wasm-bindgen", "web-sys", "js-sys", "serde-wasm-bindgen", "yew", "gloo-timers"];

/// Where a crate's dependencies may point.
#[derive(Debug, Clone, Copy)]
enum Arrows {
    To(&'static [&'static str]),
    /// Whatever it likes; in turn nobody may name it.
    Anywhere,
}

#[test]
fn arrows_point_as_the_table_says() {
    let complaints = Workspace::read().misplaced_arrows();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_core_reaches_no_browser_crate() {
    let workspace = Workspace::read();
    let complaints: Vec<String> = CORE.iter().flat_map(|name| workspace.paths_to_a_browser(name)).collect();
    assert!(
        complaints.is_empty(),
        "the core runs natively and in wasm alike; what knows a browser belongs into js or web:\n{}",
        complaints.join("\n")
    );
}

#[test]
fn the_named_crates_are_used_by_the_page() {
    let workspace = Workspace::read();
    for named in NAMED {
        let used = ["rebalance-js", "rebalance-web"].iter().any(|name| workspace.normal(name).contains(named));
        assert!(used, "{named} is one of the six crates the page is built with: js or web has to depend on it");
    }
}

#[test]
fn the_page_links_none_of_the_headless_functions() {
    let manifest = |path: &str| -> toml::Table {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/..").to_owned() + path;
        fs::read_to_string(path).expect("a manifest of ours").parse().expect("TOML")
    };
    let (root, js, web) = (manifest("/Cargo.toml"), manifest("/crates/js/Cargo.toml"), manifest("/web/Cargo.toml"));
    let edge = &root["workspace"]["dependencies"]["rebalance-js"];
    assert_eq!(edge["default-features"].as_bool(), Some(false), "{edge}");
    assert_eq!(web["dependencies"]["rebalance-js"]["features"], toml::Value::from(vec!["page"]));
    assert_eq!(js["features"]["page"], toml::Value::from(vec!["rebalance-sim/consumer"]));
}

#[test]
fn every_manifest_takes_the_workspace_s_lints_and_keys() {
    for package in Workspace::read().packages {
        let text = fs::read_to_string(&package.manifest).expect("cargo has just read it");
        let manifest: toml::Table = text.parse().expect("cargo has just parsed it");
        let takes = |table: &str, key: &str| {
            manifest.get(table).and_then(|table| table.get(key)).is_some_and(|value| match value {
                toml::Value::Table(inner) => inner.get("workspace").and_then(toml::Value::as_bool) == Some(true),
                value => key == "workspace" && value.as_bool() == Some(true),
            })
        };
        let name = &package.name;
        assert!(takes("lints", "workspace"), "{name}: its manifest needs `[lints]` with `workspace = true`");
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            assert!(
                takes("package", key),
                "{name}: `{key}` is said once, in the root manifest: `{key}.workspace = true`"
            );
        }
    }
}

#[test]
fn an_arrow_that_points_backwards_is_found_with_its_kind() {
    let workspace = Workspace::made_of(&[
        ("rebalance-model", &[("serde", Kind::Normal)]),
        ("rebalance-sim", &[("rebalance-model", Kind::Normal), ("rebalance-analysis", Kind::Dev)]),
        ("rebalance-tests", &[("rebalance-sim", Kind::Normal)]),
        ("rebalance-cli", &[("xtask", Kind::Build)]),
    ]);
    let complaints = workspace.misplaced_arrows();
    assert_eq!(complaints.len(), 2, "{complaints:#?}");
    assert!(complaints[0].starts_with("rebalance-sim names rebalance-analysis (Dev)"), "{}", complaints[0]);
    assert!(complaints[1].starts_with("rebalance-cli names xtask (Build)"), "{}", complaints[1]);
}

#[test]
fn a_crate_that_the_table_does_not_know_is_found() {
    let complaints = Workspace::made_of(&[("rebalance-new", &[])]).misplaced_arrows();
    assert_eq!(complaints.len(), 1, "{complaints:#?}");
    assert!(complaints[0].starts_with("rebalance-new is in no row"), "{}", complaints[0]);
}

#[test]
fn a_browser_crate_is_found_through_others_but_not_through_tests() {
    let workspace = Workspace::made_of(&[
        ("rebalance-sim", &[("rand", Kind::Normal), ("proptest", Kind::Dev)]),
        ("rand", &[("getrandom", Kind::Normal)]),
        ("getrandom", &[("js-sys", Kind::Normal)]),
        ("proptest", &[("web-sys", Kind::Normal)]),
        ("js-sys", &[]),
        ("web-sys", &[]),
    ]);
    assert_eq!(workspace.paths_to_a_browser("rebalance-sim"), ["rebalance-sim → rand → getrandom → js-sys"]);
}

/// What a dependency is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Normal,
    Dev,
    Build,
}

/// A package with the names of its direct dependencies.
#[derive(Debug)]
struct Package {
    name: String,
    manifest: PathBuf,
    dependencies: Vec<(String, Kind)>,
}

/// Our packages, and the resolved edges of all others.
#[derive(Debug)]
struct Workspace {
    packages: Vec<Package>,
    others: Vec<Package>,
}

impl Workspace {
    fn read() -> Self {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--manifest-path"])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
            .output()
            .expect("cargo runs this test, so it can be run");
        assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
        let members: BTreeSet<&str> = list(&metadata["workspace_members"]).iter().filter_map(Value::as_str).collect();
        let (packages, others) = list(&metadata["packages"])
            .iter()
            .map(|package| (members.contains(text(&package["id"])), Package::from_metadata(package)))
            .partition::<Vec<_>, _>(|(ours, _)| *ours);
        let without_mark = |packages: Vec<(bool, Package)>| packages.into_iter().map(|(_, package)| package).collect();
        Self { packages: without_mark(packages), others: without_mark(others) }
    }

    /// A workspace for the tests of this file's own rules.
    fn made_of(packages: &[(&str, &[(&str, Kind)])]) -> Self {
        let (packages, others) = packages
            .iter()
            .map(|(name, dependencies)| Package {
                name: (*name).to_owned(),
                manifest: PathBuf::new(),
                dependencies: dependencies.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
            })
            .partition(|package| package.name.starts_with("rebalance-"));
        Self { packages, others }
    }

    fn misplaced_arrows(&self) -> Vec<String> {
        let ours: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
        let mut complaints = Vec::new();
        for package in &self.packages {
            let name = package.name.as_str();
            let Some((_, arrows)) = ARROWS.iter().find(|(known, _)| *known == name) else {
                complaints.push(format!(
                    "{name} is in no row of the table: say in ARCHITECTURE.md and here what it may name"
                ));
                continue;
            };
            for (dependency, kind) in package.dependencies.iter().filter(|(name, _)| ours.contains(name.as_str())) {
                if !arrows.allow(dependency) {
                    complaints.push(format!(
                        "{name} names {dependency} ({kind:?}): {}; move what it needs to where both may see it",
                        arrows.in_words()
                    ));
                }
            }
        }
        complaints
    }

    /// The shortest way from a crate to each browser crate, along what is built into it.
    fn paths_to_a_browser(&self, from: &str) -> Vec<String> {
        let mut seen = BTreeSet::from([from.to_owned()]);
        let mut paths = vec![vec![from.to_owned()]];
        let mut found = Vec::new();
        while !paths.is_empty() {
            let mut longer = Vec::new();
            for path in paths {
                for next in self.normal(path.last().map_or("", String::as_str)) {
                    if !seen.insert(next.clone()) {
                        continue;
                    }
                    let path = [path.as_slice(), std::slice::from_ref(&next)].concat();
                    if is_browser(&next) {
                        found.push(path.join(" → "));
                    } else {
                        longer.push(path);
                    }
                }
            }
            paths = longer;
        }
        found
    }

    /// What is built into a crate, directly.
    fn normal(&self, name: &str) -> BTreeSet<String> {
        self.packages
            .iter()
            .chain(&self.others)
            .filter(|package| package.name == name)
            .flat_map(|package| &package.dependencies)
            .filter(|(_, kind)| *kind != Kind::Dev)
            .map(|(name, _)| name.clone())
            .collect()
    }
}

impl Package {
    /// Of optional dependencies ours count, as some build turns them on. Whether one of strangers
    /// is ever turned on here is not known: they are left out.
    fn from_metadata(package: &Value) -> Self {
        let dependencies = list(&package["dependencies"])
            .iter()
            .filter(|dependency| {
                dependency["optional"] != Value::Bool(true) || text(&dependency["name"]).starts_with("rebalance-")
            })
            .map(|dependency| {
                let kind = match dependency["kind"].as_str() {
                    Some("dev") => Kind::Dev,
                    Some("build") => Kind::Build,
                    _ => Kind::Normal,
                };
                (text(&dependency["name"]).to_owned(), kind)
            })
            .collect();
        Self { name: text(&package["name"]).to_owned(), manifest: text(&package["manifest_path"]).into(), dependencies }
    }
}

impl Arrows {
    fn allow(self, dependency: &str) -> bool {
        let named_by_nobody =
            |name| matches!(ARROWS.iter().find(|(known, _)| *known == name), Some((_, Self::Anywhere)));
        match self {
            Self::To(allowed) => allowed.contains(&dependency),
            Self::Anywhere => !named_by_nobody(dependency),
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::To([]) => "it may name none of ours".to_owned(),
            Self::To(allowed) => format!("it may name {}", allowed.join(", ")),
            Self::Anywhere => "nobody may name tests and tools".to_owned(),
        }
    }
}

fn is_browser(name: &str) -> bool {
    BROWSER.iter().any(|browser| name == *browser || (browser.ends_with('-') && name.starts_with(browser)))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}
