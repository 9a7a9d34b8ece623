//! Lanes with real runs: recordings of the scenario that plays, which are fetched when they are asked for.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{Scenario, Variant};

use super::{OwnScenario, Session, lanes};
use crate::lab::Lane;
use crate::limits;

/// A recording of the scenario that plays.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// How its members were configured.
    pub variant: Variant,
    /// The run; none while it is being fetched.
    pub run: Option<Lane>,
}

impl PartialEq for Recorded {
    /// A recording does not change: it is there, or not yet.
    fn eq(&self, other: &Self) -> bool {
        (self.variant, self.run.is_some()) == (other.variant, other.run.is_some())
    }
}

impl Eq for Recorded {}

impl Session {
    /// The scenario from a file of one's own, or what a recording from one is of, if that is what plays.
    pub fn own_scenario(&self) -> Option<&OwnScenario> {
        self.group.as_ref()?.played.as_ref()
    }

    /// Whether what plays is a recording from a file of one's own.
    pub fn plays_own_recording(&self) -> bool {
        self.own_scenario().is_some_and(|own| own.run.is_some())
    }

    /// Shows what a group of one's own brings: its lane, and, where it is a recording, that beside it.
    pub(crate) fn show_own(&mut self) {
        let Some(group) = &self.group else { return };
        self.lanes = lanes::with_own(&self.lanes, group);
        if let Some(OwnScenario { place, run }) = group.played.clone() {
            self.scenario = place;
            self.recorded = run.into_iter().map(|run| Recorded { variant: run.variant, run: Some(run) }).gather();
        }
    }

    /// The variants in which the scenario that plays was recorded. A group of one's own was not.
    fn recordings(&self) -> &'static [Variant] {
        match BUILTIN.get(self.scenario) {
            Some(builtin) if self.group.is_none() => builtin.recorded,
            _ => &[],
        }
    }

    /// Recordings that can be shown beside the lanes that simulate the same, while there is room for one.
    pub(crate) fn addable_recordings(&self) -> Vec<Variant> {
        if self.lanes.len() + self.recorded.len() >= limits::LANES {
            return Vec::new();
        }
        let is_shown = |v: &Variant| self.recorded.iter().any(|r| r.variant == *v);
        self.recordings().iter().copied().filter(|v| self.lanes.contains(v) && !is_shown(v)).gather()
    }

    /// Asks for the recording of a variant, if there is one, not shown yet, and room for it.
    pub(super) fn record(&mut self, variant: Variant) {
        let is_shown = self.recorded.iter().any(|r| r.variant == variant);
        let has_room = self.lanes.len() + self.recorded.len() < limits::LANES;
        if self.recordings().contains(&variant) && has_room && !is_shown {
            self.recorded.push(Recorded { variant, run: None });
        }
    }

    /// Keeps of the recordings those that another scenario has too; they have still to come.
    pub(super) fn record_anew(&mut self) {
        let known = self.recordings();
        self.recorded.retain(|r| known.contains(&r.variant));
        self.recorded.iter_mut().for_each(|r| r.run = None);
    }

    /// The lanes as they stand side by side: `simulated` ones, each followed by the recording of the same variant.
    pub fn arranged(&self, simulated: Vec<Lane>) -> Vec<Lane> {
        let Some(plan) = simulated.first().map(|lane| lane.trace().header.scenario.clone()) else { return simulated };
        let there = |r: &Recorded| r.run.clone().filter(|run| fits(run, &plan));
        let mut runs: Vec<Lane> = self.recorded.iter().filter_map(there).gather();
        let mut out = Vec::new();
        for lane in simulated {
            let variant = lane.variant;
            out.push(lane);
            if let Some(place) = runs.iter().position(|run| run.variant == variant) {
                out.push(runs.remove(place));
            }
        }
        out.append(&mut runs);
        out
    }

    /// Whether a recording is left out, as members or partitions were added that it has not.
    pub(crate) fn leaves_recordings_out(&self, plan: &Scenario) -> bool {
        self.recorded.iter().filter_map(|r| r.run.as_ref()).any(|run| !fits(run, plan))
    }

    /// Whether recordings are shown of another run than is simulated: settings were changed, or something was done.
    pub(crate) fn outdates_recordings(&self) -> bool {
        !self.recorded.is_empty()
            && (self.settings != super::Settings::default() || !self.acts.is_empty() || !self.steps.is_empty())
    }
}

/// Whether a recording has the members and partitions of a scenario: both are drawn in the same rows.
fn fits(run: &Lane, plan: &Scenario) -> bool {
    let of = |s: &Scenario| (s.members.len(), s.partition_count());
    of(run.trace().scenario()) == of(plan)
}
