//! The lab: the runs of a session, and what follows from them at every instant alike.
//!
//! Built once a run ([`Lab::new`]); then [`Lab::scene`] and [`Lab::frame`] are cheap. Must not run anything.

use std::rc::Rc;

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::moment::MomentKind;
use rebalance_analysis::{Holders, Report};
use rebalance_model::trace::{EventKind, StateAt};
use rebalance_model::{Scenario, SimDuration, SimTime, Trace, Variant};

use crate::chart::{self, Axis, Chart};
use crate::crowd::Crowd;
use crate::motion::{Frame, Stage};
use crate::pace::{Busy, Floor, Pace, PaceMap};
use crate::scene::{self, Scene};
use crate::session::{Session, Stride, Way};
use crate::story::{AT_ONCE, Story};
use crate::stretch::Stretch;
use crate::text::Lang;
use crate::views::messages::{Diagrams, Place};
use crate::{limits, sum, text};

/// Whose run a lane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Made {
    /// The simulator's.
    #[default]
    Simulated,
    /// A real group's.
    Recorded,
}

/// One run, with what it means.
#[derive(Clone, Debug)]
pub struct Lane {
    /// How its members are configured.
    pub variant: Variant,
    /// Whose run it is.
    pub made: Made,
    /// The run.
    pub at: Rc<StateAt>,
    /// What it means.
    pub report: Rc<Report>,
}

impl Lane {
    /// Reads a run.
    pub fn new(trace: Rc<Trace>) -> Self {
        let report = Rc::new(Report::of(&trace));
        Self { variant: trace.header.variant, made: Made::Simulated, at: Rc::new(StateAt::new(trace)), report }
    }

    /// Reads the trace of a recording.
    pub fn recorded(trace: Rc<Trace>) -> Self {
        Self { made: Made::Recorded, ..Self::new(trace) }
    }

    /// What it is called.
    pub fn title(&self, lang: Lang) -> &'static str {
        text::title(lang, self.variant, self.made)
    }

    /// The run.
    pub fn trace(&self) -> &Trace {
        self.at.trace()
    }
}

impl PartialEq for Lane {
    /// Whether it is the very same run.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.at, &other.at)
    }
}

impl Eq for Lane {}

/// One entry of the simulator's table of latencies, to be shown among the settings in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// What takes so long, in Kafka's words.
    pub name: &'static str,
    /// How long.
    pub takes: SimDuration,
}

/// The runs of a session. A clone shares what was computed once a run.
#[derive(Clone, Debug)]
pub struct Lab {
    /// The scenario as its file, or the loaded group, has it.
    pub(crate) base: Rc<Scenario>,
    /// The scenario that was run.
    pub(crate) scenario: Rc<Scenario>,
    /// The runs, in the session's order.
    pub(crate) lanes: Vec<Lane>,
    /// Its beginning and its end.
    run: Stretch,
    /// The axis of the whole run.
    pub(crate) whole: Rc<Axis>,
    /// That of the window.
    pub(crate) axis: Rc<Axis>,
    pub(crate) adaptive: Rc<PaceMap>,
    pub(crate) story: Rc<Story>,
    /// Charts of the whole run.
    pub(crate) wholes: Vec<Rc<Chart>>,
    /// Those of the window.
    pub(crate) charts: Vec<Rc<Chart>>,
    /// What happened in the range, a sentence a lane.
    pub(crate) sums: Vec<String>,
    pub(crate) stages: Rc<[Stage]>,
    pub(crate) fixed: scene::Fixed,
    /// What the members' cards fold with, where they are too many.
    pub(crate) folds: Option<Crowd>,
    /// What the charts group by member with, where partitions are too many.
    pub(crate) groups: Option<Crowd>,
    /// Whether the narration is step by step.
    pub(crate) stepwise: bool,
    /// `group.id`: the loaded group's name, or that of the scenario.
    pub(crate) group_id: String,
    /// Instants at which structure changes in any lane, ascending.
    epochs: Rc<[SimTime]>,
    /// Diagrams of its messages, once they are looked at.
    pub(crate) diagrams: Diagrams,
}

