//! `rebalance mdbook`: a preprocessor of mdBook. It gets `[context, book]` as JSON on standard input and gives the book
//! back, each fence in its chapters replaced by the element with its storyboard.

use std::io::{Read, Write};

use rebalance_view::Lang;
use serde_json::Value;
use thiserror::Error;

use crate::{fences, render};

/// What mdBook asks.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// What it asks; nothing where it gives the book.
    #[command(subcommand)]
    pub ask: Option<Ask>,
}

/// What mdBook asks before it gives the book.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Ask {
    /// Whether it serves a renderer: yes for html, which the exit code says.
    Supports {
        /// The renderer.
        renderer: String,
    },
}

/// Why there is no book.
#[derive(Debug, Error)]
pub enum Error {
    /// The renderer is another one than html.
    #[error("{0} is no renderer that this preprocessor serves")]
    Renderer(String),
    /// Standard input is not what mdBook sends.
    #[error("standard input is not what mdBook sends: {0}")]
    Protocol(String),
    /// A fence is wrong.
    #[error("{0}")]
    Fence(String),
    /// The book could not be given back.
    #[error("standard output: {0}")]
    Output(std::io::Error),
}

/// Answers mdBook.
///
/// # Errors
/// If it is not mdBook that asks, or a fence is wrong: with chapter, line and column.
pub fn run(args: &Args, from: &mut dyn Read, out: &mut dyn Write) -> Result<(), Error> {
    if let Some(Ask::Supports { renderer }) = &args.ask {
        return if renderer == "html" { Ok(()) } else { Err(Error::Renderer(renderer.clone())) };
    }
    let mut text = String::new();
    from.read_to_string(&mut text).map_err(|e| Error::Protocol(e.to_string()))?;
    let sent: Value = serde_json::from_str(&text).map_err(|e| Error::Protocol(e.to_string()))?;
    let Value::Array(mut pair) = sent else { return Err(Error::Protocol("it is no list".to_owned())) };
    let (Some(mut book), Some(context)) = (pair.pop(), pair.pop()) else {
        return Err(Error::Protocol("it has no book".to_owned()));
    };
    let language = context.pointer("/config/book/language").and_then(Value::as_str).unwrap_or_default();
    let lang = Lang::parse(language).unwrap_or_default();
    // mdBook 0.5 calls them items, those before it sections.
    for key in ["items", "sections"] {
        if let Some(items) = book.get_mut(key) {
            chapters(items, lang)?;
        }
    }
    serde_json::to_writer(&mut *out, &book).map_err(|e| Error::Output(e.into()))
}

fn chapters(items: &mut Value, lang: Lang) -> Result<(), Error> {
    for item in items.as_array_mut().into_iter().flatten() {
        let Some(chapter) = item.get_mut("Chapter") else { continue };
        let path = chapter.get("path").and_then(Value::as_str).unwrap_or("a draft").to_owned();
        if let Some(Value::String(content)) = chapter.get_mut("content") {
            *content = replaced(content, &path, lang)?;
        }
        if let Some(below) = chapter.get_mut("sub_items") {
            chapters(below, lang)?;
        }
    }
    Ok(())
}

/// A document with its fences replaced.
///
/// # Errors
/// What is wrong with its fences: file, line and column.
pub fn replaced(document: &str, path: &str, lang: Lang) -> Result<String, Error> {
    // Of the chapter too: mdBook prints a book as one document.
    let chapter: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    fences::replaced(document, |i, block| {
        render::fence(&block.text, &format!("kr-{chapter}-{}", i + 1), lang)
            .map_err(|problems| Error::Fence(fences::told(path, Some(block), &problems)))
    })
}
