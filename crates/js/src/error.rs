//! What goes wrong at this edge, as a value; JavaScript gets it as an `Error` with a `code` and, where there is one,
//! the place in `where`.

use rebalance_model::scenario::ScenarioError;
use wasm_bindgen::JsValue;

/// What a fault is about, and the class of the error that the npm package makes of it.
pub const CODES: [(&str, &str); 6] = [
    ("json", "JsonError"),
    ("text", "TextError"),
    ("scenario", "ScenarioError"),
    ("refused", "RefusedError"),
    ("option", "OptionError"),
    ("case", "CaseError"),
];

/// Something that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A word that programs can tell faults apart by.
    pub code: &'static str,
    /// The place in the input, empty for the whole.
    pub at: String,
    /// What is wrong, as a sentence.
    pub what: String,
}

impl Fault {
    #[cold]
    pub(crate) fn new(code: &'static str, at: impl Into<String>, what: impl Into<String>) -> Self {
        debug_assert!(CODES.iter().any(|(known, _)| *known == code), "{code} is in the list");
        Self { code, at: at.into(), what: what.into() }
    }
}

impl From<ScenarioError> for Fault {
    fn from(error: ScenarioError) -> Self {
        Self { code: "scenario", what: error.to_string(), at: error.at }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        let error = js_sys::Error::new(&fault.what);
        for (key, value) in [("code", fault.code), ("where", &fault.at)] {
            js_sys::Reflect::set(&error, &Self::from_str(key), &Self::from_str(value)).ok();
        }
        error.into()
    }
}
