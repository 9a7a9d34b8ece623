//! The group coordinator of the classic protocol: `GroupMetadataManager`'s classic half, `ClassicGroup`.
//!
//! States Empty → PreparingRebalance → CompletingRebalance → Stable (classic-protocol 3.1). It knows
//! members by their ids and what they send; nothing of their threads or callbacks.

#[cfg(feature = "steps")]
mod abstracted;
mod commit;
#[cfg(feature = "consumer")]
pub(crate) mod consumer;
mod join;
mod restart;
mod session;
mod static_member;
mod sync;

use rebalance_model::config::{AssignorName, BrokerConfig};
use rebalance_model::message::{Actor, Body, ErrorCode};
use rebalance_model::trace::{GroupChange, GroupState, RebalanceReason, Removal};
use rebalance_model::{
    EventKind, Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, Scenario, SetIdx, SimDuration, SimTime,
};

use crate::assignor::java;
use crate::latency::Latencies;
use crate::machine::{BrokerAct, Input, Machine, Outbox, Timer};
use crate::member::Client;

/// What a JoinGroup says of its sender: compared whole, as the broker compares the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Metadata {
    assignors: Vec<AssignorName>,
    owned: SetIdx,
    owned_generation: Generation,
    remembered: Option<(SetIdx, Generation)>,
}

impl Metadata {
    /// What a JoinGroup says, and the member id that it comes with.
    fn of(body: &Body) -> Option<(Option<IdIdx>, Self)> {
        let Body::JoinGroupRequest { member, assignors, owned, owned_generation, remembered, .. } = body else {
            return None;
        };
        let (assignors, owned, owned_generation, remembered) =
            (assignors.clone(), *owned, *owned_generation, *remembered);
        Some((*member, Self { assignors, owned, owned_generation, remembered }))
    }
}

/// What a member's requests say of it, besides what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Joiner {
    /// session.timeout.ms
    pub(crate) session: SimDuration,
    /// max.poll.interval.ms, which is the rebalance timeout.
    pub(crate) rebalance: SimDuration,
    /// group.instance.id of a static member.
    pub(crate) instance: Option<String>,
    /// group.remote.assignor
    #[cfg(feature = "consumer")]
    pub(crate) assignor: Option<rebalance_model::config::ServerAssignor>,
}

/// A member of the group (`ClassicGroupMember`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Entry {
    id: IdIdx,
    member: MemberIdx,
    /// group.instance.id of a static member.
    instance: Option<String>,
    metadata: Metadata,
    session_timeout: SimDuration,
    rebalance_timeout: SimDuration,
    /// Its JoinGroup that waits for the end of the join phase.
    join: Option<MessageIdx>,
    /// Its SyncGroup that waits for the leader's.
    sync: Option<MessageIdx>,
    /// Added in this join phase: it has the five minutes of a newcomer instead of its session.
    is_new: bool,
    /// Has not sent SyncGroup in this generation yet.
    pending_sync: bool,
    /// When its session expires, unless something starts it anew.
    expires: SimTime,
    /// When its timer in the queue fires: at `expires` or, if that has moved since, before it.
    wake: SimTime,
    /// What the leader assigned to it.
    assignment: SetIdx,
}

/// A member id that was given out and not used yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Pending {
    id: IdIdx,
    expires: SimTime,
}

/// The coordinator with its one group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Coordinator {
    config: BrokerConfig,
    latency: Latencies,
    /// What each member's requests say of it.
    joiners: Vec<Joiner>,
    /// Partitions of each topic.
    partitions: Vec<u32>,
    state: GroupState,
    generation: Generation,
    entries: Vec<Entry>,
    pending: Vec<Pending>,
    leader: Option<IdIdx>,
    protocol: Option<AssignorName>,
    /// When the join phase ends at the latest.
    join_deadline: SimTime,
    /// Set while an empty group gathers members: what remains of the extensions.
    initial: Option<InitialDelay>,
    sync_deadline: SimTime,
    offsets: Vec<Option<u64>>,
    /// What its log says of the group.
    stored: Stored,
    /// Until when it answers without knowing the topics, and until when it reads its log.
    blank_until: SimTime,
    loading_until: SimTime,
    /// What it has of the consumer protocol.
    #[cfg(feature = "consumer")]
    consumer: consumer::Side,
}

