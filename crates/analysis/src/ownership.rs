//! Who holds each partition, and for how long nobody does.

use rebalance_model::message::Actor;
use rebalance_model::trace::{Doing, Event, EventKind, State};
use rebalance_model::{MemberIdx, PartitionIdx, SimDuration, SimTime, Trace};

use crate::gather::Gather as _;

/// Who holds a partition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holders {
    /// Nobody.
    #[default]
    Nobody,
    /// Nobody, as there is no such partition yet.
    Absent,
    /// One member that is in the group.
    One(MemberIdx),
    /// One member that the group has removed and that does not know it.
    Stale(MemberIdx),
    /// Two: the first by right, the second as a zombie.
    Two(MemberIdx, MemberIdx),
}

impl Holders {
    /// The member that holds it by right, or alone.
    pub fn first(self) -> Option<MemberIdx> {
        match self {
            Self::Nobody | Self::Absent => None,
            Self::One(m) | Self::Stale(m) | Self::Two(m, _) => Some(m),
        }
    }

    /// The zombie beside the one that holds it by right.
    pub fn second(self) -> Option<MemberIdx> {
        if let Self::Two(_, zombie) = self { Some(zombie) } else { None }
    }
}

/// Holders of a partition, until the next phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnerPhase {
    /// When it begins.
    pub start: SimTime,
    /// Who.
    pub holders: Holders,
}

/// Follows who holds what, event by event.
pub(crate) struct Follow {
    /// Holders of each partition in the order in which they got it.
    hands: Vec<Vec<MemberIdx>>,
    /// Members that the group has removed and that go on.
    stale: Vec<bool>,
    phases: Vec<Vec<OwnerPhase>>,
}

impl Follow {
    pub(crate) fn new(trace: &Trace) -> Self {
        let partitions = trace.scenario().partition_count();
        let begin = |i: usize| match trace.scenario().exists_from(PartitionIdx::at(i)) {
            SimTime::ZERO => vec![OwnerPhase { start: SimTime::ZERO, holders: Holders::Nobody }],
            from => vec![
                OwnerPhase { start: SimTime::ZERO, holders: Holders::Absent },
                OwnerPhase { start: from, holders: Holders::Nobody },
            ],
        };
        Self {
            hands: vec![Vec::new(); partitions],
            stale: vec![false; trace.scenario().members.len()],
            phases: (0..partitions).map(begin).gather(),
        }
    }

    /// To be called after `event` is folded into `state`.
    pub(crate) fn event(&mut self, trace: &Trace, state: &State, event: &Event) {
        let Actor::Member(who) = event.actor else { return self.coordinator(trace, state, event) };
        match event.kind {
            EventKind::Assigned(set) => {
                for p in trace.sets.get(set) {
                    self.hands[p.index()].retain(|m| *m != who);
                    self.hands[p.index()].push(who);
                    self.told(*p, event.at);
                }
            }
            EventKind::Revoked(set) | EventKind::PartitionsLost(set) => {
                for p in trace.sets.get(set) {
                    self.hands[p.index()].retain(|m| *m != who);
                    self.told(*p, event.at);
                }
            }
            EventKind::Thrown if !self.stale[who.index()] => {}
            EventKind::Closed | EventKind::Killed | EventKind::Failed(_) | EventKind::Thrown => {
                self.each_of(who, true, event.at);
            }
            _ => {}
        }
    }

    fn coordinator(&mut self, trace: &Trace, state: &State, event: &Event) {
        let (id, gone) = match event.kind {
            EventKind::MemberRemoved(id, _) => (id, true),
            EventKind::MemberAdded(id) => (id, false),
            _ => return,
        };
        let who = trace.member_of(id);
        // An id that it had in another life says nothing of what it holds now.
        let view = &state.members[who.index()];
        let unaware = gone && view.id == Some(id);
        self.stale[who.index()] = unaware;
        // Whose loop has ended works on nothing that it was not given back by the group.
        let ended = unaware && view.doing == Doing::Thrown;
        self.each_of(who, ended, event.at);
    }

    /// Tells of all that `who` has in its hands, which it lets go of or not.
    fn each_of(&mut self, who: MemberIdx, lets_go: bool, at: SimTime) {
        for i in 0..self.hands.len() {
            let hands = &mut self.hands[i];
            let Some(place) = hands.iter().position(|m| *m == who) else { continue };
            if lets_go {
                hands.remove(place);
            }
            self.told(PartitionIdx::at(i), at);
        }
    }

    fn told(&mut self, p: PartitionIdx, at: SimTime) {
        let holders = self.holders(&self.hands[p.index()]);
        let phases = &mut self.phases[p.index()];
        if phases.last().is_some_and(|last| last.start == at) {
            phases.pop();
        }
        if phases.last().is_none_or(|last| last.holders != holders) {
            phases.push(OwnerPhase { start: at, holders });
        }
    }

    fn holders(&self, hands: &[MemberIdx]) -> Holders {
        let stale = |m: &MemberIdx| self.stale[m.index()];
        match hands {
            [] => Holders::Nobody,
            [m] if stale(m) => Holders::Stale(*m),
            [m] => Holders::One(*m),
            [.., older, newer] if stale(newer) && !stale(older) => Holders::Two(*older, *newer),
            [.., older, newer] => Holders::Two(*newer, *older),
        }
    }

    pub(crate) fn phases(self) -> Vec<Vec<OwnerPhase>> {
        self.phases
    }
}

/// Time without a holder between `since` and `end`: of all partitions together, and the longest of one at a stretch.
pub(crate) fn stops(owners: &[Vec<OwnerPhase>], since: SimTime, end: SimTime) -> (SimDuration, SimDuration) {
    let (mut sum, mut longest) = (SimDuration::ZERO, SimDuration::ZERO);
    for phases in owners {
        for (from, to) in unowned(phases, end) {
            let took = to.since(from.max(since));
            sum += took;
            longest = longest.max(took);
        }
    }
    (sum, longest)
}

/// When a partition had no holder, as beginnings and ends.
pub fn unowned(phases: &[OwnerPhase], end: SimTime) -> impl Iterator<Item = (SimTime, SimTime)> + '_ {
    phases.iter().enumerate().filter(|(_, p)| p.holders == Holders::Nobody).map(move |(i, p)| {
        let to = phases.get(i + 1).map_or(end, |next| next.start);
        (p.start, to)
    })
}
