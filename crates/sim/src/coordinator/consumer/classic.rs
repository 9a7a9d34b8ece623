//! Members of a consumer group that still speak the classic protocol (consumer-protocol 4.3): JoinGroup is a heartbeat
//! with what the member owns, the generation is its epoch, SyncGroup brings what it is assigned, and Heartbeat says when
//! to join again. There is no leader and no barrier: nobody waits for anybody.

use rebalance_model::config::AssignorName;
use rebalance_model::message::{Actor, Body, ErrorCode};
use rebalance_model::trace::{MemberState, RebalanceReason, Removal};
use rebalance_model::{Generation, IdIdx, MemberIdx, MessageIdx, SetIdx, SimTime};

use super::super::{Coordinator, Joiner, Metadata};
use super::{Classic, Group};
use crate::machine::Outbox;

impl Coordinator {
    /// JoinGroup. An empty consumer group gives way to a classic one: then it is not handled here.
    pub(super) fn classic_join(
        &mut self,
        now: SimTime,
        request: MessageIdx,
        who: MemberIdx,
        body: &Body,
        out: &mut Outbox<'_>,
    ) -> bool {
        let Some((member, metadata)) = Metadata::of(body) else { return false };
        if self.consumer.group.as_ref().is_some_and(|g| g.members.is_empty()) {
            self.forget_consumer_group(out);
            return false;
        }
        let is_static = self.joiners[who.index()].instance.is_some();
        let id = if let Some(id) = member {
            id
        } else {
            let instance = self.joiners[who.index()].instance.clone();
            let id = out.identify(who, instance.as_deref());
            if !is_static {
                self.answer_join(request, ErrorCode::MemberIdRequired, Some(id), out);
                return true;
            }
            id
        };
        let protocol = metadata.assignors.first().copied();
        let joined = self.with_group(|this, group| {
            let joiner = &this.joiners[who.index()];
            let replaced = joiner.instance.as_ref().and_then(|instance| group.with_instance(instance));
            let is_last = replaced.is_some_and(|at| group.members[at].classic.is_none());
            let (assignors, max_size) = (&metadata.assignors, this.consumer.config.max_size);
            let at = group.admit_classic(id, member.is_none(), joiner, assignors, max_size, out)?;
            let owned = out.trace.sets.get(metadata.owned).to_vec();
            let entry = &mut group.members[at];
            entry.classic = Some(Classic { metadata, session_timeout: joiner.session });
            entry.rebalance_timeout = joiner.rebalance;
            group.bump_if_new(at, &this.partitions, out);
            let downgrades = is_last && this.consumer.config.migration.downgrades() && group.is_all_classic();
            if !downgrades {
                group.maybe_update_target(now, &this.consumer.config, out);
            }
            group.reconcile(now, at, Some(&owned), this.consumer.config.steps_epoch, out);
            group.start_session(at, now, &this.consumer.config, out);
            // SyncGroup has to follow.
            let deadline = now + group.members[at].rebalance_timeout;
            group.set_deadline(at, deadline, out);
            group.tell_state(None, out);
            Ok((group.members[at].epoch, downgrades, group.epoch > group.target_epoch))
        });
        match joined {
            Some(Ok((epoch, downgrades, is_stale))) => {
                if downgrades {
                    // The last static member of the new protocol is back without it: a rebalance follows only if its
                    // target is not the group's latest.
                    self.downgrade(now, is_stale.then_some(RebalanceReason::StaticRejoined(id)), out);
                }
                let body = Body::JoinGroupResponse {
                    error: ErrorCode::None,
                    member: Some(id),
                    generation: Generation(epoch),
                    leader: None,
                    protocol,
                    members: Vec::new(),
                    skip_assignment: false,
                };
                out.answer(request, body, self.latency.handle + self.latency.append);
            }
            Some(Err(error)) => self.answer_join(request, error, Some(id), out),
            None => {}
        }
        true
    }