/// A record of the group (`GroupMetadataValue`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Stored {
    generation: Generation,
    entries: Vec<Entry>,
    leader: Option<IdIdx>,
    protocol: Option<AssignorName>,
}

/// `group.initial.rebalance.delay.ms` at work (classic-protocol 3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct InitialDelay {
    current: SimDuration,
    remaining: SimDuration,
    member_added: bool,
}

impl Coordinator {
    /// A coordinator that has no group yet.
    pub(crate) fn new(config: BrokerConfig, latency: &Latencies, members: usize, scenario: &Scenario) -> Self {
        Self {
            config,
            latency: Latencies { append: latency.append + scenario.version.append_linger(), ..*latency },
            joiners: vec![Joiner::default(); members],
            partitions: scenario.topics.iter().map(|t| t.partitions).collect(),
            state: GroupState::Empty,
            generation: Generation(0),
            entries: Vec::new(),
            pending: Vec::new(),
            leader: None,
            protocol: None,
            join_deadline: SimTime::NEVER,
            initial: None,
            sync_deadline: SimTime::NEVER,
            offsets: vec![None; scenario.partition_count()],
            stored: Stored { generation: Generation(0), entries: Vec::new(), leader: None, protocol: None },
            blank_until: SimTime::ZERO,
            loading_until: SimTime::ZERO,
            #[cfg(feature = "consumer")]
            consumer: consumer::Side::new(scenario),
        }
    }

    /// Tells what a member's requests say of it from now on.
    pub(crate) fn set_joiner(&mut self, member: MemberIdx, joiner: Joiner) {
        self.joiners[member.index()] = joiner;
    }

    /// Topics have so many partitions from now on.
    pub(crate) fn set_partitions(&mut self, partitions: Vec<u32>) {
        self.partitions = partitions;
    }

    /// Sets a committed offset that was there before the run.
    pub(crate) fn set_committed(&mut self, partition: PartitionIdx, offset: Option<u64>) {
        self.offsets[partition.index()] = offset;
    }

    /// Makes the group one that is running already: Stable, in `generation`, led by the first member.
    pub(crate) fn adopt(&mut self, generation: Generation, members: &[Adopted], out: &mut Outbox<'_>) {
        self.generation = generation;
        for m in members {
            let joiner = &self.joiners[m.member.index()];
            self.entries.push(Entry {
                id: m.id,
                member: m.member,
                instance: joiner.instance.clone(),
                metadata: Metadata { assignors: m.assignors.clone(), ..Metadata::default() },
                session_timeout: joiner.session,
                rebalance_timeout: joiner.rebalance,
                join: None,
                sync: None,
                is_new: false,
                pending_sync: false,
                expires: SimTime::NEVER,
                wake: SimTime::NEVER,
                assignment: m.assignment,
            });
            out.record(EventKind::MemberAdded(m.id));
        }
        self.leader = members.first().map(|m| m.id);
        self.protocol = self.next_protocol();
        if let (Some(leader), Some(protocol)) = (self.leader, self.protocol) {
            out.record(EventKind::Elected(leader, protocol));
        }
        self.turn_to(GroupState::Stable, None, out);
        self.store();
        for m in members {
            self.start_session(m.id, SimTime::ZERO, out);
        }
    }

    /// Whether nothing is under way, and the members are just those that live and think that they are in.
    pub(crate) fn is_at_rest(&self, members: &[Client]) -> bool {
        #[cfg(feature = "consumer")]
        if let Some(mut there) = self.consumer_members() {
            let alive = members.iter().filter(|m| m.is_alive()).count();
            // Mostly the next one is the next of the others too: a large group would else look through all for each.
            let mut next = 0;
            let mut is_there = |id, epoch| {
                let found =
                    (0..members.len()).map(|i| (next + i) % members.len()).find(|i| members[*i].is_in(id, epoch));
                next = found.map_or(next, |i| i + 1);
                found.is_some()
            };
            return self.is_settled()
                && there.all(|(id, epoch)| is_there(id, epoch))
                && self.consumer_members().map_or(0, Iterator::count) == alive;
        }
        self.is_settled()
            && self.pending.is_empty()
            && self.entries.iter().all(|e| members[e.member.index()].is_in(e.id, self.generation))
            && members.iter().filter(|m| m.is_alive()).count() == self.entries.len()
    }

