//! Tables of `kafka-consumer-groups`: a header line, and rows that are cut into its cells.
//!
//! A row is cut at the header's positions where it keeps to them, at tabs where it has as many as there are columns,
//! and otherwise word by word, each column knowing what its cells look like ([`column`]). So a table survives blanks
//! that a chat collapsed and cells longer than their column. What the cells mean is read in `rows`.

mod column;
mod fit;
pub(crate) mod rows;

pub(crate) use column::{Column, is_prompt_end};

use crate::report::View;

/// The header of a table.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) view: View,
    pub(crate) columns: Vec<(Column, Span)>,
    /// Headers that are none of Kafka's.
    pub(crate) unknown: Vec<String>,
}

/// Columns of the widest table (members, verbose, static, while a group is upgraded), and a few that nobody knows.
pub(crate) const MAX_COLUMNS: usize = 16;

/// Where a column begins, in UTF-16 units: Java pads by these.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) unit: usize,
}

/// The cells of one row, in the header's order.
#[derive(Debug)]
pub(crate) struct Cells<'t, 'a> {
    header: &'t Header,
    cells: Vec<&'a str>,
}

/// Columns that make a view.
const NEEDED: &[(View, &[Column])] = &[
    (View::Offsets, &[Column::Topic, Column::Partition]),
    (View::Members, &[Column::ConsumerId, Column::Partitions]),
    (View::State, &[Column::Coordinator, Column::State]),
    (View::List, &[Column::Group, Column::State]),
];

impl Header {
    /// Reads a header, if the line is one: capital words that Kafka knows, enough of them for a view.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        if !looks_like_header(line) {
            return None;
        }
        let mut columns = Vec::new();
        let mut unknown = Vec::new();
        for (at, word) in words(line) {
            // The header of the coordinator is two words: `COORDINATOR (ID)`.
            if word == "(ID)" {
                continue;
            }
            let column = Column::of_header(word).unwrap_or(Column::Unknown);
            if column == Column::Unknown {
                unknown.push(word.to_owned());
            }
            columns.push((column, Span { unit: line[..at].encode_utf16().count() }));
            if columns.len() > MAX_COLUMNS {
                return None;
            }
        }
        let has = |column: &Column| columns.iter().any(|(c, _)| c == column);
        let (view, _) = NEEDED.iter().find(|(_, needed)| needed.iter().all(has))?;
        (unknown.len() * 2 < columns.len()).then_some(Self { view: *view, columns, unknown })
    }

    /// The offsets view as it is printed since Kafka 2.4, for rows that came without their header.
    pub(crate) fn of_offsets() -> Self {
        const COLUMNS: &[Column] = &[
            Column::Group,
            Column::Topic,
            Column::Partition,
            Column::CurrentOffset,
            Column::LogEndOffset,
            Column::Lag,
            Column::ConsumerId,
            Column::Host,
            Column::ClientId,
        ];
        let columns = COLUMNS.iter().map(|column| (*column, Span { unit: 0 })).collect();
        Self { view: View::Offsets, columns, unknown: Vec::new() }
    }

    pub(crate) fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(c, _)| *c == column)
    }

    /// Cuts a row into cells, if it is a row of this table.
    pub(crate) fn cut<'a>(&self, line: &'a str) -> Option<Cells<'_, 'a>> {
        // A host has a slash, and where there is none there are dashes: most lines that are no rows have neither.
        if self.has(Column::Host) && !line.bytes().any(|b| matches!(b, b'/' | b'-')) {
            return None;
        }
        let cells = fit::by_position(&self.columns, line)
            .or_else(|| fit::by_tabs(&self.columns, line))
            .or_else(|| fit::by_words(&self.columns, line))
            .or_else(|| fit::without_prompt(&self.columns, line))?;
        Some(Cells { header: self, cells })
    }
}

impl<'a> Cells<'_, 'a> {
    /// The cell of a column, if the table has it.
    pub(crate) fn get(&self, column: Column) -> Option<&'a str> {
        let at = self.header.columns.iter().position(|(c, _)| *c == column)?;
        self.cells.get(at).copied()
    }

    /// The number of a cell; none for `-` and for a column that is not there.
    pub(crate) fn number(&self, column: Column) -> Option<i64> {
        self.get(column)?.parse().ok()
    }
}

/// A cheap look before a line is taken apart.
fn looks_like_header(line: &str) -> bool {
    let line = line.trim_start();
    line.len() < 2_000
        && (line.contains("PARTITION") || line.contains("STATE"))
        && ["GROUP", "TOPIC", "CONSUMER-ID", "COORDINATOR", "PARTITION"].iter().any(|first| line.starts_with(first))
}

/// Words of a line with the byte at which each begins. Any blank separates them, the no-break space of a web page too.
pub(crate) fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split_whitespace().map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
}
