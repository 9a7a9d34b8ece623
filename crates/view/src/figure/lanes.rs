//! The drawing: what stands where.

use rebalance_model::trace::{GroupState, GroupType};
use rebalance_model::{SimTime, Variant};

use super::canvas::{
    Area, BOLD, Canvas, END, MIDDLE, MONO, MONO_END, PX, Type, escaped, fitted, lines, mono_width, tenths, width,
};
use super::paint::{self, Paint};
use super::{Look, NARROW, legend};
use crate::chart::{Axis, Chart, LAG_HEIGHT, Row, SegmentKind, WIDTH};
use crate::lab::{Lab, Lane};
use crate::label;
use crate::scene::{LaneScene, Scene, Tone};
use crate::session::Session;
use crate::text;

/// Where a drawing is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a file of its own, which has to know the dark theme by itself.
    File,
    /// In a document, whose stylesheet has the colours.
    Document,
}

/// Around everything.
const PAD: u32 = 16 * PX;
/// Right of the plot.
const RIGHT: u32 = 14 * PX;
/// A row of markers' names.
const MARK: u32 = 15 * PX;
/// Rows of markers' names at most; one that finds no room has its line alone.
const MARK_ROWS: usize = 4;
/// Band of states, and the space below it.
const BAND: u32 = 16 * PX;
const BELOW_BAND: u32 = 5 * PX;
/// Plot of lag, and the space above it.
const LAG: u32 = 34 * PX;
const ABOVE_LAG: u32 = 5 * PX;
/// Between two lanes.
const BETWEEN: u32 = 22 * PX;
/// A line of a lane's head.
const HEAD: u32 = 21 * PX;
/// Letters of a row's name at most.
const NAME: usize = 14;

/// What a segment looks like that is held by who was removed.
pub(super) const REMOVED: &str = " stroke-dasharray=\"3 2\"";

/// How a state of the group looks: its colour, how much of it, and the colour of letters on it.
pub(super) const fn state(state: GroupState) -> (Paint, &'static str, Paint) {
    match state {
        GroupState::Stable => (Paint::GoodFill, " fill-opacity=\".35\"", Paint::Ink),
        GroupState::PreparingRebalance | GroupState::Assigning => (Paint::WarnFill, "", Paint::OnMember),
        GroupState::CompletingRebalance | GroupState::Reconciling => (Paint::Accent, "", Paint::OnAccent),
        GroupState::Empty | GroupState::Dead => (Paint::Line, "", Paint::Ink),
    }
}

/// Draws the lanes of `lab`.
pub(super) fn drawing(lab: &Lab, session: &Session, look: &Look<'_>, place: Place) -> String {
    let at = look.at.map(|t| lab.clamp(t));
    let seen = Session { t: at.unwrap_or(session.t), ..session.clone() };
    let scene = lab.scene(&seen);
    let mut sheet = Sheet::new(lab, session, look, &scene, at);
    sheet.c.patterns();
    let ground = sheet.c.out.len();
    let mut y = sheet.title(PAD);
    y = sheet.marks(y);
    for (place, (lane, of)) in scene.lanes.iter().zip(lab.lanes()).enumerate() {
        y = sheet.lane((place, lane), of, y);
    }
    let bottom = y - BETWEEN;
    y = sheet.axis(bottom);
    y = legend::draw(&mut sheet.c, lab, session.lang, (PAD, sheet.width - PAD), y + 10 * PX) + y + 10 * PX;
    y = sheet.left_out(y);
    let height = y + PAD - 6 * PX;
    // The panel and the lines of the grid lie under everything, and are known when everything else is.
    let mut under = Canvas::new(look.theme, look.id);
    let all = Area { x: 5, y: 5, width: sheet.width - PX, height: height - PX };
    under.area(&under.fill(Paint::Panel), all, 10, "");
    under.area(&under.stroke(Paint::Line), all, 10, "");
    sheet.c.out.insert_str(ground, &under.out);
    framed(&sheet, &scene, look, place, height)
}

