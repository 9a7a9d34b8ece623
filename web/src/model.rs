//! The page's one state: the session, and the lab with its runs. A newtype of ours over the view crate's reducer.
//!
//! Whatever changes the runs is simulated at once, in the reducer; what can't be run leaves the last runs in place.

use std::rc::Rc;

use rebalance_model::Scenario;
use rebalance_view::session::Notice;
use rebalance_view::{Action, Lab, Lane, Session, reduce, url};
use yew::prelude::Reducible;

/// Session and runs.
#[derive(Debug)]
pub struct Model {
    /// What the person has chosen.
    pub session: Rc<Session>,
    /// The last runs that could be made.
    pub lab: Rc<Lab>,
    base: Rc<Scenario>,
    lanes: Vec<Lane>,
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.session, &other.session) && Rc::ptr_eq(&self.lab, &other.lab)
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
    let lane = |variant| rebalance_js::run_lane(&plan, variant, session.seed).map_err(Notice::Run);
    session.lanes.iter().map(|variant| lane(*variant)).collect()
}

impl Model {
    /// The page as its address asks for it.
    pub fn open(query: &str, is_reduced: bool) -> Self {
        let (mut session, problems) = url::read(query);
        session.notices.extend(problems.into_iter().map(Notice::Url));
        session.playing &= !is_reduced;
        let base = base(&session);
        let lanes = run(&session, &base).or_else(|refused| {
            session.notices.push(refused);
            let own = Session { scenario: session.scenario, ..Session::default() };
            run(&own, &base)
        });
        let lanes = lanes.unwrap_or_default();
        let lab = Rc::new(Lab::new(&session, base.clone(), lanes.clone(), rebalance_js::latencies()));
        session.t = lab.clamp(session.t);
        Self { session: Rc::new(session), lab, base, lanes }
    }

    /// The same runs, told in another language or at another pace.
    fn retold(&self, session: Session) -> Self {
        let lab = Lab::new(&session, self.base.clone(), self.lanes.clone(), rebalance_js::latencies());
        Self { session: Rc::new(session), lab: Rc::new(lab), base: self.base.clone(), lanes: self.lanes.clone() }
    }

    fn rerun(&self, mut session: Session) -> Self {
        let base = base(&session);
        match run(&session, &base) {
            Ok(lanes) => {
                let lab = Lab::new(&session, base.clone(), lanes.clone(), rebalance_js::latencies());
                session.t = lab.clamp(session.t);
                Self { session: Rc::new(session), lab: Rc::new(lab), base, lanes }
            }
            Err(refused) => {
                // A knob says beside itself what is wrong with it; anything else has to be said.
                if self.lab.scene(&session).knobs.iter().all(|knob| knob.problem.is_none()) {
                    session = reduce(&session, Some(&self.lab), Action::Notify(refused));
                }
                Self {
                    session: Rc::new(session),
                    lab: self.lab.clone(),
                    base: self.base.clone(),
                    lanes: self.lanes.clone(),
                }
            }
        }
    }
}

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let session = reduce(&self.session, Some(&self.lab), action);
        if session == *self.session {
            return self;
        }
        Rc::new(if !session.same_run(&self.session) {
            self.rerun(session)
        } else if session.lang != self.session.lang || session.pace != self.session.pace {
            self.retold(session)
        } else {
            Self {
                session: Rc::new(session),
                lab: self.lab.clone(),
                base: self.base.clone(),
                lanes: self.lanes.clone(),
            }
        })
    }
}
