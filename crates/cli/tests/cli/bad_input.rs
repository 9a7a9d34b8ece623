//! Input that is broken or absurd: a sentence that says what and where, quickly.

use std::time::Duration;

use rebalance_model::scenario::limits;
use serde_json::{Value, json};

use super::{file, folder, rebalance, rebalance_reads};

/// Long enough for a debug build on a busy machine, far too short for anything that grows with a wrong number.
const QUICKLY: Duration = Duration::from_secs(10);

fn scenario() -> Value {
    json!({
        "name": "s", "topics": {"orders": 2}, "members": {"c1": {}},
        "script": [{"at_ms": 0, "do": "start", "member": "c1"}], "duration_ms": 1000, "variants": ["eager"]
    })
}

#[track_caller]
fn check(input: impl AsRef<[u8]>, says: &[&str]) {
    let ran = rebalance_reads(&["simulate", "-"], input.as_ref());
    ran.refused(says);
    assert!(ran.took < QUICKLY, "{:?} for {says:?}", ran.took);
    assert!(ran.err.len() < 1_000, "a sentence, not {} bytes", ran.err.len());
    assert_eq!(ran.out, "");
}

/// Refuses the small scenario with one place of it changed.
#[track_caller]
fn check_with(pointer: &str, value: Value, says: &[&str]) {
    let mut json = scenario();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match json.pointer_mut(parent).unwrap() {
        Value::Array(list) => list.push(value),
        parent => parent[key] = value,
    }
    check(json.to_string(), says);
}

#[test]
fn what_is_no_json_is_refused_with_line_and_column() {
    check("", &["standard input", "is empty"]);
    check(" \n\t\n", &["is empty"]);
    check("\n\n  name = crash", &["expected", "at line 3 column 4"]);
    check("{\"name\": \"s\",\n \"topics\": {\"a\": 1},}", &["trailing comma at line 2 column 21"]);
    check(scenario().to_string() + "}", &["trailing characters at line 1"]);
    check(b"\x7fELF\x02\x01\0\0\0\xff\xfe\xfd", &["line 1", "no text"]);
    check("\0".repeat(1_000), &["at line 1 column 1"]);
    check("[".repeat(1_000_000), &["recursion limit exceeded at line 1"]);
    check("{\"a\":".repeat(1_000_000), &["recursion limit exceeded at line 1"]);
    let folder = folder("bad-input");
    let path = file(&folder, "broken.json", "{\n\"name\": 'x'}");
    rebalance(&["simulate", &path]).refused(&["broken.json: expected value at line 2 column 9"]);
    rebalance(&["simulate", folder.join("gone.json").to_str().unwrap()]).refused(&["gone.json: No such file"]);
}

#[test]
fn json_that_is_no_scenario_is_refused_with_the_place() {
    check("[]", &["scenario: must be an object, not a list"]);
    check("{}", &["topics: is missing"]);
    check(r#"{"scenario": null}"#, &["scenario: must be an object, not null"]);
    check_with("/topics", json!([1]), &["topics: must be an object, not a list"]);
    check_with("/topics/orders", json!("two"), &["topics.orders: must be a whole number, not text"]);
    check_with("/members", json!({}), &["members: is empty"]);
    check_with("/script/-", json!({"at_ms": 0, "do": "explode"}), &["script[1].do: explode is no action"]);
    check_with("/script/-", json!({"at_ms": 0, "do": "kill", "member": "c7"}), &["script[1].member: c7 is no member"]);
    check_with("/color", json!("red"), &["color: is not known here"]);
}

#[test]
fn numbers_beyond_all_bounds_are_refused_with_the_place() {
    check_with(
        "/topics/orders",
        json!(1_000_000_000),
        &[&format!("topics.orders: more than {} partitions", limits::PARTITIONS)],
    );
    check_with("/topics/orders", json!(u64::MAX), &["topics.orders"]);
    check_with("/topics/orders", json!(1e300), &["topics.orders"]);
    check_with("/topics/orders", json!(-1), &["topics.orders: must not be negative"]);
    check_with("/topics/orders", json!(1.5), &["topics.orders: must be a whole number"]);
    check_with(
        "/duration_ms",
        json!(i64::MAX),
        &["duration_ms", &format!("{} ms at most", limits::SIMULATED_TIME.as_millis())],
    );
    check_with("/duration_ms", json!(-5), &["duration_ms: must not be negative, and is -5"]);
    check_with(
        "/load",
        json!({"records_per_second": 1_000_000_000_u64}),
        &["load.records_per_second", &limits::RECORDS_PER_SECOND.to_string()],
    );
    check_with("/load", json!({"poll_ms": 0}), &["load.poll_ms: must be at least 1"]);
    check_with(
        "/script/-",
        json!({"at_ms": -1, "do": "kill", "member": "c1"}),
        &["script[1].at_ms: must not be negative"],
    );
    check_with("/script/-", json!({"at_ms": i64::MAX, "do": "kill", "member": "c1"}), &["script[1].at_ms"]);
    check_with("/script/-", json!({"at_ms": 1, "do": "stall", "member": "c1", "ms": i64::MAX}), &["script[1].ms"]);
    check(scenario().to_string().replace("1000", "1e999"), &["number out of range at line 1"]);
}

#[test]
fn settings_that_kafka_refuses_are_refused_in_kafkas_words() {
    let range = "The session timeout is not within the range allowed by the broker";
    for (setting, value, says) in [
        ("session.timeout.ms", "5999", range),
        ("session.timeout.ms", "1800001", range),
        ("session.timeout.ms", "99999999999", "Not a number of type INT"),
        ("session.timeout.ms", "soon", "Invalid value soon for configuration session.timeout.ms"),
        ("max.poll.interval.ms", "0", "Invalid value 0 for configuration max.poll.interval.ms"),
        ("heartbeat.interval.ms", "45000", "Heartbeat must be set lower than the session timeout"),
        ("enable.auto.commit", "maybe", "Expected value to be either true or false"),
    ] {
        check_with("/consumer", json!({setting: value}), &["standard input: eager: c1: ", says]);
    }
    check_with("/broker", json!({"group.max.size": "0"}), &["eager: broker: Invalid value 0"]);
}

#[test]
fn too_much_of_anything_is_refused_by_its_limit() {
    let steps = vec![json!({"at_ms": 0, "do": "start", "member": "c1"}); 100_000];
    check_with("/script", Value::from(steps), &[&format!("script: has 100000 steps, more than {}", limits::STEPS)]);
    let members = (0..20_000).map(|n| (format!("c{n}"), json!({}))).collect::<serde_json::Map<_, _>>();
    check_with(
        "/members",
        Value::from(members),
        &[&format!("members: has 20000 members, more than {}", limits::MEMBERS)],
    );
    let topics = (0..20_000).map(|n| (format!("t{n:05}"), json!(1))).collect::<serde_json::Map<_, _>>();
    check_with(
        "/topics",
        Value::from(topics),
        &[&format!("topics.t{0:05}: more than {0} partitions", limits::PARTITIONS)],
    );
    check_with("/name", json!("x".repeat(100_000)), &["name: the name has 100000 bytes"]);

    // A million steps are some 40 MB, of which no more is read than the limit and a byte.
    let step = r#"{"at_ms":0,"do":"start","member":"c1"},"#;
    check(
        r#"{"script":["#.to_owned() + &step.repeat(1_000_000),
        &[&format!("more than {} bytes", limits::IMPORT_BYTES)],
    );
}
