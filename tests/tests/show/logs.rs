//! Log lines of the broker and of each consumer against those of the recorded runs, as sequences.

use rebalance_analysis::logs::{self, Names};
use rebalance_analysis::score::logs::{Sources, nearest};
use rebalance_analysis::screen::{Screen, text};
use rebalance_cli::record;
use rebalance_model::SimTime;

use super::{Case, cases, consumer_cases};

/// So much of a case's lines is equal, and so much in the mean.
const EQUAL: f64 = 0.97;
const EQUAL_MEAN: f64 = 0.99;

/// Cases with less, and why.
const DEVIATIONS: [(&str, &str); 2] = [
    (
        "leader-crash.cooperative",
        "ClassicGroup: which survivor leads after the leader is gone follows from the hash order of the member ids, which \
         each run has its own of; it was the same one in all three, and the leader's line is in the other's log: 2 of 55",
    ),
    (
        "rolling-restart.cooperative",
        "AbstractCoordinator: which of two survivors hears of the follow-up first is a race that conformance.rs declares; \
         a real run has less in common with the others than the simulated one",
    ),
];

/// What of a case's log is equal: of the simulated one, and of each recorded one, held against the nearest of the others.
struct Equal {
    name: String,
    simulated: f64,
    recorded: Vec<f64>,
}

impl Equal {
    fn of(case: &Case) -> Self {
        let runs: Vec<Sources> = (1..=3).map(|n| record::read_lines(&case.recording(n)).unwrap()).collect();
        let simulated = nearest(&runs, &record::sources(&case.simulate())).unwrap().0.equal();
        let against_others = |n: usize| {
            let others: Vec<Sources> =
                runs.iter().enumerate().filter(|(other, _)| *other != n).map(|(_, run)| run.clone()).collect();
            nearest(&others, &runs[n]).unwrap().0.equal()
        };
        let recorded = (0..runs.len()).map(against_others).collect();
        Self { name: case.name.clone(), simulated, recorded }
    }

    /// What the real run has that is least like the others.
    fn least(&self) -> f64 {
        self.recorded.iter().copied().min_by(f64::total_cmp).unwrap()
    }
}

