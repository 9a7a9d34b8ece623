//! From where to where a run is looked at.

use rebalance_model::message::Actor;
use rebalance_model::scenario::Action;
use rebalance_model::trace::{Event, EventKind, GroupState, GroupType};
use rebalance_model::{Generation, IdIdx, MemberIdx, SimDuration, SimTime, StepIdx, Trace};

use crate::gather::Gather as _;
use crate::ownership::{Holders, OwnerPhase};
use crate::report::Detection;

/// When the group had come to rest after the last act: Stable, or empty, with nothing that begins anew in
/// what follows. None if the run ends in the middle of a rebalance.
pub fn rest_at(trace: &Trace) -> Option<SimTime> {
    let last_act = trace.scenario().script.iter().map(|s| s.at).filter(|at| *at <= trace.end).max();
    let changes =
        || trace.events.iter().filter_map(|e| if let EventKind::Group(c) = e.kind { Some((e.at, c.to)) } else { None });
    let (at, state) = changes().next_back()?;
    let rests = matches!(state, GroupState::Stable | GroupState::Empty | GroupState::Dead);
    rests.then(|| last_act.map_or(at, |act| act.max(at)))
}

/// From when on stops, rebalances and lag are counted: the first act after start-up, or, if there is none, the first
/// act, as start-up is then what the run is about. Start-up ends when every partition first has a holder, and a consumer
/// group, which assigns to its first member at once, has come to rest with those that start together.
pub(crate) fn since(trace: &Trace, owners: &[Vec<OwnerPhase>]) -> SimTime {
    let held = |phases: &Vec<OwnerPhase>| phases.iter().find(|p| p.holders != Holders::Nobody).map(|p| p.start);
    let Some(ready) =
        owners.iter().map(held).collect::<Option<Vec<SimTime>>>().and_then(|starts| starts.into_iter().max())
    else {
        return SimTime::ZERO;
    };
    let ready = started_together(trace, ready).unwrap_or(ready);
    let mut acts = trace.scenario().script.iter().map(|s| s.at);
    acts.clone().find(|at| *at >= ready).or_else(|| acts.next()).unwrap_or(ready)
}

/// Members that start within so long of the first start together: a classic group waits so long for them
/// (`group.initial.rebalance.delay.ms`).
const TOGETHER: SimDuration = SimDuration::from_millis(3_000);

/// When a consumer group is Stable with all that started together; none of a group of another protocol at `ready`.
fn started_together(trace: &Trace, ready: SimTime) -> Option<SimTime> {
    let is_consumer = |e: &&Event| e.kind == EventKind::Converted(GroupType::Consumer);
    trace.events.iter().find(is_consumer).filter(|e| e.at <= ready && trace.scenario().initial.is_none())?;
    let mut starts = trace.scenario().script.iter().filter(|s| matches!(s.action, Action::Start { .. })).map(|s| s.at);
    let first = starts.next()?;
    let last = starts.take_while(|at| at.since(first) <= TOGETHER).last().unwrap_or(first);
    let is_stable = |e: &&Event| matches!(e.kind, EventKind::Group(c) if c.to == GroupState::Stable);
    trace.events.iter().filter(|e| e.at > last).find(is_stable).map(|e| e.at.max(ready))
}

/// The longest time from an act to the coordinator's first reaction to it, after `since`.
///
/// A member's start is detected as it comes, anything else that is done to it as it goes: a slow batch that is under way
/// when somebody joins is not what was detected, nor is an act on a member that does not run.
pub(crate) fn detected(trace: &Trace, since: SimTime) -> Option<Detection> {
    let script = &trace.scenario().script;
    let mut known = vec![false; script.len()];
    let mut longest: Option<Detection> = None;
    for e in trace.events.iter().filter(|e| e.actor == Actor::Coordinator && e.at >= since) {
        let Some(member) = reacts_to(&e.kind).map(|id| trace.member_of(id)) else { continue };
        let goes = matches!(e.kind, EventKind::MemberRemoved(..) | EventKind::MemberEpoch(..));
        let before = |i: &usize| script[*i].at >= since && script[*i].at <= e.at;
        let own = |i: &usize| {
            let action = &script[*i].action;
            before(i) && action.member() == Some(member) && matches!(action, Action::Start { .. }) != goes
        };
        let other = || (0..script.len()).rfind(before).filter(|_| longest.is_none());
        let Some(step) = (0..script.len()).rfind(own).or_else(other) else { continue };
        let took = e.at - script[step].at;
        if !std::mem::replace(&mut known[step], true) && longest.is_none_or(|l| took > l.took) {
            longest = Some(Detection { step: StepIdx::at(step), at: e.at, took });
        }
    }
    longest
}

/// The member id whose coming or going the coordinator tells by this event.
fn reacts_to(kind: &EventKind) -> Option<IdIdx> {
    match kind {
        // A static member of a consumer group that is away has the epoch -2.
        EventKind::MemberPending(id)
        | EventKind::MemberAdded(id)
        | EventKind::MemberRemoved(id, _)
        | EventKind::MemberEpoch(id, Generation(-2), _) => Some(*id),
        EventKind::Group(change) => change.reason.and_then(crate::moment::reason_id),
        _ => None,
    }
}

/// Members that the script starts, or that are there from the beginning, before `since`.
pub(crate) fn first_members(trace: &Trace, since: SimTime) -> Vec<MemberIdx> {
    let scenario = trace.scenario();
    let mut members: Vec<MemberIdx> =
        scenario.initial.as_ref().map_or(&[][..], |i| &i.assignment).iter().map(|(member, _)| *member).gather();
    for step in scenario.script.iter().filter(|s| s.at < since) {
        if let Action::Start { member, .. } = step.action
            && !members.contains(&member)
        {
            members.push(member);
        }
    }
    rebalance_model::order::sort(&mut members);
    members
}
