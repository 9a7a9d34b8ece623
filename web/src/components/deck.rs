//! The bar at the bottom: what happens, playing, acts and the settings in the foreground, always in reach.

use rebalance_view::text;
use web_sys::{Element, Event, HtmlSelectElement};
use yew::prelude::*;

use super::{Part, acts, knob, narration, transport};
use crate::motion::Readout;

/// See the module.
#[derive(Debug)]
pub struct Deck {
    clock: NodeRef,
    factor: NodeRef,
    /// Name of the member that acts are done to, while it is there.
    target: String,
}

impl Component for Deck {
    /// A member was chosen.
    type Message = String;
    type Properties = Part;

    fn create(_ctx: &Context<Self>) -> Self {
        Self { clock: NodeRef::default(), factor: NodeRef::default(), target: String::new() }
    }

    fn update(&mut self, _ctx: &Context<Self>, target: String) -> bool {
        self.target = target;
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Part) -> bool {
        let session = (&old.session, &ctx.props().session);
        let (old, new) = (&old.scene, &ctx.props().scene);
        old.narration != new.narration
            || old.transport != new.transport
            || old.targets != new.targets
            || old.knobs != new.knobs
            || old.axis != new.axis
            || (session.0.lang, session.0.pace) != (session.1.lang, session.1.pace)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let part = ctx.props();
        let words = text::page(part.lang());
        let front = part.scene.knobs.iter().filter(|k| k.front).map(|k| knob::view(&part.desk, k, words));
        let choose = ctx.link().batch_callback({
            let names: Vec<String> = part.scene.targets.iter().filter(|t| t.alive).map(|t| t.name.clone()).collect();
            move |event: Event| names.get(chosen(&event)?).cloned()
        });
        html! {
            <>
                <div class="dock">
                    { narration::view(&part.scene, words) }
                    { transport::view(part, &self.clock, &self.factor) }
                </div>
                { acts::view(part, &self.target, choose) }
                <div class="knobs" role="group" aria-label={words.knobs}>{ for front }</div>
            </>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if !first {
            return;
        }
        if let (Some(clock), Some(factor)) = (self.clock.cast::<Element>(), self.factor.cast::<Element>()) {
            ctx.props().desk.player.set_readout(Readout::new(&clock, &factor));
        }
    }
}

/// Which option of a list was chosen.
pub(super) fn chosen(event: &Event) -> Option<usize> {
    let select = event.target_dyn_into::<HtmlSelectElement>()?;
    usize::try_from(select.selected_index()).ok()
}
