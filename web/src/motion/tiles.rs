//! Tiles: partitions that lie on cards or on the shelf, and fly from one to the other.
//!
//! While time runs a tile is where the frame says. While it stands still a tile is at rest, and gets there by
//! the transition of the style sheet; when time runs on, a tile that came to rest early does not fly again.

use rebalance_view::motion::{Anchor, TileFrame};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, Text};

use super::geometry::Geometry;
use super::pixels::{Moved, Point, push_whole};

/// One tile's element.
#[derive(Debug)]
struct TileNode {
    style: Moved,
    lag: Option<Text>,
    shown_lag: u64,
    /// The way that it has shown to its end.
    rested: [Anchor; 3],
}

/// The tiles of a lane, in the scene's order.
#[derive(Debug, Default)]
pub(super) struct Tiles {
    nodes: Vec<TileNode>,
    buffer: String,
}

impl Tiles {
    /// Takes over the elements that now exist; what tiles had shown is forgotten.
    pub(super) fn bind(&mut self, elements: impl Iterator<Item = Element>) {
        self.nodes.clear();
        for element in elements {
            let Ok(element) = element.dyn_into::<HtmlElement>() else { continue };
            let lag = element.last_element_child().filter(|e| e.tag_name() == "SMALL").map(|small| text_of(&small));
            self.nodes.push(TileNode {
                style: Moved::new(&element),
                lag,
                shown_lag: u64::MAX,
                rested: [Anchor::Hidden; 3],
            });
        }
    }

    /// Puts each tile where it is: at rest, or on its way if time runs.
    pub(super) fn write(
        &mut self,
        frames: &[TileFrame],
        geometry: &Geometry,
        card_of: impl Fn(rebalance_model::MemberIdx) -> Option<usize>,
        runs: bool,
    ) {
        for (node, frame) in self.nodes.iter_mut().zip(frames) {
            if let Some(point) = position(node, frame, geometry, &card_of, runs) {
                node.style.to(point);
            }
            if let Some(text) = node.lag.as_ref().filter(|_| node.shown_lag != frame.lag) {
                node.shown_lag = frame.lag;
                self.buffer.clear();
                push_lag(&mut self.buffer, frame.lag);
                text.set_data(&self.buffer);
            }
        }
    }
}

fn position(
    node: &mut TileNode,
    frame: &TileFrame,
    geometry: &Geometry,
    card_of: &impl Fn(rebalance_model::MemberIdx) -> Option<usize>,
    runs: bool,
) -> Option<Point> {
    let at = |anchor| geometry.place(anchor, card_of);
    let last = at(frame.path[2]);
    if !runs {
        node.rested = frame.path;
    }
    if node.rested == frame.path || frame.done == [1000, 1000] {
        return last;
    }
    let first = at(frame.path[0]).or_else(|| at(frame.path[1])).or(last)?;
    let second = at(frame.path[1]).or(last)?;
    Some(first.towards(second, frame.done[0]).towards(last.unwrap_or(second), frame.done[1]))
}

/// Lag with at most four signs: a tile has no room for more.
fn push_lag(out: &mut String, lag: u64) {
    let (n, unit) = match lag {
        0..10_000 => (lag, ""),
        10_000..1_000_000 => (lag / 1000, "k"),
        1_000_000..1_000_000_000 => (lag / 1_000_000, "M"),
        _ => (lag / 1_000_000_000, "G"),
    };
    push_whole(out, u32::try_from(n).unwrap_or(u32::MAX));
    out.push_str(unit);
}

/// The one text node of an element that Yew leaves empty.
pub(super) fn text_of(element: &Element) -> Text {
    if let Some(text) = element.first_child().and_then(|child| child.dyn_into::<Text>().ok()) {
        return text;
    }
    let text = crate::platform::dom::document().create_text_node("");
    element.append_child(&text).ok();
    text
}

#[cfg(test)]
mod tests {
    use super::push_lag;

    #[test]
    fn lag_fits_on_a_tile() {
        let lag = |n| {
            let mut out = String::new();
            push_lag(&mut out, n);
            out
        };
        assert_eq!([0, 9999, 10_000, 999_999, 2_500_000].map(lag), ["0", "9999", "10k", "999k", "2M"]);
    }
}
