//! The coordinator's broker is stopped and started again (classic-protocol 3.12): what its log has is what is left.

use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{GroupState, Removal};
use rebalance_model::{EventKind, IdIdx, MessageIdx, SetIdx, SimTime};

use super::{Coordinator, Entry, Stored};
use crate::machine::{Outbox, Timer};

impl Coordinator {
    /// A record of the group is written: by the leader's SyncGroup, by becoming empty, by a static member's return.
    pub(super) fn store(&mut self) {
        if !cfg!(feature = "whole") {
            return;
        }
        let (leader, protocol) = (self.leader, self.protocol);
        self.stored = Stored { generation: self.generation, entries: self.entries.clone(), leader, protocol };
    }

    /// Requests that wait, pending ids and timers are gone with the process.
    pub(super) fn stop(&mut self, out: &mut Outbox<'_>) {
        for pending in std::mem::take(&mut self.pending) {
            out.record(EventKind::MemberRemoved(pending.id, Removal::NotStored));
        }
        #[cfg(feature = "consumer")]
        self.consumer_stopped();
        self.initial = None;
        (self.join_deadline, self.sync_deadline) = (SimTime::NEVER, SimTime::NEVER);
        self.forget_waiting();
    }

    fn forget_waiting(&mut self) {
        for entry in &mut self.entries {
            forget_what_is_under_way(entry);
        }
    }

    pub(super) fn start(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.blank_until = now + self.latency.blank;
        self.loading_until = now + self.latency.load;
        out.wake(Timer::Loaded, self.loading_until);
    }

    /// A rebalance that was under way is forgotten: the group is Stable in the generation that is stored.
    pub(super) fn loaded(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        #[cfg(feature = "consumer")]
        if self.consumer_loaded(now, out) {
            return;
        }
        let before = std::mem::replace(&mut self.entries, self.stored.entries.clone());
        let has = |entries: &[Entry], id: IdIdx| entries.iter().any(|e| e.id == id);
        for entry in before.iter().filter(|e| !has(&self.entries, e.id)) {
            out.record(EventKind::MemberRemoved(entry.id, Removal::NotStored));
        }
        for entry in self.entries.iter().filter(|e| !has(&before, e.id)) {
            out.record(EventKind::MemberAdded(entry.id));
        }
        self.entries.iter_mut().for_each(forget_what_is_under_way);
        (self.generation, self.leader, self.protocol) =
            (self.stored.generation, self.stored.leader, self.stored.protocol);
        if self.entries.is_empty() {
            return self.turn_to(GroupState::Empty, None, out);
        }
        for entry in &mut self.entries {
            // The record names the chosen assignor alone.
            entry.metadata.assignors = self.protocol.into_iter().collect();
        }
        self.turn_to(GroupState::Stable, None, out);
        for at in 0..self.entries.len() {
            let id = self.entries[at].id;
            self.start_session(id, now, out);
        }
    }

    /// What is answered while the log is read; whether this was such a request.
    pub(super) fn answer_while_loading(&self, request: MessageIdx, body: &Body, out: &mut Outbox<'_>) -> bool {
        let (handle, error) = (self.latency.handle, ErrorCode::CoordinatorLoadInProgress);
        match body {
            Body::JoinGroupRequest { member, .. } => self.answer_join(request, error, *member, out),
            Body::SyncGroupRequest { .. } => {
                // What the old broker answered; the new one's code is one that the client does not know here.
                let error = ErrorCode::RebalanceInProgress;
                out.answer(request, Body::SyncGroupResponse { error, assignment: SetIdx(0) }, handle);
            }
            // Blindly no error.
            Body::HeartbeatRequest { .. } => {
                out.answer(request, Body::HeartbeatResponse { error: ErrorCode::None }, handle);
            }
            Body::OffsetCommitRequest { .. } => out.answer(request, Body::OffsetCommitResponse { error }, handle),
            _ => return false,
        }
        true
    }
}

fn forget_what_is_under_way(entry: &mut Entry) {
    (entry.join, entry.sync, entry.is_new, entry.pending_sync) = (None, None, false, false);
    (entry.expires, entry.wake) = (SimTime::NEVER, SimTime::NEVER);
}
