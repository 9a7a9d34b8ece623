//! The one component of the page beside its shell: whatever has a state of its own, or is drawn anew less often than
//! the page. Yew's machinery is made anew for each type of component, so there is one type, with a [`Panel`] inside.

use wasm_bindgen::JsValue;
use web_sys::Event;
use yew::prelude::*;

use super::Part;
use super::dialogs::Put;

/// What a panel tells itself.
#[derive(Debug)]
pub enum Word {
    /// Something was resized.
    Resized,
    /// Something was chosen, opened or closed by this event.
    Changed(Event),
    /// A pointer was pressed.
    Pressed(Event),
    /// A pointer was moved, or moved away while pressed.
    Moved(Event),
    /// The pointer is gone.
    Left,
    /// A pointer that was pressed is let go.
    Released,
    /// A wheel was turned.
    Wheel(Event),
    /// A key was pressed.
    Key(Event),
    /// Something was put into a dialog.
    Put(Put),
    /// The part of the page of this name has come, with nothing of interest; none if it can't be had.
    Came(&'static str, Option<JsValue>),
    /// A part that could not be had is wanted once more.
    Again(Event),
}

/// Where a panel sends what it tells itself.
pub type Tell = Callback<Word>;

impl Part {
    /// A callback that tells the event as `word`. What the browser, or the page, would do with it otherwise is prevented by
    /// `word`, at once: Yew tells the panel in a task of its own, which may be too late.
    pub fn tells(tell: &Tell, word: fn(Event) -> Word) -> Callback<Event> {
        let tell = tell.clone();
        Callback::from(move |event| tell.emit(word(event)))
    }
}

/// A part of the page with a state.
pub trait Panel {
    /// Follows another scene; whether anything it shows is different.
    fn changed(&mut self, old: &Part, new: &Part) -> bool;

    /// What it looks like.
    fn view(&self, part: &Part) -> Html;

    /// Follows a word; whether it looks different.
    fn heard(&mut self, _word: Word, _part: &Part) -> bool {
        false
    }

    /// It has been drawn, for the first time or again.
    fn drawn(&mut self, _part: &Part, _first: bool) {}
}

/// Makes a panel.
pub type Make = fn(&Part, Tell) -> Box<dyn Panel>;

/// What a pane is given: what is shown, and what it is. At its place a pane is always the same.
#[derive(Clone, Debug, Properties)]
pub struct Given {
    /// What is shown.
    pub part: Part,
    /// What it is.
    pub make: Make,
}

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        self.part == other.part
    }
}

/// See the module.
pub struct Pane(pub(super) Box<dyn Panel>);

impl std::fmt::Debug for Pane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pane")
    }
}

impl Component for Pane {
    type Message = Word;
    type Properties = Given;

    fn create(ctx: &Context<Self>) -> Self {
        Self((ctx.props().make)(&ctx.props().part, ctx.link().callback(|word| word)))
    }

    fn update(&mut self, ctx: &Context<Self>, word: Word) -> bool {
        self.0.heard(word, &ctx.props().part)
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Given) -> bool {
        self.0.changed(&old.part, &ctx.props().part)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.0.view(&ctx.props().part)
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        self.0.drawn(&ctx.props().part, first);
    }
}

/// A pane.
pub fn pane(part: &Part, make: Make, key: &'static str) -> Html {
    html! { <Pane {key} part={part.clone()} {make} /> }
}
