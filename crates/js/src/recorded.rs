//! The door of recordings: from the text of one to a lane of the page, or to what plays where it is somebody's own.
//!
//! The page has it in a part that is fetched later (`xtask::page::lazy`).

use std::rc::Rc;

use rebalance_import::Korean;
use rebalance_import::replay::{self, ReplayError};
use rebalance_model::Trace;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_view::session::{LoadedGroup, OwnRecording};
use rebalance_view::{Lane, Lang, text};

use crate::group::{FoundRecording, Wrong};
use crate::run::Beside;
use crate::scenario::{builtin, json};

/// Reads the recording of a real group (`kafka-group-recording/1`); none where it is none.
pub fn read(text: &str) -> Option<Lane> {
    Some(Lane::recorded(Rc::new(replay::replay(&parse(text).ok()?).ok()?)))
}

/// Reads somebody's own.
///
/// # Errors
/// Where it is no JSON, and where it is no recording; and where the page cannot simulate what was played. In words of `lang`.
pub fn open(text: &str, lang: Lang) -> Result<FoundRecording, Wrong> {
    let recording = parse(text)?;
    let trace = replay::replay(&recording).map_err(|error| match error {
        ReplayError { at, .. } if at == replay::HEAD => Wrong::Other,
        broken if lang == Lang::En => Wrong::Broken(broken.to_string()),
        broken => Wrong::Broken(Korean(&broken).to_string()),
    })?;
    found(&recording, trace, lang)
}

fn found(recording: &Json, trace: Trace, lang: Lang) -> Result<FoundRecording, Wrong> {
    let run = Lane::recorded(Rc::new(trace));
    let scenario = run.trace().header.scenario.clone();
    // Now, when it can be said where it is read.
    let refused = Beside::default().run(&scenario, run.variant, 0);
    refused.map_err(|refused| Wrong::Refused(text::refusal(lang, &refused)))?;
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
    let value = js_sys::JSON::parse(text).map_err(|_| Wrong::NoJson(replay::no_json(text)))?;
    json(&value).map_err(|_| Wrong::TooDeep)
}
