//! A lane: its verdict, the group as it is now, and its chart.

use std::collections::BTreeMap;
use std::rc::Rc;

use rebalance_view::chart::{Chart, SegmentKind};
use rebalance_view::scene::{LaneScene, Tile, TileState, Tone};
use rebalance_view::{Lang, Scene, limits, text};
use web_sys::Element;
use yew::prelude::*;

use super::card::CardView;
use super::chart::ChartView;
use super::rich::member_class;
use super::table::twin;
use crate::context::use_desk;
use crate::hooks::use_width;
use crate::motion::Demand;

/// What a lane shows: one of the scene's. Two are equal if that lane and the axis are.
#[derive(Clone, Debug, Properties)]
pub struct LaneProps {
    /// Its place.
    pub index: usize,
    /// The scene that has it.
    pub scene: Rc<Scene>,
    /// Language.
    pub lang: Lang,
}

impl PartialEq for LaneProps {
    fn eq(&self, other: &Self) -> bool {
        (self.index, self.lang) == (other.index, other.lang)
            && (Rc::ptr_eq(&self.scene, &other.scene)
                || self.scene.axis == other.scene.axis && self.lane() == other.lane())
    }
}

impl LaneProps {
    fn lane(&self) -> Option<&LaneScene> {
        self.scene.lanes.get(self.index)
    }
}

/// See the module.
#[component]
pub fn LaneView(props: &LaneProps) -> Html {
    let desk = use_desk();
    let root = use_node_ref();
    let resized = {
        let (player, index) = (desk.player.clone(), props.index);
        use_callback((player, index), |(), (player, index)| player.measure(*index))
    };
    let width = use_width(&root, resized);
    let lane = props.lane();
    let demand = use_memo(lane.map(|l| l.chart.clone()), |chart| chart.as_ref().map(|c| demand(c)).unwrap_or_default());
    {
        // Without a condition: whenever this was drawn anew, elements may be new too.
        let (player, props, root, demand) = (desk.player.clone(), props.clone(), root.clone(), *demand);
        use_effect(move || {
            if let (Some(root), Some(lane)) = (root.cast::<Element>(), props.lane()) {
                player.bind(props.index, &root, lane, demand);
            }
        });
    }
    let Some(lane) = lane else { return html! {} };
    let words = text::page(props.lang);
    let cards = lane
        .cards
        .iter()
        .map(|card| html! { <CardView key={card.member.index()} card={card.clone()} lang={props.lang} /> });
    let wires = lane.cards.iter().map(|card| html! { <line key={card.member.index()} /> });
    html! {
        <section class="lane" aria-label={lane.title} ref={root}>
            <div class="lane-head">
                <h2>{ lane.title }</h2>
                <code class="sub">{ lane.assignor }</code>
                <span class={classes!("state", tone(lane.busy))}>{ lane.state }</span>
                <span class="gen">{ &lane.generation }</span>
            </div>
            <p class={classes!("verdict", tone(lane.verdict.tone))}><b>{ &lane.verdict.count }</b><span>{ &lane.verdict.words }</span></p>
            <div class="stage">
                <div class="coord"><span>{ words.coordinator }</span><span class="sub mono">{ &lane.coordinator }</span></div>
                <div class="way">
                    <svg class="wires" aria-hidden="true">{ for wires }</svg>
                    <div class={classes!("shelf", (lane.unowned > 0).then_some("on"))} aria-hidden="true">{ words.nobody }</div>
                </div>
                <div class="cards">{ for cards }</div>
                <div class="flyers" aria-hidden="true">
                    { for lane.tiles.iter().map(tile) }
                    <div class="tokens"></div>
                </div>
            </div>
            <ChartView chart={lane.chart.clone()} axis={props.scene.axis.clone()} title={lane.title} {width} lang={props.lang} />
            { twin(&lane.table) }
        </section>
    }
}

/// A partition; the player puts it where it is and writes its lag.
fn tile(tile: &Tile) -> Html {
    let state = match tile.state {
        TileState::Held => "held",
        TileState::Idle => "idle",
        TileState::Unowned => "loose",
        TileState::Stale => "stale",
        TileState::Double => "twice",
    };
    let key = u32::from(tile.partition.0) * 2 + u32::from(tile.second);
    html! {
        <div key={key} class={classes!("tile", member_class(tile.colour), state)}><span>{ &tile.label }</span><small></small></div>
    }
}

const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
    }
}

/// The most tiles that a card, and the shelf, has at any time of the run, so that nothing below moves while it plays.
fn demand(chart: &Chart) -> Demand {
    // How many each place gains and loses at an instant; a place is a card or, without a member, the shelf.
    let mut steps: BTreeMap<_, BTreeMap<u32, i32>> = BTreeMap::new();
    for segment in chart.rows.iter().flat_map(|row| &row.segments).filter(|s| s.x0 < s.x1) {
        let (first, second) = match segment.kind {
            SegmentKind::Unowned => (None, None),
            SegmentKind::Held(m) | SegmentKind::Stale(m) => (Some(m), None),
            SegmentKind::Double(m, zombie) => (Some(m), Some(zombie)),
        };
        for place in std::iter::once(first).chain(second.map(Some)) {
            let steps = steps.entry(place).or_default();
            *steps.entry(segment.x0).or_default() += 1;
            *steps.entry(segment.x1).or_default() -= 1;
        }
    }
    let most = |steps: &BTreeMap<u32, i32>| {
        let counts = steps.values().scan(0, |count, step| {
            *count += step;
            Some(*count)
        });
        usize::try_from(counts.max().unwrap_or(0)).unwrap_or(0)
    };
    Demand {
        on_card: steps
            .iter()
            .filter(|(place, _)| place.is_some())
            .map(|(_, steps)| most(steps))
            .max()
            .unwrap_or(0)
            .min(limits::CARD_TILES),
        on_shelf: steps.get(&None).map_or(0, most).min(limits::SHELF_TILES),
        // Lag gathers in some partitions rather than in one.
        digits: (chart.lag_top * 2 / (chart.rows.len().max(2) as u64)).max(1).ilog10() as usize + 1,
        letters: chart.rows.iter().map(|row| row.label.chars().count()).max().unwrap_or(2),
    }
}
