//! Kafka's statistics over a window: `SampledStat`, and `Rate` on top of it, in whole milliseconds.
//!
//! Knows neither members nor traces: values come in with their instant, in order.

/// How many samples a statistic covers (`metrics.num.samples`); one more is kept, so that a sample that overlaps the
/// window's beginning still counts.
const SAMPLES: usize = 2;
/// Length of a sample (`metrics.sample.window.ms`).
pub(super) const SAMPLE_MS: u64 = 30_000;
/// Length of a sample of a rate per hour: these bring a window of their own.
pub(super) const HOUR_MS: u64 = 3_600_000;

/// What was recorded in one stretch.
#[derive(Clone, Copy, Debug)]
struct Sample {
    start_ms: u64,
    last_ms: u64,
    count: u64,
    sum: u64,
    max: u64,
}

impl Sample {
    fn new(now: u64) -> Self {
        Self { start_ms: now, last_ms: now, count: 0, sum: 0, max: 0 }
    }
}

/// `SampledStat`: what was recorded lately.
#[derive(Clone, Debug)]
pub(super) struct Sampled {
    sample_ms: u64,
    samples: Vec<Sample>,
    current: usize,
}

impl Sampled {
    /// Nothing recorded yet; a sample lasts `sample_ms`.
    pub(super) fn new(sample_ms: u64) -> Self {
        Self { sample_ms, samples: Vec::new(), current: 0 }
    }

    /// Records a value at an instant.
    pub(super) fn record(&mut self, value: u64, now: u64) {
        if self.samples.is_empty() {
            self.samples.push(Sample::new(now));
        }
        if now.saturating_sub(self.samples[self.current].start_ms) >= self.sample_ms {
            self.current = (self.current + 1) % (SAMPLES + 1);
            match self.samples.get_mut(self.current) {
                Some(sample) => *sample = Sample::new(now),
                None => self.samples.push(Sample::new(now)),
            }
        }
        let sample = &mut self.samples[self.current];
        sample.count += 1;
        sample.sum += value;
        sample.max = sample.max.max(value);
        sample.last_ms = now;
    }

    /// The samples as a measurement at `now` finds them: one whose last value is too old is begun anew.
    fn kept(&self, now: u64) -> Vec<Sample> {
        let age = self.sample_ms * SAMPLES as u64;
        let fresh = |s: &Sample| if now.saturating_sub(s.last_ms) >= age { Sample::new(now) } else { *s };
        self.samples.iter().map(fresh).collect()
    }

    /// `Avg`; NaN if nothing was recorded lately.
    pub(super) fn avg(&self, now: u64) -> f64 {
        let kept = self.kept(now);
        let count: u64 = kept.iter().map(|s| s.count).sum();
        if count == 0 { f64::NAN } else { float(kept.iter().map(|s| s.sum).sum()) / float(count) }
    }

    /// `Max`; NaN if nothing was recorded lately.
    pub(super) fn max(&self, now: u64) -> f64 {
        let kept = self.kept(now);
        kept.iter().filter(|s| s.count > 0).map(|s| s.max).max().map_or(f64::NAN, float)
    }

    /// `Rate` of a `WindowedCount`, for each `unit_ms`. The window is taken to be one whole sample long at least,
    /// before what has begun of the next.
    pub(super) fn rate(&self, unit_ms: u64, now: u64) -> f64 {
        let kept = self.kept(now);
        let oldest = kept.iter().map(|s| s.start_ms).min().unwrap_or(now);
        let elapsed = now.saturating_sub(oldest);
        let least = SAMPLES as u64 - 1;
        let whole = elapsed / self.sample_ms;
        let window = elapsed + least.saturating_sub(whole) * self.sample_ms;
        float(kept.iter().map(|s| s.count).sum()) / (float(window.max(1)) / float(unit_ms))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a run's milliseconds and counts are below 2^52")]
pub(super) fn float(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stat(values: &[(u64, u64)]) -> Sampled {
        let mut stat = Sampled::new(SAMPLE_MS);
        for (at, value) in values {
            stat.record(*value, *at);
        }
        stat
    }

    #[track_caller]
    fn check(values: &[(u64, u64)], now: u64, avg: f64, max: f64, per_second: f64) {
        let stat = stat(values);
        let same = |a: f64, b: f64| (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-9;
        assert!(same(stat.avg(now), avg), "avg {}", stat.avg(now));
        assert!(same(stat.max(now), max), "max {}", stat.max(now));
        assert!(same(stat.rate(1_000, now), per_second), "rate {}", stat.rate(1_000, now));
    }

    #[test]
    fn nothing_recorded_is_no_number_and_a_rate_of_nothing() {
        check(&[], 5_000, f64::NAN, f64::NAN, 0.0);
    }

    #[test]
    fn a_young_window_counts_as_one_whole_sample_and_what_has_begun() {
        check(&[(1_000, 10), (2_000, 20)], 11_000, 15.0, 20.0, 2.0 / 40.0);
        // A whole sample has passed: no supplement any more.
        check(&[(1_000, 10), (2_000, 20)], 31_000, 15.0, 20.0, 2.0 / 30.0);
    }

    #[test]
    fn a_sample_ages_by_its_last_value_and_takes_all_of_its_values_along() {
        check(&[(0, 10), (29_000, 20)], 88_999, 15.0, 20.0, 2.0 / 88.999);
        check(&[(0, 10), (29_000, 20)], 89_000, f64::NAN, f64::NAN, 0.0);
    }

    #[test]
    fn three_samples_are_kept_and_the_fourth_takes_the_place_of_the_first() {
        let values = [(0, 1), (30_000, 2), (60_000, 3), (90_000, 4)];
        check(&values, 90_000, 3.5, 4.0, 2.0 / 30.0);
        check(&values[..3], 60_000, 2.5, 3.0, 2.0 / 30.0);
        check(&values[..2], 59_999, 1.5, 2.0, 2.0 / 59.999);
    }
}