    pub(super) fn classic_sync(
        &mut self,
        now: SimTime,
        request: MessageIdx,
        id: IdIdx,
        generation: Generation,
        out: &mut Outbox<'_>,
    ) {
        let who = out.trace.message(request).from;
        let synced = self.with_group(|this, group| {
            let at = group.known_classic(id, generation, joiner_of(this, who))?;
            let member = &group.members[at];
            // Whoever has to give up first has joined already; the next join follows by itself.
            if group.epoch > member.epoch && member.state != MemberState::UnrevokedPartitions {
                return Err(ErrorCode::RebalanceInProgress);
            }
            group.members[at].deadline = SimTime::NEVER;
            group.start_session(at, now, &this.consumer.config, out);
            Ok(group.members[at].current())
        });
        let (error, assignment) = match synced {
            Some(Ok(current)) => (ErrorCode::None, out.set(&current)),
            Some(Err(error)) => (error, SetIdx(0)),
            None => (ErrorCode::UnknownMemberId, SetIdx(0)),
        };
        out.answer(request, Body::SyncGroupResponse { error, assignment }, self.latency.handle);
    }

    pub(super) fn classic_heartbeat(
        &mut self,
        now: SimTime,
        request: MessageIdx,
        id: IdIdx,
        generation: Generation,
        out: &mut Outbox<'_>,
    ) {
        let who = out.trace.message(request).from;
        let beaten = self.with_group(|this, group| {
            let at = group.known_classic(id, generation, joiner_of(this, who))?;
            group.start_session(at, now, &this.consumer.config, out);
            let member = &group.members[at];
            let wanted = if this.consumer.config.joins_for_target { group.target_epoch } else { group.epoch };
            let behind = member.epoch < wanted
                || member.state == MemberState::UnrevokedPartitions
                || (member.state == MemberState::UnreleasedPartitions && group.has_released(at));
            if !behind {
                return Ok(());
            }
            if member.deadline == SimTime::NEVER {
                let deadline = now + member.rebalance_timeout;
                group.set_deadline(at, deadline, out);
            }
            Err(ErrorCode::RebalanceInProgress)
        });
        let error = beaten.unwrap_or(Err(ErrorCode::UnknownMemberId)).err().unwrap_or(ErrorCode::None);
        out.answer(request, Body::HeartbeatResponse { error }, self.latency.handle);
    }

    pub(super) fn classic_leave(&mut self, now: SimTime, request: MessageIdx, id: IdIdx, out: &mut Outbox<'_>) {
        let left = self.with_group(|_, group| {
            let at = group.position(id).ok_or(ErrorCode::UnknownMemberId)?;
            group.remove(at, Removal::Left, RebalanceReason::Left(id), out);
            Ok(())
        });
        self.downgrade_if_all_classic(now, RebalanceReason::Left(id), out);
        let error = left.unwrap_or(Err(ErrorCode::UnknownMemberId)).err().unwrap_or(ErrorCode::None);
        let after = self.latency.handle + self.latency.append;
        out.answer(request, Body::LeaveGroupResponse { error }, after);
    }
}

fn joiner_of(coordinator: &Coordinator, who: Actor) -> Option<&Joiner> {
    match who {
        Actor::Member(m) => Some(&coordinator.joiners[m.index()]),
        _ => None,
    }
}

impl Group {
    /// The member that a JoinGroup comes from. A static member's new process takes its place at once, as in a classic
    /// group.
    fn admit_classic(
        &mut self,
        id: IdIdx,
        is_new_id: bool,
        joiner: &Joiner,
        assignors: &[AssignorName],
        max_size: usize,
        out: &mut Outbox<'_>,
    ) -> Result<usize, ErrorCode> {
        let others = self.members.iter().filter(|m| m.id != id).filter_map(|m| m.classic.as_ref());
        if !assignors.iter().any(|a| others.clone().all(|c| c.metadata.assignors.contains(a))) {
            return Err(ErrorCode::InconsistentGroupProtocol);
        }
        let there = match &joiner.instance {
            Some(instance) if is_new_id => self.with_instance(instance),
            Some(_) => return self.known(id, joiner),
            None => self.position(id),
        };
        match there {
            Some(at) if is_new_id => {
                self.replace(at, id, out);
                Ok(at)
            }
            Some(at) => Ok(at),
            None if self.members.len() >= max_size => Err(ErrorCode::GroupMaxSizeReached),
            None => Ok(self.add(id, joiner, out)),
        }
    }

    fn known_classic(&self, id: IdIdx, generation: Generation, joiner: Option<&Joiner>) -> Result<usize, ErrorCode> {
        let at = self.known(id, joiner.ok_or(ErrorCode::UnknownMemberId)?)?;
        let member = &self.members[at];
        if member.classic.is_none() {
            return Err(ErrorCode::UnknownMemberId);
        }
        if generation.0 == member.epoch { Ok(at) } else { Err(ErrorCode::IllegalGeneration) }
    }
}
