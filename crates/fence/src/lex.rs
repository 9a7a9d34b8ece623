//! Words of a line.

use std::fmt::Write as _;

use crate::problem::{Place, Problem};

/// What a line is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, or a text in quotes, without them.
    Word(String),
    /// `=`
    Equals,
    /// `<`, `<=`, `==`, `!=`, `>=`, `>`
    Compares(&'static str),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) at: Place,
}

/// A line in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) tokens: Vec<Token>,
    /// Its comment, without the sign.
    pub(crate) comment: Option<String>,
    /// Behind its last letter.
    pub(crate) end: Place,
}

/// What compares, the longer ones first.
const COMPARES: [&str; 6] = ["<=", "==", "!=", ">=", "<", ">"];

/// Letters that end a word which is not in quotes.
fn ends(c: char) -> bool {
    c.is_whitespace() || matches!(c, '=' | '<' | '>' | '!' | '"')
}

/// The statement whose words are one text, whatever is in them.
const TITLE: &str = "title";

/// Takes a line apart.
///
/// # Errors
/// A quote without its end, an escape that there is not, a sign that stands for nothing.
pub(crate) fn line(number: usize, text: &str) -> Result<Line, Problem> {
    let letters: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { line: number, letters: &letters, next: 0 };
    let mut out = Line { end: lexer.place(letters.len(), letters.len()), ..Line::default() };
    while let Some(c) = lexer.skip_blanks() {
        if c == '#' {
            out.comment = Some(lexer.rest());
            break;
        }
        if matches!(&out.tokens[..], [Token { kind: Kind::Word(first), .. }] if first == TITLE) && c != '"' {
            let from = lexer.next;
            let text = lexer.rest();
            let at = lexer.place(from, from + text.chars().count());
            out.tokens.push(Token { kind: Kind::Word(text), at });
            break;
        }
        out.tokens.push(lexer.token(c)?);
    }
    Ok(out)
}

struct Lexer<'a> {
    line: usize,
    letters: &'a [char],
    next: usize,
}

impl Lexer<'_> {
    fn place(&self, from: usize, to: usize) -> Place {
        Place { line: self.line, column: from + 1, width: to - from }
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.next).copied()
    }

    fn skip_blanks(&mut self) -> Option<char> {
        while self.peek()?.is_whitespace() {
            self.next += 1;
        }
        self.peek()
    }

    /// The rest of the line, without the sign of a comment and blanks around it.
    fn rest(&mut self) -> String {
        let rest: String = self.letters[self.next..].iter().collect();
        self.next = self.letters.len();
        let is_comment = rest.starts_with('#');
        let rest = if is_comment { rest.trim_start_matches('#') } else { &rest };
        rest.trim().to_owned()
    }

    fn token(&mut self, c: char) -> Result<Token, Problem> {
        let from = self.next;
        let compares = COMPARES.into_iter().find(|sign| {
            let ahead = &self.letters[from..];
            sign.chars().count() <= ahead.len() && sign.chars().zip(ahead).all(|(a, b)| a == *b)
        });
        let kind = if let Some(sign) = compares {
            self.next += sign.len();
            Kind::Compares(sign)
        } else if c == '=' {
            self.next += 1;
            Kind::Equals
        } else if c == '"' {
            self.next += 1;
            Kind::Word(self.quoted(from)?)
        } else {
            let word: String = self.letters[from..].iter().take_while(|c| !ends(**c)).collect();
            if word.is_empty() {
                let at = self.place(from, from + 1);
                return Err(Problem::new(
                    at,
                    format!("{c} stands for nothing here"),
                    "text with such signs stands in \"…\"",
                ));
            }
            self.next += word.chars().count();
            Kind::Word(word)
        };
        Ok(Token { kind, at: self.place(from, self.next) })
    }

    /// A text in quotes, from behind the first one.
    fn quoted(&mut self, from: usize) -> Result<String, Problem> {
        let mut out = String::new();
        loop {
            let at = self.next;
            self.next += 1;
            match self.letters.get(at) {
                None => {
                    self.next = self.letters.len();
                    let at = self.place(from, self.next);
                    return Err(Problem::new(at, "the quote has no end", "put a \" behind the text"));
                }
                Some('"') => return Ok(out),
                Some('\\') => out.push(self.escape(at)?),
                Some(c) => out.push(*c),
            }
        }
    }

    fn escape(&mut self, at: usize) -> Result<char, Problem> {
        let named = self.peek().and_then(|c| ESCAPES.iter().find(|(sign, _)| *sign == c));
        self.next += 1;
        if let Some((_, c)) = named {
            return Ok(*c);
        }
        let digits: String = self.letters.iter().skip(at + 3).take_while(|c| c.is_ascii_hexdigit()).take(7).collect();
        let end = at + 3 + digits.len();
        let is_code = self.letters.get(at + 1) == Some(&'u')
            && self.letters.get(at + 2) == Some(&'{')
            && self.letters.get(end) == Some(&'}');
        let code = u32::from_str_radix(&digits, 16).ok().filter(|_| is_code).and_then(char::from_u32);
        if let Some(c) = code {
            self.next = end + 1;
            return Ok(c);
        }
        let at = self.place(at, (at + 2).min(self.letters.len()));
        Err(Problem::new(at, "there is no such escape", "there are \\\", \\\\, \\n, \\r, \\t and \\u{…}"))
    }
}

