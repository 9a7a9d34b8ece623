//! What moves: tokens in flight, tiles on their way, countdowns, the playhead. Pure functions of the instant.
//!
//! A [`Frame`] is written anew sixty times a second: it holds numbers and texts that are shared, and keeps what
//! it has allocated. Anchors are symbolic; the page knows where they are in pixels.

pub(crate) mod meters;
pub(crate) mod tiles;
mod tokens;

use std::rc::Rc;

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::lag::LogEnds;
use rebalance_model::message::{Actor, Api, Body, ErrorCode, Message};
use rebalance_model::trace::{State, StateAt};
use rebalance_model::{MemberIdx, MessageIdx, PartitionIdx, SimTime, Trace};

use crate::crowd::Crowd;
use crate::lab::{Lab, Lane};
use crate::limits;
use crate::pace::Busy;
use crate::session::{Session, View};
use crate::views::messages::Place;

pub(crate) use tiles::Track;
pub(crate) use tokens::gathered;

/// A place on a lane's stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// Not drawn.
    #[default]
    Hidden,
    /// The n-th tile place of a member's card.
    Card(MemberIdx, u16),
    /// The n-th place of the shelf of partitions that nobody holds.
    Shelf(u16),
}

/// Everything that moves, at one instant.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The instant.
    pub t: SimTime,
    /// Its viewing time, µs since the opening.
    pub view_us: u64,
    /// The playhead in the window, 0 to `chart::WIDTH`; none if it is elsewhere.
    pub x: Option<u32>,
    /// The playhead in the whole run, 0 to `chart::WIDTH`.
    pub whole_x: u32,
    /// The same for two instants if the scene is ([`Lab::epoch`]).
    pub epoch: usize,
    /// The group's time a viewing time, in thousandths; `text::factor` prints it.
    pub factor: u32,
    /// Where it is in the diagram of messages, if that is shown.
    pub place: Option<Place>,
    /// The lanes.
    pub lanes: Vec<LaneFrame>,
}

/// What moves in a lane.
#[derive(Clone, Debug, Default)]
pub struct LaneFrame {
    /// Messages to be drawn, in the order of their sending.
    pub tokens: Vec<TokenFrame>,
    /// One for each tile of the scene, in its order.
    pub tiles: Vec<TileFrame>,
    /// Partitions on their way between members and the pile of those that nobody holds, where cards are folded into cells.
    pub bundles: Vec<Bundle>,
    /// One for each card of the scene, in its order.
    pub meters: Vec<CardFrame>,
    /// Total lag.
    pub lag: u64,
    cursor: Cursor,
}

/// A message on its way, or waiting for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFrame {
    /// Which; a key for the element.
    pub message: MessageIdx,
    /// Whose edge it travels along.
    pub member: MemberIdx,
    /// Where on the edge: 0 is the member, 1000 the coordinator.
    pub place: u16,
    /// What stands on it, in Kafka's words.
    pub label: Rc<str>,
    /// How it looks.
    pub look: TokenLook,
    /// The column that it travels along, where it may stand for several messages of members whose cards are folded: `label`
    /// has their number.
    pub column: Option<u8>,
    /// How many messages it stands for.
    pub messages: u16,
}

/// How a token looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenLook {
    /// A request or a response.
    Plain,
    /// A heartbeat that brings no news.
    Faint,
    /// A request that waits for its answer at the coordinator.
    Parked,
    /// A response that makes the member do something: `REBALANCE_IN_PROGRESS`, an error.
    Alert,
    /// Sent, and never to arrive.
    Lost,
}

/// A tile: on its way from `path[0]` over `path[1]` to `path[2]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TileFrame {
    /// Which partition.
    pub partition: PartitionIdx,
    /// Whether it is the second one, in the hands of a zombie.
    pub second: bool,
    /// The last three places, equal where it did not move.
    pub path: [Anchor; 3],
    /// How far it has come from the first to the second, and from there to the third, eased, 0 to 1000: the place
    /// is that of `path[0]`, moved to `path[1]` by the first, and all that moved to `path[2]` by the second.
    pub done: [u16; 2],
    /// Lag of the partition, as `kafka-consumer-groups` shows it.
    pub lag: u64,
}

/// Partitions that leave a member, or come to one, at the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Where they come from; none for the pile of those that nobody holds.
    pub from: Option<MemberIdx>,
    /// Where they go.
    pub to: Option<MemberIdx>,
    /// When they left.
    pub left: SimTime,
    /// How many they are.
    pub partitions: u32,
    /// How far they have come, eased, 0 to 1000.
    pub done: u16,
}

/// The countdowns of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardFrame {
    /// Which member.
    pub member: MemberIdx,
    /// Last heartbeat against session.timeout.ms.
    pub heartbeat: MeterFrame,
    /// Last poll() against max.poll.interval.ms.
    pub poll: MeterFrame,
    /// Of a member of a consumer group: to its next heartbeat, or to being fenced.
    pub epoch: MeterFrame,
}

/// A countdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeterFrame {
    /// Whether it counts; if not, the scene's `Meter::idle` is shown.
    pub counts: bool,
    /// Time since, µs, rounded to a tenth of a second; `text::meter` prints it.
    pub age_us: u64,
    /// How much of the limit that is, 0 to 1000.
    pub part: u16,
}

/// What a lane's motion needs, prepared once a run.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) tiles: Vec<Track>,
    pub(crate) tokens: tokens::Tracks,
    pub(crate) meters: Vec<meters::Limits>,
    ends: LogEnds,
    news: Vec<bool>,
}

