//! Where things are on a lane's stage, in pixels: from symbolic anchors and measured boxes to points.
//!
//! Pure, so that it is tested without a browser. Must not know what a tile or a token means.

use rebalance_view::motion::Anchor;

use super::pixels::{Point, Tenths, px};

/// How large tiles are drawn. Small ones leave their lag out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TileSize {
    /// Name and lag.
    #[default]
    Large,
    /// Name and lag, in less room.
    Mid,
    /// Name alone.
    Tiny,
}

impl TileSize {
    const ALL: [Self; 3] = [Self::Large, Self::Mid, Self::Tiny];

    /// Its class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Mid => "mid",
            Self::Tiny => "tiny",
        }
    }

    /// Width and height, whole pixels, for names of `letters` letters and lag of `digits` digits. The width is
    /// written to the stage; the height has to equal that of the style sheet.
    const fn size(self, letters: i32, digits: i32) -> (i32, i32) {
        match self {
            Self::Large => (16 + 8 * letters + 7 * digits, 22),
            Self::Mid => (12 + 7 * letters + 7 * digits, 18),
            Self::Tiny => (10 + 7 * letters, 14),
        }
    }
}

/// What has to find room on a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// The most tiles that one card ever has.
    pub on_card: usize,
    /// The most tiles that ever lie on the shelf.
    pub on_shelf: usize,
    /// Letters of the longest tile name.
    pub letters: usize,
    /// Digits of the greatest lag that a tile shows.
    pub digits: usize,
}

/// Most letters of a name that a tile makes room for; longer ones are cut.
const LETTERS: i32 = 12;
/// Space between tiles.
const GAP: i32 = 4;
/// Rows that a card may spend on tiles before they get smaller.
const ROWS: i32 = 2;

/// How tiles are arranged: the largest size at which a card holds its tiles in few rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tiling {
    pub(super) size: TileSize,
    width: i32,
    height: i32,
    card_columns: i32,
    shelf_columns: i32,
    pub(super) card_rows: i32,
    pub(super) shelf_rows: i32,
}

impl Tiling {
    /// For cards of this inner width and a shelf of that width, whole pixels.
    pub(super) fn fit(demand: Demand, card_width: i32, shelf_width: i32) -> Self {
        let letters = i32::try_from(demand.letters).unwrap_or(LETTERS).clamp(2, LETTERS);
        let digits = i32::try_from(demand.digits).unwrap_or(4).clamp(2, 4);
        let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX).max(1);
        let (on_card, on_shelf) = (count(demand.on_card), count(demand.on_shelf));
        let at = |size: TileSize| {
            let (wanted, height) = size.size(letters, digits);
            let width = wanted.min(card_width.max(20));
            let columns = |room: i32| ((room + GAP) / (width + GAP)).max(1);
            let (card_columns, shelf_columns) = (columns(card_width), columns(shelf_width));
            let rows = |n: i32, columns: i32| (n - 1) / columns + 1;
            let (card_rows, shelf_rows) = (rows(on_card, card_columns), rows(on_shelf, shelf_columns));
            Self { size, width, height, card_columns, shelf_columns, card_rows, shelf_rows }
        };
        let tilings = TileSize::ALL.map(at);
        *tilings.iter().find(|t| t.card_rows <= ROWS && t.shelf_rows <= ROWS).unwrap_or(&tilings[2])
    }

    /// Width of a tile, whole pixels.
    pub(super) const fn tile_width(&self) -> i32 {
        self.width
    }

    /// Height of so many rows, whole pixels.
    pub(super) const fn height_of(&self, rows: i32) -> i32 {
        rows * (self.height + GAP)
    }

    fn place(&self, origin: Point, n: u16, columns: i32) -> Point {
        let n = i32::from(n);
        Point {
            x: origin.x + px(n % columns * (self.width + GAP)),
            y: origin.y + px(n / columns * (self.height + GAP)),
        }
    }
}

/// A card as measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CardBox {
    /// Middle of its upper edge.
    pub(crate) top: Point,
    /// Where its first tile lies.
    pub(crate) slots: Point,
}

/// A stage as measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Geometry {
    /// Cards, in the scene's order.
    pub(crate) cards: Vec<CardBox>,
    /// Middle of the stage.
    pub(crate) middle: Tenths,
    /// Lower edge of the coordinator.
    pub(super) coordinator: Tenths,
    /// Where the first tile of the shelf lies.
    pub(crate) shelf: Point,
    pub(super) tiling: Tiling,
}

/// How far the lines spread at the coordinator, in percent of the cards' spread.
const FAN: i32 = 66;
/// Half the height of a token, and a little air.
const TOKEN: Tenths = px(10);
/// Width of a parked request.
const PARKED: Tenths = px(124);
/// Most rows of parked requests.
const PARKING_ROWS: i32 = 3;
/// Height of such a row.
pub(super) const PARKING_ROW: i32 = 20;

