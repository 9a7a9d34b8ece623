//! The dialog: a native one, for which the browser keeps the focus inside, gives it back afterwards, and closes it on
//! Escape. One element for all of them, as one is open at a time.

mod drops;
mod keys;
pub mod load;
mod myths;
mod report;
mod share;

use rebalance_view::session::Dialog;
use rebalance_view::text::Page;
use rebalance_view::{Action, text};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Event, HtmlDialogElement, HtmlElement};
use yew::{Callback, Html, NodeRef};

use super::Part;
use super::later::Later;
use super::pane::{Pane, Panel, Tell, Word};
use super::small::quiet_button;
use crate::markup;
use crate::platform::files::Content;
use crate::platform::listener::Listener;

/// See the module. What was put into *Load my group…* stays until the page is left, also while it is closed.
#[derive(Debug)]
pub struct Dialogs {
    tell: Tell,
    node: NodeRef,
    /// What makes *Load my group…*, and that, once it has been opened.
    later: Later,
    load: Option<Pane>,
    /// What was dropped before it was here.
    early: Vec<Put>,
    /// What is open has still to get the focus.
    wants_focus: bool,
    /// Files are taken wherever they are dropped: else the browser would leave the page for them.
    _drops: [Listener; 2],
    /// The link that was copied when the dialog opened, and whether that worked.
    link: String,
    is_copied: Option<bool>,
}

/// What can be done in a dialog.
#[derive(Debug)]
pub enum Put {
    /// The field has this text.
    Text(String),
    /// A file, beside those that are there.
    File(Content),
    /// Files were dropped on the page; they follow.
    Dropped,
    /// The file at this place is taken away.
    Remove(usize),
    /// Time to read everything.
    ReadAll,
    /// Another group.
    Choose(usize),
    /// The link was copied, or not.
    Copied(bool),
}

impl Dialogs {
    /// With nothing open.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self {
            _drops: drops::drops(&drops::puts_to(tell.clone())),
            tell,
            node: NodeRef::default(),
            later: Later::new("reader", load::here),
            load: None,
            early: Vec::new(),
            wants_focus: false,
            link: String::new(),
            is_copied: None,
        })
    }

    /// Takes over *Load my group…*, or that it can't be had.
    fn take_load(&mut self, came: Option<JsValue>, part: &Part) {
        self.later.take(came);
        self.load = self.later.make().map(|make| {
            let mut load = make(part, self.tell.clone());
            for put in self.early.drain(..) {
                load.heard(Word::Put(put), part);
            }
            Pane(load)
        });
    }

    /// The content of *Load my group…*.
    fn load(&self, part: &Part, words: &'static Page) -> Html {
        match &self.load {
            Some(load) => load.0.view(part),
            None => self.later.view(&self.tell, words),
        }
    }
}

impl Panel for Dialogs {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        match (word, &mut self.load) {
            (Word::Came(came), _) => self.take_load(came, part),
            (Word::Again(_), _) => self.later.want(&self.tell),
            (Word::Put(Put::Dropped), _) => part.desk.ask(Action::Open(Dialog::Load)),
            (Word::Put(Put::Copied(is_copied)), _) => self.is_copied = Some(is_copied),
            (word, Some(load)) => return load.0.heard(word, part),
            (Word::Put(put), None) => self.early.push(put),
            _ => return false,
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let (old, now) = (&old.session, &new.session);
        if now.dialog == Some(Dialog::Share) && old.dialog != now.dialog {
            self.is_copied = None;
            self.link = share::link(now);
            let put = drops::puts_to(self.tell.clone());
            share::copy(&self.link, Callback::from(move |is_copied| put.emit(Put::Copied(is_copied))));
        }
        if now.dialog == Some(Dialog::Load) && old.dialog != now.dialog {
            self.later.want(&self.tell);
        }
        old.dialog != now.dialog || now.dialog.is_some() && old.lang != now.lang
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::page(part.lang());
        let (title, content) = match part.session.dialog {
            Some(Dialog::Load) => (words.load_title, self.load(part, words)),
            Some(Dialog::Share) => (words.share_title, share::content(&self.link, self.is_copied, part, words)),
            Some(Dialog::Keys) => (words.keys, keys::content(words)),
            Some(Dialog::Myths) => (words.myths, myths::content(part)),
            Some(Dialog::Settings) | None => ("", Html::default()),
        };
        let close = part.desk.asks(Action::CloseDialog);
        // The browser says a little later that a dialog was closed: by then it may have been opened again.
        let (desk, node) = (part.desk.clone(), self.node.clone());
        let closed = Callback::from(move |_: Event| {
            if node.cast::<HtmlDialogElement>().is_some_and(|dialog| !dialog.open()) {
                desk.ask(Action::CloseDialog);
            }
        });
        markup!(
            "<dialog ref={} aria-labelledby=\"dialog-title\" onclose={}>
                <div class=\"dialog-head\"><h2 id=\"dialog-title\">{}</h2>{}</div>
                {}
            </dialog>",
            &self.node,
            closed,
            title,
            quiet_button("#i-close", words.dismiss, close),
            content
        )
    }

    fn drawn(&mut self, part: &Part, _first: bool) {
        let Some(dialog) = self.node.cast::<HtmlDialogElement>() else { return };
        let wants = matches!(part.session.dialog, Some(Dialog::Load | Dialog::Share | Dialog::Keys | Dialog::Myths));
        if !wants && dialog.open() {
            dialog.close();
        }
        if wants && !dialog.open() {
            dialog.show_modal().ok();
            self.wants_focus = true;
        }
        if wants && self.wants_focus {
            // The browser would focus the button that closes; the field is what one came for.
            let field = dialog.query_selector("textarea, input[type=text]").ok().flatten();
            if let Some(field) = field.and_then(|f| f.dyn_into::<HtmlElement>().ok()) {
                field.focus().ok();
                self.wants_focus = false;
            }
        }
    }
}
