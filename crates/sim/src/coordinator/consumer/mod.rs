//! The consumer group (KIP-848): `GroupMetadataManager`'s other half, `ConsumerGroup`, `ConsumerGroupMember`.
//!
//! There is one request, no leader and no barrier: everything happens while one member's heartbeat is handled
//! (`heartbeat`), or in a timer (`session`). `target` computes what everybody is to own, `reconcile` takes one member a
//! step towards it; `classic` answers members that still speak the classic protocol, `convert` turns groups into one
//! another. It knows members by what they send; nothing of their threads or callbacks.

#[cfg(feature = "steps")]
mod abstracted;
mod classic;
mod commit;
mod convert;
mod heartbeat;
mod reconcile;
mod session;
mod target;

use rebalance_model::config::{ConsumerGroupConfig, RawConfig, ServerAssignor};
use rebalance_model::message::{Actor, Body};
use rebalance_model::trace::{GroupChange, GroupState, MemberState, RebalanceReason, Removal};
use rebalance_model::{EventKind, Generation, IdIdx, MessageIdx, PartitionIdx, Scenario, SimDuration, SimTime};

use super::{Coordinator, Metadata};
use crate::machine::Outbox;

/// Epoch of a member that joins.
const JOINING: i32 = 0;
/// Epoch with which a member leaves.
const LEAVING: i32 = -1;
/// Epoch with which a static member leaves for a while, and that it has meanwhile.
const AWAY: i32 = -2;

/// What the coordinator has of this protocol: its settings, and its one group while that is a consumer group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Side {
    config: ConsumerGroupConfig,
    group: Option<Group>,
}

impl Side {
    /// The scenario's settings were read before anything runs.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let fallback = || ConsumerGroupConfig::read(scenario.version, &RawConfig::default(), &RawConfig::default());
        let config = scenario.group_config().or_else(|_| fallback());
        Self { config: config.unwrap_or_else(|_| unreachable!("defaults lie within their bounds")), group: None }
    }
}

/// `ConsumerGroup`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Group {
    epoch: i32,
    /// The group epoch that the target assignment was computed for.
    target_epoch: i32,
    /// When it was computed; none if never.
    target_at: Option<SimTime>,
    members: Vec<Member>,
    /// Partitions of each topic as the group's epoch knows them (the metadata hash).
    topics: Vec<u32>,
    /// State and epoch that the trace was told last.
    told: (GroupState, i32),
}

/// `ConsumerGroupMember`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Member {
    id: IdIdx,
    /// group.instance.id of a static member.
    instance: Option<String>,
    epoch: i32,
    previous_epoch: i32,
    state: MemberState,
    /// What it was last told to own, each with the epoch of that (KIP-1251); sorted.
    assigned: Vec<(PartitionIdx, i32)>,
    /// What it still owns and has to give up; sorted.
    pending: Vec<PartitionIdx>,
    /// What it is to own in the end; sorted.
    target: Vec<PartitionIdx>,
    rebalance_timeout: SimDuration,
    assignor: Option<ServerAssignor>,
    /// Its subscription is part of the group's epoch.
    subscribed: bool,
    /// When its session expires, and when the timer for that fires next.
    expires: SimTime,
    wake: SimTime,
    /// When it is fenced for not having given up, joined or synced, and the epoch that it must still have then.
    deadline: SimTime,
    deadline_epoch: i32,
    /// Of a member that speaks the classic protocol.
    classic: Option<Classic>,
}

/// What a member of the classic protocol has beside (`ClassicMemberMetadata`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Classic {
    /// What its last JoinGroup said.
    metadata: Metadata,
    session_timeout: SimDuration,
}

