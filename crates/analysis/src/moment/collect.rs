//! One pass over the events that finds the moments.

use rebalance_model::config::{MemberConfig, RawConfig};
use rebalance_model::message::{Actor, Body, ErrorCode, JoinReason};
use rebalance_model::scenario::Action;
use rebalance_model::trace::{
    CommitOutcome, Doing, Event, EventKind, GroupChange, GroupState, GroupType, Membership, RebalanceReason, Removal,
    State,
};
use rebalance_model::{BatchIdx, EventId, IdIdx, MemberIdx, PartitionIdx, SimDuration, SimTime, StepIdx, Trace};

use super::{Moment, MomentKind, Rejoin, WaitReason, reason_id, told};
use crate::activity::{LONG_BATCH, batch_takes, is_stalled};
use crate::gather::Gather as _;
use crate::ownership::unowned;
use crate::report::Report;
use crate::window;

/// Things closer than this happen in one blink.
pub(super) const BLINK: SimDuration = SimDuration::from_millis(60);
/// A wait is told when it has lasted so long.
const WAIT_TOLD: SimDuration = SimDuration::from_millis(500);
/// A shorter wait is not told.
const WAIT_WORTH: SimDuration = SimDuration::from_millis(300);
/// The group at work is told of so long before the first act.
const BEFORE: SimDuration = SimDuration::from_millis(500);

/// The moments of a run, in order; `report` has everything but them.
pub(crate) fn collect(trace: &Trace, report: &Report) -> Vec<Moment> {
    let mut c = Collector::new(trace, report);
    let members = window::first_members(trace, report.since);
    if !members.is_empty() {
        c.put(report.since.before(BEFORE), None, MomentKind::AtWork { members });
    }
    let mut state = State::start(trace);
    for (i, event) in trace.events.iter().enumerate() {
        let id = EventId::at(i);
        if event.at >= report.since {
            c.before(&state, event, id);
        }
        state.apply(trace, event);
        c.follow(&state, event);
        if event.at >= report.since {
            c.after(&state, event, id);
        }
    }
    c.twice();
    c.follow_ups();
    if let Some(at) = window::rest_at(trace) {
        c.put(at.max(report.since), None, MomentKind::AtRest { generation: state.group.generation });
    }
    rebalance_model::order::sort_by_key(&mut c.moments, |m| m.at);
    told::mark(&mut c.moments);
    c.moments
}

/// A rebalance under way.
struct Open {
    began: SimTime,
    /// Whose joining began it; what follows is told with the beginning while nobody else waits.
    by: Option<MemberIdx>,
    /// Whether the group was empty.
    founds: bool,
    /// Members that were told, each when, and whether it was inside a long batch then.
    told: Vec<(MemberIdx, SimTime, bool)>,
    /// After each JoinGroup that came to wait: when, who waits, who is missing.
    parked: Vec<(SimTime, Vec<MemberIdx>, Vec<MemberIdx>)>,
}

/// When members joined again because they had to give something up, and who gave up what.
type GivenUp = (SimTime, Vec<(MemberIdx, Vec<PartitionIdx>)>);

pub(super) struct Collector<'a> {
    pub(super) trace: &'a Trace,
    report: &'a Report,
    pub(super) config: Vec<Option<MemberConfig>>,
    pub(super) moments: Vec<Moment>,
    open: Option<Open>,
    /// Of which protocol the group is.
    pub(super) group: GroupType,
    /// When the epoch of a consumer group went up that has not come to rest since.
    pub(super) bumped: Option<SimTime>,
    /// What each member gave up since its last JoinGroup was answered.
    revoked: Vec<Vec<PartitionIdx>>,
    /// Ids of members that were removed and still run.
    pub(super) removed: Vec<Option<IdIdx>>,
    /// How the last commit of each member failed, if it did.
    failing: Vec<Option<CommitOutcome>>,
    /// Place of the moment that tells what this generation brought.
    pub(super) moved: Option<usize>,
    /// Whose place the member takes that is added next.
    replaced: Option<MemberIdx>,
}

