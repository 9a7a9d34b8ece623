//! Where things lie: the checkout, its pins, the cache of tools beside the user's other caches.
//!
//! Every version that a tool must have is read from the file that owns it, never repeated here.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    failure::{Failure, Result},
    version::Version,
};

/// The checkout.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace that this program belongs to.
    pub(crate) fn find() -> Result<Self> {
        let start = env::var_os("CARGO_MANIFEST_DIR").map_or_else(env::current_dir, |dir| Ok(dir.into()));
        let start = start.map_err(|error| Failure::new(format!("no current directory: {error}")))?;
        start
            .ancestors()
            .find(|dir| dir.join("Trunk.toml").is_file() && dir.join("Cargo.toml").is_file())
            .map(|dir| Self { root: dir.to_path_buf() })
            .ok_or_else(|| {
                Failure::new(format!(
                    "no checkout of Rebalance Lab above {}: run this from inside one",
                    start.display()
                ))
            })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout, written with forward slashes.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Where the built page goes unless somebody says otherwise.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// Where cargo builds, for what is made on the way to a test.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.path("target"), |dir| self.root.join(dir))
    }

    /// The wasm-bindgen version: the crate's pin is the CLI's too, since they must be equal.
    pub(crate) fn wasm_bindgen(&self) -> Result<Version> {
        self.pin("Cargo.toml", &["workspace", "dependencies", "wasm-bindgen"])
    }

    /// The Trunk version, from Trunk.toml's own requirement.
    pub(crate) fn trunk(&self) -> Result<Version> {
        self.pin("Trunk.toml", &["trunk-version"])
    }

    /// The Binaryen version that brings wasm-opt.
    pub(crate) fn wasm_opt(&self) -> Result<Version> {
        self.pin("Trunk.toml", &["tools", "wasm_opt"])
    }

    fn pin(&self, file: &str, keys: &[&str]) -> Result<Version> {
        let table = self.read_toml(file)?;
        let mut value = toml::Value::Table(table);
        for key in keys {
            value = value.get(key).cloned().ok_or_else(|| {
                Failure::new(format!("{file} has no `{}`, which says what to install", keys.join(".")))
            })?;
        }
        value
            .as_str()
            .and_then(Version::find)
            .ok_or_else(|| Failure::new(format!("`{}` in {file} names no version", keys.join("."))))
    }

    /// A TOML file of the checkout, as a table.
    pub(crate) fn read_toml(&self, file: &str) -> Result<toml::Table> {
        let text = self.read(file)?;
        text.parse().map_err(|error| Failure::new(format!("{file} is not valid TOML: {error}")))
    }

    /// A text file of the checkout.
    pub(crate) fn read(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.path(file)).map_err(|error| Failure::new(format!("{file} can't be read: {error}")))
    }
}

/// The folder for tools that this project installs, one folder a tool and version inside it.
pub(crate) fn cache() -> Result<PathBuf> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .or_else(|| absolute("LOCALAPPDATA"))
        .map(|dir| dir.join("rebalance-lab"))
        .ok_or_else(|| Failure::new("there is no place for tools: set HOME or XDG_CACHE_HOME to a folder of yours"))
}
