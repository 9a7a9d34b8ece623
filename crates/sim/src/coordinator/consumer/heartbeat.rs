//! One ConsumerGroupHeartbeat (consumer-protocol 1.6 and 1.11): who it is, whether its epoch is right, whether the
//! group's epoch and target are new, and what the member is told.

use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{RebalanceReason, Removal};
use rebalance_model::{
    EventKind, Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx, SimDuration, SimTime,
};

use super::super::{Coordinator, Joiner};
use super::{AWAY, Group, JOINING, LEAVING, Member};
use crate::machine::Outbox;

/// What a heartbeat says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beat {
    pub(super) member: IdIdx,
    pub(super) epoch: i32,
    pub(super) full: Option<SimDuration>,
    pub(super) owned: Option<SetIdx>,
}

/// What it is answered.
struct Answer {
    epoch: i32,
    assignment: Option<Vec<PartitionIdx>>,
    /// Something was written.
    written: bool,
}

impl Coordinator {
    pub(super) fn consumer_heartbeat(
        &mut self,
        now: SimTime,
        request: MessageIdx,
        who: MemberIdx,
        beat: Beat,
        out: &mut Outbox<'_>,
    ) {
        let answer = if now < self.loading_until {
            Err(ErrorCode::CoordinatorLoadInProgress)
        } else if beat.epoch == AWAY || beat.epoch == LEAVING {
            self.consumer_leaves(now, who, beat, out)
        } else {
            self.consumer_beats(now, who, beat, out)
        };
        let (error, epoch, assignment, written) = match answer {
            Ok(answer) => (ErrorCode::None, answer.epoch, answer.assignment, answer.written),
            Err(error) => (error, JOINING, None, false),
        };
        let body = Body::ConsumerGroupHeartbeatResponse {
            error,
            member: error.is_ok().then_some(beat.member),
            epoch: Generation(epoch),
            interval: if epoch > JOINING { self.consumer.config.heartbeat_interval } else { SimDuration::ZERO },
            assignment: assignment.map(|a| out.set(&a)),
        };
        let append = if written { self.latency.append } else { SimDuration::ZERO };
        out.answer(request, body, self.latency.handle + append);
    }

    fn consumer_beats(
        &mut self,
        now: SimTime,
        who: MemberIdx,
        beat: Beat,
        out: &mut Outbox<'_>,
    ) -> Result<Answer, ErrorCode> {
        if self.consumer.group.is_none() {
            self.make_consumer_group(now, who, beat.epoch, out)?;
        }
        let answer = self.with_group(|this, group| {
            let joiner = &this.joiners[who.index()];
            let at = group.admit(beat, joiner, this.consumer.config.max_size, out)?;
            let owned = beat.owned.map(|set| out.trace.sets.get(set).to_vec());
            group.check_epoch(at, beat.epoch, owned.as_deref())?;
            let member = &mut group.members[at];
            member.classic = None;
            if let Some(timeout) = beat.full {
                (member.rebalance_timeout, member.assignor) = (timeout, joiner.assignor);
            }
            let before = (group.epoch, group.members[at].clone());
            group.bump_if_new(at, &this.partitions, out);
            group.maybe_update_target(now, &this.consumer.config, out);
            let at = group.position(beat.member).ok_or(ErrorCode::UnknownMemberId)?;
            group.reconcile(now, at, owned.as_deref(), this.consumer.config.steps_epoch, out);
            group.start_session(at, now, &this.consumer.config, out);
            group.tell_state(None, out);
            let member = &group.members[at];
            let tells = beat.epoch == JOINING
                || (beat.full.is_some() && beat.owned.is_some())
                || member.current() != before.1.current();
            let written = (group.epoch, &before.1.assigned, before.1.epoch, before.1.state)
                != (before.0, &member.assigned, member.epoch, member.state);
            Ok(Answer { epoch: member.epoch, assignment: tells.then(|| member.current()), written })
        });
        answer.unwrap_or(Err(ErrorCode::GroupIdNotFound))
    }