/// The drawing with its root, its name and what it says in words.
fn framed(sheet: &Sheet<'_>, scene: &Scene, look: &Look<'_>, place: Place, height: u32) -> String {
    let (id, lang) = (look.id, sheet.session.lang);
    let [width, height] = [sheet.width, height].map(tenths);
    let words = text::figure(lang);
    let title = escaped(&super::title(sheet.lab, sheet.session));
    let mut told = format!("{} ", words.shows);
    told.push_str(&text::plain(&scene.lesson));
    let (namespace, style) = match place {
        Place::File => (" xmlns=\"http://www.w3.org/2000/svg\"", paint::own_style(look.theme)),
        Place::Document => ("", String::new()),
    };
    format!(
        "<svg{namespace} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" lang=\"{}\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"system-ui, -apple-system, 'Segoe UI', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', 'DejaVu Sans', sans-serif\"><title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{}</desc>{style}{}</svg>",
        lang.tag(),
        escaped(&told),
        sheet.c.out
    )
}

/// What is needed while drawing.
struct Sheet<'a> {
    lab: &'a Lab,
    session: &'a Session,
    axis: &'a Axis,
    scene: &'a Scene,
    c: Canvas,
    at: Option<SimTime>,
    /// All of it.
    width: u32,
    /// Where the plot begins and how wide it is.
    left: u32,
    plot: u32,
    /// Distance of two rows.
    row: u32,
}

impl<'a> Sheet<'a> {
    fn new(lab: &'a Lab, session: &'a Session, look: &Look<'_>, scene: &'a Scene, at: Option<SimTime>) -> Self {
        let charts = || scene.lanes.iter().map(|l| &l.chart);
        let names = charts().flat_map(|c| &c.rows).map(|r| mono_width(&clipped(&r.label), 11)).max().unwrap_or(0);
        let left = PAD + names.max(16 * PX) + 8 * PX;
        let width = look.width.max(NARROW) * PX;
        let rows = charts().map(|c| c.rows.len()).max().unwrap_or(0);
        let row = match rows {
            0..=12 => 18,
            13..=20 => 15,
            21..=32 => 11,
            33..=48 => 8,
            _ => 6,
        };
        Self {
            lab,
            session,
            axis: lab.axis(),
            scene,
            c: Canvas::new(look.theme, look.id),
            at,
            width,
            left,
            plot: width - left - RIGHT,
            row: row * PX,
        }
    }

    /// Where a place of the axis is.
    fn x(&self, place: u32) -> u32 {
        self.left + u32::try_from(u64::from(place) * u64::from(self.plot) / u64::from(WIDTH)).unwrap_or(0)
    }

    /// What stands between two places of the axis, at least so wide that it is seen.
    fn across(&self, x0: u32, x1: u32, least: u32) -> (u32, u32) {
        let (from, to) = (self.x(x0), self.x(x1));
        let wide = (to - from).max(least);
        (from.min(self.left + self.plot - least), wide)
    }

    /// The title, and what the runs are made with.
    fn title(&mut self, y: u32) -> u32 {
        let kind = Type { size: 16, paint: Paint::Ink, more: BOLD };
        // Heavy letters are wider.
        let all = lines(&super::title(self.lab, self.session), 18, self.width - 2 * PAD);
        let mut y = y;
        for line in &all {
            self.c.text(PAD, y + 14 * PX, kind, line);
            y += 20 * PX;
        }
        let mut facts = String::new();
        for (name, value) in &self.lab.scenario().consumer.0 {
            let longer = format!("{facts}{}{name}={value}", if facts.is_empty() { "" } else { "  " });
            if mono_width(&longer, 11) > self.width - 2 * PAD {
                break;
            }
            facts = longer;
        }
        if !facts.is_empty() {
            self.c.text(PAD, y + 11 * PX, Type { size: 11, paint: Paint::Mute, more: MONO }, &facts);
            y += 16 * PX;
        }
        y + 10 * PX
    }

