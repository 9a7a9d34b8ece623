//! `rebalance show`, `rebalance replay` and `rebalance score --logs`.

use std::fs;

use serde_json::Value;

use super::{file, folder, rebalance, rebalance_reads, shared};

fn scale_out() -> String {
    shared("conformance/scenarios/scale-out.json")
}

fn show(view: &str, at: &str) -> String {
    rebalance(&["show", &scale_out(), "--variant", "cooperative", "--at", at, "--view", view]).done().out
}

#[test]
fn each_view_shows_the_group_at_the_instant() {
    // c3 has joined, and waits for what the others gave up.
    assert!(show("state", "17000").contains("PreparingRebalance   3\n"));
    assert!(show("members", "17000").starts_with("\nWarning: Consumer group 'group' is rebalancing.\n\nGROUP "));
    assert_eq!(show("offsets", "17000").lines().filter(|line| line.ends_with(" -")).count(), 2, "two are unowned");
    assert_eq!(show("offsets", "20000").lines().filter(|line| line.ends_with("/127.0.0.1      c3")).count(), 2);
    assert!(show("broker-log", "17000").lines().last().unwrap().contains("(reason: Leader c1-"));
    assert!(show("client-log", "17000").contains("[Consumer clientId=c3, groupId=group] (Re-)joining group"));
}

#[test]
fn metrics_age_and_say_what_to_watch() {
    let at = |ms: &str| {
        let out = show("metrics", ms);
        let c3 = out.split("client-id=c3").nth(1).unwrap_or_default().to_owned();
        let value = |name: &str| {
            let line = c3.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_default();
            line.split_whitespace().last().unwrap_or_default().to_owned()
        };
        (out.clone(), value("rebalance-total"), value("rebalance-latency-max"), value("last-rebalance-seconds-ago"))
    };
    let (early, ..) = at("15000");
    assert!(!early.contains("client-id=c3"), "c3 is not there yet: {early}");
    assert_eq!((at("27000").1.as_str(), at("27000").3.as_str()), ("2.0", "8.0"));
    // Two windows of 30 s later the totals stay, and the windows are empty.
    let (late, total, max, ago) = at("90000");
    assert_eq!((total.as_str(), max.as_str(), ago.as_str()), ("2.0", "NaN", "71.0"));
    assert!(late.contains("No exporter in use publishes kafka_consumergroup_rebalance_rate_total."), "{late}");
    assert!(late.contains("group-completed-rebalance-count    3\n"), "{late}");
}

#[test]
fn heartbeats_and_commits_are_counted_through_a_stretch_that_is_told_as_a_whole() {
    // One member for twenty minutes, of which a trace tells the ends.
    let scenario = r#"{"name": "long", "topics": {"orders": 1}, "members": {"c1": {}},
        "script": [{"at_ms": 0, "do": "start", "member": "c1"}], "duration_ms": 1200000, "variants": ["eager"]}"#;
    let at = |ms: &str| {
        let args = ["show", "-", "--variant", "eager", "--at", ms, "--view", "metrics"];
        rebalance_reads(&args, scenario.as_bytes()).done().out
    };
    let value = |out: &str, name: &str| -> f64 {
        let line = out.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        line.split_whitespace().last().unwrap().parse().unwrap()
    };
    // Every 3 s a heartbeat, every 250 ms a record and its commit, from some 3 s on.
    for (ms, heartbeats, commits) in [("300000", 99.0, 1_188.0), ("1200000", 399.0, 4_788.0)] {
        let out = at(ms);
        assert!((value(&out, "heartbeat-total") - heartbeats).abs() <= 2.0, "{out}");
        assert!((value(&out, "commit-total") - commits).abs() <= 8.0, "{out}");
        assert!((value(&out, "heartbeat-rate") - 1.0 / 3.0).abs() < 0.03, "{out}");
        assert!((0.0..=3.0).contains(&value(&out, "last-heartbeat-seconds-ago")), "{out}");
    }
}

