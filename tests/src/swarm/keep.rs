//! A case as a file of `tests/swarm`.

use std::rc::Rc;

use rebalance_model::scenario::json::Json;
use rebalance_model::{Scenario, SimDuration, Variant};

use super::{Case, Pace};

impl Case {
    /// The case as a file has it.
    pub fn to_text(&self) -> String {
        let Pace { one_way_us, jitter_us, percent } = self.pace;
        // A scenario says it in whole milliseconds.
        let process_us = self.scenario.load.process.as_micros();
        let scenario = serde_json::to_string_pretty(&self.scenario.to_json()).unwrap_or_default();
        format!(
            "{{\n\"variant\": \"{}\", \"seed\": {},\n\"one_way_us\": {one_way_us}, \"jitter_us\": {jitter_us}, \"percent\": {percent}, \"process_us\": {process_us},\n\"scenario\": {scenario}\n}}\n",
            self.variant, self.seed
        )
    }

    /// Reads it back.
    ///
    /// # Errors
    /// What is missing or wrong in it.
    pub fn from_text(text: &str) -> Result<Self, String> {
        let json: Json = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let number = |key: &str| match json.get(key) {
            Some(Json::Int(n)) => Ok(n.unsigned_abs()),
            _ => Err(format!("no number {key}")),
        };
        let Some(Json::Text(variant)) = json.get("variant") else { return Err("no variant".to_owned()) };
        let scenario = json.get("scenario").ok_or("no scenario")?;
        let mut scenario = Scenario::from_json(scenario).map_err(|e| e.to_string())?;
        if let Ok(us) = number("process_us") {
            scenario.load.process = SimDuration::from_micros(us);
        }
        Ok(Self {
            scenario: Rc::new(scenario),
            variant: Variant::parse(variant).ok_or("no such variant")?,
            seed: number("seed")?,
            pace: Pace {
                one_way_us: number("one_way_us")?,
                jitter_us: number("jitter_us")?,
                percent: number("percent")?,
            },
        })
    }
}
