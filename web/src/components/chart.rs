//! The ownership chart: states above, a row a partition, lag below. Drawn once a run and width; the playhead and the
//! line of the instant pointed at are the player's.

use std::rc::Rc;

use rebalance_model::trace::GroupState;
use rebalance_model::{SimDuration, SimTime};
use rebalance_view::chart::{Axis, BandSegment, Chart, LAG_HEIGHT, Marker, Row, Segment, SegmentKind, WIDTH};
use rebalance_view::text::Page;
use rebalance_view::{Action, Stretch, label, text, url};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, PointerEvent, WheelEvent};
use yew::{Callback, Html, NodeRef};

use super::Part;
use super::hand::{Hand, name_of};
use super::pane::{Panel, Tell, Word};
use super::small::{colour, place_of, twin, wheel_steps};
use crate::crowd;
use crate::markup;
use crate::platform::resize::Watch;

/// See the module.
#[derive(Debug)]
pub struct ChartView {
    tell: Tell,
    root: NodeRef,
    plot: NodeRef,
    watch: Option<Watch>,
    /// Its width in CSS pixels, once it is known.
    width: Option<u32>,
    /// It has another width than when it was drawn.
    is_resized: bool,
    held: Held,
    /// Pointers that are pressed, each with the instant that it took hold of.
    pointers: Vec<(i32, u32, SimTime)>,
    wheel: f64,
}

/// What a pointer that is pressed holds.
#[derive(Debug, Default)]
enum Held {
    #[default]
    Nothing,
    Playhead,
    Marker(Hand),
    /// One end of a range.
    Range(SimTime),
    /// Two fingers hold an instant each.
    Window,
}

impl ChartView {
    /// The chart of the lane of `part`.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self {
            tell,
            root: NodeRef::default(),
            plot: NodeRef::default(),
            watch: None,
            width: None,
            is_resized: false,
            held: Held::default(),
            pointers: Vec::new(),
            wheel: 0.0,
        })
    }
}

impl Panel for ChartView {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        match word {
            Word::Resized => {
                let width = self.root.cast::<HtmlElement>().and_then(|e| u32::try_from(e.client_width()).ok());
                self.is_resized = std::mem::replace(&mut self.width, width) != width;
                return self.is_resized;
            }
            Word::Pressed(event) => self.press(part, event.unchecked_ref()),
            Word::Moved(event) => self.move_to(part, event.unchecked_ref()),
            Word::Released => self.release(part),
            Word::Wheel(event) => self.wheel(part, event.unchecked_ref()),
            _ => part.desk.player.hover(None, &[]),
        }
        false
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let chart = |part: &Part| part.lane().map(|lane| Rc::as_ptr(&lane.chart));
        chart(old) != chart(new)
            || old.scene.axis != new.scene.axis
            || old.lang() != new.lang()
            || old.session.range != new.session.range
            || old.session.held != new.session.held
    }

    fn view(&self, part: &Part) -> Html {
        let Some(lane) = part.lane() else { return Html::default() };
        let (words, axis) = (text::page(part.lang()), &part.scene.axis);
        markup!(
            "<div class=\"chart\" ref={} role=\"slider\" tabindex=\"0\" aria-label={} aria-valuemin={} aria-valuemax={}
                onpointerdown={} onpointermove={} onpointerup={} onpointercancel={} onpointerleave={} onwheel={}>
                {}
                <div class=\"ghost\"><output></output></div>
                <div class=\"playhead\"></div>
            </div>{}",
            &self.root,
            [words.time_axis, ", ", lane.title].concat(),
            url::milliseconds(axis.from),
            url::milliseconds(axis.end),
            Part::tells(&self.tell, Word::Pressed),
            Part::tells(&self.tell, Word::Moved),
            Part::tells(&self.tell, |_| Word::Released),
            Part::tells(&self.tell, |_| Word::Released),
            Part::tells(&self.tell, |_| Word::Left),
            Part::tells(&self.tell, |event| {
                if event.unchecked_ref::<WheelEvent>().ctrl_key() {
                    event.prevent_default();
                }
                Word::Wheel(event)
            }),
            picture(&lane.chart, axis, part.session.range, self.width, words, &self.plot),
            twin(part, &lane.whole.table)
        )
    }

    fn drawn(&mut self, part: &Part, first: bool) {
        if let Some(root) = self.root.cast::<Element>().filter(|_| first) {
            let tell = self.tell.clone();
            self.watch = Some(Watch::new(&root, Callback::from(move |()| tell.emit(Word::Resized))));
        }
        // Drawn for another reason, the lane was too, and is measured with it.
        if std::mem::take(&mut self.is_resized) {
            part.desk.player.measure(part.index);
        }
    }
}

