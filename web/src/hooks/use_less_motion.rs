//! For who wants less motion: playing steps from one important instant to the next.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use rebalance_view::{Action, Lab, Session, reduce};
use yew::prelude::*;

use crate::context::Desk;
use crate::platform::motion_preference;

/// Time to read a step.
const STEP_MS: u32 = 2_500;

/// Tells the player, and moves time in its place.
#[hook]
pub fn use_less_motion(desk: &Desk, session: &Rc<Session>, lab: &Rc<Lab>) {
    let is_reduced = use_state_eq(motion_preference::is_reduced);
    {
        let is_reduced = is_reduced.setter();
        use_effect_with((), move |()| {
            let listener = motion_preference::on_change(move |is| is_reduced.set(is));
            move || drop(listener)
        });
    }
    {
        let player = desk.player.clone();
        use_effect_with(*is_reduced, move |is_reduced| player.set_reduced(*is_reduced));
    }
    let steps = *is_reduced && session.playing;
    let next = steps.then(|| reduce(session, Some(lab), Action::StepForward).t);
    let desk = desk.clone();
    use_effect_with((next, session.t), move |(next, t)| {
        let (next, t) = (*next, *t);
        let timer = next.map(|next| {
            Timeout::new(STEP_MS, move || {
                desk.ask(if next > t { Action::Reach(next) } else { Action::Pause });
            })
        });
        move || drop(timer)
    });
}
