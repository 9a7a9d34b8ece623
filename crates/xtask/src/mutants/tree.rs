//! A copy of the workspace that mutants are put into, and what the compiler says of it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

use serde_json::Value;

/// Folders that are no part of what is built.
const LEFT_OUT: [&str; 4] = [".git", "target", "dist", "node_modules"];
/// Folders that are none of the tests' business.
const UNUSED: [&str; 2] = ["xtask", "web"];
/// Endings of files that are built or tested with; of those, none that a run of the mutants writes.
const BUILT: [&str; 5] = ["rs", "toml", "lock", "json", "gz"];

/// What the crate with the mutants gets, in the copy only.
const SWITCHES: &str = include_str!("switches.rs");
const SWITCHES_FILE: &str = "crates/sim/src/mutation.rs";
/// What a mutant makes unused, or overflow, is no reason to refuse it.
const ALLOWED: &str = "#![allow(warnings, arithmetic_overflow, unconditional_panic, overflowing_literals)]";
const ROOT_FILE: &str = "crates/sim/src/lib.rs";

/// The packages whose tests mutants are put to: those in their libraries, and these targets of theirs.
const PACKAGES: [&str; 3] = ["rebalance-sim", "rebalance-tests", "rebalance-js"];
/// Conformance and swarm are none of them: whatever changes one of their runs, the target `runs` notices.
pub(crate) const TARGETS: [&str; 7] =
    ["runs", "assignors", "protocol", "consumer", "properties", "fingerprints", "model"];

/// The copy.
#[derive(Debug)]
pub(crate) struct Tree {
    origin: PathBuf,
    copy: PathBuf,
    build: PathBuf,
}

/// A test binary, and the folder that it runs in.
#[derive(Clone, Debug)]
pub(crate) struct Binary {
    /// What it is called in tables.
    pub(crate) name: String,
    /// The executable.
    pub(crate) executable: PathBuf,
    /// Its package's folder.
    pub(crate) folder: PathBuf,
}

/// Something that the compiler refuses.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// The file, from the root of the copy.
    pub(crate) file: String,
    /// The bytes that it points at.
    pub(crate) range: Range<usize>,
    /// Its number, as `E0308`.
    pub(crate) code: String,
    /// What it says.
    pub(crate) message: String,
}

impl Tree {
    /// The copy of this workspace in this folder.
    pub(crate) fn new(origin: &Path, folder: &Path) -> Self {
        Self { origin: origin.to_owned(), copy: folder.join("tree"), build: folder.join("build") }
    }

    /// Makes the copy, or brings it up to date, but for files that are written anew anyway; what has not changed keeps its
    /// date, so that it is not built again.
    ///
    /// # Errors
    /// What cannot be read or written.
    pub(crate) fn copy<'f>(&self, but: impl Iterator<Item = &'f str>) -> io::Result<()> {
        let but: BTreeSet<PathBuf> = but.chain([SWITCHES_FILE, ROOT_FILE]).map(|file| self.copy.join(file)).collect();
        let mut there = but.clone();
        copy_folder(&self.origin, &self.copy, &but, &mut there)?;
        remove_others(&self.copy, &there)
    }

    /// Changes with whatever is built.
    ///
    /// # Errors
    /// What cannot be read.
    pub(crate) fn stamp(&self) -> io::Result<String> {
        let mut all = DefaultHasher::new();
        stamp_folder(&self.origin, &self.origin, &mut all)?;
        Ok(format!("{:016x}", all.finish()))
    }

    /// Changes a file of the copy.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn put(&self, file: &str, text: &str) -> io::Result<()> {
        put(&self.copy.join(file), text.as_bytes())
    }

    /// Puts the switches into the copy.
    ///
    /// # Errors
    /// What cannot be read or written.
    pub(crate) fn put_switches(&self) -> io::Result<()> {
        self.put(SWITCHES_FILE, SWITCHES)?;
        self.put_root("\nmod mutation;\n")
    }

    /// Makes the copy one without switches, for a mutant by itself.
    ///
    /// # Errors
    /// What cannot be read or written.
    pub(crate) fn copy_plain(&self) -> io::Result<()> {
        self.copy([].into_iter())?;
        self.put_root("")
    }

    fn put_root(&self, end: &str) -> io::Result<()> {
        let root = fs::read_to_string(self.origin.join(ROOT_FILE))?;
        self.put(ROOT_FILE, &format!("{ALLOWED}\n{root}{end}"))
    }

    /// Has the compiler look at the mutated crate.
    ///
    /// # Errors
    /// Where cargo cannot be run.
    pub(crate) fn check(&self) -> io::Result<Vec<Refusal>> {
        let mut command = self.cargo("check");
        command.args(["--package", "rebalance-sim", "--features", "consumer,steps,whole"]);
        let (messages, succeeded) = messages(&mut command)?;
        let refusals: Vec<Refusal> = messages.iter().filter_map(refusal).collect();
        if refusals.is_empty() && !succeeded {
            return Err(io::Error::other("cargo check fails without an error in a source"));
        }
        Ok(refusals)
    }

    /// Builds these targets, and with more than one the tests of the libraries too. `None` if something does not compile.
    ///
    /// # Errors
    /// Where cargo cannot be run.
    pub(crate) fn build(&self, targets: &[&str]) -> io::Result<Option<Vec<Binary>>> {
        let mut command = self.cargo("test");
        command.arg("--no-run").args((targets.len() > 1).then_some("--lib"));
        command.args(PACKAGES.iter().flat_map(|package| ["--package", package]));
        command.args(targets.iter().flat_map(|target| ["--test", target]));
        let (messages, succeeded) = messages(&mut command)?;
        Ok(succeeded.then(|| messages.iter().filter_map(binary).collect()))
    }

    fn cargo(&self, verb: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
                command.env_remove(name);
            }
        }
        command.current_dir(&self.copy).arg(verb).args(["--profile", "mutants", "--message-format", "json"]);
        command.env("CARGO_TARGET_DIR", &self.build);
        command
    }
}

