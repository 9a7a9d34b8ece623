//! The join phase: JoinGroup, the barrier, its timers, its end (classic-protocol 3.3 to 3.5).

use rebalance_model::config::AssignorName;
use rebalance_model::message::{Actor, Body, ErrorCode, JoinedMember};
use rebalance_model::trace::{GroupState, RebalanceReason, Removal};
use rebalance_model::{EventKind, Generation, IdIdx, MemberIdx, MessageIdx, SetIdx, SimDuration, SimTime};

use super::{Coordinator, Entry, InitialDelay, Joiner, Metadata, Pending};
use crate::assignor::java;
use crate::machine::{Outbox, Timer};

/// `CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS`: a newcomer waits so long, whatever its session timeout.
const NEW_MEMBER_JOIN_TIMEOUT: SimDuration = SimDuration::from_millis(300_000);

impl Coordinator {
    pub(super) fn join_group(&mut self, now: SimTime, request: MessageIdx, body: &Body, out: &mut Outbox<'_>) {
        let Some((member, metadata)) = Metadata::of(body) else { return };
        let Actor::Member(who) = out.trace.message(request).from else { return };
        let Joiner { session, instance, .. } = &self.joiners[who.index()];
        let (session, is_static) = (*session, instance.is_some());
        if !(self.config.min_session_timeout..=self.config.max_session_timeout).contains(&session) {
            return self.answer_join(request, ErrorCode::InvalidSessionTimeout, member, out);
        }
        if !self.has_room_for(member) {
            return self.answer_join(request, ErrorCode::GroupMaxSizeReached, member, out);
        }
        if !self.supports(&metadata, member, who) {
            return self.answer_join(request, ErrorCode::InconsistentGroupProtocol, member, out);
        }
        match member {
            None if is_static => self.join_static(now, request, who, metadata, out),
            None => self.join_unknown(now, request, who, out),
            Some(id) => match self.position(id) {
                Some(at) => self.join_known(now, at, request, metadata, out),
                None if is_static => {
                    let error = self.check_instance(who, id).err().unwrap_or(ErrorCode::UnknownMemberId);
                    self.answer_join(request, error, member, out);
                }
                None => self.join_pending(now, id, request, metadata, out),
            },
        }
    }

    /// `ClassicGroup.acceptJoiningMember`: a group that is full takes nobody but those it has.
    fn has_room_for(&self, member: Option<IdIdx>) -> bool {
        let most = self.config.group_max_size;
        let known = member.and_then(|id| self.position(id));
        match self.state {
            GroupState::Empty | GroupState::Dead => true,
            GroupState::PreparingRebalance => {
                known.is_some_and(|at| self.entries[at].join.is_some())
                    || self.entries.iter().filter(|e| e.join.is_some()).count() < most
            }
            _ => known.is_some() || self.entries.len() < most,
        }
    }

    /// Whether the joiner lists an assignor that all other members list too.
    fn supports(&self, metadata: &Metadata, member: Option<IdIdx>, who: MemberIdx) -> bool {
        let instance = &self.joiners[who.index()].instance;
        let is_same = |e: &Entry| Some(e.id) == member || (e.instance.is_some() && e.instance == *instance);
        let others: Vec<&Entry> = self.entries.iter().filter(|e| !is_same(e)).collect();
        metadata.assignors.iter().any(|a| others.iter().all(|e| e.metadata.assignors.contains(a)))
    }

    /// First JoinGroup of a dynamic newcomer: it is given an id to come back with (KIP-394). No rebalance.
    fn join_unknown(&mut self, now: SimTime, request: MessageIdx, who: MemberIdx, out: &mut Outbox<'_>) {
        let id = out.identify(who, None);
        let expires = now + self.joiners[who.index()].session;
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
        self.add(now, id, request, metadata, out);
    }

