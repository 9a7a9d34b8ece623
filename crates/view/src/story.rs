//! The steps of the narration: the lanes' moments, merged where the same thing happens in several.

use rebalance_analysis::Moment;
use rebalance_model::SimTime;

/// One step: what happens, in each lane that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When the first lane comes to it.
    pub at: SimTime,
    /// The lane's moment, for each lane that has it at this step.
    pub lanes: Vec<Option<Moment>>,
    /// Whether the narration speaks of it, or only stepping stops there.
    pub told: bool,
}

/// All steps in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The steps.
    pub steps: Vec<Step>,
}
