//! What moves on a stage with cells: bundles of partitions, tokens in columns, a thin countdown in each cell, and those of
//! the card that was picked.

use rebalance_model::MemberIdx;
use rebalance_view::label;
use rebalance_view::motion::{Bundle, CardFrame, LaneFrame};
use rebalance_view::scene::LaneScene;
use wasm_bindgen::JsCast as _;
use web_sys::{DomTokenList, Element, HtmlElement, HtmlInputElement};

use super::Flights;
use crate::components::small::colour;
use crate::motion::{CardBox, Geometry, LATE, Meters, Moved, Point, Tokens, all, px};
use crate::platform::dom;

/// Columns of tokens: one for each `TokenFrame::column`.
const COLUMNS: i32 = 4;
/// The colour of what belongs to several members.
const SEVERAL: u8 = 7;
/// Parts that a thin bar is drawn in: it is not written anew for less than a pixel.
const PARTS: u16 = 50;
/// From a cell's upper edge to its middle.
const MIDDLE: i32 = 12;

/// Makes the moving parts of one stage.
pub(super) fn make() -> Box<dyn Flights> {
    Box::<Crowded>::default()
}

#[derive(Debug, Default)]
struct Crowded {
    layer: Option<Element>,
    bundles: Vec<BundleNode>,
    bars: Vec<Bar>,
    /// Those of the picked card.
    meters: Meters,
}

#[derive(Debug)]
struct BundleNode {
    element: HtmlElement,
    style: Moved,
    /// What it shows; none while it is hidden.
    shown: Option<(u8, u32)>,
}

/// The countdown of a cell.
#[derive(Debug)]
struct Bar {
    fill: Moved,
    classes: DomTokenList,
    shown: u16,
}

impl Flights for Crowded {
    fn bind(&mut self, root: &Element, scene: &LaneScene) {
        let layer = root.query_selector(".bundles").ok().flatten();
        if self.layer != layer {
            (self.layer, self.bundles, self.bars) = (layer, Vec::new(), Vec::new());
        }
        if self.bars.len() != scene.cards.len() {
            self.bars = all(root, ".cell .bar").filter_map(|bar| Bar::new(&bar)).collect();
        }
        self.meters.bind(all(root, ".picked .card"));
        for (input, card) in all(root, ".cell input").zip(&scene.cards) {
            if let Some(input) = input.dyn_ref::<HtmlInputElement>() {
                input.set_checked(scene.picked == Some(card.member));
            }
        }
    }

    fn write(&mut self, frame: &LaneFrame, scene: &LaneScene, geometry: &Geometry, tokens: &mut Tokens, runs: bool) {
        let columns = columns(geometry);
        tokens.write(&frame.tokens, &columns, |token| {
            let column = usize::from(token.column.unwrap_or_default());
            Some((column, if token.messages > 1 { SEVERAL } else { label::colour(token.member) }))
        });
        // While time stands still, what was on its way has come to rest.
        let flying: &[Bundle] = if runs { &frame.bundles } else { &[] };
        self.write_bundles(flying, geometry);
        for (bar, frame) in self.bars.iter_mut().zip(&frame.meters) {
            bar.write(frame);
        }
        if let Some(i) = scene.picked.map(MemberIdx::index).filter(|i| *i < frame.meters.len()) {
            self.meters.write(&frame.meters[i..=i], &scene.cards[i..=i]);
        }
    }
}

impl Crowded {
    fn write_bundles(&mut self, bundles: &[Bundle], geometry: &Geometry) {
        let place = |m: Option<MemberIdx>| match m {
            Some(m) => geometry.cards.get(m.index()).map(|cell| Point { x: cell.top.x, y: cell.top.y + px(MIDDLE) }),
            None => Some(Point { x: geometry.middle, y: geometry.shelf.y }),
        };
        let mut used = 0;
        for bundle in bundles {
            let (Some(from), Some(to)) = (place(bundle.from), place(bundle.to)) else { continue };
            if self.bundles.len() == used {
                let Some(node) = self.layer.as_ref().and_then(BundleNode::new) else { return };
                self.bundles.push(node);
            }
            let whose = bundle.from.or(bundle.to).map_or(SEVERAL, label::colour);
            self.bundles[used].show((whose, bundle.partitions));
            self.bundles[used].style.centred_at(from.towards(to, bundle.done));
            used += 1;
        }
        self.bundles[used..].iter_mut().for_each(BundleNode::hide);
    }
}

/// Where tokens travel: a geometry whose cards are the columns, between the cells and the coordinator.
fn columns(geometry: &Geometry) -> Geometry {
    let top = geometry.cards.first().map_or(0, |first| first.top.y);
    let column = |i: i32| {
        let x = geometry.middle * (2 * i + 1) / COLUMNS;
        CardBox { top: Point { x, y: top }, slots: Point::default() }
    };
    geometry.with_cards((0..COLUMNS).map(column).collect())
}

impl BundleNode {
    fn new(layer: &Element) -> Option<Self> {
        let element = dom::document().create_element("b").ok()?.dyn_into::<HtmlElement>().ok()?;
        element.set_class_name("bundle");
        layer.append_child(&element).ok()?;
        let style = Moved::new(&element);
        Some(Self { element, style, shown: None })
    }

    fn show(&mut self, what: (u8, u32)) {
        if self.shown == Some(what) {
            return;
        }
        self.element.set_attribute("data-c", colour(what.0)).ok();
        self.element.set_text_content(Some(&what.1.to_string()));
        if self.shown.replace(what).is_none() {
            dom::set_style(&self.element, "visibility", "visible");
        }
    }

    fn hide(&mut self) {
        if self.shown.take().is_some() {
            dom::set_style(&self.element, "visibility", "hidden");
        }
    }
}

impl Bar {
    fn new(bar: &Element) -> Option<Self> {
        let fill = bar.first_element_child()?.dyn_into::<HtmlElement>().ok()?;
        Some(Self { fill: Moved::new(&fill), classes: bar.class_list(), shown: u16::MAX })
    }

    /// Of both countdowns the one that is nearer to its end.
    fn write(&mut self, frame: &CardFrame) {
        let of = |meter: rebalance_view::motion::MeterFrame| if meter.counts { meter.part } else { 0 };
        let part = of(frame.heartbeat).max(of(frame.poll));
        let shown = part / (1000 / PARTS);
        if self.shown == shown {
            return;
        }
        self.shown = shown;
        self.fill.scale_x(part);
        self.classes.toggle_with_force("late", part >= LATE).ok();
        self.classes.toggle_with_force("over", part >= 1000).ok();
    }
}
