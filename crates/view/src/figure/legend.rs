//! The legend of a figure: a sign and a word for whatever is drawn in it, and for nothing else.

use rebalance_analysis::Holders;
use rebalance_model::MemberIdx;
use rebalance_model::trace::GroupState;

use super::canvas::{Area, Canvas, PX, Type, width};
use super::lanes::state;
use super::paint::Paint;
use crate::lab::Lab;
use crate::label;
use crate::text::{self, Lang};

/// Distance of two lines of the legend.
const LINE: u32 = 18 * PX;
/// A sign.
const SIGN: Area = Area { x: 0, y: 0, width: 16 * PX, height: 11 * PX };
const SIZE: u32 = 11;

/// A sign and its word.
struct Entry {
    sign: Sign,
    word: String,
}

enum Sign {
    State(GroupState),
    Member(u8),
    Nobody,
    Removed,
    Two,
}

/// Draws it from `y` on, between two places; how high it is.
pub(super) fn draw(c: &mut Canvas, lab: &Lab, lang: Lang, (left, right): (u32, u32), y: u32) -> u32 {
    let (mut x, mut line) = (left, 0);
    for entry in entries(lab, lang) {
        let wide = SIGN.width + 6 * PX + width(&entry.word, SIZE);
        if x > left && x + wide > right {
            (x, line) = (left, line + 1);
        }
        let top = y + line * LINE;
        entry.sign.draw(c, Area { x, y: top, ..SIGN });
        let kind = Type { size: SIZE, paint: Paint::Mute, more: "" };
        c.text(x + SIGN.width + 6 * PX, top + 95, kind, &entry.word);
        x += wide + 14 * PX;
    }
    (line + 1) * LINE
}

fn entries(lab: &Lab, lang: Lang) -> Vec<Entry> {
    let axis = lab.axis();
    let (mut states, mut members) = (Vec::new(), Vec::new());
    let (mut nobody, mut removed, mut two) = (false, false, false);
    for lane in lab.lanes() {
        for (i, phase) in lane.report.group.iter().enumerate() {
            let end = lane.report.group.get(i + 1).map_or(axis.end, |next| next.start);
            if end > axis.from && phase.start <= axis.end && !states.contains(&phase.state) {
                states.push(phase.state);
            }
        }
        for phases in &lane.report.owners {
            for (i, phase) in phases.iter().enumerate() {
                let end = phases.get(i + 1).map_or(axis.end, |next| next.start);
                if end <= axis.from || phase.start >= axis.end {
                    continue;
                }
                match phase.holders {
                    Holders::Absent => {}
                    Holders::Nobody => nobody = true,
                    Holders::One(m) => add(&mut members, m),
                    Holders::Stale(m) => {
                        removed = true;
                        add(&mut members, m);
                    }
                    Holders::Two(a, b) => {
                        two = true;
                        add(&mut members, a);
                        add(&mut members, b);
                    }
                }
            }
        }
    }
    rebalance_model::order::sort(&mut members);
    let words = text::figure(lang);
    let mut out = Vec::new();
    let shown = members.len().min(usize::from(label::COLOURS));
    for m in &members[..shown] {
        let word = label::member(lab.scenario(), *m);
        // Colours come back behind the last of them: where they do, one alone says no name.
        if members.len() == shown {
            out.push(Entry { sign: Sign::Member(label::colour(*m)), word });
        }
    }
    let mut put = |is: bool, sign, word: &str| is.then(|| out.push(Entry { sign, word: word.to_owned() }));
    put(nobody, Sign::Nobody, words.nobody);
    put(removed, Sign::Removed, words.removed);
    put(two, Sign::Two, words.two);
    out.extend(states.into_iter().map(|s| Entry { sign: Sign::State(s), word: s.name().to_owned() }));
    out
}

fn add(list: &mut Vec<MemberIdx>, m: MemberIdx) {
    if !list.contains(&m) {
        list.push(m);
    }
}

impl Sign {
    fn draw(&self, c: &mut Canvas, area: Area) {
        match self {
            Self::State(s) => {
                let (paint, opacity, _) = state(*s);
                c.area(&c.fill(paint), area, 2, opacity);
            }
            Self::Member(colour) => c.area(&c.member(*colour), area, 2, ""),
            Self::Nobody => c.area(&c.pattern("nobody"), area, 2, ""),
            Self::Removed => c.area(&c.stroke(Paint::Bad), area, 2, super::lanes::REMOVED),
            Self::Two => c.area(&c.stroke(Paint::Bad), area, 2, " stroke-width=\"2\""),
        }
    }
}
