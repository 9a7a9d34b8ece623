//! What JavaScript can call, called with what JavaScript would bring.

#![cfg(target_family = "wasm")]
#![expect(clippy::unwrap_used, reason = "a test fails by it, and Clippy knows no tests but those of #[test]")]

use js_sys::{Array, JSON, Object, Reflect};
use rebalance_js::exports::{assign, fingerprint, parse, simulate, version};
use rebalance_js::parse_scenario;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const CRASH: &str = include_str!("../../model/scenarios/crash.json");

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap()
}

fn text(value: &JsValue, key: &str) -> String {
    get(value, key).as_string().unwrap_or_default()
}

#[expect(clippy::unnecessary_wraps, reason = "what the functions take")]
fn options(entries: &[(&str, &str)]) -> Option<Object> {
    let object = Object::new();
    for (key, value) in entries {
        Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value)).unwrap();
    }
    Some(object)
}

#[wasm_bindgen_test]
fn the_version_is_that_of_the_package() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[wasm_bindgen_test]
fn text_that_is_no_json_says_where() {
    for broken in ["", "{", "{\"name\": \"a\",}", "not json"] {
        let fault = parse_scenario(broken).unwrap_err();
        assert_eq!(fault.code, "json");
        assert!(fault.what.starts_with("The text is no JSON: "), "{}", fault.what);
        assert!(fault.what.len() > "The text is no JSON: ".len());
    }
}

#[wasm_bindgen_test]
fn json_that_is_no_scenario_names_the_place() {
    let error = parse(&CRASH.replacen("\"at_ms\": 0", "\"at_ms\": -1", 1)).unwrap_err();
    assert_eq!(text(&error, "code"), "scenario");
    assert!(text(&error, "where").starts_with("script[0]"), "{}", text(&error, "where"));
    assert!(error.is_instance_of::<js_sys::Error>());
}

#[wasm_bindgen_test]
fn a_scenario_comes_back_as_it_was_meant() {
    let object = parse(CRASH).unwrap();
    let again = parse(&JSON::stringify(&object).unwrap().as_string().unwrap()).unwrap();
    assert_eq!(JSON::stringify(&object).unwrap(), JSON::stringify(&again).unwrap());
    assert_eq!(text(&object, "name"), "crash");
}

#[wasm_bindgen_test]
fn a_run_is_plain_data_in_the_recordings_format() {
    let run = simulate(JSON::parse(CRASH).unwrap(), options(&[("variant", "cooperative")])).unwrap();
    assert_eq!(text(&run, "format"), "kafka-group-recording/1");
    let events = get(&run, "events");
    assert!(Array::is_array(&events) && events.unchecked_ref::<Array>().length() > 100);
    assert!(JSON::stringify(&run).is_ok());
}

#[wasm_bindgen_test]
fn seeds_are_text_and_reach_beyond_two_to_the_53() {
    let of = |seed: &str| fingerprint(JSON::parse(CRASH).unwrap(), options(&[("seed", seed)])).unwrap();
    assert_eq!(of("18446744073709551615"), of("18446744073709551615"));
    assert_ne!(of("18446744073709551615"), of("18446744073709551614"));
    assert_eq!(of("1").len(), 16);
    let error = fingerprint(JSON::parse(CRASH).unwrap(), options(&[("seed", "-1")])).unwrap_err();
    assert_eq!(text(&error, "where"), "seed");
}

#[wasm_bindgen_test]
fn what_kafka_refuses_is_an_error_with_its_setting() {
    let refused = CRASH.replace("\"session.timeout.ms\": \"6000\"", "\"session.timeout.ms\": \"5\"");
    assert_ne!(refused, CRASH);
    let error = simulate(JSON::parse(&refused).unwrap(), None).unwrap_err();
    assert_eq!(text(&error, "code"), "refused");
    assert!(text(&error, "message").to_lowercase().contains("session"), "{}", text(&error, "message"));
}

#[wasm_bindgen_test]
fn assignors_take_a_case_of_a_vectors_file() {
    let case = r#"{"id": "a", "assignor": "range", "topics": {"t": 3},
        "members": {"m1": {"topics": ["t"]}, "m2": {"topics": ["t"]}}}"#;
    let answer = assign(JSON::parse(case).unwrap()).unwrap();
    let expected = r#"{"id":"a","assignment":{"m1":[["t",0],["t",1]],"m2":[["t",2]]}}"#;
    assert_eq!(JSON::stringify(&answer).unwrap().as_string().unwrap(), expected);
    let error = assign(JSON::parse(r#"{"assignor": "range", "topics": {"t": "three"}}"#).unwrap()).unwrap_err();
    assert_eq!(text(&error, "where"), "topics");
}
