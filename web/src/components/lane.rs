//! A lane: its verdict, the group as it is now, and its chart.

use std::rc::Rc;

use rebalance_model::{MemberIdx, order};
use rebalance_view::chart::SegmentKind;
use rebalance_view::motion::Anchor;
use rebalance_view::scene::{LaneScene, Tile, TileState, Tone};
use rebalance_view::session::View;
use rebalance_view::text::Page;
use rebalance_view::{Action, Made, limits, text};
use web_sys::Element;
use yew::{Callback, Html, NodeRef};

use super::chart::ChartView;
use super::deck::chosen;
use super::later::Later;
use super::pane::{Panel, Tell, Word, pane};
use super::small::{choice, colour, quiet_button, twin};
use super::{Part, beside, card, tabs};
use crate::crowd;
use crate::markup;
use crate::motion::Demand;
use crate::platform::resize::Watch;

/// See the module.
#[derive(Debug)]
pub struct LaneView {
    tell: Tell,
    root: NodeRef,
    watch: Option<Watch>,
    demand: Demand,
    /// What shows the views beside the group.
    beside: Later,
    /// It has just come: the view in the lane is not measured yet.
    is_new: bool,
}

impl LaneView {
    /// The lane of `part`.
    pub fn make(part: &Part, tell: Tell) -> Box<dyn Panel> {
        let mut lane = Self {
            tell,
            root: NodeRef::default(),
            watch: None,
            demand: demands(part),
            beside: Later::new("views", beside::here),
            is_new: false,
        };
        lane.want(part);
        Box::new(lane)
    }

    /// Sees to it that what is to be shown comes.
    fn want(&mut self, part: &Part) {
        if part.session.view != View::Group {
            self.beside.want(&self.tell);
        }
    }

    /// The group, or a view beside it.
    fn shown(&self, part: &Part, lane: &LaneScene) -> Html {
        let key = match part.session.view {
            View::Group => {
                return match crowd::here().filter(|_| lane.is_folded) {
                    Some(crowd) => (crowd.stage)(part, lane),
                    None => stage(lane, text::page(part.lang())),
                };
            }
            View::Messages(_) => "messages",
            View::Terminal(_) => "terminal",
            View::Why => "why",
        };
        match self.beside.make() {
            Some(make) => pane(part, make, key),
            None => self.beside.view(&self.tell, text::page(part.lang())),
        }
    }
}

impl Panel for LaneView {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        match word {
            Word::Came(_, came) => {
                self.beside.take(came);
                self.is_new = true;
            }
            Word::Again(_) => self.want(part),
            _ => return false,
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let chart = |part: &Part| part.lane().map(|lane| Rc::as_ptr(&lane.whole));
        let is_other_run = chart(old) != chart(new);
        if is_other_run {
            self.demand = demands(new);
        }
        if !old.session.view.same_tab(new.session.view) {
            self.want(new);
        }
        // The chart in the lane has to hear of another axis.
        is_other_run
            || !old.session.same_view(&new.session)
            || old.scene.axis != new.scene.axis
            || old.lang() != new.lang()
            || old.lane() != new.lane()
            || old.session.view != new.session.view
    }

    fn view(&self, part: &Part) -> Html {
        let Some(lane) = part.lane() else { return Html::default() };
        markup!(
            "<section class=\"lane\" aria-label={} ref={}>
                <div class=\"lane-head\">
                    <h2>{}</h2>
                    {}
                    <span class=\"state\" data-tone={}>{}</span>
                    <span class=\"gen\">{}</span>
                    {}
                </div>
                <p class=\"verdict\" data-tone={}><b>{}</b><span>{}</span></p>
                {}{}{}{}
            </section>",
            lane.title,
            &self.root,
            lane.title,
            assignor(part, lane),
            tone(lane.busy),
            lane.state,
            &lane.generation,
            removal(part, lane),
            tone(lane.verdict.tone),
            &lane.verdict.count,
            &lane.verdict.words,
            tabs::view(part, lane.title, self.shown(part, lane)),
            pane(part, ChartView::make, "chart"),
            (!lane.sum.is_empty()).then(|| markup!("<p class=\"sum\" role=\"status\">{}</p>", &lane.sum)),
            twin(part, &lane.table)
        )
    }

    fn drawn(&mut self, part: &Part, first: bool) {
        let (Some(root), Some(lane)) = (self.root.cast::<Element>(), part.lane()) else { return };
        part.desk.player.bind(part.index, &root, lane, self.demand);
        if std::mem::take(&mut self.is_new) {
            part.desk.player.measure(part.index);
        }
        if first {
            let (player, index) = (part.desk.player.clone(), part.index);
            self.watch = Some(Watch::new(&root, Callback::from(move |()| player.measure(index))));
        }
    }
}

