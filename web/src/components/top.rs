//! What stands above the lanes: name and tools, the scenarios, the sentence that says what to see; and notices.

use rebalance_view::scene::{Scene, Tab};
use rebalance_view::session::{Dialog, Theme};
use rebalance_view::{Action, Lang, Session, limits, text};
use yew::Html;

use super::small::{icon, icon_button, quiet_button, text_button};
use crate::desk::Desk;
use crate::markup;
use crate::platform::dom;

/// Name, what it is, and what concerns the page as a whole.
pub fn header(desk: &Desk, session: &Session) -> Html {
    let words = text::page(session.lang);
    let tool = |image, name: &'static str, dialog| {
        markup!(
            "<button class=\"tool\" aria-label={} onclick={}>{}<span class=\"label\">{}</span></button>",
            name,
            desk.asks(Action::Open(dialog)),
            icon(image),
            name
        )
    };
    let language = |lang: Lang, name: &'static str| {
        let pressed = if lang == session.lang { "true" } else { "false" };
        markup!(
            "<button lang={} aria-pressed={} onclick={}>{}</button>",
            lang.tag(),
            pressed,
            desk.asks(Action::SetLang(lang)),
            name
        )
    };
    markup!(
        "<header class=\"top\">
            <h1>Rebalance Lab</h1>
            <p class=\"tag\">{}</p>
            <div class=\"tools\">
                {}{}{}
                <div class=\"lang\" role=\"group\" aria-label={}>{}{}</div>
                <span class=\"keys-button\">{}</span>
                {}
            </div>
        </header>",
        words.tagline,
        tool("#i-load", words.load, Dialog::Load),
        tool("#i-share", words.share, Dialog::Share),
        tool("#i-embed", words.embed, Dialog::Embed),
        words.language,
        language(Lang::En, "EN"),
        language(Lang::Ko, "한국어"),
        icon_button("#i-keys", words.keys, desk.asks(Action::Open(Dialog::Keys))),
        icon_button("#i-theme", words.theme, desk.asks(Action::SetTheme(other(session.theme))))
    )
}

/// The colours that the button changes to: the others than those that are seen.
fn other(theme: Theme) -> Theme {
    let is_dark = match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::Auto => dom::prefers_dark(),
    };
    if is_dark { Theme::Light } else { Theme::Dark }
}

/// The row of scenarios.
pub fn scenarios(desk: &Desk, tabs: &[Tab], lang: Lang) -> Html {
    let tab = |(i, tab): (usize, &Tab)| {
        markup!(
            "<li><button aria-current={} onclick={}><span class=\"no\">{}</span>{}</button></li>",
            tab.current.then_some("true"),
            desk.asks(Action::Pick(i)),
            tab.sign,
            tab.title
        )
    };
    let tabs: Vec<_> = tabs.iter().enumerate().map(tab).collect();
    let words = text::page(lang);
    let myths = markup!(
        "<li><button class=\"myths-button\" aria-haspopup=\"dialog\" onclick={}>{}…</button></li>",
        desk.asks(Action::Open(Dialog::Myths)),
        words.myths
    );
    markup!("<nav class=\"scenarios\" aria-label={}><ol>{}{}</ol></nav>", words.scenarios, tabs, myths)
}

/// One sentence that says what to see, or in its place the claim that is `tried`; whose group it is, and lanes that can be
/// added.
pub fn headline(desk: &Desk, session: &Session, scene: &Scene, tried: Option<Html>) -> Html {
    let words = text::page(session.lang);
    let add = |title: &'static str, action| {
        markup!(
            "<button class=\"add-lane\" aria-label={} onclick={}>+ {}</button>",
            [words.add_lane, ": ", title].concat(),
            desk.asks(action),
            title
        )
    };
    let lanes = scene.addable.iter().map(|(v, title)| add(title, Action::SetLanes(session.lanes_with(*v))));
    let recorded = scene.recordings.iter().map(|(v, title)| add(title, Action::AddRecording(*v)));
    let difference =
        (scene.lanes.len() > 1 && !session.difference).then(|| add(words.difference, Action::ShowDifference(true)));
    let most =
        (scene.lanes.len() == limits::LANES).then(|| markup!("<span class=\"mute\">{}</span>", words.most_lanes));
    let added: Vec<_> = lanes.chain(recorded).chain(difference).chain(most).collect();
    let group = scene.group.as_deref().map(|name| {
        markup!(
            "<div class=\"group\"><span class=\"mute\">{}</span><code title={}>{}</code>{}</div>",
            match session.own_scenario() {
                Some(own) if own.run.is_some() => words.your_recording,
                Some(_) => words.your_scenario,
                None => words.your_group,
            },
            name,
            name,
            text_button(desk, words.unload, Some(Action::UnloadGroup))
        )
    });
    let look = tried.unwrap_or_else(|| markup!("<p>{}</p>", &scene.look));
    markup!("<div class=\"headline\">{}{}<span class=\"more-lanes\">{}</span></div>", look, group, added)
}

/// What has to be said, until somebody closes it.
pub fn notices(desk: &Desk, notices: &[String], dismiss: &'static str) -> Html {
    let notice = |(i, sentence): (usize, &String)| {
        let close = quiet_button("#i-close", dismiss, desk.asks(Action::Dismiss(i)));
        markup!("<div class=\"notice problem\"><p>{}</p>{}</div>", sentence, close)
    };
    let notices: Vec<_> = notices.iter().enumerate().map(notice).collect();
    markup!("<div class=\"notices\" role=\"status\">{}</div>", notices)
}