impl ChartView {
    fn press(&mut self, part: &Part, event: &PointerEvent) {
        // Not the event's current target: Yew listens at the root of the page.
        let (Some(root), Some(x)) = (self.root.cast::<Element>(), self.place_of(event)) else { return };
        if event.button() != 0 {
            return;
        }
        root.set_pointer_capture(event.pointer_id()).ok();
        let (axis, t) = (&part.scene.axis, part.scene.axis.t(x));
        self.pointers.retain(|p| p.0 != event.pointer_id());
        self.pointers.push((event.pointer_id(), x, t));
        self.held = match Hand::on(event, axis, x) {
            _ if self.pointers.len() > 1 => Held::Window,
            Some(hand) => Held::Marker(hand),
            None if event.shift_key() => Held::Range(t),
            None => Held::Playhead,
        };
        self.drag(part, event, x);
    }

    fn move_to(&mut self, part: &Part, event: &PointerEvent) {
        let Some(x) = self.place_of(event) else { return };
        if let Held::Nothing = self.held {
            let more = crowd::read(part, &self.plot, event, part.scene.axis.t(x));
            part.desk.player.hover(Some(x), &more);
        } else {
            part.desk.player.hover(None, &[]);
            self.drag(part, event, x);
        }
    }

    fn drag(&mut self, part: &Part, event: &PointerEvent, x: u32) {
        let (desk, axis) = (&part.desk, &part.scene.axis);
        let t = axis.t(x);
        match &mut self.held {
            Held::Nothing => {}
            Held::Playhead => desk.ask(Action::Seek(t)),
            Held::Marker(hand) => hand.move_to(desk, axis, x),
            Held::Range(other) => desk.ask(Action::Select(Some(Stretch::between(*other, t)))),
            Held::Window => {
                if let Some(pointer) = self.pointers.iter_mut().find(|p| p.0 == event.pointer_id()) {
                    pointer.1 = x;
                }
                if let [a, b, ..] = self.pointers[..] {
                    desk.ask(Action::Look(pinched(a, b)));
                }
            }
        }
    }

    fn release(&mut self, part: &Part) {
        self.pointers.clear();
        if let Held::Marker(hand) = std::mem::take(&mut self.held) {
            hand.let_go(&part.desk);
        }
    }

    /// With Ctrl, which is how a pad tells of two fingers too, and over the labels of the axis, a wheel zooms; turned
    /// sideways it moves the window.
    fn wheel(&mut self, part: &Part, event: &WheelEvent) {
        let (Some(plot), Some(x)) = (self.plot.cast::<Element>(), place_of(&self.plot, event.client_x())) else {
            return;
        };
        let (axis, window) = (&part.scene.axis, part.scene.axis.stretch());
        let bottom = plot.get_bounding_client_rect().bottom();
        if event.ctrl_key() || f64::from(event.client_y()) > bottom - f64::from(AXIS) {
            event.prevent_default();
            wheel_steps(&mut self.wheel, event, |steps| part.desk.ask(Action::Zoom(axis.t(x), steps)));
        } else if part.session.window.is_some() && event.delta_x().abs() > event.delta_y().abs() {
            event.prevent_default();
            let pixels = plot.get_bounding_client_rect().width().max(1.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                clippy::cast_sign_loss,
                reason = "a part of the window"
            )]
            let by = (event.delta_x().abs() / pixels * window.length().as_micros() as f64) as u64;
            let by = SimDuration::from_micros(by);
            let from = if event.delta_x() < 0.0 { window.from.before(by) } else { window.from + by };
            part.desk.ask(Action::Look(Some(window.at(from))));
        }
    }

    /// The place of the axis that a pointer is over.
    fn place_of(&self, event: &PointerEvent) -> Option<u32> {
        place_of(&self.plot, event.client_x())
    }
}

/// The window in which two instants lie where the fingers are that hold them.
fn pinched(a: (i32, u32, SimTime), b: (i32, u32, SimTime)) -> Option<Stretch> {
    let ((_, x0, t0), (_, x1, t1)) = if a.2 <= b.2 { (a, b) } else { (b, a) };
    // Fingers that are as good as together, or have changed sides, hold nothing.
    let apart = u64::from(x1.checked_sub(x0).filter(|apart| *apart > WIDTH / 50)?);
    let a_place = t1.since(t0).as_micros() / apart;
    let from = t0.before(SimDuration::from_micros(a_place * u64::from(x0)));
    Some(Stretch { from, end: from + SimDuration::from_micros(a_place * u64::from(WIDTH)) })
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
    /// Whether a row is a member.
    is_grouped: bool,
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
            // The number of partitions stands in a row of members.
            _ if chart.is_grouped => 11,
            33..=48 => 7,
            _ => 5,
        };
        Self { gutter, plot: width.saturating_sub(gutter + RIGHT).max(40), row, rows, is_grouped: chart.is_grouped }
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