impl Lab {
    /// Holds the runs of `session`. Words of charts are in its language: build it anew when that changes.
    pub fn new(session: &Session, base: Rc<Scenario>, lanes: Vec<Lane>) -> Self {
        let scenario = lanes.first().map_or_else(|| base.clone(), |l| l.trace().header.scenario.clone());
        let reports: Vec<&Report> = lanes.iter().map(|l| &*l.report).gather();
        // A group that starts is seen from its first act, which nothing is told of before it is answered.
        let from =
            reports.iter().filter_map(|r| Some(r.moments.first()?.at.min(r.since))).min().unwrap_or(SimTime::ZERO);
        let end = reports.iter().map(|r| r.end).max().unwrap_or(SimTime::ZERO).max(from);
        let mut story = Story::of(&reports, session.is_stepwise(), end);
        story.tell_at_once(session.acts.iter().map(|a| a.at));
        let folds = session.crowd.filter(|_| scenario.members.len() > limits::UNFOLDED);
        let groups = session.crowd.filter(|_| scenario.partition_count() > limits::CHART_ROWS);
        let stages: Vec<Stage> = lanes.iter().map(|lane| Stage::new(lane, folds)).gather();
        let mut busy = Busy {
            instants: Vec::new(),
            holds: story.holds(&reports, session.is_stepwise()),
            flights: Vec::new(),
            floor: if session.is_stepwise() { Floor::EveryFlight } else { Floor::Lively },
        };
        for (lane, stage) in lanes.iter().zip(&stages) {
            add_busy(&mut busy, &lane.report);
            stage.add_flights(lane.trace(), &mut busy);
        }
        let adaptive = PaceMap::adaptive(from, end, busy);
        let mut epochs: Vec<SimTime> = story.steps.iter().map(|s| s.at).gather();
        for lane in &lanes {
            add_structural(&mut epochs, lane);
            lane.report.moments.iter().for_each(|m| epochs.push(m.at.before(AT_ONCE)));
        }
        rebalance_model::order::sort(&mut epochs);
        epochs.dedup();
        let mut lab = Self {
            base,
            run: Stretch { from, end },
            whole: Rc::default(),
            axis: Rc::default(),
            adaptive: Rc::new(adaptive),
            story: Rc::new(story),
            wholes: Vec::new(),
            charts: Vec::new(),
            sums: Vec::new(),
            stages: stages.into(),
            folds,
            groups,
            fixed: scene::Fixed::default(),
            stepwise: session.is_stepwise(),
            group_id: session.group.as_ref().map_or_else(|| scenario.name.clone(), |g| g.name.clone()),
            epochs: epochs.into(),
            diagrams: Diagrams::default(),
            lanes,
            scenario,
        };
        lab.fixed = scene::Fixed::of(&lab, session);
        let [whole, _] = session.held.unwrap_or([lab.run; 2]);
        lab.whole = Rc::new(chart::axis(session, &lab, whole));
        lab.wholes = lab.draw(session, &lab.whole);
        lab.look(session)
    }

    /// The same runs, where the session looks at another part of them.
    #[must_use]
    pub fn look(&self, session: &Session) -> Self {
        let mut lab = self.clone();
        let [whole, window] =
            session.held.unwrap_or_else(|| [lab.run, session.window.map_or(lab.run, |w| w.within(lab.run))]);
        let is_let_go = whole != lab.whole();
        if is_let_go {
            lab.whole = Rc::new(chart::axis(session, &lab, whole));
            lab.wholes = lab.draw(session, &lab.whole);
        }
        if window == whole {
            (lab.axis, lab.charts) = (lab.whole.clone(), lab.wholes.clone());
        } else if is_let_go || window != lab.window() || lab.charts.is_empty() {
            lab.axis = Rc::new(chart::axis(session, &lab, window));
            lab.charts = lab.draw(session, &lab.axis);
        }
        let sum = |range| lab.lanes.iter().map(|l| text::sum(session.lang, range, &sum::of(l, range))).gather();
        lab.sums = session.range.map_or_else(Vec::new, sum);
        lab
    }

    fn draw(&self, session: &Session, axis: &Axis) -> Vec<Rc<Chart>> {
        let reports: Vec<&Report> = self.lanes.iter().map(|l| &*l.report).gather();
        let top = chart::lag_top(&reports, self.run.from);
        let draw = |l: &Lane| Rc::new(chart::chart(session.lang, l.trace(), &l.report, axis, (top, self.groups)));
        self.lanes.iter().map(draw).gather()
    }

