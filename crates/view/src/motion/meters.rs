//! Countdowns: what the coordinator counts of a member's session, and the member of its own poll().

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::{Activity, report};
use rebalance_model::config::RawConfig;
use rebalance_model::trace::{Doing, MemberState, Membership, State};
use rebalance_model::{MemberIdx, SimDuration, SimTime, Trace};

use super::{CardFrame, MeterFrame};
use crate::lab::{Lane, Made};

/// What a member's countdowns count to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) session: SimDuration,
    pub(crate) poll: SimDuration,
    pub(crate) heartbeat: SimDuration,
}

/// Those of the first `most` members.
pub(crate) fn limits(trace: &Trace, most: usize) -> Vec<Limits> {
    let scenario = trace.scenario();
    let of = |i| {
        let config = scenario.member_config(MemberIdx::at(i), trace.header.variant, &RawConfig::default()).ok();
        config.map_or_else(Limits::default, |c| Limits {
            session: c.session_timeout,
            poll: c.max_poll_interval,
            heartbeat: c.heartbeat_interval,
        })
    };
    (0..scenario.members.len().min(most)).map(of).gather()
}

/// How the coordinator counts a member's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Session {
    /// It is no member of the group.
    None,
    /// Its JoinGroup waits: nothing is counted.
    Parked,
    /// Counted from this instant on.
    Since(SimTime),
}

/// See [`Session`]. When the coordinator started a session anew a recording does not know.
pub(crate) fn session(lane: &Lane, state: &State, member: MemberIdx) -> Session {
    if lane.made == Made::Recorded {
        return Session::None;
    }
    let trace = lane.trace();
    let entry = state.group.members.iter().rfind(|m| !m.pending && trace.member_of(m.id) == member);
    entry.map_or(Session::None, |m| if m.parked { Session::Parked } else { Session::Since(m.heard) })
}

/// Whether a member counts the time since its last poll().
pub(crate) fn polls(state: &State, member: MemberIdx) -> bool {
    !matches!(state.members[member.index()].doing, Doing::Gone | Doing::Starting | Doing::Closing)
}

pub(super) fn write(lane: &Lane, state: &State, limits: &[Limits], t: SimTime, out: &mut Vec<CardFrame>) {
    out.clear();
    for (i, limit) in limits.iter().enumerate() {
        let member = MemberIdx::at(i);
        let heartbeat = match session(lane, state, member) {
            Session::Since(heard) => meter(unheard(state, member, limit, t.since(heard)), limit.session),
            Session::None | Session::Parked => MeterFrame::default(),
        };
        let poll = if polls(state, member) {
            meter(since_poll(lane, state, member, t), limit.poll)
        } else {
            MeterFrame::default()
        };
        let epoch = state.consumer.as_ref().and_then(|_| epoch(lane, state, member, limit, t)).unwrap_or_default();
        out.push(CardFrame { member, heartbeat, poll, epoch });
    }
}

/// Time since the coordinator has heard of a member. In a quiet stretch the heartbeats of the living go on,
/// although the trace does not tell them one by one.
fn unheard(state: &State, member: MemberIdx, limit: &Limits, age: SimDuration) -> SimDuration {
    let lives = state.members[member.index()].doing != Doing::Gone;
    if state.quiet.is_some() && lives && limit.heartbeat > SimDuration::ZERO {
        return SimDuration::from_micros(age.as_micros() % limit.heartbeat.as_micros());
    }
    age
}

/// Time to the next heartbeat of a member of a consumer group, or, while it has to give something up, since it was told.
fn epoch(lane: &Lane, state: &State, member: MemberIdx, limit: &Limits, t: SimTime) -> Option<MeterFrame> {
    let trace = lane.trace();
    let entry = state.consumer.as_ref()?.members.iter().rfind(|m| trace.member_of(m.id) == member)?;
    if state.members[member.index()].membership == Membership::Unsubscribed {
        return None;
    }
    if entry.state == MemberState::UnrevokedPartitions {
        return Some(meter(t.since(entry.since), limit.poll));
    }
    let Session::Since(heard) = session(lane, state, member) else { return None };
    Some(meter(limit.heartbeat.less(unheard(state, member, limit, t.since(heard))), limit.heartbeat))
}

/// A countdown is printed in tenths of a second.
const TENTH: u64 = 100_000;

fn meter(age: SimDuration, limit: SimDuration) -> MeterFrame {
    let part = age.as_micros().saturating_mul(1000) / limit.as_micros().max(1);
    // Rounded as durations are elsewhere: what is printed of it is cut.
    let age_us = (age.as_micros() + TENTH / 2) / TENTH * TENTH;
    MeterFrame { counts: true, age_us, part: u16::try_from(part.min(1000)).unwrap_or(1000) }
}

/// Time since poll() was last called. A member that polls does so anew whenever the timeout of poll() is over, unless
/// its process stands still.
fn since_poll(lane: &Lane, state: &State, member: MemberIdx, t: SimTime) -> SimDuration {
    let view = &state.members[member.index()];
    let phase = report::at(&lane.report.activities[member.index()], t, |p| p.start);
    let lived = phase.filter(|p| p.activity == Activity::Frozen).map_or(t, |p| p.start);
    match view.doing {
        Doing::Processing | Doing::Committing | Doing::Thrown => t.since(view.polled.min(t)),
        Doing::Polling => {
            let timeout = lane.trace().scenario().load.poll.as_micros().max(1);
            SimDuration::from_micros(lived.since(view.since).as_micros() % timeout) + t.since(lived)
        }
        _ => t.since(view.since),
    }
}
