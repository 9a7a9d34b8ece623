//! The fold with every setting and number in force.

use rebalance_model::config::KafkaVersion;
use rebalance_view::{Action, text};
use web_sys::Event;
use yew::{Callback, Html};

use super::deck::chosen;
use super::small::{choice, heads, row};
use super::{Part, knob};
use crate::markup;

/// The fold. What is folded away is not drawn.
pub fn fold(part: &Part, is_open: bool, ontoggle: Callback<Event>) -> Html {
    markup!(
        "<details class=\"settings\" ontoggle={}><summary>{}</summary>{}</details>",
        ontoggle,
        text::page(part.lang()).settings,
        is_open.then(|| content(part))
    )
}

/// Kafka's release, where a lane depends on it, and what differs in it.
fn version(part: &Part) -> Option<Html> {
    let (version, differs) = part.scene.version?;
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
        differs
    ))
}

fn content(part: &Part) -> Html {
    let words = text::page(part.lang());
    let knobs: Vec<_> =
        part.scene.knobs.iter().filter(|k| !k.front).map(|k| knob::view(&part.desk, k, words)).collect();
    let mut section = "";
    let mut rows = Vec::new();
    for force in part.scene.settings.iter() {
        if std::mem::replace(&mut section, force.section) != force.section {
            rows.push(markup!(
                "<tr class=\"section\"><th colspan=\"5\" scope=\"rowgroup\">{}</th></tr>",
                force.section
            ));
        }
        rows.push(row(&[&force.name, &force.value, &force.default, force.from, force.since]));
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
        heads(&[words.setting, words.value, words.default, words.from, words.since]),
        rows,
        words.modelled
    )
}
