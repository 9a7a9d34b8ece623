//! The door of recordings: from the text of one to a lane of the page.
//!
//! The page has it in a part that is fetched later (`xtask::page::lazy`).

use std::rc::Rc;

use rebalance_import::replay;
use rebalance_view::Lane;

use crate::error::{Fault, RECORDING};
use crate::scenario::json;

/// Reads the recording of a real group (`kafka-group-recording/1`).
///
/// # Errors
/// Where it is no JSON, and where it is no recording.
pub fn read(text: &str) -> Result<Lane, Fault> {
    let value =
        js_sys::JSON::parse(text).map_err(|thrown| Fault::new("json", "", crate::scenario::not_json(&thrown)))?;
    let trace = replay::replay(&json(&value)?).map_err(|error| Fault::new(RECORDING, error.at.clone(), error.why))?;
    Ok(Lane::recorded(Rc::new(trace)))
}