/// Escapes of one letter.
const ESCAPES: [(char, char); 5] = [('"', '"'), ('\\', '\\'), ('n', '\n'), ('r', '\r'), ('t', '\t')];

/// A word as it is written: in quotes where it has to be.
pub(crate) fn word(text: &str) -> String {
    let is_plain = !text.is_empty() && !text.starts_with('#') && !text.chars().any(|c| ends(c) || c.is_control());
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// A title as it is written.
pub(crate) fn title(text: &str) -> String {
    let is_plain = !text.is_empty()
        && text.trim() == text
        && !text.starts_with(['"', '#'])
        && !text.chars().any(char::is_control)
        && !ENDS_SCRIPTS.iter().any(|tag| text.contains(tag));
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// What must not stand in a `<script>` of HTML, which is where a text may stand.
const ENDS_SCRIPTS: [&str; 4] = ["</", "<!", "<s", "<S"];

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for (at, c) in text.char_indices() {
        match ESCAPES.iter().find(|(_, own)| *own == c) {
            Some((sign, _)) => out.extend(['\\', *sign]),
            None if c.is_control() || ENDS_SCRIPTS.iter().any(|tag| text[at..].starts_with(tag)) => {
                _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            None => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let token = |t: Token| match t.kind {
            Kind::Word(w) => w,
            Kind::Equals => "=".to_owned(),
            Kind::Compares(sign) => sign.to_owned(),
        };
        line(1, text).map(|l| l.tokens.into_iter().map(token).collect()).unwrap_or_default()
    }

    #[test]
    fn words_quotes_signs_and_comments_are_told_apart() {
        assert_eq!(words("at 5s start c1 a.b = c # why"), ["at", "5s", "start", "c1", "a.b", "=", "c"]);
        assert_eq!(words("expect stopped<=5s"), ["expect", "stopped", "<=", "5s"]);
        assert_eq!(words("member \"a # b\" c#1"), ["member", "a # b", "c#1"]);
        assert_eq!(words(r#""a\"\\\n\u{1f600}""#), ["a\"\\\n😀"]);
        assert_eq!(words("title A = \"b\" # c"), ["title", "A = \"b\" # c"]);
        assert_eq!(line(1, "  # only").map(|l| l.comment), Ok(Some("only".to_owned())));
    }

    #[test]
    fn places_count_letters() {
        let line = line(3, "토픽 orders  6").expect("three words");
        let places: Vec<(usize, usize)> = line.tokens.iter().map(|t| (t.at.column, t.at.width)).collect();
        assert_eq!(places, [(1, 2), (4, 6), (12, 1)]);
        assert_eq!((line.end.line, line.end.column), (3, 13));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for (text, what) in [
            ("name \"a", "the quote has no end"),
            (r#"name "\q""#, "there is no such escape"),
            (r#"name "\u{d800}""#, "there is no such escape"),
            (r#"name "\"#, "there is no such escape"),
            ("a ! b", "! stands for nothing here"),
        ] {
            assert_eq!(line(1, text).expect_err(text).what, what, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for text in ["c1", "", "a b", "#", "a\"b\\c", "a=b", "<x>", "!", "\u{0}\u{7f}\n", "주문 1", "\u{a0}"] {
            assert_eq!(words(&word(text)), [text], "{text:?}");
            assert_eq!(words(&format!("title {}", title(text))), ["title", text], "{text:?}");
        }
    }
}
