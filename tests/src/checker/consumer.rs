//! What no run of a consumer group (KIP-848) may break, and what has to follow in it: one owner at once by the
//! coordinator's books, epochs that never fall, targets that are reached.

use rebalance_model::config::RawConfig;
use rebalance_model::message::{Actor, Body};
use rebalance_model::scenario::Action;
use rebalance_model::trace::{ConsumerMember, ConsumerView, GroupState, GroupType, Membership, Outcome, State};
use rebalance_model::{Event, EventKind, Generation, MemberIdx, PartitionIdx, SimDuration, Trace};

use super::{Verdict, Violation, Watch, about, watched};

/// Everything that the run breaks, each invariant once.
pub fn violations(trace: &Trace) -> Vec<Violation> {
    let watches: Vec<Box<dyn Watch>> = vec![
        Box::new(OneOwner),
        Box::new(EpochsRise::default()),
        Box::new(CommitsLand),
        Box::new(Causes),
        Box::new(HoldersAreKnown),
        super::always::processed(trace),
    ];
    let (mut found, state) = watched(trace, watches);
    found.extend(reaches_its_target(trace, &state).err().map(|what| Violation { name: "targets are reached", what }));
    let owned = everything_is_owned(trace, &state);
    found.extend(owned.err().map(|what| Violation { name: "at rest everything is owned", what }));
    found
}

/// The group after an event, if it is a consumer group then.
fn after(trace: &Trace, before: &State, event: &Event) -> Option<Box<ConsumerView>> {
    let mut state = before.clone();
    state.apply(trace, event);
    state.consumer
}

/// No partition in two members' current assignments at once, what is still to be given up included.
struct OneOwner;

