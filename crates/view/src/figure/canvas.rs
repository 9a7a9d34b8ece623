//! What a figure is drawn with: elements of SVG as text, and how wide a text is.
//!
//! Lengths are tenths of a pixel, so that everything is computed in integers and comes out the same everywhere.

use std::fmt::{Arguments, Write as _};

use super::paint::Paint;
use crate::session::Theme;

/// A pixel.
pub(super) const PX: u32 = 10;

/// Text with `&`, `<`, `>` and `"` written out; characters that XML does not have are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A line break would end a block of HTML in Markdown.
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// How wide a text of that size, pixels, is about: a little too wide, rather than too narrow.
pub(super) fn width(text: &str, size: u32) -> u32 {
    let hundredths: u32 = text.chars().map(hundredths).fold(0, u32::saturating_add);
    hundredths.saturating_mul(size) / 10
}

/// The same in a font of one width.
pub(super) fn mono_width(text: &str, size: u32) -> u32 {
    let hundredths: u32 = text.chars().map(|c| if is_wide(c) { 110 } else { 61 }).fold(0, u32::saturating_add);
    hundredths.saturating_mul(size) / 10
}

fn is_wide(c: char) -> bool {
    c >= '\u{1100}' && !('\u{2000}'..='\u{2bff}').contains(&c)
}

/// Width of a letter, hundredths of its size.
fn hundredths(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '·' | ' ' | '(' | ')' => {
            36
        }
        'm' | 'w' | 'M' | 'W' | '→' | '…' => 92,
        'A'..='Z' => 70,
        c if is_wide(c) => 96,
        _ => 60,
    }
}

/// A text cut to a width, with a sign that it is.
pub(super) fn fitted(text: &str, size: u32, most: u32) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut free = most.saturating_sub(width("…", size));
    for c in text.chars() {
        let wide = width(c.encode_utf8(&mut [0; 4]), size);
        if wide > free {
            break;
        }
        free -= wide;
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// A text in lines of a width, broken between words, and within one that is too long for a line.
pub(super) fn lines(text: &str, size: u32, most: u32) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) > most && !line.is_empty() {
            out.push(std::mem::take(&mut line));
            word.clone_into(&mut line);
        } else {
            line = longer;
        }
    }
    if !line.is_empty() {
        out.push(line);
    }
    out.iter().map(|line| fitted(line, size, most)).collect()
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    /// Its size, pixels.
    pub(super) size: u32,
    /// Its colour.
    pub(super) paint: Paint,
    /// More attributes of it.
    pub(super) more: &'static str,
}

/// Heavy letters.
pub(super) const BOLD: &str = " font-weight=\"650\"";
/// The text ends where it is put.
pub(super) const END: &str = " text-anchor=\"end\"";
/// The text stands around where it is put.
pub(super) const MIDDLE: &str = " text-anchor=\"middle\"";
/// A font of one width.
pub(super) const MONO: &str = " font-family=\"ui-monospace, 'DejaVu Sans Mono', monospace\"";
/// The same, ending where it is put.
pub(super) const MONO_END: &str = " font-family=\"ui-monospace, 'DejaVu Sans Mono', monospace\" text-anchor=\"end\"";

/// A rectangle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// What is drawn so far.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) out: String,
    theme: Theme,
    /// What the names of patterns begin with.
    id: String,
}

impl Canvas {
    pub(super) fn new(theme: Theme, id: &str) -> Self {
        Self { out: String::new(), theme, id: id.to_owned() }
    }

    /// Adds elements.
    pub(super) fn put(&mut self, what: Arguments<'_>) {
        // Writing into a string cannot fail.
        self.out.write_fmt(what).ok();
    }

    /// Attributes that fill with a colour.
    pub(super) fn fill(&self, paint: Paint) -> String {
        format!("class=\"kr-f-{}\" fill=\"{}\"", paint.name(), paint.colour(self.theme))
    }

    /// Attributes that draw a line of a colour, and fill nothing.
    pub(super) fn stroke(&self, paint: Paint) -> String {
        format!("class=\"kr-s-{}\" stroke=\"{}\" fill=\"none\"", paint.name(), paint.colour(self.theme))
    }

    /// Attributes that fill with a pattern.
    pub(super) fn pattern(&self, name: &str) -> String {
        format!("fill=\"url(#{}-{name})\"", self.id)
    }

    /// A rectangle with round corners, filled.
    pub(super) fn area(&mut self, how: &str, area: Area, round: u32, more: &str) {
        let [x, y, width, height] = [area.x, area.y, area.width, area.height].map(tenths);
        self.put(format_args!(
            "<rect {how} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"{more}/>"
        ));
    }

