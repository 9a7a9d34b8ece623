//! `rebalance assign`.

use std::time::Duration;

use serde_json::{Value, json};

use super::{rebalance, rebalance_reads};

fn group() -> Value {
    json!({"id": "a", "assignor": "range", "topics": {"t": 3}, "members": {"m2": {"topics": ["t"]}, "m1": {"topics": ["t"]}}})
}

#[track_caller]
fn check(case: &Value, answer: &Value) {
    let ran = rebalance_reads(&["assign", "-"], case.to_string().as_bytes()).done();
    assert_eq!(ran.json_lines(), std::slice::from_ref(answer), "{case}");
}

#[test]
fn a_case_is_answered_with_each_members_partitions_in_kafkas_order() {
    check(&group(), &json!({"id": "a", "assignment": {"m2": [["t", 2]], "m1": [["t", 0], ["t", 1]]}}));
}

#[test]
fn members_are_answered_in_the_order_of_the_case() {
    let ran = rebalance_reads(&["assign", "-"], group().to_string().replace("\"m2\"", "\"m9\"").as_bytes()).done();
    let (first, second) = (ran.out.find("\"m1\"").unwrap(), ran.out.find("\"m9\"").unwrap());
    let told_first = group().to_string().find("\"m1\"").unwrap() < group().to_string().find("\"m2\"").unwrap();
    assert_eq!(first < second, told_first);
}

#[test]
fn racks_instances_and_what_is_owned_count() {
    let mut racks = group();
    racks["racks"] = json!({"t": [["east"], ["west"], ["west"]]});
    racks["members"]["m1"]["rack"] = json!("west");
    racks["members"]["m2"]["rack"] = json!("east");
    check(&racks, &json!({"id": "a", "assignment": {"m2": [["t", 0]], "m1": [["t", 1], ["t", 2]]}}));

    let mut instances = group();
    instances["members"]["m1"]["instanceId"] = json!("z");
    instances["members"]["m2"]["instanceId"] = json!("a");
    check(&instances, &json!({"id": "a", "assignment": {"m2": [["t", 0], ["t", 1]], "m1": [["t", 2]]}}));

    let mut owned = group();
    owned["assignor"] = json!("cooperative-sticky");
    owned["members"]["m2"]["owned"] = json!([["t", 0], ["t", 1]]);
    owned["members"]["m2"]["generation"] = json!(4);
    check(&owned, &json!({"id": "a", "assignment": {"m2": [["t", 0], ["t", 1]], "m1": [["t", 2]]}}));
    // m1 was there later, so that what m2 says is out of date.
    owned["members"]["m1"]["owned"] = json!([["t", 0], ["t", 1]]);
    owned["members"]["m1"]["generation"] = json!(5);
    check(&owned, &json!({"id": "a", "assignment": {"m2": [["t", 2]], "m1": [["t", 0], ["t", 1]]}}));
}

#[test]
fn until_stable_tells_the_last_call_and_how_many_there_were() {
    let mut case = group();
    case["assignor"] = json!("cooperative-sticky");
    case["mode"] = json!("until-stable");
    case["members"]["m1"]["owned"] = json!([["t", 0], ["t", 1], ["t", 2]]);
    case["members"]["m1"]["generation"] = json!(1);
    check(&case, &json!({"id": "a", "assignment": {"m2": [["t", 2]], "m1": [["t", 0], ["t", 1]]}, "rounds": 2}));
}

#[test]
fn what_is_owned_of_a_topic_that_is_gone_does_not_count() {
    let mut case = group();
    case["assignor"] = json!("cooperative-sticky");
    case["members"]["m1"]["owned"] = json!([["gone", 7], ["t", 2]]);
    case["members"]["m1"]["generation"] = json!(1);
    case["members"]["m2"]["topics"] = json!(["t", "never-was"]);
    let ran = rebalance_reads(&["assign", "-"], case.to_string().as_bytes()).done();
    let m1 = &ran.json()["assignment"]["m1"];
    assert!(m1.as_array().unwrap().contains(&json!(["t", 2])) && !m1.to_string().contains("gone"), "{}", ran.out);
}

