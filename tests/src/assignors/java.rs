//! Has Kafka's own assignors timed: builds tests/bench-assignors with Maven, writes the cells into a file, and reads what
//! the Java program prints.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{fs, io};

use super::measure::{Timed, Times};
use super::{Cell, to_text};

/// Heap of the Java process, all of it from the start.
pub const HEAP: &str = "2g";
/// A call that takes longer is cut, and counts as so long.
pub const LIMIT: Duration = Duration::from_secs(15);

/// How Kafka's classes came out in a cell: none if the call was cut.
pub type Result = Option<Timed>;

/// The program, built, and its input.
#[derive(Debug)]
pub struct Java {
    class_path: String,
    input: PathBuf,
}

impl Java {
    /// Builds the program, and writes the cells for it into `folder`.
    ///
    /// # Errors
    /// If Maven or the disk fails.
    pub fn prepare(cells: &[Cell], folder: &Path) -> io::Result<Self> {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench-assignors");
        let class_path = project.join("target/classpath");
        let mut maven = Command::new("mvn");
        maven.arg("-q").arg("-f").arg(project.join("pom.xml")).args(["compile", "dependency:build-classpath"]);
        maven.arg(format!("-Dmdep.outputFile={}", class_path.display()));
        if !maven.status()?.success() {
            return Err(io::Error::other("Maven could not build tests/bench-assignors"));
        }
        let libraries = fs::read_to_string(&class_path)?;
        let class_path = format!("{}:{}", project.join("target/classes").display(), libraries.trim());
        fs::create_dir_all(folder)?;
        let input = folder.join("cells.txt");
        let text: String = cells.iter().map(|cell| to_text(cell, &cell.group())).collect();
        fs::write(&input, text)?;
        Ok(Self { class_path, input })
    }

    /// What `java -version` says first.
    ///
    /// # Errors
    /// If there is no Java.
    pub fn version() -> io::Result<String> {
        let said = Command::new("java").arg("-version").output()?.stderr;
        Ok(String::from_utf8_lossy(&said).lines().next().unwrap_or_default().to_owned())
    }

    /// Runs all cells; tells `seen` how each came out. A process that ends with a call that took too long is followed by
    /// another one, which is warmed up anew.
    ///
    /// # Errors
    /// If Java fails, or says something else than it should.
    pub fn run(&self, cells: &[Cell], times: Times, mut seen: impl FnMut(usize, Result)) -> io::Result<()> {
        let mut next = 0;
        while next < cells.len() {
            let mut java = Command::new("java");
            java.args([format!("-Xms{HEAP}"), format!("-Xmx{HEAP}")]).args(["-cp", &self.class_path]);
            java.arg("bench.Assignors").arg(&self.input).arg(next.to_string());
            java.args([times.warm, times.measure, LIMIT].map(|span| span.as_millis().to_string()));
            let mut child = java.stdout(Stdio::piped()).spawn()?;
            let begun = next;
            for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufReader::lines) {
                let line = line?;
                let cell = cells.get(next).ok_or_else(|| unexpected(&line))?;
                seen(next, read(cell, &line).ok_or_else(|| unexpected(&line))?);
                next += 1;
            }
            if !child.wait()?.success() || next == begun {
                return Err(io::Error::other("the Java program failed"));
            }
        }
        Ok(())
    }
}

fn unexpected(line: &str) -> io::Error {
    io::Error::other(format!("the Java program said: {line}"))
}

/// `cell NAME calls N ns LEAST check HASH`, or `cell NAME cut`; none if it is neither, or of another cell.
fn read(cell: &Cell, line: &str) -> Option<Result> {
    let fields: Vec<&str> = line.split('\t').collect();
    match fields.as_slice() {
        ["cell", name, "cut"] if *name == cell.to_string() => Some(None),
        ["cell", name, "calls", _, "ns", least, "check", check] if *name == cell.to_string() => {
            let least = Duration::from_nanos(least.parse().ok()?);
            Some(Some(Timed { least, check: u64::from_str_radix(check, 16).ok()? }))
        }
        _ => None,
    }
}
