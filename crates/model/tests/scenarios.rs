//! Scenario files: read, refused with the place of what is wrong, written and read again.

use rebalance_model::scenario::Action;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::{MemberIdx, Scenario, SimDuration, SimTime};

const SMALL: &str = r#"{"name": "s", "topics": {"b": 2, "a": 1}, "members": {"c2": {}, "c1": {"session.timeout.ms": 7000}},
    "script": [{"at_ms": 10, "do": "stall", "member": "c1", "ms": 5}, {"at_ms": 0, "do": "start", "member": "c1"}],
    "duration_ms": 1000, "variants": ["eager"],
    "initial": {"state": "Stable", "generation": 4, "assignment": {"c2": ["a-0", "b-0"], "c1": []}, "offsets": {"b-0": [3, 9], "b-1": [null, 2]}},
    "member_ids": {"c1#1": "c1-uuid"}}"#;

fn read(text: &str) -> Result<Scenario, String> {
    let json: Json = serde_json::from_str(text).map_err(|e| e.to_string())?;
    Scenario::from_json(&json).map_err(|e| e.to_string())
}

fn refused(from: &str, to: &str, says: &str) {
    let text = SMALL.replacen(from, to, 1);
    assert_ne!(text, SMALL, "{from} is not in the scenario");
    let error = read(&text).expect_err(says);
    assert!(error.contains(says), "{error:?} does not say {says:?}");
}

#[test]
fn order_of_the_file_is_kept_and_steps_are_sorted_by_time() {
    let s = read(SMALL).unwrap();
    assert_eq!((s.topics[0].name.as_str(), s.members[0].name.as_str()), ("b", "c2"));
    assert_eq!(s.partition_name(s.partition_named("a-0").unwrap()), "a-0");
    assert_eq!(s.script[1].action, Action::Stall(MemberIdx(1), SimDuration::from_millis(5)));
    assert_eq!(s.log_end(s.partition_named("b-0").unwrap(), SimTime::from_millis(250)), 9 + 2);
}

#[test]
fn what_is_written_reads_as_the_same() {
    for text in BUILTIN.iter().map(|b| b.json).chain([SMALL]) {
        let once = read(text).unwrap();
        let json = serde_json::to_string(&once.to_json()).unwrap();
        assert_eq!(read(&json).unwrap(), once, "{}", once.name);
    }
}

#[test]
fn a_builtin_is_called_by_its_name() {
    for b in BUILTIN {
        assert_eq!(read(b.json).unwrap().name, b.name);
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    refused("\"at_ms\": 10", "\"at_ms\": -1", "script[0].at_ms: must not be negative");
    refused("\"do\": \"stall\"", "\"do\": \"explode\"", "script[0].do: explode is no action");
    refused("\"member\": \"c1\", \"ms\"", "\"member\": \"c9\", \"ms\"", "script[0].member: c9 is no member");
    refused("\"duration_ms\": 1000,", "", "duration_ms: is missing");
    refused("\"b\": 2, \"a\": 1", "", "topics: has no partition");
    refused("\"b\": 2", "\"b\": 9000000000", "topics.b: more than");
    refused("[\"a-0\", \"b-0\"]", "[\"a-0\", \"a-0\"]", "initial.assignment.c2: a-0 is held twice");
    refused("[3, 9]", "[10, 9]", "initial.offsets.b-0");
    refused("\"variants\": [\"eager\"]", "\"variants\": [\"lazy\"]", "variants[0]: lazy is no variant");
    refused("7000", "[7]", "members.c1.session.timeout.ms: must be text");
    refused("\"script\":", "\"scirpt\":", "scirpt: is not known here");
}
