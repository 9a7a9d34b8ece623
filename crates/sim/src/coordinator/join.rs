//! The join phase: JoinGroup, the barrier, its timers, its end (classic-protocol 3.3 to 3.5).

use rebalance_model::config::AssignorName;
use rebalance_model::message::{Actor, Body, ErrorCode, JoinedMember};
use rebalance_model::trace::{GroupState, RebalanceReason, Removal};
use rebalance_model::{EventKind, Generation, IdIdx, MemberIdx, MessageIdx, SetIdx, SimDuration, SimTime};

use super::{Coordinator, Entry, InitialDelay, Metadata, Pending};
use crate::machine::{Outbox, Timer};

/// `CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS`: a newcomer waits so long, whatever its session timeout.
const NEW_MEMBER_JOIN_TIMEOUT: SimDuration = SimDuration::from_millis(300_000);

impl Coordinator {
    pub(super) fn join_group(&mut self, now: SimTime, request: MessageIdx, body: &Body, out: &mut Outbox<'_>) {
        let Body::JoinGroupRequest { member, assignors, owned, owned_generation, .. } = body else { return };
        let Actor::Member(who) = out.trace.message(request).from else { return };
        let metadata = Metadata { assignors: assignors.clone(), owned: *owned, owned_generation: *owned_generation };
        let session = self.timeouts[who.index()].0;
        if !(self.config.min_session_timeout..=self.config.max_session_timeout).contains(&session) {
            return self.answer_join(request, ErrorCode::InvalidSessionTimeout, *member, out);
        }
        if !self.supports(&metadata, *member) {
            return self.answer_join(request, ErrorCode::InconsistentGroupProtocol, *member, out);
        }
        match member {
            None => self.join_unknown(now, request, who, out),
            Some(id) => match self.position(*id) {
                Some(at) => self.join_known(now, at, request, metadata, out),
                None => self.join_pending(now, *id, request, metadata, out),
            },
        }
    }

    /// Whether the joiner lists an assignor that all other members list too.
    fn supports(&self, metadata: &Metadata, member: Option<IdIdx>) -> bool {
        let others: Vec<&Entry> = self.entries.iter().filter(|e| Some(e.id) != member).collect();
        metadata.assignors.iter().any(|a| others.iter().all(|e| e.metadata.assignors.contains(a)))
    }

    /// First JoinGroup of a dynamic newcomer: it is given an id to come back with (KIP-394). No rebalance.
    fn join_unknown(&mut self, now: SimTime, request: MessageIdx, who: MemberIdx, out: &mut Outbox<'_>) {
        let id = out.identify(who);
        let expires = now + self.timeouts[who.index()].0;
        self.pending.push(Pending { id, expires });
        out.wake(Timer::Session(id), expires);
        out.record(EventKind::MemberPending(id));
        self.answer_join(request, ErrorCode::MemberIdRequired, Some(id), out);
    }

    fn join_pending(&mut self, now: SimTime, id: IdIdx, request: MessageIdx, metadata: Metadata, out: &mut Outbox<'_>) {
        let Some(at) = self.pending.iter().position(|p| p.id == id) else {
            return self.answer_join(request, ErrorCode::UnknownMemberId, Some(id), out);
        };
        self.pending.remove(at);
        let member = out.trace.member_of(id);
        let (session_timeout, rebalance_timeout) = self.timeouts[member.index()];
        if self.entries.is_empty() {
            self.leader = Some(id);
        }
        let expires = now + NEW_MEMBER_JOIN_TIMEOUT;
        self.entries.push(Entry {
            id,
            member,
            metadata,
            session_timeout,
            rebalance_timeout,
            join: Some(request),
            sync: None,
            is_new: true,
            pending_sync: false,
            expires,
            wake: expires,
            assignment: SetIdx(0),
        });
        out.wake(Timer::Session(id), expires);
        out.record(EventKind::MemberAdded(id));
        out.record(EventKind::JoinParked(id));
        if let Some(initial) = &mut self.initial {
            initial.member_added = true;
        }
        match self.state {
            GroupState::PreparingRebalance => self.complete_if_all_joined(now, out),
            _ => self.prepare_rebalance(now, RebalanceReason::Added(id), out),
        }
    }

    fn join_known(&mut self, now: SimTime, at: usize, request: MessageIdx, metadata: Metadata, out: &mut Outbox<'_>) {
        let id = self.entries[at].id;
        let changed = self.entries[at].metadata != metadata;
        let leads = self.leader == Some(id);
        let reason = match self.state {
            GroupState::PreparingRebalance => None,
            GroupState::Stable if leads => Some(RebalanceReason::LeaderRejoined(id)),
            GroupState::Stable | GroupState::CompletingRebalance if changed => {
                Some(RebalanceReason::MetadataChanged(id))
            }
            // A lost response is repaired without a new rebalance (3.3).
            GroupState::Stable | GroupState::CompletingRebalance => {
                return self.answer_current(request, id, leads && self.state == GroupState::CompletingRebalance, out);
            }
            GroupState::Empty | GroupState::Dead => {
                return self.answer_join(request, ErrorCode::UnknownMemberId, Some(id), out);
            }
        };
        let entry = &mut self.entries[at];
        entry.metadata = metadata;
        entry.join = Some(request);
        out.record(EventKind::JoinParked(id));
        match reason {
            Some(reason) => self.prepare_rebalance(now, reason, out),
            None => self.complete_if_all_joined(now, out),
        }
    }

