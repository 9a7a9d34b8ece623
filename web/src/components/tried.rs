//! The place of the claim that is tried, above the lanes: what shows it is fetched when the first one is.

use rebalance_view::text;
use yew::Html;

use super::later::Later;
use super::pane::{Panel, Tell, Word, pane};
use super::{Part, claims};

/// See the module.
#[derive(Debug)]
pub struct Tried {
    tell: Tell,
    inside: Later,
}

impl Tried {
    /// The place of the claim that the session of `part` tries.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        let mut inside = Later::new("claims", claims::here);
        inside.want(&tell);
        Box::new(Self { tell, inside })
    }
}

impl Panel for Tried {
    fn heard(&mut self, word: Word, _part: &Part) -> bool {
        match word {
            Word::Came(_, came) => self.inside.take(came),
            Word::Again(_) => self.inside.want(&self.tell),
            _ => return false,
        }
        true
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        // What is inside says itself when it is another.
        old.lang() != new.lang() || self.inside.make().is_some()
    }

    fn view(&self, part: &Part) -> Html {
        match self.inside.make() {
            Some(make) => pane(part, make, "claim"),
            None => self.inside.view(&self.tell, text::page(part.lang())),
        }
    }
}