    /// Where the run is seen from: shortly before the first thing that happens after start-up.
    pub fn opening(&self) -> SimTime {
        self.run.from
    }

    /// Where it ends.
    pub fn end(&self) -> SimTime {
        self.run.end
    }

    /// What the axis of the whole run shows.
    pub fn whole(&self) -> Stretch {
        self.whole.stretch()
    }

    /// What the charts show.
    pub fn window(&self) -> Stretch {
        self.axis.stretch()
    }

    /// The nearest instant of the run.
    pub fn clamp(&self, t: SimTime) -> SimTime {
        t.clamp(self.run.from, self.run.end)
    }

    /// The next instant of a kind after `t`, or the last one before it.
    pub fn next(&self, stride: Stride, t: SimTime, way: Way) -> Option<SimTime> {
        let story = &self.story;
        match stride {
            Stride::Story if way == Way::Forward => story.next(t),
            Stride::Story => story.previous(t),
            Stride::Rebalance => nearest(story.rebalances.iter().copied(), t, way),
            Stride::Act => nearest(self.whole.markers.iter().map(|m| m.at), t, way),
            Stride::Message => {
                let messages = self.lanes.iter().flat_map(|l| &l.trace().messages);
                nearest(messages.map(|m| m.sent), t, way)
            }
            Stride::Event => nearest(self.lanes.iter().flat_map(|l| &l.trace().events).map(|e| e.at), t, way),
            Stride::Stop => {
                let phases = self.lanes.iter().flat_map(|l| &l.report.owners).flatten();
                nearest(phases.filter(|p| p.holders == Holders::Nobody).map(|p| p.start), t, way)
            }
        }
        .filter(|t| self.run.contains(*t))
    }

    /// The runs.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// The scenario that was run.
    pub fn scenario(&self) -> &Rc<Scenario> {
        &self.scenario
    }

    /// Whether the group is so large that it wants a [`Crowd`].
    pub fn is_large(&self) -> bool {
        limits::is_large(&self.scenario)
    }

    /// How many members a lane shows.
    pub(crate) fn shown_members(&self) -> usize {
        self.scenario.members.len().min(if self.folds.is_some() { limits::CELLS } else { limits::CARDS })
    }

    /// The time axis.
    pub fn axis(&self) -> &Rc<Axis> {
        &self.axis
    }

    /// The steps of the narration.
    pub fn story(&self) -> &Story {
        &self.story
    }

    /// The adaptive map between the group's time and viewing time.
    pub fn adaptive(&self) -> &PaceMap {
        &self.adaptive
    }

    /// The adaptive map of what is shown: a diagram of messages moves evenly.
    fn shown(&self, session: &Session) -> &PaceMap {
        self.diagrams.map(session.view).unwrap_or(&self.adaptive)
    }

    /// The group's time a viewing time at `t`, in thousandths.
    pub fn factor(&self, session: &Session, t: SimTime) -> u32 {
        match session.pace {
            Pace::Adaptive => self.shown(session).factor_at(t),
            Pace::Fixed(thousandths) => thousandths,
        }
    }

    /// The place of `t` in the diagram of messages, and its length; none if none is shown.
    pub(crate) fn place(&self, session: &Session, t: SimTime) -> Option<Place> {
        let map = self.diagrams.map(session.view)?;
        Some(Place { us: map.to_view(t), of_us: map.length() })
    }

    /// A number that differs where another part of the diagram of messages is drawn.
    pub fn drawn_part(&self, session: &Session, t: SimTime) -> Option<u64> {
        self.place(session, self.clamp(t)).map(Place::window)
    }

    /// Viewing time of `t` at the session's pace, µs; only differences mean something.
    pub(crate) fn to_view(&self, session: &Session, t: SimTime) -> u64 {
        match session.pace {
            Pace::Adaptive => self.shown(session).to_view(t),
            Pace::Fixed(f) => t.since(self.run.from).as_micros().saturating_mul(1000) / u64::from(f.max(1)),
        }
    }

