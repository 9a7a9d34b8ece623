//! Tokens: requests on their way up, waiting, and responses on their way down.
//!
//! A flight lasts 0.4 s of viewing time, whatever the wire takes: a response leaves when its request has arrived.

use rebalance_model::message::{Actor, Api, Message};
use rebalance_model::trace::EventKind;
use rebalance_model::{MemberIdx, MessageIdx, SimDuration, SimTime, Trace};

use super::{Clock, TokenFrame, TokenLook};
use crate::limits;
use crate::pace::FLIGHT_US;
use crate::text;

/// A request that is answered at once flies a little quicker.
const SHORT_FLIGHT_US: u64 = 250_000;
/// A request that waits longer for its answer is looked for one by one.
const WAITS: SimDuration = SimDuration::from_millis(5);

/// A request and its response.
#[derive(Clone, Copy, Debug)]
struct Track {
    request: MessageIdx,
    member: MemberIdx,
    api: Api,
    sent: SimTime,
    arrives: bool,
    response: Option<(MessageIdx, SimTime)>,
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
    pub(super) fn of(trace: &Trace) -> Self {
        let mut answers: Vec<Option<MessageIdx>> = vec![None; trace.messages.len()];
        for (i, m) in trace.messages.iter().enumerate() {
            if let Some(request) = m.answers {
                answers[request.index()] = Some(MessageIdx::at(i));
            }
        }
        let mut tracks = Self { responses: trace.messages.iter().map(response).collect(), ..Self::default() };
        for (i, m) in trace.messages.iter().enumerate() {
            let (Actor::Member(member), None) = (m.from, m.answers) else { continue };
            let answer = answers[i];
            let news = answer.is_some_and(|a| super::is_news(trace, a));
            if !is_drawn(m.body.api(), news) {
                continue;
            }
            let response = answer.map(|a| (a, trace.message(a).sent));
            let waits = response.is_none_or(|r| r.1.since(m.sent) > WAITS);
            let entry = Track {
                request: MessageIdx::at(i),
                member,
                api: m.body.api(),
                sent: m.sent,
                arrives: m.arrived.is_some(),
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
            if clock.view_of(track.sent).is_none_or(|sent| clock.view > sent + 3 * FLIGHT_US) {
                break;
            }
            put(track);
        }
        out.sort_unstable_by_key(|k| k.message);
    }

    fn frame(&self, clock: &Clock<'_>, track: &Track) -> Option<TokenFrame> {
        // What was sent before the opening and waits is drawn as waiting.
        let sent = clock.view_of(track.sent).map_or(0, |v| v + 1);
        let answered = track.response.filter(|r| r.1 <= clock.t).and_then(|r| Some((r.0, clock.view_of(r.1)?)));
        let next = track.response.and_then(|r| clock.view_of(r.1)).unwrap_or(u64::MAX);
        let up = (next.saturating_sub(sent)).clamp(SHORT_FLIGHT_US, FLIGHT_US);
        let frame = |message, place: u64, label, look| {
            let place = u16::try_from(place.min(1000)).unwrap_or(1000);
            Some(TokenFrame { message, member: track.member, place, label, look })
        };
        let passed = clock.view.saturating_sub(sent.saturating_sub(1));
        if sent > 0 && passed < up {
            let look = match track.api {
                _ if !track.arrives => TokenLook::Lost,
                Api::Heartbeat => TokenLook::Faint,
                _ => TokenLook::Plain,
            };
            return frame(track.request, passed * 1000 / up, track.api.name(), look);
        }
        if let Some((response, at)) = answered {
            let passed = clock.view.saturating_sub(at.max(sent + up));
            let Response { brings_news, label } = self.responses[response.index()];
            let look = match track.api {
                _ if brings_news => TokenLook::Alert,
                Api::Heartbeat => TokenLook::Faint,
                _ => TokenLook::Plain,
            };
            return if passed < FLIGHT_US {
                frame(response, 1000 - passed * 1000 / FLIGHT_US, label, look)
            } else {
                None
            };
        }
        let parks = track.arrives && matches!(track.api, Api::JoinGroup | Api::SyncGroup);
        if parks && clock.t < track.until {
            let label = text::waiting_token(clock.session.lang, track.api);
            return frame(track.request, 1000, label, TokenLook::Parked);
        }
        None
    }
}

/// Whether the page draws it at all: commits and what a client asks for its own sake only if they fail.
fn is_drawn(api: Api, news: bool) -> bool {
    match api {
        Api::FindCoordinator | Api::JoinGroup | Api::SyncGroup | Api::Heartbeat | Api::LeaveGroup => true,
        Api::Metadata | Api::OffsetFetch | Api::OffsetCommit => news,
    }
}

fn response(m: &Message) -> Response {
    let error = m.body.error();
    if error.is_ok() {
        Response { brings_news: false, label: text::answer_token(m.body.api()) }
    } else {
        Response { brings_news: true, label: error.name() }
    }
}

/// When a member is gone after `from`, if it ever is.
fn gone(trace: &Trace, member: MemberIdx, from: SimTime) -> SimTime {
    let is_end = |k: &EventKind| matches!(k, EventKind::Killed | EventKind::Closed | EventKind::Failed(_));
    let later = &trace.events[trace.events_until(from)..];
    later.iter().find(|e| e.actor == Actor::Member(member) && is_end(&e.kind)).map_or(SimTime::NEVER, |e| e.at)
}
