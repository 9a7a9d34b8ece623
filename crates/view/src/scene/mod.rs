//! The scene: everything that the page shows at an instant, except what moves in between.
//!
//! Compared by value; what is heavy and the same all along lies behind `Rc`. Must not hold a number
//! that changes from frame to frame: those are [`crate::motion`]'s.

pub(crate) mod build;
mod forces;
mod knobs;
pub(crate) mod lane;
pub(crate) mod narrate;
mod score;

use std::rc::Rc;

use rebalance_model::config::KafkaVersion;
use rebalance_model::{MemberIdx, PartitionIdx, SimDuration, Variant};

use crate::chart::{Axis, Chart};
use crate::lab::Made;
use crate::motion::Anchor;
use crate::text::Rich;

pub(crate) use build::{Fixed, build};
pub use forces::forces;
pub(crate) use narrate::{reading, spoken};

/// Everything that the page shows at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The scenarios.
    pub tabs: Rc<[Tab]>,
    /// Name of the loaded group.
    pub group: Option<String>,
    /// One sentence above the lanes: what to see.
    pub look: String,
    /// The lanes.
    pub lanes: Vec<LaneScene>,
    /// Lanes that can be added, by their titles.
    pub addable: Vec<(Variant, &'static str)>,
    /// Recordings that can be added, by the titles of their lanes.
    pub recordings: Vec<(Variant, &'static str)>,
    /// What each lane costs.
    pub score: Rc<[Metric]>,
    /// Who fares better here, and by what.
    pub lesson: Rc<Rich>,
    /// What is happening, and why.
    pub narration: Narration,
    /// The playhead's surroundings.
    pub transport: Transport,
    /// Sliders and fields.
    pub knobs: Rc<[Knob]>,
    /// Kafka's release, where a lane depends on it.
    pub version: Option<KafkaVersion>,
    /// Whom something can be done to now.
    pub targets: Vec<Target>,
    /// The time axis of the charts: that of the window.
    pub axis: Rc<Axis>,
    /// The time axis of the whole run.
    pub whole: Rc<Axis>,
    /// Limits that were met, a sentence each.
    pub limits: Vec<String>,
    /// What has to be said, a sentence each, in the order of the session's notices.
    pub notices: Vec<String>,
}

/// Good, or how bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    #[default]
    Good,
    /// Some of it is not.
    Warn,
    /// It is not.
    Bad,
}

/// A scenario to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its number, ① is 1.
    pub number: usize,
    /// ①
    pub sign: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Whether it plays.
    pub current: bool,
}

/// A lane.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneScene {
    /// How its members are configured.
    pub variant: Variant,
    /// Whose run it is.
    pub made: Made,
    /// "Eager".
    pub title: &'static str,
    /// The assignor in Kafka's spelling: its class, or the name of one on the broker's side.
    pub assignor: &'static str,
    /// What the lane may be switched to, by their assignors; empty if there is nothing to choose from.
    pub assignors: Vec<(Variant, &'static str)>,
    /// State of the group, in Kafka's spelling.
    pub state: &'static str,
    /// Whether a rebalance is under way.
    pub busy: Tone,
    /// "generation 3"; "group epoch 4 · target 3".
    pub generation: String,
    /// How things are, in words and large.
    pub verdict: Verdict,
    /// "broker 1 · __consumer_offsets-12".
    pub coordinator: String,
    /// Whether the cards are folded into cells.
    pub is_folded: bool,
    /// The member whose card is shown beside its cell.
    pub picked: Option<MemberIdx>,
    /// The members.
    pub cards: Vec<Card>,
    /// Members that have no card.
    pub cards_left_out: usize,
    /// Partitions as tiles; a partition in two hands has two.
    pub tiles: Vec<Tile>,
    /// How many partitions nobody holds.
    pub unowned: usize,
    /// Ownership, states, lag, in the window.
    pub chart: Rc<Chart>,
    /// The same in the whole run.
    pub whole: Rc<Chart>,
    /// What happened in the range, a sentence; empty if there is none.
    pub sum: String,
    /// The members now, for those who do not see the cards.
    pub table: crate::chart::Table,
}

