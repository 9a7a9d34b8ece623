//! What stands below the lanes: limits that were met, the scoreboard, and the fold with all settings. It is the same
//! all along a run.

use web_sys::Element;
use yew::prelude::*;

use super::markup::say;
use super::{Part, score, settings};

/// See the module.
#[derive(Debug)]
pub struct Below {
    is_open: bool,
}

impl Component for Below {
    /// The fold was opened or closed.
    type Message = bool;
    type Properties = Part;

    fn create(_ctx: &Context<Self>) -> Self {
        Self { is_open: false }
    }

    fn update(&mut self, _ctx: &Context<Self>, is_open: bool) -> bool {
        std::mem::replace(&mut self.is_open, is_open) != is_open
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Part) -> bool {
        let lang = (old.lang(), ctx.props().lang());
        let (old, new) = (&old.scene, &ctx.props().scene);
        lang.0 != lang.1
            || old.score != new.score
            || old.lesson != new.lesson
            || old.limits != new.limits
            || self.is_open && (old.settings != new.settings || old.knobs != new.knobs)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let part = ctx.props();
        let ontoggle = ctx.link().callback(|event: Event| {
            event.target_dyn_into::<Element>().is_some_and(|details| details.has_attribute("open"))
        });
        let limits = part.scene.limits.iter().map(|limit| html! { <p class="limit">{ say(limit) }</p> });
        html! {
            <>
                { for limits }
                { score::board(&part.scene, part.lang()) }
                { settings::fold(part, self.is_open, ontoggle) }
            </>
        }
    }
}
