//! A terminal: what Kafka's own tools and logs would show at the playhead, byte for byte.

use rebalance_view::session::View;
use rebalance_view::{Action, text, views};
use web_sys::Element;
use yew::{Callback, Html, NodeRef};

use super::Part;
use super::deck::chosen;
use super::pane::{Panel, Tell};
use super::small::choice;
use crate::markup;

/// See the module.
#[derive(Debug, Default)]
pub struct TerminalView {
    screen: NodeRef,
    /// How long what is shown was when it was drawn last.
    height: i32,
}

impl TerminalView {
    /// The terminal of the lane of `part`.
    pub fn make(_part: &Part, _tell: Tell) -> Box<dyn Panel> {
        Box::new(Self::default())
    }
}

/// The screens that there are.
fn screens() -> impl Iterator<Item = View> {
    View::NAMES.into_iter().map(|(_, view)| view).filter(|view| matches!(view, View::Terminal(_)))
}

impl Panel for TerminalView {
    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        !std::rc::Rc::ptr_eq(&old.lab, &new.lab)
            || old.session.t != new.session.t
            || old.session.view != new.session.view
    }

    fn view(&self, part: &Part) -> Html {
        let words = text::views(part.lang());
        let options: Vec<_> = screens()
            .filter_map(|view| match view {
                View::Terminal(screen) => {
                    Some(choice(text::screen_name(part.lang(), screen), view == part.session.view))
                }
                _ => None,
            })
            .collect();
        let desk = part.desk.clone();
        let onchange = Callback::from(move |event| {
            if let Some(view) = chosen(&event).and_then(|i| screens().nth(i)) {
                desk.ask(Action::SetView(view));
            }
        });
        markup!(
            "<div class=\"view term\">
                <select class=\"mono\" aria-label={} onchange={}>{}</select>
                <pre tabindex=\"0\" role=\"group\" aria-label={} ref={}>{}</pre>
            </div>",
            words.screen,
            onchange,
            options,
            words.names[2],
            &self.screen,
            views::terminal(&part.lab, &part.session, part.index)
        )
    }

    fn drawn(&mut self, part: &Part, _first: bool) {
        // The end of a log is what has just happened.
        let is_log = matches!(part.session.view, View::Terminal(screen) if screen.is_log());
        let Some(screen) = self.screen.cast::<Element>() else { return };
        let height = screen.scroll_height();
        if std::mem::replace(&mut self.height, height) != height && is_log {
            screen.set_scroll_top(height);
        }
    }
}
