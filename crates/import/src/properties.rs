//! The grammar of `java.util.Properties`, as `Properties.load(Reader)` reads it. Knows no key's meaning:
//! that is `settings`.

use std::borrow::Cow;

use crate::source::{Lines, lines};

/// One entry of a properties file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Line on which it begins, counted from 1.
    pub line: usize,
    /// How many lines it takes: more than one where lines end in a backslash.
    pub lines: usize,
    /// The key with its escapes resolved.
    pub key: String,
    /// The value with its escapes resolved. Trailing blanks belong to it.
    pub value: String,
    /// A `\u` without four hexadecimal digits, for which Java refuses the whole file; kept here as it was written.
    pub broken_escape: bool,
}

/// All entries of a properties file in their order, repeated keys included (for Java the last one counts).
pub fn read(text: &str) -> Vec<Property> {
    let mut found = Vec::new();
    let mut rest = lines(text);
    let mut line = 1;
    while let Some(first) = rest.next() {
        if is_ignored(first) {
            line += 1;
            continue;
        }
        let property = property(first, line, &mut rest);
        line += property.lines;
        found.push(property);
    }
    found
}

/// A blank line or a comment. A line with nothing but a backslash is as good as blank: there is nothing to continue yet.
pub(crate) fn is_ignored(line: &str) -> bool {
    let line = trim_start(line);
    line.is_empty() || line == "\\" || line.starts_with(['#', '!'])
}

/// Reads the property that begins on `first`, which is line number `line`, is not ignored, and may go on in `rest`.
pub(crate) fn property<'a>(first: &'a str, line: usize, rest: &mut Lines<'a>) -> Property {
    let (logical, lines) = logical_line(first, rest);
    let (key, value) = split(&logical);
    let mut broken_escape = false;
    let key = unescape(key, &mut broken_escape);
    let value = unescape(value, &mut broken_escape);
    Property { line, lines, key, value, broken_escape }
}

/// The key of a line as it is written, for a look before it is taken for a property.
pub(crate) fn written_key(line: &str) -> (&str, Option<char>) {
    let line = trim_start(line);
    let end = key_end(line);
    let separator = trim_start(&line[end..]).chars().next().filter(|c| matches!(c, '=' | ':'));
    (&line[..end], separator)
}

/// Joins continued lines; returns how many there were.
fn logical_line<'a>(first: &'a str, rest: &mut Lines<'a>) -> (Cow<'a, str>, usize) {
    let first = trim_start(first);
    if !continues(first) {
        return (Cow::Borrowed(first), 1);
    }
    let mut joined = String::from(&first[..first.len() - 1]);
    let mut lines = 1;
    for line in rest {
        lines += 1;
        let line = trim_start(line);
        if !continues(line) {
            joined.push_str(line);
            break;
        }
        joined.push_str(&line[..line.len() - 1]);
    }
    (Cow::Owned(joined), lines)
}

fn continues(line: &str) -> bool {
    line.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

fn split(logical: &str) -> (&str, &str) {
    let (key, rest) = logical.split_at(key_end(logical));
    let rest = trim_start(rest);
    let value = rest.strip_prefix(['=', ':']).map_or(rest, trim_start);
    (key, value)
}

/// Where the key ends: the first separator without a backslash before it.
fn key_end(logical: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in logical.bytes().enumerate() {
        match byte {
            b'=' | b':' | b' ' | b'\t' | b'\x0C' if !escaped => return at,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    logical.len()
}

fn trim_start(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '\x0C'])
}

fn unescape(raw: &str, broken: &mut bool) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        match c {
            't' => out.push('\t'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            'f' => out.push('\x0C'),
            'u' => rest = unicode(rest, &mut out, broken),
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}

/// Reads what follows `\u`: four digits, and the second half of a surrogate pair where the first half stands.
fn unicode<'a>(rest: &'a str, out: &mut String, broken: &mut bool) -> &'a str {
    let Some(unit) = hex4(rest) else {
        *broken = true;
        out.push_str("\\u");
        return rest;
    };
    let rest = &rest[4..];
    if let Some(c) = char::from_u32(u32::from(unit)) {
        out.push(c);
        return rest;
    }
    let low = rest.strip_prefix("\\u").and_then(hex4);
    if let Some(Ok(c)) = low.and_then(|low| char::decode_utf16([unit, low]).next()) {
        out.push(c);
        return &rest[6..];
    }
    out.push(char::REPLACEMENT_CHARACTER);
    rest
}

fn hex4(text: &str) -> Option<u16> {
    let digits = text.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str, &str)]) {
        let found = read(text);
        let found: Vec<_> = found.iter().map(|p| (p.line, p.key.as_str(), p.value.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn three_separators_and_the_blanks_around_them() {
        check(
            "a=1\n b : 2\n\tc 3\nd\ne=\nf =: 4 ",
            &[(1, "a", "1"), (2, "b", "2"), (3, "c", "3"), (4, "d", ""), (5, "e", ""), (6, "f", ": 4 ")],
        );
    }

    #[test]
    fn a_line_that_ends_in_an_odd_number_of_backslashes_goes_on() {
        check(
            "list = a,\\\n    b,\\\n  # not a comment\nnext = x\\\\\nlast = y\\",
            &[(1, "list", "a,b,# not a comment"), (4, "next", "x\\"), (5, "last", "y")],
        );
    }

    #[test]
    fn escapes_stand_for_what_java_says() {
        check("a\\=b\\:c\\ d = \\t\\n\\u ACB0\n", &[(1, "a=b:c d", "\t\n\\u ACB0")]);
        check("client.id=\\uACB0\\uC81C \\uD83D\\uDE80 \\q", &[(1, "client.id", "결제 🚀 q")]);
        assert!(read("x=\\u12")[0].broken_escape);
        assert!(!read("x=\\u0041")[0].broken_escape);
    }

    #[test]
    fn comments_and_blank_lines_are_no_entries() {
        check("# one \\\n! two\n \t\n\\\n\nkey=v", &[(6, "key", "v")]);
    }
}
