//! The diagram of messages: moved past the playhead, which stands still but at the ends of a run.

use rebalance_view::views::messages::Place;
use web_sys::{Element, HtmlElement};

use super::pixels::{Moved, Point, Tenths, px};

/// Height of a millisecond of viewing time, in tenths of a pixel: 75 pixels a second.
const TENTHS_A_MS: (u32, u32) = (3, 4);

/// A length of viewing time in ms, in tenths of a pixel.
pub const fn tenths(ms: u32) -> u32 {
    ms.saturating_mul(TENTHS_A_MS.0) / TENTHS_A_MS.1
}

/// The parts of a diagram that move.
#[derive(Debug)]
pub(super) struct Diagram {
    field: Element,
    world: Moved,
    now: Moved,
    later: Moved,
    height: Tenths,
}

impl Diagram {
    /// Takes over the diagram of a lane, if it has one.
    pub(super) fn of(root: &Element) -> Option<Self> {
        let one = |selector| super::lane::one(root, selector);
        let part = |selector| one(selector).map(|e: HtmlElement| Moved::new(&e));
        Some(Self {
            field: one(".field")?.into(),
            world: part(".world")?,
            now: part(".field .now")?,
            later: part(".later")?,
            height: 0,
        })
    }

    /// Whether it is still there.
    pub(super) fn is_in(&self, root: &Element) -> bool {
        root.contains(Some(&self.field))
    }

    /// Reads how high it is.
    pub(super) fn measure(&mut self) {
        self.height = px(self.field.client_height());
    }

    /// Puts it where it is.
    pub(super) fn write(&mut self, place: Place) {
        let at = |us: u64| Tenths::try_from(tenths(u32::try_from(us / 1000).unwrap_or(0))).unwrap_or(0);
        let (y, rest) = (at(place.us), at(place.of_us.saturating_sub(place.us)));
        let now = playhead(y, rest, self.height);
        self.world.to(Point { x: 0, y: now - y });
        self.now.to(Point { x: 0, y: now });
        self.later.to(Point { x: 0, y: now });
    }
}

/// Where the playhead is in a field of this height: as far above the middle as what comes is of more interest, but at the
/// beginning and at the end of a run, where the field would be empty beyond.
fn playhead(y: Tenths, rest: Tenths, height: Tenths) -> Tenths {
    let edge = px(EDGE);
    let middle = height * 2 / 5;
    (y + edge).min(middle).max(height - edge - rest).min(y + edge)
}

/// Space before the beginning and behind the end.
const EDGE: i32 = 24;

#[cfg(test)]
mod tests {
    use super::playhead;

    #[test]
    fn the_playhead_stands_still_but_at_the_ends() {
        let at = |y| playhead(y, 10_000 - y, 3_000);
        assert_eq!([0, 500, 5_000, 9_000, 10_000].map(at), [240, 740, 1_200, 1_760, 2_760]);
        assert_eq!(playhead(100, 200, 3_000), 340, "a short run begins at the top");
    }
}
