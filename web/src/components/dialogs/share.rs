//! Sharing: the link to this run at this instant, which is copied at once; the run as a picture, as its scenario, and in
//! the forms of other tools. And the snippets of *Embed*.
//!
//! A part of the page that is fetched when it opens first, with what writes those forms: nothing else names what shows
//! it but by [`here`].

use std::cell::Cell;
use std::hint::black_box;

use rebalance_model::Scenario;
use rebalance_view::figure::{self, Look};
use rebalance_view::session::{Dialog, Theme};
use rebalance_view::text::{self, Share};
use rebalance_view::{Session, export, url};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Blob, Event, HtmlInputElement};
use yew::{Callback, Html, TargetCast as _};

use super::drops::puts_to;
use super::embed::Snippets;
use super::{Part, Put, Shared};
use crate::components::deck::chosen;
use crate::components::pane::{Make, Panel, Tell, Word};
use crate::components::small::choice;
use crate::markup;
use crate::platform::{address, clipboard, dom, files, picture};

thread_local! {
    static HERE: Cell<Option<Make>> = const { Cell::new(None) };
}

/// What makes it; none before its part of the page is here.
pub fn here() -> Option<Make> {
    HERE.get()
}

/// For `loader.js`: the part is here.
#[wasm_bindgen]
pub fn part_share() {
    // The compiler is not to see that it is always this function: it would call it without asking.
    HERE.set(Some(black_box(ShareDialog::make as Make)));
}

/// See the module.
#[derive(Debug)]
struct ShareDialog {
    put: Callback<Put>,
    /// The address of the run at the instant at which the dialog was opened.
    link: String,
    /// Of *Embed*: the same in other people's pages.
    snippets: Option<Snippets>,
    /// What was done last.
    done: Option<Shared>,
    /// Place of the lane that a diagram is of.
    lane: usize,
}

/// The address of this run at this instant: it opens paused there, also if time runs now.
fn link(session: &Session) -> String {
    let still = Session { playing: false, ..session.clone() };
    address::with_query(&url::write(&still))
}

impl Panel for ShareDialog {
    fn heard(&mut self, word: Word, _part: &Part) -> bool {
        let Word::Put(Put::Shared(shared)) = word else { return false };
        match shared {
            Shared::Lane(lane) => self.lane = lane,
            done => self.done = Some(done),
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let opens = old.session.dialog != new.session.dialog;
        opens && self.open(new)
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::share(part.lang());
        if let Some(snippets) = &self.snippets {
            return snippets.view(part, words, self.said(words), &self.tells(Shared::Snippet));
        }
        let forms =
            [self.picture(part, words), scenario(part, words), self.diagram(part, words), perfetto(part, words)];
        markup!(
            "<div class=\"dialog-body\">
                <p role=\"status\">{}</p>
                <input type=\"text\" class=\"link mono\" readonly aria-labelledby=\"dialog-title\" value={} onfocus={} />
                <p class=\"mute\">{}</p>
                <ul class=\"forms\">{}</ul>
            </div>",
            self.said(words),
            &self.link,
            Callback::from(|event: Event| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    input.select();
                }
            }),
            if part.session.plays_own_recording() {
                words.recording
            } else if part.session.group.is_some() {
                words.group
            } else {
                words.opens
            },
            Vec::from(forms)
        )
    }
}

/// One of the forms: its name, what it is for, and what can be done with it.
pub(super) fn form(name: &str, about: &str, buttons: Vec<Html>) -> Html {
    markup!("<li><div><b>{}</b><p class=\"mute\">{}</p></div><div class=\"row\">{}</div></li>", name, about, buttons)
}

/// A button that does something with a form; those who do not see where it stands hear which form.
pub(super) fn does(name: &str, form: &str, call: impl Fn() + 'static) -> Html {
    let label = [name, ": ", form].concat();
    markup!("<button aria-label={} onclick={}>{}</button>", &label, Callback::from(move |_: Event| call()), name)
}

impl ShareDialog {
    fn make(part: &Part, tell: Tell) -> Box<dyn Panel> {
        let mut dialog = Self { put: puts_to(tell), link: String::new(), snippets: None, done: None, lane: 0 };
        // It may have been closed again before this was fetched.
        dialog.open(part);
        Box::new(dialog)
    }

    /// Begins with what is open, if either is: copies the link, or makes snippets.
    fn open(&mut self, part: &Part) -> bool {
        let is_share = match part.session.dialog {
            Some(Dialog::Share) => true,
            Some(Dialog::Embed) => false,
            _ => return false,
        };
        self.done = None;
        self.snippets = (!is_share).then(|| Snippets::of(part));
        if is_share {
            self.link = link(&part.session);
            self.lane = self.lane.min(part.lab.lanes().len().saturating_sub(1));
            clipboard::copy(&self.link, self.tells(Shared::Link));
        }
        true
    }

