//! The moments of a consumer group (KIP-848): its epoch goes up, a target is computed, members give up what others wait
//! for. There is no leader and no join phase, and nobody waits but for the partitions that move.

use rebalance_model::message::Actor;
use rebalance_model::trace::{ConsumerView, Doing, Event, EventKind, GroupState, GroupType, State};
use rebalance_model::{EventId, Generation, IdIdx, MemberIdx, PartitionIdx, SetIdx, SimDuration, SimTime};

use super::collect::Collector;
use super::{MomentKind, Move, reason_id};
use crate::activity::{LONG_BATCH, batch_takes};
use crate::gather::Gather as _;

impl Collector<'_> {
    /// To be called after `event` is folded into `state`, while the group is a consumer group.
    pub(super) fn epochs(&mut self, state: &State, event: &Event, id: EventId) {
        let at = event.at;
        match (event.kind, event.actor) {
            (EventKind::Converted(to), _) => {
                let by = self.asker(event);
                self.put(at, Some(id), MomentKind::Converted { to, by });
            }
            (EventKind::Group(change), _) => {
                if let Some(reason) = change.reason {
                    let member = reason_id(reason).map(|i| self.trace.member_of(i));
                    let back = member.is_some_and(|m| self.removed[m.index()].take() == reason_id(reason));
                    let kind = MomentKind::Bumped { epoch: change.generation, reason, member, back, target: None };
                    self.put(at, Some(id), kind);
                    self.bumped.get_or_insert(at);
                } else if let (GroupState::Stable, Some(began)) = (change.to, self.bumped) {
                    self.bumped = None;
                    let kind = MomentKind::Distributed { generation: change.generation, took: at.since(began) };
                    self.put(at, Some(id), kind);
                }
            }
            (EventKind::TargetComputed(epoch, Some(_)), _) => self.targeted(state, epoch, event, id),
            (EventKind::PendingRevocation(who, set), _) => self.must_give_up(state, who, set, at, id),
            (EventKind::Revoked(set), Actor::Member(member)) => self.gives_up(state, member, set, at, id),
            _ => {}
        }
    }

    /// Who sent the request that an event of the coordinator follows from.
    fn asker(&self, event: &Event) -> Option<MemberIdx> {
        let cause = &self.trace.events[event.cause?.index()];
        let EventKind::Received(request) = cause.kind else { return None };
        if let Actor::Member(member) = self.trace.message(request).from { Some(member) } else { None }
    }

    fn targeted(&mut self, state: &State, epoch: Generation, event: &Event, id: EventId) {
        let Some(group) = &state.consumer else { return };
        let found = self.moves(group);
        // Computed with the heartbeat that made the epoch go up, it is told with that.
        if let Some(MomentKind::Bumped { target, .. }) =
            self.moments.last_mut().filter(|m| m.at == event.at).map(|m| &mut m.kind)
        {
            *target = Some(found);
        } else {
            let after = self.bumped.map_or(SimDuration::ZERO, |began| event.at.since(began));
            let by = self.asker(event);
            let place = self.put(event.at, Some(id), MomentKind::Targeted { epoch, by, after, moves: found });
            self.moments[place].group = by.map_or(self.group, |by| self.speaks(state, by));
        }
    }

    /// What members are to own that they may not own yet, by who has it and who is to have it.
    fn moves(&self, group: &ConsumerView) -> Vec<Move> {
        let sets = &self.trace.sets;
        let has = |set: SetIdx, p: PartitionIdx| sets.get(set).binary_search(&p).is_ok();
        let mut list: Vec<Move> = Vec::new();
        for m in &group.members {
            let to = self.trace.member_of(m.id);
            for p in sets.get(m.target).iter().copied().filter(|p| !has(m.current, *p)) {
                let holder = group.members.iter().find(|other| has(other.current, p) || has(other.pending, p));
                let from = holder.map(|other| self.trace.member_of(other.id)).filter(|from| *from != to);
                match list.iter_mut().find(|known| (known.from, known.to) == (from, to)) {
                    Some(known) => known.partitions.push(p),
                    None => list.push(Move { partitions: vec![p], from, to }),
                }
            }
        }
        list
    }

    fn must_give_up(&mut self, state: &State, who: IdIdx, set: SetIdx, at: SimTime, id: EventId) {
        let member = self.trace.member_of(who);
        let partitions = self.trace.sets.get(set).to_vec();
        // A classic one does that as it joins again, and is told of then.
        if partitions.is_empty() || self.speaks(state, member) == GroupType::Classic {
            return;
        }
        let busy = state.members[member.index()].batch.is_some_and(|b| batch_takes(self.trace, b) >= LONG_BATCH);
        let at_most = self.config[member.index()].as_ref().map_or(SimDuration::ZERO, |c| c.max_poll_interval);
        self.put(at, Some(id), MomentKind::MustGiveUp { member, partitions, busy, at_most });
    }

    fn gives_up(&mut self, state: &State, member: MemberIdx, set: SetIdx, at: SimTime, id: EventId) {
        let partitions = self.trace.sets.get(set).to_vec();
        let closes = matches!(state.members[member.index()].doing, Doing::Closing);
        let is_classic = self.speaks(state, member) == GroupType::Classic;
        let Some(group) = state.consumer.as_ref().filter(|_| !partitions.is_empty() && !closes && !is_classic) else {
            return;
        };
        let gets = |target: SetIdx| self.trace.sets.get(target).iter().any(|p| partitions.contains(p));
        let to = group.members.iter().filter(|m| gets(m.target)).map(|m| self.trace.member_of(m.id)).gather();
        self.put(at, Some(id), MomentKind::GivesUp { member, partitions, to });
    }
}
