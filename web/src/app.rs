//! The shell: owns the state of the page, and lays the parts out.

use std::cell::RefCell;
use std::rc::Rc;

use rebalance_view::{Action, Scene, Session, text};
use yew::prelude::*;

use crate::components::below::Below;
use crate::components::deck::Deck;
use crate::components::dialogs::Dialogs;
use crate::components::lane::LaneView;
use crate::components::{Part, top};
use crate::desk::Desk;
use crate::life::Life;
use crate::model::Model;
use crate::platform::{address, motion_preference};

/// The page.
#[derive(Debug)]
pub struct App {
    desk: Desk,
    model: Model,
    life: Life,
    /// What was drawn last.
    scene: RefCell<Rc<Scene>>,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let desk = Desk::new(ctx.link().callback(|action| action));
        let model = Model::open(&address::query(), motion_preference::is_reduced());
        let life = Life::new(&desk, &model.session);
        let scene = RefCell::new(Rc::new(model.lab.scene(&model.session)));
        Self { desk, model, life, scene }
    }

    fn update(&mut self, _ctx: &Context<Self>, action: Action) -> bool {
        self.model.take(action)
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let scene = Rc::new(self.model.lab.scene(&self.model.session));
        self.scene.replace(scene.clone());
        page(&self.desk, &self.model.session, &scene)
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        let scene = self.scene.borrow().clone();
        self.life.drawn(&self.model.session, &self.model.lab, &scene);
    }
}

fn page(desk: &Desk, session: &Rc<Session>, scene: &Rc<Scene>) -> Html {
    let (lang, words) = (session.lang, text::page(session.lang));
    let part = |index| Part { desk: desk.clone(), session: session.clone(), scene: scene.clone(), index };
    let lanes = scene.lanes.iter().enumerate().map(|(index, lane)| {
        html! { <LaneView key={lane.variant.name()} ..part(index) /> }
    });
    html! {
        <div class="page">
            { top::header(desk, session) }
            { top::scenarios(desk, &scene.tabs, lang) }
            <main>
                { top::headline(desk, &scene.look, scene.group.as_deref(), lang) }
                <div class="stagearea">
                    <div class="lanes">{ for lanes }</div>
                    <Below ..part(0) />
                </div>
            </main>
            <section class="deck" aria-label={words.playback}><Deck ..part(0) /></section>
            { top::notices(desk, &scene.notices, words.dismiss) }
            <Dialogs ..part(0) />
        </div>
    }
}
