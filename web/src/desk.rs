//! The desk: where every part of the page brings its wishes.

use rebalance_view::Action;
use web_sys::{Element, Event};
use yew::Callback;

use crate::motion::Player;
use crate::platform::dom;

/// Where every part of the page brings its wishes. Clones are the same desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    send: Callback<Action>,
    /// The loop that moves things.
    pub player: Player,
    /// What all of the page, or of the figure, is in.
    root: Element,
}

impl Desk {
    /// A desk for what is in `root`, which sends to its state.
    pub fn new(send: Callback<Action>, root: Element) -> Self {
        let player = Player::new(send.clone());
        Self { send, player, root }
    }

    /// Focuses the element of that id.
    pub fn focus(&self, id: &str) {
        dom::focus(&self.root, id);
    }

    /// Asks for `action`, at the instant that is shown: while time runs the session is told of it now and then only.
    pub fn ask(&self, action: Action) {
        if let Some(t) = self.player.running_at() {
            self.send.emit(Action::Reach(t));
        }
        self.send.emit(action);
    }

    /// A callback that asks for the same each time.
    pub fn asks(&self, action: Action) -> Callback<Event> {
        let desk = self.clone();
        Callback::from(move |_| desk.ask(action.clone()))
    }
}
