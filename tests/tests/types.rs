//! The types of the JavaScript edge: the file is what the shapes say, and the shapes are what comes out.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::path::Path;
use std::rc::Rc;
use std::{env, fs};

use rebalance_js::CODES;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::{Scenario, Variant};
use rebalance_sim::{Options, run};
use rebalance_tests::types::edge::types;
use rebalance_tests::types::{Shape, typescript};

fn file(below: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below)
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

fn hold(name: &'static str, value: &Json, what: &str) {
    if let Err(why) = Shape::Named(name).holds(value, &types(), what) {
        panic!("{name}: {why}");
    }
}

/// Files of scenarios: the built-in ones, and all that were recorded.
fn scenarios() -> Vec<(String, String)> {
    let mut all: Vec<_> = BUILTIN.iter().map(|b| (b.name.to_owned(), b.json.to_owned())).collect();
    let mut files: Vec<_> =
        fs::read_dir(file("tests/conformance/scenarios")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    all.extend(files.iter().map(|file| (file.display().to_string(), fs::read_to_string(file).unwrap())));
    all
}

#[test]
fn the_file_is_what_the_shapes_say() {
    let path = file("crates/js/src/types.d.ts");
    let generated = typescript(&types());
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), generated, "UPDATE_EXPECT=1 makes it anew");
}

#[test]
fn every_scenario_is_one_to_typescript_too_as_a_file_and_as_it_is_given_back() {
    for (name, text) in scenarios() {
        let value = json(&text);
        hold("Scenario", &value, &name);
        hold("Scenario", &Scenario::from_json(&value).unwrap().to_json(), &name);
    }
}

#[test]
fn every_run_is_a_recording_to_typescript_too() {
    let mut events = 0;
    for (name, text) in scenarios() {
        let scenario = Rc::new(Scenario::from_json(&json(&text)).unwrap());
        for variant in scenario.variants.iter().copied().chain([Variant::Eager, Variant::Consumer]) {
            let Ok(trace) = run(&scenario, variant, Options::default()) else { continue };
            let recording = trace.to_recording();
            hold("Recording", &recording, &format!("{name}.{}", variant.name()));
            if let Some(Json::List(list)) = recording.get("events") {
                events += list.len();
            }
        }
    }
    assert!(events > 20_000, "{events} events were looked at");
}

/// What a case consists of.
const CASE: [&str; 6] = ["id", "assignor", "topics", "members", "racks", "mode"];

#[test]
fn every_case_of_an_assignor_and_its_answer_are_what_typescript_is_told() {
    for vectors in ["assignors-random.jsonl", "assignors-drawn.jsonl"] {
        let text = fs::read_to_string(file("tests/vectors").join(vectors)).unwrap();
        for line in text.lines().filter(|line| !line.is_empty()).take(300) {
            let mut case = json(line);
            if let Json::Object(entries) = &mut case {
                // What Kafka made of it stands beside a case.
                entries.retain(|(key, _)| CASE.contains(&&**key));
            }
            hold("AssignorCase", &case, vectors);
            hold("AssignorAnswer", &rebalance_js::assign(&case).unwrap(), vectors);
        }
    }
}

#[test]
fn a_shape_notices_what_is_otherwise() {
    let scenario = json(BUILTIN[0].json);
    let Json::Object(entries) = &scenario else { panic!() };
    let without = Json::Object(entries.iter().filter(|(key, _)| key != "topics").cloned().collect());
    let with = |key: &str, value: Json| {
        let mut entries = entries.clone();
        entries.retain(|(k, _)| k != key);
        entries.push((key.to_owned(), value));
        Json::Object(entries)
    };
    let holds = |value: &Json| Shape::Named("Scenario").holds(value, &types(), "it");
    assert_eq!(holds(&scenario), Ok(()));
    for (value, words) in [
        (without, "has no topics"),
        (with("more", Json::Null), "has more"),
        (with("duration_ms", Json::from("long")), "duration_ms"),
        (with("variants", Json::List(vec![Json::from("lazy")])), "variants[0]"),
    ] {
        assert!(holds(&value).unwrap_err().contains(words), "{words}");
    }
}

#[test]
fn every_code_has_a_class_in_the_package() {
    let errors = fs::read_to_string(file("web/package/errors.js")).unwrap();
    for (code, class) in CODES {
        assert!(errors.contains(&format!("export class {class} extends RebalanceError")), "{class}");
        assert!(errors.contains(&format!("{code}: {class}")), "{code}");
    }
}
