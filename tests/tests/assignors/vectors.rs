//! Case by case against what Kafka's classes answered.

use rebalance_cli::vectors::{self, Case, Mode};
use rebalance_sim::assignor::{self, AssignError, Assignment, TopicIndexPartition};
use serde_json::Value;

use super::{intended, is_balanced, is_disjoint, is_fully_balanced, is_sticky, is_valid};

/// A partition by its topic's name.
type Named<'a> = (&'a str, u64);

#[test]
fn kafka_s_unit_tests() {
    let text = include_str!("../../vectors/assignors-unit-tests.json");
    let file: Value = serde_json::from_str(text).unwrap();
    check_all(text, file["vectors"].as_array().unwrap());
}

#[test]
fn random_groups() {
    check_lines(include_str!("../../vectors/assignors-random.jsonl"));
}

#[test]
fn random_groups_with_racks_conflicts_and_repeated_calls() {
    check_lines(include_str!("../../vectors/assignors-drawn.jsonl"));
}

fn check_lines(text: &str) {
    let asserted: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    check_all(text, &asserted);
}

fn check_all(text: &str, asserted: &[Value]) {
    let cases = vectors::parse(text).unwrap();
    assert_eq!(cases.len(), asserted.len());
    let failures: Vec<String> = (cases.iter().zip(asserted))
        .filter_map(|(case, asserted)| check(case, asserted).err().map(|what| format!("{}: {what}", case.id)))
        .collect();
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// Asks our assignor as Kafka's was asked, and compares all that the case says of the outcome.
fn check(case: &Case, asserted: &Value) -> Result<(), String> {
    let kind = assignor::by_name(&case.assignor).ok_or("no such assignor")?;
    let first = kind.assign(&case.group);
    let last = match case.mode {
        Mode::Once => first.clone().map(|assignment| (assignment, 1)),
        Mode::UntilStable => assignor::until_stable(kind, &case.group),
    };
    if let Some(error) = asserted["error"].as_str() {
        return check_error(error, &last);
    }
    let first = first.map_err(|error| error.to_string())?;
    let (last, rounds) = last.map_err(|error| error.to_string())?;
    check_lists(case, asserted, &last)?;
    check_sizes(case, asserted, &last)?;
    check_transferring(case, asserted, &first)?;
    check_properties(case, asserted, &first, &last)?;
    match asserted["roundsObserved"].as_u64() {
        Some(observed) if observed != u64::from(rounds) => Err(format!("{rounds} rounds, not {observed}")),
        _ => Ok(()),
    }
}

/// Where Kafka throws or does not come back, we refuse, and for the same reason.
fn check_error(kafka: &str, ours: &Result<(Assignment, u32), AssignError>) -> Result<(), String> {
    let same = match ours {
        Err(AssignError::PreviousOwnerSetAside { .. }) => kafka.starts_with("NullPointerException"),
        Err(AssignError::OwnedPartitionBeyondTopic { .. }) => kafka.starts_with("IllegalStateException"),
        Err(AssignError::NotBalanced { .. }) => kafka == "endless",
        Err(AssignError::NotStable { .. }) => kafka.ends_with("never stable"),
        _ => false,
    };
    if same { Ok(()) } else { Err(format!("Kafka: {kafka}; we: {ours:?}")) }
}

/// `observed` has Kafka's list order. So has `expected` if the case is `ordered`; else the lists count as sets. Cases
/// whose outcome rests on Java's hash order are compared like all others.
fn check_lists(case: &Case, asserted: &Value, assignment: &Assignment) -> Result<(), String> {
    let is_partial = asserted["partialExpected"] == true;
    for (field, is_ordered) in [("observed", true), ("expected", asserted["ordered"] == true)] {
        let Some(lists) = asserted[field].as_object() else {
            continue;
        };
        if !is_partial && field == "expected" && lists.len() != case.group.members.len() {
            return Err(format!("{field} for {} members", lists.len()));
        }
        for (member, ours) in case.group.members.iter().zip(&assignment.members) {
            let Some(kafka) = lists.get(&member.member_id) else {
                continue;
            };
            let mut ours: Vec<Named<'_>> = ours.iter().map(|&partition| named(case, partition)).collect();
            let mut kafka: Vec<Named<'_>> = kafka.as_array().unwrap().iter().map(pair).collect();
            if !is_ordered {
                ours.sort_unstable();
                kafka.sort_unstable();
            }
            if ours != kafka {
                return Err(format!("{} has {ours:?}, {field} {kafka:?}", member.member_id));
            }
        }
    }
    Ok(())
}

fn check_sizes(case: &Case, asserted: &Value, assignment: &Assignment) -> Result<(), String> {
    let sizes: Vec<u64> = assignment.members.iter().map(|list| list.len() as u64).collect();
    let of_all = [
        ("minCount", sizes.iter().copied().min()),
        ("maxCount", sizes.iter().copied().max()),
        ("totalAssigned", Some(sizes.iter().sum())),
    ];
    for (field, ours) in of_all {
        if asserted[field].as_u64().is_some_and(|kafka| Some(kafka) != ours) {
            return Err(format!("{field} {ours:?}, not {}", asserted[field]));
        }
    }
    for (member, &ours) in case.group.members.iter().zip(&sizes) {
        let kafka = asserted["counts"][&member.member_id].as_u64();
        if kafka.is_some_and(|kafka| kafka != ours) {
            return Err(format!("{} has {ours} partitions, not {kafka:?}", member.member_id));
        }
    }
    Ok(())
}

fn check_transferring(case: &Case, asserted: &Value, first: &Assignment) -> Result<(), String> {
    let Some(kafka) = asserted["transferring"].as_object() else {
        return Ok(());
    };
    let mut ours: Vec<(String, &str)> = (first.transferring.iter())
        .map(|transfer| {
            let (topic, partition) = named(case, transfer.partition);
            (format!("{topic}-{partition}"), case.group.members[transfer.to as usize].member_id.as_str())
        })
        .collect();
    let mut kafka: Vec<(String, &str)> = kafka.iter().map(|(p, to)| (p.clone(), to.as_str().unwrap())).collect();
    ours.sort_unstable();
    kafka.sort_unstable();
    if ours == kafka { Ok(()) } else { Err(format!("transferring {ours:?}, not {kafka:?}")) }
}

fn check_properties(case: &Case, asserted: &Value, first: &Assignment, last: &Assignment) -> Result<(), String> {
    for property in asserted["properties"].as_array().into_iter().flatten() {
        let property = property.as_str().unwrap();
        let holds = match property {
            "valid" => is_valid(&case.group, last),
            "disjoint" => is_disjoint(last),
            "balanced" => is_balanced(last),
            "fully-balanced" => is_fully_balanced(last),
            "sticky" => is_sticky(&case.group, &intended(first)),
            "transferring-count" => asserted["transferringCount"] == first.transferring.len(),
            "keeps-owned" => (case.group.members.iter().zip(&last.members)).all(|(m, list)| is_within(&m.owned, list)),
            of if of.starts_with("subset-of-owned:") => (case.group.members.iter().zip(&last.members))
                .filter(|(m, _)| of.ends_with(&format!(":{}", m.member_id)))
                .all(|(m, list)| is_within(list, &m.owned)),
            other => return Err(format!("{other} is a property this test does not know")),
        };
        if !holds {
            return Err(format!("not {property}"));
        }
    }
    Ok(())
}

fn is_within(some: &[TopicIndexPartition], all: &[TopicIndexPartition]) -> bool {
    some.iter().all(|partition| all.contains(partition))
}

fn named(case: &Case, (topic, partition): TopicIndexPartition) -> Named<'_> {
    (&case.group.topics[topic as usize].name, partition.into())
}

fn pair(value: &Value) -> Named<'_> {
    (value[0].as_str().unwrap(), value[1].as_u64().unwrap())
}