impl<'a> Collector<'a> {
    fn new(trace: &'a Trace, report: &'a Report) -> Self {
        let members = trace.scenario().members.len();
        let config =
            |i| trace.scenario().member_config(MemberIdx::at(i), trace.header.variant, &RawConfig::default()).ok();
        Self {
            trace,
            report,
            config: (0..members).map(config).gather(),
            moments: Vec::new(),
            open: None,
            group: GroupType::Classic,
            bumped: None,
            revoked: vec![Vec::new(); members],
            removed: vec![None; members],
            failing: vec![None; members],
            moved: None,
            replaced: None,
        }
    }

    pub(super) fn put(&mut self, at: SimTime, event: Option<EventId>, kind: MomentKind) -> usize {
        self.moments.push(Moment { at, event, told: false, group: self.group, kind });
        self.moments.len() - 1
    }

    /// Which protocol a member speaks: a consumer group may have classic members too.
    pub(super) fn speaks(&self, state: &State, member: MemberIdx) -> GroupType {
        match state.members[member.index()].membership {
            Membership::Unsubscribed => GroupType::Classic,
            _ => self.group,
        }
    }

    /// What has to be read off the state before the event.
    fn before(&mut self, state: &State, event: &Event, id: EventId) {
        let kind = match (event.kind, event.actor) {
            (EventKind::Killed, Actor::Member(member)) => {
                let held = state.members[member.index()].held.clone();
                MomentKind::Killed { member, held, expires: self.expires(state, member) }
            }
            (EventKind::Closing, Actor::Member(member)) => {
                let is_static = self.config[member.index()].as_ref().is_some_and(|c| c.instance_id.is_some());
                MomentKind::Closes { member, is_static, held: state.members[member.index()].held.clone() }
            }
            (EventKind::MemberRemoved(gone, Removal::SessionTimeout), _) => {
                let entry = state.group_member(gone);
                let silent = entry.map_or(SimDuration::ZERO, |m| event.at.since(m.heard));
                let newcomer = entry.is_some_and(|m| m.parked);
                let begins = self.open.is_none();
                MomentKind::SessionExpired { member: self.trace.member_of(gone), silent, newcomer, begins }
            }
            _ => return,
        };
        let place = self.put(event.at, Some(id), kind);
        if let Actor::Member(member) = event.actor {
            self.moments[place].group = self.speaks(state, member);
        }
    }

    fn expires(&self, state: &State, member: MemberIdx) -> Option<SimTime> {
        let entry = state.group.members.iter().rfind(|m| self.trace.member_of(m.id) == member && !m.pending)?;
        Some(entry.heard + self.config[member.index()].as_ref()?.session_timeout)
    }

    /// What has to be remembered from before `since` too.
    fn follow(&mut self, state: &State, event: &Event) {
        match (event.kind, event.actor) {
            (EventKind::Converted(to), _) => self.group = to,
            (EventKind::Revoked(set), Actor::Member(m)) => {
                self.revoked[m.index()].extend_from_slice(self.trace.sets.get(set));
            }
            (EventKind::Received(msg), Actor::Member(m)) => {
                if let Body::JoinGroupResponse { error: ErrorCode::None, .. } = self.trace.message(msg).body {
                    self.revoked[m.index()].clear();
                    self.removed[m.index()] = None;
                }
            }
            (EventKind::MemberRemoved(id, why), _) => {
                let m = self.trace.member_of(id);
                let runs = self.report.activity(m, event.at).runs();
                if why == Removal::Replaced {
                    self.replaced = Some(m);
                }
                self.removed[m.index()] =
                    state.members[m.index()].id.filter(|own| runs && why != Removal::PendingTimeout && *own == id);
            }
            _ => {}
        }
    }

