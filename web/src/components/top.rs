//! What stands above the lanes: name and tools, the scenarios, the sentence that says what to see; and notices.

use rebalance_view::scene::Tab;
use rebalance_view::session::{Dialog, Theme};
use rebalance_view::{Action, Lang, Session, text};
use yew::prelude::*;

use super::markup::{icon, icon_button, quiet_button, say, text_button};
use crate::desk::Desk;
use crate::platform::dom;

/// Name, what it is, and what concerns the page as a whole.
pub fn header(desk: &Desk, session: &Session) -> Html {
    let words = text::page(session.lang);
    let tool = |icon_name, name: &'static str, dialog| {
        html! {
            <button class="tool" aria-label={name} onclick={desk.asks(Action::Open(dialog))}>
                { icon(icon_name) }<span class="label">{ name }</span>
            </button>
        }
    };
    let language = |lang: Lang, name: &'static str| {
        let pressed = if lang == session.lang { "true" } else { "false" };
        html! { <button lang={lang.tag()} aria-pressed={pressed} onclick={desk.asks(Action::SetLang(lang))}>{ name }</button> }
    };
    html! {
        <header class="top">
            <h1>{ "Rebalance Lab" }</h1>
            <p class="tag">{ words.tagline }</p>
            <div class="tools">
                { tool("#i-load", words.load, Dialog::Load) }
                { tool("#i-share", words.share, Dialog::Share) }
                <div class="lang" role="group" aria-label={words.language}>
                    { language(Lang::En, "EN") }
                    { language(Lang::Ko, "한국어") }
                </div>
                <span class="keys-button">{ icon_button("#i-keys", words.keys, desk.asks(Action::Open(Dialog::Keys))) }</span>
                { icon_button("#i-theme", words.theme, desk.asks(Action::SetTheme(other(session.theme)))) }
            </div>
        </header>
    }
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
    let tabs = tabs.iter().enumerate().map(|(i, tab)| {
        let current = tab.current.then_some("true");
        html! {
            <li key={i}>
                <button aria-current={current} onclick={desk.asks(Action::Pick(i))}><span class="no">{ tab.sign }</span>{ tab.title }</button>
            </li>
        }
    });
    html! { <nav class="scenarios" aria-label={text::page(lang).scenarios}><ol>{ for tabs }</ol></nav> }
}

/// One sentence that says what to see, and whose group it is.
pub fn headline(desk: &Desk, look: &str, group: Option<&str>, lang: Lang) -> Html {
    let words = text::page(lang);
    let group = group.map(|name| {
        html! {
            <div class="group">
                <span class="mute">{ words.your_group }</span><code title={name.to_owned()}>{ say(name) }</code>
                { text_button(desk, words.unload, Action::UnloadGroup) }
            </div>
        }
    });
    html! { <div class="headline"><p>{ say(look) }</p>{ group }</div> }
}

/// What has to be said, until somebody closes it.
pub fn notices(desk: &Desk, notices: &[String], dismiss: &'static str) -> Html {
    let notices = notices.iter().enumerate().map(|(i, sentence)| {
        html! {
            <div class="notice problem">
                <p>{ say(sentence) }</p>
                { quiet_button("#i-close", dismiss, desk.asks(Action::Dismiss(i))) }
            </div>
        }
    });
    html! { <div class="notices" role="status">{ for notices }</div> }
}
