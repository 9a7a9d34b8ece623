//! Text and JSON are two forms of the same; and a text has one form.

use std::fs;

use rebalance_fence::{Fence, format};
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::{Scenario, SimDuration, Variant};
use rebalance_tests::swarm;

use super::good;

fn scenario(json: &str) -> Scenario {
    let json: Json = serde_json::from_str(json).unwrap();
    Scenario::from_json(&json).unwrap()
}

fn write(scenario: &Scenario) -> String {
    rebalance_fence::write(&Fence::of(scenario.clone()))
}

fn comes_back(scenario: &Scenario) {
    let text = write(scenario);
    let read = good(&text).scenario;
    assert_eq!(&read, scenario, "{text}");
    assert_eq!(read.to_json(), scenario.to_json(), "{text}");
    assert_eq!(format(&text), Ok(text.clone()), "what is written has its form already");
}

#[test]
fn every_built_in_and_every_recorded_scenario_comes_back() {
    for builtin in BUILTIN {
        comes_back(&scenario(builtin.json));
    }
    let mut files = 0;
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/scenarios")).unwrap() {
        comes_back(&scenario(&fs::read_to_string(file.unwrap().path()).unwrap()));
        files += 1;
    }
    assert!(files >= 31, "{files}");
}

#[test]
fn whatever_the_swarm_draws_comes_back() {
    // What is started while it runs can be had in JSON alone, and means nothing there.
    let runs_already =
        |s: &Scenario| super::read(&write(s)).is_err_and(|p| p.iter().all(|p| p.what.ends_with("runs already")));
    // Its processing takes microseconds, which neither form has.
    let drawn = (0..400).map(|seed| Scenario::from_json(&swarm::case(seed).scenario.to_json()).unwrap());
    let texts = drawn.filter(|s| !runs_already(s)).inspect(comes_back).count();
    assert!(texts > 100, "{texts} of them are texts");
}

#[test]
fn a_group_that_is_there_already_comes_back() {
    comes_back(&scenario(
        r#"{"name": "there", "topics": {"orders": 3, "a_b": 1},
            "members": {"c1": {"process": true}, "c 2": {"group.instance.id": "x"}},
            "initial": {"state": "Stable", "generation": 7,
                        "assignment": {"c1": ["orders-0", "a_b-0"], "c 2": ["orders-1"]},
                        "offsets": {"orders-0": [120, 150], "orders-2": [null, 8]}},
            "member_ids": {"c1#1": "consumer-c1-1"},
            "script": [{"at_ms": 20000, "do": "kill", "member": "c 2"}],
            "kafka": "4.1", "broker": {"group.initial.rebalance.delay.ms": "0", "session.timeout.ms": "1"},
            "consumer": {"client.rack": "a"}, "duration_ms": 90061, "variants": ["as-configured", "consumer-range"]}"#,
    ));
}

#[test]
fn lanes_seed_and_instant_come_back() {
    let fence = good("scenario crash\nlanes consumer eager\nseed 7\nt 16029.5ms");
    let text = rebalance_fence::write(&fence);
    assert!(text.ends_with("\nlanes consumer eager\nrun 32s\nseed 7\nt 16.0295s\n"), "{text}");
    let again = good(&text);
    assert_eq!((&again.scenario, again.lanes(), again.seed), (&fence.scenario, fence.lanes(), fence.seed));
    assert_eq!(again.at.map(rebalance_model::SimTime::as_micros), Some(16_029_500));
    assert_eq!(format(&text), Ok(text.clone()));
}

#[test]
fn a_built_in_scenario_by_its_name_is_that_scenario() {
    for builtin in BUILTIN {
        let mut own = good(&format!("scenario {}", builtin.name)).scenario;
        own.variants = scenario(builtin.json).variants;
        assert_eq!(own, scenario(builtin.json), "{}", builtin.name);
    }
}

#[test]
fn a_text_does_not_end_the_script_that_it_stands_in() {
    for title in ["a </script> b", "<!-- a", "\"<script", "a < b", "</SCRIPT"] {
        let mut own = good("topic orders 1\nat 0s start c1").scenario;
        (own.title, own.name) = (title.to_owned(), title.to_owned());
        let text = write(&own);
        assert!(!["</", "<!", "<s", "<S"].iter().any(|tag| text.contains(tag)), "{text}");
        comes_back(&own);
    }
    assert!(
        write(&Scenario { title: "a < b".to_owned(), ..good("topic orders 1\nat 0s start c1").scenario })
            .starts_with("title a < b\n")
    );
}

#[test]
fn a_text_has_one_form_and_keeps_its_comments_and_its_order() {
    let text = "\n\n#why\ntopic   \"orders\"  6 # all of them\n\n\nsession.timeout.ms = 6000\n  at 15300ms start  c3 #late\nat 0ms start c1\n expect  stopped<5000ms\n\n";
    let formed = "# why\ntopic orders 6  # all of them\n\nsession.timeout.ms=6000\nat 15.3s start c3  # late\nat 0s start c1\nexpect stopped < 5s\n";
    assert_eq!(format(text).as_deref(), Ok(formed));
    assert_eq!(format(formed).as_deref(), Ok(formed));
    assert_eq!(good(text).scenario, good(formed).scenario);
}

#[test]
fn what_is_left_open_is_what_the_json_form_leaves_open() {
    let fence = good("topic orders 6\nat 0s start c1 c2\nat 12s kill c1");
    let short = r#"{"topics": {"orders": 6}, "members": {"c1": {}, "c2": {}}, "duration_ms": 27000, "script": [
        {"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 0, "do": "start", "member": "c2"},
        {"at_ms": 12000, "do": "kill", "member": "c1"}]}"#;
    assert_eq!(fence.scenario, scenario(short));
    assert_eq!(fence.lanes(), [Variant::Eager, Variant::Cooperative]);
    assert_eq!(fence.seed, None);
}

#[test]
fn a_built_in_scenario_can_be_changed() {
    let base = scenario(BUILTIN[1].json);
    assert_eq!(good("scenario crash").scenario, base);
    let fence = good("scenario crash\nsession.timeout.ms=10000\nat 40s start c9\nlanes consumer\nseed 7");
    assert_eq!(fence.scenario.consumer.get("session.timeout.ms"), Some("10000"));
    assert_eq!(fence.scenario.script.len(), base.script.len() + 1);
    assert!(fence.scenario.member_named("c9").is_some());
    assert_eq!(fence.scenario.duration, SimDuration::from_millis(55_000).max(base.duration));
    assert_eq!((fence.lanes(), fence.seed), (&[Variant::Consumer][..], Some(7)));
}
