//! The space-time diagram of a lane. Its lines and arrows are drawn around the playhead, anew when that comes to
//! another part of the diagram; the player moves them.

use std::cell::Cell;
use std::rc::Rc;

use rebalance_model::{MessageIdx, SimTime};
use rebalance_view::motion::TokenLook;
use rebalance_view::session::{Routine, View};
use rebalance_view::views;
use rebalance_view::views::messages::{Arrow, Detail, Fold, Line, Messages, Near, Phase, PhaseKind, Tick, Wait, Way};
use rebalance_view::{Action, text};
use web_sys::{Element, Event};
use yew::{Callback, Html, TargetCast as _};

use super::pane::{Panel, Tell, Word};
use super::small::{colour, quiet_button, rich, text_button, twin};
use super::{Part, card, chart};
use crate::markup;
use crate::motion::diagram::tenths;
use crate::platform::dom;

/// See the module.
#[derive(Debug)]
pub struct MessagesView {
    tell: Tell,
    /// The message whose fields are shown. A key asks at once whether there is one.
    selected: Rc<Cell<Option<MessageIdx>>>,
}

impl MessagesView {
    /// The diagram of the lane of `part`.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self { tell, selected: Rc::default() })
    }

    /// What is drawn at `t`. All that computes a diagram is behind this call.
    fn messages(&self, part: &Part, t: SimTime) -> Messages {
        views::messages(&part.lab, &part.session, part.index, t, self.selected.get())
    }

    /// Selects a message, and shows when it was sent.
    fn select(&self, part: &Part, near: Option<Near>) -> bool {
        let Some(near) = near else { return false };
        self.selected.set(Some(near.message));
        part.desk.ask(Action::Seek(near.at));
        true
    }

    fn key(&self, part: &Part, event: &Event) -> bool {
        let now = || self.messages(part, part.desk.player.now());
        match dom::key(event).as_str() {
            "ArrowUp" => {
                let near = now().earlier;
                self.select(part, near)
            }
            "ArrowDown" => {
                let near = now().later;
                self.select(part, near)
            }
            "Enter" => {
                if let Some(detail) = now().detail {
                    part.desk.ask(Action::Ask(part.index, detail.event, detail.at));
                }
                false
            }
            "Escape" => self.selected.take().is_some(),
            _ => false,
        }
    }

    /// Tells of a key. If it belongs to the diagram, the page is not to have it too.
    fn key_pressed(&self) -> Callback<Event> {
        let (tell, selected) = (self.tell.clone(), self.selected.clone());
        Callback::from(move |event: Event| {
            let is_ours = match dom::key(&event).as_str() {
                "ArrowUp" | "ArrowDown" => true,
                "Enter" | "Escape" => selected.get().is_some(),
                _ => false,
            };
            if is_ours {
                event.prevent_default();
            }
            tell.emit(Word::Changed(event));
        })
    }
}

impl Panel for MessagesView {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        match word {
            Word::Pressed(event) => {
                let target: Option<Element> = event.target_dyn_into();
                let arrow = target.and_then(|e| e.closest("[data-m]").ok().flatten());
                let place = arrow.and_then(|e| e.get_attribute("data-m")).and_then(|m| m.parse().ok());
                let selected = place.map(MessageIdx);
                self.selected.replace(selected) != selected
            }
            Word::Changed(event) => self.key(part, &event),
            Word::Left => self.selected.take().is_some(),
            _ => false,
        }
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let is_other_run = !Rc::ptr_eq(&old.lab, &new.lab);
        if is_other_run {
            self.selected.set(None);
        }
        let window = |part: &Part| part.lab.drawn_part(&part.session, part.session.t);
        is_other_run || old.session.view != new.session.view || window(old) != window(new)
    }

    fn view(&self, part: &Part) -> Html {
        let (lang, words) = (part.lang(), text::views(part.lang()));
        let shown = self.messages(part, part.session.t);
        let places = Places { members: shown.members.len() };
        let is_drawn = part.session.view == View::Messages(Routine::Drawn);
        let other = if is_drawn { Routine::Folded } else { Routine::Drawn };
        markup!(
            "<div class=\"view msgs\">
                {}
                <div class=\"field\" role=\"group\" tabindex=\"0\" aria-label={} onclick={} onkeydown={}>
                    <div class=\"later\"></div>
                    {}
                    <div class=\"now\"></div>
                </div>
                {}
                <div class=\"foot\"><button aria-pressed={} onclick={}>{}</button><span>{}</span></div>
            </div>{}",
            heads(&shown.members, places, text::page(lang).coordinator),
            [words.messages, ". ", words.choose].concat(),
            Part::tells(&self.tell, Word::Pressed),
            self.key_pressed(),
            world(&shown, places, self.selected.get()),
            shown.detail.as_ref().map(|detail| self.detail(part, detail)),
            if is_drawn { "true" } else { "false" },
            part.desk.asks(Action::SetView(View::Messages(other))),
            words.routine,
            if shown.left_out > 0 {
                [words.left_out, " ", &shown.left_out.to_string()].concat()
            } else {
                words.choose.to_owned()
            },
            twin(part, &shown.table)
        )
    }
}

