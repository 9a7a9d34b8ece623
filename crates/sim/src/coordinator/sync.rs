//! The sync phase: SyncGroup and its timer (classic-protocol 3.6).

use rebalance_model::message::{Actor, Body, ErrorCode};
use rebalance_model::trace::{GroupState, RebalanceReason, Removal};
use rebalance_model::{Generation, IdIdx, MessageIdx, SetIdx, SimTime};

use super::Coordinator;
use crate::machine::Outbox;

impl Coordinator {
    pub(super) fn sync_group(
        &mut self,
        now: SimTime,
        request: MessageIdx,
        (id, generation): (IdIdx, Generation),
        assignments: &[(IdIdx, SetIdx)],
        out: &mut Outbox<'_>,
    ) {
        let Actor::Member(who) = out.trace.message(request).from else { return };
        let refused = match self.check(who, id, generation) {
            _ if self.state == GroupState::Empty => Some(ErrorCode::UnknownMemberId),
            Err(error) => Some(error),
            Ok(_) if self.state == GroupState::PreparingRebalance => Some(ErrorCode::RebalanceInProgress),
            Ok(_) => None,
        };
        if let Some(error) = refused {
            return out.answer(request, Body::SyncGroupResponse { error, assignment: SetIdx(0) }, self.latency.handle);
        }
        let stable = self.state == GroupState::Stable;
        let leads = self.leader == Some(id);
        let Some(entry) = self.entry(id) else { return };
        entry.pending_sync = false;
        if stable {
            let body = Body::SyncGroupResponse { error: ErrorCode::None, assignment: entry.assignment };
            return out.answer(request, body, self.latency.handle);
        }
        entry.sync = Some(request);
        if leads {
            self.distribute(now, assignments, out);
        }
    }

    /// The leader's assignment is stored and every SyncGroup that waits is answered. The group is Stable
    /// from here: it does not wait for followers.
    fn distribute(&mut self, now: SimTime, assignments: &[(IdIdx, SetIdx)], out: &mut Outbox<'_>) {
        self.turn_to(GroupState::Stable, None, out);
        for at in 0..self.entries.len() {
            let entry = &mut self.entries[at];
            let assigned = assignments.iter().find(|(m, _)| *m == entry.id);
            entry.assignment = assigned.map_or(SetIdx(0), |(_, set)| *set);
            if let Some(request) = entry.sync.take() {
                let (id, assignment) = (entry.id, entry.assignment);
                let body = Body::SyncGroupResponse { error: ErrorCode::None, assignment };
                out.answer(request, body, self.latency.handle + self.latency.append);
                self.start_session(id, now, out);
            }
        }
        self.store();
    }

    pub(super) fn sync_timer(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let late = |e: &super::Entry| e.pending_sync;
        if now < self.sync_deadline || !self.entries.iter().any(late) {
            return;
        }
        self.sync_deadline = SimTime::NEVER;
        while let Some(at) = self.entries.iter().position(late) {
            self.remove(at, Removal::SyncTimeout, out);
        }
        if matches!(self.state, GroupState::CompletingRebalance | GroupState::Stable) {
            self.prepare_rebalance(now, RebalanceReason::SyncExpired, out);
        }
    }
}
