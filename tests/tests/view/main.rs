//! What the page shows, held against runs: every number, name and sentence follows from them.
//!
//! - `markers` is about acts, script and undoing, `window` about zoom, range and loop; `report` checks what a run is said to mean, `told` the narration and verdicts, `words` that they are true of
//!   the picture, `moving` pace, frames and scenes, `crowd` those of large groups, `steering` the session, `address` its URL and `links` those of earlier versions, `figure` the storyboard, `embed` snippets for other people's pages,
//!   `own_recording` a file that somebody drops on the page, whole or not.
//!
//! Here is the bench: a session with its runs, as the page has them.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

mod address;
mod consumer;
mod crowd;
mod difference;
mod embed;
mod export;
mod figure;
mod links;
mod markers;
mod moving;
mod myth;
mod own_recording;
mod recorded;
mod report;
mod steering;
mod told;
mod views;
mod window;
mod words;

use std::rc::Rc;

use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::{Scenario, SimTime, Variant};
use rebalance_sim::Options;
use rebalance_view::scene::LaneScene;
use rebalance_view::{Action, Lab, Lane, Scene, Session, reduce, text, url};

/// Places of the built-in scenarios.
const SLOW_BATCH: usize = 0;
const CRASH: usize = 1;
const POLL_TIMEOUT: usize = 2;
const STEP_BY_STEP: usize = 3;

/// A session and the runs that it asks for.
struct Bench {
    base: Rc<Scenario>,
    session: Session,
    lab: Lab,
}

impl Bench {
    /// A built-in scenario, with what a query string says.
    fn of(scenario: usize, query: &str) -> Self {
        let (mut session, problems) = url::read(query);
        assert_eq!(problems, [], "{query}");
        session.scenario = scenario;
        Self::new(session, Rc::new(builtin(scenario)))
    }

    fn new(session: Session, base: Rc<Scenario>) -> Self {
        let lab = run(&session, &base);
        Self { base, session, lab }
    }

    /// Does it, and runs anew where the page would.
    fn act(&mut self, action: Action) {
        let next = reduce(&self.session, Some(&self.lab), action);
        if !next.same_run(&self.session) || next.lang != self.session.lang {
            self.lab = run(&next, &self.base);
        }
        self.session = next;
    }

    fn at(&mut self, t: SimTime) -> Scene {
        self.session.t = t;
        self.lab.scene(&self.session)
    }

    fn lane(&mut self, t: SimTime, lane: usize) -> LaneScene {
        self.at(t).lanes.swap_remove(lane)
    }

    /// What is told at `t`, as plain text.
    fn told(&mut self, t: SimTime) -> String {
        let n = self.at(t).narration;
        let lanes: Vec<String> = n.lanes.iter().map(|((v, _), rich)| format!("[{v}] {}", text::plain(rich))).collect();
        format!("{} {} ({})", text::plain(&n.text), lanes.join(" "), text::plain(&n.why))
    }

    /// All that is told, step by step.
    fn story(&mut self) -> Vec<String> {
        let stops: Vec<SimTime> = self.lab.story().steps.iter().map(|s| s.stop).collect();
        stops.into_iter().map(|t| self.told(t)).collect()
    }
}

/// The place of a built-in scenario by its name.
fn place(name: &str) -> usize {
    BUILTIN.iter().position(|b| b.name == name).unwrap()
}

fn builtin(place: usize) -> Scenario {
    scenario(BUILTIN[place].json)
}

fn scenario(json: &str) -> Scenario {
    let json: Json = serde_json::from_str(json).unwrap();
    Scenario::from_json(&json).unwrap()
}

fn run(session: &Session, base: &Rc<Scenario>) -> Lab {
    let plan = Rc::new(session.plan(base).unwrap());
    let options = Options { seed: session.seed, ..Options::default() };
    let traces = rebalance_sim::run_beside(&plan, &session.lanes, options).unwrap();
    let lanes = traces.into_iter().map(|trace| Lane::new(Rc::new(trace))).collect();
    Lab::new(session, base.clone(), session.arranged(lanes))
}

fn ms(ms: u64) -> SimTime {
    SimTime::from_millis(ms)
}
