//! Tokens: requests on their way up, waiting, and responses on their way down.
//!
//! A flight lasts 0.4 s of viewing time at least, whatever the wire takes. An answer leaves when its request has
//! been seen to arrive, but no later than [`LATE_US`] after it really did: then the request is seen no further.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::message::{Actor, Api, Message};
use rebalance_model::trace::EventKind;
use rebalance_model::{MemberIdx, MessageIdx, SimDuration, SimTime, Trace};

use super::{Clock, TokenFrame, TokenLook};
use crate::limits;
use crate::pace::FLIGHT_US;
use crate::text;

/// How much later than in the run an answer is seen to leave.
const LATE_US: u64 = 150_000;
/// A request that waits longer for its answer is looked for one by one.
const WAITS: SimDuration = SimDuration::from_millis(1);

/// A request and its response.
#[derive(Clone, Copy, Debug)]
struct Track {
    request: MessageIdx,
    member: MemberIdx,
    api: Api,
    sent: SimTime,
    arrived: Option<SimTime>,
    /// The answer, when it was sent, and when it arrived.
    response: Option<(MessageIdx, SimTime, Option<SimTime>)>,
    /// How long it is drawn at the coordinator at most, if it waits there.
    until: SimTime,
}

/// All of a lane, in the order of their sending.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracks {
    quick: Vec<Track>,
    waiting: Vec<Track>,
    responses: Vec<Response>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Response {
    brings_news: bool,
    label: &'static str,
}

impl Tracks {
    pub(super) fn of(trace: &Trace, news: &[bool]) -> Self {
        let mut answers: Vec<Option<MessageIdx>> = vec![None; trace.messages.len()];
        for (i, m) in trace.messages.iter().enumerate() {
            if let Some(request) = m.answers {
                answers[request.index()] = Some(MessageIdx::at(i));
            }
        }
        let mut tracks = Self {
            responses: trace.messages.iter().zip(news).map(|(m, news)| response(m, *news)).gather(),
            ..Self::default()
        };
        for (i, m) in trace.messages.iter().enumerate() {
            let (Actor::Member(member), None) = (m.from, m.answers) else { continue };
            let answer = answers[i];
            let news = answer.is_some_and(|a| news[a.index()]);
            if !is_drawn(m.body.api(), news) {
                continue;
            }
            let response = answer.map(|a| (a, trace.message(a).sent, trace.message(a).arrived));
            let waits = response.is_none_or(|r| r.1.since(m.sent) > WAITS);
            let entry = Track {
                request: MessageIdx::at(i),
                member,
                api: m.body.api(),
                sent: m.sent,
                arrived: m.arrived,
                response,
                until: response.map_or_else(|| gone(trace, member, m.sent), |r| r.1),
            };
            if waits { tracks.waiting.push(entry) } else { tracks.quick.push(entry) }
        }
        tracks
    }

    pub(super) fn write(&self, clock: &Clock<'_>, out: &mut Vec<TokenFrame>) {
        out.clear();
        let mut put = |track: &Track| match self.frame(clock, track) {
            Some(frame) if out.len() < limits::TOKENS => out.push(frame),
            _ => {}
        };
        let begun = |tracks: &[Track]| tracks.partition_point(|k| k.sent <= clock.t);
        for track in &self.waiting[..begun(&self.waiting)] {
            put(track);
        }
        for track in self.quick[..begun(&self.quick)].iter().rev() {
            if clock.view_of(track.sent).is_none_or(|sent| clock.view > sent + 6 * FLIGHT_US) {
                break;
            }
            put(track);
        }
        rebalance_model::order::sort_by_key(out, |k| k.message);
    }

    fn frame(&self, clock: &Clock<'_>, track: &Track) -> Option<TokenFrame> {
        let frame = |message, place: u64, label, look| {
            let place = u16::try_from(place.min(1000)).unwrap_or(1000);
            Some(TokenFrame { message, member: track.member, place, label, look })
        };
        // What was sent before the opening is there already.
        let up = clock.view_of(track.sent).map(|from| flight(clock, from, track.arrived));
        let down = track.response.and_then(|(response, sent, arrived)| {
            let sent = clock.view_of(sent)?;
            let from = up.map_or(sent, |(_, seen)| seen.clamp(sent, sent + LATE_US));
            Some((response, flight(clock, from, arrived)))
        });
        if let Some((response, (from, until))) = down
            && clock.view >= from
        {
            let Response { brings_news, label } = self.responses[response.index()];
            let look = match track.api {
                _ if brings_news => TokenLook::Alert,
                Api::Heartbeat => TokenLook::Faint,
                _ => TokenLook::Plain,
            };
            return if clock.view < until {
                frame(response, 1000 - part(clock.view, from, until), label, look)
            } else {
                None
            };
        }
        if let Some((from, until)) = up
            && clock.view < until
        {
            let look = match track.api {
                _ if track.arrived.is_none() => TokenLook::Lost,
                Api::Heartbeat => TokenLook::Faint,
                _ => TokenLook::Plain,
            };
            return frame(track.request, part(clock.view, from, until), track.api.name(), look);
        }
        let parks = track.arrived.is_some() && matches!(track.api, Api::JoinGroup | Api::SyncGroup);
        if parks && (clock.t < track.until || down.is_some()) {
            let label = text::waiting_token(clock.session.lang, track.api);
            return frame(track.request, 1000, label, TokenLook::Parked);
        }
        None
    }
}

/// When a flight that is seen from `from` on is over.
fn flight(clock: &Clock<'_>, from: u64, arrived: Option<SimTime>) -> (u64, u64) {
    (from, arrived.and_then(|t| clock.view_of(t)).unwrap_or(0).max(from + FLIGHT_US))
}

/// How far a flight has come, 0 to 1000.
fn part(now: u64, from: u64, until: u64) -> u64 {
    now.saturating_sub(from) * 1000 / until.saturating_sub(from).max(1)
}

/// Whether the page draws it at all: commits and what a client asks for its own sake only if they fail.
fn is_drawn(api: Api, news: bool) -> bool {
    match api {
        Api::FindCoordinator
        | Api::JoinGroup
        | Api::SyncGroup
        | Api::Heartbeat
        | Api::LeaveGroup
        | Api::ConsumerGroupHeartbeat => true,
        Api::Metadata | Api::OffsetFetch | Api::OffsetCommit => news,
    }
}

fn response(m: &Message, is_news: bool) -> Response {
    let error = m.body.error();
    let label = if error.is_ok() { text::answer_token(m.body.api()) } else { error.name() };
    Response { brings_news: is_news && !error.is_ok(), label }
}

/// When a member is gone after `from`, if it ever is.
fn gone(trace: &Trace, member: MemberIdx, from: SimTime) -> SimTime {
    let is_end = |k: &EventKind| matches!(k, EventKind::Killed | EventKind::Closed | EventKind::Failed(_));
    let later = &trace.events[trace.events_until(from)..];
    later.iter().find(|e| e.actor == Actor::Member(member) && is_end(&e.kind)).map_or(SimTime::NEVER, |e| e.at)
}
