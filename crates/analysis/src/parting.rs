//! Several runs of the same scenario side by side: what happens in all of them, what in some only, and where they part.
//!
//! Compared is what happens to whom, not to which partitions: assignors deal differently, and from the beginning.

use rebalance_model::{SimDuration, SimTime};

use crate::moment::{MomentKind, Rejoin};
use crate::report::Report;

/// Moments of two runs that are no further apart are the same one, if the same happens: heartbeats have phases of their
/// own, in real groups by about as much.
const ABOUT: SimDuration = SimDuration::from_millis(150);

/// What happens in one run or several, at about the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When it first happens.
    pub at: SimTime,
    /// Whether the same happens in all runs.
    pub is_same: bool,
    /// For each run the place in the report's moments of what happens; none where nothing does.
    pub places: Vec<Option<usize>>,
}

/// All that happens in any of the runs, in order of time.
pub fn rows(reports: &[&Report]) -> Vec<Row> {
    let mut all: Vec<(SimTime, usize, usize)> = Vec::new();
    for (run, report) in reports.iter().enumerate() {
        all.extend(report.moments.iter().enumerate().map(|(place, m)| (m.at, run, place)));
    }
    rebalance_model::order::sort(&mut all);
    let mut rows: Vec<Row> = Vec::new();
    for (at, run, place) in all {
        let kind = &reports[run].moments[place].kind;
        let is_of = |row: &Row| {
            let mut others = row.places.iter().zip(reports).filter_map(|(p, r)| Some(&r.moments[(*p)?].kind));
            row.places[run].is_none() && others.all(|other| is_alike(kind, other))
        };
        let known = rows.iter_mut().rev().take_while(|row| at.since(row.at) <= ABOUT).filter(|row| is_of(row)).last();
        if let Some(row) = known {
            row.places[run] = Some(place);
        } else {
            let mut places = vec![None; reports.len()];
            places[run] = Some(place);
            rows.push(Row { at, is_same: false, places });
        }
    }
    for row in &mut rows {
        row.is_same = row.places.iter().all(Option::is_some);
    }
    beside_one_another(rows, reports)
}

/// Puts things of one kind that happen in different runs, and differently, into one row: members join again in both, and
/// give up everything or nothing.
fn beside_one_another(rows: Vec<Row>, reports: &[&Report]) -> Vec<Row> {
    let kind = |row: &Row| {
        let mut moments = row.places.iter().zip(reports).filter_map(|(p, r)| Some(&r.moments[(*p)?].kind));
        moments.next().map(std::mem::discriminant)
    };
    let mut out: Vec<Row> = Vec::new();
    for row in rows {
        let is_free = |other: &Row| {
            other.places.iter().zip(&row.places).all(|(a, b)| a.is_none() || b.is_none()) && kind(other) == kind(&row)
        };
        match out.iter_mut().rev().take_while(|other| row.at.since(other.at) <= ABOUT).find(|other| is_free(other)) {
            Some(other) => {
                for (place, own) in other.places.iter_mut().zip(row.places) {
                    *place = place.or(own);
                }
            }
            None => out.push(row),
        }
    }
    out
}

/// Whether the same happens, whatever partitions and lengths it is about.
fn is_alike(a: &MomentKind, b: &MomentKind) -> bool {
    use MomentKind as K;
    match (a, b) {
        (K::AtWork { members: a }, K::AtWork { members: b })
        | (K::Told { members: a, .. }, K::Told { members: b, .. })
        | (K::JoinEnds { members: a, .. }, K::JoinEnds { members: b, .. }) => a == b,
        (K::SlowBatch { member: a, .. }, K::SlowBatch { member: b, .. })
        | (K::Starts { member: a }, K::Starts { member: b })
        | (K::GivenId { member: a, .. }, K::GivenId { member: b, .. })
        | (K::Killed { member: a, .. }, K::Killed { member: b, .. })
        | (K::Closes { member: a, .. }, K::Closes { member: b, .. })
        | (K::Throws { member: a, .. }, K::Throws { member: b, .. })
        | (K::Fails { member: a, .. }, K::Fails { member: b, .. })
        | (K::Replaced { member: a, .. }, K::Replaced { member: b, .. })
        | (K::SessionExpired { member: a, .. }, K::SessionExpired { member: b, .. })
        | (K::PollTimeout { member: a, .. }, K::PollTimeout { member: b, .. })
        | (K::Returns { member: a }, K::Returns { member: b })
        | (K::Lost { member: a, .. }, K::Lost { member: b, .. })
        | (K::MustGiveUp { member: a, .. }, K::MustGiveUp { member: b, .. })
        | (K::GivesUp { member: a, .. }, K::GivesUp { member: b, .. }) => a == b,
        (K::Disturbed { step: a }, K::Disturbed { step: b }) | (K::Restored { step: a }, K::Restored { step: b }) => {
            a == b
        }
        (K::Begins { waits_for: a, gave_up: x, .. }, K::Begins { waits_for: b, gave_up: y, .. }) => {
            a == b && x.len() == y.len()
        }
        (K::Rejoins { members: a, follow_up: x, .. }, K::Rejoins { members: b, follow_up: y, .. }) => {
            x == y && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| rejoins_alike(a, b))
        }
        (K::Waits { members: a, why: x, .. }, K::Waits { members: b, why: y, .. }) => a == b && x == y,
        (K::Distributed { .. }, K::Distributed { .. }) | (K::AtRest { .. }, K::AtRest { .. }) => true,
        (K::Moved { gets: a, .. }, K::Moved { gets: b, .. }) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && a.1.len() == b.1.len())
        }
        (K::CommitFails { members: a, outcome: x }, K::CommitFails { members: b, outcome: y }) => a == b && x == y,
        (K::Twice { again: a, before: x, .. }, K::Twice { again: b, before: y, .. }) => a == b && x == y,
        (K::Bumped { member: a, .. }, K::Bumped { member: b, .. }) => a == b,
        (K::Targeted { moves: a, .. }, K::Targeted { moves: b, .. }) => a.len() == b.len(),
        (K::Converted { to: a, .. }, K::Converted { to: b, .. }) => a == b,
        _ => false,
    }
}

/// Whether a member gives up as much, and keeps as much: which of them it has is the assignor's.
fn rejoins_alike(a: &Rejoin, b: &Rejoin) -> bool {
    a.member == b.member && a.gave_up.len() == b.gave_up.len() && a.keeps.len() == b.keeps.len()
}
