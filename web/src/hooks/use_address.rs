//! The address follows the session, and the session the browser's back and forward.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use rebalance_view::session::Notice;
use rebalance_view::{Action, Session, url};
use yew::prelude::*;

use crate::context::Desk;
use crate::platform::address;

/// Written at most that often: browsers refuse a page that writes its address all the time.
const PAUSE_MS: u32 = 300;

/// Keeps address and session together. Another scenario or group is an entry of its own in the history; everything
/// else changes the entry that is there. While time runs the address has no instant.
#[hook]
pub fn use_address(desk: &Desk, session: &Rc<Session>) {
    let travelled = {
        let desk = desk.clone();
        let group = session.group.clone();
        move |query: String| {
            let (mut session, problems) = url::read(&query);
            session.group.clone_from(&group);
            session.notices.extend(problems.into_iter().map(Notice::Url));
            desk.ask(Action::Restore(Box::new(session)));
        }
    };
    use_effect_with((desk.clone(), session.group.as_ref().map(Rc::as_ptr)), move |_| {
        let listener = address::on_travel(travelled);
        move || drop(listener)
    });

    let scenario = use_mut_ref(|| session.scenario);
    let query = url::write(session);
    use_effect_with((query, session.scenario), move |(query, now)| {
        let (query, now) = (query.clone(), *now);
        let timer = Timeout::new(PAUSE_MS, move || {
            if scenario.replace(now) == now {
                address::replace(&query);
            } else {
                address::push(&query);
            }
        });
        move || drop(timer)
    });
}
