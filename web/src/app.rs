//! The shell: owns the state of the page, and lays the parts out.

use std::cell::RefCell;
use std::rc::Rc;

use rebalance_view::scene::LaneScene;
use rebalance_view::{Action, Lang, Scene, limits, text};
use yew::{Component, Context, Html};

use crate::components::below::Below;
use crate::components::deck::Deck;
use crate::components::dialogs::Dialogs;
use crate::components::lane::LaneView;
use crate::components::pane::pane;
use crate::components::tried::Tried;
use crate::components::{Part, top};
use crate::crowd;
use crate::desk::Desk;
use crate::korean;
use crate::life::Life;
use crate::markup;
use crate::model::Model;
use crate::platform::{address, dom, motion_preference};
use crate::recordings::Recordings;

/// The page.
#[derive(Debug)]
pub struct App {
    desk: Desk,
    model: Model,
    life: Life,
    recordings: Recordings,
    /// What was drawn last.
    scene: RefCell<Rc<Scene>>,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let desk = Desk::new(ctx.link().callback(|action| action), dom::root());
        let mut model = Model::open(&address::query(), dom::width(), motion_preference::is_reduced());
        in_words_that_are_here(&desk, &mut model);
        let life = Life::new(&desk, &model.session);
        let scene = RefCell::new(Rc::new(model.lab.scene(&model.session)));
        Self { desk, model, life, recordings: Recordings::default(), scene }
    }

    fn update(&mut self, _ctx: &Context<Self>, action: Action) -> bool {
        let is_other = self.model.take(action, &self.desk);
        in_words_that_are_here(&self.desk, &mut self.model);
        is_other
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let scene = Rc::new(self.model.lab.scene(&self.model.session));
        self.scene.replace(scene.clone());
        page(&self.desk, &self.model, &scene)
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        let scene = self.scene.borrow().clone();
        self.life.drawn(&self.model.session, &self.model.lab, &scene);
        self.recordings.follow(&self.model.session, &self.desk);
        crowd::follow(&self.model.session, &self.model.lab, &self.desk);
    }
}

/// Stays in English until the words of another language have come.
fn in_words_that_are_here(desk: &Desk, model: &mut Model) {
    if !korean::is_here(model.session.lang) {
        model.take(Action::SetLang(Lang::En), desk);
        korean::fetch(desk);
    }
}

/// Keys of the lanes: a lane stays at its place when it turns into another.
const PLACES: [&str; limits::LANES] = ["0", "1", "2"];

fn page(desk: &Desk, model: &Model, scene: &Rc<Scene>) -> Html {
    let session = &model.session;
    let (lang, words) = (session.lang, text::page(session.lang));
    let part = |index| Part {
        desk: desk.clone(),
        session: session.clone(),
        lab: model.lab.clone(),
        scene: scene.clone(),
        index,
    };
    let one = |(index, _): (usize, &LaneScene)| pane(&part(index), LaneView::make, PLACES[index]);
    let tried = session.myth.map(|_| pane(&part(0), Tried::make, "tried"));
    let lanes: Vec<_> = scene.lanes.iter().enumerate().map(one).collect();
    markup!(
        "<div class=\"page\">
            {}{}{}
            <main>
                {}
                <div class=\"stagearea\"><div class=\"lanes\">{}</div>{}</div>
            </main>
            <section class=\"deck\" aria-label={}>{}</section>
            {}
        </div>",
        top::header(desk, session),
        top::scenarios(desk, &scene.tabs, lang),
        top::notices(desk, &scene.notices, words.dismiss),
        top::headline(desk, session, scene, tried),
        lanes,
        pane(&part(0), Below::make, "below"),
        words.playback,
        pane(&part(0), Deck::make, "deck"),
        pane(&part(0), Dialogs::make, "dialogs")
    )
}
