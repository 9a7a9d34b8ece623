//! Files and standard input as text, and JSON from it: what can go wrong there, as sentences with a place.
//!
//! Knows nothing of what the text means.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rebalance_model::scenario::limits;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// What stands for standard input where a file is expected.
pub const STDIN: &str = "-";

/// Why an input is no text, or not the JSON that is expected.
#[derive(Debug, Error)]
pub enum InputError {
    /// It cannot be read.
    #[error("{0}: {1}")]
    Unreadable(String, io::Error),
    /// It is larger than what is read of one.
    #[error("{0}: more than {1} bytes, which is the most that is read")]
    TooLarge(String, usize),
    /// It is no text.
    #[error("{0}: line {1}: this is no text; JSON in UTF-8 is expected")]
    NotText(String, usize),
    /// There is nothing in it.
    #[error("{0}: is empty; JSON is expected")]
    Empty(String),
    /// It is not JSON, or not of the expected shape; the error has line and column.
    #[error("{0}: {1}")]
    Json(String, serde_json::Error),
}

/// What a path is called in sentences: itself, or "standard input".
pub fn name(path: &Path) -> String {
    if path == Path::new(STDIN) { "standard input".to_owned() } else { path.display().to_string() }
}

/// The bytes of a file, or of standard input for `-`: at most `most` of them and one more, so that a caller sees that
/// there are more.
///
/// # Errors
/// If it cannot be read.
pub fn bytes(path: &Path, most: usize) -> Result<Vec<u8>, InputError> {
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut read = Vec::new();
    let done = if path == Path::new(STDIN) {
        io::stdin().lock().take(most).read_to_end(&mut read)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut read))
    };
    done.map_err(|error| InputError::Unreadable(name(path), error))?;
    Ok(read)
}

/// The text of a file of JSON that has at most `most` bytes.
///
/// # Errors
/// If it cannot be read, is larger, is no text, or there is nothing in it.
pub fn text(path: &Path, most: usize) -> Result<String, InputError> {
    let bytes = bytes(path, most)?;
    if bytes.len() > most {
        return Err(InputError::TooLarge(name(path), most));
    }
    // PowerShell's `>` writes UTF-16, and other tools begin with a byte order mark: both are text.
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0xEF, 0xBB, 0xBF, ..] => rebalance_import::decode(&bytes).into_owned(),
        _ => String::from_utf8(bytes).map_err(|error| not_text(path, error.as_bytes(), error.utf8_error()))?,
    };
    if text.trim().is_empty() { Err(InputError::Empty(name(path))) } else { Ok(text) }
}

#[cold]
fn not_text(path: &Path, bytes: &[u8], error: std::str::Utf8Error) -> InputError {
    let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
    InputError::NotText(name(path), line)
}

/// The value that a file of JSON holds.
///
/// # Errors
/// As [`text`], and if it is not JSON or not of the expected shape.
pub fn json<T: DeserializeOwned>(path: &Path) -> Result<T, InputError> {
    let text = text(path, limits::IMPORT_BYTES)?;
    serde_json::from_str(&text).map_err(|error| InputError::Json(name(path), error))
}

/// The files of a directory whose names end in .json and are not hidden, by name.
///
/// # Errors
/// If the directory cannot be read.
pub fn json_files(directory: &Path) -> Result<Vec<PathBuf>, InputError> {
    let unreadable = |error| InputError::Unreadable(name(directory), error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|ending| ending == "json") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
