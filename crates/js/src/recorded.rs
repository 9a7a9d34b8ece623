//! The door of recordings: from the text of one to a lane of the page, or to what plays where it is somebody's own; and
//! of somebody's own scenarios.
//!
//! The page has it in a part that is fetched later (`xtask::page::lazy`).

use std::rc::Rc;

use rebalance_import::Korean;
use rebalance_import::replay::{self, ReplayError};
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::{Scenario, Variant};
use rebalance_view::session::{LoadedGroup, OwnScenario};
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
/// Where it is no JSON, and where it is neither a recording nor a scenario; and where the page cannot simulate what was played. In words of `lang`.
pub fn open(text: &str, lang: Lang) -> Result<FoundRecording, Wrong> {
    let recording = parse(text)?;
    let trace = match replay::replay(&recording) {
        Ok(trace) => trace,
        Err(ReplayError { at, .. }) if at == replay::HEAD => return scenario(&recording, lang),
        Err(broken) if lang == Lang::En => return Err(Wrong::Broken(broken.to_string())),
        Err(broken) => return Err(Wrong::Broken(Korean(&broken).to_string())),
    };
    let run = Lane::recorded(Rc::new(trace));
    let kafka = match recording.get("kafka") {
        Some(Json::Text(kafka)) => kafka.clone(),
        _ => String::new(),
    };
    let rows = if let Some(Json::List(rows)) = recording.get("events") { rows.len() } else { 0 };
    let group = found(run.trace().header.scenario.clone(), run.variant, Some(run), lang)?;
    Ok(FoundRecording { group, kafka, rows })
}

/// A scenario by itself, as *Share* saves it.
fn scenario(json: &Json, lang: Lang) -> Result<FoundRecording, Wrong> {
    // What every one of them has.
    if json.get("members").is_none() || json.get("topics").is_none() {
        return Err(Wrong::Other);
    }
    let scenario = Scenario::from_json(json).map_err(|error| Wrong::NoScenario(error.to_string()))?;
    let first = scenario.variants.first().copied().unwrap_or(Variant::Eager);
    let group = found(Rc::new(scenario), first, None, lang)?;
    Ok(FoundRecording { group, kafka: String::new(), rows: 0 })
}

/// What plays of a scenario, which is run as `variant` once to see that it can be.
fn found(scenario: Rc<Scenario>, variant: Variant, run: Option<Lane>, lang: Lang) -> Result<Rc<LoadedGroup>, Wrong> {
    // Now, when it can be said where it is read.
    let refused = Beside::default().run(&scenario, variant, 0);
    refused.map_err(|refused| Wrong::Refused(text::refusal(lang, &refused)))?;
    let is_played = |place: &usize| {
        let own = builtin(*place);
        own.name == scenario.name && own.script == scenario.script
    };
    let place = (0..BUILTIN.len()).find(is_played).unwrap_or(BUILTIN.len());
    Ok(Rc::new(LoadedGroup {
        name: scenario.name.clone(),
        own: run.as_ref().map(|run| run.variant),
        scenarios: vec![scenario],
        played: Some(OwnScenario { place, run }),
    }))
}

fn parse(text: &str) -> Result<Json, Wrong> {
    let value = js_sys::JSON::parse(text).map_err(|_| Wrong::NoJson(replay::no_json(text)))?;
    json(&value).map_err(|_| Wrong::TooDeep)
}
