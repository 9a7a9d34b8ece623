//! What a run is said to mean, beside what was measured on real Kafka (a recording's figures, within what the
//! phase of a heartbeat decides).

use rebalance_analysis::compare::compare;
use rebalance_analysis::lag::LogEnds;
use rebalance_analysis::{Report, window};
use rebalance_model::SimDuration;

use super::{Bench, CRASH, POLL_TIMEOUT, SLOW_BATCH, STEP_BY_STEP, ms};

/// Rebalances, partition-seconds and longest stop in hundredths of a second, records twice, detection in ms.
struct Measured(u32, u64, u64, u64, u64);

fn check(scenario: usize, lane: usize, Measured(rebalances, stopped, longest, twice, detected): Measured) {
    let bench = Bench::of(scenario, "");
    let r = &bench.lab.lanes()[lane].report;
    let near = |got: SimDuration, hundredths: u64, what| {
        let (got, wanted) = (got.as_millis(), hundredths * 10);
        let slack = (wanted / 20).max(60);
        assert!(
            got.abs_diff(wanted) <= slack,
            "scenario {scenario}, lane {lane}: {what} {got} ms, measured {wanted} ms"
        );
    };
    assert_eq!(r.rebalances, rebalances, "scenario {scenario}, lane {lane}");
    near(r.stopped, stopped, "stopped");
    near(r.longest_stop, longest, "longest stop");
    assert_eq!(r.records_twice(), twice, "scenario {scenario}, lane {lane}");
    let took = r.detected.unwrap().took.as_millis();
    assert!(took.abs_diff(detected) <= 60, "scenario {scenario}, lane {lane}: detected after {took} ms");
}

#[test]
fn figures_are_those_that_were_measured() {
    check(SLOW_BATCH, 0, Measured(1, 974, 324, 0, 10));
    check(SLOW_BATCH, 1, Measured(2, 369, 199, 13, 10));
    check(CRASH, 0, Measured(1, 1273, 635, 0, 5810));
    check(CRASH, 1, Measured(1, 1268, 634, 0, 5810));
    check(POLL_TIMEOUT, 0, Measured(2, 4, 0, 2, 10_190));
    check(POLL_TIMEOUT, 1, Measured(3, 401, 201, 2, 10_180));
    check(STEP_BY_STEP, 0, Measured(1, 5, 1, 0, 10));
    check(STEP_BY_STEP, 1, Measured(2, 401, 201, 0, 10));
}

#[test]
fn the_shorter_batch_turns_the_advantage_round() {
    let least = |batch: &str| {
        let bench = Bench::of(SLOW_BATCH, batch);
        let reports: Vec<&Report> = bench.lab.lanes().iter().map(|l| &*l.report).collect();
        compare(&reports).least_stopped
    };
    assert_eq!(least("batch_ms=5000"), Some(1), "Cooperative, with a batch of 5 s");
    assert_eq!(least("batch_ms=0"), Some(0), "Eager, with none");
}

#[test]
fn lag_is_that_of_the_fold_at_every_corner() {
    let bench = Bench::of(SLOW_BATCH, "");
    let lane = &bench.lab.lanes()[1];
    let ends = LogEnds::of(lane.trace());
    // Of two corners at one instant the later is the state after all that happened then.
    let corners = lane.report.lag.points.windows(2).filter(|w| w[0].0 != w[1].0).map(|w| w[0]);
    for (t, lag) in corners {
        let state = lane.at.at(t);
        let folded: u64 = (0..6).map(|p| state.lag(lane.trace(), rebalance_model::PartitionIdx(p), t)).sum();
        assert_eq!(lag, folded, "at {t}");
        let committed: u64 = state.partitions.iter().map(|p| p.committed.unwrap_or(0)).sum();
        assert_eq!(ends.total(t) - committed, folded, "at {t}");
    }
}

#[test]
fn holders_are_those_of_the_fold() {
    for scenario in [SLOW_BATCH, CRASH, POLL_TIMEOUT] {
        let bench = Bench::of(scenario, "");
        for lane in bench.lab.lanes() {
            for t in (0..lane.report.end.as_millis()).step_by(37).map(ms) {
                let state = lane.at.at(t);
                for (i, phases) in lane.report.owners.iter().enumerate() {
                    let held = rebalance_analysis::report::at(phases, t, |p| p.start).unwrap().holders;
                    let mut told: Vec<_> = held.first().into_iter().chain(held.second()).collect();
                    told.sort_unstable();
                    let folded: Vec<_> = state.holders(rebalance_model::PartitionIdx::at(i)).collect();
                    assert_eq!(told, folded, "partition {i} at {t} in {}", lane.variant);
                }
            }
        }
    }
}

#[test]
fn a_run_ends_five_seconds_after_rest_or_later() {
    for scenario in [SLOW_BATCH, CRASH, POLL_TIMEOUT, STEP_BY_STEP] {
        // A session of 20 s makes ② longer than its file says.
        let bench = Bench::of(scenario, "session.timeout.ms=20000");
        for lane in bench.lab.lanes() {
            let rest = window::rest_at(lane.trace()).unwrap();
            assert!(lane.report.end.since(rest) >= SimDuration::from_millis(5000), "scenario {scenario}");
        }
    }
}
