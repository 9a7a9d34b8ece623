//! The broker's assignors, case by case against what Kafka's classes answered.

use rebalance_cli::assign::answer;
use rebalance_cli::vectors;
use serde_json::Value;
use std::collections::BTreeMap;

type Partitions = Vec<(String, u64)>;

#[test]
fn kafka_s_unit_tests_of_the_broker() {
    let text = include_str!("../../vectors/server-unit-tests.json");
    let file: Value = serde_json::from_str(text).unwrap();
    check_all(text, file["vectors"].as_array().unwrap());
}

#[test]
fn random_groups_of_the_broker() {
    let text = include_str!("../../vectors/server-random.jsonl");
    let cases: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    check_all(text, &cases);
}

fn check_all(text: &str, asserted: &[Value]) {
    let cases = vectors::parse(text).unwrap();
    assert_eq!(cases.len(), asserted.len());
    let mut failures = Vec::new();
    for (case, asserted) in cases.iter().zip(asserted) {
        let ours: Value = serde_json::from_str(&serde_json::to_string(&answer(case)).unwrap()).unwrap();
        if let Err(what) = check(asserted, &ours) {
            failures.push(format!("{}: {what}", case.id));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// For each member its partitions, in order.
fn assignment(of: &Value) -> BTreeMap<String, Partitions> {
    let pair = |p: &Value| (p[0].as_str().unwrap().to_owned(), p[1].as_u64().unwrap());
    let list = |list: &Value| {
        let mut list: Partitions = list.as_array().unwrap().iter().map(pair).collect();
        list.sort();
        list
    };
    of.as_object().unwrap().iter().map(|(member, of)| (member.clone(), list(of))).collect()
}

fn check(asserted: &Value, ours: &Value) -> Result<(), String> {
    if !asserted["expectedError"].is_null() {
        return ours["error"].as_str().map(drop).ok_or_else(|| format!("{ours}, not refused"));
    }
    let ours = assignment(&ours["assignment"]);
    for property in asserted["properties"].as_array().into_iter().flatten() {
        let sizes = || ours.values().map(Vec::len);
        let balanced = sizes().max().unwrap_or(0) <= sizes().min().unwrap_or(0) + 1;
        if property == "balanced_max_diff_1" && !balanced {
            return Err(format!("{ours:?} is not balanced"));
        }
    }
    let Some(kafka) = asserted.get("expected").map(assignment) else { return Ok(()) };
    // Where the outcome rests on Java's order of random topic ids, real groups see either.
    let sizes = |of: &BTreeMap<String, Partitions>| {
        let mut sizes: Vec<usize> = of.values().map(Vec::len).collect();
        sizes.sort_unstable();
        sizes
    };
    let same = if asserted["order_dependent"] == true { sizes(&ours) == sizes(&kafka) } else { ours == kafka };
    if same { Ok(()) } else { Err(format!("{ours:?}, Kafka {kafka:?}")) }
}