    /// `addMemberThenRebalanceOrCompleteJoin`.
    pub(super) fn add(
        &mut self,
        now: SimTime,
        id: IdIdx,
        request: MessageIdx,
        metadata: Metadata,
        out: &mut Outbox<'_>,
    ) {
        let member = out.trace.member_of(id);
        let joiner = &self.joiners[member.index()];
        if self.entries.is_empty() {
            self.leader = Some(id);
        }
        let expires = now + NEW_MEMBER_JOIN_TIMEOUT;
        self.entries.push(Entry {
            id,
            member,
            instance: joiner.instance.clone(),
            metadata,
            session_timeout: joiner.session,
            rebalance_timeout: joiner.rebalance,
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
                let with_members = leads && self.state == GroupState::CompletingRebalance;
                return self.answer_current(request, id, with_members, false, self.latency.handle, out);
            }
            _ => {
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
        // A static member that is away stays in the group, and gets partitions.
        while let Some(at) = self.entries.iter().position(|e| e.join.is_none() && e.instance.is_none()) {
            self.remove(at, Removal::JoinTimeout, out);
        }
        if !self.entries.is_empty() && !self.elect_joined_leader(out) {
            // "Could not complete rebalance because no members rejoined": it is waited for as long again.
            return self.set_join_timer(now + self.rebalance_timeout(), out);
        }
        self.generation = self.generation.next();
        if self.entries.is_empty() {
            self.protocol = None;
            self.store();
            return self.turn_to(GroupState::Empty, None, out);
        }
        self.protocol = self.next_protocol();
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
                self.answer_current(request, id, id == leader, false, self.latency.handle, out);
            }
        }
        self.sync_deadline = now + self.rebalance_timeout();
        out.wake(Timer::Sync, self.sync_deadline);
    }

    /// `maybeElectNewJoinedLeader`: a leader that has not joined is followed by the first that has, in Java's hash
    /// order of ids.
    fn elect_joined_leader(&mut self, out: &Outbox<'_>) -> bool {
        let joined = |e: &&Entry| e.join.is_some();
        if self.entries.iter().any(|e| Some(e.id) == self.leader && e.join.is_some()) {
            return true;
        }
        let hash = |e: &Entry| java::hash_code(&out.trace.identity(e.id).id);
        let order = java::hash_map_order(self.entries.iter().map(hash));
        let first = order.iter().map(|i| &self.entries[*i as usize]).find(joined).map(|e| e.id);
        self.leader = first.or(self.leader);
        first.is_some()
    }

    /// `selectProtocol`: each member votes for the first assignor of its list that all have; ties go by
    /// Java's hash order of the names (2.5).
    pub(super) fn next_protocol(&self) -> Option<AssignorName> {
        const TIES: [AssignorName; 4] =
            [AssignorName::Sticky, AssignorName::Range, AssignorName::RoundRobin, AssignorName::CooperativeSticky];
        let everybody_has = |a: &AssignorName| self.entries.iter().all(|e| e.metadata.assignors.contains(a));
        let votes = |a: &AssignorName| {
            self.entries.iter().filter(|e| e.metadata.assignors.iter().find(|x| everybody_has(x)) == Some(a)).count()
        };
        let candidates = TIES.into_iter().filter(|a| !self.entries.is_empty() && everybody_has(a));
        // `max_by_key` keeps the last of equals, so the preferred one has to come last.
        candidates.rev().max_by_key(votes)
    }

    pub(super) fn answer_current(
        &self,
        request: MessageIdx,
        id: IdIdx,
        with_members: bool,
        skip_assignment: bool,
        after: SimDuration,
        out: &mut Outbox<'_>,
    ) {
        let body = Body::JoinGroupResponse {
            error: ErrorCode::None,
            member: Some(id),
            generation: self.generation,
            leader: self.leader,
            protocol: self.protocol,
            members: if with_members { self.joined() } else { Vec::new() },
            skip_assignment,
        };
        out.answer(request, body, after);
    }

    fn joined(&self) -> Vec<JoinedMember> {
        let joined = |e: &Entry| JoinedMember {
            id: e.id,
            owned: e.metadata.owned,
            owned_generation: e.metadata.owned_generation,
            remembered: e.metadata.remembered,
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
            skip_assignment: false,
        };
        out.answer(request, body, self.latency.handle);
    }
}
