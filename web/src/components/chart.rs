//! The ownership chart: states above, a row a partition, lag below. Drawn once a run and width; the playhead and the
//! line of the instant pointed at are the player's.

use std::rc::Rc;

use rebalance_model::trace::GroupState;
use rebalance_view::chart::{Axis, BandSegment, Chart, LAG_HEIGHT, Marker, Row, Segment, SegmentKind, WIDTH};
use rebalance_view::text::Page;
use rebalance_view::{Action, label, text, url};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::Part;
use super::markup::{colour, say, twin};
use crate::platform::resize::Watch;

/// See the module.
#[derive(Debug, Default)]
pub struct ChartView {
    root: NodeRef,
    plot: NodeRef,
    watch: Option<Watch>,
    /// Its width in CSS pixels, once it is known.
    width: Option<u32>,
}

/// What can happen to a chart.
#[derive(Debug)]
pub enum Touch {
    /// It may have another width.
    Resized,
    /// A pointer was pressed on it.
    Pressed(PointerEvent),
    /// A pointer was moved over it, or away from it while pressed.
    Moved(PointerEvent),
    /// The pointer is gone.
    Left,
}

impl Component for ChartView {
    type Message = Touch;
    type Properties = Part;

    fn create(_ctx: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, ctx: &Context<Self>, touch: Touch) -> bool {
        match touch {
            Touch::Resized => {
                let width = self.root.cast::<HtmlElement>().and_then(|e| u32::try_from(e.client_width()).ok());
                return std::mem::replace(&mut self.width, width) != width;
            }
            Touch::Pressed(event) => self.press(ctx.props(), &event),
            Touch::Moved(event) => self.move_to(ctx.props(), &event),
            Touch::Left => ctx.props().desk.player.hover(None),
        }
        false
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Part) -> bool {
        let chart = |part: &Part| part.lane().map(|lane| Rc::as_ptr(&lane.chart));
        let new = ctx.props();
        chart(old) != chart(new) || old.scene.axis != new.scene.axis || old.lang() != new.lang()
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let part = ctx.props();
        let Some(lane) = part.lane() else { return Html::default() };
        let (link, words, axis) = (ctx.link(), text::page(part.lang()), &part.scene.axis);
        html! {
            <>
                <div class="chart" ref={self.root.clone()} role="slider" tabindex="0" aria-label={[words.time_axis, ", ", lane.title].concat()}
                    aria-valuemin={url::milliseconds(axis.from)} aria-valuemax={url::milliseconds(axis.end)}
                    onpointerdown={link.callback(Touch::Pressed)} onpointermove={link.callback(Touch::Moved)}
                    onpointerleave={link.callback(|_| Touch::Left)}>
                    { picture(&lane.chart, axis, self.width, words, &self.plot) }
                    <div class="ghost"><output></output></div>
                    <div class="playhead"></div>
                </div>
                { twin(&lane.chart.table) }
            </>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if let Some(root) = self.root.cast::<Element>().filter(|_| first) {
            self.watch = Some(Watch::new(&root, ctx.link().callback(|()| Touch::Resized)));
        }
        // The plot may have moved.
        ctx.props().desk.player.measure(ctx.props().index);
    }
}

impl ChartView {
    fn press(&self, part: &Part, event: &PointerEvent) {
        // Not the event's current target: Yew listens at the root of the page.
        if let Some(root) = self.root.cast::<Element>().filter(|_| event.button() == 0) {
            root.set_pointer_capture(event.pointer_id()).ok();
            self.seek(part, event);
        }
    }

    fn move_to(&self, part: &Part, event: &PointerEvent) {
        if self.root.cast::<Element>().is_some_and(|root| root.has_pointer_capture(event.pointer_id())) {
            part.desk.player.hover(None);
            self.seek(part, event);
        } else {
            part.desk.player.hover(self.place_of(event));
        }
    }

    fn seek(&self, part: &Part, event: &PointerEvent) {
        if let Some(x) = self.place_of(event) {
            part.desk.ask(Action::Seek(part.scene.axis.t(x)));
        }
    }

    /// The place of the axis that a pointer is over.
    fn place_of(&self, event: &PointerEvent) -> Option<u32> {
        let plot = self.plot.cast::<Element>()?.get_bounding_client_rect();
        let part = (f64::from(event.client_x()) - plot.left()) / plot.width().max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the axis before")]
        Some((part.clamp(0.0, 1.0) * f64::from(WIDTH)) as u32)
    }
}

/// Lengths of a chart in CSS pixels.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    /// Left of the plot, where rows have their names.
    gutter: u32,
    /// Width of the plot.
    plot: u32,
    /// Distance of two rows.
    row: u32,
    /// Number of rows.
    rows: u32,
}

/// Right of the plot.
const RIGHT: u32 = 6;
/// Names of markers: two rows, as they lie close together where things happen.
const MARKS: u32 = 24;
/// Distance of these rows.
const MARK_ROW: u32 = 11;
/// Band of states, with the space below it.
const BAND: u32 = 16;
/// Where rows begin.
const TOP: u32 = MARKS + BAND;
/// Plot of lag.
const LAG: u32 = 32;
/// Labels of the axis.
const AXIS: u32 = 18;

