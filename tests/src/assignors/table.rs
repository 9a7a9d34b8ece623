//! The table: each cell with both times, and what is wrong with it, if anything.

use std::fmt;
use std::time::Duration;

use super::java::{self, HEAP, LIMIT};
use super::measure::{Timed, Times};
use super::{Cell, PARTITIONS_EACH};

/// All that came out.
#[derive(Debug)]
pub struct Table {
    /// The Java that ran Kafka's classes.
    pub java: String,
    /// How long it was warmed up, and measured.
    pub times: Times,
    /// The cells: Kafka's figure, ours.
    pub rows: Vec<(Cell, java::Result, Timed)>,
}

impl Table {
    /// Cells in which ours is not ahead, or assigns otherwise.
    pub fn faults(&self) -> usize {
        self.rows.iter().filter(|(_, theirs, ours)| !verdict(theirs.as_ref(), ours).1).count()
    }
}

/// How many times as quick ours is, or what is wrong; and whether it passes.
fn verdict(theirs: Option<&Timed>, ours: &Timed) -> (String, bool) {
    let Some(theirs) = theirs else {
        return (format!("> {:.1}", ratio(LIMIT, ours.least)), ours.least < LIMIT);
    };
    if theirs.check != ours.check {
        return ("assigns otherwise".to_owned(), false);
    }
    let ahead = ours.least < theirs.least;
    (format!("{:.1}{}", ratio(theirs.least, ours.least), if ahead { "" } else { " BEHIND" }), ahead)
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn ms(span: Duration) -> String {
    format!("{:.3}", span.as_secs_f64() * 1000.0)
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Times { warm, measure } = self.times;
        writeln!(f, "Kafka 4.3.1's own assignors ({}, heap {HEAP}) and ours, one after the other,", self.java)?;
        writeln!(
            f,
            "the same groups, checked to be assigned alike. ms of the quickest call, after {warm:?} of calls,"
        )?;
        writeln!(
            f,
            "within {measure:?}; a Java call that takes more than {LIMIT:?} is cut. {PARTITIONS_EACH} partitions for each"
        )?;
        writeln!(f, "member, spread over the topics; unequal: each member subscribes to half of the topics, by lot;")?;
        writeln!(f, "incremental: all own what the full assignment gave, then one leaves and another one comes.")?;
        let (kafka, ours, times) = ("Kafka", "ours", "times");
        writeln!(f, "\n{:<62} {kafka:>12} {ours:>10} {times:>8}", "cell")?;
        for (cell, theirs, ours) in &self.rows {
            let shown = theirs.map_or_else(|| "cut".to_owned(), |t| ms(t.least));
            let (verdict, _) = verdict(theirs.as_ref(), ours);
            writeln!(f, "{:<62} {shown:>12} {:>10} {verdict:>8}", cell.to_string(), ms(ours.least))?;
        }
        let n = self.rows.len();
        let compared = self.rows.iter().filter(|(_, theirs, _)| theirs.is_some()).count();
        let good = n - self.faults();
        writeln!(f, "\nahead, and alike where Kafka's came back ({compared}), in {good} of {n} cells")
    }
}