/// All cases but those that are declared have enough in common with a real run; in the mean more than the real runs have
/// among themselves.
#[track_caller]
fn check(all: &[Equal], deviations: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for equal in all {
        let declared = deviations.iter().any(|(name, _)| *name == equal.name);
        match (equal.simulated >= EQUAL, declared) {
            (false, false) => wrong.push(format!("{}: {}, recorded {:?}", equal.name, equal.simulated, equal.recorded)),
            (true, true) => wrong.push(format!("{}: is no deviation any more", equal.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mean = |of: fn(&Equal) -> f64| all.iter().map(of).sum::<f64>() / f64::from(u32::try_from(all.len()).unwrap());
    let (simulated, recorded) = (mean(|e| e.simulated), mean(|e| e.recorded.iter().sum::<f64>() / 3.0));
    assert!(simulated >= EQUAL_MEAN && simulated >= recorded, "{simulated}, recorded {recorded}");
}

#[test]
fn every_log_is_as_near_to_a_real_one_as_real_ones_are_to_one_another() {
    let all: Vec<Equal> = cases().iter().map(Equal::of).collect();
    check(&all, &DEVIATIONS);
    // A threshold that real runs always pass would say nothing of races.
    let less: Vec<&str> = all.iter().filter(|e| e.least() < EQUAL).map(|e| e.name.as_str()).collect();
    assert_eq!(
        less,
        [
            "add-partitions.cooperative",
            "crash-and-return.cooperative",
            "fenced.eager",
            "freeze.eager",
            "freeze.cooperative",
            "idle-member.cooperative",
            "leader-crash.eager",
            "network-down.eager",
            "network-down.cooperative",
            "rolling-restart.eager",
            "rolling-restart.cooperative",
            "scale-out.cooperative",
            "two-topics.cooperative"
        ]
    );
}

#[test]
fn every_log_of_a_consumer_group_is_as_near_to_a_real_one_as_real_ones_are_to_one_another() {
    let all: Vec<Equal> = consumer_cases().iter().map(Equal::of).collect();
    check(&all, &[]);
}

#[test]
fn a_log_of_another_case_is_another() {
    let all = cases();
    for variant in ["eager", "cooperative"] {
        let named = ["scale-out", "crash", "leave", "poll-timeout", "static-crash", "fenced", "enforce-rebalance"];
        let find = |name: &str| all.iter().find(|c| c.name == format!("{name}.{variant}")).unwrap();
        for (i, name) in named.iter().enumerate() {
            let runs = [record::read_lines(&find(name).recording(1)).unwrap()];
            let other = record::sources(&find(named[(i + 1) % named.len()]).simulate());
            let (figures, _) = nearest(&runs, &other).unwrap();
            assert!(figures.equal() < EQUAL, "{name}.{variant} {}", figures.equal());
        }
    }
}

#[test]
fn a_simulated_recording_has_the_lines_and_the_metrics() {
    let case = cases().into_iter().find(|c| c.name == "slow-revoke.cooperative").unwrap();
    let trace = case.simulate();
    let text = serde_json::to_string(&record::recording(&trace)).unwrap();
    assert_eq!(record::read_lines(&text).unwrap(), record::sources(&trace));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["client_metrics_at_end"]["c1"]["partition-revoked-latency-max"], 4_000.0);
    let times: Vec<f64> = json["events"].as_array().unwrap().iter().map(|e| e["t"].as_f64().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[test]
fn lines_are_laid_out_as_in_a_file_of_kafka_s_and_end_at_the_instant() {
    let case = cases().into_iter().find(|c| c.name == "static-crash.eager").unwrap();
    let trace = case.simulate();
    let client = text(&trace, SimTime::from_millis(6_500), Screen::ClientLog, "billing");
    let id = &trace.header.identities[0].id;
    let prefix = "[Consumer instanceId=c1, clientId=c1, groupId=billing] ";
    let expected = format!(
        "INFO {prefix}Successfully synced group in generation Generation{{generationId=1, memberId='{id}', \
         protocol='range'}} (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator)"
    );
    assert!(client.lines().any(|line| line.ends_with(&expected)), "{client}");
    let broker = text(&trace, SimTime::from_millis(6_500), Screen::BrokerLog, "billing");
    assert!(broker.contains("The group has 3 members, 3 of which are static."), "{broker}");
    assert!(!broker.contains("Replacing"), "c2 comes back later: {broker}");
    let later = text(&trace, trace.end, Screen::BrokerLog, "billing");
    assert!(later.contains("joins group billing in Stable state. Replacing previously mapped member c2-"), "{later}");
}

#[test]
fn lines_that_a_recorder_leaves_out_are_shown() {
    let case = cases().into_iter().find(|c| c.name == "start-up.eager").unwrap();
    let trace = case.simulate();
    let all = logs::all(Names { trace: &trace, group: "group", aliases: true });
    let hidden: Vec<_> = all.iter().filter(|line| !line.is_recorded("group")).collect();
    assert_eq!(hidden.len(), 3, "{hidden:#?}");
    assert!(hidden.iter().all(|line| line.message.starts_with("Notifying assignor about the new Assignment(")));
}

#[test]
fn reasons_for_joining_again_are_written_as_kafka_writes_them() {
    let mut seen = 0;
    for case in cases() {
        let encountered = |text: &str| -> Vec<String> {
            let parts = text.split("encountered ").skip(1);
            parts.filter_map(|rest| rest.split_once(" response")).map(|(what, _)| what.to_owned()).collect()
        };
        let recorded: Vec<String> = (1..=3).flat_map(|run| encountered(&case.recording(run))).collect();
        for reason in encountered(&serde_json::to_string(&record::recording(&case.simulate())).unwrap()) {
            assert!(recorded.contains(&reason), "{}: encountered {reason}", case.name);
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}
