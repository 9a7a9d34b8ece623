//! What has to be said, until somebody closes it.

use rebalance_view::Action;
use yew::prelude::*;

use super::icon::Icon;
use crate::context::use_desk;

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NoticesProps {
    /// A sentence each.
    pub notices: Vec<String>,
    /// Name of the button that closes one.
    pub dismiss: &'static str,
}

/// See the module.
#[component]
pub fn Notices(props: &NoticesProps) -> Html {
    let desk = use_desk();
    let notices = props.notices.iter().enumerate().map(|(i, sentence)| {
        html! {
            <div class="notice problem">
                <p>{ sentence }</p>
                <button class="icon quiet" aria-label={props.dismiss} onclick={desk.asks(Action::Dismiss(i))}><Icon name="#i-close" /></button>
            </div>
        }
    });
    html! { <div class="notices" role="status">{ for notices }</div> }
}
