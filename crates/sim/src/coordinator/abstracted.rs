//! What the coordinator is where time does not pass (`steps`): what it is seen as, its timers, and what it forgets, so
//! that two that will do the same are the same.

use rebalance_model::trace::GroupState;
use rebalance_model::{Generation, SetIdx, SimTime};

use super::{Coordinator, Stored};
use crate::machine::Timer;
use crate::steps::Roll;

impl Coordinator {
    /// The group as it is.
    pub(crate) fn view(&self) -> Roll<'_> {
        let committed = &self.offsets;
        if let Some(roll) = self.consumer_view(committed) {
            return roll;
        }
        let members = self.entries.iter().map(|e| e.id).collect();
        Roll { state: self.state, generation: self.generation, members, committed, books: None }
    }

    /// Timers that may fire at this instant, and mean something.
    pub(crate) fn awaited(&self, at: SimTime) -> Vec<Timer> {
        let pending = self.pending.iter().filter(|p| p.expires == at).map(|p| Timer::Session(p.id));
        let sessions = self.entries.iter().filter(|e| e.wake == at).map(|e| Timer::Session(e.id));
        let join = (self.join_deadline == at).then_some(Timer::Join);
        let sync = (self.sync_deadline == at).then_some(Timer::Sync);
        let consumers = self.consumer_timers(at);
        pending.chain(sessions).chain(join).chain(sync).chain(consumers).collect()
    }

    /// Forgets what can make no difference while its broker is not stopped: what its log has, and of each phase what
    /// only that phase looks at.
    pub(crate) fn forget_what_is_over(&mut self) {
        let nothing = Stored { generation: Generation(0), entries: Vec::new(), leader: None, protocol: None };
        self.stored = nothing;
        self.forget_consumers_past();
        let (joins, stable) = (self.state == GroupState::PreparingRebalance, self.state == GroupState::Stable);
        if let Some(initial) = &mut self.initial {
            // There is nothing left by which it could be extended.
            initial.member_added = false;
        }
        for entry in &mut self.entries {
            if joins {
                entry.pending_sync = false;
            }
            if !stable {
                entry.assignment = SetIdx(0);
            }
        }
        if joins {
            self.protocol = None;
        }
        // Only members in one bucket of Java's hash map would be told in the order in which they were added.
        rebalance_model::order::sort_by_key(&mut self.entries, |e| e.id);
        rebalance_model::order::sort_by_key(&mut self.pending, |p| p.id);
        for offset in &mut self.offsets {
            // Where nothing is committed, a consumer begins there too.
            *offset = offset.filter(|offset| *offset > 0);
        }
        if self.entries.iter().all(|e| !e.pending_sync) {
            self.sync_deadline = SimTime::NEVER;
        }
    }
}