/// The row of a chart that lies so far below its top, in CSS pixels.
pub(crate) fn row_at(chart: &Chart, y: i32) -> Option<usize> {
    let sizes = Sizes::new(chart, None);
    let row = u32::try_from(y).ok()?.checked_sub(TOP)? / sizes.row;
    usize::try_from(row).ok().filter(|_| row < sizes.rows)
}

/// A number of tenths, as an attribute.
pub(super) fn tenths(n: u32) -> String {
    [(n / 10).to_string(), ".".to_owned(), (n % 10).to_string()].concat()
}

fn picture(
    chart: &Chart,
    axis: &Axis,
    range: Option<Stretch>,
    width: Option<u32>,
    words: &'static Page,
    plot: &NodeRef,
) -> Html {
    let sizes = Sizes::new(chart, width);
    let (height, bottom) = (sizes.height(), sizes.lag_top() + LAG);
    let left = (sizes.gutter - 8).to_string();
    let (lines, names) = marks(&axis.markers, sizes);
    let range = range.filter(|r| r.from < axis.end && r.end > axis.from);
    let range = range.map(|r| {
        let (across, _) = span(axis.x(r.from), axis.x(r.end), 10, sizes);
        markup!("<rect data-is=\"range\" x={} width={} y={} height={} />", across.0, across.1, MARKS, bottom - MARKS)
    });
    let grid: Vec<_> = axis.ticks.iter().map(|t| line(&sizes.x(t.x), MARKS, bottom)).collect();
    let bands: Vec<_> = chart.band.iter().map(|b| band(b, sizes)).collect();
    let rows: Vec<_> = chart.rows.iter().zip(0..).map(|(r, i)| row(r, i, sizes)).collect();
    markup!(
        "<svg height={} aria-hidden=\"true\">
            <g class=\"grid\">{}</g>
            <g class=\"mark\">{}</g>
            <g>{}</g>
            {}{}{}
            <text class=\"lag-now mono\" x={} y={} text-anchor=\"end\"></text>
            <g class=\"axis\">{}</g>
            {}
            <g>{}</g>
            <rect class=\"plot\" ref={} x={} y=\"0\" width={} height={} />
        </svg>",
        height,
        grid,
        lines,
        bands,
        rows,
        lag(chart, sizes),
        written("lag-name", &(sizes.gutter + 4).to_string(), bottom - LAG + 10, "start", words.lag),
        &left,
        bottom - 2,
        ticks(axis, bottom, sizes),
        range,
        names,
        plot,
        sizes.gutter,
        sizes.plot,
        height
    )
}

/// Text of the picture.
fn written(is: &'static str, x: &str, y: u32, anchor: &'static str, text: &str) -> Html {
    markup!("<text data-is={} x={} y={} text-anchor={}>{}</text>", is, x, y, anchor, text)
}

/// A box of the picture: what it is (`data-is`), in the colour of a member (`data-c`).
fn block(is: &'static str, c: Option<&'static str>, across: &(String, String), y: u32, height: u32) -> Html {
    let (x, width) = across;
    markup!("<rect data-is={} data-c={} x={} width={} y={} height={} rx={} />", is, c, x, width, y, height, height / 5)
}

fn line(x: &str, y1: u32, y2: u32) -> Html {
    markup!("<line x1={} x2={} y1={} y2={} />", x, x, y1, y2)
}

/// Left edge and width of what lies between two places of the axis, at least `least` tenths of a pixel wide; and the
/// width in whole pixels.
fn span(x0: u32, x1: u32, least: u32, sizes: Sizes) -> ((String, String), u32) {
    let (from, to) = (sizes.tenths(x0), sizes.tenths(x1));
    let width = to.saturating_sub(from).max(least);
    ((tenths(from), tenths(width)), width / 10)
}

/// How a state looks.
pub(super) const fn state(state: GroupState) -> &'static str {
    match state {
        GroupState::Stable => "stable",
        GroupState::PreparingRebalance | GroupState::Assigning => "preparing",
        GroupState::CompletingRebalance | GroupState::Reconciling => "completing",
        GroupState::Empty | GroupState::Dead => "empty",
    }
}

fn band(segment: &BandSegment, sizes: Sizes) -> Html {
    block(state(segment.state), None, &span(segment.x0, segment.x1, 15, sizes).0, MARKS, 10)
}

fn row(row: &Row, index: u32, sizes: Sizes) -> Html {
    let y = TOP + index * sizes.row;
    let mut parts = Vec::new();
    if sizes.row >= 10 {
        let x = (sizes.gutter - 8).to_string();
        parts.push(written("row", &x, y + sizes.row / 2 + 2, "end", &clipped(&row.label, 14)));
    }
    row.segments.iter().for_each(|s| segment(s, y, sizes, &mut parts));
    markup!("<g>{}</g>", parts)
}

