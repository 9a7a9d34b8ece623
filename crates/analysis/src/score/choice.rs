//! Which of several recorded runs a figure is taken from, and what many cases come to together.

use std::cmp::Ordering;

use super::{Figures, HoldersBy, Run, compare, rounding::count};

/// A simulated run against the recorded run that it is nearest to; none if nothing was recorded.
pub fn nearest(recorded: &[Run], simulated: &Run) -> Option<Figures> {
    let by = HoldersBy::of(recorded);
    let all = recorded.iter().map(|run| compare(run, simulated, by));
    all.reduce(|best, next| if order(&next, &best).is_gt() { next } else { best })
}

/// The two recorded runs that are farthest apart: how close the group is to itself; none if there are not two.
pub fn farthest(recorded: &[Run]) -> Option<Figures> {
    let by = HoldersBy::of(recorded);
    let pairs = recorded.iter().enumerate().flat_map(|(i, a)| recorded[i + 1..].iter().map(move |b| (a, b)));
    let all = pairs.map(|(a, b)| compare(a, b, by));
    all.reduce(|worst, next| if order(&next, &worst).is_lt() { next } else { worst })
}

/// What many cases come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Cases with figures.
    pub n_known: usize,
    /// All cases, those that were not simulated among them.
    pub n_cases: usize,
    /// Mean of the holders' agreement; a case without figures counts 0.
    pub holders_mean: f64,
    /// Its least value.
    pub holders_least: f64,
    /// Cases in which the last holders are the same.
    pub n_final_same: usize,
    /// Mean share of matching requests and responses; a case without figures counts 0.
    pub wire_mean: f64,
    /// Its least value.
    pub wire_least: f64,
    /// The 95th percentile of the difference in time in the median case, in ms.
    pub p95_median_ms: f64,
}

/// Sums up the figures of all cases, in their order; none if no case has any.
pub fn summary(cases: &[Option<Figures>]) -> Option<Summary> {
    let known: Vec<&Figures> = cases.iter().flatten().collect();
    let of = |figure: fn(&Figures) -> f64| known.iter().map(move |figures| figure(figures));
    let mean = |figure| of(figure).fold(0.0, |sum, value| sum + value) / count(cases.len());
    let mut p95_ms: Vec<f64> = of(|figures| figures.p95_ms).collect();
    p95_ms.sort_by(f64::total_cmp);
    Some(Summary {
        n_known: known.len(),
        n_cases: cases.len(),
        holders_mean: mean(|figures| figures.holders),
        holders_least: of(|figures| figures.holders).reduce(f64::min)?,
        n_final_same: known.iter().filter(|figures| figures.final_same).count(),
        wire_mean: mean(|figures| figures.wire),
        wire_least: of(|figures| figures.wire).reduce(f64::min)?,
        p95_median_ms: *p95_ms.get(p95_ms.len() / 2)?,
    })
}

fn order(a: &Figures, b: &Figures) -> Ordering {
    a.holders.total_cmp(&b.holders).then_with(|| a.wire.total_cmp(&b.wire))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Both, What, testing::run},
        *,
    };

    fn given(at_ms: f64, who: &str) -> Run {
        run(&[(at_ms, who, What::Assigned(vec!["a".to_owned(), "b".to_owned()]))])
    }

    #[test]
    fn a_simulated_run_is_held_against_the_nearest_and_recorded_runs_against_the_farthest() {
        let recorded = [given(0.0, "c1"), given(100.0, "c1"), given(300.0, "c1")];
        assert_eq!(nearest(&recorded, &given(120.0, "c1")).map(|figures| figures.holders), Some(0.98));
        assert_eq!(farthest(&recorded).map(|figures| figures.holders), Some(0.7));
        assert_eq!(nearest(&[], &recorded[0]), None);
        assert_eq!(farthest(&recorded[..1]), None);
    }

    #[test]
    fn runs_that_end_with_other_holders_are_compared_by_sizes() {
        let same = [given(0.0, "c1"), given(100.0, "c1")];
        let other = [given(0.0, "c1"), given(100.0, "c2")];
        assert_eq!(HoldersBy::of(&same), HoldersBy::Member);
        assert_eq!(HoldersBy::of(&other), HoldersBy::Size);
        let figures = farthest(&other).unwrap();
        // both partitions missing for 100 ms: 2 × 100 / (2 × 2 partitions × 1 000 ms)
        assert_eq!((figures.holders, figures.final_same), (0.95, true));
        let consumers = same.map(|run| Run { variant: "consumer".to_owned(), ..run });
        assert_eq!(HoldersBy::of(&consumers), HoldersBy::Size);
    }

    #[test]
    fn a_case_that_was_not_simulated_counts_nothing() {
        let figures = |holders, p95_ms, final_same| Figures {
            holders,
            unowned_s: Both { recorded: None, simulated: None },
            final_same,
            wire: holders,
            p50_ms: 0.0,
            p95_ms,
            twice: Both { recorded: 0, simulated: 0 },
            notes: Vec::new(),
        };
        let cases =
            [Some(figures(1.0, 7.0, true)), None, Some(figures(0.5, 3.0, false)), Some(figures(0.5, 5.0, true))];
        let summary = summary(&cases).unwrap();
        assert_eq!((summary.n_known, summary.n_cases, summary.n_final_same), (3, 4, 2));
        assert_eq!((summary.holders_mean, summary.holders_least), (0.5, 0.5));
        assert_eq!((summary.wire_mean, summary.wire_least, summary.p95_median_ms), (0.5, 0.5, 5.0));
        assert_eq!(super::summary(&[None]), None);
    }
}
