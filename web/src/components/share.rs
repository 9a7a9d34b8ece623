//! Sharing: the link to this run at this instant is copied at once; it stands there too, for browsers that do not
//! let a page copy.

use std::rc::Rc;

use rebalance_view::{Lang, Session, text, url};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::modal::Modal;
use crate::platform::{address, clipboard};

/// What sharing needs.
#[derive(Clone, Debug, Properties)]
pub struct ShareProps {
    /// Whether it is open.
    pub open: bool,
    /// What is shared.
    pub session: Rc<Session>,
    /// Language.
    pub lang: Lang,
}

impl PartialEq for ShareProps {
    fn eq(&self, other: &Self) -> bool {
        // A closed dialog shows nothing of the session.
        (self.open, self.lang) == (other.open, other.lang) && (!self.open || self.session == other.session)
    }
}

/// See the module.
#[component]
pub fn Share(props: &ShareProps) -> Html {
    let words = text::page(props.lang);
    let is_copied = use_state_eq(|| None);
    let link = props.open.then(|| link(&props.session));
    {
        let is_copied = is_copied.setter();
        use_effect_with(link.clone(), move |link| {
            is_copied.set(None);
            if let Some(link) = link {
                clipboard::copy(link, move |is| is_copied.set(Some(is)));
            }
        });
    }
    let outcome = match *is_copied {
        Some(true) => words.share_copied,
        Some(false) => words.share_by_hand,
        None => "",
    };
    let select = Callback::from(|event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    });
    html! {
        <Modal open={props.open} title={words.share_title} dismiss={words.dismiss} id="share-title">
            <div class="dialog-body">
                <p role="status">{ outcome }</p>
                <input type="text" class="link mono" readonly={true} aria-labelledby="share-title" value={link} onfocus={select} />
                if props.session.group.is_some() { <p class="mute">{ words.share_group }</p> }
            </div>
        </Modal>
    }
}

/// The address of this run at this instant: it opens paused there, also if time runs now.
fn link(session: &Session) -> String {
    let still = Session { playing: false, ..session.clone() };
    address::with_query(&url::write(&still))
}
