//! The dialog: a native one, for which the browser keeps the focus inside, gives it back afterwards, and closes it on
//! Escape. One element for all of them, as one is open at a time.

mod drops;
mod embed;
pub(super) mod keys;
pub mod load;
mod recording;
mod report;
pub mod share;

use rebalance_view::session::Dialog;
use rebalance_view::text::Page;
use rebalance_view::{Action, text};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Event, HtmlDialogElement, HtmlElement};
use yew::{Callback, Html, NodeRef};

use super::later::Later;
use super::pane::{Pane, Panel, Tell, Word};
use super::small::quiet_button;
use super::{Part, claims};
use crate::markup;
use crate::platform::files::Content;
use crate::platform::listener::Listener;

/// See the module. What was put into *Load my group…* stays until the page is left, also while it is closed.
#[derive(Debug)]
pub struct Dialogs {
    tell: Tell,
    node: NodeRef,
    /// Dialogs that are fetched when they open first.
    fetched: [Fetched; 3],
    /// What is open has still to get the focus.
    wants_focus: bool,
    /// Files are taken wherever they are dropped: else the browser would leave the page for them.
    _drops: [Listener; 2],
}

/// A dialog whose content is a part of the page of its own.
#[derive(Debug)]
struct Fetched {
    /// What it is the content of.
    dialogs: &'static [Dialog],
    later: Later,
    /// The content, once it has come.
    content: Option<Pane>,
    /// What was put in before.
    early: Vec<Put>,
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
    /// What was done with what is shared.
    Shared(Shared),
}

/// What can be done with what is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The link was copied, or not.
    Link(bool),
    /// The text of a diagram was copied, or not.
    Diagram(bool),
    /// The lane at this place is meant.
    Lane(usize),
    /// A picture was made, or not.
    Picture(bool),
    /// A snippet was copied, or not.
    Snippet(bool),
}

impl Put {
    /// The dialog that it is for.
    const fn dialog(&self) -> Dialog {
        if matches!(self, Self::Shared(_)) { Dialog::Share } else { Dialog::Load }
    }
}

impl Fetched {
    const fn new(dialogs: &'static [Dialog], later: Later) -> Self {
        Self { dialogs, later, content: None, early: Vec::new() }
    }

    /// Takes over the content, or that it can't be had.
    fn take(&mut self, came: Option<JsValue>, part: &Part, tell: &Tell) {
        self.later.take(came);
        self.content = self.later.make().map(|make| {
            let mut content = make(part, tell.clone());
            for put in self.early.drain(..) {
                content.heard(Word::Put(put), part);
            }
            Pane(content)
        });
    }

    fn view(&self, part: &Part, tell: &Tell, words: &'static Page) -> Html {
        match &self.content {
            Some(content) => content.0.view(part),
            None => self.later.view(tell, words),
        }
    }
}

impl Dialogs {
    /// With nothing open.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self {
            _drops: drops::drops(&drops::puts_to(tell.clone())),
            tell,
            node: NodeRef::default(),
            fetched: [
                Fetched::new(&[Dialog::Load], Later::new("reader", load::here)),
                Fetched::new(&[Dialog::Share, Dialog::Embed], Later::new("share", share::here)),
                Fetched::new(&[Dialog::Myths, Dialog::Keys], Later::new("claims", claims::list_here)),
            ],
            wants_focus: false,
        })
    }

    /// What is fetched for a dialog, if it is.
    fn of(&mut self, dialog: Option<Dialog>) -> Option<&mut Fetched> {
        self.fetched.iter_mut().find(|f| dialog.is_some_and(|dialog| f.dialogs.contains(&dialog)))
    }

    /// The content of a dialog that is fetched.
    fn content(&self, dialog: Dialog, part: &Part, words: &'static Page) -> Html {
        let of = self.fetched.iter().find(|f| f.dialogs.contains(&dialog));
        of.map_or_else(Html::default, |f| f.view(part, &self.tell, words))
    }
}

impl Panel for Dialogs {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        let tell = self.tell.clone();
        match word {
            Word::Came(name, came) => {
                if let Some(of) = self.fetched.iter_mut().find(|f| f.later.is(name)) {
                    of.take(came, part, &tell);
                }
            }
            Word::Again(_) => {
                if let Some(of) = self.of(part.session.dialog) {
                    of.later.want(&tell);
                }
            }
            Word::Put(Put::Dropped) => part.desk.ask(Action::Open(Dialog::Load)),
            Word::Put(put) => {
                let Some(of) = self.of(Some(put.dialog())) else { return false };
                match &mut of.content {
                    Some(content) => return content.0.heard(Word::Put(put), part),
                    None => of.early.push(put),
                }
            }
            _ => return false,
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let (was, now) = (old.session.dialog, new.session.dialog);
        let tell = self.tell.clone();
        if let Some(of) = self.of(now).filter(|_| was != now) {
            of.later.want(&tell);
        }
        let mut is_other = was != now || now.is_some() && old.lang() != new.lang();
        for content in self.fetched.iter_mut().filter_map(|f| f.content.as_mut()) {
            is_other |= content.0.changed(old, new);
        }
        is_other
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::page(part.lang());
        let (title, content) = match part.session.dialog {
            Some(Dialog::Load) => (words.load_title, self.content(Dialog::Load, part, words)),
            Some(Dialog::Share) => (words.share_title, self.content(Dialog::Share, part, words)),
            Some(Dialog::Embed) => (words.embed, self.content(Dialog::Embed, part, words)),
            Some(Dialog::Keys) => (words.keys, self.content(Dialog::Keys, part, words)),
            Some(Dialog::Myths) => (words.myths, self.content(Dialog::Myths, part, words)),
            Some(Dialog::Settings) | None => ("", Html::default()),
        };
        let close = part.desk.asks(Action::CloseDialog);
        // The browser says a little later that a dialog was closed: by then it may have been opened again.
        let (desk, node) = (part.desk.clone(), self.node.clone());
        let closed = Callback::from(move |_: Event| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
                // WebKit leaves the focus on what is not seen any more, where a key would press it.
                let focused = dialog.query_selector(":focus").ok().flatten();
                if let Some(focused) = focused.and_then(|f| f.dyn_into::<HtmlElement>().ok()) {
                    focused.blur().ok();
                }
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
        let wants = part.session.dialog.is_some_and(|dialog| dialog != Dialog::Settings);
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
