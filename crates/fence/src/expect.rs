//! What is expected of the runs: `expect stopped < 5s`, `expect cooperative stopped < eager stopped`.

use std::fmt;

use rebalance_analysis::Report;
use rebalance_model::Variant;

use crate::near;
use crate::parse::{self, Words};
use crate::problem::{Place, Problem};
use crate::span;
use crate::syntax::Word;

/// What can be measured of a run: the page's scoreboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Partition-seconds without a holder.
    Stopped,
    /// The longest time that one partition had no holder.
    Longest,
    /// The greatest total lag, records.
    Lag,
    /// Records processed again.
    Twice,
    /// Generations, or group epochs, completed since the first act.
    Rebalances,
    /// From the act to the coordinator's first reaction.
    Detected,
    /// Commits that failed.
    FailedCommits,
}

impl Metric {
    /// All of them, with their words.
    pub const ALL: [(&'static str, Self); 7] = [
        ("stopped", Self::Stopped),
        ("longest", Self::Longest),
        ("lag", Self::Lag),
        ("twice", Self::Twice),
        ("rebalances", Self::Rebalances),
        ("detected", Self::Detected),
        ("failed-commits", Self::FailedCommits),
    ];

    /// Its word.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, m)| *m == self).map_or("", |(name, _)| name)
    }

    /// Whether it is a length of time, rather than a number.
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Stopped | Self::Longest | Self::Detected)
    }

    /// Its value in a run: microseconds, or a number. None if there was nothing to detect.
    fn of(self, report: &Report) -> Option<u64> {
        Some(match self {
            Self::Stopped => report.stopped.as_micros(),
            Self::Longest => report.longest_stop.as_micros(),
            Self::Lag => report.lag.peak,
            Self::Twice => report.records_twice(),
            Self::Rebalances => u64::from(report.rebalances),
            Self::Detected => report.detected?.took.as_micros(),
            Self::FailedCommits => u64::from(report.failed_commits),
        })
    }

    /// A value of it as text.
    fn show(self, value: Option<u64>) -> String {
        match value {
            None => "nothing".to_owned(),
            Some(us) if self.is_time() => span::write((us + 500) / 1000),
            Some(n) => n.to_string(),
        }
    }
}

/// With what a metric is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// Milliseconds, or a number.
    Value(u64),
    /// The same or another metric of a lane.
    Lane(Variant, Metric),
}

/// What is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Of which lane; of each, if none is named.
    lane: Option<Variant>,
    metric: Metric,
    sign: &'static str,
    bound: Bound,
    /// All of it but its first word.
    at: Place,
    /// Names of lanes in it.
    lanes: [Option<(Variant, Place)>; 2],
}

/// What an expectation came to in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The lane.
    pub lane: Variant,
    /// Whether it is so.
    pub is_met: bool,
    /// What is so: "eager: stopped is 9.757s".
    pub found: String,
}

/// Reads what stands behind `expect`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Expectation, Problem> {
    let (left, metric, from) = side(words)?;
    let (sign, _) = words.compares()?;
    let word = words.word(if metric.is_time() { "a length of time, such as 5s" } else { "a number" })?;
    let names_a_lane = Variant::parse(&word.text).is_some();
    let (bound, right, to) = if names_a_lane {
        let lane = parse::variant(&word)?;
        let (other, at) = metric_of(&words.word("what is measured, such as stopped")?)?;
        if other.is_time() != metric.is_time() {
            let what = format!("{} is not measured as {} is", other.name(), metric.name());
            return Err(Problem::new(at, what, format!("such as {}", metric.name())));
        }
        (Bound::Lane(lane, other), Some((lane, word.at)), at)
    } else if metric.is_time() {
        (Bound::Value(parse::time(&word, "a length of time, such as 5s, or a lane")?.value), None, word.at)
    } else {
        (Bound::Value(parse::number(&word.text, word.at, "a number, or a lane")?.value), None, word.at)
    };
    let at = Place { width: to.column + to.width - from.column, ..from };
    Ok(Expectation { lane: left.map(|l| l.0), metric, sign, bound, at, lanes: [left, right] })
}

type Side = (Option<(Variant, Place)>, Metric, Place);

/// `[LANE] METRIC`, and its first word's place.
fn side(words: &mut Words<'_>) -> Result<Side, Problem> {
    let first = words.word("what is measured, such as stopped")?;
    if let Some(lane) = Variant::parse(&first.text) {
        let (metric, _) = metric_of(&words.word("what is measured, such as stopped")?)?;
        return Ok((Some((lane, first.at)), metric, first.at));
    }
    metric_of(&first).map(|(metric, at)| (None, metric, at))
}

fn metric_of(word: &Word) -> Result<(Metric, Place), Problem> {
    let known = Metric::ALL.iter().find(|(name, _)| *name == word.text).map(|(_, m)| (*m, word.at));
    known.ok_or_else(|| {
        let help = near::hint(&word.text, Metric::ALL.iter().map(|(name, _)| *name));
        Problem::new(word.at, format!("{} is nothing that is measured", word.text), help)
    })
}

impl Expectation {
    /// Where it stands.
    pub const fn at(&self) -> Place {
        self.at
    }

    /// Lanes that it names, with their places.
    pub fn lanes(&self) -> impl Iterator<Item = (Variant, Place)> {
        self.lanes.into_iter().flatten()
    }

    /// Holds it against the runs: one judgement a lane that it is about. A lane that it names and that was not run is
    /// one that does not meet it.
    pub fn judge(&self, runs: &[(Variant, &Report)]) -> Vec<Judged> {
        let of = |lane, metric: Metric| runs.iter().find(|(v, _)| *v == lane).map(|(_, r)| metric.of(r));
        let about: Vec<Variant> = self.lane.map_or_else(|| runs.iter().map(|(v, _)| *v).collect(), |lane| vec![lane]);
        let judge = |lane: Variant| {
            let Some(value) = of(lane, self.metric) else {
                return Judged { lane, is_met: false, found: format!("{lane} was not run") };
            };
            let (bound, beside) = match self.bound {
                Bound::Value(n) => {
                    (Some(if self.metric.is_time() { n.saturating_mul(1000) } else { n }), String::new())
                }
                Bound::Lane(other, metric) => match of(other, metric) {
                    None => return Judged { lane, is_met: false, found: format!("{other} was not run") },
                    Some(bound) => (bound, format!(", {other} {} {}", metric.name(), metric.show(bound))),
                },
            };
            let is_met = value.zip(bound).is_some_and(|(a, b)| compare(self.sign, a, b));
            let found = format!("{lane}: {} is {}{beside}", self.metric.name(), self.metric.show(value));
            Judged { lane, is_met, found }
        };
        about.into_iter().map(judge).collect()
    }
}

fn compare(sign: &str, a: u64, b: u64) -> bool {
    match sign {
        "<" => a < b,
        "<=" => a <= b,
        "==" => a == b,
        "!=" => a != b,
        ">=" => a >= b,
        _ => a > b,
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(lane) = self.lane {
            write!(f, "{lane} ")?;
        }
        write!(f, "{} {} ", self.metric.name(), self.sign)?;
        match self.bound {
            Bound::Value(ms) if self.metric.is_time() => f.write_str(&span::write(ms)),
            Bound::Value(n) => write!(f, "{n}"),
            Bound::Lane(lane, metric) => write!(f, "{lane} {}", metric.name()),
        }
    }
}