    /// Names of what is done to the group, in as many rows as they need.
    fn marks(&mut self, y: u32) -> u32 {
        const SIZE: u32 = 11;
        let end = self.left + self.plot;
        // Where each row is taken from on; the latest stands lowest, so that no name is crossed by another's line.
        let mut taken: Vec<u32> = Vec::new();
        let mut put = Vec::new();
        for marker in self.axis.markers.iter().rev() {
            let (at, wide) = (self.x(marker.x), width(&marker.label, SIZE));
            let turns = at + wide + 4 * PX > end;
            let from = if turns { at.saturating_sub(wide + 4 * PX) } else { at };
            let row = taken.iter().position(|taken| from + wide + 10 * PX <= *taken).unwrap_or(taken.len());
            if row == MARK_ROWS {
                continue;
            }
            taken.resize(taken.len().max(row + 1), 0);
            taken[row] = from;
            put.push((at, turns, row, marker.label.as_str()));
        }
        let rows = u32::try_from(taken.len()).unwrap_or(0);
        for (at, turns, row, name) in put {
            let above = rows - 1 - u32::try_from(row).unwrap_or(0);
            let line = y + above * MARK + 11 * PX;
            self.c.down(Paint::Mute, at, line - 9 * PX, y + rows * MARK, "");
            let (x, more) = if turns { (at - 4 * PX, END) } else { (at + 4 * PX, "") };
            self.c.text(x, line, Type { size: SIZE, paint: Paint::Ink, more }, name);
        }
        y + rows * MARK + 4 * PX
    }

    fn lane(&mut self, (place, lane): (usize, &LaneScene), of: &Lane, y: u32) -> u32 {
        let top = self.head((place, lane), y);
        let mut y = top;
        self.band(of, y);
        y += BAND + BELOW_BAND;
        for row in &lane.chart.rows {
            self.segments(row, y);
            y += self.row;
        }
        y += ABOVE_LAG;
        self.lag(&lane.chart, y);
        self.lines(top, y + LAG);
        y + LAG + BETWEEN
    }

    /// Name of the lane, and how it fares. What stands in one line is one text, so that nothing covers anything in
    /// whatever font.
    fn head(&mut self, (place, lane): (usize, &LaneScene), y: u32) -> u32 {
        let assignor = if lane.variant == Variant::AsConfigured { "" } else { lane.assignor };
        let metrics = self.metrics(place);
        let name = width(lane.title, 15) + 10 * PX + mono_width(assignor, 11);
        let costs = metrics.iter().map(|(word, n, _)| width(word, 11) + width(n, 15) + 20 * PX).sum::<u32>();
        let base = y + 13 * PX;
        let named = [
            self.c.span(Type { size: 14, paint: Paint::Ink, more: BOLD }, 0, lane.title),
            self.c.span(Type { size: 11, paint: Paint::Mute, more: MONO }, 8, assignor),
        ];
        self.c.spans(PAD, base, "", &named);
        let is_one_line = name + 20 * PX + costs <= self.width - 2 * PAD;
        let mut told = Vec::new();
        for (word, number, paint) in metrics {
            let (apart, size) = if is_one_line { (16, 14) } else { (10, 12) };
            let apart = if told.is_empty() { 0 } else { apart };
            told.push(self.c.span(Type { size: 11, paint: Paint::Mute, more: "" }, apart, word));
            told.push(self.c.span(Type { size, paint, more: BOLD }, 4, &number));
        }
        let y = if is_one_line {
            self.c.spans(self.width - RIGHT, base, END, &told);
            y + HEAD
        } else {
            self.c.spans(PAD, base + HEAD, "", &told);
            y + 2 * HEAD
        };
        self.at.map_or(y, |at| self.verdict(lane, at, y))
    }

    /// What a lane costs: a word, its number, and whether that is good.
    fn metrics(&self, lane: usize) -> Vec<(&'static str, String, Paint)> {
        let words = text::figure(self.session.lang).metrics;
        // Stopped, longest, twice, rebalances of the scoreboard.
        let shown = [0, 1, 3, 4].into_iter().zip(words);
        shown
            .filter_map(|(metric, word)| {
                let value = self.scene.score.get(metric)?.values.get(lane)?;
                Some((word, value.text.clone(), tone(value.tone)))
            })
            .collect()
    }