fn messages(command: &mut Command) -> io::Result<(Vec<Value>, bool)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut text = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut text)?;
    }
    let succeeded = child.wait()?.success();
    Ok((text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(), succeeded))
}

fn refusal(message: &Value) -> Option<Refusal> {
    let message = message.get("message").filter(|m| m.get("level").is_some_and(|level| level == "error"))?;
    let spans = message.get("spans")?.as_array()?;
    let span = spans.iter().find(|s| s.get("is_primary").is_some_and(|is| is == true))?;
    let byte = |name: &str| usize::try_from(span.get(name)?.as_u64()?).ok();
    Some(Refusal {
        file: span.get("file_name")?.as_str()?.to_owned(),
        range: byte("byte_start")?..byte("byte_end")?,
        code: message.get("code").and_then(|code| code.get("code")?.as_str()).unwrap_or_default().to_owned(),
        message: message.get("message")?.as_str()?.to_owned(),
    })
}

fn binary(message: &Value) -> Option<Binary> {
    let executable = PathBuf::from(message.get("executable")?.as_str()?);
    let folder = Path::new(message.get("manifest_path")?.as_str()?).parent()?.to_owned();
    let name = message.get("target")?.get("name")?.as_str()?.to_owned();
    // Of the packages' other targets, programs are built too; they are no tests.
    let is_test = message.get("profile")?.get("test")?.as_bool()?;
    is_test.then_some(Binary { name, executable, folder })
}

/// Wherever the workspace lies.
fn stamp_folder(origin: &Path, folder: &Path, all: &mut DefaultHasher) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries.into_iter().filter(|e| LEFT_OUT.iter().chain(&UNUSED).all(|name| e.file_name() != *name)) {
        let path = entry.path();
        if path.is_dir() {
            stamp_folder(origin, &path, all)?;
        } else if path.extension().is_some_and(|ending| BUILT.iter().any(|built| ending == *built)) {
            (path.strip_prefix(origin).unwrap_or(&path), fs::read(&path)?).hash(all);
        }
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path, but: &BTreeSet<PathBuf>, there: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if LEFT_OUT.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let to = to.join(entry.file_name());
        there.insert(to.clone());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to, but, there)?;
        } else if !but.contains(&to) {
            put(&to, &fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

/// Removes from a folder of the copy what the repository has no more.
fn remove_others(folder: &Path, there: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match (there.contains(&path), path.is_dir()) {
            (true, true) => remove_others(&path, there)?,
            (true, false) => {}
            (false, true) => fs::remove_dir_all(&path)?,
            (false, false) => fs::remove_file(&path)?,
        }
    }
    Ok(())
}

fn put(path: &Path, text: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text)
}
