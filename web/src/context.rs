//! What every component may need of the page: a way to ask for something, and the player.

use rebalance_view::Action;
use yew::prelude::*;

use crate::model::Model;
use crate::motion::Player;

/// Where components bring their wishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    dispatch: UseReducerDispatcher<Model>,
    /// The loop that moves things.
    pub player: Player,
}

impl Desk {
    /// A desk in front of this reducer.
    pub fn new(dispatch: UseReducerDispatcher<Model>, player: Player) -> Self {
        Self { dispatch, player }
    }

    /// Asks for `action`, at the instant that is shown: while time runs the session is told of it now and then only.
    pub fn ask(&self, action: Action) {
        if let Some(t) = self.player.running_at() {
            self.dispatch.dispatch(Action::Reach(t));
        }
        self.dispatch.dispatch(action);
    }

    /// A callback that asks for the same each time.
    pub fn asks<E: 'static>(&self, action: Action) -> Callback<E> {
        let desk = self.clone();
        Callback::from(move |_| desk.ask(action.clone()))
    }
}

/// The desk of the page.
///
/// # Panics
/// Outside of the page's component, which provides it.
#[hook]
pub fn use_desk() -> Desk {
    use_context::<Desk>().expect("components of the page stand inside of App")
}
