//! Below a figure's lanes: back, play, forward, the clock, and what is happening.

use rebalance_view::text;
use web_sys::Element;
use yew::{Html, NodeRef};

use crate::components::pane::{Panel, Tell};
use crate::components::small::rich;
use crate::components::{Part, narration, transport};
use crate::markup;
use crate::motion::Readout;

/// See the module.
#[derive(Debug)]
pub(super) struct Controls {
    clock: NodeRef,
    factor: NodeRef,
}

impl Controls {
    /// The controls of the figure.
    pub(super) fn make(_part: &Part, _tell: Tell) -> Box<dyn Panel> {
        Box::new(Self { clock: NodeRef::default(), factor: NodeRef::default() })
    }
}

impl Panel for Controls {
    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        old.scene.narration != new.scene.narration
            || old.scene.transport != new.scene.transport
            || old.session.lang != new.session.lang
            || old.session.pace != new.session.pace
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::page(part.lang());
        let narration = &part.scene.narration;
        markup!(
            "<div class=\"controls\" part=\"controls\" role=\"group\" aria-label={}>
                {}
                <div class=\"say\" part=\"narration\" role=\"group\" aria-label={}>
                    <small>{}{}</small>
                    <p aria-live=\"polite\" aria-atomic=\"true\" tabindex=\"0\">{}{} {}</p>
                </div>
            </div>",
            words.playback,
            transport::view(part, &self.clock, &self.factor),
            words.narration,
            &narration.step,
            narration.key.map(|key| markup!("<code>{}</code>", key)),
            rich(&narration.text),
            narration::in_lanes(&part.scene),
            rich(&narration.why)
        )
    }

    fn drawn(&mut self, part: &Part, first: bool) {
        let nodes = (self.clock.cast::<Element>(), self.factor.cast::<Element>());
        if let (true, (Some(clock), Some(factor))) = (first, nodes) {
            part.desk.player.set_readout(Readout::new(&clock, &factor));
        }
    }
}
