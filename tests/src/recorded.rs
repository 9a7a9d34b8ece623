//! Recordings as they lie in tests/conformance, and runs of the simulator in the same form.
//!
//! Most recordings are kept compressed; those that tools of the project read as they lie are not.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{fs, io::Read as _};

use flate2::read::GzDecoder;
use rebalance_analysis::score::Run;
use rebalance_cli::recording;
use rebalance_model::scenario::json::Json;
use rebalance_model::{Scenario, Variant};
use rebalance_sim::{Options, Until};

/// What lies below tests/conformance.
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance").join(below)
}

fn files(folder: &str, name: &str) -> [PathBuf; 2] {
    ["json", "json.gz"].map(|ending| path(folder).join(format!("{name}.{ending}")))
}

/// Whether there is such a recording.
pub fn exists(folder: &str, name: &str) -> bool {
    files(folder, name).iter().any(|file| file.exists())
}

/// The text of a recording: FOLDER/NAME.json, or FOLDER/NAME.json.gz.
///
/// # Panics
/// If there is none: the tests' own files are whole.
pub fn text(folder: &str, name: &str) -> String {
    let [plain, packed] = files(folder, name);
    let text = if plain.exists() { fs::read_to_string(&plain) } else { unpacked(&packed) };
    text.unwrap_or_else(|why| panic!("{}: {why}", plain.display()))
}

fn unpacked(file: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(file)?).read_to_string(&mut text)?;
    Ok(text)
}

/// A recorded run.
///
/// # Panics
/// As [`text`], and if it is no recording.
pub fn read(folder: &str, name: &str) -> Run {
    recording::parse(&text(folder, name)).unwrap_or_else(|why| panic!("{folder}/{name}: {why}"))
}

/// The Kafka that a recording was made with, and the scenario that was played.
///
/// # Panics
/// As [`read`].
pub fn head(folder: &str, name: &str) -> (String, Scenario) {
    let json: Json = serde_json::from_str(&text(folder, name)).unwrap_or_else(|why| panic!("{folder}/{name}: {why}"));
    let (Some(Json::Text(kafka)), Some(scenario)) = (json.get("kafka"), json.get("scenario")) else {
        panic!("{folder}/{name}: it says neither which Kafka it is of nor what was played")
    };
    (kafka.clone(), Scenario::from_json(scenario).unwrap_or_else(|why| panic!("{folder}/{name}: {why}")))
}

/// Simulates a case and reads it as a recording is read, so that what is scored is what others can score. The seed is
/// the page's and the command line's; a recording ends with its scenario.
///
/// # Panics
/// If Kafka would refuse the scenario.
pub fn simulate(scenario: &Rc<Scenario>, variant: Variant) -> Run {
    let options = Options { until: Until::Duration, ..Options::default() };
    let trace = rebalance_sim::run(scenario, variant, options).unwrap_or_else(|why| panic!("{}: {why}", scenario.name));
    let text = serde_json::to_string(&trace.to_recording()).unwrap_or_else(|why| panic!("{}: {why}", scenario.name));
    recording::parse(&text).unwrap_or_else(|why| panic!("{}: {why}", scenario.name))
}
