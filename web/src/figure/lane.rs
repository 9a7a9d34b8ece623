//! A lane of a figure: its name and state, its verdict, the group, its chart. There is nothing in it to choose from.

use std::rc::Rc;

use rebalance_view::text;
use web_sys::Element;
use yew::{Callback, Html, NodeRef};

use crate::components::Part;
use crate::components::chart::ChartView;
use crate::components::lane::{demands, stage, tone};
use crate::components::pane::{Panel, Tell, pane};
use crate::components::small::twin;
use crate::markup;
use crate::motion::Demand;
use crate::platform::resize::Watch;

/// See the module.
#[derive(Debug)]
pub(super) struct FigureLane {
    root: NodeRef,
    watch: Option<Watch>,
    demand: Demand,
}

impl FigureLane {
    /// The lane of `part`.
    pub(super) fn make(part: &Part, _tell: Tell) -> Box<dyn Panel> {
        Box::new(Self { root: NodeRef::default(), watch: None, demand: demands(part) })
    }
}

impl Panel for FigureLane {
    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let chart = |part: &Part| part.lane().map(|lane| Rc::as_ptr(&lane.whole));
        let is_other_run = chart(old) != chart(new);
        if is_other_run {
            self.demand = demands(new);
        }
        is_other_run
            || !old.session.same_view(&new.session)
            || old.scene.axis != new.scene.axis
            || old.lang() != new.lang()
            || old.lane() != new.lane()
    }

    fn view(&self, part: &Part) -> Html {
        let Some(lane) = part.lane() else { return Html::default() };
        // No region: two figures would have two of a name.
        markup!(
            "<div class=\"lane\" part=\"lane\" role=\"group\" aria-label={} ref={}>
                <div class=\"lane-head\">
                    <h2>{}</h2>
                    <code class=\"sub\">{}</code>
                    <span class=\"state\" data-tone={}>{}</span>
                    <span class=\"gen\">{}</span>
                </div>
                <p class=\"verdict\" part=\"verdict\" data-tone={}><b>{}</b><span>{}</span></p>
                <div class=\"group\">{}</div>
                {}{}
            </div>",
            lane.title,
            &self.root,
            lane.title,
            lane.assignor,
            tone(lane.busy),
            lane.state,
            &lane.generation,
            tone(lane.verdict.tone),
            &lane.verdict.count,
            &lane.verdict.words,
            stage(lane, text::page(part.lang())),
            pane(part, ChartView::make, "chart"),
            twin(part, &lane.table)
        )
    }

    fn drawn(&mut self, part: &Part, first: bool) {
        let (Some(root), Some(lane)) = (self.root.cast::<Element>(), part.lane()) else { return };
        part.desk.player.bind(part.index, &root, lane, self.demand);
        if first {
            let (player, index) = (part.desk.player.clone(), part.index);
            self.watch = Some(Watch::new(&root, Callback::from(move |()| player.measure(index))));
        }
    }
}
