//! The page's life with the browser around it: its keys, its address, its language and colours, the wish for less
//! motion. Everything here happens after a drawing, or on an event of the window.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use rebalance_view::session::{Dialog, Notice, Routine, Screen, Stride, Theme, View, Way};
use rebalance_view::{Action, Lab, Lang, Scene, Session, reduce, url};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, KeyboardEvent};
use yew::Callback;

use crate::desk::Desk;
use crate::platform::focus::Focus;
use crate::platform::listener::Listener;
use crate::platform::{address, crash, dom, motion_preference, timer};

/// Pause before the address is written: browsers refuse a page that writes it all the time.
const ADDRESS_PAUSE_MS: u32 = 300;
/// Time to read a step, for who wants less motion: then playing steps from one important instant to the next.
const STEP_MS: u32 = 2_500;
/// Steps of a zoom by key.
pub const ZOOM: i32 = 3;

/// What lives as long as the page does.
#[derive(Debug)]
pub struct Life {
    desk: Desk,
    _listeners: Vec<Listener>,
    focus: Focus,
    attributes: Option<(Lang, Theme, u64)>,
    /// The query that the address has, or will have in a moment.
    query: String,
    /// The scenario that the address names, and the acts: others are an entry of their own in the browser's history.
    entry: Entry,
    writing: Option<Timeout>,
    steps: Steps,
}

impl Life {
    /// Listens to the window on behalf of `desk`.
    pub fn new(desk: &Desk, session: &Session) -> Self {
        let on = |call: fn(&Desk, &Event)| {
            let desk = desk.clone();
            Callback::from(move |event: Event| call(&desk, &event))
        };
        let mut listeners = vec![
            Listener::new(&dom::window(), "keydown", on(key_pressed)),
            Listener::new(&dom::window(), "popstate", on(travelled)),
            Listener::new(&dom::window(), "mouseup", on(clicked)),
        ];
        listeners.extend(motion_preference::on_change(on(motion_wished)));
        desk.player.set_still(motion_preference::is_reduced());
        Self {
            desk: desk.clone(),
            _listeners: listeners,
            focus: Focus::listen(),
            attributes: None,
            query: url::write(session),
            entry: entry(session),
            writing: None,
            steps: Steps::default(),
        }
    }

    /// Follows what has just been drawn.
    pub fn drawn(&mut self, session: &Rc<Session>, lab: &Rc<Lab>, scene: &Rc<Scene>) {
        self.focus.keep();
        self.desk.player.show(session, lab, scene);
        self.follow_attributes(session);
        self.follow_address(session);
        self.steps.follow(&self.desk, session, lab);
    }

    /// Language and theme of the document, and what a crash card would need.
    fn follow_attributes(&mut self, session: &Session) {
        let now = (session.lang, session.theme, session.seed);
        if self.attributes.replace(now) == Some(now) {
            return;
        }
        dom::set_root("lang", Some(session.lang.tag()));
        let theme = match session.theme {
            Theme::Auto => None,
            Theme::Dark => Some("dark"),
            Theme::Light => Some("light"),
        };
        dom::set_root("data-theme", theme);
        crash::prepare(crate::crash_words(session.lang), session.seed);
    }

    fn follow_address(&mut self, session: &Session) {
        let query = url::write(session);
        if query == self.query {
            return;
        }
        self.query.clone_from(&query);
        // After going back the address names it already.
        let now = entry(session);
        let is_other = std::mem::replace(&mut self.entry, now) != now;
        if is_other && entry(&url::read(&address::query()).0) != now {
            // At once, so that what follows changes the new entry.
            self.writing = None;
            address::write(&query, true);
        } else {
            let write = Callback::from(move |()| address::write(&query, false));
            self.writing = Some(timer::after(ADDRESS_PAUSE_MS, write));
        }
    }
}

/// Playing, for who wants less motion: from one important instant to the next.
#[derive(Debug, Default)]
pub struct Steps(Option<Timeout>);

impl Steps {
    /// Follows what has just been drawn.
    pub fn follow(&mut self, desk: &Desk, session: &Rc<Session>, lab: &Rc<Lab>) {
        self.0 = None;
        if !session.runs() || !motion_preference::is_reduced() {
            return;
        }
        let next = reduce(session, Some(lab), Action::StepForward).t;
        let action = if next > session.t { Action::Reach(next) } else { Action::Pause };
        let desk = desk.clone();
        self.0 = Some(timer::after(STEP_MS, Callback::from(move |()| desk.ask(action.clone()))));
    }
}

/// What makes an entry: which scenario, and how many acts.
type Entry = (usize, usize);

fn entry(session: &Session) -> Entry {
    (session.scenario, session.acts.len())
}

