//! The strip: the whole run in one line, with the window of the charts in it, and the markers, which have the focus here.

use rebalance_model::{SimDuration, SimTime};
use rebalance_view::chart::{Chart, Marker, WIDTH};
use rebalance_view::session::Mark;
use rebalance_view::text::Page;
use rebalance_view::{Action, Stretch, label, text, url};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, PointerEvent, WheelEvent};
use yew::{Callback, Html, NodeRef, TargetCast as _};

use super::Part;
use super::hand::{Hand, marker_of, name_of, pin};
use super::pane::{Panel, Tell, Word};
use super::small::{colour, place_of, quiet_button, restores, wheel_steps};
use crate::desk::Desk;
use crate::markup;
use crate::motion::Across;
use crate::platform::dom;

/// See the module.
#[derive(Debug)]
pub struct Strip {
    tell: Tell,
    track: NodeRef,
    now: NodeRef,
    held: Held,
    /// The marker whose instant and length stand in fields.
    open: Option<Mark>,
    /// What is to have the focus once it is drawn.
    focus: Option<String>,
    wheel: f64,
}

/// What a pointer holds.
#[derive(Debug, Default)]
enum Held {
    #[default]
    Nothing,
    Playhead,
    Marker(Hand),
    /// The window, so long after its beginning.
    Window(SimDuration),
    /// The window's beginning, or its end; the other one stays.
    Edge(SimTime),
}

/// How far from an edge of the window it can be taken, in pixels.
const EDGE: f64 = 8.0;
/// What a press of an arrow moves a marker by.
const NUDGE: SimDuration = SimDuration::from_millis(100);
/// The same with Shift.
const NUDGE_FAR: SimDuration = SimDuration::from_millis(1000);
/// Least width of what happens, so that it is seen.
const LEAST: u32 = 18;

impl Strip {
    /// The strip.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self {
            tell,
            track: NodeRef::default(),
            now: NodeRef::default(),
            held: Held::default(),
            open: None,
            focus: None,
            wheel: 0.0,
        })
    }
}

impl Panel for Strip {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        match word {
            Word::Pressed(event) => self.press(part, event.unchecked_ref()),
            Word::Moved(event) => self.move_to(part, event.unchecked_ref()),
            Word::Released => return self.release(part),
            Word::Wheel(event) => {
                let event: &WheelEvent = event.unchecked_ref();
                let at = place_of(&self.track, event.client_x()).map(|x| part.scene.whole.t(x));
                if let Some(at) = at {
                    wheel_steps(&mut self.wheel, event, |steps| part.desk.ask(Action::Zoom(at, steps)));
                }
            }
            Word::Key(event) => return self.key(part, event.unchecked_ref()),
            Word::Changed(_) => return self.close(),
            _ => {}
        }
        false
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let wholes = |part: &Part| part.scene.lanes.iter().map(|l| std::rc::Rc::as_ptr(&l.whole)).collect::<Vec<_>>();
        self.open = self.open.filter(|mark| new.scene.whole.markers.iter().any(|m| m.mark == *mark));
        old.scene.whole != new.scene.whole
            || old.lang() != new.lang()
            || !old.session.same_view(&new.session)
            || wholes(old) != wholes(new)
    }

    fn view(&self, part: &Part) -> Html {
        let (words, axis) = (text::page(part.lang()), &part.scene.whole);
        let tells = |word| Part::tells(&self.tell, word);
        let height = part.scene.lanes.len() * 6;
        let rows: Vec<_> = part.scene.lanes.iter().zip(0..).map(|(lane, i)| row(&lane.whole, i * 6)).collect();
        let pins: Vec<_> = (0..axis.markers.len()).map(|i| pin_of(part, &axis.markers, i, words)).collect();
        let open = axis.markers.iter().find(|m| Some(m.mark) == self.open);
        let range = part.session.range.map(|r| {
            markup!(
                "<div class=\"span\" data-x={} data-w={} />",
                percent(axis.x(r.from)),
                width(axis.x(r.from), axis.x(r.end))
            )
        });
        markup!(
            "<div class=\"strip\" role=\"group\" aria-label={} onpointerdown={} onpointermove={} onpointerup={}
                onpointercancel={} onwheel={} onkeydown={}>
                <div class=\"track\" ref={}>
                    <svg viewBox={} preserveAspectRatio=\"none\" aria-hidden=\"true\">{}</svg>
                    {}{}{}
                    <div class=\"nows\"><div class=\"now\" ref={} /></div>
                </div>
                {}
            </div>",
            words.overview,
            tells(Word::Pressed),
            tells(Word::Moved),
            tells(|_| Word::Released),
            tells(|_| Word::Released),
            tells(|event| {
                event.prevent_default();
                Word::Wheel(event)
            }),
            tells(Word::Key),
            &self.track,
            ["0 0 ", &WIDTH.to_string(), " ", &height.to_string()].concat(),
            rows,
            range,
            brush(part, words),
            pins,
            &self.now,
            open.map(|m| self.fields(part, m, words))
        )
    }

    fn drawn(&mut self, part: &Part, first: bool) {
        let Some(track) = self.track.cast::<HtmlElement>() else { return };
        dom::place(&track);
        if let Some(strip) = track.parent_element() {
            dom::place(&strip);
        }
        if let (true, Some(now)) = (first, self.now.cast::<HtmlElement>()) {
            part.desk.player.set_across(Across::Strip, &now);
        }
        if let Some(id) = self.focus.take() {
            part.desk.focus(&id);
        }
    }
}