    fn after(&mut self, state: &State, event: &Event, id: EventId) {
        if self.group == GroupType::Consumer {
            self.epochs(state, event, id);
        }
        match (event.kind, event.actor) {
            (EventKind::Step(step), _) => self.step(state, step, event.at, id),
            (EventKind::StepOver(step), _) => {
                self.put(event.at, Some(id), MomentKind::Restored { step });
            }
            (EventKind::Thrown, Actor::Member(member)) => {
                let held = state.members[member.index()].held.clone();
                self.put(event.at, Some(id), MomentKind::Throws { member, held });
            }
            (EventKind::Failed(error), Actor::Member(member)) => {
                self.put(event.at, Some(id), MomentKind::Fails { member, error });
            }
            (EventKind::MemberAdded(new), _) => {
                if let Some(before) = self.replaced.take() {
                    // What it is given is not what a generation has brought.
                    self.moved = None;
                    let member = self.trace.member_of(new);
                    self.put(event.at, Some(id), MomentKind::Replaced { member, before });
                }
            }
            (EventKind::Batch(batch), Actor::Member(member)) => self.batch(member, batch, event.at, id),
            (EventKind::BatchDone(batch), Actor::Member(member)) => self.batch_done(member, batch, event.at, id),
            (EventKind::MemberPending(given), _) => {
                let member = self.trace.member_of(given);
                self.put(event.at, Some(id), MomentKind::GivenId { member, id: given });
            }
            (EventKind::Group(change), _) => self.state(state, change, event.at, id),
            (EventKind::Elected(leader, assignor), _) => self.elected(leader, assignor, event.at),
            (EventKind::JoinParked(_), _) => self.parked(state, event.at),
            (EventKind::Received(msg), Actor::Member(member)) => {
                if let Body::HeartbeatResponse { error: ErrorCode::RebalanceInProgress } = self.trace.message(msg).body
                {
                    self.heard(state, member, event.at, id);
                }
            }
            (EventKind::Sent(msg), Actor::Member(member)) => {
                if let Body::JoinGroupRequest { reason, .. } = &self.trace.message(msg).body {
                    self.joins(state, member, *reason, event.at, id);
                }
            }
            (EventKind::Assigned(set), Actor::Member(member)) if !self.trace.sets.get(set).is_empty() => {
                self.gets(member, self.trace.sets.get(set), event.at, id);
            }
            (EventKind::PollTimeout, Actor::Member(member)) => {
                let view = &state.members[member.index()];
                let kind = MomentKind::PollTimeout {
                    member,
                    after: event.at.since(view.polled),
                    held: view.held.clone(),
                    thrown: view.doing == Doing::Thrown,
                };
                self.put(event.at, Some(id), kind);
            }
            (EventKind::PartitionsLost(set), Actor::Member(member)) => {
                self.put(event.at, Some(id), MomentKind::Lost { member, lost: self.trace.sets.get(set).to_vec() });
            }
            _ => {}
        }
    }

    fn step(&mut self, state: &State, step: StepIdx, at: SimTime, id: EventId) {
        let kind = match self.trace.scenario().script[step.index()].action {
            Action::Start { member, .. } => MomentKind::Starts { member },
            // A batch is told when it is taken; a close and a kill are events of the member, if it runs.
            Action::Stall(m, _) | Action::Close(m) | Action::Kill(m) | Action::Throw(m)
                if state.members[m.index()].doing != Doing::Gone =>
            {
                return;
            }
            _ => MomentKind::Disturbed { step },
        };
        self.put(at, Some(id), kind);
    }

    fn batch(&mut self, member: MemberIdx, batch: BatchIdx, at: SimTime, id: EventId) {
        let limit = self.config[member.index()].as_ref().map_or(SimDuration::ZERO, |c| c.max_poll_interval);
        if is_stalled(self.trace, batch, limit) {
            let takes = batch_takes(self.trace, batch);
            self.put(at, Some(id), MomentKind::SlowBatch { member, takes, limit });
        }
    }

