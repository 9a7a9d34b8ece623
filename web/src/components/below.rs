//! What stands below the lanes: what they have in common and what not, if that is wanted; limits that were met, the
//! scoreboard, and the fold with all settings. It is the same all along a run.

use rebalance_view::text;
use web_sys::Element;
use yew::{Html, TargetCast as _};

use super::later::Later;
use super::pane::{Panel, Tell, Word, pane};
use super::{Part, beside, score, settings};
use crate::markup;

/// See the module.
#[derive(Debug)]
pub struct Below {
    tell: Tell,
    is_open: bool,
    /// What makes the inside of the fold, once it has been opened.
    inside: Later,
    /// What compares the lanes, once that has been asked for.
    difference: Later,
}

impl Below {
    /// With the fold closed.
    pub fn make(part: &Part, tell: Tell) -> Box<dyn Panel> {
        let inside = Later::new("settings", settings::here);
        let mut below = Self { tell, is_open: false, inside, difference: Later::new("views", beside::difference_here) };
        below.want(part);
        Box::new(below)
    }

    /// Sees to it that what compares the lanes comes.
    fn want(&mut self, part: &Part) {
        if part.session.difference {
            self.difference.want(&self.tell);
        }
    }

    /// What compares the lanes.
    fn compared(&self, part: &Part) -> Option<Html> {
        part.session.difference.then(|| match self.difference.make() {
            Some(make) => pane(part, make, "difference"),
            None => self.difference.view(&self.tell, text::page(part.lang())),
        })
    }

    /// The fold. What is folded away is not drawn.
    fn fold(&self, part: &Part) -> Html {
        let words = text::page(part.lang());
        let inside = self.is_open.then(|| match self.inside.make() {
            Some(make) => pane(part, make, "settings"),
            None => self.inside.view(&self.tell, words),
        });
        markup!(
            "<details class=\"settings\" ontoggle={}><summary>{}</summary>{}</details>",
            Part::tells(&self.tell, Word::Changed),
            words.settings,
            inside
        )
    }
}

impl Panel for Below {
    fn heard(&mut self, word: Word, part: &Part) -> bool {
        match word {
            // The fold was opened or closed.
            Word::Changed(event) => {
                let is_open = event.target_dyn_into::<Element>().is_some_and(|details| details.has_attribute("open"));
                if is_open {
                    self.inside.want(&self.tell);
                }
                return std::mem::replace(&mut self.is_open, is_open) != is_open;
            }
            Word::Came(name, came) if self.difference.is(name) => self.difference.take(came),
            Word::Came(_, came) => self.inside.take(came),
            Word::Again(_) => {
                self.want(part);
                if self.is_open {
                    self.inside.want(&self.tell);
                }
            }
            _ => return false,
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let is_other = old.lang() != new.lang() || old.session.difference != new.session.difference;
        self.want(new);
        let (old, new) = (&old.scene, &new.scene);
        // What is inside the fold says itself when it is another.
        is_other || self.is_open || old.score != new.score || old.lesson != new.lesson || old.limits != new.limits
    }

    fn view(&self, part: &Part) -> Html {
        let limits: Vec<_> =
            part.scene.limits.iter().map(|limit| markup!("<p class=\"limit\">{}</p>", limit.as_str())).collect();
        let compared = self.compared(part);
        markup!("{}{}{}{}", compared, limits, score::board(&part.scene, part.lang()), self.fold(part))
    }
}