impl Geometry {
    /// Where a tile at `anchor` lies; none if that is nowhere. `card_of` finds a member's card.
    pub(super) fn place(
        &self,
        anchor: Anchor,
        card_of: impl Fn(rebalance_model::MemberIdx) -> Option<usize>,
    ) -> Option<Point> {
        match anchor {
            Anchor::Hidden => None,
            Anchor::Card(member, n) => {
                let card = self.cards.get(card_of(member)?)?;
                Some(self.tiling.place(card.slots, n, self.tiling.card_columns))
            }
            Anchor::Shelf(n) => Some(self.tiling.place(self.shelf, n, self.tiling.shelf_columns)),
        }
    }

    /// The same stage with other cards.
    pub(crate) fn with_cards(&self, cards: Vec<CardBox>) -> Self {
        Self { cards, ..*self }
    }

    /// The line between a card and the coordinator: its lower end first.
    pub(super) fn edge(&self, card: usize) -> Option<(Point, Point)> {
        let bottom = self.cards.get(card)?.top;
        let top = Point { x: self.middle + (bottom.x - self.middle) * FAN / 100, y: self.coordinator };
        Some((bottom, top))
    }

    /// How many rows parked requests need at the coordinator, so that neighbours do not cover each other.
    pub(super) fn parking_rows(&self) -> i32 {
        let apart = match self.cards.as_slice() {
            [first, second, ..] if second.top.y == first.top.y => (second.top.x - first.top.x) * FAN / 100,
            _ => return 1,
        };
        ((PARKED - 1) / apart.max(1) + 1).clamp(1, PARKING_ROWS)
    }

    /// Upper middle of a token `place` thousandths up that line, kept clear of both ends.
    pub(super) fn token(&self, card: usize, place: u16) -> Option<Point> {
        let (bottom, top) = self.edge(card)?;
        let clear = |p: Point, by: Tenths| Point { x: p.x, y: p.y + by };
        let on = clear(bottom, -2 * TOKEN).towards(clear(top, px(2)), place);
        Some(on)
    }

    /// The nearest place to `x` at which a token with a long text does not stick out.
    pub(super) fn inside(&self, x: Tenths, text: &str) -> Tenths {
        let half = px(i32::try_from(text.len()).unwrap_or(0) * 4 + 9);
        x.min(2 * self.middle - half).max(half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(on_card: usize, on_shelf: usize) -> Demand {
        Demand { on_card, on_shelf, letters: 2, digits: 2 }
    }

    #[test]
    fn tiles_shrink_before_they_fill_more_than_two_rows() {
        assert_eq!(Tiling::fit(demand(3, 6), 190, 620).size, TileSize::Large);
        assert_eq!(Tiling::fit(demand(6, 6), 90, 620).size, TileSize::Tiny);
        let crowded = Tiling::fit(demand(12, 24), 190, 620);
        assert_eq!((crowded.size, crowded.card_rows), (TileSize::Tiny, 2));
    }

    #[test]
    fn a_name_longer_than_the_card_does_not_stick_out() {
        let fit = Tiling::fit(Demand { on_card: 2, on_shelf: 4, letters: 40, digits: 9 }, 90, 300);
        assert!(fit.tile_width() <= 90, "{} px", fit.tile_width());
    }

    #[test]
    fn tiles_wrap_at_the_edge_of_their_card() {
        let tiling = Tiling::fit(demand(3, 3), 100, 300);
        let slots = Point { x: px(10), y: px(40) };
        let geometry =
            Geometry { cards: vec![CardBox { top: Point::default(), slots }], tiling, ..Geometry::default() };
        let at = |n| geometry.place(Anchor::Card(rebalance_model::MemberIdx(0), n), |_| Some(0)).unwrap();
        assert_eq!(at(0), slots);
        assert_eq!(at(1), Point { x: slots.x + px(46 + GAP), y: slots.y });
        assert_eq!(at(2), Point { x: slots.x, y: slots.y + px(22 + GAP) });
    }

    #[test]
    fn a_token_travels_from_the_card_to_the_coordinator() {
        let card = CardBox { top: Point { x: px(100), y: px(120) }, slots: Point::default() };
        let geometry = Geometry { cards: vec![card], middle: px(300), coordinator: px(30), ..Geometry::default() };
        let (low, high) = (geometry.token(0, 0).unwrap(), geometry.token(0, 1000).unwrap());
        assert_eq!(low, Point { x: px(100), y: px(100) });
        assert_eq!(high, Point { x: px(168), y: px(32) });
        assert_eq!(geometry.token(1, 0), None);
    }

    #[test]
    fn a_long_name_stays_on_the_stage() {
        let geometry = Geometry { middle: px(168), ..Geometry::default() };
        let at = |x| geometry.inside(px(x), "REBALANCE_IN_PROGRESS");
        assert_eq!([at(50), at(168), at(290)], [px(93), px(168), px(243)]);
    }
}
