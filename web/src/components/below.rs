//! What stands below the lanes: limits that were met, the scoreboard, and the fold with all settings. It is the same
//! all along a run.

use rebalance_view::text;
use web_sys::Element;
use yew::{Html, TargetCast as _};

use super::later::Later;
use super::pane::{Panel, Tell, Word, pane};
use super::{Part, score, settings};
use crate::markup;

/// See the module.
#[derive(Debug)]
pub struct Below {
    tell: Tell,
    is_open: bool,
    /// What makes the inside of the fold, once it has been opened.
    inside: Later,
}

impl Below {
    /// With the fold closed.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self { tell, is_open: false, inside: Later::new("settings", settings::here) })
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
    fn heard(&mut self, word: Word, _part: &Part) -> bool {
        match word {
            // The fold was opened or closed.
            Word::Changed(event) => {
                let is_open = event.target_dyn_into::<Element>().is_some_and(|details| details.has_attribute("open"));
                if is_open {
                    self.inside.want(&self.tell);
                }
                return std::mem::replace(&mut self.is_open, is_open) != is_open;
            }
            Word::Came(_, came) => self.inside.take(came),
            Word::Again(_) => self.inside.want(&self.tell),
            _ => return false,
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let is_other = old.lang() != new.lang();
        let (old, new) = (&old.scene, &new.scene);
        // What is inside the fold says itself when it is another.
        is_other || self.is_open || old.score != new.score || old.lesson != new.lesson || old.limits != new.limits
    }

    fn view(&self, part: &Part) -> Html {
        let limits: Vec<_> =
            part.scene.limits.iter().map(|limit| markup!("<p class=\"limit\">{}</p>", limit.as_str())).collect();
        markup!("{}{}{}", limits, score::board(&part.scene, part.lang()), self.fold(part))
    }
}
