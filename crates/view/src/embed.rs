//! Snippets for other people's pages: what is on the screen as `<kafka-rebalance>`, as an iframe, and as a fence of a
//! Markdown document (docs/embed.md).
//!
//! A scenario that no address has, as that of somebody's own group, stands in the snippet as text. Only the page's *Embed*
//! needs this, so it is in the part that has that.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::config::{Side, key};
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{Scenario, SimTime, Variant};

use crate::figure::{self, Look};
use crate::lab::Lab;
use crate::session::{Session, Settings, View};
use crate::text::Lang;
use crate::url;

/// What a figure shows first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// As it ran, with settings and acts.
    pub scenario: Scenario,
    /// The simulated lanes; no figure has recordings.
    pub lanes: Vec<Variant>,
    /// The seed, where it is not the usual one.
    pub seed: Option<u64>,
    /// The instant, where it is not the beginning.
    pub at: Option<SimTime>,
}

/// What is on the screen.
pub fn shown(session: &Session, lab: &Lab) -> Shown {
    let run = session.ran.as_deref().unwrap_or(session);
    let mut scenario = Scenario { variants: run.lanes.clone(), ..(**lab.scenario()).clone() };
    if let Some(group) = &run.group {
        scenario.name.clone_from(&group.name);
    }
    Shown {
        scenario,
        lanes: run.lanes.clone(),
        seed: (run.seed != Session::default().seed).then_some(run.seed),
        at: Some(session.t).filter(|t| *t > SimTime::ZERO),
    }
}

/// A page with the element: the script, and the element with what is shown. `whole` is that as text
/// (`rebalance_fence::write`), `base` where the files of dist lie, with a slash; `storyboard` what readers see where nothing
/// runs ([`crate::figure::html`]), if the element is to have it.
pub fn element(session: &Session, whole: &str, base: &str, storyboard: &str) -> String {
    let mut inside = String::new();
    if session.group.is_some() {
        inside = ["\n<script type=\"text/plain\">\n", whole, "</script>"].concat();
    }
    if !storyboard.is_empty() {
        inside.push_str(&["\n", storyboard].concat());
    }
    if !inside.is_empty() {
        inside.push('\n');
    }
    let attributes: String = attributes(session).iter().map(|(name, value)| attribute(name, value)).collect();
    let script = attribute("src", &[base, "kafka-rebalance.js"].concat());
    [
        "<script type=\"module\"",
        &script,
        "></script>\n<kafka-rebalance",
        &attributes,
        ">",
        &inside,
        "</kafka-rebalance>\n",
    ]
    .concat()
}

/// How the storyboard of that is drawn.
pub fn look(session: &Session) -> Look<'static> {
    let at = Some(session.t).filter(|t| *t > SimTime::ZERO);
    Look { width: figure::WIDE, theme: session.theme, at, id: "kr-embedded" }
}

/// The page for iframes, and the script that makes it as high as its figure; `title` says what it is to those who hear it.
/// A scenario of one's own stands behind the `#` of its address, which browsers keep to themselves.
pub fn iframe(session: &Session, title: &str, whole: &str, base: &str) -> String {
    let own = if session.group.is_some() { ["#", &url::fragment(whole)].concat() } else { String::new() };
    let src = attribute("src", &[base, "embed.html?", &query(session), &own].concat());
    let script = attribute("src", &[base, "embed-host.js"].concat());
    let (title, loading) = (attribute("title", title), " loading=\"lazy\" width=\"100%\" height=\"760\"");
    ["<iframe", &src, &title, loading, "></iframe>\n<script", &script, "></script>\n"].concat()
}

/// A fence of a Markdown document. A built-in scenario is named, where settings are all that is changed in it.
pub fn fence(session: &Session, lab: &Lab, whole: &str) -> String {
    let text = named(session, lab).unwrap_or_else(|| whole.to_owned());
    ["```kafka-rebalance\n", &text, "```\n"].concat()
}

/// The name of the built-in scenario, and what is changed in it; none where that is more than a line can say.
fn named(session: &Session, lab: &Lab) -> Option<String> {
    let run = session.ran.as_deref().unwrap_or(session);
    let builtin = BUILTIN.get(run.scenario).filter(|_| run.group.is_none())?;
    let mut scenario = (*lab.base).clone();
    let mut text = ["scenario ", builtin.name, "\n"].concat();
    for (name, value) in &run.settings.kafka {
        let config = match key(name)?.side {
            Side::Consumer => &mut scenario.consumer,
            Side::Broker => &mut scenario.broker,
            Side::Group => &mut scenario.group,
        };
        config.set(name, value.as_str());
        // Others stand in quotes.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-,".contains(c);
        if value.is_empty() || !value.chars().all(is_plain) {
            return None;
        }
        text.push_str(&[name, "=", value, "\n"].concat());
    }
    if let Some(version) = run.settings.version {
        scenario.version = version;
        text.push_str(&["kafka ", version.name(), "\n"].concat());
    }
    let shown = shown(session, lab);
    scenario.variants.clone_from(&shown.lanes);
    if scenario != shown.scenario {
        return None;
    }
    let lanes = shown.lanes.iter().map(|lane| lane.name()).gather();
    text.push_str(&["lanes ", &lanes.join(" "), "\n"].concat());
    if let Some(seed) = shown.seed {
        text.push_str(&["seed ", &seed.to_string(), "\n"].concat());
    }
    if let Some(at) = shown.at {
        text.push_str(&["t ", &url::milliseconds(at), "ms\n"].concat());
    }
    Some(text)
}

/// What a figure is asked for: what it shows, and nothing that only the page has. It waits where the page stands now, and
/// speaks the language of the page.
fn query(session: &Session) -> String {
    let run = session.ran.as_deref().unwrap_or(session);
    let figure = Session::default();
    let mut asked = Session {
        ran: None,
        opened_with: figure.opened_with,
        lanes: run.lanes.clone(),
        recorded: Vec::new(),
        difference: false,
        seed: run.seed,
        myth: None,
        picked: None,
        view: View::Group,
        scenario: run.scenario,
        settings: run.settings.clone(),
        acts: run.acts.clone(),
        steps: run.steps.clone(),
        group: None,
        ..session.clone()
    };
    if run.group.is_some() {
        // All of that is in its text.
        asked = Session { settings: Settings::default(), acts: Vec::new(), steps: Vec::new(), scenario: 0, ..asked };
    }
    let mut query = url::write(&asked);
    if session.lang == Lang::default() {
        let apart = if query.is_empty() { "" } else { "&" };
        query.push_str(&[apart, "lang=", session.lang.tag()].concat());
    }
    query
}

/// The same as attributes. Names that stand more than once are none: then all of it is a query.
fn attributes(session: &Session) -> Vec<(String, String)> {
    let query = query(session);
    let pairs = url::pairs(&query);
    let is_twice = |(i, (name, _)): (usize, &(String, String))| pairs[..i].iter().any(|(other, _)| other == name);
    if pairs.iter().enumerate().any(is_twice) { vec![("query".to_owned(), query)] } else { pairs }
}

/// ` name="value"`.
fn attribute(name: &str, value: &str) -> String {
    let value = value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    [" ", name, "=\"", &value, "\""].concat()
}
