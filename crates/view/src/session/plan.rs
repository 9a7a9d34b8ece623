//! From a session and its base scenario to the scenario to simulate, checked as Kafka checks it.

use rebalance_model::config::keys::{GROUP_PROTOCOL, OF_GROUPS};
use rebalance_model::config::{ConfigError, RawConfig, Side, key};
use rebalance_model::scenario::{Action as Do, MemberSpec, Step, limits};
use rebalance_model::{MemberIdx, Scenario, SimDuration};

use super::{Act, ActKind, Session, Settings};

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
        let mut scenario = base.clone();
        self.settings.apply(&mut scenario)?;
        for act in &self.acts {
            act.apply(&mut scenario)?;
        }
        self.check(&scenario)?;
        Ok(scenario)
    }

    /// What Kafka would refuse when the members start, in any lane.
    fn check(&self, scenario: &Scenario) -> Result<(), PlanError> {
        scenario.broker_config()?;
        for variant in &self.lanes {
            for i in 0..scenario.members.len() {
                scenario.member_config(MemberIdx::at(i), *variant, &RawConfig::default())?;
            }
            for step in &scenario.script {
                if let Do::Start { member, config } = &step.action
                    && !config.is_empty()
                {
                    scenario.member_config(*member, *variant, config)?;
                }
            }
        }
        Ok(())
    }
}

/// The first slow batch of a scenario's script: the one whose length is a knob.
pub(crate) fn batch_of(scenario: &Scenario) -> Option<(MemberIdx, SimDuration)> {
    scenario.script.iter().find_map(|s| if let Do::Stall(m, d) = s.action { Some((m, d)) } else { None })
}

impl Settings {
    fn apply(&self, scenario: &mut Scenario) -> Result<(), PlanError> {
        for (name, value) in &self.kafka {
            let key = key(name).ok_or_else(|| PlanError::UnknownKey(name.clone()))?;
            match key.side {
                Side::Broker => {
                    scenario.broker.set(key.name, value.as_str());
                    // What is set here is to be in force, whatever the group has of its own.
                    if let Some([_, own]) = OF_GROUPS.iter().find(|[broker, _]| *broker == key) {
                        scenario.group.remove(own.name);
                    }
                }
                Side::Group => scenario.group.set(key.name, value.as_str()),
                // The lanes decide it.
                Side::Consumer if key.name == GROUP_PROTOCOL.name => {}
                Side::Consumer => set_for_all(scenario, key.name, value),
            }
        }
        scenario.version = self.version.unwrap_or(scenario.version);
        let load = &mut scenario.load;
        if let Some(rate) = self.records_per_second {
            load.records_per_second = at_most("records_per_second", rate, limits::RECORDS_PER_SECOND)?;
        }
        load.process = span("process_ms", self.process)?.unwrap_or(load.process);
        load.poll = span("poll_ms", self.poll)?.unwrap_or(load.poll).max(SimDuration::from_millis(1));
        if let Some(batch) = span("batch_ms", self.batch)? {
            set_batch(scenario, batch);
        }
        Ok(())
    }
}

/// Sets a consumer's setting for every member, whatever each had of its own.
fn set_for_all(scenario: &mut Scenario, name: &str, value: &str) {
    scenario.consumer.set(name, value);
    for member in &mut scenario.members {
        member.config.remove(name);
    }
    for step in &mut scenario.script {
        if let Do::Start { config, .. } = &mut step.action {
            config.remove(name);
        }
    }
}

/// Sets the length of the first slow batch; one of no length does not happen.
fn set_batch(scenario: &mut Scenario, batch: SimDuration) {
    let Some(at) = scenario.script.iter().position(|s| matches!(s.action, Do::Stall(..))) else { return };
    if batch == SimDuration::ZERO {
        scenario.script.remove(at);
    } else if let Do::Stall(_, takes) = &mut scenario.script[at].action {
        *takes = batch;
    }
}

fn at_most(what: &'static str, value: u64, most: u64) -> Result<u64, PlanError> {
    if value <= most { Ok(value) } else { Err(PlanError::TooMuch { what, value, most }) }
}

fn span(what: &'static str, d: Option<SimDuration>) -> Result<Option<SimDuration>, PlanError> {
    if let Some(d) = d {
        at_most(what, d.as_millis(), limits::SIMULATED_TIME.as_millis())?;
    }
    Ok(d)
}

impl Act {
    fn apply(&self, scenario: &mut Scenario) -> Result<(), PlanError> {
        at_most("act", self.at.as_millis(), limits::SIMULATED_TIME.as_millis())?;
        if self.kind == ActKind::Add && scenario.member_named(&self.member).is_none() {
            at_most("members", scenario.members.len() as u64 + 1, limits::MEMBERS as u64)?;
            scenario.members.push(MemberSpec { name: self.member.clone(), ..MemberSpec::default() });
        }
        let step = self.step(scenario).ok_or_else(|| PlanError::UnknownMember(self.member.clone()))?;
        *scenario = scenario.with_step(step);
        Ok(())
    }

    /// What it is in a script of this scenario, none if its member is not there.
    fn step(&self, scenario: &Scenario) -> Option<Step> {
        let member = scenario.member_named(&self.member)?;
        let action = match self.kind {
            ActKind::Add => Do::Start { member, config: RawConfig::default() },
            ActKind::Close => Do::Close(member),
            ActKind::Kill => Do::Kill(member),
            ActKind::SlowBatch(d) => Do::Stall(member, d),
        };
        Some(Step { at: self.at, action })
    }

    /// Whether `step` of a planned scenario is what this act became.
    pub(crate) fn is_step(&self, scenario: &Scenario, step: &Step) -> bool {
        self.step(scenario).as_ref() == Some(step)
    }
}
