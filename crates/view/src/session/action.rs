//! What a person, the playback or the caller can ask of the session.

use std::rc::Rc;

use rebalance_model::config::KafkaVersion;
use rebalance_model::{EventId, SimDuration, SimTime, Variant};

use super::{Dialog, LoadedGroup, Notice, Session, Theme, View};
use crate::pace::Pace;
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
    /// Its next batch takes so much longer.
    SlowBatch(SimDuration),
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
    /// Something done at the playhead, to the member of that name; the name is not looked at for `Add`.
    Act(ActKind, String),
    /// An act at another instant.
    MoveAct(usize, SimTime),
    /// An act taken away.
    RemoveAct(usize),
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
    /// To the next important instant, and pause.
    StepForward,
    /// To the previous important instant, and pause.
    StepBack,
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
    /// Another session altogether: back and forward of the browser.
    Restore(Box<Session>),
}
