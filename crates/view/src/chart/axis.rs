//! The time axis: its ends, its labels, its markers.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::scenario::Action;
use rebalance_model::{Scenario, SimDuration, SimTime};

use super::{Axis, Marker, Tick};
use crate::lab::Lab;
use crate::label;
use crate::session::{Mark, Session};
use crate::stretch::Stretch;
use crate::text::{self, Lang};

/// Distances between labels, ms; the first that gives no more than [`MOST_TICKS`] is taken.
const STEPS: [u64; 24] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    1_200_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000,
];
const MOST_TICKS: u64 = 10;

/// The axis over a stretch of a run, with everything that is done in it.
pub(crate) fn axis(session: &Session, lab: &Lab, Stretch { from, end }: Stretch) -> Axis {
    let mut axis = Axis { from, end, ticks: Vec::new(), markers: Vec::new() };
    let step = step(end.since(from));
    let mut ms = from.as_millis().div_ceil(step) * step;
    while ms <= end.as_millis() {
        axis.ticks.push(Tick { x: axis.x(SimTime::from_millis(ms)), label: tick(session.lang, ms, step) });
        ms += step;
    }
    axis.markers = markers(session, lab, &axis);
    axis
}

fn step(length: SimDuration) -> u64 {
    STEPS.into_iter().find(|s| length.as_millis() / s <= MOST_TICKS).unwrap_or(STEPS[STEPS.len() - 1])
}

fn tick(lang: Lang, ms: u64, step: u64) -> String {
    let (s, rest, unit) = (ms / 1000, ms % 1000, text::second(lang));
    match step {
        60_000.. => format!("{}{}", ms / 60_000, if lang == Lang::Ko { "분" } else { " min" }),
        1000.. => format!("{s}{unit}"),
        100.. => format!("{s}.{}{unit}", rest / 100),
        10.. => format!("{s}.{:02}{unit}", rest / 10),
        _ => format!("{s}.{rest:03}{unit}"),
    }
}

fn markers(session: &Session, lab: &Lab, axis: &Axis) -> Vec<Marker> {
    let edited = |i| session.steps.iter().any(|e| e.step == i);
    let marks = session.marks(&lab.base.script, &lab.scenario).into_iter();
    let marker = |(mark, step): (Mark, rebalance_model::scenario::Step)| Marker {
        x: axis.x(step.at),
        at: step.at,
        member: step.action.member(),
        label: marker(session.lang, &lab.scenario, &step.action),
        mark,
        takes: step.action.duration(),
        is_own: match mark {
            Mark::Act(_) => true,
            Mark::Step(i) => edited(i),
        },
    };
    marks.filter(|(_, step)| (axis.from..=axis.end).contains(&step.at)).map(marker).gather()
}

fn marker(lang: Lang, scenario: &Scenario, action: &Action) -> String {
    let who = action.member().map(|m| label::member(scenario, m)).unwrap_or_default();
    text::act(lang, &who, action)
}
