//! From a session and its base scenario to the scenario to simulate, checked as Kafka checks it.

use rebalance_model::config::keys::{GROUP_PROTOCOL, OF_GROUPS};
use rebalance_model::config::{ConfigError, RawConfig, Side, key};
use rebalance_model::id::TopicIdx;
use rebalance_model::scenario::{Action as Do, MemberSpec, Step, limits};
use rebalance_model::{MemberIdx, Scenario, SimDuration, SimTime};

use super::{Act, ActKind, Mark, Session, Settings, StepEdit};

/// Why a session cannot be run; `text::refusal` says it in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// Kafka, or the lab, refuses a setting.
    Config(ConfigError),
    /// The lab reads no setting of this name.
    UnknownKey(String),
    /// An act names a member that is not there.
    UnknownMember(String),
    /// A member is started that runs already.
    AlreadyRuns(String),
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
    /// A setting that Kafka would refuse, alone or beside the others, in any lane; an act on nobody; a start of what
    /// runs already.
    pub fn plan(&self, base: &Scenario) -> Result<Scenario, PlanError> {
        let mut scenario = base.clone();
        self.settings.apply(&mut scenario)?;
        for act in &self.acts {
            act.bring_member(&mut scenario)?;
        }
        if let Some(edit) = self.steps.iter().find(|e| e.step >= base.script.len()) {
            at_most("step", edit.step as u64 + 1, base.script.len() as u64)?;
        }
        let mut script = Vec::new();
        for (mark, step) in self.marks(&scenario.script, &scenario) {
            at_most("act", step.at.as_millis(), limits::SIMULATED_TIME.as_millis())?;
            span("act", step.action.duration())?;
            script.push((mark, step));
        }
        // Acts come behind what the script does at the same instant.
        rebalance_model::order::sort_by_key(&mut script, |(_, step)| step.at);
        if self.steps.is_empty() && self.acts.is_empty() {
            debug_assert!(starts_twice(base, &script).is_none(), "a scenario starts a member that runs");
        } else if let Some(member) = starts_twice(base, &script) {
            return Err(PlanError::AlreadyRuns(name_of(&scenario, member)));
        }
        scenario.script = script.into_iter().map(|(_, step)| step).collect();
        at_most("partitions", scenario.partition_count() as u64, limits::PARTITIONS as u64)?;
        self.check(&scenario)?;
        Ok(scenario)
    }

    /// This session without the acts, and the changes to steps of the script, that `base` with those before them does not
    /// take; and why, an error each. Nothing is left out where it can't be run without any of them either.
    #[must_use]
    pub fn possible(&self, base: &Scenario) -> (Self, Vec<PlanError>) {
        let mut so_far = Self { acts: Vec::new(), steps: Vec::new(), ..self.clone() };
        let mut why = Vec::new();
        if so_far.plan(base).is_err() {
            return (self.clone(), why);
        }
        for step in &self.steps {
            so_far.steps.push(*step);
            if let Err(error) = so_far.plan(base) {
                so_far.steps.pop();
                why.push(error);
            }
        }
        for act in &self.acts {
            so_far.acts.push(act.clone());
            if let Err(error) = so_far.plan(base) {
                so_far.acts.pop();
                why.push(error);
            }
        }
        (so_far, why)
    }

    /// What happens, and which marker stands for it: the steps of the scenario's own `script` as they are now, then the
    /// acts. Of an act whose member `scenario` does not have there is nothing.
    pub(crate) fn marks(&self, script: &[Step], scenario: &Scenario) -> Vec<(Mark, Step)> {
        let batch = batch_step(script);
        let mut out = Vec::new();
        for (i, step) in script.iter().enumerate() {
            let edit = self.steps.iter().find(|e| e.step == i);
            let own = self.settings.batch.filter(|_| batch == Some(i));
            let takes = own.or(edit.and_then(|e| e.takes));
            let step = Step { at: edit.map_or(step.at, |e| e.at), action: lasting(step.action.clone(), takes) };
            // A batch of no length does not happen.
            if step.at != SimTime::NEVER && own != Some(SimDuration::ZERO) {
                out.push((Mark::Step(i), step));
            }
        }
        let acts = self.acts.iter().enumerate();
        out.extend(acts.filter_map(|(i, act)| Some((Mark::Act(i), act.step(scenario)?))));
        out
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
    let step = &scenario.script[batch_step(&scenario.script)?];
    Some((step.action.member()?, step.action.duration()?))
}

