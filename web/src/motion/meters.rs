//! Countdowns on the cards: a bar that fills, and the time beside it.

use rebalance_model::SimDuration;
use rebalance_view::motion::{CardFrame, MeterFrame};
use rebalance_view::scene::{Card, Meter};
use rebalance_view::text;
use wasm_bindgen::JsCast as _;
use web_sys::{DomTokenList, Element, HtmlElement, Text};

use super::pixels::Moved;
use super::tiles::text_of;

/// Parts of the limit, in thousandths, from which on a countdown looks late.
pub(crate) const LATE: u16 = 600;

/// One countdown's elements.
#[derive(Debug)]
struct MeterNode {
    fill: Moved,
    classes: DomTokenList,
    value: Text,
    shown: Shown,
}

/// What the text says: the same again is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Idle(&'static str),
    Age { tenths: u64, limit: SimDuration },
}

/// The countdowns of a lane: heartbeat, poll and what a member of a consumer group has besides, of each card in the
/// scene's order.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    nodes: Vec<[Option<MeterNode>; 3]>,
}

impl Meters {
    /// Takes over the elements of these cards.
    pub(crate) fn bind(&mut self, cards: impl Iterator<Item = Element>) {
        let of = |card: Element| ["heartbeat", "poll", "epoch"].map(|which| node(&card, which));
        self.nodes = cards.map(of).collect();
    }

    /// Writes the countdowns of a frame.
    pub(crate) fn write(&mut self, frames: &[CardFrame], cards: &[Card]) {
        for ((nodes, frame), card) in self.nodes.iter_mut().zip(frames).zip(cards) {
            let epoch = card.epoch.as_ref().map_or(&card.poll, |epoch| &epoch.meter);
            let shown = [(frame.heartbeat, &card.heartbeat), (frame.poll, &card.poll), (frame.epoch, epoch)];
            for (node, (frame, meter)) in nodes.iter_mut().zip(shown) {
                if let Some(node) = node {
                    node.write(frame, meter);
                }
            }
        }
    }
}

fn node(card: &Element, which: &str) -> Option<MeterNode> {
    let meter = card.query_selector(&[".meter.", which].concat()).ok().flatten()?;
    let fill = meter.query_selector(".fill").ok().flatten()?.dyn_into::<HtmlElement>().ok()?;
    let value = text_of(&meter.query_selector(".val").ok().flatten()?);
    Some(MeterNode { fill: Moved::new(&fill), classes: meter.class_list(), value, shown: Shown::Nothing })
}

impl MeterNode {
    fn write(&mut self, frame: MeterFrame, meter: &Meter) {
        let part = if frame.counts { frame.part } else { 0 };
        self.fill.scale_x(part);
        let shown = if frame.counts {
            Shown::Age { tenths: frame.age_us / 100_000, limit: meter.limit }
        } else {
            Shown::Idle(meter.idle)
        };
        if shown == self.shown {
            return;
        }
        self.shown = shown;
        self.classes.toggle_with_force("late", part >= LATE).ok();
        self.classes.toggle_with_force("over", part >= 1000).ok();
        match shown {
            Shown::Age { limit, .. } => self.value.set_data(&text::meter(frame.age_us, limit, meter.unit)),
            Shown::Idle(words) => self.value.set_data(words),
            Shown::Nothing => {}
        }
    }
}
