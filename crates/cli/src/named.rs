//! A scenario by its file or by the name of a built-in one, and the runs of it that a figure or a check is about.

use std::path::Path;
use std::rc::Rc;

use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::{Scenario, Variant};
use rebalance_sim::Options;
use rebalance_view::{Lab, Lane, Lang, Session};

use crate::simulate::{self, Error};

/// The built-in scenario of that name.
pub fn builtin(name: &str) -> Option<Scenario> {
    read(BUILTIN.iter().find(|b| b.name == name)?.json)
}

fn read(json: &str) -> Option<Scenario> {
    let json: Json = serde_json::from_str(json).ok()?;
    Scenario::from_json(&json).ok()
}

/// Its place among the built-in ones, if it is one of them in every respect.
fn place(scenario: &Scenario) -> Option<usize> {
    let at = BUILTIN.iter().position(|b| b.name == scenario.name)?;
    (read(BUILTIN[at].json).as_ref() == Some(scenario)).then_some(at)
}

/// Reads a scenario: a file, or, where there is no such file, a built-in one by its name.
///
/// # Errors
/// As [`simulate::read_scenario`].
pub fn scenario(path: &Path) -> Result<Rc<Scenario>, Error> {
    let known = path.to_str().filter(|_| !path.exists()).and_then(builtin);
    known.map_or_else(|| simulate::read_scenario(path), |scenario| Ok(Rc::new(scenario)))
}

/// The lanes that a scenario is shown in where nobody names any: those of the page, as far as it has them.
pub fn lanes(scenario: &Scenario) -> Vec<Variant> {
    let opening = Session::default().lanes;
    let has_all = opening.iter().all(|v| scenario.variants.contains(v));
    if scenario.variants.is_empty() || has_all { opening } else { scenario.variants.clone() }
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
    let run = |variant: &Variant| {
        rebalance_sim::run(scenario, *variant, Options { seed, ..Options::default() })
            .map(|trace| Lane::new(Rc::new(trace)))
            .map_err(|error| Error::Refused(scenario.name.clone(), *variant, error))
    };
    let runs = lanes.iter().map(run).collect::<Result<Vec<_>, _>>()?;
    Ok((Lab::new(&session, scenario.clone(), runs, Rc::from([])), session))
}
