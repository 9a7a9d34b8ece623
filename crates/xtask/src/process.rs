//! Running other programs, and saying in one sentence why one could not run.
//!
//! Three ways: with this terminal ([`run`]), for its output ([`read`]), or quietly into a log
//! with the last line shown on a terminal ([`run_logged`]).

use std::{
    env,
    ffi::{OsStr, OsString},
    fs::{self, File},
    io::{self, BufRead as _, BufReader, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

use crate::failure::{Failure, Result};

/// Prints one step: what is done and why.
pub(crate) fn say(step: impl AsRef<str>) {
    println!("• {}", step.as_ref());
}

/// A command that starts in `dir`, free of what `cargo run` left in the environment for us.
pub(crate) fn command(program: impl AsRef<OsStr>, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir);
    for (name, _) in env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME"
        });
        if ours {
            command.env_remove(name);
        }
    }
    command
}

/// Cargo itself: the one that runs us, so that `cargo +version xtask` stays with its version.
pub(crate) fn cargo(dir: &Path) -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), dir)
}

/// Runs a command on this terminal; a failure is one sentence about `what`.
pub(crate) fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    check(status, what)
}

/// What a command prints, or `None` when it can't be run or fails.
pub(crate) fn read(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a long command with all it says in `log`; on a terminal its last line is shown meanwhile.
///
/// The failure quotes the line of the log that looks like the reason.
pub(crate) fn run_logged(command: &mut Command, what: &str, log: &Path) -> Result<()> {
    let unusable = |error: io::Error| Failure::new(format!("{} can't be written: {error}", log.display()));
    if let Some(parent) = log.parent() {
        fs::create_dir_all(parent).map_err(unusable)?;
    }
    let mut file = File::create(log).map_err(unusable)?;
    let (reader, writer) = io::pipe().map_err(unusable)?;
    let errors = writer.try_clone().map_err(unusable)?;
    command.stdin(Stdio::null()).stdout(writer).stderr(errors);
    let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
    // The command keeps its ends of the pipe; it has to go, or reading would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let reason = follow(reader, &mut file).map_err(unusable)?;
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    if status.success() {
        return Ok(());
    }
    let reason = reason.unwrap_or_else(|| status.to_string());
    Err(Failure::new(format!("{what} failed: {reason} (all of it is in {})", log.display())))
}

/// Copies lines to the log, shows the newest on a terminal, and returns the last that complains.
fn follow(reader: io::PipeReader, log: &mut File) -> io::Result<Option<String>> {
    let on_terminal = io::stdout().is_terminal();
    let mut reason = None;
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).trim_end().to_owned();
        writeln!(log, "{line}")?;
        if on_terminal {
            let short: String = line.chars().take(72).collect();
            print!("\r\x1b[K  {short}");
            io::stdout().flush()?;
        }
        if is_complaint(&line) {
            reason = Some(line.trim().to_owned());
        }
    }
    if on_terminal {
        print!("\r\x1b[K");
        io::stdout().flush()?;
    }
    Ok(reason)
}

/// How cargo, npm, rustup and apt begin the line that says what is wrong.
fn is_complaint(line: &str) -> bool {
    ["error: ", "error[", "npm error ", "npm ERR! ", "E: "]
        .iter()
        .any(|start| line.starts_with(start) && line.len() > start.len())
        && !line.contains("could not compile")
        && !line.contains("A complete log of this run")
}

/// The first program of that name on `PATH` or in cargo's bin folder.
pub(crate) fn find_on_path(name: &str) -> Option<PathBuf> {
    let file_name = if name.contains('.') { name.to_owned() } else { format!("{name}{}", env::consts::EXE_SUFFIX) };
    let path = env::var_os("PATH").unwrap_or_default();
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    env::split_paths(&path)
        .chain(cargo_home.map(|home| home.join("bin")))
        .map(|dir| dir.join(&file_name))
        .find(|file| file.is_file())
}

/// `PATH` with these folders in front.
pub(crate) fn path_with<'a>(dirs: impl IntoIterator<Item = &'a Path>) -> Result<OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = dirs.into_iter().map(Path::to_path_buf).chain(env::split_paths(&old));
    env::join_paths(all).map_err(|error| Failure::new(format!("PATH can't be extended: {error}")))
}

/// The failure for a program that can't be started.
#[cold]
pub(crate) fn cannot_start(command: &Command, error: &io::Error) -> Failure {
    let program = command.get_program().display();
    Failure::new(format!("`{program}` can't be started: {error}"))
}

fn check(status: ExitStatus, what: &str) -> Result<()> {
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{what} failed; the reason is above"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_with_the_reason_is_told_from_the_noise() {
        assert!(is_complaint("error: could not find `trunkk` in registry"));
        assert!(is_complaint("E: Unable to locate package chromium"));
        assert!(is_complaint("npm error 404 Not Found"));
        assert!(!is_complaint("   Compiling thiserror v2.0.0"));
        assert!(!is_complaint("error: could not compile `trunk` (bin)"));
        assert!(!is_complaint("npm error A complete log of this run can be found in: /x"));
    }

    #[test]
    fn a_failing_program_is_reported_by_its_own_reason() {
        let dir = env::temp_dir();
        let log = dir.join(format!("xtask-log-{}", std::process::id()));
        let mut sh = command("sh", &dir);
        sh.args(["-c", "echo working; echo 'error: the disk is full' >&2; exit 3"]);
        let failure = run_logged(&mut sh, "the step", &log).expect_err("exit code 3").to_string();
        assert!(failure.starts_with("the step failed: error: the disk is full"), "{failure}");
        let written = fs::read_to_string(&log).expect("a log");
        assert_eq!(written, "working\nerror: the disk is full\n");
        fs::remove_file(&log).expect("the log is ours");
    }
}
