//! What JavaScript can call: plain data in, plain data out. Seeds and fingerprints are text, as numbers of
//! JavaScript end at 2⁵³.

use std::rc::Rc;

use rebalance_model::trace::Trace;
use rebalance_model::{Scenario, Variant};
use rebalance_sim::{DEFAULT_SEED, Options, Until, run};
use wasm_bindgen::prelude::*;

use crate::error::Fault;
use crate::scenario::from_js;
#[cfg(feature = "api")]
use crate::scenario::{is_json, json, parse_scenario, plain, read_text};

#[cfg(feature = "api")]
type JsResult = Result<JsValue, JsValue>;

/// The types of what comes and goes, for TypeScript.
#[cfg(feature = "api")]
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// Version of the lab.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Reads a scenario, as JSON or as the text of a fence, and gives it back as an object, complete and checked.
///
/// # Errors
/// An `Error` with `code` and `where` if it is no JSON, no such text (`where` is line and column then) or no scenario.
#[cfg(feature = "api")]
#[wasm_bindgen(unchecked_return_type = "Scenario")]
pub fn parse(text: &str) -> JsResult {
    Ok(plain(&if is_json(text) { parse_scenario(text)? } else { read_text(text)?.scenario }.to_json()))
}

/// Runs a scenario (an object) and gives the run as a recording (`kafka-group-recording/1`).
///
/// # Errors
/// An `Error` with `code` and `where` if it is no scenario, or one that Kafka would refuse.
#[cfg(feature = "api")]
#[wasm_bindgen(unchecked_return_type = "Recording")]
#[expect(clippy::needless_pass_by_value, reason = "JavaScript hands over what it passes")]
pub fn simulate(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: Option<js_sys::Object>,
) -> JsResult {
    Ok(plain(&trace(&scenario, options)?.to_recording()))
}

/// The fingerprint of a run, as 16 hexadecimal digits: the same in every browser and natively.
///
/// Of the site's program only the module of figures has it (`xtask::page::lazy`): nothing on the page asks for it.
///
/// # Errors
/// As [`simulate`].
#[cfg_attr(feature = "api", wasm_bindgen)]
#[cfg_attr(not(feature = "api"), wasm_bindgen(js_name = part_figure_fingerprint))]
#[expect(clippy::needless_pass_by_value, reason = "JavaScript hands over what it passes")]
pub fn fingerprint(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: Option<js_sys::Object>,
) -> Result<String, JsValue> {
    Ok(format!("{:016x}", trace(&scenario, options)?.fingerprint()))
}

/// Lets one of Kafka's assignors assign: a case of a vectors file in, `{assignment}` or `{error}` out.
///
/// # Errors
/// An `Error` if the case is none.
#[cfg(feature = "api")]
#[wasm_bindgen(unchecked_return_type = "AssignorAnswer")]
#[expect(clippy::needless_pass_by_value, reason = "JavaScript hands over what it passes")]
pub fn assign(#[wasm_bindgen(unchecked_param_type = "AssignorCase")] case: JsValue) -> JsResult {
    Ok(plain(&crate::assign::assign(&json(&case)?)?))
}

fn trace(scenario: &JsValue, options: Option<js_sys::Object>) -> Result<Trace, Fault> {
    let scenario: Rc<Scenario> = Rc::new(from_js(scenario)?);
    let (variant, options) = chosen(options)?;
    run(&scenario, variant, options).map_err(|error| Fault::new("refused", error.at.clone(), error.to_string()))
}

/// `{variant: "eager", seed: "1", until: "rest"}`, each of them optional.
fn chosen(options: Option<js_sys::Object>) -> Result<(Variant, Options), Fault> {
    let mut chosen = (Variant::Eager, Options { seed: DEFAULT_SEED, ..Options::default() });
    let Some(options) = options else { return Ok(chosen) };
    let text = |key: &str| js_sys::Reflect::get(&options, &JsValue::from_str(key)).ok().and_then(|v| v.as_string());
    if let Some(name) = text("variant") {
        chosen.0 = Variant::parse(&name)
            .ok_or_else(|| Fault::new("option", "variant", ["There is no variant ", &name].concat()))?;
    }
    if let Some(seed) = text("seed") {
        chosen.1.seed =
            seed.parse().map_err(|_| Fault::new("option", "seed", "A seed is a whole number below 2^64, as text"))?;
    }
    if let Some(until) = text("until") {
        chosen.1.until = match until.as_str() {
            "rest" => Until::Rest,
            "duration" => Until::Duration,
            _ => return Err(Fault::new("option", "until", "until is rest or duration")),
        };
    }
    Ok(chosen)
}