/// How things are in a lane, now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How bad.
    pub tone: Tone,
    /// "3 of 6".
    pub count: String,
    /// "partitions stopped · 3 wait for C1's batch".
    pub words: String,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which.
    pub member: MemberIdx,
    /// Its name.
    pub name: String,
    /// Its colour, 0 to `label::COLOURS` − 1.
    pub colour: u8,
    /// What it is doing.
    pub doing: String,
    /// The same in a word, where cards are folded.
    pub brief: &'static str,
    /// How it is.
    pub status: Status,
    /// Whether it leads the group.
    pub leads: bool,
    /// Its member id, on demand.
    pub member_id: Option<String>,
    /// How many partitions it holds.
    pub held: usize,
    /// Partitions that it holds and that have no tile.
    pub tiles_left_out: usize,
    /// Last heartbeat against session.timeout.ms, as the coordinator counts.
    pub heartbeat: Meter,
    /// Last poll() against max.poll.interval.ms, as the member itself counts.
    pub poll: Meter,
    /// Of a member of a consumer group.
    pub epoch: Option<Epoch>,
}

/// Where a member of a consumer group is on its way to its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// "epoch 3".
    pub number: String,
    /// How far it is, in Kafka's spelling.
    pub state: &'static str,
    /// What the countdown is called: to its next heartbeat, or, while it has to give something up, to being fenced.
    pub name: &'static str,
    /// Whether it has to give something up.
    pub gives: bool,
    /// That countdown.
    pub meter: Meter,
}

/// How a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not started yet.
    Absent,
    /// Started, not in the group yet.
    Starting,
    /// It consumes.
    Working,
    /// It is inside a long batch.
    Busy,
    /// It waits for the group, and consumes nothing.
    Waiting,
    /// It waits for the group, and consumes what it kept; its commits are refused.
    WaitingConsuming,
    /// The group has removed it, and it does not know.
    Zombie,
    /// An exception left its loop; its heartbeats go on.
    Thrown,
    /// Killed or closed.
    Gone,
}

/// A countdown; its age is in the frame ([`crate::motion::MeterFrame`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meter {
    /// What it counts to.
    pub limit: SimDuration,
    /// Whether it counts now; if not, `idle` says why.
    pub counts: bool,
    /// Behind its seconds.
    pub unit: &'static str,
    /// "not needed".
    pub idle: &'static str,
}

/// A partition, drawn; where it is now is in the frame ([`crate::motion::TileFrame`], the same order).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Which.
    pub partition: PartitionIdx,
    /// Whether it is the second one, in the hands of a zombie.
    pub second: bool,
    /// P3, or `orders-3`.
    pub label: String,
    /// `orders-3`, and who holds it.
    pub title: String,
    /// Who holds it.
    pub holder: Option<MemberIdx>,
    /// The holder's colour.
    pub colour: u8,
    /// How it is.
    pub state: TileState,
    /// The colour of who is to have it in the end, if that is somebody else.
    pub to: Option<u8>,
    /// Where it comes to rest.
    pub place: Anchor,
}

/// How a partition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileState {
    /// Consumed by its holder.
    Held,
    /// Its holder is inside a long batch, or waits without consuming.
    Idle,
    /// Nobody holds it.
    Unowned,
    /// Its holder was removed from the group, and nobody else has it yet.
    Stale,
    /// Two work on it at once.
    Double,
}

/// One metric of the scoreboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// "partition-seconds without a holder".
    pub name: &'static str,
    /// What exactly is counted.
    pub help: &'static str,
    /// A value a lane.
    pub values: Vec<MetricValue>,
}

