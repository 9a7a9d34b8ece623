//! What moves: tokens in flight, tiles on their way, countdowns, the playhead. Pure functions of the instant.
//!
//! A [`Frame`] is written anew sixty times a second: it holds numbers and `&'static str` only, and keeps what
//! it has allocated. Anchors are symbolic; the page knows where they are in pixels.

use rebalance_model::{MemberIdx, MessageIdx, PartitionIdx, SimTime};

use crate::lab::Lab;
use crate::session::Session;

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
    /// The playhead, 0 to `chart::WIDTH`.
    pub x: u32,
    /// The same for two instants if the scene is ([`Lab::epoch`]).
    pub epoch: usize,
    /// The group's time a viewing time, in thousandths; `text::factor` prints it.
    pub factor: u32,
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
    /// One for each card of the scene, in its order.
    pub meters: Vec<CardFrame>,
    /// Total lag.
    pub lag: u64,
}

/// A message on its way, or waiting for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenFrame {
    /// Which; a key for the element.
    pub message: MessageIdx,
    /// Whose edge it travels along.
    pub member: MemberIdx,
    /// Where on the edge: 0 is the member, 1000 the coordinator.
    pub place: u16,
    /// What stands on it, in Kafka's words.
    pub label: &'static str,
    /// How it looks.
    pub look: TokenLook,
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

/// The countdowns of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardFrame {
    /// Which member.
    pub member: MemberIdx,
    /// Last heartbeat against session.timeout.ms.
    pub heartbeat: MeterFrame,
    /// Last poll() against max.poll.interval.ms.
    pub poll: MeterFrame,
}

/// A countdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeterFrame {
    /// Whether it counts; if not, the scene's `Meter::idle` is shown.
    pub counts: bool,
    /// Time since, µs; `text::meter` prints it.
    pub age_us: u64,
    /// How much of the limit that is, 0 to 1000.
    pub part: u16,
}

/// What a lane's motion needs, prepared once a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stage {}

/// Writes the frame at `t`.
pub(crate) fn write(lab: &Lab, session: &Session, t: SimTime, frame: &mut Frame) {
    let _ = session;
    frame.t = t;
    frame.x = lab.axis.x(t);
}
