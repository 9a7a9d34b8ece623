//! A fence as HTML: the element with its scenario, and in it the storyboard, which stands there before, and instead, where
//! nothing runs.

use std::rc::Rc;

use rebalance_fence::{Fence, Place, Problem};
use rebalance_model::Variant;
use rebalance_sim::DEFAULT_SEED;
use rebalance_view::Lang;
use rebalance_view::figure::{self, Look, WIDE};
use rebalance_view::session::Theme;
use rebalance_view::url;

use crate::named;
use crate::simulate::Error;

/// The HTML of a fence's text, with ids that begin with `id`.
///
/// # Errors
/// What is wrong with it.
pub fn fence(text: &str, id: &str, lang: Lang) -> Result<String, Vec<Problem>> {
    let fence = named::parse(text)?;
    let look = Look { width: WIDE, theme: Theme::Auto, at: fence.at, id };
    element(&fence, fence.lanes(), lang, &look)
        .map_err(|e| vec![Problem { at: Place::default(), what: e.to_string(), help: String::new() }])
}

/// A scenario's HTML, at the instant that is marked, for a document in Markdown: no empty line in it, and its first and last tag alone in their lines, so
/// that it is a block of HTML there.
///
/// # Errors
/// What Kafka would refuse.
pub(crate) fn element(fence: &Fence, lanes: &[Variant], lang: Lang, look: &Look<'_>) -> Result<String, Error> {
    let scenario = Rc::new(fence.scenario.clone());
    let (lab, session) = named::lab(&scenario, lanes, fence.seed.unwrap_or(DEFAULT_SEED), lang)?;
    let json =
        serde_json::to_string(&scenario.to_json()).unwrap_or_else(|e| unreachable!("a tree is always written: {e}"));
    // `</script>` in a name would end the element that holds it.
    let json = json.replace('<', "\\u003c");
    let names: Vec<&str> = lanes.iter().map(|lane| lane.name()).collect();
    let seed = fence.seed.map_or_else(String::new, |seed| format!(" seed=\"{seed}\""));
    let t = look.at.map_or_else(String::new, |at| format!(" t=\"{}\"", url::milliseconds(at)));
    Ok(format!(
        "<kafka-rebalance lanes=\"{}\" lang=\"{}\"{seed}{t}>\n<script type=\"application/json\">{json}</script>\n{}\n</kafka-rebalance>",
        names.join(","),
        lang.tag(),
        figure::html(&lab, &session, look)
    ))
}