impl Strip {
    fn press(&mut self, part: &Part, event: &PointerEvent) {
        let target: Option<Element> = event.target_dyn_into();
        let is_on = |what: &str| target.as_ref().is_some_and(|t| t.closest(what).ok().flatten().is_some());
        let (Some(track), Some(x)) = (self.track.cast::<Element>(), place_of(&self.track, event.client_x())) else {
            return;
        };
        if event.button() != 0 || is_on(".edit") {
            return;
        }
        track.set_pointer_capture(event.pointer_id()).ok();
        let (axis, window) = (&part.scene.whole, part.scene.axis.stretch());
        let t = axis.t(x);
        let pixels = track.get_bounding_client_rect().width().max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some pixels")]
        let near = (EDGE * f64::from(WIDTH) / pixels) as u32;
        self.held = if let Some(hand) = Hand::on(event, axis, x) {
            Held::Marker(hand)
        } else if x.abs_diff(axis.x(window.from)) <= near {
            Held::Edge(window.end)
        } else if x.abs_diff(axis.x(window.end)) <= near {
            Held::Edge(window.from)
        } else if window != axis.stretch() && window.contains(t) {
            Held::Window(t.since(window.from))
        } else {
            Held::Playhead
        };
        self.move_to(part, event);
    }

    fn move_to(&mut self, part: &Part, event: &PointerEvent) {
        let Some(x) = place_of(&self.track, event.client_x()) else { return };
        let (desk, axis) = (&part.desk, &part.scene.whole);
        let t = axis.t(x);
        match &mut self.held {
            Held::Nothing => {}
            Held::Playhead => desk.ask(Action::Seek(t)),
            Held::Marker(hand) => hand.move_to(desk, axis, x),
            Held::Window(after) => desk.ask(Action::Look(Some(part.scene.axis.stretch().at(t.before(*after))))),
            Held::Edge(other) => desk.ask(Action::Look(Some(Stretch::between(t, *other)))),
        }
    }

    /// Lets go. A marker that was only pressed is opened.
    fn release(&mut self, part: &Part) -> bool {
        let Held::Marker(hand) = std::mem::take(&mut self.held) else { return false };
        hand.let_go(&part.desk) && self.open(hand.mark)
    }

    fn open(&mut self, mark: Mark) -> bool {
        self.open = Some(mark);
        self.focus = Some("mark-at".to_owned());
        true
    }

    fn close(&mut self) -> bool {
        self.focus = self.open.take().map(pin);
        self.focus.is_some()
    }

