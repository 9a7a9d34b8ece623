//! One sentence above the lanes that says what to see, and whose group it is.

use rebalance_view::{Action, Lang, text};
use yew::prelude::*;

use crate::context::use_desk;

/// What stands above the lanes.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct HeadlineProps {
    /// The sentence.
    pub look: AttrValue,
    /// Name of the loaded group.
    pub group: Option<AttrValue>,
    /// Language.
    pub lang: Lang,
}

/// See the module.
#[component]
pub fn Headline(props: &HeadlineProps) -> Html {
    let desk = use_desk();
    let words = text::page(props.lang);
    let group = props.group.as_ref().map(|name| {
        html! {
            <div class="group">
                <span class="mute">{ words.your_group }</span><code title={name}>{ name }</code>
                <button onclick={desk.asks(Action::UnloadGroup)}>{ words.unload }</button>
            </div>
        }
    });
    html! { <div class="headline"><p>{ &props.look }</p>{ group }</div> }
}
