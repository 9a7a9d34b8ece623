//! Scenarios from their text. JSON is read by `JSON.parse`, and the model crate says what it means: no JSON parser in the
//! wasm. Any other text is a fence's.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use rebalance_fence::Fence;
use rebalance_model::Scenario;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use serde::Serialize as _;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::error::Fault;

/// Reads a scenario's text.
///
/// # Errors
/// Where it is no JSON, and where it is no scenario.
pub fn parse_scenario(text: &str) -> Result<Scenario, Fault> {
    let value = js_sys::JSON::parse(text).map_err(|thrown| Fault::new("json", "", not_json(&thrown)))?;
    from_js(&value)
}

/// Whether a text is meant to be JSON; else it is that of a fence.
pub fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Reads a scenario as the text of a fence, with what else that says. What is wrong is told line by line, the place of the
/// fault being the first one (`3:5`, line and column).
///
/// # Errors
/// Each line that is wrong.
pub fn read_text(text: &str) -> Result<Fence, Fault> {
    // What stands in an element begins in the line below its tag.
    let text = text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text);
    rebalance_fence::read(text, &named).map_err(|problems| {
        let at = problems.first().map(|p| [&p.at.line.to_string(), ":", &p.at.column.to_string()].concat());
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Fault::new("text", at.unwrap_or_default(), lines.join("\n"))
    })
}

/// The built-in scenario of that name.
fn named(name: &str) -> Option<Scenario> {
    BUILTIN.iter().position(|b| b.name == name).map(|place| (*builtin(place)).clone())
}

/// Reads a scenario that is a JavaScript object already.
pub(crate) fn from_js(value: &JsValue) -> Result<Scenario, Fault> {
    Ok(Scenario::from_json(&json(value)?)?)
}

/// How deep a scenario may be nested; its own depth is 4.
const DEPTH: u32 = 16;

/// A JavaScript value as a JSON value. By hand: serde's way here would bring the printing of floats and of everything
/// unexpected along, 5 KB of the page.
pub(crate) fn json(value: &JsValue) -> Result<Json, Fault> {
    nested(value, DEPTH)
}

fn nested(value: &JsValue, depth: u32) -> Result<Json, Fault> {
    if depth == 0 {
        return Err(Fault::new("json", "", "The text is nested too deep"));
    }
    if let Some(text) = value.as_string() {
        return Ok(Json::Text(text));
    }
    if let Some(n) = value.as_f64() {
        return Ok(number(n));
    }
    if let Some(b) = value.as_bool() {
        return Ok(Json::Bool(b));
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        return list.iter().map(|item| nested(&item, depth - 1)).collect::<Result<_, _>>().map(Json::List);
    }
    let Some(object) = value.dyn_ref::<Object>() else { return Ok(Json::Null) };
    let mut entries = Vec::new();
    for key in Object::keys(object).iter() {
        let inner = Reflect::get(object, &key).unwrap_or(JsValue::NULL);
        entries.push((key.as_string().unwrap_or_default(), nested(&inner, depth - 1)?));
    }
    Ok(Json::Object(entries))
}

/// A JSON value as `JSON.parse` would give it: objects instead of maps.
///
/// # Panics
/// Never: there is nothing in a JSON value that JavaScript has not.
pub fn plain(value: &Json) -> JsValue {
    let objects = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&objects).expect("a JSON value is plain data")
}

/// JavaScript has one kind of number: 3 reads as it does natively.
#[expect(clippy::cast_possible_truncation, clippy::float_cmp, reason = "whole, and guarded by the bound")]
fn number(n: f64) -> Json {
    if n.trunc() == n && n.abs() < 9e15 { Json::Int(n as i64) } else { Json::Float(n) }
}

/// What the browser says of a text that is no JSON: its words name line and column.
pub(crate) fn not_json(thrown: &JsValue) -> String {
    let words = Reflect::get(thrown, &JsValue::from_str("message")).ok().and_then(|m| m.as_string());
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
