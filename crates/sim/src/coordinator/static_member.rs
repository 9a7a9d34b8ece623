//! Static members (KIP-345): a new process with a known group.instance.id takes the old one's place
//! (classic-protocol 3.8).

use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{GroupState, RebalanceReason, Removal};
use rebalance_model::{EventKind, IdIdx, MemberIdx, MessageIdx, SetIdx, SimTime};

use super::{Coordinator, Metadata};
use crate::machine::Outbox;

impl Coordinator {
    /// Whether a request of `who` under `id` comes from a process whose group.instance.id another one has taken.
    pub(super) fn check_instance(&self, who: MemberIdx, id: IdIdx) -> Result<(), ErrorCode> {
        let Some(instance) = &self.joiners[who.index()].instance else { return Ok(()) };
        match self.entries.iter().find(|e| e.instance.as_ref() == Some(instance)) {
            None => Err(ErrorCode::UnknownMemberId),
            Some(entry) if entry.id == id => Ok(()),
            Some(_) => Err(ErrorCode::FencedInstanceId),
        }
    }

    /// JoinGroup of a static member that has no id (yet).
    pub(super) fn join_static(
        &mut self,
        now: SimTime,
        request: MessageIdx,
        who: MemberIdx,
        metadata: Metadata,
        out: &mut Outbox<'_>,
    ) {
        let instance = self.joiners[who.index()].instance.clone();
        let id = out.identify(who, instance.as_deref());
        match self.entries.iter().position(|e| e.instance.is_some() && e.instance == instance) {
            None => self.add(now, id, request, metadata, out),
            Some(at) => self.replace(now, at, id, request, metadata, out),
        }
    }

    /// The entry goes over to the new id with its assignment and leadership. A Stable group stays as it is.
    fn replace(
        &mut self,
        now: SimTime,
        at: usize,
        id: IdIdx,
        request: MessageIdx,
        metadata: Metadata,
        out: &mut Outbox<'_>,
    ) {
        let member = out.trace.member_of(id);
        let joiner = &self.joiners[member.index()];
        let entry = &mut self.entries[at];
        let old = std::mem::replace(&mut entry.id, id);
        (entry.member, entry.metadata) = (member, metadata);
        (entry.session_timeout, entry.rebalance_timeout) = (joiner.session, joiner.rebalance);
        entry.wake = SimTime::NEVER;
        // `ClassicGroup.replaceStaticMember` makes a member that is not new: its session counts, not the five minutes,
        // and not while it waits.
        entry.is_new = false;
        let (join, sync) = (entry.join.take(), entry.sync.take());
        if let Some(request) = join {
            self.answer_join(request, ErrorCode::FencedInstanceId, Some(old), out);
        }
        if let Some(request) = sync {
            let body = Body::SyncGroupResponse { error: ErrorCode::FencedInstanceId, assignment: SetIdx(0) };
            out.answer(request, body, self.latency.handle);
        }
        out.record(EventKind::MemberRemoved(old, Removal::Replaced));
        out.record(EventKind::MemberAdded(id));
        if self.leader == Some(old) {
            self.leader = Some(id);
            if let Some(protocol) = self.protocol {
                out.record(EventKind::Elected(id, protocol));
            }
        }
        self.start_session(id, now, out);
        if self.state == GroupState::Stable && self.next_protocol() == self.protocol {
            let leads = self.leader == Some(id);
            self.store();
            let after = self.latency.handle + self.latency.append;
            return self.answer_current(request, id, leads, leads, after, out);
        }
        if let Some(entry) = self.entry(id) {
            entry.join = Some(request);
        }
        out.record(EventKind::JoinParked(id));
        match self.state {
            GroupState::PreparingRebalance => self.complete_if_all_joined(now, out),
            _ => self.prepare_rebalance(now, RebalanceReason::StaticRejoined(id), out),
        }
    }
}
