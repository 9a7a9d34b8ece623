//! The shell: owns the reducer and the player, and lays the parts out.

use std::rc::Rc;

use rebalance_view::session::{Dialog, Theme};
use rebalance_view::text;
use yew::prelude::*;

use crate::components::acts::Acts;
use crate::components::header::Header;
use crate::components::headline::Headline;
use crate::components::keys::Keys;
use crate::components::knobs::Knobs;
use crate::components::lane::LaneView;
use crate::components::load::Load;
use crate::components::narration::NarrationView;
use crate::components::notices::Notices;
use crate::components::scenarios::Scenarios;
use crate::components::score::Score;
use crate::components::settings::Settings;
use crate::components::share::Share;
use crate::components::transport::TransportBar;
use crate::context::Desk;
use crate::hooks::{use_address, use_less_motion, use_shortcuts};
use crate::model::Model;
use crate::motion::Player;
use crate::platform::{address, crash, dom, motion_preference};

/// The page.
#[component]
pub fn App() -> Html {
    let model = use_reducer(|| Model::open(&address::query(), motion_preference::is_reduced()));
    let player = use_memo(model.dispatcher(), |dispatch| {
        let dispatch = dispatch.clone();
        Player::new(Callback::from(move |action| dispatch.dispatch(action)))
    });
    let desk = Desk::new(model.dispatcher(), (*player).clone());
    let (session, lab) = (&model.session, &model.lab);
    let scene = use_memo((session.clone(), Identity(lab.clone())), |(session, lab)| Rc::new(lab.0.scene(session)));
    let scene = (*scene).clone();

    use_page_attributes(session);
    use_shortcuts(&desk, session.dialog);
    use_address(&desk, session);
    use_less_motion(&desk, session, lab);
    {
        // After every drawing, and before the lanes' own effects: those bind to what is shown here.
        let shown = (session.clone(), Identity(lab.clone()), scene.clone());
        let player = desk.player.clone();
        use_effect_with(shown, move |(session, lab, scene)| player.show(session, &lab.0, scene));
    }

    let (lang, words) = (session.lang, text::page(session.lang));
    let lanes = scene.lanes.iter().enumerate().map(|(index, lane)| {
        html! { <LaneView key={lane.variant.name()} {index} scene={scene.clone()} {lang} /> }
    });
    html! {
        <ContextProvider<Desk> context={desk.clone()}>
            <div class="page">
                <Header {lang} theme={session.theme} />
                <Scenarios tabs={scene.tabs.clone()} {lang} />
                <main>
                    <Headline look={scene.look.clone()} group={scene.group.clone()} {lang} />
                    <div class="stagearea">
                    <div class="lanes">{ for lanes }</div>
                    { for scene.limits.iter().map(|limit| html! { <p class="limit">{ limit }</p> }) }
                    <Score metrics={scene.score.clone()} lesson={scene.lesson.clone()} lanes={lane_names(&scene)} {lang} />
                    <Settings forces={scene.settings.clone()} knobs={scene.knobs.clone()} {lang} />
                    </div>
                </main>
                <section class="deck" aria-label={words.playback}>
                    <div class="dock">
                        <NarrationView narration={scene.narration.clone()} lanes={lane_names(&scene)} {lang} />
                        <TransportBar transport={scene.transport.clone()} pace={session.pace} {lang} />
                    </div>
                    <Acts targets={scene.targets.clone()} axis={scene.axis.clone()} {lang} />
                    <Knobs knobs={scene.knobs.clone()} {lang} />
                </section>
                <Notices notices={scene.notices.clone()} dismiss={words.dismiss} />
                <Load open={session.dialog == Some(Dialog::Load)} {lang} />
                <Share open={session.dialog == Some(Dialog::Share)} session={session.clone()} {lang} />
                <Keys open={session.dialog == Some(Dialog::Keys)} {lang} />
            </div>
        </ContextProvider<Desk>>
    }
}

/// Compared by address: what lies behind is heavy, and never changes.
#[derive(Debug)]
struct Identity<T>(Rc<T>);

impl<T> PartialEq for Identity<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn lane_names(scene: &rebalance_view::Scene) -> Vec<(rebalance_model::Variant, &'static str)> {
    scene.lanes.iter().map(|lane| (lane.variant, lane.title)).collect()
}

/// Language and theme of the document, and what a crash card would need.
#[hook]
fn use_page_attributes(session: &rebalance_view::Session) {
    use_effect_with((session.lang, session.theme, session.seed), |(lang, theme, seed)| {
        dom::set_root("lang", Some(lang.tag()));
        let theme = match theme {
            Theme::Auto => None,
            Theme::Dark => Some("dark"),
            Theme::Light => Some("light"),
        };
        dom::set_root("data-theme", theme);
        crash::prepare(crate::crash_words(*lang), *seed);
    });
}
