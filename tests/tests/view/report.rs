//! What a run is said to mean, beside what was measured on real Kafka (a recording's figures, within what the
//! phase of a heartbeat decides).

use std::fs;
use std::rc::Rc;

use rebalance_analysis::compare::compare;
use rebalance_analysis::lag::LogEnds;
use rebalance_analysis::ownership::{Holders, OwnerPhase};
use rebalance_analysis::score::nearest;
use rebalance_analysis::{Report, window};
use rebalance_cli::recording;
use rebalance_cli::simulate::read_scenario;
use rebalance_model::{EventKind, Scenario, SimDuration, SimTime, Variant};
use rebalance_sim::{Options, Until};
use rebalance_tests::recorded::path;
use rebalance_view::{Lab, Lane, Lang, Session, text};

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

/// Whether nobody has it, or there is no such partition yet.
fn is_free(phase: &OwnerPhase) -> bool {
    matches!(phase.holders, Holders::Nobody | Holders::Absent)
}

/// Partition-seconds without a holder from `since` on, as the scoreboard counts them; from its first holder on only, if so
/// asked.
fn stopped(report: &Report, since: SimTime, from_first: bool) -> SimDuration {
    let of = |phases: &Vec<OwnerPhase>| {
        let ends = phases.iter().skip(1).map(|p| p.start).chain([report.end]);
        let counted = phases.iter().zip(ends).skip_while(|(p, _)| from_first && is_free(p));
        let free = counted.filter(|(p, _)| p.holders == Holders::Nobody);
        free.fold(SimDuration::ZERO, |sum, (p, end)| sum + end.since(p.start.max(since)))
    };
    report.owners.iter().map(of).fold(SimDuration::ZERO, |sum, one| sum + one)
}

/// What the scorer counts, in hundredths of a second: from when every partition had a holder, and a partition that is added
/// later from when it has one. The scoreboard counts from what is done first, so that start-up does not count.
fn unowned(report: &Report) -> u64 {
    let first_held = |phases: &Vec<OwnerPhase>| phases.iter().find(|p| !is_free(p)).map(|p| p.start);
    let there_from_the_start = report.owners.iter().filter(|phases| phases[0].holders != Holders::Absent);
    let complete = there_from_the_start.filter_map(first_held).max().unwrap();
    stopped(report, complete, true).as_millis() / 10
}

/// Where what the scoreboard of the lane says of a run is not what the command line makes of it when it is written down as a
/// recording and read again (`rebalance score`): two ways to the same figures. The scorer takes who has thrown for a holder
/// for good, the scoreboard until it has left.
fn differences(scenario: &Rc<Scenario>, variant: Variant) -> Vec<String> {
    let options = Options { until: Until::Duration, ..Options::default() };
    let trace = rebalance_sim::run(scenario, variant, options).unwrap();
    let run = recording::parse(&serde_json::to_string(&trace.to_recording()).unwrap()).unwrap();
    let figures = nearest(std::slice::from_ref(&run), &run).unwrap();
    let has_thrown = trace.events.iter().any(|event| event.kind == EventKind::Thrown);
    let session = Session { lanes: vec![variant], ..Session::default() };
    let lab = Lab::new(&session, scenario.clone(), vec![Lane::new(Rc::new(trace))]);
    let (report, board) = (&lab.lanes()[0].report, lab.scene(&session).score.clone());
    let says = |metric: usize| board[metric].values[0].text.clone();
    let scored = hundredths(figures.unowned_s.simulated.unwrap());
    let counted = unowned(report);
    let same = if has_thrown { counted >= scored } else { counted.abs_diff(scored) <= 2 };
    let pairs = [
        (same, format!("without a holder {counted} and {scored} hundredths")),
        (stopped(report, report.since, false) == report.stopped, format!("stopped {}", report.stopped)),
        (says(0) == text::duration(Lang::En, report.stopped), format!("stopped {}", says(0))),
        (says(3) == figures.twice.simulated.to_string(), format!("twice {} and {}", says(3), figures.twice.simulated)),
    ];
    pairs.into_iter().filter(|(same, _)| !same).map(|(_, what)| format!("{} {what}", scenario.name)).collect()
}

/// A figure of the scorer, which has two digits.
fn hundredths(seconds: f64) -> u64 {
    format!("{:.0}", seconds * 100.0).parse().unwrap()
}

#[test]
fn the_scoreboard_of_a_consumer_group_says_what_the_command_line_makes_of_the_run() {
    let (mut cases, mut wrong) = (0, Vec::new());
    let mut files: Vec<_> = fs::read_dir(path("scenarios")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for scenario in files.iter().map(|file| read_scenario(file).unwrap()) {
        let of_consumers = |v: &&Variant| **v == Variant::Consumer || scenario.name == "upgrade-to-consumer-protocol";
        for variant in scenario.variants.iter().filter(of_consumers) {
            wrong.extend(differences(&scenario, *variant));
            cases += 1;
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(cases, 29, "every case of the protocol");
}