impl Sizes {
    fn new(chart: &Chart, width: Option<u32>) -> Self {
        let letters = chart.rows.iter().map(|r| r.label.chars().count()).max().unwrap_or(2);
        let letters = u32::try_from(letters).unwrap_or(2).clamp(4, 14);
        let gutter = 8 + letters * 7;
        let width = width.unwrap_or(600);
        let rows = u32::try_from(chart.rows.len()).unwrap_or(0);
        let row = match rows {
            0..=12 => 18,
            13..=20 => 14,
            21..=32 => 10,
            33..=48 => 7,
            _ => 5,
        };
        Self { gutter, plot: width.saturating_sub(gutter + RIGHT).max(40), row, rows }
    }

    const fn lag_top(&self) -> u32 {
        TOP + self.rows * self.row + 4
    }

    const fn height(&self) -> u32 {
        self.lag_top() + LAG + AXIS
    }

    /// Where a place of the axis is, in tenths of a pixel.
    fn tenths(&self, x: u32) -> u32 {
        u32::try_from(u64::from(x) * u64::from(self.plot) * 10 / u64::from(WIDTH)).unwrap_or(0) + self.gutter * 10
    }

    /// Where a place of the axis is, as an attribute.
    fn x(&self, x: u32) -> String {
        tenths(self.tenths(x))
    }
}

fn tenths(n: u32) -> String {
    [(n / 10).to_string(), ".".to_owned(), (n % 10).to_string()].concat()
}

fn picture(chart: &Chart, axis: &Axis, width: Option<u32>, words: &'static Page, plot: &NodeRef) -> Html {
    let sizes = Sizes::new(chart, width);
    let (height, bottom) = (sizes.height().to_string(), sizes.lag_top() + LAG);
    let left = (sizes.gutter - 8).to_string();
    let (lines, names) = marks(&axis.markers, sizes);
    let rows = chart.rows.iter().zip(0..).map(|(r, i)| row(r, i, sizes));
    html! {
        <svg height={height.clone()} aria-hidden="true">
            <g class="grid">{ for axis.ticks.iter().map(|t| line(sizes.x(t.x), MARKS, bottom)) }</g>
            { lines }
            <g>{ for chart.band.iter().map(|b| band(b, sizes)) }</g>
            { for rows }
            { lag(chart, sizes) }
            { written("lag-name", left.clone(), bottom - 16, "end", words.lag) }
            <text class="lag-now mono" x={left} y={(bottom - 2).to_string()} text-anchor="end"></text>
            { ticks(axis, bottom, sizes) }
            { names }
            <rect class="plot" ref={plot.clone()} x={sizes.gutter.to_string()} y="0" width={sizes.plot.to_string()} {height} />
        </svg>
    }
}

/// Text of the picture.
fn written(is: &'static str, x: String, y: u32, anchor: &'static str, text: &str) -> Html {
    html! { <text data-is={is} {x} y={y.to_string()} text-anchor={anchor}>{ say(text) }</text> }
}

/// A box of the picture: what it is (`data-is`), in the colour of a member (`data-c`).
fn block(is: &'static str, c: Option<&'static str>, (x, width): (String, String), y: u32, height: u32) -> Html {
    html! { <rect data-is={is} data-c={c} {x} {width} y={y.to_string()} height={height.to_string()} rx={(height / 5).to_string()} /> }
}

fn line(x: String, y1: u32, y2: u32) -> Html {
    html! { <line x1={x.clone()} x2={x} y1={y1.to_string()} y2={y2.to_string()} /> }
}

/// Left edge and width of what lies between two places of the axis, at least `least` tenths of a pixel wide; and the
/// width in whole pixels.
fn span(x0: u32, x1: u32, least: u32, sizes: Sizes) -> ((String, String), u32) {
    let (from, to) = (sizes.tenths(x0), sizes.tenths(x1));
    let width = to.saturating_sub(from).max(least);
    ((tenths(from), tenths(width)), width / 10)
}

fn band(segment: &BandSegment, sizes: Sizes) -> Html {
    let is = match segment.state {
        GroupState::Stable => "stable",
        GroupState::PreparingRebalance => "preparing",
        GroupState::CompletingRebalance => "completing",
        GroupState::Empty | GroupState::Dead => "empty",
    };
    block(is, None, span(segment.x0, segment.x1, 15, sizes).0, MARKS, 10)
}

fn row(row: &Row, index: u32, sizes: Sizes) -> Html {
    let y = TOP + index * sizes.row;
    let name = (sizes.row >= 10).then(|| {
        written("row", (sizes.gutter - 8).to_string(), y + sizes.row / 2 + 2, "end", &clipped(&row.label, 14))
    });
    html! { <g>{ name }{ for row.segments.iter().map(|s| segment(s, y, sizes)) }</g> }
}