    /// Whether no rebalance is under way.
    pub(crate) fn is_settled(&self) -> bool {
        #[cfg(feature = "consumer")]
        if let Some(settled) = self.consumer_is_settled() {
            return settled;
        }
        matches!(self.state, GroupState::Stable | GroupState::Empty)
    }

    /// Whether the timer of a session at this instant still counts.
    pub(crate) fn awaits_session(&self, id: IdIdx, at: SimTime) -> bool {
        #[cfg(feature = "consumer")]
        if self.awaits_consumer_session(id, at) {
            return true;
        }
        self.pending.iter().any(|p| p.id == id && p.expires == at)
            || self.entries.iter().any(|e| e.id == id && e.wake == at)
    }

    /// Whether the timer of the join or sync phase at this instant still counts.
    pub(crate) fn awaits_phase(&self, at: SimTime) -> bool {
        at == self.join_deadline || (at == self.sync_deadline && self.entries.iter().any(|e| e.pending_sync))
    }

    /// Moves the sessions of members whose heartbeats go on, and tells whose they are.
    pub(crate) fn move_sessions(&mut self, by: SimDuration, members: &[Client]) -> Vec<IdIdx> {
        let mut moved = Vec::new();
        #[cfg(feature = "consumer")]
        self.move_consumer_sessions(by, members, &mut moved);
        for e in self.entries.iter_mut().filter(|e| members[e.member.index()].keeps_session(e.id)) {
            e.expires += by;
            e.wake += by;
            moved.push(e.id);
        }
        moved
    }

