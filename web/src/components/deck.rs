//! The bar at the bottom: what happens, playing, acts and the settings in the foreground, always in reach.

use rebalance_view::text;
use web_sys::{Element, Event, HtmlSelectElement};
use yew::{Html, NodeRef, TargetCast as _};

use super::pane::{Panel, Tell, Word, pane};
use super::strip::Strip;
use super::{Part, acts, knob, narration, tools, transport};
use crate::markup;
use crate::motion::Readout;

/// See the module.
#[derive(Debug)]
pub struct Deck {
    tell: Tell,
    clock: NodeRef,
    factor: NodeRef,
    /// Name of the member that acts are done to, while it is there.
    target: String,
}

impl Deck {
    /// The bar.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self { tell, clock: NodeRef::default(), factor: NodeRef::default(), target: String::new() })
    }
}

impl Panel for Deck {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        let Word::Changed(event) = word else { return false };
        let target = chosen(&event).and_then(|i| part.scene.targets.iter().filter(|t| t.alive).nth(i));
        self.target = target.map(|t| t.name.clone()).unwrap_or_default();
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let session = (&old.session, &new.session);
        let (old, new) = (&old.scene, &new.scene);
        old.narration != new.narration
            || old.transport != new.transport
            || old.targets != new.targets
            || old.knobs != new.knobs
            || old.whole != new.whole
            || old.axis != new.axis
            || session.0.lang != session.1.lang
            || session.0.pace != session.1.pace
            || session.0.stride != session.1.stride
            || session.0.looping != session.1.looping
            || session.0.history != session.1.history
            || !session.0.same_view(session.1)
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::page(part.lang());
        let front = part.scene.knobs.iter().filter(|k| k.front);
        let front: Vec<_> = front.map(|k| knob::view(&part.desk, k, words)).collect();
        markup!(
            "<div class=\"dock\">{}{}{}</div>{}{}<div class=\"knobs\" role=\"group\" aria-label={}>{}</div>",
            pane(part, Strip::make, "strip"),
            narration::view(&part.scene, words),
            transport::view(part, &self.clock, &self.factor),
            tools::view(part),
            acts::view(part, &self.target, Part::tells(&self.tell, Word::Changed)),
            words.knobs,
            front
        )
    }

    fn drawn(&mut self, part: &Part, first: bool) {
        let nodes = (self.clock.cast::<Element>(), self.factor.cast::<Element>());
        if let (true, (Some(clock), Some(factor))) = (first, nodes) {
            part.desk.player.set_readout(Readout::new(&clock, &factor));
        }
    }
}

/// Which option of a list was chosen.
pub(super) fn chosen(event: &Event) -> Option<usize> {
    let select = event.target_dyn_into::<HtmlSelectElement>()?;
    usize::try_from(select.selected_index()).ok()
}
