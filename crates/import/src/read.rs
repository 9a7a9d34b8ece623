//! Goes through a source line by line and sorts each line to what it is: a table's header or row, a setting, a word of
//! the tool, a blank, or something not understood. Puts nothing together: that is `assemble`.

use std::collections::BTreeMap;

use rebalance_model::scenario::limits::IMPORT_BYTES;

use crate::limits::{EXCERPT_CHARS, MAX_PARTITIONS};
use crate::line::{Line, classify, group_option};
use crate::properties::{self, Property};
use crate::report::{Assumption, Place, Problem, Report, Understood, View};
use crate::settings::{Known, Settings, judge, known};
use crate::source::{Lines, head, is_binary, lines};
use crate::table::rows::{self, Row, What};
use crate::table::{Column, Header};

/// All that the sources say, in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Found<'a> {
    pub(crate) facts: Vec<Fact<'a>>,
    /// Partition counts of `kafka-topics --describe`.
    pub(crate) topics: BTreeMap<&'a str, usize>,
    /// The settings of each source that has any.
    pub(crate) settings: Vec<Settings>,
    partitions: usize,
    /// Tables of the last header by their groups (no name stands for none); places among the facts.
    tables: BTreeMap<&'a str, usize>,
}

/// Something said about a group.
#[derive(Debug)]
pub(crate) enum Fact<'a> {
    Table(Table<'a>),
    NoActiveMembers(&'a str),
    Rebalancing(&'a str),
}

/// The rows of one group under one header.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    pub(crate) file: &'a str,
    pub(crate) view: View,
    pub(crate) group: Option<&'a str>,
    /// Rows with their lines.
    pub(crate) rows: Vec<(usize, What<'a>)>,
}

/// Reads one source. `whole` is its text without terminal colours.
pub(crate) fn read<'a>(file: &'a str, whole: &'a str, found: &mut Found<'a>, report: &mut Report) {
    let whole = whole.strip_prefix('\u{FEFF}').unwrap_or(whole);
    let text = head(whole, IMPORT_BYTES);
    report.begin_source();
    if text.trim().is_empty() {
        report.ignored_lines += lines(text).count();
        report.problem_of(file, Problem::Empty);
        return;
    }
    if is_binary(text) {
        report.problem(Place { file, line: 1, lines: lines(text).count() }, Problem::Binary);
        return;
    }
    let mut reader = Reader {
        file,
        only_properties: file.ends_with(".properties"),
        header: None,
        bare: Header::of_offsets(),
        in_table: false,
        in_command: false,
        hint: None,
        properties: Vec::new(),
        found,
        report,
    };
    let (mut rest, mut line) = (lines(text), 1);
    while let Some(first) = rest.next() {
        line += reader.read(first, line, &mut rest);
    }
    reader.finish();
    if text.len() < whole.len() {
        report.problem(Place { file, line, lines: 1 }, Problem::TooLarge { limit: IMPORT_BYTES });
    }
}

struct Reader<'a, 'r> {
    file: &'a str,
    only_properties: bool,
    /// The header of the table that was last seen.
    header: Option<Header>,
    /// The header that rows without one are tried with.
    bare: Header,
    /// No blank line and nothing else since that table's last line.
    in_table: bool,
    /// A command line ended in a backslash.
    in_command: bool,
    /// The group that a command or a warning named last, for tables without a GROUP column.
    hint: Option<&'a str>,
    properties: Vec<Property>,
    found: &'r mut Found<'a>,
    report: &'r mut Report,
}

impl<'a> Reader<'a, '_> {
    /// Reads a line, and those of `rest` that continue it; returns how many.
    fn read(&mut self, line: &'a str, number: usize, rest: &mut Lines<'a>) -> usize {
        let place = Place { file: self.file, line: number, lines: 1 };
        if line.trim().is_empty() {
            self.in_table = false;
            self.in_command = false;
            self.report.ignored_lines += 1;
        } else if self.in_command {
            self.command(line, group_option(line), place);
        } else if let Some(header) = Header::parse(line) {
            self.begin_table(header, place);
        } else if !self.row(line, place) {
            return self.outside_tables(line, place, rest);
        }
        1
    }

    fn outside_tables(&mut self, line: &'a str, place: Place<'_>, rest: &mut Lines<'a>) -> usize {
        let kind = if self.only_properties { None } else { classify(line) };
        if let Some(Line::Command(group)) = kind {
            self.command(line, group, place);
        } else if properties::is_ignored(line) {
            self.report.ignored_lines += 1;
        } else if self.only_properties || (is_weak(kind) && is_setting(line)) {
            return self.setting(line, place, rest);
        } else if let Some(kind) = kind {
            self.tool_line(kind, place);
        } else {
            self.odd(line, place);
        }
        1
    }

    /// Takes a line and those that continue it as a property. Those that Kafka does not know are done with here.
    fn setting(&mut self, line: &'a str, place: Place<'_>, rest: &mut Lines<'a>) -> usize {
        self.in_table = false;
        let property = properties::property(line, place.line, rest);
        let lines = property.lines;
        if matches!(known(&property.key), Known::Unknown) {
            self.report.problem(Place { lines, ..place }, Problem::SettingUnknown { key: excerpt(&property.key) });
        } else {
            self.properties.push(property);
        }
        lines
    }

    fn begin_table(&mut self, header: Header, place: Place<'_>) {
        let view = header.view;
        self.report.understood(place, Understood::Table { view });
        for column in &header.unknown {
            self.report.problem(place, Problem::ColumnUnknown { column: column.clone() });
        }
        for column in missing(&header) {
            self.report.problem(place, Problem::ColumnMissing { column: column.header() });
        }
        self.take_header(header);
    }

    fn take_header(&mut self, header: Header) {
        self.found.tables.clear();
        self.header = Some(header);
        self.in_table = true;
    }

    /// Takes a line as a row of the table above, if it is one.
    fn row(&mut self, line: &'a str, place: Place<'_>) -> bool {
        let Some(header) = &self.header else { return false };
        let Some(cells) = header.cut(line) else { return false };
        let row = match header.view {
            View::Offsets => rows::partition(&cells),
            View::Members => rows::member(&cells),
            View::State | View::List => rows::state(&cells),
        };
        let view = header.view;
        let Some(mut row) = row else { return false };
        row.group = row.group.or(self.hint);
        self.in_table = true;
        self.take_row(view, row, place);
        true
    }

    fn take_row(&mut self, view: View, row: Row<'a>, place: Place<'_>) {
        self.found.partitions += match &row.what {
            What::Partition(_) => 1,
            What::Member(member) => member.assignment.as_ref().map_or(0, Vec::len),
            What::State(_) => 0,
        };
        if self.found.partitions > MAX_PARTITIONS {
            self.report.problem(place, Problem::TooManyPartitions { limit: MAX_PARTITIONS });
            return;
        }
        if self.report.has_room() {
            self.report.understood(place, understood(&row));
        } else {
            self.report.understood_unlisted += 1;
        }
        let at = self.table_of(view, row.group);
        if let Some(Fact::Table(table)) = self.found.facts.get_mut(at) {
            table.rows.push((place.line, row.what));
        }
    }

    /// The place among the facts of the table of this group under the last header. Mostly it is the last one.
    fn table_of(&mut self, view: View, group: Option<&'a str>) -> usize {
        let facts = &mut self.found.facts;
        let tables = &mut self.found.tables;
        if let (Some(Fact::Table(last)), false) = (facts.last(), tables.is_empty())
            && last.group == group
        {
            return facts.len() - 1;
        }
        *tables.entry(group.unwrap_or_default()).or_insert_with(|| {
            facts.push(Fact::Table(Table { file: self.file, view, group, rows: Vec::new() }));
            facts.len() - 1
        })
    }

    fn command(&mut self, line: &str, group: Option<&'a str>, place: Place<'_>) {
        self.hint = group.or(if self.in_command { self.hint } else { None });
        self.in_command = line.trim_end().ends_with('\\');
        self.in_table = false;
        self.report.understood(place, Understood::Command);
    }

    /// A line that the tool, or a log, printed outside its tables.
    fn tool_line(&mut self, kind: Line<'a>, place: Place<'_>) {
        self.in_table = false;
        match kind {
            Line::NoActiveMembers(group) => {
                self.hint = Some(group);
                self.found.facts.push(Fact::NoActiveMembers(group));
                self.report.understood(place, Understood::NoActiveMembers { group: group.to_owned() });
            }
            Line::Rebalancing(group) => {
                self.hint = Some(group);
                self.found.facts.push(Fact::Rebalancing(group));
                self.report.understood(place, Understood::Rebalancing { group: group.to_owned() });
            }
            Line::Topic(topic, count) => {
                if let Some(count) = count {
                    self.found.topics.insert(topic, count as usize);
                }
                self.report.understood(place, Understood::Topic { topic: topic.to_owned(), partitions: count });
            }
            Line::Command(_) => self.report.understood(place, Understood::Command),
            Line::Ornament => self.report.ignored_lines += 1,
            Line::GroupNotFound(group) => {
                self.report.problem(place, Problem::GroupNotFound { group: excerpt(group) });
            }
            Line::ToolFailed(text) => self.report.problem(place, Problem::ToolFailed { text: excerpt(text) }),
            Line::StackTrace => self.report.problem(place, Problem::StackTrace),
            Line::Log => self.report.problem(place, Problem::Log),
        }
    }

    /// A line that is nothing known: a row whose header was not copied, a row that does not fit, or plain text.
    fn odd(&mut self, line: &'a str, place: Place<'_>) {
        if let (true, Some(header)) = (self.in_table, &self.header) {
            let view = header.view;
            self.report.problem(place, Problem::Row { view });
            return;
        }
        if self.bare.cut(line).is_some_and(|cells| rows::partition(&cells).is_some()) {
            self.take_header(self.bare.clone());
            self.report.assumed(place, Assumption::Header);
            self.row(line, place);
            return;
        }
        self.report.problem(place, Problem::Text { excerpt: excerpt(line) });
    }

    fn finish(self) {
        let settings = judge(self.file, &self.properties, self.report);
        self.found.settings.extend(settings);
    }
}