/// Its place in the script.
pub(super) fn batch_step(script: &[Step]) -> Option<usize> {
    script.iter().position(|s| matches!(s.action, Do::Stall(..)))
}

/// The action with another length, if it has one.
fn lasting(action: Do, takes: Option<SimDuration>) -> Do {
    let Some(d) = takes else { return action };
    match action {
        Do::Stall(m, _) => Do::Stall(m, d),
        Do::StallRevoke(m, _) => Do::StallRevoke(m, d),
        Do::NetworkDown(m, _) => Do::NetworkDown(m, d),
        Do::Freeze(m, _) => Do::Freeze(m, d),
        Do::Delay(m, _) => Do::Delay(m, d),
        Do::RestartBroker(_) => Do::RestartBroker(d),
        other => other,
    }
}

/// A member that a script, in its order, starts while it runs. What a run would make of that is nothing, silently.
fn starts_twice(base: &Scenario, script: &[(Mark, Step)]) -> Option<MemberIdx> {
    let mut running: Vec<MemberIdx> = base.initial.iter().flat_map(|i| &i.assignment).map(|(m, _)| *m).collect();
    for (_, step) in script {
        match step.action {
            Do::Start { member, .. } if running.contains(&member) => return Some(member),
            Do::Start { member, .. } => running.push(member),
            Do::Close(member) | Do::Kill(member) => running.retain(|m| *m != member),
            _ => {}
        }
    }
    None
}

fn name_of(scenario: &Scenario, member: MemberIdx) -> String {
    scenario.members.get(member.index()).map_or_else(String::new, |m| m.name.clone())
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
        span("batch_ms", self.batch)?;
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
    /// Its newcomer is a member of the scenario.
    fn bring_member(&self, scenario: &mut Scenario) -> Result<(), PlanError> {
        if self.kind == ActKind::Add && scenario.member_named(&self.member).is_none() {
            at_most("members", scenario.members.len() as u64 + 1, limits::MEMBERS as u64)?;
            scenario.members.push(MemberSpec { name: self.member.clone(), ..MemberSpec::default() });
        }
        match self.step(scenario) {
            Some(_) => Ok(()),
            None => Err(PlanError::UnknownMember(self.member.clone())),
        }
    }

    /// What it is in a script of this scenario, none if its member is not there.
    fn step(&self, scenario: &Scenario) -> Option<Step> {
        let action = if let ActKind::AddPartitions(total) = self.kind {
            let topic = scenario.topics.iter().position(|t| t.name == self.member)?;
            Do::AddPartitions(TopicIdx::at(topic), total)
        } else {
            let member = scenario.member_named(&self.member)?;
            match self.kind {
                ActKind::Add | ActKind::AddPartitions(_) => Do::Start { member, config: RawConfig::default() },
                ActKind::Close => Do::Close(member),
                ActKind::Kill => Do::Kill(member),
                ActKind::Throw => Do::Throw(member),
                ActKind::SlowBatch(d) => Do::Stall(member, d),
                ActKind::NetworkDown(d) => Do::NetworkDown(member, d),
                ActKind::Freeze(d) => Do::Freeze(member, d),
                ActKind::SlowRevoke(d) => Do::StallRevoke(member, d),
            }
        };
        Some(Step { at: self.at, action })
    }
}

impl StepEdit {
    /// The step of `base` with this place, as it has it.
    pub(super) fn own(base: &Scenario, step: usize) -> Option<Self> {
        Some(Self { step, at: base.script.get(step)?.at, takes: None })
    }
}
