//! The fields of one row of a recording.

use rebalance_model::SimTime;
use rebalance_model::scenario::json::Json;

use super::{Flaw, ReplayError, instant};

/// A row: when, whose, what, and its fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    n: usize,
    pub(super) at: SimTime,
    pub(super) who: &'a str,
    pub(super) what: &'a str,
    json: &'a Json,
}

impl<'a> Row<'a> {
    pub(super) fn read(n: usize, json: &'a Json) -> Result<Self, ReplayError> {
        let mut row = Self { n, at: SimTime::ZERO, who: "", what: "", json };
        row.at = instant(row.number("t").ok_or_else(|| row.wrong(Flaw::NoTime))?);
        row.who = row.text("who").ok_or_else(|| row.wrong(Flaw::Lacks("who")))?;
        row.what = row.text("what").ok_or_else(|| row.wrong(Flaw::Lacks("what")))?;
        Ok(row)
    }

    #[cold]
    pub(super) fn wrong(&self, why: Flaw) -> ReplayError {
        ReplayError { at: format!("events[{}]", self.n), why }
    }

    pub(super) fn field(&self, key: &str) -> Option<&'a Json> {
        self.json.get(key)
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        match self.field(key) {
            Some(Json::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.field(key).and_then(number)
    }

    pub(super) fn list(&self, key: &str) -> &'a [Json] {
        match self.field(key) {
            Some(Json::List(list)) => list,
            _ => &[],
        }
    }

    pub(super) fn entries(&self, key: &str) -> &'a [(String, Json)] {
        match self.field(key) {
            Some(Json::Object(entries)) => entries,
            _ => &[],
        }
    }
}

/// A number, whole or not.
#[expect(clippy::cast_precision_loss, reason = "times, offsets and counts of a run are below 2^52")]
pub(super) fn number(json: &Json) -> Option<f64> {
    match json {
        Json::Int(n) => Some(*n as f64),
        Json::Float(n) => Some(*n),
        _ => None,
    }
}