    fn key(&mut self, part: &Part, event: &KeyboardEvent) -> bool {
        let key = event.key();
        let target: Option<Element> = event.target_dyn_into();
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return false;
        }
        if let Some(marker) = marker_of(event, &part.scene.whole) {
            let has_changed = self.key_on_marker(part, marker, &key, event.shift_key());
            return has_changed.is_some_and(|has_changed| {
                event.prevent_default();
                has_changed
            });
        }
        if target.as_ref().is_some_and(|t| t.matches(".brush").unwrap_or(false)) {
            if let Some(action) = key_on_window(part.scene.axis.stretch(), part.scene.whole.stretch(), &key) {
                event.prevent_default();
                part.desk.ask(action);
            }
        } else if key == "Escape" && self.open.is_some() {
            event.prevent_default();
            return self.close();
        }
        false
    }

    /// What a key does to the marker that has the focus; none if nothing, else whether the strip looks different.
    fn key_on_marker(&mut self, part: &Part, marker: &Marker, key: &str, is_far: bool) -> Option<bool> {
        let (desk, mark) = (&part.desk, marker.mark);
        let by = if is_far { NUDGE_FAR } else { NUDGE };
        match key {
            "ArrowLeft" | "ArrowDown" => desk.ask(Action::MoveMark(mark, marker.at.before(by))),
            "ArrowRight" | "ArrowUp" => desk.ask(Action::MoveMark(mark, marker.at + by)),
            "Delete" | "Backspace" => {
                self.leave(part, mark);
                desk.ask(Action::RemoveMark(mark));
            }
            "Enter" | "F2" => return Some(self.open(mark)),
            _ => return None,
        }
        Some(false)
    }

    /// The focus goes on from a marker that is about to go.
    fn leave(&mut self, part: &Part, mark: Mark) {
        let markers = &part.scene.whole.markers;
        let at = markers.iter().position(|m| m.mark == mark).unwrap_or(0);
        let next = markers.get(at + 1).or_else(|| markers.get(at.checked_sub(1)?));
        self.open = None;
        part.desk.focus(&next.map_or_else(|| BRUSH.to_owned(), |m| pin(m.mark)));
    }

    /// Exact instant and length of a marker, in fields.
    fn fields(&self, part: &Part, marker: &Marker, words: &'static Page) -> Html {
        let (desk, mark) = (&part.desk, marker.mark);
        let at = url::seconds(marker.at.as_millis());
        let field = |id: &'static str, name: &'static str, value: &str, action: fn(Mark, u64) -> Action| {
            markup!(
                "<label for={}>{}</label>
                <input type=\"text\" inputmode=\"decimal\" autocomplete=\"off\" id={} value={} onchange={} onkeydown={} />",
                id,
                name,
                id,
                value,
                typed(desk, mark, value, action),
                restores(value)
            )
        };
        let takes = marker.takes.map(|d| {
            let value = url::seconds(d.as_millis());
            field("mark-for", words.mark_takes, &value, |mark, ms| {
                Action::SetLength(mark, SimDuration::from_millis(ms))
            })
        });
        let own = matches!(mark, Mark::Step(_)) && marker.is_own;
        markup!(
            "<div class=\"edit\" role=\"group\" aria-label={} data-x={}>
                <b>{}</b>{}{}{}{}{}
            </div>",
            &marker.label,
            percent(marker.x),
            &marker.label,
            field("mark-at", words.mark_at, &at, |mark, ms| Action::MoveMark(mark, SimTime::from_millis(ms))),
            takes,
            own.then(|| quiet_button("#i-reset", words.reset, desk.asks(Action::ResetMark(mark)))),
            quiet_button("#i-bin", &[words.remove, " ", &marker.label].concat(), desk.asks(Action::RemoveMark(mark))),
            quiet_button("#i-close", words.dismiss, Part::tells(&self.tell, Word::Changed))
        )
    }
}

/// What is typed into a field of a marker; what is no time leaves the field as it was.
fn typed(desk: &Desk, mark: Mark, old: &str, action: fn(Mark, u64) -> Action) -> Callback<Event> {
    let (desk, old) = (desk.clone(), old.to_owned());
    Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        match url::read_seconds(&input.value()) {
            Some(ms) => {
                desk.ask(Action::Settle);
                desk.ask(action(mark, ms));
            }
            None => input.set_value(&old),
        }
    })
}

