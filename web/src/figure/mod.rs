//! A figure in somebody else's page, `<kafka-rebalance>`: lanes, a slim transport and the narration, with a state of its own.
//!
//! It has a module of its own, divided out of the page's program (`xtask::page::lazy`), which [`door`] alone leads into. All that it draws, hears and
//! focuses is within its root: there may be a dozen figures on a page, and the page is not ours.

mod controls;
pub mod door;
pub mod fence;
mod lane;
mod tell;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rebalance_js::Fence;
use rebalance_model::Scenario;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_view::session::{LoadedGroup, Notice, View};
use rebalance_view::url::{UrlFault, UrlProblem};
use rebalance_view::{Action, Scene, Session, limits, text, url};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, KeyboardEvent};
use yew::html::Scope;
use yew::{Callback, Component, Context, Html, Properties};

use crate::components::pane::pane;
use crate::components::{Part, small};
use crate::desk::Desk;
use crate::life::{Steps, of_key};
use crate::markup;
use crate::model::Model;
use crate::platform::listener::Listener;
use crate::platform::motion_preference;
use crate::template::fill;
use controls::Controls;
use lane::FigureLane;
use tell::{Tell, Told};

/// What a figure is made of.
#[derive(Debug)]
pub struct Asked {
    /// What it shows first.
    pub session: Session,
    /// Whether it has a transport and a narration.
    pub has_controls: bool,
    /// Who is told what comes of it.
    pub tell: Tell,
}

/// Where a figure is.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Place {
    /// What all of it is in.
    pub root: Element,
}

/// What a place is told.
#[derive(Debug)]
pub enum Word {
    /// A figure begins here.
    Begin(Box<Asked>),
    /// The figure that is here is asked for something.
    Do(Action),
    /// The figure that is here has come into sight, or is out of it.
    Seen(bool),
    /// It ends, and the place is empty.
    End,
}

/// The session that attributes ask for ([`url::of_attributes`]), over `own` where the scenario is somebody's own: they go
/// before what its text says. It stands still until somebody plays it.
pub fn session(attributes: &str, own: Option<Fence>) -> Session {
    let mut opened = Session::of_width(0);
    let mut place = None;
    if let Some(Fence { scenario, named, seed, at, .. }) = own {
        if !named.is_empty() {
            (opened.lanes, opened.opened_with) = (named.clone(), named);
        }
        opened.seed = seed.unwrap_or(opened.seed);
        opened.t = at.unwrap_or(opened.t);
        // Of one that is built in, whatever is changed in it, the page's own words are told; behind those there are none.
        place = Some((0..BUILTIN.len()).find(|i| is_of(*i, &scenario)).unwrap_or(BUILTIN.len()));
        let name = scenario.name.clone();
        opened.group = Some(Rc::new(LoadedGroup { name, scenarios: vec![Rc::new(scenario)], own: None, played: None }));
    }
    let (mut session, problems) = url::read_onto(opened, &url::of_attributes(attributes));
    session.scenario = place.unwrap_or(session.scenario);
    session.notices.extend(problems.into_iter().map(Notice::Url));
    // A link may be of a page that showed what a figure has not: tabs, and recordings, which only the page fetches.
    session.view = View::Group;
    if !std::mem::take(&mut session.recorded).is_empty() {
        let (name, value) = ("lanes".to_owned(), "recorded:…".to_owned());
        session.notices.push(Notice::Url(UrlProblem { name, value, what: UrlFault::UnknownValue }));
    }
    session.playing = false;
    session
}

/// Whether a scenario is made of the built-in one at this place: it has its name, and its title.
fn is_of(place: usize, scenario: &Scenario) -> bool {
    BUILTIN[place].name == scenario.name && rebalance_js::builtin(place).title == scenario.title
}

/// A figure, with all that it holds.
#[derive(Debug)]
pub struct Figure {
    desk: Desk,
    model: Model,
    has_controls: bool,
    steps: Steps,
    told: Told,
    is_seen: Rc<Cell<bool>>,
    _listeners: Vec<Listener>,
    /// What was drawn last.
    scene: RefCell<Rc<Scene>>,
}

impl Figure {
    fn begin(asked: Asked, root: &Element, scope: &Scope<Figures>) -> Self {
        let Asked { session, has_controls, tell } = asked;
        let desk = Desk::new(scope.callback(Word::Do), root.clone());
        let model = Model::of(session);
        let (keys, player) = (desk.clone(), desk.player.clone());
        let mut listeners =
            vec![Listener::new(root, "keydown", Callback::from(move |event| key_pressed(&keys, &event)))];
        let is_seen = Rc::new(Cell::new(true));
        let seen = is_seen.clone();
        let wished = Callback::from(move |_| player.set_still(!seen.get() || motion_preference::is_reduced()));
        listeners.extend(motion_preference::on_change(wished));
        desk.player.set_still(motion_preference::is_reduced());
        let scene = RefCell::new(Rc::new(model.lab.scene(&model.session)));
        let (steps, told) = (Steps::default(), Told::new(tell));
        Self { desk, model, has_controls, steps, told, is_seen, _listeners: listeners, scene }
    }

