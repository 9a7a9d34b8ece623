//! The session: all that a person can see and change, and nothing that follows from it.
//!
//! [`reduce`] is the only way to change it; [`Session::plan`] says what is to be simulated. Must not
//! know what a run looks like, except through the [`Lab`](crate::Lab) that a step needs.

mod action;
mod history;
mod lanes;
mod plan;
mod recorded;
mod reduce;

use std::rc::Rc;

use rebalance_model::config::KafkaVersion;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{EventId, MemberIdx, Scenario, SimDuration, SimTime, Variant};

pub use rebalance_analysis::screen::Screen;

pub use action::{ActKind, Action, Way};
pub use history::History;
pub use lanes::opening_lanes;
pub use plan::PlanError;
pub use recorded::Recorded;
pub use reduce::reduce;

pub(crate) use plan::batch_of;
pub(crate) use reduce::own_value;

use crate::crowd::Crowd;
use crate::lab::Lane;
use crate::pace::Pace;
use crate::stretch::Stretch;
use crate::text::Lang;
use crate::url::UrlProblem;

/// All that a person can see and change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which scenario plays: a place in `BUILTIN`, or in the loaded group's own list, which is as long.
    pub scenario: usize,
    /// A group that was read from the person's own text; none for the built-in one.
    pub group: Option<Rc<LoadedGroup>>,
    /// How the members are configured in each lane.
    pub lanes: Vec<Variant>,
    /// Real runs that are shown beside the simulated ones.
    pub recorded: Vec<Recorded>,
    /// Whether the lanes are compared below them.
    pub difference: bool,
    /// The lanes that this window opens with where an address names none.
    pub opened_with: Vec<Variant>,
    /// The seed of every choice.
    pub seed: u64,
    /// The playhead. Before the opening of the run it stands at the opening ([`crate::Lab::clamp`]).
    pub t: SimTime,
    /// Whether time runs.
    pub playing: bool,
    /// How fast.
    pub pace: Pace,
    /// The language.
    pub lang: Lang,
    /// Colours.
    pub theme: Theme,
    /// What the lanes show.
    pub view: View,
    /// The event that *Why* begins with, in the place of the last one at the playhead.
    pub asked: Option<Asked>,
    /// What differs from the scenario's own settings.
    pub settings: Settings,
    /// The session of the runs that are shown, where this one cannot be run: an address and a link open that.
    pub ran: Option<Rc<Session>>,
    /// The claim of the myth lab that is tried: a place in `MYTHS`.
    pub myth: Option<usize>,
    /// What was done to members beyond the script, in the order in which it was added.
    pub acts: Vec<Act>,
    /// What differs from the scenario's own script, each step once.
    pub steps: Vec<StepEdit>,
    /// What the charts show; none for the whole run.
    pub window: Option<Stretch>,
    /// The whole run and the window as they are while a marker is dragged.
    pub held: Option<[Stretch; 2]>,
    /// What is summed up, and looped if `looping`.
    pub range: Option<Stretch>,
    /// Whether playing comes back to the range's beginning at its end.
    pub looping: bool,
    /// What steps go by.
    pub stride: Stride,
    /// What can be undone and done again.
    pub history: History,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// What has to be said, until it is dismissed.
    pub notices: Vec<Notice>,
    /// What large groups are shown with, once it is at hand.
    pub crowd: Option<Crowd>,
    /// The member whose card is shown where cards are folded into cells.
    pub picked: Option<MemberIdx>,
}

/// A group from somebody's own text, with ①–④ made for it.
#[derive(Clone, Debug)]
pub struct LoadedGroup {
    /// Its name.
    pub name: String,
    /// ①–④, in the order of `BUILTIN`.
    pub scenarios: Vec<Rc<Scenario>>,
    /// The lane that does as the group does, which the page then shows; none if that is not known.
    pub own: Option<Variant>,
    /// Where it is one scenario, or the recording of one: that. `scenarios` has nothing else then.
    pub played: Option<OwnScenario>,
}

impl PartialEq for LoadedGroup {
    /// Whether it is the very same: nothing changes one.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for LoadedGroup {}

/// A scenario from a file of one's own, or the recording of one.
#[derive(Clone, Debug)]
pub struct OwnScenario {
    /// Its place in `BUILTIN`, behind all of them if it is none of these.
    pub place: usize,
    /// The real run, if it is a recording.
    pub run: Option<Lane>,
}

/// What differs from the scenario's own settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Kafka settings as typed, by their Kafka names, each once.
    pub kafka: Vec<(String, String)>,
    /// Kafka's release.
    pub version: Option<KafkaVersion>,
    /// Length of the slow batch.
    pub batch: Option<SimDuration>,
    /// Records written to each partition a second.
    pub records_per_second: Option<u64>,
    /// Processing time of a record.
    pub process: Option<SimDuration>,
    /// Timeout of poll().
    pub poll: Option<SimDuration>,
}

/// Something done to a member at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: SimTime,
    /// To whom, by the member's name in the scenario; the newcomer's for [`ActKind::Add`].
    pub member: String,
    /// What.
    pub kind: ActKind,
}

/// A step of the scenario's own script, otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepEdit {
    /// Its place in the script of the scenario.
    pub step: usize,
    /// When; never, if it does not happen.
    pub at: SimTime,
    /// How long it lasts, if otherwise. Not for the slow batch that [`Settings::batch`] is about.
    pub takes: Option<SimDuration>,
}

/// What a marker of the time axis stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A place in the session's acts.
    Act(usize),
    /// A place in the script of the scenario.
    Step(usize),
}

