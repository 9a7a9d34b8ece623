//! Text as it arrives: bytes to text, terminal colours off, lines with their numbers.
//! Knows nothing of Kafka.

use std::borrow::Cow;

/// One piece of text that somebody pasted, dropped or named on a command line.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// File name, or what stands for one ("pasted text"); only a name ending in `.properties` changes how it is read.
    pub name: &'a str,
    /// The text itself; see [`decode`] for a file's bytes.
    pub text: &'a str,
}

/// Text of a file's bytes: UTF-8, or UTF-16 with a byte order mark (what PowerShell's `>` writes). Bytes that are neither
/// become U+FFFD, which [`crate::import`] then reports.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        _ => String::from_utf8_lossy(bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Whether this is no text: a NUL, or more than one in ten of the first characters that no editor would show.
pub(crate) fn is_binary(text: &str) -> bool {
    let (mut seen, mut odd) = (0_usize, 0_usize);
    for c in text.chars().take(4096) {
        seen += 1;
        match c {
            '\0' => return true,
            '\t' | '\n' | '\r' | '\x0C' | '\x1B' => {}
            char::REPLACEMENT_CHARACTER => odd += 1,
            c if c.is_control() => odd += 1,
            _ => {}
        }
    }
    odd * 10 > seen
}

/// The first `max` bytes of a text, cut at a line's end where there is one.
pub(crate) fn head(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let cut = &text[..end];
    cut.rfind(['\n', '\r']).map_or(cut, |at| &cut[..=at])
}

/// Takes a terminal's escape sequences out: colours and cursor moves (`ESC [ … letter`) and titles (`ESC ] … BEL`).
pub(crate) fn without_colours(text: &str) -> Cow<'_, str> {
    if !text.contains('\x1B') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut pieces = text.split('\x1B');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let rest = after_escape(piece);
        // Two line ends with a sequence between them stay two.
        if plain.ends_with('\r') && rest.starts_with('\n') {
            plain.push(' ');
        }
        plain.push_str(rest);
    }
    Cow::Owned(plain)
}

/// What follows an escape sequence whose ESC has been taken off. A sequence never crosses a line's end.
fn after_escape(piece: &str) -> &str {
    let first_line = piece.find(['\n', '\r']).unwrap_or(piece.len());
    let ends_at = match piece.as_bytes().first() {
        Some(b'[') => piece[1..first_line].find(|c: char| ('@'..='~').contains(&c)).map(|at| at + 2),
        Some(b']') => piece[..first_line].find('\x07').map(|at| at + 1),
        Some(b'(' | b')') => piece[1..first_line].chars().next().map(|c| 1 + c.len_utf8()),
        _ => Some(0),
    };
    &piece[ends_at.unwrap_or(first_line)..]
}

/// Lines as Java reads them: ended by `\n`, `\r\n` or a lone `\r`, a last line without an end included.
pub(crate) fn lines(text: &str) -> Lines<'_> {
    Lines { rest: text }
}

/// See [`lines`].
#[derive(Clone, Debug)]
pub(crate) struct Lines<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let Some(at) = self.rest.bytes().position(|b| matches!(b, b'\n' | b'\r')) else {
            return Some(std::mem::take(&mut self.rest));
        };
        let (line, ended) = self.rest.split_at(at);
        self.rest = ended.strip_prefix("\r\n").unwrap_or(&ended[1..]);
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_any_of_three_ways() {
        let all: Vec<_> = lines("a\r\nb\rc\n\nd").collect();
        assert_eq!(all, ["a", "b", "c", "", "d"]);
    }

    #[test]
    fn colours_go_and_text_stays() {
        assert_eq!(without_colours("\x1b[1;32mGROUP\x1b[0m  TOPIC\x1b]0;title\x07 x\x1b["), "GROUP  TOPIC x");
    }

    #[test]
    fn lines_stay_as_many_without_colours() {
        assert_eq!(lines(&without_colours("a\r\x1b[0m\nb")).count(), 3);
    }

    #[test]
    fn powershell_writes_utf16() {
        let bytes: Vec<u8> = "\u{FEFF}결제".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&bytes), "결제");
    }

    #[test]
    fn a_cut_text_ends_with_a_whole_line() {
        assert_eq!(head("one\ntwo\nthree", 9), "one\ntwo\n");
        assert_eq!(head("결제", 4), "결");
    }
}
