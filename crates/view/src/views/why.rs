//! The chain of causes back from an event: the one that was asked about, or the last at the playhead that changed
//! anything.
//!
//! A trace names the event that woke whoever acted. That is not all of a cause: a member joins again because it was told
//! to, when its batch lets it. So the chain has other parents besides ([`Chain::parents`]), is told in order of time, and
//! leaves out what is said by its neighbours: a message is one link, and what goes on all the time is none. Where a
//! moment of the report is about an event, the narration's sentence, its mechanism and its setting stand for it.

use rebalance_analysis::Moment;
use rebalance_analysis::activity::{LONG_BATCH, batch_takes};
use rebalance_model::message::{Actor, Api, Body, ErrorCode, JoinReason, Message};
use rebalance_model::trace::{Doing, Event, EventKind, GroupChange, GroupState, RebalanceReason, Removal};
use rebalance_model::{EventId, MemberIdx, SimDuration, SimTime, Trace};

use crate::lab::{self, Lab, Lane};
use crate::limits;
use crate::scene::{build::config, narrate::reasons};
use crate::session::Session;
use crate::text::{self, Lang, Rich};

/// One cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The event that asks for it again.
    pub event: EventId,
    /// When.
    pub at: SimTime,
    /// The same as text.
    pub clock: String,
    /// Who, if it is a member.
    pub member: Option<MemberIdx>,
    /// What happened.
    pub text: Rich,
    /// The mechanism behind it; empty if there is nothing to say.
    pub why: &'static str,
    /// The setting responsible.
    pub key: Option<&'static str>,
    /// Whether the playhead stands at it.
    pub is_here: bool,
}

/// The chain in a lane at the session's playhead, the event itself first.
pub fn why(lab: &Lab, session: &Session, lane: usize) -> Vec<Link> {
    let Some(of) = lab.lanes.get(lane) else { return Vec::new() };
    let t = lab.clamp(session.t);
    let asked = session.asked.filter(|asked| asked.lane == lane).map(|asked| asked.event);
    let Some(first) = asked.or_else(|| last(of, t)) else { return Vec::new() };
    let mut out = Vec::new();
    for id in chain(lab, of, first) {
        out.push(link(lab, of, session.lang, id, t));
    }
    out
}

/// What made the sender of a message send it: the sentence of the cause, or the setting of the clock that ran down.
pub(super) fn reason(lab: &Lab, of: &Lane, lang: Lang, sent: EventId) -> Rich {
    match (chain(lab, of, sent).get(1), key(of, of.trace().event(sent))) {
        (Some(cause), _) => link(lab, of, lang, *cause, SimTime::NEVER).text,
        (None, Some(key)) => vec![text::Span::Code(key.to_owned())],
        (None, None) => Rich::new(),
    }
}

/// The last event that changed anything.
fn last(of: &Lane, t: SimTime) -> Option<EventId> {
    let trace = of.trace();
    let place =
        trace.events[..trace.events_until(t)].iter().rposition(|e| lab::is_structural(&e.kind) && is_told(trace, e))?;
    Some(EventId::at(place))
}

/// What led to an event, itself first, then back in time as far as the axis goes.
fn chain(lab: &Lab, of: &Lane, first: EventId) -> Vec<EventId> {
    let mut chain = Chain { trace: of.trace(), next: vec![first], seen: Vec::new(), heard: None };
    let mut told = Vec::new();
    while let Some(id) = chain.next.pop() {
        let event = chain.trace.event(id);
        if chain.seen.contains(&id) || chain.seen.len() > SEEN || (event.at < lab.axis.from && id != first) {
            continue;
        }
        chain.seen.push(id);
        if id == first || chain.heard == Some(id) || is_told(chain.trace, event) {
            told.push(id);
        }
        chain.parents(id, event);
    }
    rebalance_model::order::sort_by_key(&mut told, |id| std::cmp::Reverse(*id));
    told.truncate(limits::CAUSES);
    told
}

/// No more events are followed.
const SEEN: usize = 400;
/// A clock that was set longer ago is a cause of its own.
const CLOCK: SimDuration = SimDuration::from_millis(50);

/// Whether an event is a link of its own.
fn is_told(trace: &Trace, event: &Event) -> bool {
    match event.kind {
        EventKind::Sent(m) => {
            let m = trace.message(m);
            m.body.api() != Api::OffsetCommit || !m.body.error().is_ok()
        }
        EventKind::Doing(doing) => {
            !matches!(doing, Doing::Gone | Doing::Polling | Doing::Processing | Doing::Committing)
        }
        EventKind::Batch(batch) => batch_takes(trace, batch) >= LONG_BATCH,
        EventKind::Received(_)
        | EventKind::SessionStarted(_)
        | EventKind::Client(_)
        | EventKind::Membership(_)
        | EventKind::BatchDone(_)
        | EventKind::IdlePoll(_)
        | EventKind::Committed(_)
        | EventKind::QuietBegins(_)
        | EventKind::QuietEnds(_) => false,
        _ => true,
    }
}

/// A chain while it is followed.
struct Chain<'a> {
    trace: &'a Trace,
    next: Vec<EventId>,
    seen: Vec<EventId>,
    /// When the coordinator last heard of a member whose session has expired.
    heard: Option<EventId>,
}

