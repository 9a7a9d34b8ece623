//! `rebalance storyboard`: a run as a figure that stands still, drawn by `rebalance_view::figure`.

use std::io::{self, Write};
use std::path::PathBuf;

use rebalance_model::{SimTime, Variant};
use rebalance_view::figure::{self, Look};
use rebalance_view::session::Theme;
use rebalance_view::{Lab, Lang, Session};

use crate::named;
use crate::simulate::{self, Error};

/// What a figure is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A drawing in a file of its own.
    Svg,
    /// For a document: the drawing at two widths, and the events as a table. `css` belongs to it.
    Html,
    /// The stylesheet of such documents; it is the same for every figure.
    Css,
}

/// Of what, and how it looks.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A scenario file, the name of a built-in scenario, or - for standard input.
    #[arg(required_unless_present = "format")]
    pub file: Option<PathBuf>,
    /// The lanes, from top to bottom; without it, those that the page would open with.
    #[arg(long, value_parser = simulate::variant, value_delimiter = ',')]
    pub variant: Vec<Variant>,
    /// An instant to mark, with the verdicts of then: milliseconds since the scenario began.
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
    /// Seed of every random choice.
    #[arg(long, default_value_t = rebalance_sim::DEFAULT_SEED)]
    pub seed: u64,
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
    let file = args.file.as_deref().unwrap_or_else(|| std::path::Path::new(crate::input::STDIN));
    let scenario = named::scenario(file)?;
    let lanes = if args.variant.is_empty() { named::lanes(&scenario) } else { args.variant.clone() };
    let (lab, session) = named::lab(&scenario, &lanes, args.seed, args.lang)?;
    let id = args.id.clone().unwrap_or_else(|| format!("kr-{}", slug(&scenario.name)));
    let at = args.at.map(SimTime::from_millis);
    let look = Look { width: args.width, theme: args.theme, at, id: &id };
    Ok(write(&lab, &session, &look, args.format))
}

fn write(lab: &Lab, session: &Session, look: &Look<'_>, format: Format) -> String {
    if format == Format::Svg { figure::svg(lab, session, look) } else { figure::html(lab, session, look) }
}

/// A name as part of an id.
pub(crate) fn slug(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}
