//! `rebalance recordings`: the recordings that the page can show beside its lanes, as files of their own.
//!
//! Of each built-in scenario one run a variant, without what `rebalance_import::replay` does not read.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use rebalance_import::replay;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;

use crate::input;
use crate::simulate::Error;

/// Where from, and where to.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A directory of NAME.VARIANT.N.json, plain or as .json.gz.
    pub from: PathBuf,
    /// A directory, which gets NAME.VARIANT.json files.
    pub to: PathBuf,
}

/// Which of the runs of a case is shown.
const RUN: u32 = 1;

/// Writes the files.
///
/// # Errors
/// If a recording is missing, is none, or cannot be written.
pub fn run(args: &Args) -> Result<(), Error> {
    fs::create_dir_all(&args.to).map_err(|e| Error::Output(input::name(&args.to), e))?;
    for builtin in BUILTIN {
        for variant in builtin.recorded {
            let case = format!("{}.{}", builtin.name, variant.name());
            let json = trimmed(read(&args.from, &format!("{case}.{RUN}"))?);
            replay::replay(&json).map_err(|e| Error::Recording(case.clone(), e))?;
            let file = args.to.join(format!("{case}.json"));
            let text =
                serde_json::to_string(&json).unwrap_or_else(|e| unreachable!("a JSON tree is always written: {e}"));
            fs::write(&file, text).map_err(|e| Error::Output(input::name(&file), e))?;
        }
    }
    Ok(())
}

fn read(folder: &Path, run: &str) -> Result<Json, Error> {
    let packed = folder.join(format!("{run}.json.gz"));
    let Ok(file) = fs::File::open(&packed) else { return Ok(input::json(&folder.join(format!("{run}.json")))?) };
    let mut text = String::new();
    let done = GzDecoder::new(file).read_to_string(&mut text);
    done.map_err(|e| input::InputError::Unreadable(input::name(&packed), e))?;
    Ok(serde_json::from_str(&text).map_err(|e| input::InputError::Json(input::name(&packed), e))?)
}

/// A recording without the clients' metrics and without what was looked up of the group now and then.
fn trimmed(recording: Json) -> Json {
    let Json::Object(entries) = recording else { return recording };
    let is_group = |row: &Json| row.get("who") == Some(&Json::from("group"));
    let entries =
        entries.into_iter().filter(|(key, _)| key != "client_metrics_at_end").map(|(key, value)| match value {
            Json::List(rows) if key == "events" => {
                (key, Json::List(rows.into_iter().filter(|r| !is_group(r)).collect()))
            }
            value => (key, value),
        });
    Json::Object(entries.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the tests of the workspace keep.
    fn recordings() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/recordings")
    }

    #[test]
    fn what_is_left_out_is_not_missed() {
        for builtin in BUILTIN {
            for variant in builtin.recorded {
                let whole = read(&recordings(), &format!("{}.{}.{RUN}", builtin.name, variant.name())).unwrap();
                let less = trimmed(whole.clone());
                assert!(serde_json::to_string(&less).unwrap().len() < serde_json::to_string(&whole).unwrap().len());
                assert_eq!(replay::replay(&less), replay::replay(&whole), "{} {variant}", builtin.name);
            }
        }
    }
}
