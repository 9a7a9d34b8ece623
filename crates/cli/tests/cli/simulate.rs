//! `rebalance simulate`.

use std::fs;

use rebalance_model::scenario::limits;
use serde_json::{Value, json};

use super::{file, folder, names, rebalance, rebalance_reads, shared};

/// A small scenario: two members, one topic.
fn scenario() -> Value {
    json!({
        "name": "small", "topics": {"orders": 2}, "members": {"c1": {}, "c2": {}},
        "script": [{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 200, "do": "start", "member": "c2"}],
        "duration_ms": 6000, "variants": ["eager", "cooperative"]
    })
}

fn crash() -> String {
    shared("conformance/scenarios/crash.json")
}

#[test]
fn text_has_a_line_an_event() {
    let ran = rebalance(&["simulate", &crash(), "--variant", "eager"]).done();
    assert!(ran.out.starts_with("# crash.eager seed 1\n"), "{}", &ran.out[..80]);
    assert!(ran.out.lines().any(|line| line.contains("c2") && line.ends_with("Killed")));
    assert!(ran.out.lines().any(|line| line.contains("coordinator") && line.contains("removed c2#1 SessionTimeout")));
}

#[test]
fn the_seed_decides_and_the_same_seed_decides_the_same() {
    let of = |seed: &str| {
        rebalance(&["simulate", &crash(), "--variant", "eager", "--format", "trace", "--seed", seed]).done().out
    };
    assert_eq!(of("7"), of("7"));
    let (seven, eight): (Value, Value) =
        (serde_json::from_str(&of("7")).unwrap(), serde_json::from_str(&of("8")).unwrap());
    assert_ne!(seven["fingerprint"], eight["fingerprint"]);
    assert_eq!((&seven["seed"], &seven["format"]), (&json!("7"), &json!("rebalance-trace/1")));
}

#[test]
fn a_trace_says_who_did_what_and_why() {
    let mut named = scenario();
    named["members"] = json!({"a consumer with a long name": {}, "c2": {}});
    named["script"][0]["member"] = json!("a consumer with a long name");
    let ran =
        rebalance_reads(&["simulate", "-", "--format", "trace", "--variant", "eager"], named.to_string().as_bytes())
            .done();
    let trace = ran.json();
    let events = trace["events"].as_array().unwrap();
    assert_eq!(
        (&events[0]["actor"], &events[0]["what"]),
        (&json!("script"), &json!("start a consumer with a long name"))
    );
    let started = events.iter().find(|event| event["what"] == "Started").unwrap();
    assert_eq!(started["actor"], "a consumer with a long name");
    for (at, event) in (0..).zip(events) {
        assert!(event["cause"].as_u64().is_none_or(|cause| cause < at), "{event}");
    }
}

#[test]
fn without_a_variant_every_one_that_the_scenario_lists_is_run() {
    let folder = folder("simulate-variants");
    let ran = rebalance(&["simulate", &crash(), "--format", "recording", "--out", folder.to_str().unwrap()]).done();
    assert_eq!(names(&folder), ["crash.consumer.json", "crash.cooperative.json", "crash.eager.json"]);
    assert_eq!((ran.err.as_str(), ran.out.as_str()), ("", ""));
}

#[test]
fn a_variant_that_is_not_modelled_is_told_in_one_line_and_is_no_failure() {
    let folder = folder("simulate-not-modelled");
    let mut scenario = scenario();
    scenario["members"]["c1"] = json!({"heartbeat.interval.ms": "0"});
    let (from, out) = (file(&folder, "small.json", scenario.to_string()), folder.join("out"));
    let ran = rebalance(&["simulate", &from, "--variant", "eager", "--out", out.to_str().unwrap()]).done();
    assert_eq!((ran.err.lines().count(), ran.out.as_str(), out.exists()), (1, "", false), "{ran:?}");
    assert_eq!(ran.err, "small.eager: not simulated: c1: heartbeat.interval.ms=0 is not modelled yet\n");
}

#[test]
fn a_file_takes_one_run_and_a_directory_takes_all() {
    let folder = folder("simulate-out");
    let one = folder.join("one.json");
    let args = ["simulate", &crash(), "--format", "trace", "--out", one.to_str().unwrap()];
    rebalance(&args).refused(&["one.json", "3 runs", "--variant"]);
    assert!(!one.exists());
    rebalance(&[&args[..], &["--variant", "eager"]].concat()).done();
    let trace: Value = serde_json::from_str(&fs::read_to_string(&one).unwrap()).unwrap();
    assert_eq!(trace["variant"], "eager");

    let text = folder.join("new").join("folder");
    rebalance(&["simulate", &crash(), "--variant", "eager", "--out", text.to_str().unwrap()]).done();
    assert_eq!(names(&text), ["crash.eager.txt"]);
}

