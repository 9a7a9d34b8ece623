//! What Kafka says to settings, topics and partitions, asked of real ones (conformance/refusals.jsonl, made by the recorder's
//! `Refusals`): a scenario that has them is refused in the same words before anything runs, and runs where Kafka takes them.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;

use rebalance_model::{Scenario, Variant};
use rebalance_sim::Options;
use rebalance_tests::recorded;
use serde_json::{Map, Value, json};

/// What the lab takes, or says otherwise, and why.
const OTHERWISE: [(&str, &str, &str); 11] = [
    // The recorder takes these from a consumer of the consumer protocol, as a scenario has them for its classic variants.
    ("group.protocol=consumer session.timeout.ms=45000", "cannot be set", ""),
    ("group.protocol=consumer heartbeat.interval.ms=3000", "cannot be set", ""),
    (
        "group.protocol=consumer partition.assignment.strategy=org.apache.kafka.clients.consumer.RangeAssignor",
        "cannot be set",
        "",
    ),
    // For short.
    ("partition.assignment.strategy=range", "ClassNotFoundException", ""),
    ("partition.assignment.strategy=RangeAssignor", "ClassNotFoundException", ""),
    // It knows no class but Kafka's own.
    ("partition.assignment.strategy=java.lang.String", "is not an instance", "java.lang.String ClassNotFoundException"),
    // Without a pause between heartbeats a run would be nothing else.
    ("heartbeat.interval.ms=0", "", "heartbeat.interval.ms=0 is not modelled yet"),
    ("heartbeat.interval.ms=0 session.timeout.ms=6000", "", "heartbeat.interval.ms=0 is not modelled yet"),
    // -1 is Admin's word for as many as the broker says.
    ("name=ok partitions=-1", "", "must not be negative"),
    ("name=ok partitions=-2", "non-positive", "must not be negative"),
    ("topic=six total=-1", "would not be an increase", "must not be negative"),
];

/// The bounds of consumer groups that a broker has by itself; the recorder's has lower ones, and so has the lab's.
const BROKERS_OWN: [(&str, &str); 2] =
    [("group.consumer.min.session.timeout.ms", "45000"), ("group.consumer.min.heartbeat.interval.ms", "5000")];

/// What the lab says to a case; nothing where it runs.
fn answer(side: &str, settings: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| settings[name].as_str().unwrap();
    let mut scenario = json!({
        "name": "s", "topics": {"orders": 1}, "members": {"c1": {}}, "duration_ms": 100, "variants": ["as-configured"],
        "script": [{"at_ms": 0, "do": "start", "member": "c1"}]
    });
    let mut variant = Variant::AsConfigured;
    match side {
        "consumer" => scenario["consumer"] = Value::from(settings.clone()),
        "broker" => {
            let mut all: BTreeMap<_, _> = BROKERS_OWN.map(|(name, value)| (name.to_owned(), json!(value))).into();
            all.extend(settings.clone());
            scenario["broker"] = json!(all);
        }
        "group" => {
            scenario["group"] = Value::from(settings.clone());
            variant = Variant::Consumer;
        }
        "topic" => scenario["topics"] = json!({text("name"): text("partitions").parse::<i64>().unwrap()}),
        "partitions" => {
            scenario["topics"] = json!({text("topic"): 6});
            let total: i64 = text("total").parse().unwrap();
            let step = json!({"at_ms": 50, "do": "add_partitions", "topic": text("topic"), "total": total});
            scenario["script"].as_array_mut().unwrap().push(step);
        }
        other => panic!("{other} is no side"),
    }
    let read = match Scenario::from_json(&serde_json::from_value(scenario).unwrap()) {
        Ok(scenario) => Rc::new(scenario),
        Err(refused) => return Some(refused.to_string()),
    };
    if side == "broker" {
        // Whether it starts: that no member would then be taken is another thing.
        let refused = read.broker_config().err().or_else(|| read.group_config().err());
        return refused.map(|refused| refused.to_string());
    }
    rebalance_sim::run(&read, variant, Options::default()).err().map(|refused| refused.to_string())
}

#[test]
fn what_kafka_refuses_is_refused_in_its_words_and_nothing_else() {
    let mut wrong = Vec::new();
    let mut otherwise: Vec<_> = OTHERWISE.iter().collect();
    for line in fs::read_to_string(recorded::path("refusals.jsonl")).unwrap().lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let settings = case["settings"].as_object().unwrap();
        let name: Vec<_> = settings.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap())).collect();
        let name = name.join(" ");
        let kafka = case["refused"]["message"].as_str();
        let ours = answer(case["side"].as_str().unwrap(), settings);
        if let Some(at) = otherwise.iter().position(|(of, ..)| *of == name) {
            let (_, theirs, says) = otherwise.remove(at);
            assert!(kafka.unwrap_or_default().contains(theirs) && ours.unwrap_or_default().contains(says), "{name}");
            continue;
        }
        let is_same = match (kafka, &ours) {
            (None, None) => true,
            (Some(kafka), Some(ours)) => ours.contains(kafka),
            _ => false,
        };
        if !is_same {
            wrong.push(format!("{name}: {ours:?}, and Kafka: {kafka:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(otherwise.is_empty(), "not asked: {otherwise:?}");
}
