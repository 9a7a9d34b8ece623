//! The lab: the runs of a session, and what follows from them at every instant alike.
//!
//! Built once a run ([`Lab::new`]); then [`Lab::scene`] and [`Lab::frame`] are cheap. Must not run anything.

use std::rc::Rc;

use rebalance_analysis::Report;
use rebalance_model::trace::StateAt;
use rebalance_model::{Scenario, SimDuration, SimTime, Variant};

use crate::chart::{Axis, Chart};
use crate::motion::{Frame, Stage};
use crate::pace::PaceMap;
use crate::scene::Scene;
use crate::session::Session;
use crate::story::Story;

/// One run, with what it means.
#[derive(Clone, Debug)]
pub struct Lane {
    /// How its members are configured.
    pub variant: Variant,
    /// The run.
    pub at: Rc<StateAt>,
    /// What it means.
    pub report: Rc<Report>,
}

/// One entry of the simulator's table of latencies, to be shown among the settings in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// What takes so long, in Kafka's words.
    pub name: &'static str,
    /// How long.
    pub takes: SimDuration,
}

/// The runs of a session.
#[derive(Debug)]
pub struct Lab {
    /// The scenario as its file, or the loaded group, has it.
    pub(crate) base: Rc<Scenario>,
    /// The runs, in the session's order.
    pub(crate) lanes: Vec<Lane>,
    pub(crate) latencies: Rc<[Latency]>,
    pub(crate) axis: Rc<Axis>,
    pub(crate) pace: PaceMap,
    pub(crate) story: Story,
    pub(crate) charts: Vec<Rc<Chart>>,
    pub(crate) stages: Vec<Stage>,
    /// Instants at which structure changes in any lane, ascending.
    pub(crate) epochs: Vec<SimTime>,
}

impl Lab {
    /// Holds the runs of `session`. Words of charts are in its language: build it anew when that changes.
    pub fn new(session: &Session, base: Rc<Scenario>, lanes: Vec<Lane>, latencies: Rc<[Latency]>) -> Self {
        let _ = session;
        let axis = Rc::new(Axis::default());
        Self {
            base,
            lanes,
            latencies,
            pace: PaceMap::fixed(SimTime::ZERO, SimTime::ZERO, 1000),
            axis,
            story: Story::default(),
            charts: Vec::new(),
            stages: Vec::new(),
            epochs: Vec::new(),
        }
    }

    /// Where the axis begins: shortly before the first thing that happens after start-up.
    pub fn opening(&self) -> SimTime {
        self.axis.from
    }

    /// Where it ends.
    pub fn end(&self) -> SimTime {
        self.axis.end
    }

    /// The nearest instant of the axis.
    pub fn clamp(&self, t: SimTime) -> SimTime {
        t.clamp(self.axis.from, self.axis.end)
    }

    /// The map between the group's time and viewing time, for a session's pace.
    pub fn pace(&self) -> &PaceMap {
        &self.pace
    }

    /// The instant after `dt_us` of viewing time. It stops at the end, and at the next step where the
    /// session is told step by step.
    pub fn advance(&self, session: &Session, t: SimTime, dt_us: u64) -> SimTime {
        let _ = (session, dt_us);
        t
    }

    /// A number that differs when the structure at two instants may differ: while it stays the same,
    /// the scene does.
    pub fn epoch(&self, t: SimTime) -> usize {
        self.epochs.partition_point(|e| *e <= t)
    }

    /// Everything that the page shows at the session's playhead, except what moves.
    pub fn scene(&self, session: &Session) -> Scene {
        crate::scene::build(self, session)
    }

    /// What moves, at `t`; written into `frame`, which keeps what it has allocated.
    pub fn frame(&self, session: &Session, t: SimTime, frame: &mut Frame) {
        crate::motion::write(self, session, t, frame);
    }

    /// What a screen reader says of the playhead at `t`: "12.3 s, generation 4, C2 leaves: poll timeout".
    pub fn spoken(&self, session: &Session, t: SimTime) -> String {
        let _ = (session, t);
        String::new()
    }
}
