//! The lanes side by side: what happens in all of them, what in some only, and where they part.

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::moment::MomentKind;
use rebalance_analysis::{Report, parting};
use rebalance_model::{SimDuration, SimTime};

use crate::chart::{Chart, Segment, SegmentKind};
use crate::lab::Lab;
use crate::limits;
use crate::scene::build::config;
use crate::scene::narrate::{join, reasons};
use crate::session::Session;
use crate::text::{self, Lang, Prose, Rich};

/// What several lanes have in common, and what not.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Until when the same happens in all lanes; none if it does to the end.
    pub parts: Option<SimTime>,
    /// The same in a sentence.
    pub sentence: Rich,
    /// The lanes by name.
    pub lanes: Vec<&'static str>,
    /// What happens, in order of time.
    pub rows: Vec<Row>,
    /// Place of the row that the playhead is in.
    pub now: Option<usize>,
    /// Rows that are not shown.
    pub left_out: usize,
}

/// What happens at an instant, or in some lanes about then.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// When it first happens.
    pub at: SimTime,
    /// The same as text.
    pub clock: String,
    /// Whether it happens in all lanes: then `told` has it once.
    pub is_same: bool,
    /// What happens in each lane; empty where nothing does.
    pub told: Vec<Rich>,
}

/// Compares the lanes.
pub fn difference(lab: &Lab, session: &Session) -> Difference {
    let reports: Vec<&Report> = lab.lanes.iter().map(|l| &*l.report).gather();
    let all: Vec<parting::Row> = parting::rows(&reports).into_iter().filter(|row| is_told(row, &reports)).gather();
    let first = all.iter().position(|row| !row.is_same);
    let same = &all[..first.unwrap_or(all.len())];
    let within = same.iter().map(|row| apart(row, &reports)).max().unwrap_or(SimDuration::ZERO);
    let parts = first.map(|i| all[i].at);
    let prose = Prose { lang: session.lang, scenario: &lab.scenario };
    let rows: Vec<Row> = all.iter().take(limits::DIFFERENCES).map(|row| tell(lab, session.lang, row)).gather();
    let t = lab.clamp(session.t);
    Difference {
        parts,
        sentence: text::parting(&prose, parts, within, same.is_empty()),
        lanes: lab.lanes.iter().map(|lane| lane.title(session.lang)).gather(),
        now: rows.partition_point(|row| row.at <= t).checked_sub(1),
        left_out: all.len() - rows.len(),
        rows,
    }
}

/// Whether a short telling of any lane speaks of it.
fn is_told(row: &parting::Row, reports: &[&Report]) -> bool {
    let mut moments = row.places.iter().zip(reports).filter_map(|(p, r)| Some(&r.moments[(*p)?]));
    moments.any(|m| m.told && !matches!(m.kind, MomentKind::AtRest { .. }))
}

/// From when it first happens to when it last does.
fn apart(row: &parting::Row, reports: &[&Report]) -> SimDuration {
    let times = row.places.iter().zip(reports).filter_map(|(p, r)| Some(r.moments[(*p)?].at));
    times.max().map_or(SimDuration::ZERO, |last| last.since(row.at))
}

fn tell(lab: &Lab, lang: Lang, row: &parting::Row) -> Row {
    let is_same = row.is_same;
    let mut told = Vec::new();
    for (lane, place) in lab.lanes.iter().zip(&row.places) {
        told.push(place.map_or_else(Rich::new, |place| {
            let config = config(lane);
            let mut of = text::tell(&reasons(lab, lane, lang, config.as_ref()), &lane.report.moments[place]);
            // What is the same in all lanes is about other partitions in each: what happens is said, if that says anything.
            if !is_same || of.head.is_empty() {
                join(&mut of.head, &of.detail);
            }
            of.head
        }));
        if is_same {
            break;
        }
    }
    Row { at: row.at, clock: text::clock(row.at), is_same, told }
}

/// How many of a chart's partitions stand still when: from where to where, and the number. Apart from each other,
/// ascending.
pub fn stopped(chart: &Chart) -> Vec<(u32, u32, u32)> {
    let stops = |s: &&Segment| s.kind == SegmentKind::Unowned;
    let mut edges: Vec<(u32, bool)> = Vec::new();
    for s in chart.rows.iter().flat_map(|row| &row.segments).filter(stops) {
        // What is shorter than a place is seen all the same.
        edges.extend([(s.x0, true), (s.x1.max(s.x0 + 1), false)]);
    }
    rebalance_model::order::sort(&mut edges);
    let (mut out, mut from, mut count) = (Vec::new(), 0, 0_u32);
    for (x, begins) in edges {
        if count > 0 && x > from {
            out.push((from, x, count));
        }
        from = x;
        count = if begins { count + 1 } else { count - 1 };
    }
    out
}
