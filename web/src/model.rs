//! The page's one state: the session, and the lab with its runs. The view crate's reducer says how it changes.
//!
//! Whatever changes the runs is simulated at once, before anything is drawn; what can't be run leaves the last runs in place.

use std::rc::Rc;

use rebalance_model::Scenario;
use rebalance_view::session::Notice;
use rebalance_view::{Action, Lab, Lane, Session, reduce, url};

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
    let simulated = session.lanes.iter().map(|variant| lane(*variant)).collect::<Result<_, _>>()?;
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
        Self { session: Rc::new(session), lab, base, lanes }
    }

    /// Changes it as `action` asks; whether anything is different then.
    pub fn take(&mut self, action: Action) -> bool {
        let session = reduce(&self.session, Some(&self.lab), action);
        if session == *self.session {
            return false;
        }
        if !session.same_run(&self.session) {
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

    fn rerun(&mut self, mut session: Session) {
        let base = base(&session);
        match run(&session, &base) {
            Ok(lanes) => {
                session.ran = None;
                let lab = Lab::new(&session, base.clone(), lanes.clone());
                session.t = lab.clamp(session.t);
                (self.base, self.lanes, self.lab) = (base, lanes, Rc::new(lab));
            }
            Err(refused) => {
                session.ran = Some(self.session.ran.as_ref().unwrap_or(&self.session).clone());
                // A knob says beside itself what is wrong with it; anything else has to be said.
                if self.lab.scene(&session).knobs.iter().all(|knob| knob.problem.is_none()) {
                    session = reduce(&session, Some(&self.lab), Action::Notify(refused));
                }
            }
        }
        self.session = Rc::new(session);
    }
}