    fn entry(&mut self, id: IdIdx) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|e| e.id == id)
    }

    fn position(&self, id: IdIdx) -> Option<usize> {
        self.entries.iter().position(|e| e.id == id)
    }

    fn turn_to(&mut self, to: GroupState, reason: Option<RebalanceReason>, out: &mut Outbox<'_>) {
        self.state = to;
        out.record(EventKind::Group(GroupChange { to, generation: self.generation, reason }));
    }

    fn rebalance_timeout(&self) -> SimDuration {
        self.entries.iter().map(|e| e.rebalance_timeout).max().unwrap_or_default()
    }

    /// `ClassicGroup.remove`: leadership passes to the first member in Java's hash order of ids.
    fn remove(&mut self, at: usize, why: Removal, out: &mut Outbox<'_>) -> Entry {
        let entry = self.entries.remove(at);
        out.record(EventKind::MemberRemoved(entry.id, why));
        if self.leader == Some(entry.id) {
            let hash = |e: &Entry| java::hash_code(&out.trace.identity(e.id).id);
            let order = java::hash_map_order(self.entries.iter().map(hash));
            self.leader = order.first().map(|i| self.entries[*i as usize].id);
        }
        entry
    }

    /// Member and generation as every request of a member is checked (classic-protocol 3.2).
    fn check(&self, who: MemberIdx, id: IdIdx, generation: Generation) -> Result<usize, ErrorCode> {
        self.check_instance(who, id)?;
        let at = self.position(id).ok_or(ErrorCode::UnknownMemberId)?;
        if generation == self.generation { Ok(at) } else { Err(ErrorCode::IllegalGeneration) }
    }

    fn heartbeat(
        &mut self,
        now: SimTime,
        who: MemberIdx,
        id: IdIdx,
        generation: Generation,
        out: &mut Outbox<'_>,
    ) -> ErrorCode {
        if self.state == GroupState::Empty {
            return ErrorCode::UnknownMemberId;
        }
        if let Err(error) = self.check(who, id, generation) {
            return error;
        }
        self.start_session(id, now, out);
        // In CompletingRebalance the answer is NONE, whatever the state's own comment says (3.2).
        if self.state == GroupState::PreparingRebalance { ErrorCode::RebalanceInProgress } else { ErrorCode::None }
    }

    fn leave(&mut self, now: SimTime, id: IdIdx, out: &mut Outbox<'_>) -> ErrorCode {
        if let Some(at) = self.pending.iter().position(|p| p.id == id) {
            self.pending.remove(at);
            out.record(EventKind::MemberRemoved(id, Removal::Left));
            self.complete_if_all_joined(now, out);
            return ErrorCode::None;
        }
        let Some(at) = self.position(id) else { return ErrorCode::UnknownMemberId };
        let gone = self.remove(at, Removal::Left, out);
        if let Some(request) = gone.join {
            self.answer_join(request, ErrorCode::UnknownMemberId, Some(id), out);
        }
        self.after_removal(now, RebalanceReason::Left(id), out);
        ErrorCode::None
    }

    fn request(&mut self, now: SimTime, request: MessageIdx, body: &Body, out: &mut Outbox<'_>) {
        let (handle, append) = (self.latency.handle, self.latency.append);
        let Actor::Member(who) = out.trace.message(request).from else { return };
        #[cfg(feature = "consumer")]
        if self.consumer_request(now, request, body, out) {
            return;
        }
        if cfg!(feature = "whole") && now < self.loading_until && self.answer_while_loading(request, body, out) {
            return;
        }
        match body {
            Body::Metadata { .. } => {
                let known =
                    if now < self.blank_until { vec![0; self.partitions.len()] } else { self.partitions.clone() };
                out.answer(request, Body::Metadata { partitions: known }, handle);
            }
            Body::FindCoordinator => out.answer(request, Body::FindCoordinator, handle),
            Body::JoinGroupRequest { .. } => self.join_group(now, request, body, out),
            Body::SyncGroupRequest { member, generation, assignments } => {
                self.sync_group(now, request, (*member, *generation), assignments, out);
            }
            Body::HeartbeatRequest { member, generation } => {
                let error = self.heartbeat(now, who, *member, *generation, out);
                out.answer(request, Body::HeartbeatResponse { error }, handle);
            }
            Body::LeaveGroupRequest { member, .. } => {
                let error = self.leave(now, *member, out);
                out.answer(request, Body::LeaveGroupResponse { error }, handle + append);
            }
            Body::OffsetCommitRequest { member, generation, offsets } => {
                let error = self.commit(now, who, *member, *generation, *offsets, out);
                // What is refused is not written.
                let after = if error.is_ok() { handle + append } else { handle };
                out.answer(request, Body::OffsetCommitResponse { error }, after);
            }
            Body::OffsetFetchRequest { partitions } => {
                let of = |p: &PartitionIdx| (*p, self.offsets[p.index()]);
                let offsets = out.trace.sets.get(*partitions).iter().map(of).collect();
                out.answer(request, Body::OffsetFetchResponse { offsets }, handle);
            }
            _ => unreachable!("a response has come to the coordinator"),
        }
    }

    /// What a removal starts: a rebalance, or the end of the join phase that waited for it.
    fn after_removal(&mut self, now: SimTime, reason: RebalanceReason, out: &mut Outbox<'_>) {
        match self.state {
            GroupState::Stable | GroupState::CompletingRebalance => self.prepare_rebalance(now, reason, out),
            // Leaving does not cut an initial delay short; expiry does (3.4, and the oddity in 10).
            GroupState::PreparingRebalance if matches!(reason, RebalanceReason::Left(_)) => {
                self.complete_if_all_joined(now, out);
            }
            GroupState::PreparingRebalance => self.complete_if_all_in(now, out),
            _ => {}
        }
    }
}

/// A member of a group that is running already.
#[derive(Debug)]
pub(crate) struct Adopted {
    pub(crate) id: IdIdx,
    pub(crate) member: MemberIdx,
    /// None of a member of the consumer protocol.
    pub(crate) assignors: Vec<AssignorName>,
    pub(crate) assignment: SetIdx,
}

impl Machine for Coordinator {
    fn on(&mut self, now: SimTime, input: &Input<'_>, out: &mut Outbox<'_>) {
        match *input {
            Input::Message(request, body) => self.request(now, request, body, out),
            Input::Timer(Timer::Session(id)) => self.session_timer(now, id, out),
            #[cfg(feature = "consumer")]
            Input::Timer(Timer::Rebalance(id)) => self.consumer_rebalance_timer(now, id, out),
            Input::Timer(Timer::Join) => self.join_timer(now, out),
            Input::Timer(Timer::Sync) => self.sync_timer(now, out),
            Input::Timer(Timer::Loaded) if cfg!(feature = "whole") => self.loaded(now, out),
            Input::Broker(_) if !cfg!(feature = "whole") => {}
            Input::Broker(BrokerAct::Stop) => self.stop(out),
            Input::Broker(BrokerAct::Start) => self.start(now, out),
            Input::Timer(_) | Input::Fetched(_) | Input::Act(_) => {}
        }
    }
}