    /// A line straight down.
    pub(super) fn down(&mut self, paint: Paint, x: u32, from: u32, to: u32, more: &str) {
        let how = self.stroke(paint);
        let [x, from, to] = [x, from, to].map(tenths);
        self.put(format_args!("<path {how} d=\"M{x} {from}V{to}\"{more}/>"));
    }

    /// Text, on a line at `y`.
    pub(super) fn text(&mut self, x: u32, y: u32, kind: Type, text: &str) {
        let how = self.fill(kind.paint);
        let [x, y] = [x, y].map(tenths);
        self.put(format_args!(
            "<text {how} x=\"{x}\" y=\"{y}\" font-size=\"{}\"{}>{}</text>",
            kind.size,
            kind.more,
            escaped(text)
        ));
    }

    /// A piece of a line of text, pixels behind the one before it; nothing for no text.
    pub(super) fn span(&self, kind: Type, behind: u32, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let (how, behind) =
            (self.fill(kind.paint), if behind > 0 { format!(" dx=\"{behind}\"") } else { String::new() });
        format!("<tspan {how}{behind} font-size=\"{}\"{}>{}</tspan>", kind.size, kind.more, escaped(text))
    }

    /// Pieces of text, one behind the other.
    pub(super) fn spans(&mut self, x: u32, y: u32, more: &str, spans: &[String]) {
        let [x, y] = [x, y].map(tenths);
        self.put(format_args!("<text x=\"{x}\" y=\"{y}\"{more}>{}</text>", spans.concat()));
    }

    /// The patterns that members are told apart by without their colours, and that of what nobody holds.
    pub(super) fn patterns(&mut self) {
        const GRAINS: [(&str, u32, &str); 5] = [
            ("M0 0v5", 5, " patternTransform=\"rotate(-45)\""),
            ("M1 2.5h1.5", 5, ""),
            ("M2.5 0v5", 5, ""),
            ("M0 2.5h5", 5, ""),
            ("M0 3h6M3 0v6", 6, ""),
        ];
        self.out.push_str("<defs>");
        for ((path, size, turned), colour) in GRAINS.into_iter().zip(1..) {
            let (fill, stroke) = (self.fill(Paint::Member(colour)), self.stroke(Paint::OnMember));
            self.tile(
                &format!("m{colour}"),
                size,
                turned,
                &fill,
                &format!("<path {stroke} stroke-opacity=\".22\" d=\"{path}\"/>"),
            );
        }
        let (fill, stroke) = (self.fill(Paint::BadBg), self.stroke(Paint::Bad));
        let hatch = format!("<path {stroke} stroke-width=\"2\" d=\"M0 0v6\"/>");
        self.tile("nobody", 6, " patternTransform=\"rotate(45)\"", &fill, &hatch);
        self.out.push_str("</defs>");
    }

    fn tile(&mut self, name: &str, size: u32, turned: &str, ground: &str, drawn: &str) {
        let id = format!("{}-{name}", self.id);
        self.put(format_args!(
            "<pattern id=\"{id}\" width=\"{size}\" height=\"{size}\" patternUnits=\"userSpaceOnUse\"{turned}><rect {ground} width=\"{size}\" height=\"{size}\"/>{drawn}</pattern>"
        ));
    }

    /// Attributes that fill with a member's colour and pattern.
    pub(super) fn member(&self, colour: u8) -> String {
        if colour == 0 { self.fill(Paint::Member(0)) } else { self.pattern(&format!("m{colour}")) }
    }
}

/// A length as an attribute.
pub(super) fn tenths(n: u32) -> String {
    if n.is_multiple_of(PX) { (n / PX).to_string() } else { format!("{}.{}", n / PX, n % PX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_stays_text() {
        assert_eq!(escaped("a<b> & \"c\"\n\u{1}d"), "a&lt;b&gt; &amp; &quot;c&quot; d");
    }

    #[test]
    fn a_text_is_cut_to_what_fits() {
        assert_eq!(fitted("partition", 10, 10_000), "partition");
        let cut = fitted("a long name of a partition", 10, 600);
        assert!(cut.ends_with('…') && width(&cut, 10) <= 600, "{cut}");
    }

    #[test]
    fn lines_break_between_words() {
        let all = lines("one two three four five six", 10, 600);
        assert!(all.len() > 1 && all.iter().all(|l| width(l, 10) <= 600), "{all:?}");
        assert_eq!(all.join(" "), "one two three four five six");
    }
}