    fn batch_done(&mut self, member: MemberIdx, batch: BatchIdx, at: SimTime, id: EventId) {
        let failed = self.trace.batches[batch.index()].commit.filter(|c| *c != CommitOutcome::Ok);
        let before = std::mem::replace(&mut self.failing[member.index()], failed);
        let Some(now) = failed.filter(|now| before != Some(*now)) else { return };
        if let Some(members) = self.lately(at, |kind| match kind {
            MomentKind::CommitFails { members, outcome } if *outcome == now => Some(members),
            _ => None,
        }) {
            insert(members, member);
        } else {
            self.put(at, Some(id), MomentKind::CommitFails { members: vec![member], outcome: now });
        }
    }

    /// What `pick` takes of a moment that is no longer ago than a blink.
    fn lately<T: ?Sized>(&mut self, at: SimTime, pick: impl Fn(&mut MomentKind) -> Option<&mut T>) -> Option<&mut T> {
        self.moments.iter_mut().rev().take_while(|m| at.since(m.at) <= BLINK).find_map(|m| pick(&mut m.kind))
    }

    fn state(&mut self, state: &State, change: GroupChange, at: SimTime, id: EventId) {
        match change.to {
            GroupState::PreparingRebalance => self.begins(state, change, at, id),
            GroupState::CompletingRebalance => {
                self.waits(at);
                let members = self.members(state, |_| true);
                let kind = MomentKind::JoinEnds {
                    generation: change.generation,
                    leader: state.group.leader.map(|l| self.trace.member_of(l)),
                    members,
                    assignor: state.group.protocol,
                };
                self.put(at, Some(id), kind);
            }
            GroupState::Stable if self.group == GroupType::Consumer => {}
            GroupState::Stable => {
                let took = self.open.take().map_or(SimDuration::ZERO, |o| at.since(o.began));
                self.put(at, Some(id), MomentKind::Distributed { generation: change.generation, took });
                self.moved = None;
            }
            GroupState::Empty | GroupState::Dead => self.open = None,
            GroupState::Assigning | GroupState::Reconciling => {}
        }
    }

    fn begins(&mut self, state: &State, change: GroupChange, at: SimTime, id: EventId) {
        let Some(reason) = change.reason else { return };
        let of = reason_id(reason).map(|i| self.trace.member_of(i));
        let waits_for = self.members(state, |m| Some(m) != of);
        if self.open.is_none() {
            let founds = waits_for.is_empty() && matches!(reason, RebalanceReason::Added(_));
            self.open = Some(Open { began: at, by: of, founds, told: Vec::new(), parked: Vec::new() });
        }
        self.moved = None;
        self.put(at, Some(id), MomentKind::Begins { reason, waits_for, gave_up: Vec::new() });
    }

    /// Members of the group that have joined it before, and that `pick` wants.
    fn members(&self, state: &State, pick: impl Fn(MemberIdx) -> bool) -> Vec<MemberIdx> {
        let known = state.group.members.iter().filter(|m| !m.pending).map(|m| self.trace.member_of(m.id));
        let mut list: Vec<MemberIdx> = known.filter(|m| pick(*m)).gather();
        rebalance_model::order::sort(&mut list);
        list
    }

    fn elected(&mut self, elected: IdIdx, by: rebalance_model::config::AssignorName, now: SimTime) {
        let who = self.trace.member_of(elected);
        if let Some(Moment { at, kind: MomentKind::JoinEnds { leader, assignor, .. }, .. }) = self.moments.last_mut()
            && *at == now
        {
            (*leader, *assignor) = (Some(who), Some(by));
        }
    }

    fn parked(&mut self, state: &State, at: SimTime) {
        let parked = |m: MemberIdx| state.group.members.iter().any(|g| g.parked && self.trace.member_of(g.id) == m);
        let (waiting, missing) = (self.members(state, parked), self.members(state, |m| !parked(m)));
        if let Some(open) = &mut self.open {
            open.parked.push((at, waiting, missing));
        }
    }