    fn view(&self) -> Html {
        let scene = Rc::new(self.model.lab.scene(&self.model.session));
        self.scene.replace(scene.clone());
        picture(&self.desk, &self.model, &scene, self.has_controls)
    }

    fn drawn(&mut self) {
        let scene = self.scene.borrow().clone();
        let Model { session, lab, .. } = &self.model;
        self.desk.player.show(session, lab, &scene);
        if self.is_seen.get() {
            self.steps.follow(&self.desk, session, lab);
        } else {
            self.steps = Steps::default();
        }
        self.told.follow(session, lab, &scene);
    }

    /// Whether somebody can see it: off the screen it stands still.
    fn set_seen(&self, is_seen: bool) {
        if let Some(t) = self.desk.player.running_at().filter(|_| !is_seen) {
            self.desk.ask(Action::Reach(t));
        }
        self.is_seen.set(is_seen);
        self.desk.player.set_still(!is_seen || motion_preference::is_reduced());
    }
}

/// The loop ends with the figure.
impl Drop for Figure {
    fn drop(&mut self) {
        self.desk.player.set_still(true);
    }
}

/// Place for one figure after another: Yew listens for ever at the root of an app, so that an app for each figure would leave
/// something behind on a page that takes figures away and makes others.
#[derive(Debug, Default)]
pub struct Figures {
    figure: Option<Figure>,
}

impl Figures {
    /// The figure that is here.
    pub const fn figure(&self) -> Option<&Figure> {
        self.figure.as_ref()
    }
}

impl Component for Figures {
    type Message = Word;
    type Properties = Place;

    fn create(_ctx: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, ctx: &Context<Self>, word: Word) -> bool {
        match word {
            Word::Begin(asked) => self.figure = Some(Figure::begin(*asked, &ctx.props().root, ctx.link())),
            Word::End => self.figure = None,
            // Drawn anew, so that steps go on that are taken one by one where less motion is wanted.
            Word::Seen(is_seen) => self.figure.iter().for_each(|figure| figure.set_seen(is_seen)),
            Word::Do(action) => return self.figure.as_mut().is_some_and(|f| f.model.take(action, &f.desk)),
        }
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        self.figure.as_ref().map(Figure::view).unwrap_or_default()
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        if let Some(figure) = &mut self.figure {
            figure.drawn();
        }
    }
}

/// The figure's keys, while something in it has the focus. What a key does here it is not to do in the host's page too.
fn key_pressed(desk: &Desk, event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    let is_plain = !(key.ctrl_key() || key.meta_key() || key.alt_key());
    if is_plain && MOVING.contains(&&*key.key()) {
        event.stop_propagation();
    }
    let has_range = desk.player.session().is_some_and(|session| session.range.is_some());
    if let Some(action) = of_key(desk, key).filter(|action| is_ours(action, has_range)) {
        event.prevent_default();
        event.stop_propagation();
        desk.ask(action);
    }
}

/// Keys that move whatever has the focus.
const MOVING: [&str; 7] = [" ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/// Whether a figure has what a key of the page asks for: it has no views, no dialogs, no scenarios to choose from. Escape is
/// the host's, for a dialog around the figure, unless there is a range to be cleared.
const fn is_ours(action: &Action, has_range: bool) -> bool {
    match action {
        Action::SetView(_) | Action::Open(_) | Action::Pick(_) => false,
        Action::Select(None) => has_range,
        _ => true,
    }
}

/// Keys of the lanes: a lane stays at its place when it turns into another.
const PLACES: [&str; limits::LANES] = ["0", "1", "2"];

fn picture(desk: &Desk, model: &Model, scene: &Rc<Scene>, has_controls: bool) -> Html {
    let session = &model.session;
    let words = text::page(session.lang);
    let part = |index| Part {
        desk: desk.clone(),
        session: session.clone(),
        lab: model.lab.clone(),
        scene: scene.clone(),
        index,
    };
    let lanes: Vec<_> = (0..scene.lanes.len()).map(|i| pane(&part(i), FigureLane::make, PLACES[i])).collect();
    let notices: Vec<_> = scene.notices.iter().enumerate().map(|(i, notice)| said(desk, i, notice, words)).collect();
    let controls = has_controls.then(|| pane(&part(0), Controls::make, "controls"));
    markup!(
        "<div class=\"inner\" lang={}>
            {}
            <div class=\"notices\" role=\"status\">{}</div>
            <div class=\"lanes\">{}</div>
            {}
        </div>",
        session.lang.tag(),
        fill(include_str!("../../assets/figure.svg"), &mut []),
        notices,
        lanes,
        controls
    )
}

fn said(desk: &Desk, place: usize, notice: &str, words: &'static text::Page) -> Html {
    let close = small::quiet_button("#i-close", words.dismiss, desk.asks(Action::Dismiss(place)));
    markup!("<div class=\"notice problem\"><p>{}</p>{}</div>", notice, close)
}