/// What steps go by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stride {
    /// The steps of the narration.
    #[default]
    Story,
    /// The beginning of a rebalance in any lane.
    Rebalance,
    /// A request or a response is sent, in any lane.
    Message,
    /// Anything that a trace has.
    Event,
    /// A marker.
    Act,
    /// A partition loses its holder, in any lane.
    Stop,
}

impl Stride {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Story, Self::Rebalance, Self::Stop, Self::Act, Self::Message, Self::Event];
}

/// Colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// What the lanes show above their charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Members, partitions, requests in flight.
    #[default]
    Group,
    /// A space-time diagram of the messages around the playhead.
    Messages(Routine),
    /// What Kafka's own tools and logs would show.
    Terminal(Screen),
    /// The chain of causes back from an event.
    Why,
}

/// What becomes of messages that bring no news: heartbeats and commits that are answered by NONE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Routine {
    /// They are counted.
    #[default]
    Folded,
    /// They are drawn one by one.
    Drawn,
}

impl View {
    /// Their names in the URL.
    pub const NAMES: [(&'static str, Self); 11] = [
        ("group", Self::Group),
        ("messages", Self::Messages(Routine::Folded)),
        ("messages-all", Self::Messages(Routine::Drawn)),
        ("terminal", Self::Terminal(Screen::Offsets)),
        ("terminal-members", Self::Terminal(Screen::Members)),
        ("terminal-state", Self::Terminal(Screen::State)),
        ("terminal-state-verbose", Self::Terminal(Screen::StateVerbose)),
        ("terminal-client-log", Self::Terminal(Screen::ClientLog)),
        ("terminal-broker-log", Self::Terminal(Screen::BrokerLog)),
        ("terminal-metrics", Self::Terminal(Screen::Metrics)),
        ("why", Self::Why),
    ];

    /// Its name in the URL.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, view)| *view == self).map_or("", |(name, _)| name)
    }

    /// The view of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, view)| *view)
    }

    /// Whether `other` is the same tab, whatever it shows there.
    pub fn same_tab(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// An event that somebody asks the causes of. It is forgotten as soon as the playhead goes elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Place of the lane that it happened in.
    pub lane: usize,
    /// Which.
    pub event: EventId,
    /// Where the playhead stood then.
    pub at: SimTime,
}

/// A dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// *Load my group…*
    Load,
    /// The link to this run.
    Share,
    /// Snippets for other people's pages.
    Embed,
    /// The list of keys.
    Keys,
    /// Every setting in force.
    Settings,
    /// Claims to try.
    Myths,
}

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The settings cannot be run with; the last run stays.
    Refused(PlanError),
    /// An act that cannot be done is not done; everything else is.
    LeftOut(PlanError),
    /// A part of the address was not understood.
    Url(UrlProblem),
    /// A recording could not be had.
    NoRecording,
    /// The words of the language that was asked for can't be had.
    NoWords,
}

impl Session {
    /// The page as a window of this width, CSS pixels, opens it.
    pub fn of_width(width: u32) -> Self {
        let lanes = opening_lanes(width);
        Self { opened_with: lanes.clone(), lanes, ..Self::default() }
    }
}

impl Default for Session {
    fn default() -> Self {
        Self {
            scenario: 0,
            group: None,
            lanes: opening_lanes(0),
            recorded: Vec::new(),
            difference: false,
            opened_with: opening_lanes(0),
            seed: DEFAULT_SEED,
            t: SimTime::ZERO,
            playing: true,
            pace: Pace::Adaptive,
            lang: Lang::En,
            theme: Theme::Auto,
            view: View::Group,
            asked: None,
            settings: Settings::default(),
            ran: None,
            myth: None,
            acts: Vec::new(),
            steps: Vec::new(),
            window: None,
            held: None,
            range: None,
            looping: false,
            stride: Stride::default(),
            history: History::default(),
            dialog: None,
            notices: Vec::new(),
            crowd: None,
            picked: None,
        }
    }
}

/// The seed of a session that names none.
pub const DEFAULT_SEED: u64 = 1;

impl Session {
    /// Name of the scenario that plays, as in the URL.
    pub fn scenario_name(&self) -> &'static str {
        BUILTIN.get(self.scenario).map_or("", |b| b.name)
    }

    /// How many scenarios there are to choose from.
    pub fn scenarios(&self) -> usize {
        let of_text = self.group.as_ref().filter(|group| group.played.is_none());
        of_text.map_or(BUILTIN.len(), |group| group.scenarios.len())
    }

    /// Whether `other` shows the same runs, at whatever instant, in whatever language.
    pub fn same_run(&self, other: &Self) -> bool {
        self.scenario == other.scenario
            && self.same_group(other)
            && self.lanes == other.lanes
            && self.recorded == other.recorded
            && self.seed == other.seed
            && self.settings == other.settings
            && self.acts == other.acts
            && self.myth == other.myth
            && self.steps == other.steps
    }

    /// Whether `other` shows the same group.
    pub(crate) fn same_group(&self, other: &Self) -> bool {
        self.group.as_deref().map(std::ptr::from_ref) == other.group.as_deref().map(std::ptr::from_ref)
    }

    /// Whether `other` shows the same part of a run, and sums up the same.
    pub fn same_view(&self, other: &Self) -> bool {
        (self.window, self.held, self.range) == (other.window, other.held, other.range)
    }

    /// Whether time runs: not behind a dialog, which covers what would be seen.
    pub fn runs(&self) -> bool {
        self.playing && self.dialog.is_none()
    }

    /// The range that playing goes round in.
    pub fn looped(&self) -> Option<Stretch> {
        self.range.filter(|_| self.looping)
    }

    /// Whether ④ plays: told step by step, with a pause at each.
    pub fn is_stepwise(&self) -> bool {
        self.scenario_name() == STEPWISE
    }
}

/// The scenario that is told step by step.
const STEPWISE: &str = "scale-out";
