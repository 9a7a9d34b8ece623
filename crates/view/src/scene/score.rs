//! The scoreboard: six metrics, a value and a bar a lane.

use std::rc::Rc;

use rebalance_analysis::Report;
use rebalance_analysis::gather::Gather as _;
use rebalance_model::SimDuration;

use super::{Metric, MetricValue, Tone};
use crate::text::{self, Lang};

/// The metrics of the lanes.
pub(super) fn metrics(lang: Lang, reports: &[&Report]) -> Rc<[Metric]> {
    let time = |d: SimDuration| (d.as_micros(), text::duration(lang, d));
    let count = |n: u64| (n, text::whole(n));
    let values: [Vec<(u64, String)>; 6] = [
        reports.iter().map(|r| time(r.stopped)).gather(),
        reports.iter().map(|r| time(r.longest_stop)).gather(),
        reports.iter().map(|r| count(r.lag.peak)).gather(),
        reports.iter().map(|r| count(r.records_twice())).gather(),
        reports.iter().map(|r| count(u64::from(r.rebalances))).gather(),
        reports.iter().map(|r| r.detected.map_or((0, String::from("–")), |d| time(d.took))).gather(),
    ];
    let words = text::score_words(lang);
    words.into_iter().zip(values).map(|((name, help), values)| Metric { name, help, values: scaled(&values) }).collect()
}

/// Values that differ by less than this part are equally good.
const ABOUT: u64 = 20;

fn scaled(values: &[(u64, String)]) -> Vec<MetricValue> {
    let most = values.iter().map(|v| v.0).max().unwrap_or(0).max(1);
    let least = values.iter().map(|v| v.0).min().unwrap_or(0);
    // What differs by less than a twentieth is decided by the phase of a heartbeat.
    let equal = most - least.min(most) <= most / ABOUT;
    let text_of = |n: u64| values.iter().find(|v| v.0 == n).map(|v| v.1.clone());
    let best = text_of(least);
    let worst = text_of(most);
    let tone = |text: &String| match () {
        () if equal || Some(text) == best.as_ref() => Tone::Good,
        () if Some(text) == worst.as_ref() => Tone::Bad,
        () => Tone::Warn,
    };
    let bar = |n: u64| u16::try_from(n.saturating_mul(1000) / most).unwrap_or(1000);
    values.iter().map(|(n, text)| MetricValue { text: text.clone(), bar: bar(*n), tone: tone(text) }).gather()
}
