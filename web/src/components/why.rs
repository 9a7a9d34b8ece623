//! The chain of causes, from what happened back to what began it.

use rebalance_view::views::why::Link;
use rebalance_view::{Action, label, text, views};
use yew::Html;

use super::Part;
use super::pane::{Panel, Tell};
use super::small::{colour, rich};
use crate::markup;

/// See the module.
#[derive(Debug)]
pub struct WhyView;

impl WhyView {
    /// The causes in the lane of `part`.
    pub fn make(_part: &Part, _tell: Tell) -> Box<dyn Panel> {
        Box::new(Self)
    }
}

impl Panel for WhyView {
    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        !std::rc::Rc::ptr_eq(&old.lab, &new.lab)
            || old.session.t != new.session.t
            || old.session.asked != new.session.asked
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::views(part.lang());
        let links = views::why(&part.lab, &part.session, part.index);
        let first = links.first().map(|first| first.event);
        let link = |link: &Link| {
            let action = first.map(|first| part.desk.asks(Action::Ask(part.index, first, link.at)));
            markup!(
                "<li key={} data-c={}>
                    <button class=\"quiet\" aria-current={} onclick={}>
                        <span class=\"mono\">{}</span><span>{}</span>
                    </button>
                    <p>{} {}</p>
                </li>",
                link.event.0,
                link.member.map(|m| colour(label::colour(m))),
                link.is_here.then_some("true"),
                action,
                &link.clock,
                rich(&link.text),
                link.why,
                link.key.map(|key| markup!("<code>{}</code>", key))
            )
        };
        let list: Vec<_> = links.iter().map(link).collect();
        markup!(
            "<div class=\"view why\"><p class=\"mute\">{}</p><ol aria-label={}>{}</ol></div>",
            if links.is_empty() { words.no_cause } else { words.causes },
            words.causes,
            list
        )
    }
}
