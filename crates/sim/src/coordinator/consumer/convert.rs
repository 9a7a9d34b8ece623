//! Groups that change their protocol (consumer-protocol 4.3): the first member of the new protocol makes a classic group
//! a consumer group; when its last one is gone, the classic members that are left are a classic group again.

use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{GroupState, GroupType, RebalanceReason, Removal};
use rebalance_model::{EventKind, Generation, MemberIdx, SetIdx, SimTime};

use super::super::{Coordinator, Entry};
use super::{Classic, Group, JOINING, Member};
use crate::machine::Outbox;

impl Coordinator {
    /// The group that a first heartbeat is for: a new one in place of none or an empty one, or what a classic group
    /// becomes.
    pub(super) fn make_consumer_group(
        &mut self,
        now: SimTime,
        who: MemberIdx,
        epoch: i32,
        out: &mut Outbox<'_>,
    ) -> Result<(), ErrorCode> {
        let most = self.consumer.config.max_size;
        let may = self.entries.is_empty() || (self.consumer.config.migration.upgrades() && self.entries.len() <= most);
        if epoch != JOINING || !may {
            return Err(ErrorCode::GroupIdNotFound);
        }
        // Who is refused converts nothing: what its request began is undone.
        let instance = &self.joiners[who.index()].instance;
        if instance.is_some() && self.entries.iter().any(|e| e.instance == *instance) {
            return Err(ErrorCode::UnreleasedInstanceId);
        }
        if self.entries.len() >= most {
            return Err(ErrorCode::GroupMaxSizeReached);
        }
        for pending in std::mem::take(&mut self.pending) {
            out.record(EventKind::MemberRemoved(pending.id, Removal::NotStored));
        }
        out.record(EventKind::Converted(GroupType::Consumer));
        let group = if self.entries.is_empty() {
            Group::new(self.consumer.config.first_epoch)
        } else {
            self.upgraded(now, out)
        };
        (self.initial, self.leader, self.protocol) = (None, None, None);
        (self.join_deadline, self.sync_deadline) = (SimTime::NEVER, SimTime::NEVER);
        self.state = GroupState::Empty;
        self.consumer.group = Some(group);
        Ok(())
    }

    /// `ConsumerGroup.fromClassicGroup`: everybody is where the generation had put it.
    fn upgraded(&mut self, now: SimTime, out: &mut Outbox<'_>) -> Group {
        let epoch = self.generation.0;
        let mut group = Group::new(epoch);
        group.topics.clone_from(&self.partitions);
        for entry in std::mem::take(&mut self.entries) {
            let error = ErrorCode::RebalanceInProgress;
            if let Some(request) = entry.join {
                self.answer_join(request, error, Some(entry.id), out);
            }
            if let Some(request) = entry.sync {
                let body = Body::SyncGroupResponse { error, assignment: SetIdx(0) };
                out.answer(request, body, self.latency.handle);
            }
            let mut member = Member::new(entry.id, entry.instance);
            (member.subscribed, member.rebalance_timeout) = (true, entry.rebalance_timeout);
            member.classic = Some(Classic { metadata: entry.metadata, session_timeout: entry.session_timeout });
            group.members.push(member);
            let at = group.members.len() - 1;
            let held = out.trace.sets.get(entry.assignment).to_vec();
            group.update(at, out, |m| {
                (m.epoch, m.previous_epoch) = (epoch, epoch);
                m.assigned = held.iter().map(|p| (*p, epoch)).collect();
                m.target = held;
            });
            group.start_session(at, now, &self.consumer.config, out);
        }
        out.record(EventKind::TargetComputed(Generation(epoch), None));
        group.tell_state(None, out);
        group
    }

    /// The consumer group is empty, and a classic member joins.
    pub(super) fn forget_consumer_group(&mut self, out: &mut Outbox<'_>) {
        self.consumer.group = None;
        out.record(EventKind::Converted(GroupType::Classic));
        self.generation = Generation(0);
        self.turn_to(GroupState::Empty, None, out);
        self.store();
    }

    /// If nobody is left who speaks the new protocol, a classic rebalance begins.
    pub(super) fn downgrade_if_all_classic(&mut self, now: SimTime, reason: RebalanceReason, out: &mut Outbox<'_>) {
        let may = self.consumer.config.migration.downgrades();
        if may && self.consumer.group.as_ref().is_some_and(Group::is_all_classic) {
            self.downgrade(now, Some(reason), out);
        }
    }

    /// `ClassicGroup.fromConsumerGroup`: everybody is taken at the word of its last JoinGroup, and has what the target has
    /// for it; what is to be done anew for that reason is.
    pub(super) fn downgrade(&mut self, now: SimTime, reason: Option<RebalanceReason>, out: &mut Outbox<'_>) {
        let Some(group) = self.consumer.group.take() else { return };
        out.record(EventKind::Converted(GroupType::Classic));
        self.generation = Generation(group.epoch);
        for member in group.members {
            let Some(classic) = &member.classic else { continue };
            let who = out.trace.member_of(member.id);
            let assignment = out.set(&member.target);
            self.entries.push(Entry {
                id: member.id,
                member: who,
                instance: member.instance.clone(),
                metadata: classic.metadata.clone(),
                session_timeout: classic.session_timeout,
                rebalance_timeout: member.rebalance_timeout,
                join: None,
                sync: None,
                is_new: false,
                pending_sync: false,
                expires: SimTime::NEVER,
                wake: SimTime::NEVER,
                assignment,
            });
        }
        self.leader = self.entries.first().map(|e| e.id);
        self.protocol = self.next_protocol();
        self.turn_to(GroupState::Stable, None, out);
        self.store();
        for at in 0..self.entries.len() {
            let id = self.entries[at].id;
            self.start_session(id, now, out);
        }
        if let Some(reason) = reason {
            self.prepare_rebalance(now, reason, out);
        }
    }
}
