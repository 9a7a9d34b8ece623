//! The chart of a large group: a row a member, as thick as it holds partitions, and above them one of the partitions that
//! nobody holds.

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::{Holders, Report};
use rebalance_model::{MemberIdx, Scenario, SimTime, order};

use super::ROWS;
use crate::chart::{Axis, Chart, Row, Segment, SegmentKind, TABLE_ROWS, Table, WIDTH, stops};
use crate::label;
use crate::text::{self, Lang};

/// The rest of a chart that has everything but rows.
pub(super) fn chart(lang: Lang, scenario: &Scenario, report: &Report, axis: &Axis, chart: Chart) -> Chart {
    let words = text::crowd_words(lang);
    let members = scenario.members.len().min(ROWS);
    let name = |i: usize| label::member(scenario, MemberIdx::at(i));
    let mut rows = vec![Row { label: words.unowned.to_owned(), segments: Vec::new() }];
    rows.extend((0..members).map(|i| Row { label: name(i), segments: Vec::new() }));
    let changes = changes(report, axis);
    let mut at = 0;
    while let Some(&(of, ..)) = changes.get(at) {
        let end = at + changes[at..].partition_point(|c| c.0 == of);
        if let Some(row) = rows.get_mut(of.row) {
            stretches(of, &changes[at..end], axis, &mut row.segments);
        }
        at = end;
    }
    // What lies over another begins with it or after it.
    for row in &mut rows {
        order::sort_by_key(&mut row.segments, |s| (s.x0, rank(s.kind)));
    }
    fill(&mut rows, report.owners.len());
    Chart {
        stops: stops(&rows[..1]),
        rows_left_out: scenario.members.len() - members,
        table: table(lang, scenario, &rows),
        is_grouped: true,
        rows,
        ..chart
    }
}

/// What is counted together: a row, and how it holds what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Of {
    /// 0 for nobody's, then the members.
    row: usize,
    held: Held,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Unowned,
    Right(MemberIdx),
    Stale(MemberIdx),
    Double(MemberIdx, MemberIdx),
}

fn rank(kind: SegmentKind) -> u8 {
    match kind {
        SegmentKind::Unowned | SegmentKind::Held(_) => 0,
        SegmentKind::Stale(_) => 1,
        SegmentKind::Double(..) => 2,
    }
}

/// When a count goes up or down, by what is counted, then in time.
fn changes(report: &Report, axis: &Axis) -> Vec<(Of, SimTime, i32)> {
    let mut out = Vec::new();
    for phases in &report.owners {
        for (k, phase) in phases.iter().enumerate() {
            let from = phase.start.max(axis.from);
            let end = phases.get(k + 1).map_or(axis.end, |next| next.start).min(axis.end);
            if from >= end {
                continue;
            }
            let mut count = |row: usize, held: Held| {
                out.extend([(Of { row, held }, from, 1), (Of { row, held }, end, -1)]);
            };
            let row = |m: MemberIdx| m.index() + 1;
            match phase.holders {
                Holders::Absent => {}
                Holders::Nobody => count(0, Held::Unowned),
                Holders::One(m) => count(row(m), Held::Right(m)),
                Holders::Stale(m) => count(row(m), Held::Stale(m)),
                Holders::Two(a, b) => {
                    // By right it holds all of them; what another works on too lies over that, in both rows.
                    count(row(a), Held::Right(a));
                    count(row(a), Held::Double(a, b));
                    count(row(b), Held::Double(a, b));
                }
            }
        }
    }
    order::sort(&mut out);
    out
}

/// A stretch that is narrower is not seen beside the next one.
const NARROW: u32 = WIDTH / 800;

/// How much of its row each stretch fills: members' rows have one scale, what nobody holds is a part of all partitions.
fn fill(rows: &mut [Row], partitions: usize) {
    let most = rows[1..].iter().flat_map(|row| &row.segments).map(|s| s.partitions).max().unwrap_or(1);
    let all = u32::try_from(partitions).unwrap_or(u32::MAX).max(1);
    for (i, row) in rows.iter_mut().enumerate() {
        let whole = if i == 0 { all } else { most };
        row.segments.iter_mut().for_each(|s| s.fills = (s.partitions.saturating_mul(100) / whole).min(100));
    }
}

/// The stretches of one count, of those that are not 0.
fn stretches(of: Of, changes: &[(Of, SimTime, i32)], axis: &Axis, out: &mut Vec<Segment>) {
    let mut count = 0;
    let mut since = axis.from;
    for &(_, t, step) in changes {
        if t != since && count > 0 {
            match out.last_mut() {
                // Partitions that are given up, or dealt, one member after another would be a ladder narrower than a pixel.
                Some(last)
                    if last.end == since
                        && last.kind == kind(of)
                        && (last.partitions == count || axis.x(t) < last.x0 + NARROW) =>
                {
                    let most = last.partitions.max(count);
                    (last.end, last.x1, last.partitions, last.label) = (t, axis.x(t), most, most.to_string());
                }
                _ => out.push(Segment {
                    x0: axis.x(since),
                    x1: axis.x(t),
                    from: since,
                    end: t,
                    kind: kind(of),
                    label: count.to_string(),
                    partitions: count,
                    fills: 100,
                }),
            }
        }
        since = t;
        count = count.saturating_add_signed(step);
    }
}

fn kind(of: Of) -> SegmentKind {
    match of.held {
        Held::Unowned => SegmentKind::Unowned,
        Held::Right(m) => SegmentKind::Held(m),
        Held::Stale(m) => SegmentKind::Stale(m),
        Held::Double(a, b) => SegmentKind::Double(a, b),
    }
}

fn table(lang: Lang, scenario: &Scenario, rows: &[Row]) -> Table {
    let words = text::crowd_words(lang);
    let lasts = |s: &&Segment| text::clock(s.from) != text::clock(s.end);
    let all = || rows.iter().flat_map(|row| row.segments.iter().filter(lasts).map(move |s| (row, s)));
    let cells = all().take(TABLE_ROWS).map(|(row, s)| {
        let partitions = match s.kind {
            SegmentKind::Stale(_) => [&s.label, " (", text::chart_words(lang).removed, ")"].concat(),
            SegmentKind::Double(a, b) => {
                let name = |m| label::member(scenario, m);
                [&s.label, " (", &name(a), " + ", &name(b), ")"].concat()
            }
            _ => s.label.clone(),
        };
        vec![row.label.clone(), partitions, text::clock(s.from), text::clock(s.end)]
    });
    let left_out = all().count().saturating_sub(TABLE_ROWS);
    Table {
        caption: if left_out > 0 { words.caption_of(TABLE_ROWS, left_out) } else { words.caption.to_owned() },
        columns: words.columns.iter().map(|c| (*c).to_owned()).gather(),
        rows: cells.gather(),
    }
}
