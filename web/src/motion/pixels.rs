//! Lengths in tenths of a pixel, and how they get into a style without float formatting.

use web_sys::{CssStyleDeclaration, HtmlElement};

/// A length or coordinate in tenths of a CSS pixel.
pub(crate) type Tenths = i32;

/// A point on a lane's stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: Tenths,
    pub(crate) y: Tenths,
}

impl Point {
    /// The point `done` thousandths of the way to `other`.
    pub(crate) fn towards(self, other: Self, done: u16) -> Self {
        let part = |from: Tenths, to: Tenths| from + (to - from) * Tenths::from(done) / 1000;
        Self { x: part(self.x, other.x), y: part(self.y, other.y) }
    }
}

/// Whole pixels as tenths.
pub(crate) const fn px(pixels: i32) -> Tenths {
    pixels * 10
}

/// Writes `123.4px`.
fn push_px(out: &mut String, tenths: Tenths) {
    if tenths < 0 {
        out.push('-');
    }
    let abs = tenths.unsigned_abs();
    push_whole(out, abs / 10);
    if !abs.is_multiple_of(10) {
        out.push('.');
        push_whole(out, abs % 10);
    }
    out.push_str("px");
}

/// Writes a number without the machinery of `format!`, which would be the most of a frame.
pub(super) fn push_whole(out: &mut String, n: u32) {
    if n >= 10 {
        push_whole(out, n / 10);
    }
    out.push(char::from(b'0' + u8::try_from(n % 10).unwrap_or(0)));
}

/// The style of one element and what was last written to it: the same again is not written.
#[derive(Debug)]
pub(crate) struct Moved {
    style: CssStyleDeclaration,
    last: String,
    next: String,
}

impl Moved {
    pub(crate) fn new(element: &HtmlElement) -> Self {
        Self { style: element.style(), last: String::new(), next: String::with_capacity(32) }
    }

    /// `transform: translate(x, y)`.
    pub(super) fn to(&mut self, point: Point) {
        self.next.clear();
        self.next.push_str("translate(");
        push_px(&mut self.next, point.x);
        self.next.push(',');
        push_px(&mut self.next, point.y);
        self.next.push(')');
        self.write();
    }

    /// As [`Self::to`], the element centred on the point horizontally.
    pub(crate) fn centred_at(&mut self, point: Point) {
        self.next.clear();
        self.next.push_str("translate(calc(");
        push_px(&mut self.next, point.x);
        self.next.push_str(" - 50%),");
        push_px(&mut self.next, point.y);
        self.next.push(')');
        self.write();
    }

    /// `transform: translateX(…%)`, for a place of an axis as wide as the element.
    pub(super) fn at_part(&mut self, x: u32) {
        self.next.clear();
        self.next.push_str("translateX(");
        push_whole(&mut self.next, x / 100);
        self.next.push('.');
        push_whole(&mut self.next, x / 10 % 10);
        push_whole(&mut self.next, x % 10);
        self.next.push_str("%)");
        self.write();
    }

    /// `transform: scaleX(…)`, in thousandths.
    pub(crate) fn scale_x(&mut self, thousandths: u16) {
        self.next.clear();
        self.next.push_str("scaleX(");
        if thousandths >= 1000 {
            self.next.push('1');
        } else {
            self.next.push_str("0.");
            push_whole(&mut self.next, u32::from(thousandths) / 100);
            push_whole(&mut self.next, u32::from(thousandths) / 10 % 10);
            push_whole(&mut self.next, u32::from(thousandths) % 10);
        }
        self.next.push(')');
        self.write();
    }

    fn write(&mut self) {
        if self.next != self.last {
            self.style.set_property("transform", &self.next).ok();
            std::mem::swap(&mut self.last, &mut self.next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_to_a_tenth() {
        let written = |tenths| {
            let mut out = String::new();
            push_px(&mut out, tenths);
            out
        };
        assert_eq!([0, 7, -7, 10, -1234, 20_000].map(written), ["0px", "0.7px", "-0.7px", "1px", "-123.4px", "2000px"]);
    }

    #[test]
    fn a_way_ends_where_it_leads() {
        let (a, b) = (Point { x: 100, y: 0 }, Point { x: 0, y: 333 });
        assert_eq!(a.towards(b, 0), a);
        assert_eq!(a.towards(b, 1000), b);
        assert_eq!(a.towards(b, 500), Point { x: 50, y: 166 });
    }
}
