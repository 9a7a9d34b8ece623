//! `rebalance format`: scenarios as text in their one form; those of a document's fences in place.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rebalance_fence::Fence;
use rebalance_model::scenario::limits;
use thiserror::Error;

use crate::fences;
use crate::input::{self, InputError};
use crate::named::{self, is_json};

/// What is written.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A scenario as text or JSON, the name of a built-in scenario, or - for standard input: its text is printed. Or a
    /// Markdown document (.md): its fences are written anew in place.
    pub file: PathBuf,
    /// Print JSON instead of text.
    #[arg(long)]
    pub json: bool,
    /// Change nothing: only say, by the exit code, whether a document has all its fences in form.
    #[arg(long)]
    pub check: bool,
}

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum Error {
    /// It cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// It is no scenario.
    #[error(transparent)]
    Scenario(#[from] crate::simulate::Error),
    /// Its text has mistakes.
    #[error("{0}")]
    Text(String),
    /// It could not be written.
    #[error("{0}: {1}")]
    Output(String, io::Error),
    /// It is not in form.
    #[error("{0} is not in form")]
    NotInForm(String),
}

/// Writes what is asked for.
///
/// # Errors
/// If something cannot be read, has mistakes, or cannot be written.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), Error> {
    let name = input::name(&args.file);
    if fences::is_markdown(&args.file) && !args.json {
        return document(args, &name);
    }
    let text = if args.json {
        let json = named::fence(&args.file)?.scenario.to_json();
        let mut text =
            serde_json::to_string_pretty(&json).unwrap_or_else(|e| unreachable!("a tree is always written: {e}"));
        text.push('\n');
        text
    } else {
        formed(&args.file)?
    };
    if args.check {
        let own = input::text(&args.file, limits::IMPORT_BYTES)?;
        return if own == text { Ok(()) } else { Err(Error::NotInForm(name)) };
    }
    out.write_all(text.as_bytes()).map_err(|e| Error::Output("standard output".to_owned(), e))
}

/// The text of a scenario: a text stays what it is, with its comments.
fn formed(file: &Path) -> Result<String, Error> {
    if let Some(scenario) = file.to_str().filter(|_| !file.exists()).and_then(named::builtin) {
        return Ok(rebalance_fence::write(&Fence::of(scenario)));
    }
    let text = input::text(file, limits::IMPORT_BYTES)?;
    if is_json(&text) {
        let scenario = named::parse_json(&text).map_err(|e| Error::Text(format!("{}: {e}", input::name(file))))?;
        return Ok(rebalance_fence::write(&Fence::of(scenario)));
    }
    rebalance_fence::format(&text).map_err(|problems| Error::Text(fences::told(&input::name(file), None, &problems)))
}

fn document(args: &Args, name: &str) -> Result<(), Error> {
    let text = input::text(&args.file, limits::IMPORT_BYTES)?;
    let formed = fences::replaced(&text, |_, block| {
        let inner = rebalance_fence::format(&block.text)
            .map_err(|problems| Error::Text(fences::told(name, Some(block), &problems)))?;
        Ok::<_, Error>(within(&text[block.range.clone()], &block.text, &inner))
    })?;
    match (formed == text, args.check) {
        (true, _) => Ok(()),
        (false, true) => Err(Error::NotInForm(name.to_owned())),
        (false, false) => fs::write(&args.file, formed).map_err(|e| Error::Output(name.to_owned(), e)),
    }
}

/// A fence with another text in it; one that is indented or quoted line by line stays as it is.
fn within(fence: &str, text: &str, formed: &str) -> String {
    match fence.split_once(text) {
        Some((before, after)) if !text.is_empty() => [before, formed, after].concat(),
        _ => fence.to_owned(),
    }
}