impl Member {
    fn new(id: IdIdx, instance: Option<String>) -> Self {
        Self {
            id,
            instance,
            epoch: JOINING,
            previous_epoch: -1,
            state: MemberState::Stable,
            assigned: Vec::new(),
            pending: Vec::new(),
            target: Vec::new(),
            rebalance_timeout: SimDuration::ZERO,
            assignor: None,
            subscribed: false,
            expires: SimTime::NEVER,
            wake: SimTime::NEVER,
            deadline: SimTime::NEVER,
            deadline_epoch: JOINING,
            classic: None,
        }
    }

    fn has(&self, p: PartitionIdx) -> bool {
        self.assigned.binary_search_by_key(&p, |a| a.0).is_ok()
    }

    fn current(&self) -> Vec<PartitionIdx> {
        self.assigned.iter().map(|a| a.0).collect()
    }

    /// Tells what differs from how the member was.
    fn tell(&self, before: &Self, out: &mut Outbox<'_>) {
        if self.target != before.target {
            let set = out.set(&self.target);
            out.record(EventKind::Target(self.id, set));
        }
        if self.pending != before.pending {
            let set = out.set(&self.pending);
            out.record(EventKind::PendingRevocation(self.id, set));
        }
        if self.current() != before.current() {
            let set = out.set(&self.current());
            out.record(EventKind::Current(self.id, set));
        }
        if (self.epoch, self.state) != (before.epoch, before.state) {
            out.record(EventKind::MemberEpoch(self.id, Generation(self.epoch), self.state));
        }
    }
}

impl Group {
    fn new(first_epoch: i32) -> Self {
        Self {
            epoch: first_epoch,
            target_epoch: first_epoch,
            target_at: None,
            members: Vec::new(),
            topics: Vec::new(),
            told: (GroupState::Empty, first_epoch),
        }
    }

    fn position(&self, id: IdIdx) -> Option<usize> {
        self.members.iter().position(|m| m.id == id)
    }

    fn with_instance(&self, instance: &str) -> Option<usize> {
        self.members.iter().position(|m| m.instance.as_deref() == Some(instance))
    }

    /// Whether it has members, none of which speaks the new protocol.
    fn is_all_classic(&self) -> bool {
        !self.members.is_empty() && self.members.iter().all(|m| m.classic.is_some())
    }

    /// `ConsumerGroup.maybeUpdateGroupState`
    fn state(&self) -> GroupState {
        let settled = |m: &Member| m.state == MemberState::Stable && m.epoch == self.target_epoch;
        if self.members.is_empty() {
            GroupState::Empty
        } else if self.epoch > self.target_epoch {
            GroupState::Assigning
        } else if !self.members.iter().all(settled) {
            GroupState::Reconciling
        } else {
            GroupState::Stable
        }
    }

    fn tell_state(&mut self, reason: Option<RebalanceReason>, out: &mut Outbox<'_>) {
        let now = (self.state(), self.epoch);
        if self.told != now {
            self.told = now;
            out.record(EventKind::Group(GroupChange { to: now.0, generation: Generation(now.1), reason }));
        }
    }

    fn bump(&mut self, reason: RebalanceReason, out: &mut Outbox<'_>) {
        self.epoch += 1;
        self.tell_state(Some(reason), out);
    }

    fn remove(&mut self, at: usize, why: Removal, reason: RebalanceReason, out: &mut Outbox<'_>) -> Member {
        let gone = self.members.remove(at);
        out.record(EventKind::MemberRemoved(gone.id, why));
        self.bump(reason, out);
        gone
    }

    /// Whether somebody may still have it: it lies in a member's current assignment, or is to be given up by one.
    fn is_owned(&self, p: PartitionIdx) -> bool {
        self.members.iter().any(|m| m.has(p) || m.pending.binary_search(&p).is_ok())
    }

    /// Lets `change` change a member, and tells what has changed.
    fn update(&mut self, at: usize, out: &mut Outbox<'_>, change: impl FnOnce(&mut Member)) {
        let before = self.members[at].clone();
        change(&mut self.members[at]);
        self.members[at].tell(&before, out);
    }
}