/// Id of the window.
const BRUSH: &str = "brush";

/// What a key does to the window that has the focus.
fn key_on_window(window: Stretch, whole: Stretch, key: &str) -> Option<Action> {
    let tenth = SimDuration::from_micros(window.length().as_micros() / 10);
    let from = match key {
        "ArrowLeft" | "ArrowDown" => window.from.before(tenth),
        "ArrowRight" | "ArrowUp" => window.from + tenth,
        "Home" => whole.from,
        "End" => whole.end.before(window.length()),
        _ => return None,
    };
    Some(Action::Look(Some(window.at(from))))
}

/// What happens in a lane: when it is without rest, and when something stops.
fn row(chart: &Chart, y: u32) -> Html {
    let block = |is: &'static str, x0: u32, x1: u32| {
        markup!("<rect data-is={} x={} width={} y={} height=\"4\" />", is, x0, x1.saturating_sub(x0).max(LEAST), y)
    };
    let mut parts = vec![block("rest", 0, WIDTH)];
    parts.extend(chart.restless().map(|(x0, x1)| block("restless", x0, x1)));
    parts.extend(chart.stops.iter().map(|(x0, x1)| block("stop", *x0, *x1)));
    markup!("<g>{}</g>", parts)
}

/// The window of the charts.
fn brush(part: &Part, words: &'static Page) -> Html {
    let (axis, window) = (&part.scene.whole, part.scene.axis.stretch());
    let (x0, x1) = (axis.x(window.from), axis.x(window.end));
    let clocks = [window.from, window.end].map(text::clock);
    markup!(
        "<div class=\"brush\" id={} role=\"slider\" tabindex=\"0\" data-whole={} aria-label={} aria-valuemin={}
            aria-valuemax={} aria-valuenow={} aria-valuetext={} data-x={} data-w={} />",
        BRUSH,
        window == axis.stretch(),
        words.window,
        url::milliseconds(axis.from),
        url::milliseconds(axis.end),
        url::milliseconds(window.from),
        clocks.join(" – "),
        percent(x0),
        width(x0, x1)
    )
}

/// A marker, as a slider of its own. Of some at one place each stands a bit beside the last, so that a pointer finds it.
fn pin_of(part: &Part, markers: &[Marker], i: usize, words: &'static Page) -> Html {
    let marker = &markers[i];
    let beside = markers[..i].iter().filter(|other| other.x.abs_diff(marker.x) < WIDTH / 200).count();
    let axis = &part.scene.whole;
    let clock = text::clock(marker.at);
    let yours = if marker.is_own { [" · ", words.yours].concat() } else { String::new() };
    markup!(
        "<div class=\"pin\" key={} id={} data-mark={} data-c={} data-own={} data-x={} data-side={} data-beside={} role=\"slider\"
            tabindex=\"0\" aria-label={} aria-valuemin={} aria-valuemax={} aria-valuenow={} aria-valuetext={}>
            <span class=\"tip\">{} · {}{}</span>
        </div>",
        name_of(marker.mark),
        pin(marker.mark),
        name_of(marker.mark),
        marker.member.map(|m| colour(label::colour(m))),
        marker.is_own,
        percent(marker.x),
        if marker.x > WIDTH / 2 { "left" } else { "right" },
        ["0", "1", "2", "3"][beside.min(3)],
        [marker.label.as_str(), &yours].concat(),
        url::milliseconds(axis.from),
        url::milliseconds(axis.end),
        url::milliseconds(marker.at),
        &clock,
        &marker.label,
        &clock,
        &yours
    )
}

/// A place of the axis as a part of the strip.
fn percent(x: u32) -> String {
    [&(x / 100).to_string(), ".", &(x / 10 % 10).to_string(), &(x % 10).to_string(), "%"].concat()
}

fn width(x0: u32, x1: u32) -> String {
    percent(x1.saturating_sub(x0))
}
