//! The one loop of the page: while time runs it advances the playhead frame by frame, writes what moves, and
//! tells the session when structure changes. It does not exist while time stands still.

use std::cell::RefCell;
use std::rc::Rc;

use rebalance_model::SimTime;
use rebalance_view::motion::Frame;
use rebalance_view::scene::LaneScene;
use rebalance_view::session::View;
use rebalance_view::views::messages::Place;
use rebalance_view::{Action, Lab, Scene, Session, text, url};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, Text};
use yew::Callback;

use super::geometry::Demand;
use super::lane::{LaneWriter, measure};
use super::pixels::Moved;
use super::tiles::text_of;
use crate::platform::dom::window;

/// The loop, and whatever it writes to. Cheap to clone; clones are the same player.
#[derive(Clone)]
pub struct Player(Rc<RefCell<Inner>>);

impl PartialEq for Player {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Player")
    }
}

/// Where the clock and the factor of the pace are written.
#[derive(Debug)]
pub struct Readout {
    clock: Text,
    factor: Text,
}

impl Readout {
    /// Writes into these two elements, which have to be empty for Yew.
    pub fn new(clock: &Element, factor: &Element) -> Self {
        Self { clock: text_of(clock), factor: text_of(factor) }
    }
}

/// What shows the whole run, with a playhead.
#[derive(Clone, Copy, Debug)]
pub enum Across {
    /// The strip.
    Strip,
    /// The lane that compares the others.
    Difference,
}

/// What is shown.
struct Shown {
    session: Rc<Session>,
    lab: Rc<Lab>,
    scene: Rc<Scene>,
}

struct Inner {
    shown: Option<Shown>,
    t: SimTime,
    /// Where the session was told to be last, so that its answer is not taken for a seek.
    told: Option<SimTime>,
    frame: Frame,
    lanes: Vec<LaneWriter>,
    readout: Option<Readout>,
    /// The playheads on what shows the whole run.
    across: [Option<Moved>; 2],
    /// Factor that the readout has; none if it has not been written yet.
    shown_factor: Option<u32>,
    /// Stamp of the last frame, ms; none for the first one.
    stamp: Option<f64>,
    request: Option<i32>,
    tick: Option<Closure<dyn FnMut(f64)>>,
    tell: Callback<Action>,
    /// When a terminal is to be computed anew.
    due: f64,
    /// No loop: the person wants less motion, and time moves step by step; or nobody sees it.
    is_still: bool,
}

/// A frame that comes later than this has been away, in another tab say: time did not run meanwhile.
const LONGEST_FRAME_MS: f64 = 50.0;
/// Between two screens of a terminal.
const TERMINAL_MS: f64 = 250.0;

impl Player {
    /// A player that tells `tell` what it comes to.
    pub fn new(tell: Callback<Action>) -> Self {
        let inner = Inner {
            shown: None,
            t: SimTime::ZERO,
            told: None,
            frame: Frame::default(),
            lanes: Vec::new(),
            readout: None,
            across: [None, None],
            shown_factor: None,
            stamp: None,
            request: None,
            tick: None,
            tell,
            due: 0.0,
            is_still: false,
        };
        let player = Self(Rc::new(RefCell::new(inner)));
        // The closure is built once: one a frame would be the most of the loop's cost.
        let weak = Rc::downgrade(&player.0);
        let tick = Closure::new(move |stamp| {
            if let Some(inner) = weak.upgrade() {
                Self(inner).tick(stamp);
            }
        });
        player.0.borrow_mut().tick = Some(tick);
        player
    }

    /// The instant that is shown.
    pub fn now(&self) -> SimTime {
        self.0.borrow().t
    }

    /// The instant that is shown, if time runs.
    pub fn running_at(&self) -> Option<SimTime> {
        let inner = self.0.borrow();
        inner.runs().then_some(inner.t)
    }

    /// The session that is shown.
    pub fn session(&self) -> Option<Rc<Session>> {
        self.0.borrow().shown.as_ref().map(|s| s.session.clone())
    }

    /// Takes over what Yew has just drawn, and starts or stops the loop.
    pub fn show(&self, session: &Rc<Session>, lab: &Rc<Lab>, scene: &Rc<Scene>) {
        let mut inner = self.0.borrow_mut();
        if inner.told.take() != Some(session.t) {
            inner.t = lab.clamp(session.t);
        }
        let is_same_run = inner.shown.as_ref().is_some_and(|s| Rc::ptr_eq(&s.lab, lab));
        inner.shown = Some(Shown { session: session.clone(), lab: lab.clone(), scene: scene.clone() });
        inner.lanes.resize_with(scene.lanes.len(), LaneWriter::default);
        let (now, spoken) = (url::milliseconds(inner.t), lab.spoken(session, inner.t));
        inner.lanes.iter().for_each(|lane| lane.say(&now, &spoken));
        let runs = inner.runs();
        inner.lanes.iter().for_each(|lane| lane.set_running(runs || !is_same_run));
        measure(&mut inner.lanes);
        inner.write();
        inner.schedule();
    }

    /// Takes over the elements of a lane, which [`show`](Self::show) will measure.
    pub fn bind(&self, lane: usize, root: &Element, scene: &LaneScene, demand: Demand) {
        let mut inner = self.0.borrow_mut();
        if inner.lanes.len() <= lane {
            inner.lanes.resize_with(lane + 1, LaneWriter::default);
        }
        inner.lanes[lane].bind(root, scene, demand);
    }

