//! Tools that crates.io has: taken where the right version is there already, else installed by
//! `cargo install` into a folder of its own in the cache.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    failure::{Failure, Result},
    process,
    version::Version,
    workspace::{self, Workspace},
};

/// A package of crates.io that brings executables.
#[derive(Debug)]
pub(crate) struct CargoTool {
    pub(crate) package: &'static str,
    /// What it must bring; the first one is asked for its version.
    pub(crate) binaries: &'static [&'static str],
    pub(crate) version: Version,
    pub(crate) flags: &'static [&'static str],
    pub(crate) why: &'static str,
    /// How long the installation takes on two cores, for the line that announces it.
    pub(crate) minutes: u32,
}

impl CargoTool {
    /// The first executable of the tool, in exactly its version.
    pub(crate) fn get(&self, workspace: &Workspace) -> Result<PathBuf> {
        let home = workspace::cache()?.join(format!("{}-{}", self.package, self.version));
        let cached = home.join("bin").join(executable(self.binaries[0]));
        let candidates = [Some(cached.clone()), process::find_on_path(self.binaries[0])];
        if let Some(found) = candidates.into_iter().flatten().find(|file| self.is_right(file)) {
            return Ok(found);
        }
        self.install(workspace, &home)?;
        if self.is_right(&cached) {
            return Ok(cached);
        }
        Err(Failure::new(format!(
            "{} {} was installed but {} does not run as that version: remove {} and try again",
            self.package,
            self.version,
            cached.display(),
            home.display()
        )))
    }

    fn is_right(&self, file: &Path) -> bool {
        let all_there = self.binaries.iter().all(|name| file.with_file_name(executable(name)).is_file());
        all_there && self.printed_version(file) == Some(self.version)
    }

    fn printed_version(&self, file: &Path) -> Option<Version> {
        // cargo-machete is a subcommand: cargo calls it with its own name first, and so do we.
        let mut command = process::command(file, file.parent()?);
        if let Some(subcommand) = self.package.strip_prefix("cargo-") {
            command.arg(subcommand);
        }
        Version::find(&process::read(command.arg("--version"))?)
    }

    /// Installs the tool as its authors locked it. A mirror may lack one of the locked packages,
    /// withdrawn or too new for it: then cargo chooses, since the tool itself is what matters.
    fn install(&self, workspace: &Workspace, home: &Path) -> Result<()> {
        let Self { package, version, why, minutes, .. } = self;
        process::say(format!("installing {package} {version}: {why} (about {minutes} min, once)"));
        let Err(failure) = self.cargo_install(workspace, home, &["--locked"]) else { return Ok(()) };
        let failure = if failure.to_string().contains("failed to select a version") {
            process::say("the registry here lacks a package as locked: letting cargo choose its version");
            match self.cargo_install(workspace, home, &[]) {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            }
        } else {
            failure
        };
        Err(Failure::new(format!("{failure}; to get it by hand: cargo install {package} --version {version}")))
    }

    fn cargo_install(&self, workspace: &Workspace, home: &Path, extra: &[&str]) -> Result<()> {
        let Self { package, version, flags, .. } = self;
        let mut cargo = process::cargo(workspace.root());
        cargo
            .args(["install", package, "--version", &version.to_string()])
            .args(*flags)
            .args(extra)
            .arg("--root")
            .arg(home)
            // A debug build without its debug information is made in half the time of a release
            // build, and is quick enough: the compiler does the work that takes long.
            .arg("--debug")
            .env("CARGO_PROFILE_DEV_DEBUG", "none")
            // Its objects are of no use to the workspace, and the other way round.
            .env_remove("CARGO_TARGET_DIR");
        let log = workspace::cache()?.join("logs").join(format!("{package}.log"));
        process::run_logged(&mut cargo, &format!("installing {package} {version}"), &log)
    }
}

/// A program's file name on this system.
pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}
