//! A panel that is a part of the page of its own, fetched when it is first wanted. Until it is here a sentence stands at
//! its place.

use rebalance_view::text::Page;
use wasm_bindgen::JsValue;
use yew::{Callback, Html};

use super::Part;
use super::pane::{Make, Tell, Word};
use crate::markup;
use crate::platform::parts;

/// See the module.
#[derive(Debug)]
pub struct Later {
    /// Name of the part.
    name: &'static str,
    /// What makes the panel, once the part has come.
    here: fn() -> Option<Make>,
    state: State,
}

#[derive(Debug)]
enum State {
    Unasked,
    Coming,
    Here(Make),
    Failed,
}

impl Later {
    /// A panel of the part `name`, which `here` gives when that has come.
    pub const fn new(name: &'static str, here: fn() -> Option<Make>) -> Self {
        Self { name, here, state: State::Unasked }
    }

    /// Sees to it that it is here, or will be: `tell` is told what comes of it.
    pub fn want(&mut self, tell: &Tell) {
        if matches!(self.state, State::Unasked | State::Failed) {
            self.state = State::Coming;
            let (tell, name) = (tell.clone(), self.name);
            parts::fetch(name, Callback::from(move |came| tell.emit(Word::Came(name, came))));
        }
    }

    /// Whether it is the part of this name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Follows what has come of it: nothing of interest, or none.
    pub fn take(&mut self, came: Option<JsValue>) {
        self.state = came.and_then(|_| (self.here)()).map_or(State::Failed, State::Here);
    }

    /// What makes the panel.
    pub const fn make(&self) -> Option<Make> {
        if let State::Here(make) = self.state { Some(make) } else { None }
    }

    /// What stands at its place meanwhile.
    pub fn view(&self, tell: &Tell, words: &'static Page) -> Html {
        let has_failed = matches!(self.state, State::Failed);
        let again = has_failed
            .then(|| markup!("<button onclick={}>{}</button>", Part::tells(tell, Word::Again), words.crash_reload));
        markup!(
            "<div class=\"coming\" role=\"status\"><p class=\"mute\">{}</p>{}</div>",
            if has_failed { words.not_loaded } else { words.loading },
            again
        )
    }
}
