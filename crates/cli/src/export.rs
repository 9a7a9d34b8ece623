//! `rebalance export`: runs in the forms of other tools, as `rebalance_view::export` and `rebalance_view::figure` make them.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;

use rebalance_model::Variant;
use rebalance_sim::DEFAULT_SEED;
use rebalance_view::figure::{self, Look};
use rebalance_view::session::Theme;
use rebalance_view::{Lang, export};

use crate::simulate::{self, Error};
use crate::{input, named, storyboard};

/// The form of another tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// A sequence diagram of one variant, as Mermaid text.
    Mermaid,
    /// A trace for ui.perfetto.dev or chrome://tracing, a process a variant.
    Perfetto,
    /// A picture.
    Svg,
}

/// Of what, and in which form.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A scenario file in either form, the name of a built-in scenario, or - for standard input.
    pub file: PathBuf,
    /// The form.
    #[arg(long, value_enum)]
    pub format: Form,
    /// The variants; without it, those that the page would open with, and of a diagram the first of them.
    #[arg(long, value_parser = simulate::variant, value_delimiter = ',')]
    pub variant: Vec<Variant>,
    /// Language of what is not Kafka's own words: en or ko.
    #[arg(long, value_parser = storyboard::lang, default_value = "en")]
    pub lang: Lang,
    /// Seed of every random choice; without it, that of the scenario as text, or the page's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// A file; without it, standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Runs the scenario and writes it; what a form has no room for is said on `messages`.
///
/// # Errors
/// What is refused, more than one variant for a diagram, or that it cannot be written.
pub fn run(args: &Args, out: &mut dyn Write, messages: &mut dyn Write) -> Result<(), Error> {
    let fence = named::fence(&args.file)?;
    let mut lanes = if args.variant.is_empty() { fence.lanes().to_vec() } else { args.variant.clone() };
    let seed = args.seed.or(fence.seed).unwrap_or(DEFAULT_SEED);
    if args.format == Form::Mermaid {
        if args.variant.len() > 1 {
            return Err(Error::OneDiagram(args.variant.len()));
        }
        lanes.truncate(1);
    }
    let scenario = Rc::new(fence.scenario);
    let (lab, session) = named::lab(&scenario, &lanes, seed, args.lang)?;
    let text = match (args.format, lab.lanes()) {
        (Form::Mermaid, [lane, ..]) => {
            let diagram = export::mermaid(args.lang, lane, lab.window());
            if diagram.left_out > 0 {
                let left_out = diagram.left_out;
                writeln!(messages, "{}: {left_out} lines are left out, as Mermaid takes no longer text", scenario.name)
                    .ok();
            }
            diagram.text
        }
        (Form::Mermaid, []) => String::new(),
        (Form::Perfetto, lanes) => export::perfetto(args.lang, lanes),
        (Form::Svg, _) => {
            let look = Look { width: figure::WIDE, theme: Theme::Auto, at: None, id: "rebalance" };
            figure::svg(&lab, &session, &look) + "\n"
        }
    };
    match &args.out {
        Some(file) => fs::write(file, text).map_err(|e| Error::Output(input::name(file), e)),
        None => out.write_all(text.as_bytes()).map_err(|e| Error::Output("standard output".to_owned(), e)),
    }
}
