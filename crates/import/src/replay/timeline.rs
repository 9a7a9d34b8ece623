//! The trace as it grows: events in any order at first, each with what provoked it, sorted at the end.

use rebalance_model::id::{BatchIdx, SetIdx};
use rebalance_model::message::{Actor, Body, Message};
use rebalance_model::trace::{ClientState, Doing};
use rebalance_model::{
    Event, EventId, EventKind, Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SimTime, StepIdx, Trace,
};

use super::consumer::Books;
use super::row::Row;

/// An event before it has its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    at: SimTime,
    actor: Actor,
    kind: EventKind,
    cause: Option<usize>,
}

/// What is known of a member while its rows are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Life {
    pub(super) client: ClientState,
    pub(super) doing: Doing,
    /// Requests that are not answered.
    pub(super) open: Vec<MessageIdx>,
    /// Its last batch.
    pub(super) batch: Option<BatchIdx>,
    /// Where its last LeaveGroup or JoinGroup reached the coordinator.
    pub(super) asked: Option<usize>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) trace: Trace,
    pub(super) lives: Vec<Life>,
    told: Vec<Told>,
    /// Steps of the script that were taken.
    taken: Vec<bool>,
    /// Where the sending of each message is told.
    pub(super) sent: Vec<usize>,
    /// The group, while it is a consumer group.
    pub(super) books: Option<Books>,
}

impl Timeline {
    pub(super) fn new(trace: Trace) -> Self {
        let lives = vec![Life::default(); trace.scenario().members.len()];
        let taken = vec![false; trace.scenario().script.len()];
        Self { trace, lives, told: Vec::new(), taken, sent: Vec::new(), books: None }
    }

    /// Tells an event, and gives its place for others to name as their cause.
    pub(super) fn tell(&mut self, at: SimTime, actor: Actor, kind: EventKind, cause: Option<usize>) -> usize {
        self.told.push(Told { at, actor, kind, cause });
        self.told.len() - 1
    }

    /// When an event was told to be.
    pub(super) fn at(&self, told: usize) -> SimTime {
        self.told[told].at
    }

    pub(super) fn does(&mut self, at: SimTime, member: MemberIdx, doing: Doing) {
        let life = &mut self.lives[member.index()];
        if life.doing != doing {
            life.doing = doing;
            self.tell(at, Actor::Member(member), EventKind::Doing(doing), None);
        }
    }

    pub(super) fn turn_to(&mut self, at: SimTime, member: MemberIdx, client: ClientState) {
        let life = &mut self.lives[member.index()];
        if life.client != client {
            life.client = client;
            self.tell(at, Actor::Member(member), EventKind::Client(client), None);
        }
    }

    /// A new message; its sending is told by the caller.
    pub(super) fn message(
        &mut self,
        from: Actor,
        to: Actor,
        at: SimTime,
        answers: Option<MessageIdx>,
        body: Body,
    ) -> MessageIdx {
        let idx = MessageIdx::at(self.trace.messages.len());
        self.trace.messages.push(Message { from, to, sent: at, arrived: None, answers, body });
        self.sent.push(usize::MAX);
        idx
    }

    /// The set of these names.
    pub(super) fn set(&mut self, mut partitions: Vec<PartitionIdx>) -> SetIdx {
        rebalance_model::order::sort(&mut partitions);
        partitions.dedup();
        self.trace.sets.intern(&partitions)
    }

    /// The member id of that alias.
    pub(super) fn id(&self, alias: &str) -> Option<IdIdx> {
        self.trace.header.identities.iter().position(|i| i.alias == alias).map(IdIdx::at)
    }

    /// Who is in the classic group that was told, and its generation.
    pub(super) fn classic_group(&self) -> (Vec<IdIdx>, Generation) {
        let (mut members, mut generation) = (Vec::new(), Generation::NONE);
        for told in self.told.iter().filter(|told| told.actor == Actor::Coordinator) {
            match told.kind {
                EventKind::MemberAdded(id) => members.push(id),
                EventKind::MemberRemoved(id, _) => members.retain(|m| *m != id),
                EventKind::Group(change) => generation = change.generation,
                _ => {}
            }
        }
        (members, generation)
    }

    /// A step of the script, or the end of one that lasted.
    pub(super) fn step(&mut self, row: &Row<'_>) {
        let scenario = self.trace.header.scenario.clone();
        let member = row.text("member").and_then(|name| scenario.member_named(name));
        let of_member = |n: &usize| member.is_none() || scenario.script[*n].action.member() == member;
        let steps = || (0..scenario.script.len()).filter(of_member);
        let begun = steps().find(|n| !self.taken[*n] && scenario.script[*n].action.name() == row.what);
        let over = steps().rev().find(|n| self.taken[*n] && scenario.script[*n].action.over() == row.what);
        match (begun, over) {
            (Some(n), _) => {
                self.taken[n] = true;
                self.tell(row.at, Actor::Script, EventKind::Step(StepIdx::at(n)), None);
            }
            (None, Some(n)) => {
                self.tell(row.at, Actor::Script, EventKind::StepOver(StepIdx::at(n)), None);
            }
            // Not in the script: the recorder's own doing.
            (None, None) => {}
        }
    }

    /// The trace, in order: by time, and what is told first comes first.
    pub(super) fn finish(mut self) -> Trace {
        let mut order: Vec<usize> = (0..self.told.len()).collect();
        rebalance_model::order::sort_by_key(&mut order, |n| self.told[*n].at);
        let mut places = vec![0; order.len()];
        for (place, n) in order.iter().enumerate() {
            places[*n] = place;
        }
        let event = |(place, n): (usize, &usize)| {
            let Told { at, actor, kind, cause } = self.told[*n];
            // Clocks of a millisecond may put a cause behind its effect: then it is no cause.
            let cause = cause.map(|c| places[c]).filter(|c| *c < place).map(EventId::at);
            Event { at, cause, actor, kind }
        };
        self.trace.events = order.iter().enumerate().map(event).collect();
        let last = self.trace.events.last().map_or(SimTime::ZERO, |e| e.at);
        self.trace.end = last.max(SimTime::ZERO + self.trace.scenario().duration);
        self.trace
    }
}
