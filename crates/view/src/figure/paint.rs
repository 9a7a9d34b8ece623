//! Colours of a figure: one table, from which its attributes, the style of a file of its own and the stylesheet of
//! documents are made.
//!
//! A shape has its colour twice: as a presentation attribute, which any renderer understands and no policy refuses, and
//! as a class, by which a stylesheet can give it another one.

use std::fmt::Write as _;

use crate::label;
use crate::session::Theme;

/// A colour by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Ink,
    Mute,
    Panel,
    Line,
    LineStrong,
    Accent,
    OnAccent,
    Good,
    GoodFill,
    Warn,
    WarnFill,
    Bad,
    BadBg,
    OnMember,
    /// Of the member with this colour.
    Member(u8),
    /// The same for text on the panel.
    MemberInk(u8),
}

/// A colour in the light and in the dark theme. They are those of the page.
type Pair = [&'static str; 2];

const MEMBERS: [Pair; label::COLOURS as usize] = [
    ["#62a5f1", "#5fa8f5"],
    ["#efa63f", "#f2a541"],
    ["#43bf92", "#47c496"],
    ["#b190ee", "#b690f2"],
    ["#ee86b2", "#ef86b4"],
    ["#4cc3d0", "#4fc9d6"],
];

const MEMBER_INKS: [Pair; label::COLOURS as usize] = [
    ["#15609f", "#6db1f8"],
    ["#8a5300", "#f2a541"],
    ["#0d6e4c", "#47c496"],
    ["#6a3fb5", "#b992f5"],
    ["#a82e68", "#f08fba"],
    ["#0a6773", "#4fc9d6"],
];

const PLAIN: [Paint; 14] = [
    Paint::Ink,
    Paint::Mute,
    Paint::Panel,
    Paint::Line,
    Paint::LineStrong,
    Paint::Accent,
    Paint::OnAccent,
    Paint::Good,
    Paint::GoodFill,
    Paint::Warn,
    Paint::WarnFill,
    Paint::Bad,
    Paint::BadBg,
    Paint::OnMember,
];

impl Paint {
    fn all() -> impl Iterator<Item = Self> {
        let members = (0..label::COLOURS).flat_map(|c| [Self::Member(c), Self::MemberInk(c)]);
        PLAIN.into_iter().chain(members)
    }

    /// Its name: that of the page's custom property for it.
    pub(super) fn name(self) -> String {
        let plain = match self {
            Self::Ink => "ink",
            Self::Mute => "mute",
            Self::Panel => "panel",
            Self::Line => "line",
            Self::LineStrong => "line-strong",
            Self::Accent => "accent",
            Self::OnAccent => "on-accent",
            Self::Good => "good",
            Self::GoodFill => "good-fill",
            Self::Warn => "warn",
            Self::WarnFill => "warn-fill",
            Self::Bad => "bad",
            Self::BadBg => "bad-bg",
            Self::OnMember => "on-member",
            Self::Member(c) => return format!("m{c}"),
            Self::MemberInk(c) => return format!("m{c}-ink"),
        };
        plain.to_owned()
    }

    fn pair(self) -> Pair {
        match self {
            Self::Ink => ["#17202b", "#e7ebf1"],
            Self::Mute => ["#526071", "#99a6b8"],
            Self::Panel => ["#ffffff", "#141920"],
            Self::Line => ["#d8dfe8", "#28313c"],
            Self::LineStrong => ["#7d8a9b", "#64717f"],
            Self::Accent => ["#1767c0", "#6cb2ff"],
            Self::OnAccent => ["#ffffff", "#0b0f14"],
            Self::Good => ["#12704a", "#56cb9a"],
            Self::GoodFill => ["#23966a", "#3fae82"],
            Self::Warn => ["#855300", "#f3b554"],
            Self::WarnFill => ["#cf8a1e", "#e0a03c"],
            Self::Bad => ["#b9242f", "#f77a84"],
            Self::BadBg => ["#fdeaec", "#34181d"],
            Self::OnMember => ["#0b0f14"; 2],
            Self::Member(c) => MEMBERS[usize::from(c) % MEMBERS.len()],
            Self::MemberInk(c) => MEMBER_INKS[usize::from(c) % MEMBER_INKS.len()],
        }
    }

    /// Its colour where a theme is asked for; that of the light one where it is left to the reader.
    pub(super) fn colour(self, theme: Theme) -> &'static str {
        let [light, dark] = self.pair();
        if theme == Theme::Dark { dark } else { light }
    }
}

/// What a figure in a file of its own says of the dark theme; nothing where a theme is asked for.
pub(super) fn own_style(theme: Theme) -> String {
    if theme != Theme::Auto {
        return String::new();
    }
    let mut out = String::from("<style>@media (prefers-color-scheme:dark){");
    for paint in Paint::all() {
        let (name, [_, dark]) = (paint.name(), paint.pair());
        write!(out, ".kr-f-{name}{{fill:{dark}}}.kr-s-{name}{{stroke:{dark}}}").ok();
    }
    out.push_str("}</style>");
    out
}

/// The rules of the colours for a document's stylesheet. A host may set any of the properties; `light-dark()` follows
/// the `color-scheme` that is in force where the figure stands.
pub(super) fn rules(out: &mut String) {
    for paint in Paint::all() {
        let (name, [light, dark]) = (paint.name(), paint.pair());
        let colour = format!("var(--kafka-rebalance-{name}, light-dark({light}, {dark}))");
        writeln!(out, ".kr-storyboard.kr-storyboard .kr-f-{name} {{ fill: {colour}; }}").ok();
        writeln!(out, ".kr-storyboard.kr-storyboard .kr-s-{name} {{ stroke: {colour}; }}").ok();
        if let Paint::MemberInk(_) = paint {
            writeln!(out, ".kr-storyboard.kr-storyboard .kr-t-{name} {{ color: {colour}; }}").ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<String> = Paint::all().map(Paint::name).collect();
        assert_eq!(names.len(), Paint::all().count());
    }

    #[test]
    fn the_colours_are_the_pages() {
        let tokens = include_str!("../../../../web/styles/tokens.css");
        for paint in Paint::all() {
            let (name, [light, dark]) = (paint.name(), paint.pair());
            let both = format!("--{name}: light-dark({light}, {dark});");
            let one = format!("--{name}: {light};");
            assert!(tokens.contains(&both) || (light == dark && tokens.contains(&one)), "{both}");
        }
    }
}
