//! Three ways to cut a row into cells. Each gives all cells, fit for their columns, or nothing.

use super::column::{Column, Words};
use super::rows::{UUID_AND_DASH, before_uuid};
use super::{MAX_COLUMNS, Span, is_prompt_end, words};
use crate::limits::MAX_WORDS;

type Columns = [(Column, Span)];

/// Cuts at the positions of the header. Java pads by UTF-16 units, so these are counted.
pub(super) fn by_position<'a>(columns: &Columns, line: &'a str) -> Option<Vec<&'a str>> {
    let starts = starts_of(columns, line)?;
    let mut cells = Vec::with_capacity(columns.len());
    for (n, (column, _)) in columns.iter().enumerate() {
        let (start, end) = (starts[n], starts.get(n + 1).copied().unwrap_or(line.len()));
        let cell = &line[start..end];
        let separated = start == 0 || line[..start].ends_with(char::is_whitespace);
        let begins_here =
            !cell.starts_with(char::is_whitespace) || (cell.trim().is_empty() && column.words() == Words::Any);
        let cell = cell.trim();
        if !(separated && begins_here && column.admits(cell)) {
            return None;
        }
        cells.push(cell);
    }
    Some(cells)
}

/// The byte of `line` at which each column begins. A line may be too short for its last columns only.
fn starts_of(columns: &Columns, line: &str) -> Option<Vec<usize>> {
    if line.is_ascii() {
        let within = |span: &Span| (span.unit <= line.len()).then_some(span.unit);
        return columns.iter().map(|(_, span)| within(span)).collect();
    }
    let mut starts = Vec::with_capacity(columns.len());
    let (mut unit, mut chars) = (0, line.char_indices());
    for (_, span) in columns {
        while unit < span.unit {
            unit += chars.next()?.1.len_utf16();
        }
        starts.push(chars.offset());
    }
    Some(starts)
}

/// Cuts at tabs, as a spreadsheet copies.
pub(super) fn by_tabs<'a>(columns: &Columns, line: &'a str) -> Option<Vec<&'a str>> {
    if !line.contains('\t') {
        return None;
    }
    let mut cells: Vec<&str> = line.split('\t').take(columns.len() + 2).map(str::trim).collect();
    while cells.len() > columns.len() && cells.last() == Some(&"") {
        cells.pop();
    }
    let fits =
        cells.len() == columns.len() && columns.iter().zip(&cells).all(|((column, _), cell)| column.admits(cell));
    fits.then_some(cells)
}

/// Finds cells by what they look like, word by word.
pub(super) fn by_words<'a>(columns: &Columns, line: &'a str) -> Option<Vec<&'a str>> {
    let found: Vec<(usize, &str)> = words(line).take(MAX_WORDS + 1).collect();
    if found.is_empty() || found.len() > MAX_WORDS || columns.len() > MAX_COLUMNS {
        return None;
    }
    let mut fit =
        Fit { columns, line, words: &found, hopeless: [0; MAX_COLUMNS], cells: Vec::with_capacity(columns.len()) };
    if !fit.from(0, 0) {
        return None;
    }
    let mut cells = fit.cells;
    settle_member_id(columns, line, &mut cells);
    Some(cells)
}

/// In the members view the group and the member id stand side by side, and both may have blanks in them. A UUID tells
/// where the id ends, and the client id in front of it where it begins.
fn settle_member_id<'a>(columns: &Columns, line: &'a str, cells: &mut [&'a str]) {
    let place = |column| columns.iter().position(|(c, _)| *c == column);
    let (Some(group), Some(id), Some(host)) = (place(Column::Group), place(Column::ConsumerId), place(Column::Host))
    else {
        return;
    };
    if id != group + 1 {
        return;
    }
    let start_of = |cell: &str| cell.as_ptr() as usize - line.as_ptr() as usize;
    let (from, to) = (start_of(cells[group]), start_of(cells[host]));
    let Some(end) =
        words(&line[from..to]).find(|(_, word)| before_uuid(word).is_some()).map(|(at, word)| from + at + word.len())
    else {
        return;
    };
    let named = &line[from..end];
    let client = place(Column::ClientId).map_or("", |at| cells[at]);
    let length = named
        .len()
        .checked_sub(UUID_AND_DASH)
        .filter(|at| named[..*at].ends_with(client) && !client.is_empty())
        .map_or_else(|| words(named).last().map_or(0, |(_, word)| word.len()), |_| client.len() + UUID_AND_DASH);
    let begin = end - length;
    let name = line[from..begin].trim_end();
    if name.is_empty() {
        return;
    }
    cells[group] = name;
    cells[id] = &line[begin..end];
    if host > id + 1 {
        cells[id + 1] = line[end..to].trim();
    }
}

/// Takes a prompt off that stands behind the last cell, where the tool printed no newline, and tries again.
pub(super) fn without_prompt<'a>(columns: &Columns, line: &'a str) -> Option<Vec<&'a str>> {
    if !is_prompt_end(line) {
        return None;
    }
    let begins: Vec<usize> = words(line).map(|(at, _)| at).take(MAX_WORDS).collect();
    // A prompt is one word, or two such as `[user@host ~]$`.
    begins.iter().rev().take(2).find_map(|at| by_words(columns, &line[..*at]))
}

/// A search through the words of a row that tries no column at a word from which it failed before, so that it stays
/// linear in the words of a line.
struct Fit<'c, 'w, 'a> {
    columns: &'c Columns,
    line: &'a str,
    words: &'w [(usize, &'a str)],
    /// For each column the words from which the rest of the row does not fit, a bit a word.
    hopeless: [u128; MAX_COLUMNS],
    cells: Vec<&'a str>,
}

impl<'a> Fit<'_, '_, 'a> {
    /// Whether the columns from `column` on take exactly the words from `word` on; their cells have been pushed then.
    fn from(&mut self, column: usize, word: usize) -> bool {
        let Some(&(kind, _)) = self.columns.get(column) else {
            return word == self.words.len();
        };
        if self.hopeless[column] & (1 << word) != 0 {
            return false;
        }
        let left = self.words.len() - word;
        let (least, most) = match kind.words() {
            Words::One => (1, left.min(1)),
            Words::OneOrMore => (1, left),
            Words::Any => (0, left),
        };
        let depth = self.cells.len();
        for length in least..=most {
            let cell = self.text(word, length);
            if kind.admits(cell) {
                self.cells.push(cell);
                if self.from(column + 1, word + length) {
                    return true;
                }
                self.cells.truncate(depth);
            }
        }
        // A name may be anything, so what follows it has been tried at every later word as well.
        self.hopeless[column] |= if kind.is_name() { u128::MAX << word } else { 1 << word };
        false
    }

    fn text(&self, word: usize, length: usize) -> &'a str {
        let Some(last) = length.checked_sub(1).and_then(|more| self.words.get(word + more)) else { return "" };
        &self.line[self.words[word].0..last.0 + last.1.len()]
    }
}
