//! The moving parts of one lane: its stage measured, its tiles, tokens, countdowns and playhead written.

use rebalance_model::MemberIdx;
use rebalance_view::chart;
use rebalance_view::motion::LaneFrame;
use rebalance_view::scene::LaneScene;
use rebalance_view::text;
use rebalance_view::views::messages::Place;
use wasm_bindgen::JsCast as _;
use web_sys::{DomTokenList, Element, HtmlElement, Text};

use super::diagram::Diagram;
use super::geometry::{CardBox, Demand, Geometry, PARKING_ROW, TileSize, Tiling};
use super::meters::Meters;
use super::pixels::{Moved, Point, Tenths, push_whole, px};
use super::tiles::{Tiles, text_of};
use super::tokens::Tokens;
use crate::crowd::{self, Flights};
use crate::platform::dom;

/// Elements of a lane's stage, where the group is shown.
#[derive(Debug)]
struct Stage {
    root: HtmlElement,
    coordinator: HtmlElement,
    way: HtmlElement,
    flyer_classes: DomTokenList,
}

/// Elements of its chart.
#[derive(Debug)]
struct Nodes {
    slider: Element,
    plot: Element,
    playhead: Moved,
    ghost: HtmlElement,
    ghost_style: Moved,
    ghost_text: Text,
    lag: Text,
}

/// The moving parts of one lane.
#[derive(Debug, Default)]
pub(super) struct LaneWriter {
    nodes: Option<Nodes>,
    stage: Option<Stage>,
    diagram: Option<Diagram>,
    cards: Vec<HtmlElement>,
    wires: Vec<Element>,
    scene_cards: Vec<(MemberIdx, u8)>,
    geometry: Geometry,
    demand: Demand,
    /// What there is room for on the stage.
    room: Option<Room>,
    /// Something may be elsewhere than when it was measured.
    is_stale: bool,
    plot: (Tenths, Tenths),
    tiles: Tiles,
    tokens: Tokens,
    meters: Meters,
    /// What moves where cards are folded into cells.
    folded: Option<Box<dyn Flights>>,
    shown_lag: Option<u64>,
}

/// What a stage has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Room {
    /// Of the stage. It stays on paper, where nothing is measured anew.
    width: i32,
    tiling: Tiling,
    /// Rows of requests that wait at the coordinator.
    parking_rows: i32,
}

/// The elements of that selector, in their order.
pub(crate) fn all(root: &Element, selector: &str) -> impl Iterator<Item = Element> {
    let list = root.query_selector_all(selector).ok();
    let length = list.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |i| list.as_ref()?.get(i)?.dyn_into::<Element>().ok())
}