    fn consumer_leaves(
        &mut self,
        now: SimTime,
        who: MemberIdx,
        beat: Beat,
        out: &mut Outbox<'_>,
    ) -> Result<Answer, ErrorCode> {
        let answer = self.with_group(|this, group| {
            let joiner = &this.joiners[who.index()];
            let at = group.known(beat.member, joiner)?;
            if beat.epoch == AWAY {
                group.update(at, out, |m| {
                    m.epoch = AWAY;
                    m.pending.clear();
                    m.assigned.iter_mut().for_each(|a| a.1 = 0);
                    m.deadline = SimTime::NEVER;
                });
                group.tell_state(None, out);
            } else {
                group.remove(at, Removal::Left, RebalanceReason::Left(beat.member), out);
            }
            Ok(Answer { epoch: beat.epoch, assignment: None, written: true })
        });
        self.downgrade_if_all_classic(now, RebalanceReason::Left(beat.member), out);
        answer.unwrap_or(Err(ErrorCode::GroupIdNotFound))
    }
}

impl Group {
    /// The member that a request comes from, by its id and its group.instance.id.
    pub(super) fn known(&self, id: IdIdx, joiner: &Joiner) -> Result<usize, ErrorCode> {
        let Some(instance) = &joiner.instance else { return self.position(id).ok_or(ErrorCode::UnknownMemberId) };
        match self.with_instance(instance) {
            None => Err(ErrorCode::UnknownMemberId),
            Some(at) if self.members[at].id == id => Ok(at),
            Some(_) => Err(ErrorCode::FencedInstanceId),
        }
    }

    /// The member that a heartbeat comes from; a newcomer is added, a static member that was away is replaced.
    fn admit(
        &mut self,
        beat: Beat,
        joiner: &Joiner,
        max_size: usize,
        out: &mut Outbox<'_>,
    ) -> Result<usize, ErrorCode> {
        if beat.epoch != JOINING {
            return self.known(beat.member, joiner);
        }
        let there = match &joiner.instance {
            Some(instance) => self.with_instance(instance),
            None => self.position(beat.member),
        };
        match there {
            Some(at) if joiner.instance.is_some() => {
                if self.members[at].epoch != AWAY {
                    return Err(ErrorCode::UnreleasedInstanceId);
                }
                self.replace(at, beat.member, out);
                Ok(at)
            }
            Some(at) => Ok(at),
            None if self.members.len() >= max_size => Err(ErrorCode::GroupMaxSizeReached),
            None => Ok(self.add(beat.member, joiner, out)),
        }
    }

    pub(super) fn add(&mut self, id: IdIdx, joiner: &Joiner, out: &mut Outbox<'_>) -> usize {
        self.members.push(Member::new(id, joiner.instance.clone()));
        out.record(EventKind::MemberAdded(id));
        self.members.len() - 1
    }

    /// A static member's place goes over to a new id, with its target and what it kept.
    pub(super) fn replace(&mut self, at: usize, id: IdIdx, out: &mut Outbox<'_>) {
        let member = &mut self.members[at];
        let old = std::mem::replace(&mut member.id, id);
        (member.epoch, member.previous_epoch) = (JOINING, JOINING);
        (member.expires, member.wake, member.deadline) = (SimTime::NEVER, SimTime::NEVER, SimTime::NEVER);
        if old == id {
            return;
        }
        out.record(EventKind::MemberRemoved(old, Removal::Replaced));
        out.record(EventKind::MemberAdded(id));
        self.members[at].tell(&Member::new(id, None), out);
    }

    /// `throwIfConsumerGroupMemberEpochIsInvalid`
    fn check_epoch(&self, at: usize, epoch: i32, owned: Option<&[PartitionIdx]>) -> Result<(), ErrorCode> {
        let member = &self.members[at];
        let repeats = || epoch == member.previous_epoch && owned.is_some_and(|o| o.iter().all(|p| member.has(*p)));
        if epoch == JOINING || epoch == member.epoch || (epoch < member.epoch && repeats()) {
            return Ok(());
        }
        Err(ErrorCode::FencedMemberEpoch)
    }

    /// The group's epoch goes up with a new subscription, and with topics that are not what they were.
    pub(super) fn bump_if_new(&mut self, at: usize, topics: &[u32], out: &mut Outbox<'_>) {
        let subscribes = !std::mem::replace(&mut self.members[at].subscribed, true);
        let changed = self.topics != topics;
        if changed {
            self.topics = topics.to_vec();
        }
        if subscribes {
            self.bump(RebalanceReason::Added(self.members[at].id), out);
        } else if changed {
            self.bump(RebalanceReason::TopicsChanged, out);
        }
    }
}