#[test]
fn a_directory_is_run_file_by_file_and_what_is_refused_does_not_keep_the_rest() {
    let (from, to) = (folder("simulate-from"), folder("simulate-to"));
    file(&from, "good.json", scenario().to_string());
    file(&from, "no-json.json", "{\n  \"name\": }");
    file(&from, "notes.txt", "not a scenario");
    let mut refused = scenario();
    refused["name"] = json!("refused");
    refused["consumer"] = json!({"session.timeout.ms": "5000"});
    file(&from, "refused.json", refused.to_string());
    file(&from, "same-name.json", scenario().to_string());

    let args = ["simulate", from.to_str().unwrap(), "--format", "recording", "--out", to.to_str().unwrap()];
    let ran = rebalance(&args);
    ran.refused(&["3 of 4 scenario files were refused"]);
    assert_eq!(names(&to), ["small.cooperative.json", "small.eager.json"]);
    let said: Vec<&str> = ran.err.lines().collect();
    assert!(said[0].contains("no-json.json: expected value at line 2 column 11"), "{said:?}");
    assert!(said[1].contains("refused.json: eager: c1: The session timeout is not within the range"), "{said:?}");
    assert!(said[2].contains("same-name.json") && said[2].contains("of the same name"), "{said:?}");

    rebalance(&["simulate", folder("simulate-empty").to_str().unwrap()]).refused(&["no scenario files"]);
}

#[test]
fn recordings_end_with_the_scenario_and_can_be_simulated_again() {
    let folder = folder("simulate-again");
    let of = |input: &str, name: &str| {
        let out = folder.join(name);
        let args = ["simulate", input, "--format", "recording", "--variant", "eager", "--out", out.to_str().unwrap()];
        rebalance(&args).done();
        fs::read_to_string(out).unwrap()
    };
    let once = of(&crash(), "once.json");
    let last = serde_json::from_str::<Value>(&once).unwrap()["events"].as_array().unwrap().last().unwrap()["t"].clone();
    assert!(last.as_f64().unwrap() <= 32_000.0, "{last}");
    let again = of(folder.join("once.json").to_str().unwrap(), "again.json");
    assert_eq!(
        serde_json::from_str::<Value>(&once).unwrap()["events"],
        serde_json::from_str::<Value>(&again).unwrap()["events"]
    );
}

#[test]
fn ids_of_a_recording_are_those_of_the_run() {
    let mut recording = json!({"format": "kafka-group-recording/1", "scenario": scenario()});
    recording["member_ids"] = json!({"c1#1": "c1-from-a-recording"});
    let args = ["simulate", "-", "--format", "trace", "--variant", "eager"];
    let ran = rebalance_reads(&args, recording.to_string().as_bytes()).done();
    assert_eq!(ran.json()["member_ids"]["c1#1"], "c1-from-a-recording");
}

#[test]
fn a_name_that_no_file_can_have_stays_inside_the_directory() {
    let folder = folder("simulate-names");
    let mut climbing = scenario();
    climbing["name"] = json!("../../up and\u{0}away");
    let out = folder.join("in");
    let args = ["simulate", "-", "--variant", "eager", "--out", out.to_str().unwrap()];
    rebalance_reads(&args, climbing.to_string().as_bytes()).done();
    assert_eq!(names(&out), ["..-..-up and-away.eager.txt"]);
}

#[test]
fn a_run_that_meets_a_limit_says_so() {
    let mut long = scenario();
    // Its last batch ends after everything that the lab simulates.
    let most = limits::SIMULATED_TIME.as_millis();
    long["consumer"] = json!({"max.poll.interval.ms": "2147483647"});
    long["script"]
        .as_array_mut()
        .unwrap()
        .push(json!({"at_ms": most - 1_000, "do": "stall", "member": "c1", "ms": most}));
    let ran = rebalance_reads(&["simulate", "-", "--variant", "eager"], long.to_string().as_bytes()).done();
    assert!(ran.err.starts_with("small.eager: it ends at ") && ran.err.lines().count() == 1, "{}", ran.err);
}