/// A name cut to so many letters, with a sign that it is.
fn clipped(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    // The end of a partition's name tells it from its neighbours.
    let end: Vec<char> = name.chars().rev().take(letters - 1).collect();
    std::iter::once('…').chain(end.into_iter().rev()).collect()
}

fn segment(segment: &Segment, y: u32, sizes: Sizes) -> Html {
    let least = if segment.kind == SegmentKind::Unowned { 15 } else { 5 };
    let (across, pixels) = span(segment.x0, segment.x1, least, sizes);
    let height = sizes.row - if sizes.row > 8 { 4 } else { 1 };
    let of = |member| Some(colour(label::colour(member)));
    let bars = match segment.kind {
        SegmentKind::Unowned => block("none", None, across, y, height),
        SegmentKind::Held(member) => block("held", of(member), across, y, height),
        SegmentKind::Stale(member) => block("stale", of(member), across, y, height),
        SegmentKind::Double(member, zombie) => {
            let half = height / 2;
            html! {
                <>
                    { block("held", of(member), across.clone(), y, half) }
                    { block("held", of(zombie), across.clone(), y + half, height - half) }
                    { block("twice", None, across, y, height) }
                </>
            }
        }
    };
    let letters = u32::try_from(segment.label.chars().count()).unwrap_or(u32::MAX);
    let fits = sizes.row >= 14 && !segment.label.is_empty() && letters.saturating_mul(8) + 12 <= pixels;
    let name = fits
        .then(|| written("own", tenths(sizes.tenths(segment.x0) + 60), y + height / 2 + 4, "start", &segment.label));
    html! { <>{ bars }{ name }</> }
}

fn lag(chart: &Chart, sizes: Sizes) -> Html {
    let area = [&chart.lag, "L", &WIDTH.to_string(), ",", &LAG_HEIGHT.to_string(), "L0,", &LAG_HEIGHT.to_string(), "Z"]
        .concat();
    let view_box = ["0 0 ", &WIDTH.to_string(), " ", &LAG_HEIGHT.to_string()].concat();
    html! {
        <svg x={sizes.gutter.to_string()} y={sizes.lag_top().to_string()} width={sizes.plot.to_string()} height={LAG.to_string()}
            viewBox={view_box} preserveAspectRatio="none">
            <path class="lag-area" d={area} />
            <path class="lag-line" d={chart.lag.clone()} vector-effect="non-scaling-stroke" />
        </svg>
    }
}

/// Labels of the axis; one that would cover the one before is left out.
fn ticks(axis: &Axis, y: u32, sizes: Sizes) -> Html {
    let end = (sizes.gutter + sizes.plot) * 10;
    let mut free = 0;
    let ticks = axis.ticks.iter().map(|tick| {
        let at = sizes.tenths(tick.x);
        let half = u32::try_from(tick.label.chars().count()).unwrap_or(0) * 35;
        // The last label would stick out at the right.
        let (from, anchor) =
            if at + half > end { (at.saturating_sub(2 * half), "end") } else { (at.saturating_sub(half), "middle") };
        let label = (from >= free).then(|| {
            free = from + 2 * half + 60;
            written("tick", tenths(at), y + 15, anchor, &tick.label)
        });
        html! { <>{ line(tenths(at), y, y + 4) }{ label }</> }
    });
    html! { <g class="axis">{ for ticks }</g> }
}

/// Lines of what was done to the group, and its names in the first row where they do not cover the name before.
fn marks(markers: &[Marker], sizes: Sizes) -> (Html, Html) {
    let mut free = [0; 2];
    let (mut lines, mut names) = (Vec::new(), Vec::new());
    for marker in markers {
        let at = sizes.tenths(marker.x);
        let width = u32::try_from(marker.label.chars().count()).unwrap_or(0).saturating_mul(62) + 30;
        let turns = at + width > (sizes.gutter + sizes.plot) * 10;
        let from = if turns { at.saturating_sub(width) } else { at };
        let row = free.iter().position(|free| *free <= from);
        let top = row.map_or(MARKS, |row| MARK_ROW * u32::try_from(row).unwrap_or(0));
        lines.push(line(tenths(at), top, sizes.lag_top() + LAG));
        if let Some(row) = row {
            free[row] = from + width;
            let (x, anchor) = if turns { (at.saturating_sub(30), "end") } else { (at + 30, "start") };
            names.push(written("mark", tenths(x), top + 9, anchor, &marker.label));
        }
    }
    (html! { <g class="mark">{ for lines }</g> }, html! { <g>{ for names }</g> })
}

#[cfg(test)]
mod tests {
    use super::clipped;

    #[test]
    fn a_long_name_keeps_its_end() {
        assert_eq!(clipped("orders-3", 14), "orders-3");
        assert_eq!(clipped("payments-eu-central-12", 10), "…entral-12");
        assert_eq!(clipped("주문-이벤트-스트림-3", 6), "…스트림-3");
    }
}
