//! Joining: `onJoinPrepare`, JoinGroup, the leader's assignment, SyncGroup, `onJoinComplete`
//! (classic-protocol 1.4, 1.5, 2.1, 2.2).

use rebalance_model::config::AssignorName;
use rebalance_model::message::{Api, Body, ErrorCode, JoinReason, JoinedMember};
use rebalance_model::trace::{ClientState, Doing};
use rebalance_model::{EventKind, Generation, IdIdx, PartitionIdx, SetIdx, SimDuration, SimTime};

use super::{AfterRevoke, Main, Member};
use crate::assignor::{self, GroupSubscription, MemberSubscription};
use crate::machine::Outbox;

impl Member {
    /// `onJoinPrepare`, once a rebalance: commit, then give up what must be given up.
    pub(super) fn join_prepare(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.needs_prepare = false;
        if self.config().auto_commit && self.generation != Generation::NONE && !self.owned.is_empty() {
            if self.config().is_cooperative() {
                // poll() goes on meanwhile, and returns what lies ready; the answer is seen in a later pass. An eager
                // client does not: its partitions are marked as about to be revoked
                // (`ConsumerCoordinator.maybeMarkPartitionsPendingRevocation`).
                self.main = Main::Waiting;
                self.commit_before_join = true;
                self.send_commit(out);
                return self.back_in_poll(now, out);
            }
            self.main = Main::CommitBeforeJoin;
            self.main_at = SimTime::NEVER;
            self.send_commit(out);
            // The wait reads the network: the answer to a commit that was on its way may lie there since the rebalance was
            // noticed.
            return self.drain(now, out);
        }
        self.give_up(now, out);
    }

    /// The commit of an `onJoinPrepare` that poll() goes on beside has failed: it begins anew in the next poll().
    pub(super) fn prepare_again(&mut self) {
        self.needs_prepare |= self.commit_before_join;
    }

    /// Generation lost: everything is lost. Eager: everything is revoked, even if it is nothing.
    /// Cooperative: everything is kept.
    pub(super) fn give_up(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let lost = self.generation == Generation::NONE;
        if lost && !self.owned.is_empty() {
            let set = self.drop_all(out);
            out.record(EventKind::PartitionsLost(set));
        } else if !lost && !self.config().is_cooperative() {
            let set = self.drop_all(out);
            out.record(EventKind::Revoked(set));
            if self.orders.stall_revoke > SimDuration::ZERO {
                return self.revoke_slowly(now, AfterRevoke::Join, out);
            }
        }
        self.join_prepared(now, out);
    }

    fn join_prepared(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.send_join(self.latency.rejoin, out);
        self.back_in_poll(now, out);
    }

    /// Everything owned is owned no more.
    pub(super) fn drop_all(&mut self, out: &mut Outbox<'_>) -> SetIdx {
        let gone = std::mem::take(&mut self.owned);
        self.fetcher.forget(&gone);
        self.fetcher.make_stale();
        out.set(&gone)
    }

    fn revoke_slowly(&mut self, now: SimTime, then: AfterRevoke, out: &mut Outbox<'_>) {
        self.does(Doing::Revoking, out);
        self.busy(Main::Revoking(then), now + self.orders.stall_revoke, out);
        self.schedule_heartbeat(now, out);
    }

    pub(super) fn revoke_returns(&mut self, now: SimTime, then: AfterRevoke, out: &mut Outbox<'_>) {
        out.record(EventKind::RevokeDone);
        match then {
            AfterRevoke::Join => {
                self.does(Doing::Polling, out);
                self.join_prepared(now, out);
            }
            AfterRevoke::Assign(added) => {
                self.does(Doing::Polling, out);
                self.assign(now, added, out);
            }
            AfterRevoke::Leave => self.leave(now, out),
        }
    }

    /// What a callback inside poll() returns to: the messages that came meanwhile, then the next pass.
    fn back_in_poll(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.main = Main::Waiting;
        self.main_at = SimTime::NEVER;
        self.drain(now, out);
        if self.main == Main::Waiting {
            self.step(now, out);
        }
        self.wake_heartbeat(now, out);
    }

    /// Sends JoinGroup, unless one is still to be answered: then that answer is waited for, and is no use any more.
    /// From here to its answer there are no heartbeats and no watch over the poll interval.
    pub(super) fn send_join(&mut self, after: SimDuration, out: &mut Outbox<'_>) {
        if self.join_in_flight || !self.connection.known() || out.at < self.join_held {
            return;
        }
        self.join_in_flight = true;
        let reason = self.rejoin.unwrap_or(JoinReason::First);
        let owned = out.set(&self.owned);
        let body = Body::JoinGroupRequest {
            member: self.id,
            reason,
            assignors: self.config().assignors.clone(),
            owned,
            owned_generation: self.generation,
            remembered: self.remembered,
        };
        self.heartbeat.on = false;
        self.turn_to(ClientState::PreparingRebalance, out);
        self.ask(body, after, out);
    }

    /// The JoinGroup that failed is not sent again in this poll().
    fn hold_join_until_next_poll(&mut self) {
        self.join_held = self.poll_deadline;
    }

