//! The fold: what the group, its members and its partitions are like after a prefix of the trace.
//!
//! Everything that is shown at an instant is read off a [`State`]. [`StateAt`] finds the state at any
//! instant from keyframes, so that seeking costs the same everywhere.

use std::rc::Rc;

use super::consumer::{ConsumerView, GroupType, Membership};
use super::event::{ClientState, Doing, Event, EventKind, GroupState, RebalanceReason};
use super::store::Trace;
use crate::config::AssignorName;
use crate::id::{BatchIdx, Generation, IdIdx, MemberIdx, PartitionIdx, SetIdx};
use crate::message::{Actor, Body, ErrorCode};
use crate::time::SimTime;

/// The group as its coordinator has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupView {
    /// Its state.
    pub state: GroupState,
    /// Its generation.
    pub generation: Generation,
    /// Since when it has been in this state.
    pub since: SimTime,
    /// Why the rebalance under way, or the last one, began.
    pub reason: Option<RebalanceReason>,
    /// Who leads it.
    pub leader: Option<IdIdx>,
    /// The assignor chosen.
    pub protocol: Option<AssignorName>,
    /// Its members, in the order in which they were added; pending ones too.
    pub members: Vec<GroupMember>,
}

/// A member as the coordinator has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// Its id.
    pub id: IdIdx,
    /// It was given an id and has not joined with it yet.
    pub pending: bool,
    /// Its JoinGroup waits for the end of the join phase; no session timer counts meanwhile.
    pub parked: bool,
    /// When its session timer was last started.
    pub heard: SimTime,
}

/// A consumer as it is on its own side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberView {
    /// What its main thread does.
    pub doing: Doing,
    /// Since when.
    pub since: SimTime,
    /// `MemberState` of its coordinator client.
    pub client: ClientState,
    /// `MemberState` of the client of a consumer group.
    pub membership: Membership,
    /// The id that it goes by.
    pub id: Option<IdIdx>,
    /// The generation that it is in; its member epoch in a consumer group.
    pub generation: Generation,
    /// Partitions that it holds: assigned, and neither revoked nor lost since.
    pub held: Vec<PartitionIdx>,
    /// The batch in hand while it processes or commits.
    pub batch: Option<BatchIdx>,
    /// When the poll() was called that returned the batch in hand.
    pub polled: SimTime,
}

/// A partition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartitionView {
    /// The committed offset, if there is one.
    pub committed: Option<u64>,
    /// The offset after the last record that anybody took in a batch.
    pub taken: u64,
}

/// Everything at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// How many events are folded in.
    pub events: usize,
    /// The group.
    pub group: GroupView,
    /// The members, in the scenario's order.
    pub members: Vec<MemberView>,
    /// The partitions.
    pub partitions: Vec<PartitionView>,
    /// The quiet stretch that it lies in (entry of `Trace::quiet`), if it lies in one.
    pub quiet: Option<u32>,
    /// What a consumer group has beside; none of a classic group.
    pub consumer: Option<Box<ConsumerView>>,
}

impl State {
    /// The state before anything happened.
    pub fn start(trace: &Trace) -> Self {
        let scenario = trace.scenario();
        let mut partitions = vec![PartitionView::default(); scenario.partition_count()];
        for (p, committed, end) in scenario.initial.iter().flat_map(|i| &i.offsets) {
            partitions[p.index()] = PartitionView { committed: *committed, taken: committed.unwrap_or(*end) };
        }
        Self {
            events: 0,
            group: GroupView::default(),
            members: vec![MemberView::default(); scenario.members.len()],
            partitions,
            quiet: None,
            consumer: None,
        }
    }

