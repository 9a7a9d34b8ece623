//! Fences of Markdown documents: where they stand, and the text in them with each line's own place.

use std::ops::Range;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use rebalance_fence::{INFO, Place, Problem};

/// A fence of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What stands in it.
    pub text: String,
    /// All of it in the document, bytes: from its first backtick to its last.
    pub range: Range<usize>,
    /// The line that opens it, from 1.
    opens: usize,
    /// Where each of its lines begins in the document: line from 1, letters before it.
    lines: Vec<(usize, usize)>,
}

/// The fences called `kafka-rebalance`, in order.
pub fn of(document: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new_ext(document, Options::all()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if is_ours(&info) => {
                let opens = document[..range.start].matches('\n').count() + 1;
                open = Some(Block { text: String::new(), range, opens, lines: Vec::new() });
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.add(document, &text, range.start);
                }
            }
            Event::End(_) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}

/// Whether a file is called as documents are.
pub fn is_markdown(file: &Path) -> bool {
    let ending = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["md", "markdown", "mdx"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn is_ours(info: &str) -> bool {
    info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{')).next() == Some(INFO)
}

impl Block {
    /// Adds a piece of its text, which begins at a byte of the document.
    fn add(&mut self, document: &str, text: &str, from: usize) {
        let mut at = from;
        for piece in text.split_inclusive('\n') {
            if self.text.is_empty() || self.text.ends_with('\n') {
                let before = document.get(..at).unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                let begins = before.rfind('\n').map_or(0, |n| n + 1);
                self.lines.push((line, before[begins..].chars().count()));
            }
            self.text.push_str(piece);
            at += piece.len();
        }
    }

    /// Where something of its text stands in the document. What stands nowhere is at its first line, or at the one that
    /// opens it if there is none.
    pub fn place(&self, at: Place) -> Place {
        match at.line.checked_sub(1).and_then(|line| self.lines.get(line)) {
            Some((line, before)) => Place { line: *line, column: before + at.column, ..at },
            None => Place { line: self.lines.first().map_or(self.opens, |(line, _)| *line), column: 1, width: 0 },
        }
    }
}

/// What is wrong with a text called `name`, or with a fence of it: a line each, with its place and what would do.
pub fn told(name: &str, block: Option<&Block>, problems: &[Problem]) -> String {
    let line = |p: &Problem| {
        let at = block.map_or(p.at, |b| b.place(p.at));
        let help = if p.help.is_empty() { "" } else { "; " };
        format!("{name}:{}:{}: {}{help}{}", at.line, at.column, p.what, p.help)
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A document with each of its fences replaced by what `make` makes of it.
///
/// # Errors
/// The first that `make` says.
pub fn replaced<E>(document: &str, mut make: impl FnMut(usize, &Block) -> Result<String, E>) -> Result<String, E> {
    let mut out = String::with_capacity(document.len());
    let mut done = 0;
    for (i, block) in of(document).iter().enumerate() {
        let end = block.range.end.min(document.len());
        out.push_str(&document[done..block.range.start]);
        out.push_str(&make(i, block)?);
        done = end;
    }
    out.push_str(&document[done..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# One\n\n```kafka-rebalance\ntopic a 1\nat 0s start c1\n```\n\ntext\n\n- item\n  ~~~ kafka-rebalance hidden\n  topic 주문 2\n  ~~~\n\n> ```kafka-rebalance\n> x\n> y\n> ```\n\n```rust\nkafka-rebalance\n```\n";

    #[test]
    fn fences_are_found_wherever_markdown_has_them() {
        let texts: Vec<String> = of(DOCUMENT).into_iter().map(|b| b.text).collect();
        assert_eq!(texts, ["topic a 1\nat 0s start c1\n", "topic 주문 2\n", "x\ny\n"]);
    }

    #[test]
    fn a_place_in_a_fence_is_one_in_its_document() {
        let blocks = of(DOCUMENT);
        let place = |block: usize, line, column| {
            let at = blocks[block].place(Place { line, column, width: 1 });
            DOCUMENT.lines().nth(at.line - 1).expect("the line is there").chars().nth(at.column - 1)
        };
        assert_eq!(place(0, 2, 4), Some('0'));
        assert_eq!(place(1, 1, 10), Some('2'));
        assert_eq!(place(2, 2, 1), Some('y'));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_would_do() {
        let document = "text\n\n```kafka-rebalance\n```\n\n> ```kafka-rebalance\n> scenario crsh\n> ```\n";
        let told = |block: &Block, at: Place, help: &str| {
            told("a.md", Some(block), &[Problem { at, what: "it is wrong".to_owned(), help: help.to_owned() }])
        };
        let blocks = of(document);
        assert_eq!(
            told(&blocks[0], Place::default(), ""),
            "a.md:3:1: it is wrong",
            "an empty fence has no line but its own"
        );
        let at = Place { line: 1, column: 10, width: 4 };
        assert_eq!(told(&blocks[1], at, "crash?"), "a.md:7:12: it is wrong; crash?");
    }

    #[test]
    fn what_stands_around_a_fence_stays() {
        let with = |_: usize, b: &Block| Ok::<_, ()>(format!("[{}]", b.text.lines().count()));
        let out = replaced("a\n\n```kafka-rebalance\nx\n```\n\nb\n", with);
        assert_eq!(out.as_deref(), Ok("a\n\n[1]\n\nb\n"));
    }
}