/// The lane's assignor, to choose from where there are several.
fn assignor(part: &Part, lane: &LaneScene) -> Html {
    if lane.assignors.is_empty() {
        return markup!("<code class=\"sub\">{}</code>", lane.assignor);
    }
    let (desk, session, variant) = (part.desk.clone(), part.session.clone(), lane.variant);
    let variants: Vec<_> = lane.assignors.iter().map(|(v, _)| *v).collect();
    let onchange = Callback::from(move |event| {
        let to = chosen(&event).and_then(|i| variants.get(i)).copied();
        desk.ask(Action::SetLanes(session.lanes_switched(variant, to.or(Some(variant)))));
    });
    let options: Vec<_> = lane.assignors.iter().map(|(v, name)| choice(name, *v == variant)).collect();
    let name = [lane.title, ": ", text::page(part.lang()).assignor].concat();
    markup!("<select class=\"sub mono\" aria-label={} onchange={}>{}</select>", name, onchange, options)
}

/// Takes the lane away, unless it is the only one.
fn removal(part: &Part, lane: &LaneScene) -> Option<Html> {
    let name = [text::page(part.lang()).remove_lane, ": ", lane.title].concat();
    if lane.made == Made::Recorded {
        return Some(quiet_button("#i-close", &name, part.desk.asks(Action::RemoveRecording(lane.variant))));
    }
    let lanes = part.session.lanes_switched(lane.variant, None);
    (!lanes.is_empty()).then(|| quiet_button("#i-close", &name, part.desk.asks(Action::SetLanes(lanes))))
}

/// The group: coordinator, members, what travels between them.
pub(crate) fn stage(lane: &LaneScene, words: &'static Page) -> Html {
    let wires: Vec<_> = lane.cards.iter().map(|_| markup!("<line />")).collect();
    let cards: Vec<_> = lane.cards.iter().map(|c| card::view(c, words)).collect();
    let tiles: Vec<_> = lane.tiles.iter().map(tile).collect();
    markup!(
        "<div class=\"stage\">
            <div class=\"coord\"><span>{}</span><span class=\"sub mono\">{}</span></div>
            <div class=\"way\">
                <svg class=\"wires\" aria-hidden=\"true\">{}</svg>
                <div class=\"shelf\" data-is={} aria-hidden=\"true\">{}</div>
            </div>
            <div class=\"cards\">{}</div>
            <div class=\"flyers\" aria-hidden=\"true\">{}<div class=\"tokens\"></div></div>
        </div>",
        words.coordinator,
        &lane.coordinator,
        wires,
        if lane.unowned > 0 { "used" } else { "empty" },
        words.nobody,
        cards,
        tiles
    )
}

/// A partition; the player puts it where it is and writes its lag.
fn tile(tile: &Tile) -> Html {
    let state = match tile.state {
        _ if tile.place == Anchor::Hidden => "nowhere",
        TileState::Held => "held",
        TileState::Idle => "idle",
        TileState::Unowned => "loose",
        TileState::Stale => "stale",
        TileState::Double => "twice",
    };
    markup!(
        "<div key={} class=\"tile\" data-c={} data-is={} data-to={}><span>{}</span><small></small></div>",
        u32::from(tile.partition.0) * 2 + u32::from(tile.second),
        colour(tile.colour),
        state,
        tile.to.map(colour),
        &tile.label
    )
}

/// How a tone is called in `data-tone`.
pub(crate) const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
    }
}

/// Room for the tiles of every lane: as much in each, so that their charts are level.
pub(crate) fn demands(part: &Part) -> Demand {
    let mut all = Demand::default();
    for lane in &part.scene.lanes {
        demand(lane, &mut all);
    }
    all
}

/// The most tiles that a card, and the shelf, has at any time of the run, so that nothing below moves while it plays.
fn demand(lane: &LaneScene, all: &mut Demand) {
    let chart = &lane.whole;
    // What each place gains and loses, in time; a place is a member's card, or the shelf.
    let mut steps: Vec<(Option<MemberIdx>, u32, i32)> = Vec::new();
    for segment in chart.rows.iter().flat_map(|row| &row.segments).filter(|s| s.x0 < s.x1) {
        let (first, second) = match segment.kind {
            SegmentKind::Unowned => (None, None),
            SegmentKind::Held(m) | SegmentKind::Stale(m) => (Some(m), None),
            SegmentKind::Double(m, zombie) => (Some(m), Some(zombie)),
        };
        let count = i32::try_from(segment.partitions).unwrap_or(0);
        for place in std::iter::once(first).chain(second.map(Some)) {
            steps.extend([(place, segment.x0, count), (place, segment.x1, -count)]);
        }
    }
    order::sort(&mut steps);
    let (mut at, mut count) = (None, 0);
    let (mut on_card, mut on_shelf) = (0, 0);
    for (place, _, step) in steps {
        if std::mem::replace(&mut at, place) != place {
            count = 0;
        }
        count += step;
        let most = if place.is_some() { &mut on_card } else { &mut on_shelf };
        *most = count.max(*most);
    }
    let most = |count: i32, limit| usize::try_from(count).unwrap_or(0).min(limit);
    all.on_card = most(on_card, limits::CARD_TILES).max(all.on_card);
    all.on_shelf = most(on_shelf, limits::SHELF_TILES).max(all.on_shelf);
    // Lag gathers in some partitions rather than in one.
    let digits = (chart.lag_top * 2 / (lane.tiles.len().max(2) as u64)).max(1).ilog10() as usize + 1;
    all.digits = digits.max(all.digits);
    let letters = lane.tiles.iter().map(|tile| tile.label.chars().count()).max().unwrap_or(2);
    all.letters = letters.max(all.letters);
}
