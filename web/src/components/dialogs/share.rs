//! Sharing: the link to this run at this instant is copied at once; it stands there too, for browsers that do not
//! let a page copy.

use rebalance_view::text::Page;
use rebalance_view::{Session, url};
use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html, TargetCast as _};

use super::Part;
use crate::markup;
use crate::platform::{address, clipboard};

/// The address of this run at this instant: it opens paused there, also if time runs now.
pub(super) fn link(session: &Session) -> String {
    let still = Session { playing: false, ..session.clone() };
    address::with_query(&url::write(&still))
}

/// Copies the link.
pub(super) fn copy(link: &str, copied: Callback<bool>) {
    clipboard::copy(link, copied);
}

/// See the module.
pub(super) fn content(link: &str, is_copied: Option<bool>, part: &Part, words: &'static Page) -> Html {
    let outcome = match is_copied {
        Some(true) => words.share_copied,
        Some(false) => words.share_by_hand,
        None => "",
    };
    let select = Callback::from(|event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    });
    markup!(
        "<div class=\"dialog-body\">
            <p role=\"status\">{}</p>
            <input type=\"text\" class=\"link mono\" readonly aria-labelledby=\"dialog-title\" value={} onfocus={} />
            <p class=\"mute\">{}</p>
        </div>",
        outcome,
        link,
        select,
        if part.session.group.is_some() { words.share_group } else { words.share_opens }
    )
}