    /// Tells the long waits of the join phase that ends now.
    fn waits(&mut self, end: SimTime) {
        let Some(open) = &self.open else { return };
        let mut found = Vec::new();
        let takes = end.since(open.began);
        if open.founds && takes >= WAIT_WORTH {
            let told_at = open.began + WAIT_TOLD.min(SimDuration::from_micros(takes.as_micros() / 3));
            let waiting: Vec<MemberIdx> = open.by.into_iter().gather();
            let at_most = self.at_most(&waiting, &[]);
            found.push((
                told_at,
                MomentKind::Waits { members: Vec::new(), waiting, why: WaitReason::More, takes, at_most },
            ));
        }
        for (i, (at, waiting, missing)) in open.parked.iter().enumerate() {
            let gap = open.parked.get(i + 1).map_or(end, |next| next.0).since(*at);
            let others = waiting.iter().any(|m| Some(*m) != open.by);
            if gap < WAIT_WORTH || missing.is_empty() || !others {
                continue;
            }
            let told_at = *at + WAIT_TOLD.min(SimDuration::from_micros(gap.as_micros() / 3));
            let kind = MomentKind::Waits {
                members: missing.clone(),
                waiting: waiting.clone(),
                why: self.wait_reason(open, missing, told_at),
                takes: end.since(*at),
                at_most: self.at_most(waiting, missing),
            };
            found.push((told_at, kind));
        }
        for (at, kind) in found {
            self.put(at, None, kind);
        }
    }

    fn at_most(&self, waiting: &[MemberIdx], missing: &[MemberIdx]) -> SimDuration {
        let limits = waiting.iter().chain(missing).filter_map(|m| self.config[m.index()].as_ref());
        limits.map(|c| c.max_poll_interval).max().unwrap_or(SimDuration::ZERO)
    }

    fn wait_reason(&self, open: &Open, missing: &[MemberIdx], at: SimTime) -> WaitReason {
        let (mut all, mut same) = (None, true);
        for m in missing {
            let activity = self.report.activity(*m, at);
            if !activity.runs() {
                return WaitReason::Dead;
            }
            same &= all.replace(activity).is_none_or(|before| before == activity);
        }
        if let Some(stuck) = all.filter(|activity| same && activity.is_stuck()) {
            WaitReason::Stuck(stuck)
        } else if open.told.iter().any(|(m, told, _)| missing.contains(m) && *told <= at) {
            WaitReason::LongBatch
        } else {
            WaitReason::Heartbeat
        }
    }

    fn heard(&mut self, state: &State, member: MemberIdx, at: SimTime, id: EventId) {
        let busy = state.members[member.index()].batch.is_some_and(|b| batch_takes(self.trace, b) >= LONG_BATCH);
        let Some(open) = &mut self.open else { return };
        if open.told.iter().any(|(m, ..)| *m == member) {
            return;
        }
        open.told.push((member, at, busy));
        let after = at.since(open.began);
        if let Some(members) = self.lately(at, |kind| match kind {
            MomentKind::Told { members, busy: b, .. } if *b == busy => Some(members),
            _ => None,
        }) {
            insert(members, member);
        } else {
            self.put(at, Some(id), MomentKind::Told { members: vec![member], after, busy });
        }
    }

    fn joins(&mut self, state: &State, member: MemberIdx, reason: JoinReason, at: SimTime, id: EventId) {
        if self.removed[member.index()].take().is_some() {
            self.put(at, Some(id), MomentKind::Returns { member });
            return;
        }
        if matches!(reason, JoinReason::First | JoinReason::GivenMemberId(_))
            || state.members[member.index()].id.is_none()
        {
            return;
        }
        let told = self.open.as_ref().and_then(|o| o.told.iter().find(|(m, ..)| *m == member));
        let late = told.filter(|t| at.since(t.1) > BLINK);
        let rejoin = Rejoin {
            member,
            gave_up: self.revoked[member.index()].clone(),
            keeps: state.members[member.index()].held.clone(),
            late: late.is_some(),
            after_batch: late.is_some_and(|t| t.2),
        };
        let follow_up = reason == JoinReason::RevokedPartitions;
        if let Some(members) = self.lately(at, |kind| match kind {
            MomentKind::Rejoins { members, follow_up: f, .. } if *f == follow_up => Some(members),
            _ => None,
        }) {
            members.push(rejoin);
            rebalance_model::order::sort_by_key(members, |r| r.member);
            return;
        }
        let after = self.open.as_ref().map_or(SimDuration::ZERO, |o| at.since(o.began));
        self.put(at, Some(id), MomentKind::Rejoins { members: vec![rejoin], after, last: false, follow_up });
    }