/// A lane's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricValue {
    /// "9.7 s", "13".
    pub text: String,
    /// Length of its bar, 0 to 1000, on a scale that the lanes share.
    pub bar: u16,
    /// The best lane is good, the worst bad; all good if they are equal.
    pub tone: Tone,
}

/// What tells a lane from the others.
pub type LaneKey = (Variant, Made);

/// What is happening.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narration {
    /// "① new consumer joins · 2 of 8".
    pub step: String,
    /// Its place in the story, from 1; 0 before the first.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// What happens: the first sentence is strong.
    pub text: Rich,
    /// What it means in each lane, where the lanes differ.
    pub lanes: Vec<(LaneKey, Rich)>,
    /// Why.
    pub why: Rich,
    /// The setting responsible, by its Kafka name.
    pub key: Option<&'static str>,
}

/// Play, pause, step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is the state of a button of its own")]
pub struct Transport {
    /// Whether time runs.
    pub playing: bool,
    /// Whether there is an earlier step.
    pub can_back: bool,
    /// Whether there is a later step.
    pub can_forward: bool,
    /// Whether the playhead stands at the end.
    pub at_end: bool,
}

/// A knob: a setting with a slider and a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// Which.
    pub id: KnobId,
    /// Its name, Kafka's where it is one.
    pub name: &'static str,
    /// What it decides, in a sentence.
    pub help: &'static str,
    /// What it cannot do, in a sentence; empty if there is nothing to say.
    pub cannot: &'static str,
    /// What it is not in a lane that is shown, to be seen; empty if there is nothing to say.
    pub note: &'static str,
    /// Least value, ms or plain.
    pub min: u64,
    /// Greatest value.
    pub max: u64,
    /// Value in force.
    pub value: u64,
    /// Text of the field: what was typed, also if it is refused.
    pub typed: String,
    /// Slider's place, 0 to `SLIDER`.
    pub position: u32,
    /// Slider's place of Kafka's default, if it has one.
    pub default_position: Option<u32>,
    /// Kafka's default, or the scenario's.
    pub default: u64,
    /// The value for a screen reader: "6 000 ms, 6 s".
    pub spoken: String,
    /// Whether it differs from the scenario's own.
    pub changed: bool,
    /// Whether it stands in the foreground.
    pub front: bool,
    /// Why the typed value is refused.
    pub problem: Option<String>,
}

/// Which knob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnobId {
    /// A Kafka setting of that name.
    Kafka(&'static str),
    /// Length of the slow batch.
    Batch,
    /// Processing time of a record.
    Process,
    /// Records written to each partition a second.
    RecordsPerSecond,
    /// Timeout of poll().
    Poll,
    /// Seed.
    Seed,
}

/// Greatest place of a slider.
pub const SLIDER: u32 = 1000;

/// A member that something can be done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which; none for a newcomer's place.
    pub member: MemberIdx,
    /// Its name in the scenario, for [`crate::Action::Act`].
    pub name: String,
    /// Its name as shown.
    pub label: String,
    /// Its colour.
    pub colour: u8,
    /// Whether it runs in any lane now.
    pub alive: bool,
}

/// A setting or number in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Force {
    /// What it belongs to.
    pub section: &'static str,
    /// Its name, Kafka's where it is one.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Kafka's default, if it has one.
    pub default: String,
    /// The values that Kafka takes; empty where they are no numbers.
    pub bounds: String,
    /// Where the value comes from.
    pub from: &'static str,
    /// Since when it is as it is, and by which KIP.
    pub since: &'static str,
    /// What it decides.
    pub help: &'static str,
    /// What it does not do.
    pub cannot: &'static str,
    /// What is usually recommended.
    pub usual: &'static str,
    /// What these runs say of it, lane by lane.
    pub here: String,
}

/// An instant with the group's state, for what is drawn at hover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The instant, as text.
    pub clock: String,
    /// The group's state and generation in each lane.
    pub lanes: Vec<String>,
}
