//! Log lines of the broker and of each consumer against those of the recorded runs, as sequences.

use rebalance_analysis::logs::{self, Names};
use rebalance_analysis::score::logs::{Sources, nearest};
use rebalance_analysis::screen::{Screen, text};
use rebalance_cli::record;
use rebalance_model::SimTime;

use super::{cases, consumer_cases};

/// So much of a case's lines is equal, and so much in the mean.
const EQUAL: f64 = 0.97;
const EQUAL_MEAN: f64 = 0.99;

/// Cases with less, and why.
const DEVIATIONS: [(&str, &str); 2] = [
    (
        "leader-crash.cooperative",
        "ClassicGroup: which survivor leads after the leader is gone follows from the hash order of the member ids, \
         which each run has its own of; the leader's line is in another log",
    ),
    (
        "rolling-restart.cooperative",
        "AbstractCoordinator: which of two survivors hears of the follow-up first is a race that conformance.rs declares",
    ),
];

#[test]
fn nearly_all_of_every_log_is_what_real_kafka_wrote() {
    let mut wrong = Vec::new();
    let mut all = Vec::new();
    for case in cases() {
        let runs: Vec<_> = (1..=3).map(|run| record::read_lines(&case.recording(run)).unwrap()).collect();
        let (figures, _) = nearest(&runs, &record::sources(&case.simulate())).unwrap();
        let declared = DEVIATIONS.iter().any(|(name, _)| *name == case.name);
        match (figures.equal() >= EQUAL, declared) {
            (false, false) => wrong.push(format!("{}: {} {:?}", case.name, figures.equal(), figures.least())),
            (true, true) => wrong.push(format!("{}: is no deviation any more", case.name)),
            _ => {}
        }
        all.push(figures.equal());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mean = all.iter().sum::<f64>() / 61.0;
    assert!(mean >= EQUAL_MEAN, "{mean}");
}

/// So much of a consumer group's lines is equal, and so much in the mean: heartbeats have phases of their own, which
/// decide how many steps a hand-over takes.
const PHASED_EQUAL: f64 = 0.9;
const PHASED_EQUAL_MEAN: f64 = 0.96;

/// Lines in which lists of partitions are only counted: random member ids decide who gets which.
fn counted(mut sources: Sources) -> Sources {
    for line in sources.values_mut().flatten() {
        let mut out = String::new();
        let mut rest = line.as_str();
        while let Some((before, list)) = rest.split_once('[') {
            let (list, after) = list.split_once(']').unwrap_or((list, ""));
            let is_list = list.is_empty() || list.split(", ").all(|p| p.rsplit_once('-').is_some());
            let n = list.split(", ").filter(|p| !p.is_empty()).count();
            out += before;
            let shown = if is_list { ["<", &n.to_string(), ">"].concat() } else { ["[", list, "]"].concat() };
            out += &shown;
            rest = after;
        }
        *line = out + rest;
    }
    sources
}

#[test]
fn nearly_all_of_every_log_of_a_consumer_group_is_what_real_kafka_wrote() {
    let mut wrong = Vec::new();
    let mut all = Vec::new();
    for case in consumer_cases() {
        let runs: Vec<_> = (1..=3).map(|run| counted(record::read_lines(&case.recording(run)).unwrap())).collect();
        let simulated = counted(record::sources(&case.simulate()));
        let (figures, _) = nearest(&runs, &simulated).unwrap();
        if figures.equal() < PHASED_EQUAL {
            wrong.push(format!("{}: {} {:?}", case.name, figures.equal(), figures.least()));
        }
        all.push(figures.equal());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mean = all.iter().sum::<f64>() / 29.0;
    assert!(mean >= PHASED_EQUAL_MEAN, "{mean}");
}

#[test]
fn real_runs_have_less_in_common_now_and_then() {
    let mut less = Vec::new();
    for case in cases() {
        let mut runs: Vec<_> = (1..=3).map(|run| record::read_lines(&case.recording(run)).unwrap()).collect();
        let first = runs.remove(0);
        if nearest(&runs, &first).unwrap().0.equal() < EQUAL {
            less.push(case.name);
        }
    }
    assert_eq!(
        less,
        [
            "crash-and-return.cooperative",
            "fenced.eager",
            "leader-crash.eager",
            "rolling-restart.eager",
            "rolling-restart.cooperative",
            "scale-out.cooperative",
            "two-topics.cooperative"
        ]
    );
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
