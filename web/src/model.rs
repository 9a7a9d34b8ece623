//! The page's one state: the session, and the lab with its runs. The view crate's reducer says how it changes.
//!
//! Whatever changes the runs is simulated at once, before anything is drawn, of a large group run by run; what can't be run
//! leaves the last runs in place.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use rebalance_js::Beside;
use rebalance_model::Scenario;
use rebalance_view::session::{Notice, PlanError};
use rebalance_view::{Action, Lab, Lane, Session, limits, reduce, url};
use yew::Callback;

use crate::desk::Desk;
use crate::platform::timer;

/// Session and runs.
#[derive(Debug)]
pub struct Model {
    /// What the person has chosen.
    pub session: Rc<Session>,
    /// The last runs that could be made.
    pub lab: Rc<Lab>,
    base: Rc<Scenario>,
    lanes: Vec<Lane>,
    pending: Option<Pending>,
    next: Option<Timeout>,
}

/// The runs of a large group are made one by one, each in a task of its own: together they would keep the page from hearing
/// anything for too long.
#[derive(Debug)]
struct Pending {
    session: Session,
    base: Rc<Scenario>,
    plan: Rc<Scenario>,
    runs: Beside,
    /// How many of them are made.
    made: usize,
    /// Those that are read.
    lanes: Vec<Lane>,
    /// What was asked for since. It waits until these runs are shown: what follows a pointer would else show nothing before
    /// that rests.
    wish: Option<Session>,
}

impl Pending {
    /// Makes the next run or, when all are made, reads the next; whether there was one.
    fn next(&mut self) -> Result<bool, PlanError> {
        if let Some(variant) = self.session.lanes.get(self.made) {
            self.made += 1;
            return self.runs.run(&self.plan, *variant, self.session.seed).map(|()| true);
        }
        let lane = self.runs.lane();
        let is_there = lane.is_some();
        self.lanes.extend(lane);
        Ok(is_there)
    }
}

/// The scenario that `session` starts from.
fn base(session: &Session) -> Rc<Scenario> {
    match &session.group {
        Some(group) => group.scenarios[session.scenario.min(group.scenarios.len() - 1)].clone(),
        None => rebalance_js::builtin(session.scenario),
    }
}

fn run(session: &Session, base: &Scenario) -> Result<Vec<Lane>, Notice> {
    let plan = Rc::new(session.plan(base).map_err(Notice::Refused)?);
    let simulated = rebalance_js::run_lanes(&plan, &session.lanes, session.seed).map_err(Notice::Refused)?;
    Ok(session.arranged(simulated))
}

impl Model {
    /// The page as its address asks for it, in a window of so many CSS pixels.
    pub fn open(query: &str, width: u32, is_reduced: bool) -> Self {
        let (mut session, problems) = url::read_with(query, width, None);
        session.notices.extend(problems.into_iter().map(Notice::Url));
        session.playing &= !is_reduced;
        Self::of(session)
    }

    /// What `session` asks for, as far as it can be run.
    pub fn of(mut session: Session) -> Self {
        let base = base(&session);
        let lanes = run(&session, &base).or_else(|refused| {
            // What was asked to be done and can't be is said, and gone: nothing on the page could mend it.
            let (possible, why) = session.possible(&base);
            if let Ok(lanes) = run(&possible, &base) {
                session = why
                    .into_iter()
                    .fold(possible, |session, error| reduce(&session, None, Action::Notify(Notice::LeftOut(error))));
                return Ok(lanes);
            }
            session.notices.push(refused);
            let own = Session { scenario: session.scenario, ..Session::default() };
            let lanes = run(&own, &base);
            session.ran = Some(Rc::new(own));
            lanes
        });
        let lanes = lanes.unwrap_or_default();
        let lab = Rc::new(Lab::new(&session, base.clone(), lanes.clone()));
        session.t = lab.clamp(session.t);
        Self { session: Rc::new(session), lab, base, lanes, pending: None, next: None }
    }

    /// Changes it as `action` asks, which `desk` is asked for where it takes several tasks; whether anything is different now.
    pub fn take(&mut self, action: Action, desk: &Desk) -> bool {
        if matches!(action, Action::Continue) {
            return self.go_on(desk);
        }
        let now = match &self.pending {
            Some(pending) => pending.wish.as_ref().unwrap_or(&pending.session),
            None => &*self.session,
        };
        let session = reduce(now, Some(&self.lab), action);
        if session == *now {
            return false;
        }
        if let Some(pending) = &mut self.pending {
            pending.wish = Some(session);
            return false;
        }
        self.follow(session, desk)
    }

    fn follow(&mut self, session: Session, desk: &Desk) -> bool {
        if !session.same_run(&self.session) {
            let base = base(&session);
            let plan = session.plan(&base).ok().filter(limits::is_large);
            if let Some(plan) = plan.map(Rc::new) {
                self.pending = Some(Pending {
                    session,
                    base,
                    plan,
                    runs: Beside::default(),
                    made: 0,
                    lanes: Vec::new(),
                    wish: None,
                });
                self.call(desk);
                return false;
            }
            self.rerun(session);
            return true;
        }
        if session.lang != self.session.lang || session.crowd != self.session.crowd {
            self.lab = Rc::new(Lab::new(&session, self.base.clone(), self.lanes.clone()));
        } else if !session.same_view(&self.session) {
            self.lab = Rc::new(self.lab.look(&session));
        }
        self.session = Rc::new(session);
        true
    }

    /// Makes or reads the next run of those that are made one by one, or, after the last, shows them.
    fn go_on(&mut self, desk: &Desk) -> bool {
        let Some(mut pending) = self.pending.take() else { return false };
        match pending.next() {
            Ok(true) => {
                self.pending = Some(pending);
                self.call(desk);
                return false;
            }
            Ok(false) => {
                let lanes = pending.session.arranged(pending.lanes);
                self.show(pending.session, pending.base, lanes);
            }
            // Why, is said as ever.
            Err(_) => self.rerun(pending.session),
        }
        if let Some(wish) = pending.wish {
            self.follow(wish, desk);
        }
        true
    }

    /// Asks to go on in a task of its own: in between the page hears what is done to it.
    fn call(&mut self, desk: &Desk) {
        let desk = desk.clone();
        self.next = Some(timer::after(0, Callback::from(move |()| desk.ask(Action::Continue))));
    }

    fn rerun(&mut self, mut session: Session) {
        let base = base(&session);
        match run(&session, &base) {
            Ok(lanes) => self.show(session, base, lanes),
            Err(refused) => {
                session.ran = Some(self.session.ran.as_ref().unwrap_or(&self.session).clone());
                // A knob says beside itself what is wrong with it; anything else has to be said.
                if self.lab.scene(&session).knobs.iter().all(|knob| knob.problem.is_none()) {
                    session = reduce(&session, Some(&self.lab), Action::Notify(refused));
                }
                self.session = Rc::new(session);
            }
        }
    }

    fn show(&mut self, mut session: Session, base: Rc<Scenario>, lanes: Vec<Lane>) {
        session.ran = None;
        let lab = Lab::new(&session, base.clone(), lanes.clone());
        session.t = lab.clamp(session.t);
        (self.base, self.lanes, self.lab, self.session) = (base, lanes, Rc::new(lab), Rc::new(session));
    }
}