/// A name cut to so many letters, with a sign that it is.
pub(crate) fn clipped(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    // The end of a partition's name tells it from its neighbours.
    let end: Vec<char> = name.chars().rev().take(letters - 1).collect();
    std::iter::once('…').chain(end.into_iter().rev()).collect()
}

fn segment(segment: &Segment, y: u32, sizes: Sizes, parts: &mut Vec<Html>) {
    let least = if segment.kind == SegmentKind::Unowned { 15 } else { 5 };
    let (across, pixels) = span(segment.x0, segment.x1, least, sizes);
    let whole = sizes.row - if sizes.row > 11 { 4 } else { 1 };
    let height = (whole * segment.fills / 100).max(2);
    let y = y + whole - height;
    let of = |member| Some(colour(label::colour(member)));
    let (is, c) = match segment.kind {
        SegmentKind::Unowned => ("none", None),
        SegmentKind::Held(member) => ("held", of(member)),
        SegmentKind::Stale(member) => ("stale", of(member)),
        SegmentKind::Double(member, zombie) => {
            let half = height / 2;
            parts.push(block("held", of(member), &across, y, half));
            parts.push(block("held", of(zombie), &across, y + half, height - half));
            ("twice", None)
        }
    };
    parts.push(block(is, c, &across, y, height));
    let letters = u32::try_from(segment.label.chars().count()).unwrap_or(u32::MAX);
    if (sizes.row >= 14 || sizes.is_grouped && height > 6)
        && !segment.label.is_empty()
        && letters.saturating_mul(8) + 12 <= pixels
    {
        let x = tenths(sizes.tenths(segment.x0) + 60);
        parts.push(written("own", &x, y + height / 2 + 4, "start", &segment.label));
    }
}

fn lag(chart: &Chart, sizes: Sizes) -> Html {
    let (right, bottom) = (WIDTH.to_string(), LAG_HEIGHT.to_string());
    markup!(
        "<svg x={} y={} width={} height={} viewBox={} preserveAspectRatio=\"none\">
            <path class=\"lag-area\" d={} />
            <path class=\"lag-line\" d={} vector-effect=\"non-scaling-stroke\" />
        </svg>",
        sizes.gutter,
        sizes.lag_top(),
        sizes.plot,
        LAG,
        ["0 0 ", &right, " ", &bottom].concat(),
        [&chart.lag, "L", &right, ",", &bottom, "L0,", &bottom, "Z"].concat(),
        &chart.lag
    )
}

/// Labels of the axis; one that would cover the one before is left out.
fn ticks(axis: &Axis, y: u32, sizes: Sizes) -> Vec<Html> {
    let end = (sizes.gutter + sizes.plot) * 10;
    let mut free = 0;
    let mut parts = Vec::new();
    for tick in &axis.ticks {
        let at = sizes.tenths(tick.x);
        let half = u32::try_from(tick.label.chars().count()).unwrap_or(0) * 35;
        // The last label would stick out at the right.
        let (from, anchor) =
            if at + half > end { (at.saturating_sub(2 * half), "end") } else { (at.saturating_sub(half), "middle") };
        parts.push(line(&tenths(at), y, y + 4));
        if from >= free {
            free = from + 2 * half + 60;
            parts.push(written("tick", &tenths(at), y + 15, anchor, &tick.label));
        }
    }
    parts
}

/// Lines of what was done to the group, and its names in the first row where they do not cover the name before.
fn marks(markers: &[Marker], sizes: Sizes) -> (Vec<Html>, Vec<Html>) {
    let mut free = [0; 2];
    let (mut lines, mut names) = (Vec::new(), Vec::new());
    for marker in markers {
        let at = sizes.tenths(marker.x);
        let width = u32::try_from(marker.label.chars().count()).unwrap_or(0).saturating_mul(62) + 30;
        let turns = at + width > (sizes.gutter + sizes.plot) * 10;
        let from = if turns { at.saturating_sub(width) } else { at };
        let row = free.iter().position(|free| *free <= from);
        let top = row.map_or(MARKS, |row| MARK_ROW * u32::try_from(row).unwrap_or(0));
        lines.push(line(&tenths(at), top, sizes.lag_top() + LAG));
        let name = row.map(|row| {
            free[row] = from + width;
            let (x, anchor) = if turns { (at.saturating_sub(30), "end") } else { (at + 30, "start") };
            written("mark", &tenths(x), top + 9, anchor, &marker.label)
        });
        // What can be taken hold of: the name, and the line beside it.
        names.push(markup!(
            "<g data-mark={} data-own={}><rect x={} width=\"12\" y=\"0\" height={} />{}</g>",
            name_of(marker.mark),
            marker.is_own,
            tenths(at.saturating_sub(60)),
            MARKS,
            name
        ));
    }
    (lines, names)
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
