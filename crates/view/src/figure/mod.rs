//! The storyboard: a run as a figure that stands still, for print, search engines and readers without JavaScript.
//!
//! [`svg`] draws the lanes one below the other on one time axis; [`html`] puts that, at two widths, beside the events as a
//! table; [`stylesheet`] is what documents show it with. Drawn from what the page shows ([`Lab`]): the same charts, the
//! same words. The same run gives the same bytes.
//!
//! `canvas` has elements of SVG and widths of text, `paint` the colours, `lanes` what stands where, `legend` the signs, and
//! `table` the events. Nothing of the page leads here but what is fetched for it.

mod canvas;
mod lanes;
mod legend;
mod paint;
mod table;

use rebalance_model::SimTime;
use rebalance_model::scenario::builtin::BUILTIN;

use crate::lab::Lab;
use crate::session::{Session, Theme};
use crate::text::{self, Lang};

/// Width of a figure on a sheet, CSS pixels.
pub const WIDE: u32 = 880;
/// Width of a figure on a phone, CSS pixels.
pub const NARROW: u32 = 360;

/// How a figure is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look<'a> {
    /// Its width, CSS pixels; at least [`NARROW`].
    pub width: u32,
    /// Its colours; those of the reader's system or of the document, if that is left open.
    pub theme: Theme,
    /// An instant that is marked, with the verdicts of then.
    pub at: Option<SimTime>,
    /// What ids in it begin with: of two figures of a document each needs its own. Letters, digits and hyphens.
    pub id: &'a str,
}

/// The figure as a file of its own.
pub fn svg(lab: &Lab, session: &Session, look: &Look<'_>) -> String {
    lanes::drawing(lab, session, look, lanes::Place::File)
}

/// The figure in a document, with its events as a table: HTML without a style or a script, in one line, so that it can
/// stand in Markdown. [`stylesheet`] belongs to it.
pub fn html(lab: &Lab, session: &Session, look: &Look<'_>) -> String {
    table::document(lab, session, look)
}

/// The rules that [`html`] is shown with.
pub fn stylesheet() -> String {
    let mut out = include_str!("storyboard.css").to_owned();
    out.push_str("\n/* Colours. */\n");
    paint::rules(&mut out);
    out
}

/// What a figure is called: in English the scenario's own title, in Korean that of the page where it has one.
fn title(lab: &Lab, session: &Session) -> String {
    let scenario = lab.scenario();
    let own = if scenario.title.is_empty() { &scenario.name } else { &scenario.title };
    let is_builtin = session.group.is_none() && session.scenario < BUILTIN.len();
    match session.lang {
        Lang::Ko if is_builtin => text::tab_titles(Lang::Ko)[session.scenario].to_owned(),
        _ => own.clone(),
    }
}