impl Chain<'_> {
    /// The last event before `id` for which `is` holds becomes a parent.
    fn before(&mut self, id: EventId, is: impl Fn(&Event) -> bool) {
        self.next.extend(self.trace.events[..id.index()].iter().rposition(is).map(EventId::at));
    }

    /// The last thing that the script did to `who` before `id`.
    fn act(&mut self, id: EventId, who: MemberIdx) {
        let trace = self.trace;
        let is_about = |kind| match kind {
            EventKind::Step(step) => trace.scenario().script[step.index()].action.member() == Some(who),
            _ => false,
        };
        self.before(id, |e| is_about(e.kind));
    }

    fn parents(&mut self, id: EventId, event: &Event) {
        let trace = self.trace;
        match (event.kind, event.actor) {
            // What is heard of nobody for a while follows from what was done to it, not from what set the clock.
            (EventKind::MemberRemoved(gone, Removal::SessionTimeout), _) => {
                self.before(id, |e| e.kind == EventKind::SessionStarted(gone));
                self.heard = self.next.last().copied();
                self.act(id, trace.member_of(gone));
                return;
            }
            (EventKind::Group(GroupChange { reason: Some(RebalanceReason::SessionExpired(gone)), .. }), _) => {
                self.before(id, |e| matches!(e.kind, EventKind::MemberRemoved(id, _) if id == gone));
                return;
            }
            (EventKind::Batch(_) | EventKind::Closing | EventKind::Killed | EventKind::Thrown, Actor::Member(who)) => {
                self.act(id, who);
            }
            (EventKind::Sent(m), Actor::Member(who)) => self.request(id, trace.message(m), who),
            (EventKind::Sent(m), _) => match trace.message(m).body.error() {
                ErrorCode::RebalanceInProgress => {
                    self.before(
                        id,
                        |e| matches!(e.kind, EventKind::Group(c) if c.to == GroupState::PreparingRebalance),
                    );
                }
                ErrorCode::UnknownMemberId | ErrorCode::FencedMemberEpoch => {
                    let to = trace.message(m).to;
                    let is_gone = |kind| match kind {
                        EventKind::MemberRemoved(gone, _) => Actor::Member(trace.member_of(gone)) == to,
                        _ => false,
                    };
                    self.before(id, |e| is_gone(e.kind));
                }
                _ => {}
            },
            _ => {}
        }
        let is_clock = |cause: &EventId| match event.kind {
            EventKind::Sent(m) => {
                let is_heartbeat = matches!(trace.message(m).body.api(), Api::Heartbeat | Api::ConsumerGroupHeartbeat);
                is_heartbeat && event.at.since(trace.event(*cause).at) > CLOCK
            }
            _ => false,
        };
        self.next.extend(event.cause.filter(|cause| !is_clock(cause)));
    }

    /// Why a member asks for what it does: it was told, or has something to give up.
    fn request(&mut self, id: EventId, m: &Message, who: MemberIdx) {
        let trace = self.trace;
        let Body::JoinGroupRequest { reason, .. } = m.body else { return };
        let own = |e: &Event| e.actor == Actor::Member(who);
        match reason {
            JoinReason::AlreadyRebalancing => self.before(id, |e| {
                let is_news = |m| trace.message(m).body.error() == ErrorCode::RebalanceInProgress;
                own(e) && matches!(e.kind, EventKind::Received(m) if is_news(m))
            }),
            JoinReason::RevokedPartitions => self.before(id, |e| own(e) && matches!(e.kind, EventKind::Revoked(_))),
            _ => {}
        }
    }
}

fn link(lab: &Lab, of: &Lane, lang: Lang, id: EventId, t: SimTime) -> Link {
    let event = of.trace().event(id);
    let config = config(of);
    let reasons = reasons(lab, of, lang, config.as_ref());
    let moment = of.report.moments.iter().find(|m| m.event == Some(id));
    // What was given up is a link of its own: what follows from it does not say it again.
    let told =
        |m: &Moment| Some(text::tell(&reasons, m).head).filter(|head| !head.is_empty() && !text::follows_up(&m.kind));
    let about = |m: &Moment| text::about(lang, &lab.scenario.script, m);
    let (why, responsible) = moment.map_or(("", None), about);
    Link {
        event: id,
        at: event.at,
        clock: text::instant(event.at),
        member: if let Actor::Member(who) = event.actor { Some(who) } else { None },
        text: moment.and_then(told).unwrap_or_else(|| text::event(&reasons.prose, of.trace(), event)),
        why,
        key: responsible.or_else(|| key(of, event)),
        is_here: event.at == t,
    }
}

/// The setting by which a clock has run down.
fn key(of: &Lane, event: &Event) -> Option<&'static str> {
    match event.kind {
        EventKind::PollTimeout | EventKind::MemberRemoved(_, Removal::JoinTimeout | Removal::SyncTimeout) => {
            Some("max.poll.interval.ms")
        }
        EventKind::MemberRemoved(_, Removal::SessionTimeout) => Some("session.timeout.ms"),
        EventKind::Sent(m) if event.cause.is_none() => match of.trace().message(m).body {
            Body::HeartbeatRequest { .. } => Some("heartbeat.interval.ms"),
            Body::OffsetCommitRequest { .. } => Some("auto.commit.interval.ms"),
            _ => None,
        },
        _ => None,
    }
}