    /// How things are at the instant that is marked.
    fn verdict(&mut self, lane: &LaneScene, at: SimTime, y: u32) -> u32 {
        let verdict = &lane.verdict;
        let clock = text::clock(at);
        let said = format!("{} {}", verdict.count, verdict.words);
        let said = fitted(&said, 13, self.width - 2 * PAD - mono_width(&clock, 11) - 8 * PX);
        let spans = [
            self.c.span(Type { size: 11, paint: Paint::Mute, more: MONO }, 0, &clock),
            self.c.span(Type { size: 12, paint: tone(verdict.tone), more: BOLD }, 8, &said),
        ];
        self.c.spans(PAD, y + 11 * PX, "", &spans);
        y + 18 * PX
    }

    /// States and generations of the group.
    fn band(&mut self, of: &Lane, y: u32) {
        const SIZE: u32 = 10;
        let words = text::words(self.session.lang);
        let group = &of.report.group;
        for (i, phase) in group.iter().enumerate() {
            let end = group.get(i + 1).map_or(self.axis.end, |next| next.start);
            if end <= self.axis.from || phase.start > self.axis.end {
                continue;
            }
            let (x, wide) = self.across(self.axis.x(phase.start), self.axis.x(end), 15);
            let (paint, opacity, ink) = state(phase.state);
            let how = self.c.fill(paint);
            self.c.area(&how, Area { x, y, width: wide, height: BAND }, 2, opacity);
            let number = if phase.group == GroupType::Consumer { words.epoch } else { words.generation };
            let generation = phase.generation.0.max(0).to_string();
            let names = [
                format!("{} · {number} {generation}", phase.state.name()),
                format!("{number} {generation}"),
                generation,
            ];
            if let Some(name) = names.iter().find(|n| width(n, SIZE) + 10 * PX <= wide) {
                self.c.text(x + 5 * PX, y + 115, Type { size: SIZE, paint: ink, more: "" }, name);
            }
        }
    }

    /// Who holds a partition when.
    fn segments(&mut self, row: &Row, y: u32) {
        let height = if self.row > 8 * PX { self.row - 4 * PX } else { self.row - PX };
        let letters = self.row >= 14 * PX;
        if self.row >= 11 * PX {
            let kind = Type { size: 11, paint: Paint::Mute, more: MONO_END };
            self.c.text(self.left - 8 * PX, y + height / 2 + 4 * PX, kind, &clipped(&row.label));
        }
        for s in &row.segments {
            let least = if s.kind == SegmentKind::Unowned { 20 } else { 8 };
            let (x, wide) = self.across(s.x0, s.x1, least);
            let area = Area { x, y, width: wide, height };
            match s.kind {
                SegmentKind::Unowned => {
                    let how = self.c.pattern("nobody");
                    self.c.area(&how, area, 2, "");
                }
                SegmentKind::Held(m) => {
                    let how = self.c.member(label::colour(m));
                    self.c.area(&how, area, 3, "");
                }
                SegmentKind::Stale(m) => {
                    let how = self.c.member(label::colour(m));
                    self.c.area(&how, area, 3, " fill-opacity=\".45\"");
                    let how = self.c.stroke(Paint::Bad);
                    self.c.area(&how, area, 3, REMOVED);
                }
                SegmentKind::Double(a, b) => {
                    let half = height / 2;
                    let how = self.c.member(label::colour(a));
                    self.c.area(&how, Area { height: half, ..area }, 2, "");
                    let how = self.c.member(label::colour(b));
                    self.c.area(&how, Area { y: y + half, height: height - half, ..area }, 2, "");
                    let how = self.c.stroke(Paint::Bad);
                    self.c.area(&how, area, 2, " stroke-width=\"2\"");
                }
            }
            if letters && !s.label.is_empty() && width(&s.label, 11) + 12 * PX <= wide {
                self.name_of_holder(s.kind, &s.label, x, y + height / 2 + 4 * PX);
            }
        }
    }

    fn name_of_holder(&mut self, kind: SegmentKind, name: &str, x: u32, y: u32) {
        // On the faded colour of a member that was removed the panel shows through.
        let paint = if let SegmentKind::Stale(_) = kind { Paint::Ink } else { Paint::OnMember };
        self.c.text(x + 6 * PX, y, Type { size: 11, paint, more: BOLD }, name);
    }

