//! The row of scenarios.

use std::rc::Rc;

use rebalance_view::scene::Tab;
use rebalance_view::{Action, Lang, text};
use yew::prelude::*;

use crate::context::use_desk;

/// What the row shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ScenariosProps {
    /// The scenarios.
    pub tabs: Rc<[Tab]>,
    /// Language.
    pub lang: Lang,
}

/// The row of scenarios.
#[component]
pub fn Scenarios(props: &ScenariosProps) -> Html {
    let desk = use_desk();
    let tabs = props.tabs.iter().enumerate().map(|(i, tab)| {
        let current = tab.current.then_some("true");
        html! {
            <li key={i}>
                <button aria-current={current} onclick={desk.asks(Action::Pick(i))}>
                    <span class="no">{ tab.sign }</span>{ tab.title }
                </button>
            </li>
        }
    });
    html! { <nav class="scenarios" aria-label={text::page(props.lang).scenarios}><ol>{ for tabs }</ol></nav> }
}