impl Stage {
    pub(crate) fn new(lane: &Lane, folds: Option<Crowd>) -> Self {
        let (trace, news) = (lane.trace(), news(lane.trace()));
        Self {
            tiles: if folds.is_some() { Vec::new() } else { tiles::tracks(trace, &lane.report) },
            tokens: tokens::Tracks::of(trace, &news),
            meters: meters::limits(trace, if folds.is_some() { limits::CELLS } else { limits::CARDS }),
            ends: LogEnds::of(trace),
            news,
        }
    }
}

/// The state at the last frame's instant, so that the next one folds only what happened in between.
#[derive(Clone, Debug, Default)]
struct Cursor {
    run: Option<Rc<StateAt>>,
    state: State,
}

/// More events than this are found from a keyframe.
const JUMP: usize = 512;

impl Cursor {
    fn seek(&mut self, run: &Rc<StateAt>, t: SimTime) -> &State {
        let until = run.trace().events_until(t);
        let same = self.run.as_ref().is_some_and(|r| Rc::ptr_eq(r, run));
        if !same || until < self.state.events || until - self.state.events > JUMP {
            self.run = Some(run.clone());
            self.state = run.after(until);
        }
        let trace = run.trace();
        while self.state.events < until {
            let event = &trace.events[self.state.events];
            self.state.apply(trace, event);
        }
        &self.state
    }
}

/// Writes the frame at `t`.
pub(crate) fn write(lab: &Lab, session: &Session, t: SimTime, frame: &mut Frame) {
    let t = lab.clamp(t);
    frame.t = t;
    frame.view_us = lab.to_view(session, t);
    frame.place = lab.place(session, t);
    frame.x = lab.window().contains(t).then(|| lab.axis.x(t));
    frame.whole_x = lab.whole.x(t);
    frame.epoch = lab.epoch(t);
    frame.factor = lab.factor(session, t);
    frame.lanes.resize_with(lab.lanes.len(), LaneFrame::default);
    let clock = Clock { lab, session, t, view: frame.view_us, is_bundled: lab.folds.is_some() };
    for ((lane, stage), out) in lab.lanes.iter().zip(lab.stages.iter()).zip(&mut frame.lanes) {
        let LaneFrame { tokens, tiles, bundles, meters, lag, cursor } = out;
        let state = cursor.seek(&lane.at, t);
        if session.view == View::Group {
            match lab.folds {
                Some(crowd) => crowd.write(&clock, stage, &lane.report, tokens, bundles),
                None => stage.tokens.write(&clock, tokens),
            }
            meters::write(lane, state, &stage.meters, t, meters);
        }
        tiles.clear();
        *lag = 0;
        let behind = |p: PartitionIdx| {
            let at = state.quiet.map_or(t, |quiet| lane.trace().within_quiet(quiet, p, t));
            let committed = state.partitions[p.index()].committed.unwrap_or(0);
            stage.ends.of_partition(p, at).saturating_sub(committed)
        };
        for i in 0..lane.report.owners.len() {
            *lag += behind(PartitionIdx::at(i));
        }
        for track in &stage.tiles {
            tiles.push(track.frame(&clock, behind(track.partition)));
        }
    }
}

/// The instant of a frame, and how to see others from there.
pub(crate) struct Clock<'a> {
    lab: &'a Lab,
    session: &'a Session,
    pub(crate) t: SimTime,
    pub(crate) view: u64,
    /// Whether messages of one kind fly together.
    is_bundled: bool,
}

impl Clock<'_> {
    /// Viewing time of an instant; none for one before the opening, which is over and done.
    pub(crate) fn view_of(&self, t: SimTime) -> Option<u64> {
        (t >= self.lab.opening()).then(|| self.lab.to_view(self.session, t))
    }
}

/// For each message whether it is worth viewing time: all but heartbeats and commits that bring no news, and what
/// a client asks for its own sake. That a rebalance is under way is news once.
fn news(trace: &Trace) -> Vec<bool> {
    let mut told = vec![false; trace.scenario().members.len()];
    let is_news = |m: &Message| match (m.body.api(), m.from, m.to) {
        (Api::JoinGroup, Actor::Member(who), _) => {
            told[who.index()] = false;
            true
        }
        (Api::Heartbeat, _, Actor::Member(who)) if m.body.error() == ErrorCode::RebalanceInProgress => {
            !std::mem::replace(&mut told[who.index()], true)
        }
        (Api::JoinGroup | Api::SyncGroup | Api::LeaveGroup, ..) => true,
        (Api::Heartbeat | Api::OffsetCommit, ..) => !m.body.error().is_ok(),
        (Api::ConsumerGroupHeartbeat, ..) => is_epoch_news(trace, m),
        (Api::Metadata | Api::FindCoordinator | Api::OffsetFetch, ..) => false,
    };
    trace.messages.iter().map(is_news).gather()
}

/// Whether a ConsumerGroupHeartbeat brings news: who joins, leaves or has what it was told, and what is told.
fn is_epoch_news(trace: &Trace, m: &Message) -> bool {
    let asked = m.answers.map_or(m, |request| trace.message(request));
    let Body::ConsumerGroupHeartbeatRequest { epoch: was, owned, .. } = asked.body else { return true };
    match m.body {
        Body::ConsumerGroupHeartbeatResponse { error, epoch, assignment, .. } => {
            !error.is_ok() || epoch != was || assignment.is_some()
        }
        _ => owned.is_some(),
    }
}

impl Stage {
    /// When each message that brings news was sent, and when it arrived.
    pub(crate) fn add_flights(&self, trace: &Trace, busy: &mut Busy) {
        for (m, news) in trace.messages.iter().zip(&self.news) {
            if !news {
                continue;
            }
            busy.instants.push(m.sent);
            if let Some(arrived) = m.arrived {
                busy.instants.push(arrived);
                busy.flights.push((m.sent, arrived));
            }
        }
    }
}
