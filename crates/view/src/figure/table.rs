//! A figure in a document: the drawing at two widths, what the run teaches, and its events as a table.

use rebalance_model::SimTime;

use super::canvas::escaped;
use super::lanes::{Place, drawing};
use super::paint::Paint;
use super::{Look, NARROW, WIDE};
use crate::lab::Lab;
use crate::label;
use crate::scene::Narration;
use crate::session::{Session, Theme};
use crate::text::{self, Lang, Span};

/// See [`super::html`].
pub(super) fn document(lab: &Lab, session: &Session, look: &Look<'_>) -> String {
    let theme = match look.theme {
        Theme::Auto => "",
        Theme::Light => " data-theme=\"light\"",
        Theme::Dark => " data-theme=\"dark\"",
    };
    let scene = lab.scene(session);
    let mut out = format!("<figure class=\"kr-storyboard\" lang=\"{}\"{theme}>", session.lang.tag());
    for (class, hidden, width, suffix) in [("wide", "", WIDE, ""), ("narrow", " hidden", NARROW, "-n")] {
        let id = format!("{}{suffix}", look.id);
        let drawn = drawing(lab, session, &Look { width, id: &id, ..look.clone() }, Place::Document);
        out.push_str(&["<div class=\"kr-", class, "\"", hidden, ">", &drawn, "</div>"].concat());
    }
    out.push_str("<figcaption>");
    rich(&mut out, &scene.lesson);
    out.push_str("</figcaption>");
    events(&mut out, lab, session);
    out.push_str("</figure>");
    out
}

/// The steps of the narration: when, what, and why.
fn events(out: &mut String, lab: &Lab, session: &Session) {
    let words = text::figure(session.lang);
    out.push_str(&["<table class=\"kr-events\"><caption>", words.events, "</caption><thead><tr>"].concat());
    for column in words.columns {
        out.push_str(&["<th scope=\"col\">", column, "</th>"].concat());
    }
    out.push_str("</tr></thead><tbody>");
    for step in lab.story().steps.iter().filter(|s| !s.is_summary) {
        let told = lab.scene(&Session { t: step.stop, ..session.clone() }).narration;
        row(out, step.at, &told, session.lang);
    }
    out.push_str("</tbody></table>");
}

fn row(out: &mut String, at: SimTime, told: &Narration, lang: Lang) {
    out.push_str(&["<tr><th scope=\"row\">", &text::clock(at), "</th><td>"].concat());
    if !told.text.is_empty() {
        out.push_str("<p>");
        rich(out, &told.text);
        out.push_str("</p>");
    }
    for (variant, own) in &told.lanes {
        out.push_str(&["<p><b>", text::title(lang, variant.0, variant.1), ":</b> "].concat());
        rich(out, own);
        out.push_str("</p>");
    }
    out.push_str("</td><td>");
    rich(out, &told.why);
    if let Some(key) = told.key {
        out.push_str(&[" <code>", &escaped(key), "</code>"].concat());
    }
    out.push_str("</td></tr>");
}

fn rich(out: &mut String, spans: &[Span]) {
    for span in spans {
        let text = escaped(span.text());
        match span {
            Span::Plain(_) | Span::Partition(_) => out.push_str(&text),
            Span::Strong(_) => out.push_str(&["<strong>", &text, "</strong>"].concat()),
            Span::Member(m, _) => {
                let ink = Paint::MemberInk(label::colour(*m)).name();
                out.push_str(&["<b class=\"kr-t-", &ink, "\">", &text, "</b>"].concat());
            }
            Span::Code(_) => out.push_str(&["<code>", &text, "</code>"].concat()),
        }
    }
}