    /// Measures a lane anew, after its size has changed.
    pub fn measure(&self, lane: usize) {
        let mut inner = self.0.borrow_mut();
        if let Some(writer) = inner.lanes.get_mut(lane) {
            writer.doubt();
        }
        measure(&mut inner.lanes);
        inner.write();
    }

    /// Where the clock is.
    pub fn set_readout(&self, readout: Readout) {
        let mut inner = self.0.borrow_mut();
        inner.readout = Some(readout);
        inner.shown_factor = None;
        inner.write();
    }

    /// The playhead on what shows the whole run.
    pub fn set_across(&self, of: Across, now: &HtmlElement) {
        let mut inner = self.0.borrow_mut();
        inner.across[of as usize] = Some(Moved::new(now));
        inner.write();
    }

    /// Whether there is to be no loop: the person wants less motion, or nobody sees it.
    pub fn set_still(&self, is_still: bool) {
        let mut inner = self.0.borrow_mut();
        inner.is_still = is_still;
        inner.schedule();
    }

    /// Shows in every lane where `x` of the axis is, with `more` to say of each, or hides it.
    pub fn hover(&self, x: Option<u32>, more: &[String]) {
        let mut inner = self.0.borrow_mut();
        let inner = &mut *inner;
        let Some(Shown { session, lab, scene }) = &inner.shown else { return };
        let reading = x.map(|x| (x, lab.reading(session, scene.axis.t(x))));
        for (i, lane) in inner.lanes.iter_mut().enumerate() {
            let said = reading.as_ref().map(|(x, reading)| {
                let of_lane = |lanes: &[String]| lanes.get(i).cloned().unwrap_or_default();
                (*x, [&reading.clock, " · ", &of_lane(&reading.lanes), &of_lane(more)].concat())
            });
            lane.hover(said.as_ref().map(|(x, said)| (*x, said.as_str())));
        }
    }

    fn tick(&self, stamp: f64) {
        let told = self.0.borrow_mut().advance(stamp);
        // Told outside of the borrow: whoever listens may come back at once.
        if let Some((tell, t)) = told {
            tell.emit(Action::Reach(t));
        }
    }
}

impl Inner {
    fn runs(&self) -> bool {
        self.shown.as_ref().is_some_and(|s| s.session.runs()) && !self.is_still
    }

    /// One frame: time, then what moves; gives the instant if the session has to know.
    fn advance(&mut self, stamp: f64) -> Option<(Callback<Action>, SimTime)> {
        self.request = None;
        if !self.runs() {
            return None;
        }
        let shown = self.shown.as_ref()?;
        let passed = self.stamp.map_or(0.0, |last| (stamp - last).clamp(0.0, LONGEST_FRAME_MS));
        self.stamp = Some(stamp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 50 000")]
        let passed_us = (passed * 1000.0) as u64;
        let (before, epoch, window) = (self.t, shown.lab.epoch(self.t), self.frame.place.map(Place::window));
        self.t = shown.lab.advance(&shown.session, self.t, passed_us);
        let has_halted = passed_us > 0 && self.t == before;
        let ends = self.t >= shown.lab.end();
        // What a terminal shows is computed anew a few times a second.
        let is_due = matches!(shown.session.view, View::Terminal(_)) && self.due <= stamp;
        if is_due {
            self.due = stamp + TERMINAL_MS;
        }
        // The window has to follow, where there is one.
        let is_out = !shown.lab.window().contains(self.t);
        let is_elsewhere = is_out || shown.lab.epoch(self.t) != epoch;
        self.write();
        let has_changed = is_elsewhere || ends || is_due || self.frame.place.map(Place::window) != window;
        self.schedule();
        (has_changed || has_halted).then(|| {
            self.told = Some(self.t);
            (self.tell.clone(), self.t)
        })
    }

    /// Writes what moves, at the instant that is shown.
    fn write(&mut self) {
        let runs = self.runs();
        let Some(Shown { session, lab, scene }) = &self.shown else { return };
        lab.frame(session, self.t, &mut self.frame);
        for ((writer, frame), lane) in self.lanes.iter_mut().zip(&self.frame.lanes).zip(&scene.lanes) {
            writer.write(frame, lane, (self.frame.x, self.frame.place), runs);
        }
        for now in self.across.iter_mut().flatten() {
            now.at_part(self.frame.whole_x);
        }
        if let Some(readout) = &self.readout {
            readout.clock.set_data(&text::clock(self.t));
            if self.shown_factor != Some(self.frame.factor) {
                self.shown_factor = Some(self.frame.factor);
                readout.factor.set_data(&text::factor(self.frame.factor));
            }
        }
    }

    /// Asks for the next frame while time runs, and takes the request back when it does not.
    fn schedule(&mut self) {
        if self.runs() {
            if let (None, Some(tick)) = (self.request, &self.tick) {
                self.request = window().request_animation_frame(tick.as_ref().unchecked_ref()).ok();
            }
        } else {
            self.stamp = None;
            if let Some(request) = self.request.take() {
                window().cancel_animation_frame(request).ok();
            }
        }
    }
}
