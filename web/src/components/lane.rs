//! A lane: its verdict, the group as it is now, and its chart.

use std::collections::BTreeMap;
use std::rc::Rc;

use rebalance_view::chart::{Chart, SegmentKind};
use rebalance_view::scene::{LaneScene, Tile, TileState, Tone};
use rebalance_view::text::Page;
use rebalance_view::{limits, text};
use web_sys::Element;
use yew::prelude::*;

use super::chart::ChartView;
use super::markup::{colour, say, twin};
use super::{Part, card};
use crate::motion::Demand;
use crate::platform::resize::Watch;

/// See the module.
#[derive(Debug, Default)]
pub struct LaneView {
    root: NodeRef,
    watch: Option<Watch>,
    demand: Demand,
}

impl Component for LaneView {
    type Message = ();
    type Properties = Part;

    fn create(ctx: &Context<Self>) -> Self {
        let demand = ctx.props().lane().map(|lane| demand(&lane.chart)).unwrap_or_default();
        Self { demand, ..Self::default() }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Part) -> bool {
        let part = ctx.props();
        let chart = |part: &Part| part.lane().map(|lane| Rc::as_ptr(&lane.chart));
        let is_other_run = chart(old) != chart(part);
        if is_other_run {
            self.demand = part.lane().map(|lane| demand(&lane.chart)).unwrap_or_default();
        }
        // The chart in the lane has to hear of another axis.
        is_other_run || old.scene.axis != part.scene.axis || old.lang() != part.lang() || old.lane() != part.lane()
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let part = ctx.props();
        let Some(lane) = part.lane() else { return Html::default() };
        html! {
            <section class="lane" aria-label={lane.title} ref={self.root.clone()}>
                <div class="lane-head">
                    <h2>{ lane.title }</h2>
                    <code class="sub">{ lane.assignor }</code>
                    <span class="state" data-tone={tone(lane.busy)}>{ lane.state }</span>
                    <span class="gen">{ say(&lane.generation) }</span>
                </div>
                <p class="verdict" data-tone={tone(lane.verdict.tone)}><b>{ say(&lane.verdict.count) }</b><span>{ say(&lane.verdict.words) }</span></p>
                { stage(lane, text::page(part.lang())) }
                <ChartView ..part.clone() />
                { twin(&lane.table) }
            </section>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let part = ctx.props();
        let (Some(root), Some(lane)) = (self.root.cast::<Element>(), part.lane()) else { return };
        part.desk.player.bind(part.index, &root, lane, self.demand);
        if first {
            let (player, index) = (part.desk.player.clone(), part.index);
            self.watch = Some(Watch::new(&root, Callback::from(move |()| player.measure(index))));
        }
    }
}

/// The group: coordinator, members, what travels between them.
fn stage(lane: &LaneScene, words: &'static Page) -> Html {
    let wires = lane.cards.iter().map(|card| html! { <line key={card.member.index()} /> });
    let shelf = if lane.unowned > 0 { "used" } else { "empty" };
    html! {
        <div class="stage">
            <div class="coord"><span>{ words.coordinator }</span><span class="sub mono">{ say(&lane.coordinator) }</span></div>
            <div class="way">
                <svg class="wires" aria-hidden="true">{ for wires }</svg>
                <div class="shelf" data-is={shelf} aria-hidden="true">{ words.nobody }</div>
            </div>
            <div class="cards">{ for lane.cards.iter().map(|c| card::view(c, words)) }</div>
            <div class="flyers" aria-hidden="true">
                { for lane.tiles.iter().map(tile) }
                <div class="tokens"></div>
            </div>
        </div>
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
    let key = usize::from(tile.partition.0) * 2 + usize::from(tile.second);
    html! { <div {key} class="tile" data-c={colour(tile.colour)} data-is={state}><span>{ say(&tile.label) }</span><small></small></div> }
}

const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
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