    /// Total lag; its scale is the same in every lane.
    fn lag(&mut self, chart: &Chart, y: u32) {
        let [x, top, wide, high] = [self.left, y, self.plot, LAG].map(tenths);
        let (area, line) = (self.c.fill(Paint::Bad), self.c.stroke(Paint::Bad));
        let path = &chart.lag;
        self.c.put(format_args!(
            "<svg x=\"{x}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {WIDTH} {LAG_HEIGHT}\" preserveAspectRatio=\"none\"><path {area} fill-opacity=\".16\" d=\"{path}L{WIDTH},{LAG_HEIGHT}L0,{LAG_HEIGHT}Z\"/><path {line} stroke-width=\"1.3\" vector-effect=\"non-scaling-stroke\" d=\"{path}\"/></svg>"
        ));
        let kind = Type { size: 10, paint: Paint::Mute, more: END };
        let words = text::figure(self.session.lang);
        self.c.text(self.left - 8 * PX, y + 8 * PX, kind, &text::whole(chart.lag_top));
        self.c.text(self.left - 8 * PX, y + LAG - 2 * PX, kind, words.lag);
        let how = self.c.stroke(Paint::Line);
        let [bottom, end] = [y + LAG, self.left + self.plot].map(tenths);
        self.c.put(format_args!("<path {how} d=\"M{x} {bottom}H{end}\"/>"));
    }

    /// The time axis below the lanes.
    fn axis(&mut self, y: u32) -> u32 {
        const SIZE: u32 = 11;
        let how = self.c.stroke(Paint::LineStrong);
        let [from, to, line] = [self.left, self.left + self.plot, y].map(tenths);
        self.c.put(format_args!("<path {how} d=\"M{from} {line}H{to}\"/>"));
        let mut free = 0;
        for tick in &self.axis.ticks {
            let (x, half) = (self.x(tick.x), width(&tick.label, SIZE) / 2);
            self.c.down(Paint::LineStrong, x, y, y + 4 * PX, "");
            let sticks_out = x + half > self.width - 4 * PX;
            let (from, more) =
                if sticks_out { (x.saturating_sub(2 * half), END) } else { (x.saturating_sub(half), MIDDLE) };
            if from >= free {
                free = from + 2 * half + 8 * PX;
                self.c.text(x, y + 16 * PX, Type { size: SIZE, paint: Paint::Mute, more }, &tick.label);
            }
        }
        y + 20 * PX
    }

    /// What goes down through a lane: what is done to the group, and the instant that is marked.
    fn lines(&mut self, top: u32, bottom: u32) {
        for marker in &self.axis.markers {
            let x = self.x(marker.x);
            self.c.down(Paint::Ink, x, top, bottom, " stroke-dasharray=\"2 3\" stroke-opacity=\".55\"");
        }
        if let Some(at) = self.at {
            let x = self.x(self.axis.x(at));
            self.c.down(Paint::Ink, x, top, bottom, " stroke-width=\"1.5\"");
            let how = self.c.fill(Paint::Ink);
            let [x, y] = [x, top].map(tenths);
            self.c.put(format_args!("<circle {how} cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"));
        }
    }

    /// Limits that were met: what is not drawn.
    fn left_out(&mut self, y: u32) -> u32 {
        let mut y = y;
        for limit in &self.scene.limits {
            let kind = Type { size: 11, paint: Paint::Mute, more: "" };
            for line in lines(limit, 11, self.width - 2 * PAD) {
                self.c.text(PAD, y + 11 * PX, kind, &line);
                y += 16 * PX;
            }
        }
        y
    }
}

/// The colour of a number that is good, or not.
const fn tone(tone: Tone) -> Paint {
    match tone {
        Tone::Good => Paint::Good,
        Tone::Warn => Paint::Warn,
        Tone::Bad => Paint::Bad,
    }
}

/// A row's name, cut at its beginning: its end tells it from its neighbours.
fn clipped(name: &str) -> String {
    let letters = name.chars().count();
    if letters <= NAME {
        return name.to_owned();
    }
    let end: String = name.chars().skip(letters + 1 - NAME).collect();
    format!("…{end}")
}