    pub(super) fn join_answered(&mut self, now: SimTime, body: &Body, out: &mut Outbox<'_>) {
        let Body::JoinGroupResponse { error, member, generation, leader, protocol, members, skip_assignment } = body
        else {
            return;
        };
        self.join_in_flight = false;
        if self.client != ClientState::PreparingRebalance {
            return;
        }
        match error {
            ErrorCode::None => self.join_in_flight = true,
            ErrorCode::MemberIdRequired => {
                self.id = *member;
                self.rejoin = member.map(JoinReason::GivenMemberId);
                return self.send_join(self.latency.rejoin_with_id, out);
            }
            ErrorCode::UnknownMemberId => {
                self.reset(JoinReason::Encountered(*error, Api::JoinGroup), out);
                return;
            }
            // Sent again in the next poll(). A group that is converted answers so too.
            ErrorCode::CoordinatorLoadInProgress | ErrorCode::RebalanceInProgress => {
                self.hold_join_until_next_poll();
                return self.retry_join(*error);
            }
            fatal => return self.end(EventKind::Failed(*fatal), out),
        }
        (self.id, self.generation, self.protocol) = (*member, *generation, *protocol);
        self.turn_to(ClientState::CompletingRebalance, out);
        self.enable_heartbeat(now, out);
        let Some(id) = *member else { return };
        let leads = *leader == Some(id);
        if leads {
            self.known.watch();
        } else {
            self.known.follow();
        }
        let assignments = match protocol {
            Some(protocol) if leads && !skip_assignment => self.compute_assignment(*protocol, members, out),
            _ => Vec::new(),
        };
        let after = if assignments.is_empty() { self.latency.sync } else { self.latency.lead };
        self.ask(Body::SyncGroupRequest { member: id, generation: *generation, assignments }, after, out);
    }

    /// The leader runs the assignor over all members' subscriptions.
    fn compute_assignment(
        &mut self,
        protocol: AssignorName,
        members: &[JoinedMember],
        out: &mut Outbox<'_>,
    ) -> Vec<(IdIdx, SetIdx)> {
        let topics = self.known.topics().clone();
        let names: Vec<String> = topics.iter().map(|t| t.name.clone()).collect();
        let scenario = out.trace.header.scenario.clone();
        let subscription = |m: &JoinedMember| {
            let (owned, generation) = match protocol {
                AssignorName::Sticky => m.remembered.unwrap_or((SetIdx(0), Generation::NONE)),
                _ => (m.owned, m.owned_generation),
            };
            let pair = |p: &PartitionIdx| scenario.topic_partition(*p);
            let identity = out.trace.identity(m.id);
            MemberSubscription {
                member_id: identity.id.clone(),
                instance_id: identity.instance.clone(),
                rack: None,
                topics: names.clone(),
                owned: out.trace.sets.get(owned).iter().map(pair).map(|(t, n)| (u32::from(t.0), n)).collect(),
                generation: Some(generation.0),
            }
        };
        let group = GroupSubscription { topics: topics.to_vec(), members: members.iter().map(subscription).collect() };
        let kind = assignor::by_name(protocol.wire());
        let assigned = kind.and_then(|a| a.assign_again(&group, &mut self.memory).ok());
        let assigned = assigned.map(|a| a.members).unwrap_or_default();
        let partition = |(topic, number): &(u32, u32)| {
            scenario.partition(rebalance_model::id::TopicIdx::at(*topic as usize), *number)
        };
        let mut out_sets = Vec::with_capacity(members.len());
        for (m, list) in members.iter().zip(&assigned) {
            let mut set: Vec<PartitionIdx> = list.iter().filter_map(partition).collect();
            rebalance_model::order::sort(&mut set);
            out_sets.push((m.id, out.set(&set)));
        }
        out_sets
    }

    pub(super) fn sync_answered(&mut self, error: ErrorCode, assignment: SetIdx, out: &mut Outbox<'_>) {
        self.join_in_flight = false;
        if self.client != ClientState::CompletingRebalance {
            return;
        }
        match error {
            ErrorCode::None => {
                self.rejoin = None;
                self.assignment = Some(assignment);
                self.turn_to(ClientState::Stable, out);
            }
            // Generation, id and partitions are kept; `onJoinPrepare` does not run again.
            ErrorCode::RebalanceInProgress => {
                self.rejoin = Some(JoinReason::RebalanceFailed(error));
                self.send_join(self.latency.rejoin, out);
            }
            // Another process has its group.instance.id: poll() throws.
            ErrorCode::FencedInstanceId => self.end(EventKind::Failed(error), out),
            _ => self.reset(JoinReason::Encountered(error, Api::SyncGroup), out),
        }
    }

    /// `onJoinComplete`: cooperative members give up what was taken away, ask for another rebalance, and
    /// everybody is told what was added.
    pub(super) fn join_complete(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        let Some(set) = self.assignment.take() else { return self.back_in_poll(now, out) };
        self.known.settle();
        let assigned = out.trace.sets.get(set).to_vec();
        let added: Vec<PartitionIdx> =
            assigned.iter().copied().filter(|p| self.owned.binary_search(p).is_err()).collect();
        let gone: Vec<PartitionIdx> =
            self.owned.iter().copied().filter(|p| assigned.binary_search(p).is_err()).collect();
        self.needs_prepare = true;
        if self.protocol == Some(AssignorName::Sticky) {
            self.remembered = Some((set, self.generation));
        }
        self.auto_commit_at = now + self.config().auto_commit_interval;
        self.fetcher.forget(&gone);
        self.owned = assigned;
        let added = out.set(&added);
        if !gone.is_empty() {
            let revoked = out.set(&gone);
            out.record(EventKind::Revoked(revoked));
            self.rejoin = Some(JoinReason::RevokedPartitions);
            if self.orders.stall_revoke > SimDuration::ZERO {
                return self.revoke_slowly(now, AfterRevoke::Assign(added), out);
            }
        }
        self.assign(now, added, out);
    }

    fn assign(&mut self, now: SimTime, added: SetIdx, out: &mut Outbox<'_>) {
        out.record(EventKind::Assigned(added));
        if self.rejoin.is_some() {
            // `joinGroupIfNeeded` loops: the next join is prepared at once. Its generation may have been lost meanwhile.
            return self.join_prepare(now, out);
        }
        self.back_in_poll(now, out);
    }
}