/// Where lines are, in tenths of a hundredth of the width: the coordinator's at the left, the members' behind it, with
/// room for words at the right.
#[derive(Clone, Copy, Debug)]
struct Places {
    members: usize,
}

const FIRST: usize = 60;
const LAST: usize = 820;

impl Places {
    fn tenths(self, line: usize) -> u32 {
        u32::try_from(FIRST + (LAST - FIRST) * line / self.members.max(1)).unwrap_or(0)
    }

    fn x(self, line: usize) -> String {
        [&chart::tenths(self.tenths(line)), "%"].concat()
    }
}

/// Names of the lines, above them.
fn heads(members: &[Line], places: Places, coordinator: &str) -> Html {
    let head = |(i, m): (usize, &Line)| {
        markup!(
            "<text x={} y=\"15\" text-anchor=\"middle\" data-c={}>{}</text>",
            places.x(i + 1),
            colour(m.colour),
            &m.name
        )
    };
    let heads: Vec<_> = members.iter().enumerate().map(head).collect();
    markup!(
        "<svg class=\"heads\" aria-hidden=\"true\"><text x=\"0\" dx=\"-57\" y=\"15\">{}</text>{}</svg>",
        coordinator,
        heads
    )
}

/// Place down of viewing time, as an attribute.
fn y(ms: u32) -> String {
    chart::tenths(tenths(ms))
}

/// All that moves, at places counted from the opening.
fn world(shown: &Messages, places: Places, selected: Option<MessageIdx>) -> Html {
    let colour_of = |line: usize| line.checked_sub(1).and_then(|i| shown.members.get(i)).map(|m| colour(m.colour));
    let ticks: Vec<_> = shown.ticks.iter().map(tick).collect();
    let rails: Vec<_> = (0..=shown.members.len())
        .map(|line| markup!("<line x1={} x2={} y1=\"0\" y2=\"100%\" />", places.x(line), places.x(line)))
        .collect();
    let marks: Vec<_> = shown.marks.iter().map(mark).collect();
    let phases: Vec<_> = shown.phases.iter().map(|p| phase(p, places, colour_of(p.line))).collect();
    let folds: Vec<_> = shown.folds.iter().map(|f| fold(f, places, colour_of(f.line))).collect();
    let waits: Vec<_> = shown.waits.iter().map(|w| wait(w, places, colour_of(w.line))).collect();
    let arrows: Vec<_> =
        shown.arrows.iter().map(|a| arrow(a, places, colour_of(a.line), selected == Some(a.message))).collect();
    markup!(
        "<svg class=\"rails\" aria-hidden=\"true\">{}</svg>
        <div class=\"world\" aria-hidden=\"true\">
            <svg class=\"ticks\">{}</svg>
            <svg class=\"net\">{}{}{}{}{}</svg>
        </div>",
        rails,
        ticks,
        marks,
        phases,
        folds,
        waits,
        arrows
    )
}

fn tick(tick: &Tick) -> Html {
    markup!(
        "<text key={} x=\"100%\" dx=\"-6\" dy=\"4\" y={} text-anchor=\"end\">{}</text>",
        tick.y,
        y(tick.y),
        &tick.label
    )
}

/// What was done to the group: a line across.
fn mark(mark: &Tick) -> Html {
    let y = y(mark.y);
    markup!(
        "<g key={} class=\"mark\">
            <line x1=\"0\" x2=\"100%\" y1={} y2={} />
            <text x=\"100%\" dx=\"-6\" y={} dy=\"-4\" text-anchor=\"end\">{}</text>
        </g>",
        mark.y,
        &y,
        &y,
        &y,
        &mark.label
    )
}

/// Least height of what has words beside it, ms of viewing time.
const WORDS_MS: u32 = 160;