    fn gets(&mut self, member: MemberIdx, got: &[PartitionIdx], at: SimTime, id: EventId) {
        // In a consumer group partitions come one by one.
        let is_same = |m: &Moment| self.group == GroupType::Classic || at.since(m.at) <= BLINK;
        let place = match self.moved.filter(|place| is_same(&self.moments[*place])) {
            Some(place) => place,
            None => self.put(at, Some(id), MomentKind::Moved { gets: Vec::new(), stopped: Vec::new() }),
        };
        self.moved = Some(place);
        let before = |p: &PartitionIdx| {
            let phases = &self.report.owners[p.index()];
            unowned(phases, self.report.end).find(|(_, to)| *to == at).map(|(from, to)| to.since(from))
        };
        let stops: Vec<(PartitionIdx, SimDuration)> = got.iter().filter_map(|p| Some((*p, before(p)?))).gather();
        let moment = &mut self.moments[place];
        (moment.at, moment.event) = (at, Some(id));
        if let MomentKind::Moved { gets, stopped } = &mut moment.kind {
            gets.push((member, got.to_vec()));
            rebalance_model::order::sort_by_key(gets, |g| g.0);
            stopped.extend(stops);
        }
    }

    /// Tells with a follow-up rebalance what was given up for it.
    fn follow_ups(&mut self) {
        let given: Vec<GivenUp> = self
            .moments
            .iter()
            .filter_map(|m| match &m.kind {
                MomentKind::Rejoins { members, follow_up: true, .. } => {
                    Some((m.at, members.iter().map(|r| (r.member, r.gave_up.clone())).gather()))
                }
                _ => None,
            })
            .gather();
        for m in &mut self.moments {
            let MomentKind::Begins { waits_for, gave_up, .. } = &mut m.kind else { continue };
            let near = given.iter().find(|(at, _)| *at <= m.at && m.at.since(*at) <= BLINK);
            if let Some((_, list)) = near {
                waits_for.retain(|w| list.iter().all(|(who, _)| who != w));
                gave_up.clone_from(list);
            }
        }
    }

    /// Records that were processed again, those of one member within a second as one.
    fn twice(&mut self) {
        for t in self.report.twice.iter().filter(|t| t.at >= self.report.since) {
            let records = t.last - t.first + 1;
            let known = self.moments.iter_mut().rev().find_map(|m| match &mut m.kind {
                MomentKind::Twice { again, before, records, partitions, .. }
                    if *again == t.again && t.at.since(m.at) <= LONG_BATCH =>
                {
                    Some((before, records, partitions))
                }
                _ => None,
            });
            if let Some((before, sum, partitions)) = known {
                *sum += records;
                if !before.contains(&t.before) {
                    before.push(t.before);
                }
                if !partitions.contains(&t.partition) {
                    partitions.push(t.partition);
                }
            } else {
                let kind = MomentKind::Twice {
                    again: t.again,
                    before: vec![t.before],
                    records,
                    partitions: vec![t.partition],
                    failed: t.failed,
                    late: t.late,
                };
                self.put(t.at, None, kind);
            }
        }
    }
}

/// Adds a member to a list in order.
fn insert(members: &mut Vec<MemberIdx>, member: MemberIdx) {
    if let Err(place) = members.binary_search(&member) {
        members.insert(place, member);
    }
}
