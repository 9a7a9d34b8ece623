//! Scenarios from their text: `JSON.parse` reads it, the model crate says what it means. No JSON parser in the wasm.

use std::cell::RefCell;
use std::rc::Rc;

use rebalance_model::Scenario;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use wasm_bindgen::JsValue;

use crate::error::Fault;

/// Reads a scenario's text.
///
/// # Errors
/// Where it is no JSON, and where it is no scenario.
pub fn parse_scenario(text: &str) -> Result<Scenario, Fault> {
    let value = js_sys::JSON::parse(text).map_err(|thrown| Fault::new("json", "", not_json(&thrown)))?;
    from_js(value)
}

/// Reads a scenario that is a JavaScript object already.
pub(crate) fn from_js(value: JsValue) -> Result<Scenario, Fault> {
    Ok(Scenario::from_json(&json(value)?)?)
}

/// A JavaScript value as a JSON value.
pub(crate) fn json(value: JsValue) -> Result<Json, Fault> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Fault::new("json", "", error.to_string()))
}

/// What the browser says of a text that is no JSON: its words name line and column.
fn not_json(thrown: &JsValue) -> String {
    let words = js_sys::Reflect::get(thrown, &JsValue::from_str("message")).ok().and_then(|m| m.as_string());
    ["The text is no JSON: ", words.as_deref().unwrap_or("it cannot be read")].concat()
}

thread_local! {
    static READ: RefCell<Vec<Option<Rc<Scenario>>>> = RefCell::new(vec![None; BUILTIN.len()]);
}

/// The built-in scenario at this place of `BUILTIN`; the first one for a place that it has not. Read once.
///
/// # Panics
/// If a file of ours is no scenario, which a test of the model crate rules out.
pub fn builtin(place: usize) -> Rc<Scenario> {
    let place = if place < BUILTIN.len() { place } else { 0 };
    READ.with_borrow_mut(|read| {
        read[place]
            .get_or_insert_with(|| match parse_scenario(BUILTIN[place].json) {
                Ok(scenario) => Rc::new(scenario),
                Err(fault) => panic!("{}: {fault}", BUILTIN[place].name),
            })
            .clone()
    })
}