/// What a participant is at: a tint of its line, and words where there is room.
fn phase(phase: &Phase, places: Places, c: Option<&'static str>) -> Html {
    let is = match phase.is {
        PhaseKind::Member(status) => card::look(status),
        PhaseKind::Group(state) => chart::state(state),
    };
    let x = places.x(phase.line);
    let words = (phase.y1 - phase.y0 > WORDS_MS)
        .then(|| markup!("<text x={} dx=\"9\" y={} dy=\"13\">{}</text>", &x, y(phase.y0), &phase.label));
    markup!(
        "<g key={} class=\"phase\" data-is={} data-c={}><line x1={} x2={} y1={} y2={} />{}</g>",
        key(phase.line, phase.y0),
        is,
        c,
        &x,
        &x,
        y(phase.y0),
        y(phase.y1),
        words
    )
}

fn key(line: usize, y: u32) -> String {
    [&line.to_string(), "-", &y.to_string()].concat()
}

/// Messages that are counted.
fn fold(fold: &Fold, places: Places, c: Option<&'static str>) -> Html {
    let x = places.x(fold.line);
    let middle = u32::midpoint(fold.y0, fold.y1);
    let words: Vec<_> = fold
        .labels
        .iter()
        .enumerate()
        .map(|(i, label)| {
            markup!("<text x={} dx=\"9\" y={} dy={}>{}</text>", &x, y(middle), (4 + 12 * i).to_string(), label.as_str())
        })
        .collect();
    markup!(
        "<g key={} class=\"fold\" data-c={}><line x1={} x2={} y1={} y2={} />{}</g>",
        key(fold.line, fold.y0),
        c,
        &x,
        &x,
        y(fold.y0),
        y(fold.y1),
        words
    )
}

/// A request that waits at the coordinator: beside its line, each member's at a place of its own.
fn wait(wait: &Wait, places: Places, c: Option<&'static str>) -> Html {
    let x = places.x(0);
    markup!(
        "<line class=\"wait\" data-c={} transform={} x1={} x2={} y1={} y2={} />",
        c,
        ["translate(", &(4 + 4 * wait.line).to_string(), ")"].concat(),
        &x,
        &x,
        y(wait.y0),
        y(wait.y1)
    )
}

/// A name that is no longer fits between the coordinator and the first member.
const SHORT: usize = 14;

fn arrow(arrow: &Arrow, places: Places, c: Option<&'static str>, is_selected: bool) -> Html {
    let is = match arrow.look {
        TokenLook::Faint => "faint",
        TokenLook::Alert => "alert",
        TokenLook::Lost => "lost",
        TokenLook::Plain | TokenLook::Parked => "plain",
    };
    let (own, far) = (places.x(arrow.line), places.x(0));
    let (y0, y1) = (y(arrow.y0), y(arrow.y1));
    // A request has its name above the line at its beginning, an answer below at its end; a long one beside the first
    // member's line on the other side, where there is room.
    let (x1, x2, at, dy) = match arrow.way {
        Way::ToCoordinator => (&own, &far, &y0, "-4"),
        Way::ToMember => (&far, &own, &y1, "12"),
    };
    let (dx, anchor) = if arrow.line == 1 && arrow.label.len() > SHORT { ("9", "start") } else { ("-8", "end") };
    markup!(
        "<g key={} class=\"arrow\" data-m={} data-is={} data-c={} data-on={}>
            <line class=\"hit\" x1={} x2={} y1={} y2={} />
            <line x1={} x2={} y1={} y2={} marker-end=\"url(#head)\" />
            <text x={} dx={} y={} dy={} text-anchor={}>{}</text>
        </g>",
        arrow.message.0,
        arrow.message.0,
        is,
        c,
        is_selected,
        x1,
        x2,
        &y0,
        &y1,
        x1,
        x2,
        &y0,
        &y1,
        &own,
        dx,
        at,
        dy,
        anchor,
        &*arrow.label
    )
}

impl MessagesView {
    /// What a message says, and why it was sent.
    fn detail(&self, part: &Part, detail: &Detail) -> Html {
        let words = text::views(part.lang());
        let field = |(name, value): &(&'static str, String)| markup!("<dt>{}</dt><dd>{}</dd>", *name, value.as_str());
        let fields: Vec<_> = detail.fields.iter().map(field).collect();
        markup!(
            "<section class=\"detail\" aria-live=\"polite\">
                <h3><span>{}</span><small class=\"mono\">{}</small>{}</h3>
                <p>{} {}</p>
                <dl class=\"mono\">{}</dl>
            </section>",
            rich(&detail.title),
            &detail.when,
            quiet_button("#i-close", text::page(part.lang()).dismiss, Part::tells(&self.tell, |_| Word::Left)),
            rich(&detail.why),
            text_button(&part.desk, words.ask, Some(Action::Ask(part.index, detail.event, detail.at))),
            fields
        )
    }
}