    /// Members that hold `partition`: two while one of them has been removed and does not know it.
    pub fn holders(&self, partition: PartitionIdx) -> impl Iterator<Item = MemberIdx> + '_ {
        self.members
            .iter()
            .enumerate()
            .filter(move |(_, m)| m.held.binary_search(&partition).is_ok())
            .map(|(i, _)| MemberIdx::at(i))
    }

    /// The group's entry for `id`.
    pub fn group_member(&self, id: IdIdx) -> Option<&GroupMember> {
        self.group.members.iter().find(|m| m.id == id)
    }

    /// Lag of a partition as `kafka-consumer-groups` shows it: log end less committed offset.
    pub fn lag(&self, trace: &Trace, partition: PartitionIdx, at: SimTime) -> u64 {
        let committed = self.partitions[partition.index()].committed.unwrap_or(0);
        let at = self.quiet.map_or(at, |q| trace.within_quiet(q, partition, at));
        trace.scenario().log_end(partition, at).saturating_sub(committed)
    }

    /// Folds in one more event.
    pub fn apply(&mut self, trace: &Trace, event: &Event) {
        self.events += 1;
        match event.actor {
            Actor::Script => self.apply_quiet(trace, event),
            Actor::Coordinator => self.apply_coordinator(trace, event),
            Actor::Member(m) => self.apply_member(trace, event, m),
        }
    }

    fn apply_quiet(&mut self, trace: &Trace, event: &Event) {
        match event.kind {
            EventKind::QuietBegins(q) => self.quiet = Some(q),
            EventKind::QuietEnds(q) => {
                self.quiet = None;
                for (p, offset) in &trace.quiet[q as usize].committed {
                    self.partitions[p.index()] = PartitionView { committed: Some(*offset), taken: *offset };
                }
            }
            _ => {}
        }
    }

    /// What only a consumer group has: its epochs, targets and current assignments.
    #[cold]
    #[inline(never)]
    fn apply_consumer(&mut self, event: &Event) {
        if !cfg!(feature = "consumer") {
            return;
        }
        match event.kind {
            EventKind::Converted(GroupType::Consumer) => {
                let mut view = Box::<ConsumerView>::default();
                for m in &self.group.members {
                    view.entry(m.id);
                }
                self.consumer = Some(view);
            }
            EventKind::Converted(GroupType::Classic) => self.consumer = None,
            _ => {
                if let Some(view) = &mut self.consumer {
                    view.apply(event);
                }
            }
        }
    }

    fn apply_coordinator(&mut self, trace: &Trace, event: &Event) {
        let group = &mut self.group;
        match event.kind {
            EventKind::Group(change) => {
                if (group.state, change.to) == (GroupState::Empty, GroupState::Stable) {
                    // A group that was running before the clock: its members are in it without having joined.
                    for m in &group.members {
                        let member = &mut self.members[trace.member_of(m.id).index()];
                        if self.consumer.is_none() || member.doing == Doing::Gone {
                            (member.id, member.generation) = (Some(m.id), change.generation);
                        }
                    }
                }
                group.state = change.to;
                group.generation = change.generation;
                group.since = event.at;
                group.reason = change.reason.or(group.reason);
                // A join phase ends, or is forgotten by a coordinator that was started anew.
                if matches!(change.to, GroupState::CompletingRebalance | GroupState::Stable) {
                    group.members.iter_mut().for_each(|m| m.parked = false);
                }
            }
            EventKind::MemberPending(id) => {
                group.members.push(GroupMember { id, pending: true, parked: false, heard: event.at });
            }
            EventKind::MemberAdded(id) => {
                if let Some(m) = group.members.iter_mut().find(|m| m.id == id) {
                    m.pending = false;
                } else {
                    group.members.push(GroupMember { id, pending: false, parked: false, heard: event.at });
                    self.apply_consumer(event);
                }
            }
            EventKind::MemberRemoved(id, _) => {
                group.members.retain(|m| m.id != id);
                group.leader = group.leader.filter(|l| *l != id);
                self.apply_consumer(event);
            }
            EventKind::SessionStarted(id) => {
                if let Some(m) = group.members.iter_mut().find(|m| m.id == id) {
                    m.heard = event.at;
                }
            }
            EventKind::JoinParked(id) => {
                if let Some(m) = group.members.iter_mut().find(|m| m.id == id) {
                    m.parked = true;
                }
            }
            EventKind::Committed(offsets) => {
                for (p, offset) in &trace.offsets[offsets as usize] {
                    self.partitions[p.index()].committed = Some(*offset);
                }
            }
            EventKind::Elected(leader, protocol) => {
                (group.leader, group.protocol) = (Some(leader), Some(protocol));
            }
            _ => self.apply_consumer(event),
        }
    }

    fn apply_member(&mut self, trace: &Trace, event: &Event, who: MemberIdx) {
        let member = &mut self.members[who.index()];
        match event.kind {
            EventKind::Doing(doing) => {
                (member.doing, member.since) = (doing, event.at);
                if !matches!(doing, Doing::Processing | Doing::Committing) {
                    member.batch = None;
                }
            }
            EventKind::Client(client) => {
                member.client = client;
                if client == ClientState::Unjoined {
                    member.generation = Generation::NONE;
                }
            }
            EventKind::Assigned(set) => {
                member.held.extend_from_slice(trace.sets.get(set));
                crate::order::sort(&mut member.held);
                member.held.dedup();
            }
            EventKind::Revoked(set) | EventKind::PartitionsLost(set) => drop_set(trace, &mut member.held, set),
            EventKind::Closed | EventKind::Killed | EventKind::Failed(_) => *member = MemberView::default(),
            EventKind::Batch(batch) => {
                let table = &trace.batches[batch.index()];
                (member.batch, member.polled) = (Some(batch), table.polled);
                for (p, _, last) in &table.records {
                    let taken = &mut self.partitions[p.index()].taken;
                    *taken = (*taken).max(last + 1);
                }
            }
            EventKind::Received(idx) => match &trace.message(idx).body {
                Body::JoinGroupResponse { error: ErrorCode::None, member: id, generation, .. } => {
                    (member.id, member.generation) = (*id, *generation);
                }
                Body::JoinGroupResponse { member: id @ Some(_), .. } => member.id = *id,
                Body::ConsumerGroupHeartbeatResponse { error: ErrorCode::None, member: id, epoch, .. } => {
                    (member.id, member.generation) = (*id, *epoch);
                }
                _ => {}
            },
            EventKind::Membership(to) => {
                member.membership = to;
                if matches!(to, Membership::Joining | Membership::Fenced | Membership::Leaving | Membership::Stale) {
                    member.generation = Generation::NONE;
                }
            }
            _ => {}
        }
    }
}