/// Columns without which something stays unknown. Their absence is said once, at the header.
fn missing(header: &Header) -> impl Iterator<Item = Column> {
    let needed: &[Column] = match header.view {
        View::Offsets => &[Column::CurrentOffset, Column::LogEndOffset, Column::ConsumerId],
        View::Members | View::State | View::List => &[],
    };
    needed.iter().copied().filter(|column| !header.has(*column))
}

fn understood(row: &Row<'_>) -> Understood {
    let group = row.group.unwrap_or_default().to_owned();
    match &row.what {
        What::Partition(row) => Understood::Partition {
            group,
            partition: [row.topic, "-", &row.partition.to_string()].concat(),
            committed: row.committed,
            end: row.end,
            owner: row.owner.map(|owner| name_of(owner.client, owner.id)),
        },
        What::Member(row) => {
            Understood::Member { group, client: name_of(row.who.client, row.who.id), partitions: row.partitions }
        }
        What::State(row) => Understood::State { group, state: row.state.name() },
    }
}

fn name_of(client: &str, id: &str) -> String {
    if client.is_empty() { id } else { client }.to_owned()
}

/// Whether a line that looks like this may still be a setting.
fn is_weak(kind: Option<Line<'_>>) -> bool {
    matches!(kind, None | Some(Line::Log | Line::StackTrace | Line::Ornament))
}

/// Whether a line of mixed text is a property: what stands before `=` is one word; before `:` or a blank it has to look
/// like one of Kafka's keys, as prose has colons and blanks too.
fn is_setting(line: &str) -> bool {
    let (key, separator) = properties::written_key(line);
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    if key.is_empty() || !key.bytes().all(word) || key.starts_with(['-', '.']) {
        return false;
    }
    match separator {
        Some('=') => true,
        Some(_) => key.contains('.') && !key.bytes().any(|b| b.is_ascii_uppercase()),
        None => key.contains('.') && !matches!(known(key), Known::Unknown),
    }
}

/// How a line begins.
pub(crate) fn excerpt(line: &str) -> String {
    let line = line.trim();
    match line.char_indices().nth(EXCERPT_CHARS) {
        Some((end, _)) => [&line[..end], "…"].concat(),
        None => line.to_owned(),
    }
}