/// The element of that selector.
pub(super) fn one(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

impl LaneWriter {
    /// Takes over the elements of a lane after Yew has drawn them.
    pub(super) fn bind(&mut self, root: &Element, scene: &LaneScene, demand: Demand) {
        if self.nodes.as_ref().is_none_or(|n| !root.contains(Some(&n.slider))) {
            self.nodes = nodes(root);
            self.shown_lag = None;
        }
        if self.stage.as_ref().is_none_or(|n| !root.contains(Some(&n.root))) {
            self.stage = stage(root);
            self.room = None;
        }
        if self.diagram.as_ref().is_none_or(|diagram| !diagram.is_in(root)) {
            self.diagram = Diagram::of(root);
        }
        self.demand = demand;
        self.scene_cards = scene.cards.iter().map(|c| (c.member, c.colour)).collect();
        let before = (self.cards.len(), self.cards.first().cloned());
        self.cards =
            all(root, if scene.is_folded { ".cell" } else { ".card" }).filter_map(|e| e.dyn_into().ok()).collect();
        self.wires = all(root, ".wires line").collect();
        self.tiles.bind(all(root, ".tile"));
        self.meters.bind(all(root, ".card"));
        if let Some(layer) = root.query_selector(".tokens").ok().flatten() {
            self.tokens.bind(layer);
        }
        self.folded = self.folded.take().or_else(|| Some((crowd::here()?.flights)())).filter(|_| scene.is_folded);
        if let Some(folded) = &mut self.folded {
            folded.bind(root, scene);
        }
        // Cells stay where they are, whatever stands in them: measured anew each time they would be the most of a drawing.
        let is_same =
            scene.is_folded && self.room.is_some() && before == (self.cards.len(), self.cards.first().cloned());
        self.is_stale |= !is_same;
    }

    /// Everything has to be measured.
    pub(super) fn doubt(&mut self) {
        self.is_stale = true;
    }

    /// How tiles are to be arranged.
    fn fit(&mut self) -> Option<Room> {
        let width = self.stage.as_ref()?.root.client_width();
        let slots = |card: &HtmlElement| card.query_selector(".slots").ok().flatten();
        let inner = self.cards.first().and_then(slots).map_or(width, |s| s.client_width());
        let tiling = Tiling::fit(self.demand, inner, width - SHELF_INSET);
        // Across, cards are where they are already; down, they follow once there is room above them.
        self.geometry = Geometry { cards: self.cards.iter().map(card_box).collect(), ..Geometry::default() };
        Some(Room { width, tiling, parking_rows: self.geometry.parking_rows() })
    }

    /// Makes room for tiles, if there is another one than before.
    fn make_room(&mut self, room: Room) {
        if let Some(stage) = self.stage.as_ref().filter(|_| self.room != Some(room)) {
            make_room(stage, room);
            self.room = Some(room);
        }
    }

    /// Reads where everything is.
    fn measure(&mut self) {
        if let Some(nodes) = &self.nodes {
            let (plot, slider) = (nodes.plot.get_bounding_client_rect(), nodes.slider.get_bounding_client_rect());
            self.plot = (to_tenths(plot.left() - slider.left()), to_tenths(plot.width()));
        }
        if let Some(diagram) = &mut self.diagram {
            diagram.measure();
        }
        let (Some(nodes), Some(Room { tiling, .. })) = (&self.stage, self.room) else { return };
        let width = nodes.root.client_width();
        let cards = self.cards.iter().map(card_box).collect();
        let coordinator = nodes.coordinator.offset_top() + nodes.coordinator.offset_height();
        let shelf_height = tiling.height_of(tiling.shelf_rows);
        let way_bottom = nodes.way.offset_top() + nodes.way.offset_height();
        let shelf_top = way_bottom - SHELF_ABOVE_CARDS - shelf_height - 1;
        self.geometry = Geometry {
            cards,
            middle: px(width) / 2,
            coordinator: px(coordinator),
            shelf: Point { x: px(12), y: px(shelf_top) },
            tiling,
        };
    }

    fn draw_wires(&self) {
        let Some(stage) = &self.stage else { return };
        let above = px(stage.way.offset_top());
        for (i, wire) in self.wires.iter().enumerate() {
            let Some((bottom, top)) = self.geometry.edge(i) else { continue };
            let mut text = String::new();
            for (name, tenths) in [("x1", top.x), ("y1", top.y - above), ("x2", bottom.x), ("y2", bottom.y - above)] {
                text.clear();
                push_whole(&mut text, u32::try_from((tenths + 5) / 10).unwrap_or(0));
                wire.set_attribute(name, &text).ok();
            }
        }
    }

    /// Writes everything that moves. `runs` says whether time does.
    pub(super) fn write(
        &mut self,
        frame: &LaneFrame,
        scene: &LaneScene,
        (x, place): (Option<u32>, Option<Place>),
        runs: bool,
    ) {
        let point = x.map_or(OUT_OF_SIGHT, |x| self.on_plot(x));
        if let (Some(diagram), Some(place)) = (&mut self.diagram, place) {
            diagram.write(place);
        }
        let Some(nodes) = &mut self.nodes else { return };
        nodes.playhead.to(point);
        if self.shown_lag != Some(frame.lag) {
            self.shown_lag = Some(frame.lag);
            nodes.lag.set_data(&text::whole(frame.lag));
        }
        if self.stage.is_none() {
            return;
        }
        if let Some(folded) = &mut self.folded {
            return folded.write(frame, scene, &self.geometry, &mut self.tokens, runs);
        }
        let cards = &self.scene_cards;
        let card_of = |member| cards.iter().position(|(m, _)| *m == member);
        self.tiles.write(&frame.tiles, &self.geometry, card_of, runs);
        self.tokens.write(&frame.tokens, &self.geometry, |token| card_of(token.member).map(|i| (i, cards[i].1)));
        self.meters.write(&frame.meters, &scene.cards);
    }

    /// Where the playhead is, for those who hear it.
    pub(super) fn say(&self, now_ms: &str, spoken: &str) {
        if let Some(nodes) = &self.nodes {
            nodes.slider.set_attribute("aria-valuenow", now_ms).ok();
            nodes.slider.set_attribute("aria-valuetext", spoken).ok();
        }
    }

    /// Says whether tiles get to their places by the style sheet's transition.
    pub(super) fn set_running(&self, runs: bool) {
        if let Some(stage) = &self.stage {
            stage.flyer_classes.toggle_with_force("still", runs).ok();
        }
    }

    /// Shows the line of the instant pointed at, or hides it.
    pub(super) fn hover(&mut self, at: Option<(u32, &str)>) {
        let point = at.map(|(x, _)| self.on_plot(x));
        let Some(nodes) = &mut self.nodes else { return };
        dom::set_style(&nodes.ghost, "visibility", if at.is_some() { "visible" } else { "hidden" });
        if let (Some((x, text)), Some(point)) = (at, point) {
            nodes.ghost_style.to(point);
            nodes.ghost_text.set_data(text);
            nodes.ghost.class_list().toggle_with_force("flip", x > chart::WIDTH * 7 / 10).ok();
        }
    }

    fn on_plot(&self, x: u32) -> Point {
        let part = i64::from(self.plot.1) * i64::from(x) / i64::from(chart::WIDTH);
        Point { x: self.plot.0 + Tenths::try_from(part).unwrap_or(0), y: 0 }
    }
}

fn to_tenths(pixels: f64) -> Tenths {
    #[expect(clippy::cast_possible_truncation, reason = "a length on a screen")]
    let tenths = (pixels * 10.0) as Tenths;
    tenths
}

/// Where a playhead is that lies outside of the window.
const OUT_OF_SIGHT: Point = Point { x: px(-9999), y: 0 };
/// What the shelf keeps free at its right for its name, and at its left.
const SHELF_INSET: i32 = 78;
/// Space below the shelf: `.shelf` in the style sheet.
const SHELF_ABOVE_CARDS: i32 = 18;
/// Space above it, below the requests that wait at the coordinator.
const ABOVE_SHELF: i32 = 12;

fn stage(root: &Element) -> Option<Stage> {
    Some(Stage {
        root: one(root, ".stage")?,
        coordinator: one(root, ".coord")?,
        way: one(root, ".way")?,
        flyer_classes: one(root, ".flyers")?.class_list(),
    })
}

fn nodes(root: &Element) -> Option<Nodes> {
    let ghost = one(root, ".ghost")?;
    Some(Nodes {
        slider: root.query_selector("[role=slider]").ok().flatten()?,
        plot: root.query_selector(".plot").ok().flatten()?,
        playhead: Moved::new(&one(root, ".playhead")?),
        ghost_style: Moved::new(&ghost),
        ghost_text: text_of(&root.query_selector(".ghost output").ok().flatten()?),
        ghost,
        lag: text_of(&root.query_selector(".lag-now").ok().flatten()?),
    })
}

/// Measures the lanes that are in doubt: all are read, then written, then read, as a browser lays the page out anew
/// whenever something is read after something was written.
pub(super) fn measure(lanes: &mut [LaneWriter]) {
    let mut stale: Vec<_> = lanes.iter_mut().filter(|lane| lane.is_stale).collect();
    let rooms: Vec<_> = stale.iter_mut().map(|lane| lane.fit()).collect();
    for (lane, room) in stale.iter_mut().zip(rooms) {
        if let Some(room) = room {
            lane.make_room(room);
        }
    }
    for lane in &mut stale {
        lane.is_stale = false;
        lane.measure();
    }
    for lane in stale {
        lane.draw_wires();
    }
}

fn make_room(nodes: &Stage, Room { width, tiling, parking_rows }: Room) {
    let shelf = tiling.height_of(tiling.shelf_rows) + 4;
    let set = |name: &str, pixels: i32| {
        let mut value = String::new();
        push_whole(&mut value, pixels.unsigned_abs());
        value.push_str("px");
        dom::set_style(&nodes.root, name, &value);
    };
    set("--wide", width);
    set("--slots", tiling.height_of(tiling.card_rows));
    set("--shelf", shelf);
    set("--way", parking_rows * PARKING_ROW + ABOVE_SHELF + shelf + SHELF_ABOVE_CARDS);
    set("--tile", tiling.tile_width());
    for size in [TileSize::Large, TileSize::Mid, TileSize::Tiny] {
        nodes.flyer_classes.toggle_with_force(size.class(), size == tiling.size).ok();
    }
}

fn card_box(card: &HtmlElement) -> CardBox {
    let (x, y) = (card.offset_left(), card.offset_top());
    let slots = one(card, ".slots");
    let (slot_x, slot_y) = slots.map_or((10, 28), |s| (s.offset_left(), s.offset_top()));
    let border = card.client_left();
    CardBox {
        top: Point { x: px(x) + px(card.offset_width()) / 2, y: px(y) },
        slots: Point { x: px(x + border + slot_x), y: px(y + card.client_top() + slot_y) },
    }
}