impl Watch for OneOwner {
    fn name(&self) -> &'static str {
        "no partition is in two members' current assignments"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        if !matches!(event.kind, EventKind::Current(..) | EventKind::PendingRevocation(..)) {
            return Ok(());
        }
        let Some(view) = after(trace, before, event) else { return Ok(()) };
        let mut owned = vec![None; trace.scenario().partition_count()];
        for m in &view.members {
            for p in [m.current, m.pending].into_iter().flat_map(|set| trace.sets.get(set)) {
                match owned[p.index()].replace(m.id) {
                    // What is to be given up is told before it leaves the current assignment.
                    Some(other) if other != m.id => {
                        let p = trace.scenario().partition_name(*p);
                        let what = format!("{p} is {}'s and {}'s", trace.alias(other), trace.alias(m.id));
                        return Err(about(trace, event, &what));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// Neither the group's epoch falls, nor its target's, nor a member's but to leave or to join again; and none passes the
/// one that it follows.
#[derive(Default)]
struct EpochsRise {
    group: i32,
}

impl Watch for EpochsRise {
    fn name(&self) -> &'static str {
        "epochs never fall"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        let falls = |what: &str| Err(about(trace, event, what));
        if let EventKind::Converted(to) = event.kind {
            self.group = if to == GroupType::Consumer { i32::MIN } else { i32::MAX };
        }
        let Some(view) = &before.consumer else { return Ok(()) };
        match event.kind {
            EventKind::Group(change) if change.generation.0 < self.group => return falls("the group's epoch falls"),
            EventKind::Group(change) => self.group = change.generation.0,
            EventKind::TargetComputed(epoch, _) if epoch < view.target_epoch => {
                return falls("the target's epoch falls");
            }
            EventKind::TargetComputed(epoch, _) if epoch.0 > self.group && self.group > i32::MIN => {
                return falls("a target of an epoch that is yet to come");
            }
            EventKind::MemberEpoch(id, epoch, _) => {
                let was = view.member(id).map_or(Generation(0), |m| m.epoch);
                if epoch < was && epoch.0 > 0 {
                    return falls("a member's epoch falls");
                }
                if self.group > i32::MIN && epoch.0 > self.group {
                    return falls("a member is ahead of its group");
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A commit lands only from a member that the group has.
struct CommitsLand;

impl Watch for CommitsLand {
    fn name(&self) -> &'static str {
        "a commit lands only from a member of the group"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        let (EventKind::Committed(_), Some(view)) = (event.kind, &before.consumer) else { return Ok(()) };
        let request = event.cause.map(|cause| trace.event(cause).kind);
        let Some(EventKind::Received(idx)) = request else {
            return Err(about(trace, event, "committed without a request"));
        };
        match trace.message(idx).body {
            Body::OffsetCommitRequest { member: Some(id), generation, .. }
                if view.member(id).is_some_and(|m| generation.0 >= 0 && generation <= m.epoch) =>
            {
                Ok(())
            }
            _ => Err(about(trace, event, "a commit of nobody, or of an epoch that is yet to come, landed")),
        }
    }
}

/// Causes go before effects.
struct Causes;

impl Watch for Causes {
    fn name(&self) -> &'static str {
        "a cause goes before its effect"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        match event.cause {
            Some(cause) if cause.index() >= before.events || trace.event(cause).at > event.at => {
                Err(about(trace, event, "its cause comes after it"))
            }
            _ => Ok(()),
        }
    }
}

/// A client that is told its assignment under its epoch holds no more than the coordinator's books say.
struct HoldersAreKnown;

impl Watch for HoldersAreKnown {
    fn name(&self) -> &'static str {
        "what a member takes is its own by the books"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        let (EventKind::Assigned(set), Actor::Member(who), Some(view)) = (event.kind, event.actor, &before.consumer)
        else {
            return Ok(());
        };
        let client = &before.members[who.index()];
        // One that was thrown out meanwhile takes what it was told before, and hears of it with its next heartbeat.
        let Some(m) = client.id.and_then(|id| view.member(id)).filter(|m| m.epoch == client.generation) else {
            return Ok(());
        };
        let own = [m.current, m.pending].map(|set| trace.sets.get(set));
        let is_own = |p| own.iter().any(|set| set.binary_search(p).is_ok());
        if trace.sets.get(set).iter().all(is_own) {
            return Ok(());
        }
        Err(about(trace, event, "it takes what the coordinator's books do not give it"))
    }
}

/// What the line and the machines may add to the bound: far more than any table of latencies has.
const SLACK: SimDuration = SimDuration::from_millis(5_000);
/// Messages that a hand-over takes one after the other at most.
const MESSAGES: u64 = 12;

/// After the group's epoch has gone up, or a static member gone away, for the last time every member is at its target
/// within the bound that follows from the assignment interval, the heartbeat intervals of whoever gives up and whoever
/// gets, and the time to give up; troubles of the script add what they last.
fn reaches_its_target(trace: &Trace, end: &State) -> Verdict {
    let settled = matches!(end.group.state, GroupState::Stable | GroupState::Empty);
    if end.consumer.is_none() || settled || trace.outcome == Outcome::TooManyEvents {
        return Ok(());
    }
    let scenario = trace.scenario();
    let group = scenario.group_config().map_err(|e| e.to_string())?;
    // Since 4.3 a classic member hears of a target, not of an epoch; and none is computed before somebody joins.
    if group.joins_for_target && is_left_to_classic_members(trace, end) {
        return Ok(());
    }
    // A static member that goes away for a while is no new epoch.
    let disturbs = |kind| match kind {
        EventKind::Group(change) => change.reason.is_some(),
        EventKind::MemberEpoch(_, epoch, _) => epoch.0 < 0,
        _ => false,
    };
    let bumped = trace.events.iter().rev().find(|e| disturbs(e.kind));
    let members = (0..scenario.members.len()).map(MemberIdx::at);
    let none = RawConfig::default();
    let config = |m| scenario.member_config(m, trace.header.variant, &none).ok();
    let give_up = members.filter_map(config).map(|c| c.max_poll_interval).max().unwrap_or_default();
    let added = |action: &Action| match action {
        Action::Delay(_, d) => d.times(MESSAGES),
        other => other.duration().unwrap_or_default(),
    };
    let troubles = scenario.script.iter().map(|s| added(&s.action)).fold(SimDuration::ZERO, |a, b| a + b);
    let heartbeats = group.heartbeat_interval.times(4);
    let bound = group.assignment_interval + heartbeats + give_up.times(2) + troubles + SLACK;
    match bumped {
        Some(event) if trace.end - event.at > bound => {
            Err(about(trace, event, &format!("{} still, {bound} ms after", end.group.state.name())))
        }
        _ => Ok(()),
    }
}

/// Whether a consumer group has no member that speaks its protocol, and may not become a classic group.
fn is_left_to_classic_members(trace: &Trace, end: &State) -> bool {
    let speaks = |m: &ConsumerMember| {
        let client = &end.members[trace.member_of(m.id).index()];
        client.id == Some(m.id) && client.membership != Membership::Unsubscribed
    };
    let policy = trace.scenario().group_config().map(|c| c.migration).unwrap_or_default();
    !policy.downgrades() && end.consumer.iter().flat_map(|view| &view.members).all(|m| !speaks(m))
}

/// A group that has come to rest with members has given them everything, and they have it.
fn everything_is_owned(trace: &Trace, end: &State) -> Verdict {
    let Some(view) = end.consumer.as_ref().filter(|_| end.group.state == GroupState::Stable) else { return Ok(()) };
    // Members of the classic protocol look after topics only where one of them leads: here nobody does.
    if trace.outcome != Outcome::Complete || is_left_to_classic_members(trace, end) {
        return Ok(());
    }
    for p in (0..trace.scenario().partition_count()).map(PartitionIdx::at) {
        let owner = view.members.iter().find(|m| trace.sets.get(m.current).binary_search(&p).is_ok());
        let name = || trace.scenario().partition_name(p);
        let Some(owner) = owner else { return Err(format!("{} is nobody's", name())) };
        let client = &end.members[trace.member_of(owner.id).index()];
        let is_in = client.id == Some(owner.id) && client.generation == owner.epoch;
        if is_in && client.membership == Membership::Stable && !client.held.contains(&p) {
            return Err(format!("{} is {}'s, which does not have it", name(), trace.alias(owner.id)));
        }
    }
    Ok(())
}
