//! A scenario by its file or by the name of a built-in one, and the runs of it that a figure or a check is about.

use std::path::Path;
use std::rc::Rc;

use rebalance_fence::{Fence, Place, Problem};
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::scenario::limits;
use rebalance_model::{Scenario, Variant};
use rebalance_sim::Options;
use rebalance_view::{Lab, Lane, Lang, Session};

use crate::fences;
use crate::input::{self, InputError};
use crate::simulate::{self, Error};

/// The built-in scenario of that name.
pub fn builtin(name: &str) -> Option<Scenario> {
    parse_json(BUILTIN.iter().find(|b| b.name == name)?.json).ok()
}

/// Its place among the built-in ones, if it is one of them in every respect.
fn place(scenario: &Scenario) -> Option<usize> {
    let at = BUILTIN.iter().position(|b| b.name == scenario.name)?;
    (builtin(&scenario.name).as_ref() == Some(scenario)).then_some(at)
}

/// Reads a scenario: a file in either form, or, where there is no such file, a built-in one by its name.
///
/// # Errors
/// If it cannot be read, or is no scenario.
pub fn fence(path: &Path) -> Result<Fence, Error> {
    if let Some(scenario) = path.to_str().filter(|_| !path.exists()).and_then(builtin) {
        return Ok(Fence::of(scenario));
    }
    let text = input::text(path, limits::IMPORT_BYTES)?;
    if is_json(&text) {
        let json: Json = serde_json::from_str(&text).map_err(|e| InputError::Json(input::name(path), e))?;
        return simulate::scenario_of(json, path).map(|scenario| Fence::of(Rc::unwrap_or_clone(scenario)));
    }
    rebalance_fence::read(&text, &builtin)
        .map_err(|problems| Error::Text(fences::told(&input::name(path), None, &problems)))
}

/// Whether a text is meant to be JSON; else it is a scenario as text.
pub fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Reads a scenario in either of its forms.
///
/// # Errors
/// What is wrong with it, each at its place; of JSON the first thing.
pub fn parse(text: &str) -> Result<Fence, Vec<Problem>> {
    if !is_json(text) {
        return rebalance_fence::read(text, &builtin);
    }
    match parse_json(text) {
        Ok(scenario) => Ok(Fence::of(scenario)),
        Err(what) => Err(vec![Problem { at: Place::default(), what, help: String::new() }]),
    }
}

/// Reads a scenario in its JSON form.
///
/// # Errors
/// The first thing that is wrong with it, as a sentence with its place.
pub fn parse_json(text: &str) -> Result<Scenario, String> {
    let json: Json = serde_json::from_str(text).map_err(|e| e.to_string())?;
    Scenario::from_json(&json).map_err(|e| e.to_string())
}

/// Runs a scenario in lanes: what the page would show of it, and its session.
///
/// # Errors
/// What Kafka would refuse, or the lab does not model; with the scenario's name.
pub fn lab(scenario: &Rc<Scenario>, lanes: &[Variant], seed: u64, lang: Lang) -> Result<(Lab, Session), Error> {
    let session = Session {
        // Behind the built-in ones there are no words about a scenario but its own.
        scenario: place(scenario).unwrap_or(BUILTIN.len()),
        lanes: lanes.to_vec(),
        opened_with: lanes.to_vec(),
        seed,
        playing: false,
        lang,
        ..Session::default()
    };
    let traces = rebalance_sim::run_beside(scenario, lanes, Options { seed, ..Options::default() })
        .map_err(|(variant, error)| Error::Refused(scenario.name.clone(), variant, error))?;
    let runs = traces.into_iter().map(|trace| Lane::new(Rc::new(trace))).collect();
    Ok((Lab::new(&session, scenario.clone(), runs), session))
}
