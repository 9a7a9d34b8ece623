//! The dialog: a native one, for which the browser keeps the focus inside, gives it back afterwards, and closes it on
//! Escape. One element for all of them, as one is open at a time.

mod keys;
mod load;
mod report;
mod share;

use gloo_timers::callback::Timeout;
use rebalance_js::GroupReading;
use rebalance_view::session::Dialog;
use rebalance_view::{Action, text};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use self::load::Sources;
use super::Part;
use super::markup::quiet_button;
use crate::platform::files::Content;

/// See the module. What was put into *Load my group…* stays until the page is left, also while it is closed.
#[derive(Debug, Default)]
pub struct Dialogs {
    node: NodeRef,
    sources: Sources,
    reading: GroupReading,
    /// Which of the groups that were read is looked at.
    chosen: usize,
    /// A moment after the last change everything is read: megabytes at every key would stall typing.
    reading_soon: Option<Timeout>,
    /// Files hang over the field.
    is_over: bool,
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
    /// The file at this place is taken away.
    Remove(usize),
    /// Files hang over the field, or not any more.
    Over(bool),
    /// Time to read everything.
    Read,
    /// Another group.
    Choose(usize),
    /// The link was copied, or not.
    Copied(bool),
}

impl Component for Dialogs {
    type Message = Put;
    type Properties = Part;

    fn create(_ctx: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, ctx: &Context<Self>, put: Put) -> bool {
        match put {
            Put::Over(is_over) => self.is_over = is_over,
            Put::Choose(chosen) => self.chosen = chosen,
            Put::Copied(is_copied) => self.is_copied = Some(is_copied),
            Put::Read => self.reading = self.sources.read(text::page(ctx.props().lang())),
            Put::Text(_) | Put::File(_) | Put::Remove(_) => {
                self.sources.take(put);
                self.read_soon(ctx);
            }
        }
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Part) -> bool {
        let (old, now) = (&old.session, &ctx.props().session);
        if now.dialog == Some(Dialog::Share) && old.dialog != now.dialog {
            self.is_copied = None;
            self.link = share::link(now);
            share::copy(&self.link, ctx.link().callback(Put::Copied));
        }
        old.dialog != now.dialog || now.dialog.is_some() && old.lang != now.lang
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (part, words) = (ctx.props(), text::page(ctx.props().lang()));
        let (title, content) = match part.session.dialog {
            Some(Dialog::Load) => (words.load_title, self.load(ctx)),
            Some(Dialog::Share) => (words.share_title, share::content(&self.link, self.is_copied, part, words)),
            Some(Dialog::Keys) => (words.keys, keys::content(words)),
            Some(Dialog::Settings) | None => ("", Html::default()),
        };
        let close = part.desk.asks(Action::CloseDialog);
        html! {
            <dialog ref={self.node.clone()} aria-labelledby="dialog-title" onclose={part.desk.asks(Action::CloseDialog)}>
                <div class="dialog-head"><h2 id="dialog-title">{ title }</h2>{ quiet_button("#i-close", words.dismiss, close) }</div>
                { content }
            </dialog>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        let Some(dialog) = self.node.cast::<HtmlDialogElement>() else { return };
        let wants = matches!(ctx.props().session.dialog, Some(Dialog::Load | Dialog::Share | Dialog::Keys));
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
