//! The time axis: its ends, its labels, its markers.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::scenario::Action;
use rebalance_model::{Scenario, SimDuration, SimTime};

use super::{Axis, Marker, Tick};
use crate::label;
use crate::session::Session;
use crate::text::{self, Lang};

/// Distances between labels, ms; the first that gives no more than [`MOST_TICKS`] is taken.
const STEPS: [u64; 18] = [
    100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000,
    1_800_000, 3_600_000, 7_200_000, 14_400_000,
];
const MOST_TICKS: u64 = 10;

/// The axis of a run of `scenario`; the last steps of its script that are the session's own acts can be moved.
pub(crate) fn axis(session: &Session, scenario: &Scenario, from: SimTime, end: SimTime) -> Axis {
    let mut axis = Axis { from, end, ticks: Vec::new(), markers: Vec::new() };
    let step = step(end.since(from));
    let mut ms = from.as_millis().div_ceil(step) * step;
    while ms <= end.as_millis() {
        axis.ticks.push(Tick { x: axis.x(SimTime::from_millis(ms)), label: tick(ms, step) });
        ms += step;
    }
    axis.markers = markers(session, scenario, &axis);
    axis
}

fn step(length: SimDuration) -> u64 {
    STEPS.into_iter().find(|s| length.as_millis() / s <= MOST_TICKS).unwrap_or(STEPS[STEPS.len() - 1])
}

fn tick(ms: u64, step: u64) -> String {
    if step >= 60_000 {
        format!("{} min", ms / 60_000)
    } else if step >= 1000 {
        format!("{} s", ms / 1000)
    } else {
        format!("{}.{} s", ms / 1000, ms % 1000 / 100)
    }
}

fn markers(session: &Session, scenario: &Scenario, axis: &Axis) -> Vec<Marker> {
    let mut unseen: Vec<usize> = (0..session.acts.len()).gather();
    let visible = scenario.script.iter().filter(|s| (axis.from..=axis.end).contains(&s.at));
    visible
        .map(|s| {
            let own = unseen.iter().position(|i| session.acts[*i].is_step(scenario, s));
            Marker {
                x: axis.x(s.at),
                at: s.at,
                member: s.action.member(),
                label: marker(session.lang, scenario, &s.action),
                act: own.map(|i| unseen.remove(i)),
            }
        })
        .gather()
}

fn marker(lang: Lang, scenario: &Scenario, action: &Action) -> String {
    let who = action.member().map(|m| label::member(scenario, m)).unwrap_or_default();
    text::act(lang, &who, action)
}