#[test]
fn a_refusal_and_an_assignor_that_is_missing_are_answers_too() {
    let mut nobody = group();
    nobody["assignor"] = json!("cooperative-sticky");
    nobody["members"] = json!({});
    check(&nobody, &json!({"id": "a", "error": "the group has no members to assign partitions to"}));
    let mut case = group();
    case["assignor"] = json!("no-such");
    check(&case, &json!({"id": "a", "unsupported": "no-such is no assignor that the lab knows"}));
}

#[test]
fn the_assignors_of_the_broker_have_names_of_their_own() {
    let mut case = group();
    case["assignor"] = json!("server-range");
    check(&case, &json!({"id": "a", "assignment": {"m1": [["t", 0], ["t", 1]], "m2": [["t", 2]]}}));
    // The last in order gets what does not divide; a previous target is kept.
    case["assignor"] = json!("uniform");
    check(&case, &json!({"id": "a", "assignment": {"m1": [["t", 0]], "m2": [["t", 1], ["t", 2]]}}));
    case["members"]["m1"]["current"] = json!([["t", 1], ["t", 2]]);
    check(&case, &json!({"id": "a", "assignment": {"m1": [["t", 1], ["t", 2]], "m2": [["t", 0]]}}));
    case["members"]["m1"]["topics"] = json!(["t", "gone"]);
    let says = "Members are subscribed to topic gone which doesn't exist in the topic metadata.";
    check(&case, &json!({"id": "a", "error": says}));
}

#[test]
fn a_list_an_object_with_vectors_and_a_case_a_line_say_the_same() {
    let (a, mut b) = (group(), group());
    b["id"] = json!("b");
    let forms = [
        json!([a, b]).to_string(),
        serde_json::to_string_pretty(&json!({"meta": {"about": [1]}, "vectors": [a, b]})).unwrap(),
        format!("{a}\n\n{b}\n"),
        format!("\u{feff}{a}\r\n{b}"),
    ];
    let answers = forms.each_ref().map(|form| rebalance_reads(&["assign", "-"], form.as_bytes()).done().out);
    assert_eq!(answers[0].lines().count(), 2);
    for (answer, form) in answers.iter().zip(&forms) {
        assert_eq!(*answer, answers[0], "{form}");
    }
}

#[test]
fn what_is_not_whole_is_refused_with_its_line_before_anything_is_answered() {
    let good = group().to_string();
    for (bad, says) in [
        (r#"{"id": "b"}"#, "missing field `assignor` at line 2 column 11"),
        (r#"{"id": 5}"#, "invalid type: integer `5`, expected a string at line 2 column 8"),
        (&good.replace(":3", ":-3"), "integer `-3`, expected u32 at line 2"),
        (&good.replace(":3", ":\"three\""), "string \"three\", expected u32 at line 2"),
        (&good.replacen(r#"{"topics":["t"]}"#, "{}", 1), "missing field `topics` at line 2"),
        (&good.replace("range\"", "range\",\"mode\":\"forever\""), "unknown variant `forever`"),
        ("{", "EOF while parsing an object at line 2 column 1"),
        ("7", "expected a case, a list of cases, or an object that has one under `vectors` at line 2 column 1"),
    ] {
        let ran = rebalance_reads(&["assign", "-"], format!("{good}\n{bad}").as_bytes());
        ran.refused(&["standard input: ", says]);
        assert_eq!(ran.out, "", "{bad}");
    }
    rebalance(&["assign", "nowhere.json"]).refused(&["nowhere.json: No such file"]);
}

#[test]
fn thousands_of_cases_take_no_time_to_speak_of() {
    let mut case = group();
    case["assignor"] = json!("cooperative-sticky");
    case["topics"] = json!({"t": 100});
    let lines = format!("{case}\n").repeat(5_000);
    let ran = rebalance_reads(&["assign", "-"], lines.as_bytes()).done();
    assert_eq!(ran.out.lines().count(), 5_000);
    // A debug build on a busy machine takes some 2 s.
    assert!(ran.took < Duration::from_secs(20), "{:?}", ran.took);
}
