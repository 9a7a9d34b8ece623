//! What the coordinator of a consumer group is where time does not pass (`steps`): what it is seen as, its timers, and
//! what it forgets, so that two that will do the same are the same.

use rebalance_model::trace::GroupState;
use rebalance_model::{Generation, SimDuration, SimTime};

use super::super::Coordinator;
use super::{JOINING, Member};
use crate::machine::Timer;
use crate::steps::{Account, Books, Roll};

impl Coordinator {
    /// Sessions end at any time, and heartbeats are sent at any time.
    pub(crate) fn let_time_stand_still(&mut self) {
        let config = &mut self.consumer.config;
        (config.session_timeout, config.heartbeat_interval) = (SimDuration::ZERO, SimDuration::ZERO);
        config.assignment_interval = SimDuration::ZERO;
    }

    /// How long after one target the next is computed at the earliest.
    pub(crate) fn set_assignment_interval(&mut self, interval: SimDuration) {
        self.consumer.config.assignment_interval = interval;
    }

    /// The group as it is, if it is a consumer group.
    pub(crate) fn consumer_view<'a>(&self, committed: &'a [Option<u64>]) -> Option<Roll<'a>> {
        let group = self.consumer.group.as_ref()?;
        let account = |m: &Member| Account {
            id: m.id,
            epoch: Generation(m.epoch),
            state: m.state,
            assigned: m.current(),
            pending: m.pending.clone(),
            target: m.target.clone(),
        };
        let members = group.members.iter().map(account).collect();
        Some(Roll {
            state: group.state(),
            generation: Generation(group.epoch),
            members: group.members.iter().map(|m| m.id).collect(),
            committed,
            books: Some(Books { target_epoch: Generation(group.target_epoch), members }),
        })
    }

    /// Timers that may fire at this instant, and mean something.
    pub(crate) fn consumer_timers(&self, at: SimTime) -> impl Iterator<Item = Timer> + '_ {
        let members = || self.consumer.group.iter().flat_map(|g| &g.members);
        let sessions = members().filter(move |m| m.wake == at).map(|m| Timer::Session(m.id));
        let late = members().filter(move |m| m.deadline == at && m.deadline_epoch == m.epoch);
        sessions.chain(late.map(|m| Timer::Rebalance(m.id)))
    }

    /// Forgets what was told last, deadlines that are over, and in what order members came.
    pub(crate) fn forget_consumers_past(&mut self) {
        let takes_older = self.consumer.config.takes_older_epochs;
        let Some(group) = &mut self.consumer.group else { return };
        group.told = (GroupState::Empty, JOINING);
        for member in &mut group.members {
            if member.deadline == SimTime::NEVER || member.deadline_epoch != member.epoch {
                (member.deadline, member.deadline_epoch) = (SimTime::NEVER, JOINING);
            }
            if !takes_older {
                member.assigned.iter_mut().for_each(|a| a.1 = JOINING);
            }
        }
        rebalance_model::order::sort_by_key(&mut group.members, |m| m.id);
        // Of the classic group that it was, or will be.
        self.generation = Generation(0);
    }
}
