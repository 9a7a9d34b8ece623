//! The lane that compares the others: where they part, what stands still in each on one axis, and what happens in all of
//! them or in some.

use rebalance_view::chart::WIDTH;
use rebalance_view::scene::LaneScene;
use rebalance_view::text::Views;
use rebalance_view::views::difference::{Difference, Row, stopped};
use rebalance_view::{Action, text, views};
use web_sys::HtmlElement;
use yew::{Html, NodeRef};

use super::Part;
use super::pane::{Panel, Tell};
use super::small::{heads, quiet_button, rich, text_button};
use crate::markup;
use crate::motion::Across;

/// Height of a lane's picture, in its own units: as many as a row has CSS pixels.
const HEIGHT: u32 = 28;
/// Least width of what is drawn, in the axis' units, so that some milliseconds are seen.
const LEAST: u32 = 14;

/// See the module.
#[derive(Debug)]
pub struct DifferenceView {
    now: NodeRef,
}

impl DifferenceView {
    /// Of all lanes of `part`.
    pub fn make(_part: &Part, _tell: Tell) -> Box<dyn Panel> {
        Box::new(Self { now: NodeRef::default() })
    }
}

impl Panel for DifferenceView {
    fn changed(&mut self, old: &Part, new: &Part) -> bool {
        !std::rc::Rc::ptr_eq(&old.lab, &new.lab) || old.session.t != new.session.t || old.lang() != new.lang()
    }

    fn view(&self, part: &Part) -> Html {
        let (words, page) = (text::views(part.lang()), text::page(part.lang()));
        let difference = views::difference(&part.lab, &part.session);
        let go = difference.parts.map(|at| text_button(&part.desk, &text::clock(at), Some(Action::Seek(at))));
        let remove = [page.remove_lane, ": ", page.difference].concat();
        markup!(
            "<section class=\"difference\" aria-label={}>
                <div class=\"lane-head\"><h2>{}</h2><p>{}</p>{}{}</div>
                {}{}
            </section>",
            page.difference,
            page.difference,
            rich(&difference.sentence),
            go,
            quiet_button("#i-close", &remove, part.desk.asks(Action::ShowDifference(false))),
            self.pictures(part, words),
            table(part, &difference, words)
        )
    }

    fn drawn(&mut self, part: &Part, first: bool) {
        if let (true, Some(now)) = (first, self.now.cast::<HtmlElement>()) {
            part.desk.player.set_across(Across::Difference, &now);
        }
    }
}

impl DifferenceView {
    /// What stands still in each lane, over the whole run.
    fn pictures(&self, part: &Part, words: &'static Views) -> Html {
        let names: Vec<_> = part.scene.lanes.iter().map(|lane| markup!("<span>{}</span>", lane.title)).collect();
        let pictures: Vec<_> = part.scene.lanes.iter().map(picture).collect();
        markup!(
            "<div class=\"stopped\" aria-hidden=\"true\">
                <p class=\"mute\">{}</p>
                <div class=\"names\">{}</div>
                <div class=\"across\">{}<div class=\"nows\"><div class=\"now\" ref={} /></div></div>
            </div>",
            words.stopped,
            names,
            pictures,
            &self.now
        )
    }
}

/// Of one lane: the more partitions stand still, the higher.
fn picture(lane: &LaneScene) -> Html {
    let all = u32::try_from(lane.whole.rows.len()).unwrap_or(1).max(1);
    let block = |(x0, x1, count): (u32, u32, u32)| {
        let height = (count * HEIGHT / all).max(2);
        markup!("<rect x={} y={} width={} height={} />", x0, HEIGHT - height, (x1 - x0).max(LEAST), height)
    };
    let blocks: Vec<_> = stopped(&lane.whole).into_iter().map(block).collect();
    markup!(
        "<svg viewBox={} preserveAspectRatio=\"none\">{}</svg>",
        ["0 0 ", &WIDTH.to_string(), " ", &HEIGHT.to_string()].concat(),
        blocks
    )
}

/// What happens when; what happens in all lanes stands once, over all of them.
fn table(part: &Part, difference: &Difference, words: &'static Views) -> Html {
    let lanes = difference.lanes.len().to_string();
    let row = |(i, row): (usize, &Row)| {
        let cells: Vec<_> = if row.is_same {
            row.told.iter().map(|told| markup!("<td colspan={}>{}</td>", &lanes, rich(told))).collect()
        } else {
            row.told.iter().map(|told| cell(told, words)).collect()
        };
        markup!(
            "<tr data-is={} aria-current={}><th scope=\"row\">{}</th>{}</tr>",
            if row.is_same { "same" } else { "other" },
            (difference.now == Some(i)).then_some("true"),
            text_button(&part.desk, &row.clock, Some(Action::Seek(row.at))),
            cells
        )
    };
    let rows: Vec<_> = difference.rows.iter().enumerate().map(row).collect();
    let columns: Vec<&str> = std::iter::once(words.when).chain(difference.lanes.iter().copied()).collect();
    let left_out = (difference.left_out > 0)
        .then(|| markup!("<p class=\"mute\">{} {}</p>", words.rows_left_out, difference.left_out.to_string()));
    markup!(
        "<div class=\"rows\" tabindex=\"0\"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}</div>",
        heads(&columns),
        rows,
        left_out
    )
}

fn cell(told: &[rebalance_view::Span], words: &'static Views) -> Html {
    if told.is_empty() {
        return markup!("<td><span class=\"mute\">{}</span></td>", words.nothing);
    }
    markup!("<td>{}</td>", rich(told))
}