#[test]
fn a_group_may_be_called_something_and_is_not_there_before_it_is() {
    let of = |at: &str| {
        let args = ["show", &scale_out(), "--variant", "eager", "--at", at, "--view", "state", "--group", "billing"];
        rebalance(&args).done().out
    };
    assert!(of("0").contains("GroupIdNotFoundException: Group billing not found."));
    assert!(
        of("9000")
            .contains("\nbilling         127.0.0.1:9092  (1)       range                Stable               2\n")
    );
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let scenario = scale_out();
    rebalance(&["show", "nowhere.json", "--variant", "eager", "--at", "0", "--view", "state"])
        .refused(&["nowhere.json"]);
    let far = u64::MAX.to_string();
    rebalance(&["show", &scenario, "--variant", "eager", "--at", &far, "--view", "state"])
        .refused(&["--at", "ends at"]);
    assert_eq!(rebalance(&["show", &scenario, "--variant", "eager", "--at", "0", "--view", "lag"]).code, 2);
}

#[test]
fn a_recording_becomes_a_trace_that_says_the_same() {
    let recording = shared("conformance/recordings/crash.eager.1.json");
    let replayed = rebalance(&["replay", &recording]).done();
    let trace = replayed.json();
    assert_eq!((&trace["format"], &trace["variant"]), (&Value::from("rebalance-trace/1"), &Value::from("eager")));
    assert!(replayed.err.lines().all(|line| line.contains("not in a recording: ")), "{}", replayed.err);
    let (recorded, simulated) = (folder("replay-recorded"), folder("replay-simulated"));
    fs::copy(&recording, recorded.join("crash.eager.1.json")).unwrap();
    let again = simulated.join("crash.eager.json");
    rebalance(&["replay", &recording, "--format", "recording", "--out", again.to_str().unwrap()]).done();
    let (recorded, simulated) = (recorded.to_str().unwrap(), simulated.to_str().unwrap());
    let scored = rebalance(&["score", recorded, simulated]).done().out;
    let ones =
        "1 of 1 cases: holders 1.0000 (least 1.0000), final same in 1, wire 1.0000 (least 1.000), timing p95 0 ms";
    assert!(scored.contains(ones), "{scored}");
    let logs = rebalance(&["score", "--logs", recorded, simulated]).done().out;
    assert!(logs.ends_with("1 cases: logs 1.0000 (least 1.0000)\n"), "{logs}");
}

#[test]
fn what_is_no_recording_is_refused() {
    rebalance(&["replay", &scale_out()]).refused(&["scale-out.json", "format"]);
    rebalance_reads(&["replay", "-"], b"[]").refused(&["standard input", "format"]);
    rebalance_reads(&["replay", "-"], b"{").refused(&["standard input", "line 1"]);
    let torn = r#"{"format": "kafka-group-recording/1", "variant": "eager", "scenario": {}, "events": []}"#;
    rebalance_reads(&["replay", "-"], torn.replace("eager", "x").as_bytes()).refused(&["standard input", "variant"]);
    let torn = file(&folder("replay-torn"), "torn.json", torn);
    rebalance(&["replay", &torn]).refused(&["torn.json", "scenario"]);
}

#[test]
fn logs_are_scored_a_line_a_case_with_the_lines_that_differ() {
    let simulated = folder("score-logs");
    let out = simulated.to_str().unwrap();
    let scenario = shared("conformance/scenarios/leave.json");
    rebalance(&["simulate", &scenario, "--format", "recording", "--out", out]).done();
    let recordings = shared("conformance/recordings");
    let scored = rebalance(&["score", "--logs", &recordings, out]).done().out;
    let cases = |holds: &str| scored.lines().filter(|line| line.contains(holds)).count();
    assert_eq!((cases("leave."), cases("not simulated"), cases("14 cases: logs ")), (2, 12, 1), "{scored}");
    let other = simulated.join("crash.eager.json");
    fs::copy(simulated.join("leave.eager.json"), other).unwrap();
    let one = rebalance(&["score", "--logs", "--case", "crash.eager", &recordings, out]).done().out;
    assert!(one.contains("  broker - INFO ") && one.contains("has failed, removing it from the "), "{one}");
    assert!(one.contains("  broker + INFO ") && one.contains("explicit `LeaveGroup` request"), "{one}");
}
