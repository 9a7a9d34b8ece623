//! Tokens: requests on their way up, waiting, and responses on their way down.
//!
//! A flight lasts 0.4 s of viewing time at least, whatever the wire takes. An answer leaves when its request has
//! been seen to arrive, but no later than [`LATE_US`] after it really did: then the request is seen no further.

use std::rc::Rc;

use rebalance_model::message::{Actor, Api};
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
#[derive(Clone, Debug)]
struct Track {
    request: MessageIdx,
    member: MemberIdx,
    api: Api,
    label: Rc<str>,
    look: TokenLook,
    sent: SimTime,
    arrived: Option<SimTime>,
    response: Option<Response>,
    /// How long it is drawn at the coordinator at most, if it waits there.
    until: SimTime,
}

/// All of a lane, in the order of their sending.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tracks {
    quick: Vec<Track>,
    waiting: Vec<Track>,
}

#[derive(Clone, Debug)]
struct Response {
    message: MessageIdx,
    label: Rc<str>,
    look: TokenLook,
    sent: SimTime,
    arrived: Option<SimTime>,
}

impl Tracks {
    pub(super) fn of(trace: &Trace, news: &[bool]) -> Self {
        let mut answers: Vec<Option<MessageIdx>> = vec![None; trace.messages.len()];
        for (i, m) in trace.messages.iter().enumerate() {
            if let Some(request) = m.answers {
                answers[request.index()] = Some(MessageIdx::at(i));
            }
        }
        let mut tracks = Self::default();
        for (i, m) in trace.messages.iter().enumerate() {
            let (Actor::Member(member), None) = (m.from, m.answers) else { continue };
            let answer = answers[i];
            if !is_drawn(m.body.api(), answer.is_some_and(|a| news[a.index()])) {
                continue;
            }
            let response = answer.map(|a| response(trace, a, news[a.index()]));
            let sent = response.as_ref().map(|r| r.sent);
            let waits = sent.is_none_or(|sent| sent.since(m.sent) > WAITS);
            let entry = Track {
                request: MessageIdx::at(i),
                member,
                api: m.body.api(),
                label: text::token(trace, m),
                look: match m.body.api() {
                    _ if m.arrived.is_none() => TokenLook::Lost,
                    Api::Heartbeat => TokenLook::Faint,
                    Api::ConsumerGroupHeartbeat if !news[i] => TokenLook::Faint,
                    _ => TokenLook::Plain,
                },
                sent: m.sent,
                arrived: m.arrived,
                response,
                until: sent.unwrap_or_else(|| gone(trace, member, m.sent)),
            };
            if waits { tracks.waiting.push(entry) } else { tracks.quick.push(entry) }
        }
        tracks
    }

    pub(super) fn write(&self, clock: &Clock<'_>, out: &mut Vec<TokenFrame>) {
        self.write_some(clock, limits::TOKENS, out);
    }

