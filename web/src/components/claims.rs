//! Claims that are often made, each with the run that tries it; and what the runs that are shown say of one.
//!
//! And the list of keys. All that is a part of the page that is fetched when one of the lists opens, or a claim is tried:
//! nothing else names what shows them but by [`here`] and [`list_here`].

use std::cell::Cell;
use std::hint::black_box;

use rebalance_view::session::Dialog;
use rebalance_view::{Action, myth, text};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::Html;

use super::Part;
use super::dialogs::keys;
use super::pane::{Make, Panel, Tell};
use super::small::rich;
use crate::markup;

thread_local! {
    static HERE: Cell<Option<Make>> = const { Cell::new(None) };
    static LIST: Cell<Option<Make>> = const { Cell::new(None) };
}

/// What shows the claim that is tried; none before its part of the page is here.
pub fn here() -> Option<Make> {
    HERE.get()
}

/// What lists the claims, or the keys; none before its part of the page is here.
pub fn list_here() -> Option<Make> {
    LIST.get()
}

/// For `loader.js`: the part is here.
#[wasm_bindgen]
pub fn part_claims() {
    // The compiler is not to see that it is always these functions: it would call them without asking.
    HERE.set(Some(black_box(trial as Make)));
    LIST.set(Some(black_box(list as Make)));
}

fn trial(_part: &Part, _tell: Tell) -> Box<dyn Panel> {
    Box::new(Trial)
}

fn list(_part: &Part, _tell: Tell) -> Box<dyn Panel> {
    Box::new(List)
}

/// What is claimed, and what these runs say of it.
#[derive(Debug)]
struct Trial;

impl Panel for Trial {
    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        !std::rc::Rc::ptr_eq(&old.lab, &new.lab)
            || old.session.myth != new.session.myth
            || old.session.notices != new.session.notices
            || old.lang() != new.lang()
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::page(part.lang());
        let Some(trial) = myth::trial(&part.lab, &part.session) else { return Html::default() };
        let rule =
            (!trial.rule.is_empty()).then(|| markup!("<span class=\"mute\">{} {}</span>", words.rule, trial.rule));
        markup!(
            "<p class=\"tried\"><span class=\"mute\">{}</span> <q>{}</q> {} {}</p>",
            words.said,
            trial.claim,
            rich(&trial.verdict),
            rule
        )
    }
}

/// The claims, or the keys.
#[derive(Debug)]
struct List;

impl Panel for List {
    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        old.session.myth != new.session.myth || old.lang() != new.lang()
    }

    fn view(&self, part: &Part) -> Html {
        if part.session.dialog == Some(Dialog::Keys) {
            return keys::content(part.lang());
        }
        let words = text::page(part.lang());
        let row = |(i, claim): (usize, &'static str)| {
            markup!(
                "<li><button aria-current={} onclick={}>{}</button></li>",
                (part.session.myth == Some(i)).then_some("true"),
                part.desk.asks(Action::TryMyth(i)),
                claim
            )
        };
        let rows: Vec<_> = text::claims(part.lang()).enumerate().map(row).collect();
        markup!(
            "<div class=\"dialog-body\"><p class=\"mute\">{}</p><ul class=\"myths\">{}</ul></div>",
            words.myths_intro,
            rows
        )
    }
}
