//! The door of recordings: from the text of one to a lane of the page, or to what plays where it is somebody's own.
//!
//! The page has it in a part that is fetched later (`xtask::page::lazy`).

use std::rc::Rc;

use rebalance_import::replay::{self, ReplayError};
use rebalance_model::Trace;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_view::Lane;
use rebalance_view::session::{LoadedGroup, OwnRecording};

use crate::group::{FoundRecording, Wrong};
use crate::run::Beside;
use crate::scenario::{builtin, json, not_json};

/// Reads the recording of a real group (`kafka-group-recording/1`).
///
/// # Errors
/// Where it is no JSON, and where it is no recording.
pub fn read(text: &str) -> Result<Lane, Wrong> {
    Ok(Lane::recorded(Rc::new(trace(&parse(text)?)?)))
}

/// Reads somebody's own.
///
/// # Errors
/// As [`read`]; and where the page cannot simulate what was played.
pub fn open(text: &str) -> Result<FoundRecording, Wrong> {
    found(&parse(text)?)
}

/// The same of JSON that is read already.
///
/// # Errors
/// As [`open`].
pub fn found(recording: &Json) -> Result<FoundRecording, Wrong> {
    let run = Lane::recorded(Rc::new(trace(recording)?));
    let scenario = run.trace().header.scenario.clone();
    // Now, when it can be said where it is read.
    Beside::default().run(&scenario, run.variant, 0).map_err(Wrong::Refused)?;
    let is_played = |place: &usize| {
        let own = builtin(*place);
        own.name == scenario.name && own.script == scenario.script
    };
    let place = (0..BUILTIN.len()).find(is_played).unwrap_or(BUILTIN.len());
    let kafka = match recording.get("kafka") {
        Some(Json::Text(kafka)) => kafka.clone(),
        _ => String::new(),
    };
    let rows = if let Some(Json::List(rows)) = recording.get("events") { rows.len() } else { 0 };
    let group = LoadedGroup {
        name: scenario.name.clone(),
        own: Some(run.variant),
        scenarios: vec![scenario],
        recording: Some(OwnRecording { place, run }),
    };
    Ok(FoundRecording { group: Rc::new(group), kafka, rows })
}

fn parse(text: &str) -> Result<Json, Wrong> {
    let value = js_sys::JSON::parse(text).map_err(|thrown| match replay::cut_off(text) {
        Some(line) => Wrong::CutOff(line),
        None => Wrong::NoJson(not_json(&thrown)),
    })?;
    json(&value).map_err(|fault| Wrong::NoJson(fault.what))
}

fn trace(recording: &Json) -> Result<Trace, Wrong> {
    replay::replay(recording).map_err(|error| match error {
        ReplayError { at, .. } if at == replay::HEAD => Wrong::Other,
        broken => Wrong::Broken(broken.to_string()),
    })
}