/// Back and forward of the browser. A loaded group is in no address, so it stays; language and colours are the person's,
/// whatever they were when the address was written.
fn travelled(desk: &Desk, _: &Event) {
    let now = desk.player.session();
    let group = now.as_ref().and_then(|s| s.group.clone());
    let (mut session, problems) = url::read_with(&address::query(), dom::width(), group);
    if let Some(now) = now {
        (session.lang, session.theme) = (now.lang, now.theme);
    }
    session.notices.extend(problems.into_iter().map(Notice::Url));
    desk.ask(Action::Restore(Box::new(session)));
}

/// A button that a pointer presses does not keep the focus: space plays then, instead of pressing it once more.
fn clicked(_: &Desk, event: &Event) {
    dom::leave_button(event.target().and_then(|t| t.dyn_into::<Element>().ok()).as_ref());
}

fn motion_wished(desk: &Desk, _: &Event) {
    desk.player.set_still(motion_preference::is_reduced());
}

/// The page's keys.
fn key_pressed(desk: &Desk, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    if let Some(action) = of_history(event) {
        event.prevent_default();
        desk.ask(action);
    }
    if let Some(action) = of_key(desk, event) {
        event.prevent_default();
        desk.ask(action);
    }
}

/// What a key asks for. Keys that something in focus wants for itself stay with it, and an open dialog has them all.
pub fn of_key(desk: &Desk, event: &KeyboardEvent) -> Option<Action> {
    let is_ours = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented());
    if !is_ours || desk.player.session().is_none_or(|s| s.dialog.is_some()) {
        return None;
    }
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let key = event.key();
    let target_takes = match key.as_str() {
        " " => dom::takes_space(target.as_ref()),
        _ => dom::is_of_strip(target.as_ref(), &key),
    };
    if target_takes || dom::takes_keys(target.as_ref()) {
        return None;
    }
    let on_axis = target.is_some_and(|e| e.matches("[role=slider]").unwrap_or(false));
    action_of(&key, event.shift_key(), on_axis).or_else(|| in_time(desk, &key, event.shift_key()))
}

/// Undo and redo, where they are not a field's own.
fn of_history(event: &KeyboardEvent) -> Option<Action> {
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || dom::takes_text(target.as_ref()) {
        return None;
    }
    match (event.key().as_str(), event.shift_key()) {
        ("z", false) => Some(Action::Undo),
        ("z" | "Z", true) | ("y", false) => Some(Action::Redo),
        _ => None,
    }
}

/// What a key asks for that is about the window, the range, or what happens next.
fn in_time(desk: &Desk, key: &str, shift: bool) -> Option<Action> {
    let now = desk.player.now();
    let to = |stride, back| Some(Action::Jump(stride, if back { Way::Back } else { Way::Forward }));
    match (key, shift) {
        ("+" | "=", _) => Some(Action::Zoom(now, ZOOM)),
        ("-", _) => Some(Action::Zoom(now, -ZOOM)),
        ("0", _) => Some(Action::Look(None)),
        ("[", _) => Some(Action::RangeFrom),
        ("]", _) => Some(Action::RangeTo),
        ("l" | "L", _) => Some(Action::ToggleLoop),
        ("Escape", _) if desk.player.session().is_some_and(|s| s.view == View::Group) => Some(Action::Select(None)),
        ("Escape", _) => Some(Action::SetView(View::Group)),
        ("," | ".", false) => to(Stride::Message, key == ","),
        ("<" | ">" | "," | ".", true) => to(Stride::Event, matches!(key, "<" | ",")),
        ("a" | "A", _) => to(Stride::Act, shift),
        ("s" | "S", _) => to(Stride::Stop, shift),
        _ => None,
    }
}

/// What a key asks for; on the time axis those too that a slider has besides.
fn action_of(key: &str, shift: bool, on_axis: bool) -> Option<Action> {
    match (key, shift) {
        (" ", _) => Some(Action::TogglePlay),
        ("ArrowLeft", false) => Some(Action::StepBack),
        ("ArrowRight", false) => Some(Action::StepForward),
        ("ArrowDown", _) if on_axis => Some(Action::StepBack),
        ("ArrowUp", _) if on_axis => Some(Action::StepForward),
        ("ArrowLeft", true) => Some(Action::PreviousRebalance),
        ("ArrowRight", true) => Some(Action::NextRebalance),
        ("Home", _) => Some(Action::Home),
        ("End", _) => Some(Action::End),
        ("g", _) => Some(Action::SetView(View::Group)),
        ("m", _) => Some(Action::SetView(View::Messages(Routine::Folded))),
        ("t", _) => Some(Action::SetView(View::Terminal(Screen::Offsets))),
        ("w", _) => Some(Action::SetView(View::Why)),
        ("?", _) => Some(Action::Open(Dialog::Keys)),
        ("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9", false) => {
            Some(Action::Pick(usize::from(key.as_bytes()[0] - b'1')))
        }
        _ => None,
    }
}