    /// A callback that tells how something ended.
    fn tells(&self, shared: fn(bool) -> Shared) -> Callback<bool> {
        let put = self.put.clone();
        Callback::from(move |is_done| put.emit(Put::Shared(shared(is_done))))
    }

    fn said(&self, words: &'static Share) -> &'static str {
        match self.done {
            Some(Shared::Link(true)) => words.copied,
            Some(Shared::Link(false)) => words.by_hand,
            Some(Shared::Diagram(true)) => words.diagram_copied,
            Some(Shared::Diagram(false)) => words.not_copied,
            Some(Shared::Snippet(true)) => words.snippet_copied,
            Some(Shared::Snippet(false)) => words.snippet_by_hand,
            Some(Shared::Picture(false)) => words.no_picture,
            Some(Shared::Picture(true) | Shared::Lane(_)) | None => "",
        }
    }

    fn picture(&self, part: &Part, words: &'static Share) -> Html {
        let (lab, session) = (part.lab.clone(), part.session.clone());
        let svg = move |theme| {
            let look = Look { width: figure::WIDE, theme, at: None, id: "rebalance" };
            figure::svg(&lab, &session, &look)
        };
        let name = part.lab.scenario().name.clone();
        let (drawing, file, theme) = (svg.clone(), file_name(&name, ".svg"), part.session.theme);
        let save_svg = does("SVG", words.picture, move || files::save(&file, SVG, &drawing(theme)));
        let (file, done) = (file_name(&name, ".png"), self.tells(Shared::Picture));
        let save_png = does("PNG", words.picture, move || {
            // A picture cannot follow who looks at it.
            let theme = match theme {
                Theme::Auto if dom::prefers_dark() => Theme::Dark,
                Theme::Auto => Theme::Light,
                theme => theme,
            };
            let (file, done) = (file.clone(), done.clone());
            let save = move |blob: Option<Blob>| done.emit(blob.and_then(|b| files::save_blob(&file, &b)).is_some());
            picture::png(&svg(theme), Callback::from(save));
        });
        form(words.picture, words.picture_is, vec![save_svg, save_png])
    }

    fn diagram(&self, part: &Part, words: &'static Share) -> Html {
        let lanes = part.lab.lanes();
        let place = self.lane.min(lanes.len().saturating_sub(1));
        let (lab, lang) = (part.lab.clone(), part.lang());
        let text = move || match lab.lanes().get(place) {
            Some(run) => export::mermaid(lang, run, lab.window()).text,
            None => String::new(),
        };
        let mut buttons = Vec::new();
        if lanes.len() > 1 {
            let options: Vec<_> = lanes.iter().enumerate().map(|(i, l)| choice(l.title(lang), i == place)).collect();
            let put = self.put.clone();
            let choose = Callback::from(move |event: Event| {
                put.emit(Put::Shared(Shared::Lane(chosen(&event).unwrap_or(0))));
            });
            buttons.push(markup!("<select aria-label={} onchange={}>{}</select>", words.lane, choose, options));
        }
        let (copied, copy, scenario) = (self.tells(Shared::Diagram), text.clone(), part.lab.scenario().clone());
        buttons.push(does(words.copy, words.diagram, move || clipboard::copy(&copy(), copied.clone())));
        buttons.push(does(words.save, words.diagram, move || {
            files::save(&file_name(&scenario.name, ".mmd"), PLAIN, &text());
        }));
        form(words.diagram, words.diagram_is, buttons)
    }
}

fn scenario(part: &Part, words: &'static Share) -> Html {
    let (lab, session) = (part.lab.clone(), part.session.clone());
    let save = does(words.save, words.scenario, move || {
        // Not those of the lab: a recorded lane has the variant of the one beside it.
        let scenario = Scenario { variants: session.lanes.clone(), ..(**lab.scenario()).clone() };
        files::save(&file_name(&scenario.name, ".json"), JSON, &export::scenario(&scenario));
    });
    form(words.scenario, words.scenario_is, vec![save])
}

fn perfetto(part: &Part, words: &'static Share) -> Html {
    let (lab, lang) = (part.lab.clone(), part.lang());
    let save = does(words.save, words.perfetto, move || {
        let name = file_name(&lab.scenario().name, ".trace.json");
        files::save(&name, JSON, &export::perfetto(lang, lab.lanes()));
    });
    form(words.perfetto, words.perfetto_is, vec![save])
}

/// Kinds of files.
const JSON: &str = "application/json";
const PLAIN: &str = "text/plain";
const SVG: &str = "image/svg+xml";

/// A scenario may be called what no file can be: such characters become hyphens.
fn file_name(name: &str, ending: &str) -> String {
    let safe = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '-' } else { c };
    name.chars().map(safe).collect::<String>() + ending
}
