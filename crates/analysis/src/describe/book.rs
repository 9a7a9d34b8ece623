//! The coordinator's books: besides the state that the trace folds into, what each member was assigned last.
//!
//! A member keeps its assignment through a join phase, loses it when a rebalance begins anew before the assignment was
//! distributed (`ClassicGroup`), and hands it on when a new process of its takes its place.

use rebalance_model::config::KafkaVersion;
use rebalance_model::message::{Actor, Body};
use rebalance_model::trace::{GroupState, Removal, State};
use rebalance_model::{Event, EventKind, IdIdx, PartitionIdx, SetIdx, SimTime, Trace};

/// See the module.
pub(super) struct Book {
    pub(super) state: State,
    /// The most members that the group has had at once.
    pub(super) most_members: usize,
    assignments: Vec<(IdIdx, SetIdx)>,
    /// What the leader has handed in last.
    handed_in: Vec<(IdIdx, SetIdx)>,
    /// What a member had whose new process takes its place.
    inherited: Option<SetIdx>,
    /// Members that have been heard of by the consumer protocol.
    upgraded: Vec<IdIdx>,
    known: bool,
}

impl Book {
    /// The books at `at`; none if nothing of the group is in them yet.
    pub(super) fn at(trace: &Trace, at: SimTime) -> Option<Self> {
        let mut book = Self {
            state: State::start(trace),
            most_members: 0,
            assignments: Vec::new(),
            handed_in: Vec::new(),
            inherited: None,
            upgraded: Vec::new(),
            known: trace.scenario().initial.is_some(),
        };
        for event in &trace.events[..trace.events_until(at)] {
            book.enter(trace, event);
        }
        book.known.then_some(book)
    }

    /// What a member was assigned.
    pub(super) fn assignment(&self, id: IdIdx) -> Option<SetIdx> {
        self.assignments.iter().find(|(m, _)| *m == id).map(|(_, set)| *set)
    }

    /// What a member of either protocol owns by the books. A consumer group's are kept by the fold; since 4.3 what is
    /// still to be given up counts.
    pub(super) fn current(&self, trace: &Trace, id: IdIdx) -> Vec<PartitionIdx> {
        let Some(view) = &self.state.consumer else {
            return self.assignment(id).map_or(&[][..], |set| trace.sets.get(set)).to_vec();
        };
        let Some(member) = view.member(id) else { return Vec::new() };
        let mut owned = trace.sets.get(member.current).to_vec();
        if trace.scenario().version >= KafkaVersion::V4_3 {
            owned.extend_from_slice(trace.sets.get(member.pending));
        }
        owned
    }

    /// Whether a member speaks the consumer protocol. Of a group that was running already nothing has been heard yet.
    pub(super) fn is_upgraded(&self, id: IdIdx) -> bool {
        self.upgraded.contains(&id)
    }

    fn enter(&mut self, trace: &Trace, event: &Event) {
        let before = self.state.group.state;
        self.state.apply(trace, event);
        if event.actor != Actor::Coordinator {
            return;
        }
        match event.kind {
            EventKind::Received(m) => {
                if let Body::ConsumerGroupHeartbeatRequest { member, .. } = trace.message(m).body
                    && !self.upgraded.contains(&member)
                {
                    self.upgraded.push(member);
                }
                if let Body::SyncGroupRequest { assignments, .. } = &trace.message(m).body
                    && !assignments.is_empty()
                {
                    self.handed_in.clone_from(assignments);
                }
            }
            EventKind::Group(change) => self.turned(trace, before, change.to),
            EventKind::MemberPending(_) | EventKind::Committed(_) => self.known = true,
            EventKind::MemberAdded(id) => {
                self.known = true;
                if let Some(set) = self.inherited.take() {
                    self.assignments.push((id, set));
                }
                self.most_members = self.most_members.max(self.state.group.members.len());
            }
            EventKind::MemberRemoved(id, why) => {
                self.inherited = self.assignment(id).filter(|_| why == Removal::Replaced);
                self.assignments.retain(|(m, _)| *m != id);
            }
            _ => {}
        }
    }

    fn turned(&mut self, trace: &Trace, from: GroupState, to: GroupState) {
        match (from, to) {
            (GroupState::CompletingRebalance, GroupState::Stable) => {
                self.assignments = std::mem::take(&mut self.handed_in);
            }
            (GroupState::CompletingRebalance, GroupState::PreparingRebalance) => self.assignments.clear(),
            (GroupState::Empty, GroupState::Stable) => self.adopt(trace),
            _ => {}
        }
    }

    /// A group that was running before the clock has what the scenario says.
    fn adopt(&mut self, trace: &Trace) {
        for (member, held) in trace.scenario().initial.iter().flat_map(|i| &i.assignment) {
            let id = self.state.group.members.iter().map(|m| m.id).find(|id| trace.member_of(*id) == *member);
            let same = |set: &[PartitionIdx]| set == held.as_slice();
            if let (Some(id), Some(set)) = (id, trace.sets.iter().position(same)) {
                self.assignments.push((id, SetIdx::at(set)));
            }
        }
    }
}
