//! `rebalance storyboard`: a run as a figure that stands still, drawn by `rebalance_view::figure`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use rebalance_model::{SimTime, Variant};
use rebalance_sim::DEFAULT_SEED;
use rebalance_view::Lang;
use rebalance_view::figure::{self, Look};
use rebalance_view::session::Theme;

use crate::simulate::{self, Error};
use crate::{named, render};

/// What a figure is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A drawing in a file of its own.
    Svg,
    /// For a document: the drawing at two widths, and the events as a table. `css` belongs to it.
    Html,
    /// The same in the custom element, with the scenario.
    Element,
    /// The stylesheet of such documents; it is the same for every figure.
    Css,
}

/// Of what, and how it looks.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A scenario as text or JSON, the name of a built-in scenario, or - for standard input.
    #[arg(required_unless_present = "format")]
    pub file: Option<PathBuf>,
    /// The lanes, from top to bottom; without it, those that the page would open with.
    #[arg(long, value_parser = simulate::variant, value_delimiter = ',')]
    pub variant: Vec<Variant>,
    /// An instant to mark, with the verdicts of then: milliseconds since the scenario began. Without it, that of the
    /// scenario's text, if it says one.
    #[arg(long, value_name = "MS")]
    pub at: Option<u64>,
    /// Language: en or ko.
    #[arg(long, value_parser = lang, default_value = "en")]
    pub lang: Lang,
    /// Colours: auto (the reader's, or the document's), light or dark.
    #[arg(long, value_parser = theme, default_value = "auto")]
    pub theme: Theme,
    /// What is written.
    #[arg(long, value_enum, default_value = "html")]
    pub format: Format,
    /// Width of an SVG, CSS pixels.
    #[arg(long, default_value_t = figure::WIDE, value_parser = clap::value_parser!(u32).range(i64::from(figure::NARROW)..=4096))]
    pub width: u32,
    /// What ids in it begin with, of several figures in a document each another; without it, the scenario's name.
    #[arg(long, value_parser = id)]
    pub id: Option<String>,
    /// Seed of every random choice, instead of the one that the scenario's text says.
    #[arg(long)]
    pub seed: Option<u64>,
}

/// A language by its tag.
pub(crate) fn lang(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).ok_or_else(|| format!("there are {}", Lang::ALL.map(Lang::tag).join(", ")))
}

/// A theme by its name.
pub(crate) fn theme(name: &str) -> Result<Theme, String> {
    match name {
        "auto" => Ok(Theme::Auto),
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        _ => Err(String::from("there are auto, light, dark")),
    }
}

fn id(text: &str) -> Result<String, String> {
    let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_id) {
        Ok(text.to_owned())
    } else {
        Err(String::from("a letter, then letters, digits and hyphens"))
    }
}

/// Runs the scenario and writes its figure.
///
/// # Errors
/// What is refused, or that `out` fails.
pub fn run(args: &Args, out: &mut dyn Write) -> Result<(), Error> {
    let text = if args.format == Format::Css { figure::stylesheet() } else { drawn(args)? + "\n" };
    out.write_all(text.as_bytes()).map_err(|e: io::Error| Error::Output("standard output".to_owned(), e))
}

fn drawn(args: &Args) -> Result<String, Error> {
    let mut fence = named::fence(args.file.as_deref().unwrap_or_else(|| Path::new(crate::input::STDIN)))?;
    fence.seed = args.seed.or(fence.seed);
    let lanes = if args.variant.is_empty() { fence.lanes().to_vec() } else { args.variant.clone() };
    let id = args.id.clone().unwrap_or_else(|| format!("kr-{}", slug(&fence.scenario.name)));
    let at = args.at.map(SimTime::from_millis).or(fence.at);
    let look = Look { width: args.width, theme: args.theme, at, id: &id };
    if args.format == Format::Element {
        return render::element(&fence, &lanes, args.lang, &look);
    }
    let scenario = Rc::new(fence.scenario);
    let (lab, session) = named::lab(&scenario, &lanes, fence.seed.unwrap_or(DEFAULT_SEED), args.lang)?;
    let draw = if args.format == Format::Svg { figure::svg } else { figure::html };
    Ok(draw(&lab, &session, &look))
}

/// A name as part of an id.
pub(crate) fn slug(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}
