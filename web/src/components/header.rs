//! Name, what it is, and what concerns the page as a whole.

use rebalance_view::session::{Dialog, Theme};
use rebalance_view::{Action, Lang, text};
use yew::prelude::*;

use super::icon::Icon;
use crate::context::use_desk;

/// What the header shows.
#[derive(Clone, Copy, Debug, PartialEq, Properties)]
pub struct HeaderProps {
    /// Language.
    pub lang: Lang,
    /// Colours.
    pub theme: Theme,
}

/// The header.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let desk = use_desk();
    let words = text::page(props.lang);
    let languages = [(Lang::En, "EN"), (Lang::Ko, "한국어")].map(|(lang, name)| {
        let pressed = (lang == props.lang).to_string();
        html! { <button lang={lang.tag()} aria-pressed={pressed} onclick={desk.asks(Action::SetLang(lang))}>{ name }</button> }
    });
    html! {
        <header class="top">
            <h1>{ "Rebalance Lab" }</h1>
            <p class="tag">{ words.tagline }</p>
            <div class="tools">
                <button class="tool" aria-label={words.load} onclick={desk.asks(Action::Open(Dialog::Load))}>
                    <Icon name="#i-load" /><span class="label">{ words.load }</span>
                </button>
                <button class="tool" aria-label={words.share} onclick={desk.asks(Action::Open(Dialog::Share))}>
                    <Icon name="#i-share" /><span class="label">{ words.share }</span>
                </button>
                <div class="lang" role="group" aria-label={words.language}>{ for languages }</div>
                <button class="icon keys-button" aria-label={words.keys} title={words.keys} onclick={desk.asks(Action::Open(Dialog::Keys))}>
                    <Icon name="#i-keys" />
                </button>
                <button class="icon" aria-label={words.theme} title={words.theme} onclick={desk.asks(Action::SetTheme(other(props.theme)))}>
                    <Icon name="#i-theme" />
                </button>
            </div>
        </header>
    }
}

/// The colours that the button changes to: the others than those that are seen.
fn other(theme: Theme) -> Theme {
    let is_dark = match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::Auto => crate::platform::dom::prefers_dark(),
    };
    if is_dark { Theme::Light } else { Theme::Dark }
}