    /// `prepareRebalance`: from now on heartbeats say REBALANCE_IN_PROGRESS.
    pub(super) fn prepare_rebalance(&mut self, now: SimTime, reason: RebalanceReason, out: &mut Outbox<'_>) {
        if self.state == GroupState::CompletingRebalance {
            for entry in &mut self.entries {
                entry.assignment = SetIdx(0);
                if let Some(request) = entry.sync.take() {
                    let body = Body::SyncGroupResponse { error: ErrorCode::RebalanceInProgress, assignment: SetIdx(0) };
                    out.answer(request, body, self.latency.handle);
                }
            }
        }
        self.sync_deadline = SimTime::NEVER;
        let from_empty = self.state == GroupState::Empty;
        self.turn_to(GroupState::PreparingRebalance, Some(reason), out);
        if from_empty {
            let current = self.config.initial_rebalance_delay;
            let remaining = self.rebalance_timeout().less(current);
            self.initial = Some(InitialDelay { current, remaining, member_added: false });
            self.set_join_timer(now + current, out);
        } else if self.all_in() {
            self.complete_join(now, out);
        } else {
            self.set_join_timer(now + self.rebalance_timeout(), out);
        }
    }

    fn set_join_timer(&mut self, at: SimTime, out: &mut Outbox<'_>) {
        self.join_deadline = at;
        out.wake(Timer::Join, at);
    }

    pub(super) fn join_timer(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.state != GroupState::PreparingRebalance || now < self.join_deadline {
            return;
        }
        // The phase is extended in fixed windows, not restarted by each joiner (3.4).
        if let Some(initial) = self.initial.filter(|i| i.member_added && i.remaining > SimDuration::ZERO) {
            let next = self.config.initial_rebalance_delay.min(initial.remaining);
            let remaining = initial.remaining.less(initial.current);
            self.initial = Some(InitialDelay { current: next, remaining, member_added: false });
            return self.set_join_timer(now + next, out);
        }
        self.complete_join(now, out);
    }

    /// Whether nobody is missing: every member's JoinGroup waits, and every id given out was used.
    fn all_in(&self) -> bool {
        self.pending.is_empty() && self.entries.iter().all(|e| e.join.is_some())
    }

    /// After a JoinGroup or LeaveGroup: does not cut an initial delay short.
    pub(super) fn complete_if_all_joined(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.initial.is_none() {
            self.complete_if_all_in(now, out);
        }
    }

    /// After a removal: ends the join phase if nobody is missing any more.
    pub(super) fn complete_if_all_in(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.state == GroupState::PreparingRebalance && self.all_in() {
            self.complete_join(now, out);
        }
    }

    /// `completeClassicGroupJoin`: the end of the join phase.
    fn complete_join(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.initial = None;
        self.join_deadline = SimTime::NEVER;
        while let Some(at) = self.entries.iter().position(|e| e.join.is_none()) {
            self.remove(at, Removal::JoinTimeout, out);
        }
        self.generation = self.generation.next();
        if self.entries.is_empty() {
            self.protocol = None;
            return self.turn_to(GroupState::Empty, None, out);
        }
        self.select_protocol();
        let (Some(leader), Some(protocol)) = (self.leader, self.protocol) else {
            unreachable!("a group with members has a leader, and its members an assignor in common")
        };
        self.turn_to(GroupState::CompletingRebalance, None, out);
        out.record(EventKind::Elected(leader, protocol));
        for at in 0..self.entries.len() {
            let entry = &mut self.entries[at];
            (entry.is_new, entry.pending_sync) = (false, true);
            let (id, request) = (entry.id, entry.join.take());
            self.start_session(id, now, out);
            if let Some(request) = request {
                self.answer_current(request, id, id == leader, out);
            }
        }
        self.sync_deadline = now + self.rebalance_timeout();
        out.wake(Timer::Sync, self.sync_deadline);
    }

    /// `selectProtocol`: each member votes for the first assignor of its list that all have; ties go by
    /// Java's hash order of the names (2.5).
    pub(super) fn select_protocol(&mut self) {
        const TIES: [AssignorName; 4] =
            [AssignorName::Sticky, AssignorName::Range, AssignorName::RoundRobin, AssignorName::CooperativeSticky];
        let everybody_has = |a: &AssignorName| self.entries.iter().all(|e| e.metadata.assignors.contains(a));
        let votes = |a: &AssignorName| {
            self.entries.iter().filter(|e| e.metadata.assignors.iter().find(|x| everybody_has(x)) == Some(a)).count()
        };
        let candidates = TIES.into_iter().filter(|a| !self.entries.is_empty() && everybody_has(a));
        // `max_by_key` keeps the last of equals, so the preferred one has to come last.
        self.protocol = candidates.rev().max_by_key(votes);
    }

    fn answer_current(&self, request: MessageIdx, id: IdIdx, with_members: bool, out: &mut Outbox<'_>) {
        let body = Body::JoinGroupResponse {
            error: ErrorCode::None,
            member: Some(id),
            generation: self.generation,
            leader: self.leader,
            protocol: self.protocol,
            members: if with_members { self.joined() } else { Vec::new() },
        };
        out.answer(request, body, self.latency.handle);
    }

    fn joined(&self) -> Vec<JoinedMember> {
        let joined = |e: &Entry| JoinedMember {
            id: e.id,
            owned: e.metadata.owned,
            owned_generation: e.metadata.owned_generation,
        };
        self.entries.iter().map(joined).collect()
    }

    pub(super) fn answer_join(
        &self,
        request: MessageIdx,
        error: ErrorCode,
        member: Option<IdIdx>,
        out: &mut Outbox<'_>,
    ) {
        let body = Body::JoinGroupResponse {
            error,
            member,
            generation: Generation::NONE,
            leader: None,
            protocol: None,
            members: Vec::new(),
        };
        out.answer(request, body, self.latency.handle);
    }
}