impl Coordinator {
    /// Handles what is this protocol's; whether it was.
    pub(super) fn consumer_request(
        &mut self,
        now: SimTime,
        request: MessageIdx,
        body: &Body,
        out: &mut Outbox<'_>,
    ) -> bool {
        let Actor::Member(who) = out.trace.message(request).from else { return false };
        match body {
            Body::ConsumerGroupHeartbeatRequest { member, epoch, full, owned } => {
                let beat = heartbeat::Beat { member: *member, epoch: epoch.0, full: *full, owned: *owned };
                self.consumer_heartbeat(now, request, who, beat, out);
                true
            }
            _ if self.consumer.group.is_none() || now < self.loading_until => false,
            Body::JoinGroupRequest { .. } => self.classic_join(now, request, who, body, out),
            Body::SyncGroupRequest { member, generation, .. } => {
                self.classic_sync(now, request, *member, *generation, out);
                true
            }
            Body::HeartbeatRequest { member, generation } => {
                self.classic_heartbeat(now, request, *member, *generation, out);
                true
            }
            Body::LeaveGroupRequest { member, .. } => {
                self.classic_leave(now, request, *member, out);
                true
            }
            Body::OffsetCommitRequest { member, generation, offsets } => {
                self.consumer_commit(request, *member, *generation, *offsets, out);
                true
            }
            _ => false,
        }
    }

    /// Runs `act` with the group, which may be another one, or none, afterwards.
    fn with_group<T>(&mut self, act: impl FnOnce(&mut Self, &mut Group) -> T) -> Option<T> {
        let mut group = self.consumer.group.take()?;
        let result = act(self, &mut group);
        self.consumer.group = Some(group);
        Some(result)
    }

    /// Whether no rebalance is under way in the consumer group; none if there is none.
    pub(super) fn consumer_is_settled(&self) -> Option<bool> {
        let group = self.consumer.group.as_ref()?;
        Some(matches!(group.state(), GroupState::Stable | GroupState::Empty))
    }

    /// The consumer group's members by id and epoch; none if there is none.
    pub(super) fn consumer_members(&self) -> Option<impl Iterator<Item = (IdIdx, Generation)> + '_> {
        let group = self.consumer.group.as_ref()?;
        Some(group.members.iter().map(|m| (m.id, Generation(m.epoch))))
    }

    /// Makes the group a consumer group that is running already: everybody at its target.
    pub(crate) fn adopt_consumer(&mut self, generation: Generation, members: &[super::Adopted], out: &mut Outbox<'_>) {
        let mut group = Group::new(generation.0);
        out.record(EventKind::Converted(rebalance_model::trace::GroupType::Consumer));
        group.topics.clone_from(&self.partitions);
        group.target_at = Some(SimTime::ZERO);
        for m in members {
            let joiner = &self.joiners[m.member.index()];
            let mut member = Member::new(m.id, joiner.instance.clone());
            (member.subscribed, member.rebalance_timeout, member.assignor) = (true, joiner.rebalance, joiner.assignor);
            if !m.assignors.is_empty() {
                let metadata = Metadata { assignors: m.assignors.clone(), ..Metadata::default() };
                member.classic = Some(Classic { metadata, session_timeout: joiner.session });
            }
            out.record(EventKind::MemberAdded(m.id));
            group.members.push(member);
            let held = out.trace.sets.get(m.assignment).to_vec();
            group.update(group.members.len() - 1, out, |m| {
                (m.epoch, m.previous_epoch) = (generation.0, generation.0);
                m.assigned = held.iter().map(|p| (*p, generation.0)).collect();
                m.target = held;
            });
        }
        out.record(EventKind::TargetComputed(generation, None));
        group.tell_state(None, out);
        for at in 0..group.members.len() {
            group.start_session(at, SimTime::ZERO, &self.consumer.config, out);
        }
        self.consumer.group = Some(group);
    }
}