fn drop_set(trace: &Trace, held: &mut Vec<PartitionIdx>, set: SetIdx) {
    let gone = trace.sets.get(set);
    held.retain(|p| gone.binary_search(p).is_err());
}

/// A trace with keyframes: the state at any instant, at a bounded cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateAt {
    trace: Rc<Trace>,
    keyframes: Vec<State>,
    /// Events between two keyframes.
    every: usize,
}

/// Events between two keyframes of a small group: some 10 µs of folding, against a keyframe's few hundred bytes.
const KEYFRAME_EVERY: usize = 256;

/// Events between two keyframes: those of a large group weigh as much as that many events, not ten times as much.
fn keyframe_every(state: &State) -> usize {
    KEYFRAME_EVERY.max(state.partitions.len() + state.members.len())
}

impl StateAt {
    /// Lays the keyframes.
    pub fn new(trace: Rc<Trace>) -> Self {
        let mut state = State::start(&trace);
        let every = keyframe_every(&state);
        let mut keyframes = Vec::with_capacity(trace.events.len() / every + 1);
        for events in trace.events.chunks(every) {
            keyframes.push(state.clone());
            for event in events {
                state.apply(&trace, event);
            }
        }
        if keyframes.is_empty() {
            keyframes.push(state);
        }
        Self { trace, keyframes, every }
    }

    /// The trace.
    pub fn trace(&self) -> &Rc<Trace> {
        &self.trace
    }

    /// The state after all that happened at or before `at`.
    pub fn at(&self, at: SimTime) -> State {
        self.after(self.trace.events_until(at))
    }

    /// The state after the first `events` events.
    pub fn after(&self, events: usize) -> State {
        let events = events.min(self.trace.events.len());
        let frame = (events / self.every).min(self.keyframes.len() - 1);
        let mut state = self.keyframes[frame].clone();
        for event in &self.trace.events[state.events..events] {
            state.apply(&self.trace, event);
        }
        state
    }
}