    /// As [`Self::write`], no more than `most`.
    fn write_some(&self, clock: &Clock<'_>, most: usize, out: &mut Vec<TokenFrame>) {
        out.clear();
        let mut put = |track: &Track| match frame(clock, track) {
            Some(frame) if out.len() < most => out.push(frame),
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
}

/// What is seen of a track, if anything is.
fn frame(clock: &Clock<'_>, track: &Track) -> Option<TokenFrame> {
    let frame = |message, place: u64, label, look| {
        let place = u16::try_from(place.min(1000)).unwrap_or(1000);
        Some(TokenFrame { message, member: track.member, place, label, look, column: None, messages: 1 })
    };
    // What was sent before the opening is there already.
    let up = clock.view_of(track.sent).map(|from| flight(clock, from, track.arrived));
    let down = track.response.as_ref().and_then(|response| {
        let sent = clock.view_of(response.sent)?;
        let late = if clock.is_bundled { 2 * FLIGHT_US } else { LATE_US };
        let from = up.map_or(sent, |(_, seen)| seen.clamp(sent, sent + late));
        Some((response, flight(clock, from, response.arrived)))
    });
    if let Some((response, (from, until))) = down
        && clock.view >= from
    {
        return if clock.view < until {
            frame(response.message, 1000 - part(clock.view, from, until), response.label.clone(), response.look)
        } else {
            None
        };
    }
    if let Some((from, until)) = up
        && clock.view < until
    {
        return frame(track.request, part(clock.view, from, until), track.label.clone(), track.look);
    }
    let parks = track.arrived.is_some() && matches!(track.api, Api::JoinGroup | Api::SyncGroup);
    if parks && (clock.t < track.until || down.is_some()) {
        let label = text::waiting_token(clock.session.lang, track.api).into();
        return frame(track.request, 1000, label, TokenLook::Parked);
    }
    None
}

/// When a flight that is seen from `from` on begins, and when it is over. Where messages fly together, those of one flight's
/// time leave with the first of them.
fn flight(clock: &Clock<'_>, from: u64, arrived: Option<SimTime>) -> (u64, u64) {
    if clock.is_bundled {
        let from = from / FLIGHT_US * FLIGHT_US;
        return (from, from + FLIGHT_US);
    }
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

fn response(trace: &Trace, message: MessageIdx, is_news: bool) -> Response {
    let m = trace.message(message);
    let look = match m.body.api() {
        _ if is_news && !m.body.error().is_ok() => TokenLook::Alert,
        Api::Heartbeat => TokenLook::Faint,
        Api::ConsumerGroupHeartbeat if !is_news => TokenLook::Faint,
        _ => TokenLook::Plain,
    };
    Response { message, label: text::token(trace, m), look, sent: m.sent, arrived: m.arrived }
}

/// When a member is gone after `from`, if it ever is.
fn gone(trace: &Trace, member: MemberIdx, from: SimTime) -> SimTime {
    let is_end = |k: &EventKind| matches!(k, EventKind::Killed | EventKind::Closed | EventKind::Failed(_));
    let later = &trace.events[trace.events_until(from)..];
    later.iter().find(|e| e.actor == Actor::Member(member) && is_end(&e.kind)).map_or(SimTime::NEVER, |e| e.at)
}

/// Messages that are looked at before they are gathered: of a thousand members a few each.
const LOOKED_AT: usize = 4000;

/// The tokens of a lane whose cards are folded: one for all of a kind that fly together, or wait.
pub(crate) fn gathered(clock: &Clock<'_>, tracks: &Tracks, out: &mut Vec<TokenFrame>) {
    tracks.write_some(clock, LOOKED_AT, out);
    let mut kept = 0;
    for i in 0..out.len() {
        let token = out[i].clone();
        let same = |k: &&mut TokenFrame| {
            (k.look, k.place) == (token.look, token.place) && kind(&k.label) == kind(&token.label)
        };
        if let Some(first) = out[..kept].iter_mut().find(same) {
            first.messages = first.messages.saturating_add(1);
        } else {
            out[kept] = TokenFrame { column: Some(column(&token)), ..token };
            kept += 1;
        }
    }
    out.truncate(kept);
    for token in out.iter_mut().filter(|k| k.messages > 1) {
        token.label = format!("{} × {}", token.messages, kind(&token.label)).into();
    }
}

/// What a message is, without what it carries.
fn kind(label: &str) -> &str {
    label.split(':').next().unwrap_or_default()
}

/// Where messages of a kind travel, so that those that fly at the same time do not cover each other.
fn column(token: &TokenFrame) -> u8 {
    match &*token.label {
        join if join.starts_with("JoinGroup") || join.starts_with("Find") => 0,
        sync if sync.starts_with("SyncGroup") || sync.starts_with("Leave") => 1,
        request if request.starts_with("ConsumerGroup") || request.ends_with("Heartbeat") => 2,
        _ => 3,
    }
}