    /// The instant after `dt_us` of viewing time. It stops at the end, and at the next step where the
    /// session is told step by step: then it is on [`Lab::stops_at`].
    pub fn advance(&self, session: &Session, t: SimTime, dt_us: u64) -> SimTime {
        let t = self.clamp(t);
        let next = match session.pace {
            Pace::Adaptive => {
                let map = self.shown(session);
                map.to_sim(map.to_view(t).saturating_add(dt_us)).max(t)
            }
            Pace::Fixed(f) => t + SimDuration::from_micros(dt_us.saturating_mul(u64::from(f)) / 1000),
        };
        let pause = if session.is_stepwise() { self.story.next(t) } else { None };
        let next = next.min(pause.unwrap_or(self.run.end)).min(self.run.end);
        match session.looped() {
            Some(range) if t < range.end && next >= range.end => range.from,
            _ => next,
        }
    }

    /// Whether playback pauses at `t`: at the end, and at a step where the session is told step by step.
    pub fn stops_at(&self, session: &Session, t: SimTime) -> bool {
        t >= self.run.end || (session.is_stepwise() && self.story.steps.iter().any(|s| s.stop == t))
    }

    /// A number that differs when the structure at two instants may differ: while it stays the same,
    /// the scene does.
    pub fn epoch(&self, t: SimTime) -> usize {
        self.epochs.partition_point(|e| *e <= t)
    }

    /// Everything that the page shows at the session's playhead, except what moves.
    pub fn scene(&self, session: &Session) -> Scene {
        scene::build(self, session)
    }

    /// What moves, at `t`; written into `frame`, which keeps what it has allocated.
    pub fn frame(&self, session: &Session, t: SimTime, frame: &mut Frame) {
        crate::motion::write(self, session, t, frame);
    }

    /// What a screen reader says of the playhead at `t`: "12.3 s, generation 4, C2 leaves: poll timeout".
    pub fn spoken(&self, session: &Session, t: SimTime) -> String {
        scene::spoken(self, session.lang, self.clamp(t))
    }

    /// What each lane says of `t`, for a reading under the pointer.
    pub fn reading(&self, session: &Session, t: SimTime) -> scene::Reading {
        scene::reading(self, session.lang, self.clamp(t))
    }
}

/// The least of the instants after `t`, or the greatest before it.
fn nearest(all: impl Iterator<Item = SimTime>, t: SimTime, way: Way) -> Option<SimTime> {
    match way {
        Way::Forward => all.filter(|x| *x > t).min(),
        Way::Back => all.filter(|x| *x < t).max(),
    }
}

/// Instants that viewing time is given to, beside messages: states, owners, activities, moments.
fn add_busy(busy: &mut Busy, report: &Report) {
    let out = &mut busy.instants;
    for phase in &report.group {
        out.push(phase.start);
    }
    for phases in &report.owners {
        for phase in phases {
            out.push(phase.start);
        }
    }
    add_activities(out, report);
    for moment in &report.moments {
        if !matches!(moment.kind, MomentKind::CommitFails { .. }) {
            out.push(moment.at);
        }
    }
}

fn add_activities(out: &mut Vec<SimTime>, report: &Report) {
    for phases in &report.activities {
        for phase in phases {
            out.push(phase.start);
        }
    }
}

/// Instants at which the structure of a lane's picture may change.
fn add_structural(out: &mut Vec<SimTime>, lane: &Lane) {
    for event in &lane.trace().events {
        if is_structural(&event.kind) {
            out.push(event.at);
        }
    }
    add_activities(out, &lane.report);
}

/// Whether an event changes the structure of the picture.
pub(crate) fn is_structural(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Group(_)
            | EventKind::Elected(..)
            | EventKind::MemberPending(_)
            | EventKind::MemberAdded(_)
            | EventKind::MemberRemoved(..)
            | EventKind::JoinParked(_)
            | EventKind::Assigned(_)
            | EventKind::Revoked(_)
            | EventKind::PartitionsLost(_)
            | EventKind::Started
            | EventKind::Closing
            | EventKind::Closed
            | EventKind::Killed
            | EventKind::Thrown
            | EventKind::Failed(_)
            | EventKind::Client(_)
            | EventKind::PollTimeout
            | EventKind::Step(_)
            | EventKind::Membership(_)
            | EventKind::Converted(_)
            | EventKind::TargetComputed(..)
            | EventKind::Target(..)
            | EventKind::Current(..)
            | EventKind::PendingRevocation(..)
            | EventKind::MemberEpoch(..)
    )
}
