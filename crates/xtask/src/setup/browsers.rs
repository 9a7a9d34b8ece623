//! Browsers and their drivers, for the tests that need a real page.
//!
//! Looked for by environment variable, then by name on `PATH`. What is missing is asked of apt-get
//! where there is one; on other systems the failure names what to install.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::{Failure, Result},
    process,
    setup::cargo_tool::CargoTool,
    version::Version,
    workspace::{self, Workspace},
};

/// The browsers and drivers of the tests, all present.
#[derive(Debug)]
pub(crate) struct Browsers {
    pub(crate) chromium: PathBuf,
    pub(crate) chromedriver: PathBuf,
    pub(crate) firefox: PathBuf,
    pub(crate) geckodriver: PathBuf,
    pub(crate) webkitdriver: PathBuf,
    /// A screen for WebKit, which has no mode without one.
    pub(crate) xvfb: PathBuf,
}

impl Browsers {
    /// Finds the browsers, installing what is missing.
    pub(crate) fn get(workspace: &Workspace) -> Result<Self> {
        let missing: Vec<&Needed> = NEEDED.into_iter().filter(|needed| needed.find().is_none()).collect();
        if !missing.is_empty() {
            install(workspace, &missing)?;
        }
        Ok(Self {
            chromium: CHROMIUM.require()?,
            chromedriver: CHROMEDRIVER.require()?,
            firefox: FIREFOX.require()?,
            geckodriver: geckodriver(workspace)?,
            webkitdriver: WEBKITDRIVER.require()?,
            xvfb: XVFB.require()?,
        })
    }
}

/// A program that the system's package manager brings.
#[derive(Debug)]
struct Needed {
    /// What a person calls it.
    title: &'static str,
    /// The environment variable that points to it; the drivers' are wasm-bindgen's own.
    variable: &'static str,
    names: &'static [&'static str],
    /// Debian's package.
    package: &'static str,
}

const CHROMIUM: Needed = Needed {
    title: "Chromium",
    variable: "CHROMIUM",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    package: "chromium",
};
const CHROMEDRIVER: Needed =
    Needed { title: "ChromeDriver", variable: "CHROMEDRIVER", names: &["chromedriver"], package: "chromium-driver" };
const FIREFOX: Needed =
    Needed { title: "Firefox", variable: "FIREFOX", names: &["firefox-esr", "firefox"], package: "firefox-esr" };
const WEBKITDRIVER: Needed =
    Needed { title: "WebKitGTK", variable: "WEBKITDRIVER", names: &["WebKitWebDriver"], package: "webkit2gtk-driver" };
const XVFB: Needed = Needed { title: "Xvfb", variable: "XVFB", names: &["Xvfb"], package: "xvfb" };
const NEEDED: [&Needed; 5] = [&CHROMIUM, &CHROMEDRIVER, &FIREFOX, &WEBKITDRIVER, &XVFB];

impl Needed {
    fn find(&self) -> Option<PathBuf> {
        let named = env::var_os(self.variable).map(PathBuf::from);
        match named {
            Some(file) => file.is_file().then_some(file),
            None => self.names.iter().find_map(|name| process::find_on_path(name)),
        }
    }

    fn require(&self) -> Result<PathBuf> {
        self.find().ok_or_else(|| {
            Failure::new(format!(
                "{} is missing: install it so that `{}` is on PATH, or set {} to its file",
                self.title, self.names[0], self.variable
            ))
        })
    }
}

/// Firefox's driver: a Debian of today has none, crates.io has Mozilla's own.
fn geckodriver(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(file) = env::var_os("GECKODRIVER").map(PathBuf::from).filter(|file| file.is_file()) {
        return Ok(file);
    }
    CargoTool {
        package: "geckodriver",
        binaries: &["geckodriver"],
        version: GECKODRIVER,
        flags: &[],
        why: "Firefox is driven through it",
        minutes: 2,
    }
    .get(workspace)
}

const GECKODRIVER: Version = Version { major: 0, minor: 37, patch: 1 };

fn install(workspace: &Workspace, missing: &[&Needed]) -> Result<()> {
    let join = |part: fn(&Needed) -> &str, glue: &str| {
        missing.iter().map(|needed| part(needed)).collect::<Vec<_>>().join(glue)
    };
    let titles = join(|needed| needed.title, ", ");
    let packages = join(|needed| needed.package, " ");
    if let Some(needed) = missing.iter().find(|needed| env::var_os(needed.variable).is_some()) {
        return Err(Failure::new(format!("{} points to no file: correct it or unset it", needed.variable)));
    }
    if process::find_on_path("apt-get").is_none() {
        return Err(Failure::new(format!(
            "{titles}: missing, and there is no apt-get here to install it with; install it by your system's \
             means so that it is on PATH ({}), then run this again",
            join(|needed| needed.names[0], ", ")
        )));
    }
    process::say(format!("installing {titles} with apt-get: the page is tested in them"));
    let by_hand = format!("to get it by hand: sudo apt-get update && sudo apt-get install {packages}");
    let steps: [&[&str]; 2] = [&["update"], &["install", "--yes", "--no-install-recommends"]];
    for (n, step) in steps.into_iter().enumerate() {
        let mut apt = as_root(workspace.root(), "apt-get")
            .ok_or_else(|| Failure::new(format!("{titles}: missing, and apt-get needs root; {by_hand}")))?;
        apt.args(step);
        if n > 0 {
            apt.args(missing.iter().map(|needed| needed.package));
        }
        let log = workspace::cache()?.join("logs").join("apt-get.log");
        process::run_logged(&mut apt, &format!("apt-get {}", step[0]), &log)
            .map_err(|failure| Failure::new(format!("{titles}: missing; {failure}; {by_hand}")))?;
    }
    Ok(())
}

/// A command with root's rights, if they are to be had without asking for a password.
fn as_root(dir: &Path, program: &str) -> Option<Command> {
    let user = process::read(process::command("id", dir).arg("-u"))?;
    let mut command = if user.trim() == "0" {
        process::command(program, dir)
    } else {
        process::read(process::command("sudo", dir).args(["-n", "true"]))?;
        let mut sudo = process::command("sudo", dir);
        sudo.args(["-n", "DEBIAN_FRONTEND=noninteractive", program]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Some(command)
}
