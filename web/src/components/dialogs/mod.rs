//! The dialog: a native one, for which the browser keeps the focus inside, gives it back afterwards, and closes it on
//! Escape. One element for all of them, as one is open at a time.

mod keys;
mod load;
mod myths;
mod report;
mod share;

use gloo_timers::callback::Timeout;
use rebalance_js::GroupReading;
use rebalance_js::reader::Read;
use rebalance_view::session::Dialog;
use rebalance_view::{Action, text};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::{Callback, Html, NodeRef};

use self::load::{Access, Sources};
use super::Part;
use super::pane::{Panel, Tell, Word};
use super::small::quiet_button;
use crate::markup;
use crate::platform::files::Content;
use crate::platform::listener::Listener;

/// See the module. What was put into *Load my group…* stays until the page is left, also while it is closed.
#[derive(Debug)]
pub struct Dialogs {
    put: Callback<Put>,
    node: NodeRef,
    sources: Sources,
    reader: Access,
    reading: GroupReading,
    /// Which of the groups that were read is looked at.
    chosen: usize,
    /// A moment after the last change everything is read: megabytes at every key would stall typing.
    reading_soon: Option<Timeout>,
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
    /// The reader has come, or can't be had.
    Reader(Option<Read>),
    /// Another group.
    Choose(usize),
    /// The link was copied, or not.
    Copied(bool),
}

impl Dialogs {
    /// With nothing open.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        let put = Callback::from(move |put| tell.emit(Word::Put(put)));
        Box::new(Self {
            _drops: load::drops(&put),
            put,
            node: NodeRef::default(),
            sources: Sources::default(),
            reader: Access::default(),
            reading: GroupReading::default(),
            chosen: 0,
            reading_soon: None,
            link: String::new(),
            is_copied: None,
        })
    }
}

impl Panel for Dialogs {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        let Word::Put(put) = word else { return false };
        match put {
            Put::Dropped => part.desk.ask(Action::Open(Dialog::Load)),
            Put::Choose(chosen) => self.chosen = chosen,
            Put::Copied(is_copied) => self.is_copied = Some(is_copied),
            Put::ReadAll => self.read(text::page(part.lang())),
            Put::Reader(read) => self.take_reader(read, text::page(part.lang())),
            Put::Text(_) | Put::File(_) | Put::Remove(_) => {
                self.sources.take(put);
                self.read_soon();
            }
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let (old, now) = (&old.session, &new.session);
        if now.dialog == Some(Dialog::Share) && old.dialog != now.dialog {
            self.is_copied = None;
            self.link = share::link(now);
            let put = self.put.clone();
            share::copy(&self.link, Callback::from(move |is_copied| put.emit(Put::Copied(is_copied))));
        }
        if now.dialog == Some(Dialog::Load) && old.dialog != now.dialog {
            self.fetch_reader();
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
        markup!(
            "<dialog ref={} aria-labelledby=\"dialog-title\" onclose={}>
                <div class=\"dialog-head\"><h2 id=\"dialog-title\">{}</h2>{}</div>
                {}
            </dialog>",
            &self.node,
            close.clone(),
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
            // The browser would focus the button that closes; the field is what one came for.
            let field = dialog.query_selector("textarea, input[type=text]").ok().flatten();
            if let Some(field) = field.and_then(|f| f.dyn_into::<HtmlElement>().ok()) {
                field.focus().ok();
            }
        }
    }
}
