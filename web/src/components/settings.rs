//! What is inside the fold with every setting and number in force.
//!
//! A part of the page that is fetched when the fold is opened first: nothing else names what shows it but by [`here`].

use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;

use rebalance_model::config::KafkaVersion;
use rebalance_view::scene::{Force, forces};
use rebalance_view::text::Settings;
use rebalance_view::{Action, text};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::{Callback, Html};

use super::deck::chosen;
use super::pane::{Make, Panel, Tell};
use super::small::{choice, heads, row};
use super::{Part, knob};
use crate::markup;

thread_local! {
    static HERE: Cell<Option<Make>> = const { Cell::new(None) };
}

/// What makes it; none before its part of the page is here.
pub fn here() -> Option<Make> {
    HERE.get()
}

/// For `loader.js`: the part is here.
#[wasm_bindgen]
pub fn part_settings() {
    // The compiler is not to see that it is always this function: it would call it without asking.
    HERE.set(Some(black_box(make as Make)));
}

fn make(_part: &Part, _tell: Tell) -> Box<dyn Panel> {
    Box::new(Inside)
}

/// See the module.
#[derive(Debug)]
struct Inside;

impl Panel for Inside {
    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let is_other_run = !old.session.same_run(&new.session) || !Rc::ptr_eq(&old.lab, &new.lab);
        let (lang, other) = (old.lang(), new.lang());
        let (old, new) = (&old.scene, &new.scene);
        is_other_run || lang != other || old.knobs != new.knobs || old.version != new.version
    }

    fn view(&self, part: &Part) -> Html {
        content(part)
    }
}

/// Kafka's release, where a lane depends on it, and what differs in it.
fn version(part: &Part) -> Option<Html> {
    let version = part.scene.version?;
    let desk = part.desk.clone();
    let onchange = Callback::from(move |event| {
        let version = chosen(&event).and_then(|i| KafkaVersion::ALL.get(i)).copied();
        desk.ask(Action::SetVersion(version));
    });
    let options: Vec<_> = KafkaVersion::ALL.iter().map(|v| choice(v.name(), *v == version)).collect();
    Some(markup!(
        "<p class=\"version\"><label>{} <select onchange={}>{}</select></label> <span class=\"mute\">{}</span></p>",
        text::page(part.lang()).version,
        onchange,
        options,
        text::version(part.lang(), version)
    ))
}

fn content(part: &Part) -> Html {
    let words = text::page(part.lang());
    let knobs: Vec<_> =
        part.scene.knobs.iter().filter(|k| !k.front).map(|k| knob::view(&part.desk, k, words)).collect();
    let said = text::settings(part.lang());
    let mut section = "";
    let mut rows = Vec::new();
    for force in forces(&part.lab, &part.session, &rebalance_js::latencies(part.lang())) {
        if std::mem::replace(&mut section, force.section) != force.section {
            rows.push(markup!(
                "<tr class=\"section\"><th colspan=\"6\" scope=\"rowgroup\">{}</th></tr>",
                force.section
            ));
        }
        rows.push(row(&[&force.name, &force.value, &force.default, &force.bounds, force.from, force.since]));
        rows.extend(about(&force, said));
    }
    markup!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label={}>
            {}
            <div class=\"more-knobs\">{}</div>
            <table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>
            <p class=\"mute\">{}</p>
        </div>",
        words.settings,
        version(part),
        knobs,
        heads(&said.columns),
        rows,
        said.modelled
    )
}

/// What a setting decides and does not do, what is usual, and what the runs say of it.
fn about(force: &Force, said: &'static Settings) -> Option<Html> {
    let text = [force.help, force.cannot].join(" ");
    let labelled = |label: &'static str, text: &str| {
        (!text.is_empty()).then(|| markup!("<span class=\"said\"><b>{}</b> {}</span>", label, text))
    };
    let (usual, here) = (labelled(said.usual, force.usual), labelled(said.here, &force.here));
    (usual.is_some() || here.is_some() || text.trim() != "")
        .then(|| markup!("<tr class=\"about\"><td colspan=\"6\">{}{}{}</td></tr>", text.trim(), usual, here))
}
