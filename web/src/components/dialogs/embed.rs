//! *Embed*: what is on the screen as snippets for other people's pages, made when the dialog is opened.
//!
//! In the part of the page that has *Share*.

use std::rc::Rc;

use rebalance_js::Fence;
use rebalance_view::embed::{self, Shown};
use rebalance_view::figure;
use rebalance_view::text::Share;
use rebalance_view::{Lab, Session};
use yew::{Callback, Html};

use super::share::{does, form};
use crate::components::Part;
use crate::markup;
use crate::platform::{address, clipboard};

/// See the module.
#[derive(Debug)]
pub(super) struct Snippets {
    /// Where the files lie that they name: beside the page.
    folder: String,
    /// What is shown, and as text.
    session: Rc<Session>,
    lab: Rc<Lab>,
    whole: String,
    element: String,
    iframe: String,
    fence: String,
}

impl Snippets {
    /// Of what is shown.
    pub(super) fn of(part: &Part) -> Self {
        let (session, lab) = (&*part.session, &*part.lab);
        let Shown { scenario, lanes, seed, at } = embed::shown(session, lab);
        let title = if scenario.title.is_empty() { scenario.name.clone() } else { scenario.title.clone() };
        let whole = rebalance_js::write(&Fence { named: lanes, seed, at, ..Fence::of(scenario) });
        let folder = address::folder();
        Self {
            element: embed::element(session, &whole, &folder, ""),
            iframe: embed::iframe(session, &title, &whole, &folder),
            fence: embed::fence(session, lab, &whole),
            session: part.session.clone(),
            lab: part.lab.clone(),
            whole,
            folder,
        }
    }

    /// The dialog's body: what was done last is `said`, and whether something was copied is told to `copied`.
    pub(super) fn view(&self, part: &Part, words: &'static Share, said: &str, copied: &Callback<bool>) -> Html {
        let snippet = |(name, about, text, more): (&'static str, &'static str, &str, Option<Html>)| {
            // Its last line is not an empty one.
            let text = text.trim_end();
            let (copied, copy) = (copied.clone(), text.to_owned());
            let button = does(words.copy, name, move || clipboard::copy(&copy, copied.clone()));
            markup!(
                "{}<li class=\"snippet\"><textarea readonly spellcheck=\"false\" wrap=\"off\" rows={} aria-label={} value={}></textarea></li>",
                form(name, about, more.into_iter().chain([button]).collect()),
                text.lines().count().min(MOST_LINES).to_string(),
                name,
                text
            )
        };
        let snippets = [
            (words.element, words.element_is, &*self.element, Some(self.with_storyboard(words, copied))),
            (words.iframe, words.iframe_is, &self.iframe, None),
            (words.fence, words.fence_is, &self.fence, None),
        ];
        let has_recordings = !part.session.recorded.is_empty();
        markup!(
            "<div class=\"dialog-body\">
                <p role=\"status\">{}</p>
                <p>{} {}</p>
                <p class=\"mute\">{} <code>{}</code></p>
                <ul class=\"forms\">{}</ul>
            </div>",
            said,
            if part.session.group.is_some() { words.embed_group } else { words.embed_is },
            if has_recordings { words.embed_simulated } else { "" },
            words.embed_from,
            &self.folder,
            snippets.into_iter().map(snippet).collect::<Vec<_>>()
        )
    }

    /// A button that copies the element with its storyboard, which is too long to be shown.
    fn with_storyboard(&self, words: &'static Share, copied: &Callback<bool>) -> Html {
        let (session, lab, copied) = (self.session.clone(), self.lab.clone(), copied.clone());
        let (whole, folder) = (self.whole.clone(), self.folder.clone());
        does(words.with_storyboard, words.element, move || {
            let drawn = figure::html(&lab, &session, &embed::look(&session));
            clipboard::copy(&embed::element(&session, &whole, &folder, &drawn), copied.clone());
        })
    }
}

/// Lines of a snippet that are seen at once.
const MOST_LINES: usize = 7;
