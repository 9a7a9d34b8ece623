//! A setting with a slider and a field.

use rebalance_view::scene::{Knob, KnobId, SLIDER};
use rebalance_view::text::Page;
use rebalance_view::{Action, knob, text};
use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html, TargetCast as _};

use super::small::{quiet_button, restores};
use crate::desk::Desk;
use crate::markup;

/// The knob of a setting.
pub fn view(desk: &Desk, knob: &Knob, words: &'static Page) -> Html {
    let id = ["knob-", slug(knob.id)].concat();
    let (problem_id, help_id) = ([&id, "-problem"].concat(), [&id, "-help"].concat());
    markup!(
        "<div class=\"knob\" title={} key={}>
            <label for={}><code>{}</code></label>
            <span class=\"default\"><span class=\"note\">{}</span><span class=\"of\">{} {}</span>{}</span>
            <input type=\"text\" inputmode=\"numeric\" autocomplete=\"off\" spellcheck=\"false\" id={} value={}
                aria-describedby={} aria-invalid={} onchange={} onkeydown={} />
            <div class=\"slide\">
                <svg viewBox=\"0 0 1000 18\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{}</svg>
                <input type=\"range\" min=\"0\" max={} step=\"1\" value={} aria-label={} aria-valuetext={} oninput={} onchange={} />
            </div>
            <span class=\"sr\" id={}>{} {}</span>
            <p class=\"error\" id={} role=\"alert\">{}</p>
        </div>",
        knob.help,
        knob.name,
        &id,
        knob.name,
        knob.note,
        words.default,
        text::whole(knob.default),
        reset(desk, knob, words),
        &id,
        &knob.typed,
        if knob.problem.is_some() { &problem_id } else { &help_id },
        knob.problem.is_some().then_some("true"),
        typed(desk, knob.id),
        restores(&knob.typed),
        mark(knob.default_position),
        SLIDER,
        knob.position,
        knob.name,
        &knob.spoken,
        slid(desk, knob),
        desk.asks(Action::Settle),
        &help_id,
        knob.help,
        knob.cannot,
        &problem_id,
        knob.problem.as_deref()
    )
}

fn slid(desk: &Desk, knob: &Knob) -> Callback<Event> {
    let (desk, id, from, min, max) = (desk.clone(), knob.id, knob.value, knob.min, knob.max);
    Callback::from(move |event: Event| {
        let place = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok());
        if let Some(place) = place {
            desk.ask(wish(id, &knob::moved(from, place, min, max).to_string()));
        }
    })
}

fn typed(desk: &Desk, id: KnobId) -> Callback<Event> {
    let desk = desk.clone();
    Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            desk.ask(Action::Settle);
            desk.ask(wish(id, &input.value()));
        }
    })
}

fn reset(desk: &Desk, knob: &Knob, words: &'static Page) -> Option<Html> {
    let name = [words.reset, ": ", knob.name].concat();
    knob.changed.then(|| quiet_button("#i-reset", &name, desk.asks(knob.id.reset())))
}

/// A line on the track where Kafka's default is.
fn mark(position: Option<u32>) -> Option<Html> {
    position.map(|x| markup!("<line x1={} x2={} y1=\"1\" y2=\"17\" vector-effect=\"non-scaling-stroke\" />", x, x))
}

fn slug(id: KnobId) -> &'static str {
    match id {
        KnobId::Kafka(name) => name,
        KnobId::Batch => "batch",
        KnobId::Process => "process",
        KnobId::RecordsPerSecond => "records-per-second",
        KnobId::Poll => "poll",
        KnobId::Seed => "seed",
    }
}

/// What a typed value asks for. What is no number is asked for all the same where a sentence can say so: a Kafka
/// setting; elsewhere it gives the scenario's own value, and the field shows that again.
fn wish(id: KnobId, typed: &str) -> Action {
    id.set(typed).unwrap_or_else(|| id.reset())
}
