//! What a person, the playback or the caller can ask of the session.

use std::rc::Rc;

use rebalance_model::config::KafkaVersion;
use rebalance_model::{EventId, MemberIdx, SimDuration, SimTime, Variant};

use super::{Dialog, LoadedGroup, Mark, Notice, Session, Stride, Theme, View};
use crate::crowd::Crowd;
use crate::lab::Lane;
use crate::pace::Pace;
use crate::stretch::Stretch;
use crate::text::Lang;

/// What can be done to a member at the playhead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// A new consumer starts.
    Add,
    /// Its loop ends, then close().
    Close,
    /// Its process is gone.
    Kill,
    /// An exception leaves its loop; nobody closes it.
    Throw,
    /// Its next batch takes so much longer.
    SlowBatch(SimDuration),
    /// Nothing passes between it and the broker for so long.
    NetworkDown(SimDuration),
    /// Its process stands still for so long.
    Freeze(SimDuration),
    /// From then on its onPartitionsRevoked takes so long.
    SlowRevoke(SimDuration),
    /// The topic called like the act's member grows to so many partitions.
    AddPartitions(u32),
}

impl ActKind {
    /// How long it lasts, where that can be chosen.
    pub const fn takes(self) -> Option<SimDuration> {
        match self {
            Self::SlowBatch(d) | Self::NetworkDown(d) | Self::Freeze(d) | Self::SlowRevoke(d) => Some(d),
            Self::Add | Self::Close | Self::Kill | Self::Throw | Self::AddPartitions(_) => None,
        }
    }

    /// The same with another length, where it has one.
    #[must_use]
    pub const fn lasting(self, d: SimDuration) -> Self {
        match self {
            Self::SlowBatch(_) => Self::SlowBatch(d),
            Self::NetworkDown(_) => Self::NetworkDown(d),
            Self::Freeze(_) => Self::Freeze(d),
            Self::SlowRevoke(_) => Self::SlowRevoke(d),
            other => other,
        }
    }
}

/// Which way in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Earlier.
    Back,
    /// Later.
    Forward,
}

/// A wish. [`super::reduce`] makes the next session of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Plays the scenario with this number (0 is ①) from its opening, with its own settings and no acts.
    Pick(usize),
    /// Tries the claim of the myth lab with this number, by its own run.
    TryMyth(usize),
    /// Shows ①–④ on a group of one's own.
    LoadGroup(Rc<LoadedGroup>),
    /// Back to the built-in group.
    UnloadGroup,
    /// Other lanes; at most `limits::LANES`, none twice.
    SetLanes(Vec<Variant>),
    /// The recording of a variant beside the lanes.
    AddRecording(Variant),
    /// Without it.
    RemoveRecording(Variant),
    /// Compares the lanes, or not.
    ShowDifference(bool),
    /// A recording of the scenario of that number has come; none if it can't be had.
    Recording(usize, Variant, Option<Lane>),
    /// Another seed.
    SetSeed(u64),
    /// A Kafka setting, as typed; the text of the scenario's own value takes the override away.
    SetKafka(String, String),
    /// The scenario's own value again.
    ResetKafka(String),
    /// Kafka's release; none for the scenario's own.
    SetVersion(Option<KafkaVersion>),
    /// Length of the slow batch; none for the scenario's own.
    SetBatch(Option<SimDuration>),
    /// Records written to each partition a second; none for the scenario's own.
    SetRecordsPerSecond(Option<u64>),
    /// Processing time of a record; none for the scenario's own.
    SetProcess(Option<SimDuration>),
    /// Timeout of poll(); none for the scenario's own.
    SetPoll(Option<SimDuration>),
    /// All settings as the scenario has them.
    ResetSettings,
    /// Something done at the playhead, to the member of that name; the name is not looked at for `Add`, and for
    /// `AddPartitions` neither name nor number: the first topic grows by two.
    Act(ActKind, String),
    /// A marker to another instant.
    MoveMark(Mark, SimTime),
    /// Another length of what a marker stands for.
    SetLength(Mark, SimDuration),
    /// What a marker stands for does not happen.
    RemoveMark(Mark),
    /// A step of the scenario as the scenario has it.
    ResetMark(Mark),
    /// A marker is taken hold of: until [`Action::Settle`] the time axes stay as they are.
    Grab,
    /// What was dragged is let go: the next change is another one to undo.
    Settle,
    /// Acts, markers and settings as they were before the last change of them.
    Undo,
    /// As they were before the last `Undo`.
    Redo,
    /// Time runs; from the opening if it had come to the end.
    Play,
    /// Time stands still.
    Pause,
    /// The other of the two.
    TogglePlay,
    /// The playhead goes exactly there, and time stands still: dragging, a marker, a link.
    Seek(SimTime),
    /// Playback has come to this instant; at the end of the run, or at a step of ④, it stops there.
    Reach(SimTime),
    /// To the next instant of what the session steps by, and pause.
    StepForward,
    /// To the previous one, and pause.
    StepBack,
    /// Steps go by this.
    SetStride(Stride),
    /// To the next or the previous instant of a kind, and pause.
    Jump(Stride, Way),
    /// So many steps closer to an instant, or, below zero, further away from it.
    Zoom(SimTime, i32),
    /// The charts show this stretch; none for the whole run.
    Look(Option<Stretch>),
    /// This stretch is summed up, and can be looped; none for none.
    Select(Option<Stretch>),
    /// The range begins at the playhead.
    RangeFrom,
    /// The range ends at the playhead.
    RangeTo,
    /// Whether playing comes back to the range's beginning at its end.
    ToggleLoop,
    /// To the beginning of the next rebalance in any lane, and pause.
    NextRebalance,
    /// To the beginning of the previous rebalance in any lane, and pause.
    PreviousRebalance,
    /// To the opening.
    Home,
    /// To the end.
    End,
    /// Another pace.
    SetPace(Pace),
    /// Another language.
    SetLang(Lang),
    /// Other colours.
    SetTheme(Theme),
    /// Another view of the same instant.
    SetView(View),
    /// Why this event of this lane happened, from that instant: the playhead goes there, time stands still, and the view
    /// is *Why*.
    Ask(usize, EventId, SimTime),
    /// Opens a dialog.
    Open(Dialog),
    /// Closes it.
    CloseDialog,
    /// Says something.
    Notify(Notice),
    /// Takes the notice with this number away.
    Dismiss(usize),
    /// What large groups are shown with is at hand.
    Fold(Crowd),
    /// The member whose card is shown where cards are folded into cells; none for none.
    PickMember(Option<MemberIdx>),
    /// The next of the runs that are made one by one, which whoever runs them asks itself for; no session changes.
    Continue,
    /// Another session altogether: back and forward of the browser.
    Restore(Box<Session>),
}
