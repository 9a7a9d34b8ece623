//! A setting with a slider and a field.

use rebalance_model::SimDuration;
use rebalance_view::scene::{Knob, KnobId, SLIDER};
use rebalance_view::text::Page;
use rebalance_view::{Action, knob, text};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::markup::{quiet_button, say};
use crate::desk::Desk;

/// The knob of a setting.
pub fn view(desk: &Desk, knob: &Knob, words: &'static Page) -> Html {
    let id = AttrValue::from(["knob-", slug(knob.id)].concat());
    let (problem_id, help_id) = ([&id, "-problem"].concat(), [&id, "-help"].concat());
    let described = if knob.problem.is_some() { problem_id.clone() } else { help_id.clone() };
    let invalid = knob.problem.is_some().then_some("true");
    html! {
        <div class="knob" title={knob.help} key={knob.name}>
            <label for={id.clone()}><code>{ knob.name }</code></label>
            <span class="default"><span class="of">{ words.default }{ " " }{ say(&text::whole(knob.default)) }</span>{ reset(desk, knob, words) }</span>
            <input type="text" inputmode="numeric" autocomplete="off" spellcheck="false" {id} value={knob.typed.clone()}
                aria-describedby={described} aria-invalid={invalid} onchange={typed(desk, knob.id)} />
            <div class="slide">
                { mark(knob.default_position) }
                <input type="range" min="0" max={SLIDER.to_string()} step="1" value={knob.position.to_string()}
                    aria-label={knob.name} aria-valuetext={knob.spoken.clone()} oninput={slid(desk, knob)} />
            </div>
            <span class="sr" id={help_id}>{ knob.help }{ " " }{ knob.cannot }</span>
            <p class="error" id={problem_id} role="alert">{ say(knob.problem.as_deref().unwrap_or_default()) }</p>
        </div>
    }
}

fn slid(desk: &Desk, knob: &Knob) -> Callback<InputEvent> {
    let (desk, id, min, max) = (desk.clone(), knob.id, knob.min, knob.max);
    Callback::from(move |event: InputEvent| {
        let place = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok());
        if let Some(place) = place {
            desk.ask(set(id, &knob::value(place, min, max).to_string()));
        }
    })
}

fn typed(desk: &Desk, id: KnobId) -> Callback<Event> {
    let desk = desk.clone();
    Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            desk.ask(set(id, &input.value()));
        }
    })
}

fn reset(desk: &Desk, knob: &Knob, words: &'static Page) -> Option<Html> {
    let name = [words.reset, ": ", knob.name].concat();
    knob.changed.then(|| quiet_button("#i-reset", &name, desk.asks(unset(knob.id))))
}

/// A line on the track where Kafka's default is.
fn mark(position: Option<u32>) -> Html {
    let line = position.map(|x| {
        let x = x.to_string();
        html! { <line x1={x.clone()} x2={x} y1="1" y2="17" vector-effect="non-scaling-stroke" /> }
    });
    html! { <svg viewBox="0 0 1000 18" preserveAspectRatio="none" aria-hidden="true">{ line }</svg> }
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

/// The action that a typed value asks for. What is no number is asked for all the same where a sentence can say so:
/// a Kafka setting; elsewhere it changes nothing, and the field shows the value in force again.
fn set(id: KnobId, typed: &str) -> Action {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '\u{202f}').collect();
    let number = || digits.parse::<u64>().ok();
    let ms = || number().map(SimDuration::from_millis);
    match id {
        KnobId::Kafka(name) => Action::SetKafka(name.to_owned(), digits),
        KnobId::Batch => Action::SetBatch(ms()),
        KnobId::Process => Action::SetProcess(ms()),
        KnobId::Poll => Action::SetPoll(ms()),
        KnobId::RecordsPerSecond => Action::SetRecordsPerSecond(number()),
        KnobId::Seed => Action::SetSeed(number().unwrap_or(rebalance_view::session::DEFAULT_SEED)),
    }
}

/// The action that gives a setting the scenario's own value again.
fn unset(id: KnobId) -> Action {
    match id {
        KnobId::Kafka(name) => Action::ResetKafka(name.to_owned()),
        KnobId::Batch => Action::SetBatch(None),
        KnobId::Process => Action::SetProcess(None),
        KnobId::Poll => Action::SetPoll(None),
        KnobId::RecordsPerSecond => Action::SetRecordsPerSecond(None),
        KnobId::Seed => Action::SetSeed(rebalance_view::session::DEFAULT_SEED),
    }
}
