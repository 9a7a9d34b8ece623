//! What stands below the lanes: limits that were met, the scoreboard, and the fold with all settings. It is the same
//! all along a run.

use web_sys::Element;
use yew::{Html, TargetCast as _};

use super::pane::{Panel, Tell, Word};
use super::{Part, score, settings};
use crate::markup;

/// See the module.
#[derive(Debug)]
pub struct Below {
    tell: Tell,
    is_open: bool,
}

impl Below {
    /// With the fold closed.
    pub fn make(_part: &Part, tell: Tell) -> Box<dyn Panel> {
        Box::new(Self { tell, is_open: false })
    }
}

impl Panel for Below {
    /// The fold was opened or closed.
    fn heard(&mut self, word: Word, _part: &Part) -> bool {
        let Word::Changed(event) = word else { return false };
        let is_open = event.target_dyn_into::<Element>().is_some_and(|details| details.has_attribute("open"));
        std::mem::replace(&mut self.is_open, is_open) != is_open
    }

    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        let is_other = old.lang() != new.lang();
        let (old, new) = (&old.scene, &new.scene);
        is_other
            || old.score != new.score
            || old.lesson != new.lesson
            || old.limits != new.limits
            || self.is_open && (old.settings != new.settings || old.knobs != new.knobs || old.version != new.version)
    }

    fn view(&self, part: &Part) -> Html {
        let limits: Vec<_> =
            part.scene.limits.iter().map(|limit| markup!("<p class=\"limit\">{}</p>", limit.as_str())).collect();
        markup!(
            "{}{}{}",
            limits,
            score::board(&part.scene, part.lang()),
            settings::fold(part, self.is_open, Part::tells(&self.tell, Word::Changed))
        )
    }
}
