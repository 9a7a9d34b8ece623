//! From a report to the chart of its lane.

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::{Holders, Report};
use rebalance_model::{PartitionIdx, Scenario, SimTime, Trace};

use super::{Axis, BandSegment, Chart, LAG_HEIGHT, Row, Segment, SegmentKind, Table, WIDTH};
use crate::crowd::Crowd;
use crate::text::{self, Lang};
use crate::{label, limits};

/// Rows of a chart's twin.
pub(crate) const TABLE_ROWS: usize = 200;

/// The top of the lag plot of all lanes: their greatest lag, rounded up to two digits.
pub(crate) fn lag_top(reports: &[&Report], from: SimTime) -> u64 {
    let mut greatest = 0;
    for report in reports {
        for (t, lag) in &report.lag.points {
            greatest = if *t >= from { greatest.max(*lag) } else { greatest };
        }
    }
    let mut unit = 1;
    while greatest / unit >= 100 {
        unit *= 10;
    }
    greatest.div_ceil(unit).max(1) * unit
}

/// The chart of one lane.
pub(crate) fn chart(
    lang: Lang,
    trace: &Trace,
    report: &Report,
    axis: &Axis,
    (lag_top, grouped): (u64, Option<Crowd>),
) -> Chart {
    let scenario = trace.scenario();
    let partitions = report.owners.len();
    let chart = Chart { band: band(report, axis), lag: lag(report, axis, lag_top), lag_top, ..Chart::default() };
    if let Some(crowd) = grouped {
        return crowd.chart(lang, scenario, report, axis, chart);
    }
    let rows: Vec<Row> = (0..partitions.min(limits::CHART_ROWS)).map(|i| row(scenario, report, axis, i)).gather();
    Chart { rows_left_out: partitions - rows.len(), table: table(lang, &rows), stops: stops(&rows), rows, ..chart }
}

fn band(report: &Report, axis: &Axis) -> Vec<BandSegment> {
    let mut out = Vec::new();
    for (i, phase) in report.group.iter().enumerate() {
        let end = report.group.get(i + 1).map_or(axis.end, |next| next.start);
        if end <= axis.from || phase.start > axis.end {
            continue;
        }
        let (x0, x1) = (axis.x(phase.start), axis.x(end));
        out.push(BandSegment { x0, x1, state: phase.state, generation: phase.generation.0 });
    }
    out
}

fn row(scenario: &Scenario, report: &Report, axis: &Axis, i: usize) -> Row {
    let (partition, phases) = (PartitionIdx::at(i), &report.owners[i]);
    let mut segments = Vec::new();
    for (k, phase) in phases.iter().enumerate() {
        let (from, end) = (phase.start.max(axis.from), phases.get(k + 1).map_or(axis.end, |next| next.start));
        if end <= axis.from || from >= axis.end {
            continue;
        }
        let name = |m| label::member(scenario, m);
        let (kind, label) = match phase.holders {
            Holders::Absent => continue,
            Holders::Nobody => (SegmentKind::Unowned, String::new()),
            Holders::One(m) => (SegmentKind::Held(m), name(m)),
            Holders::Stale(m) => (SegmentKind::Stale(m), name(m)),
            Holders::Two(a, b) => (SegmentKind::Double(a, b), format!("{} + {}", name(a), name(b))),
        };
        segments.push(Segment {
            x0: axis.x(from),
            x1: axis.x(end.min(axis.end)),
            from,
            end: end.min(axis.end),
            kind,
            label,
            partitions: 1,
            fills: 100,
        });
    }
    Row { label: label::partition(scenario, partition), segments }
}

/// Where any of the rows is nobody's, as stretches that do not touch.
pub(crate) fn stops(rows: &[Row]) -> Vec<(u32, u32)> {
    let unowned = |s: &&Segment| s.kind == SegmentKind::Unowned;
    let mut all: Vec<(u32, u32)> =
        rows.iter().flat_map(|row| &row.segments).filter(unowned).map(|s| (s.x0, s.x1)).gather();
    rebalance_model::order::sort(&mut all);
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (x0, x1) in all {
        match out.last_mut() {
            Some(last) if x0 <= last.1 => last.1 = last.1.max(x1),
            _ => out.push((x0, x1)),
        }
    }
    out
}

fn lag(report: &Report, axis: &Axis, top: u64) -> String {
    let mut path = String::new();
    let mut put = |x: u32, lag: u64| {
        let up = u32::try_from(lag.min(top) * u64::from(LAG_HEIGHT) / top).unwrap_or(LAG_HEIGHT);
        path.push(if path.is_empty() { 'M' } else { 'L' });
        path.push_str(&x.to_string());
        path.push(',');
        path.push_str(&(LAG_HEIGHT - up).to_string());
    };
    let column = |x: u32| x * limits::LAG_COLUMNS / (WIDTH + 1);
    let mut pending: Option<[(u32, u64); 2]> = None;
    let points = &report.lag.points;
    let first = points.partition_point(|p| p.0 < axis.from);
    put(0, before(points, axis.from));
    for (t, lag) in points[first..].iter().take_while(|p| p.0 <= axis.end) {
        let x = axis.x(*t);
        match &mut pending {
            // High and low of a column, drawn at its end, so that nothing that stands out is lost.
            Some([low, high]) if column(high.0) == column(x) => {
                if *lag > high.1 {
                    *high = (x, *lag);
                }
                *low = if *lag <= low.1 { (x, *lag) } else { *low };
            }
            slot => {
                if let Some(pair) = slot.replace([(x, *lag), (x, *lag)]) {
                    in_order(pair, &mut put);
                }
            }
        }
    }
    if let Some(pair) = pending {
        in_order(pair, &mut put);
    }
    put(WIDTH, before(points, axis.end));
    path
}

fn in_order([low, high]: [(u32, u64); 2], put: &mut impl FnMut(u32, u64)) {
    let (a, b) = if low.0 < high.0 { (low, high) } else { (high, low) };
    put(a.0, a.1);
    if a != b {
        put(b.0, b.1);
    }
}

/// Lag at `t`, on the straight line between two points.
fn before(points: &[(SimTime, u64)], t: SimTime) -> u64 {
    let i = points.partition_point(|p| p.0 <= t);
    let Some(a) = i.checked_sub(1).map(|i| points[i]) else { return points.first().map_or(0, |p| p.1) };
    let Some(b) = points.get(i) else { return a.1 };
    let (part, whole) = (t.since(a.0).as_micros(), b.0.since(a.0).as_micros().max(1));
    if b.1 >= a.1 { a.1 + (b.1 - a.1) * part / whole } else { a.1 - (a.1 - b.1) * part / whole }
}

fn table(lang: Lang, rows: &[Row]) -> Table {
    let words = text::chart_words(lang);
    let mut cells = Vec::new();
    for row in rows {
        for s in &row.segments {
            let holder = match s.kind {
                SegmentKind::Unowned => words.nobody.to_owned(),
                SegmentKind::Stale(_) => [&s.label, " (", words.removed, ")"].concat(),
                _ => s.label.clone(),
            };
            cells.push(vec![row.label.clone(), holder, text::clock(s.from), text::clock(s.end)]);
        }
    }
    cells.truncate(TABLE_ROWS);
    Table {
        caption: words.caption.to_owned(),
        columns: words.columns.iter().map(|c| (*c).to_owned()).gather(),
        rows: cells,
    }
}
