//! `rebalance import`.

use std::fs;

use serde_json::Value;

use super::{file, folder, rebalance, rebalance_reads, shared};

fn sample(name: &str) -> String {
    shared(&format!("samples/{name}"))
}

fn sentences(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect()
}

#[test]
fn the_views_of_one_group_become_a_scenario_and_a_report() {
    let files = ["billing.offsets.txt", "billing.members-verbose.txt", "billing.state.txt"].map(sample);
    let [offsets, members, state] = &files;
    let json = rebalance(&["import", offsets, members, state]).done().json();
    assert_eq!(json["scenario"]["topics"].to_string(), r#"{"orders":6,"refunds":3}"#);
    assert_eq!(json["scenario"]["initial"]["assignment"].as_object().unwrap().len(), 3);
    assert!(sentences(&json["assumed"]).contains(&"session.timeout.ms = 45000, Kafka's default"));
    for list in ["understood", "assumed", "not_understood"] {
        for entry in json[list].as_array().unwrap() {
            let known = entry["file"].is_null() || files.iter().any(|file| entry["file"] == file.as_str());
            assert!(known && (entry["line"].is_u64() || entry["line"].is_null()), "{entry}");
        }
    }
    let line = json["understood"].as_array().unwrap().iter().find(|e| e["what"].as_str().unwrap().contains("orders-1"));
    assert_eq!((&line.unwrap()["file"], &line.unwrap()["line"]), (&Value::from(offsets.as_str()), &Value::from(3)));
}

#[test]
fn what_import_prints_can_be_simulated() {
    let folder = folder("import-simulate");
    for play in ["1", "2", "3", "4"] {
        let imported = rebalance(&["import", "--play", play, &sample("billing.members-verbose.txt")]).done();
        let path = file(&folder, "imported.json", &imported.out);
        let ran = rebalance(&["simulate", &path, "--variant", "cooperative"]).done();
        assert!(ran.out.contains("billing-1") && ran.out.lines().count() > 1_000, "play {play}");
    }
}

#[test]
fn each_play_tells_another_story() {
    let told = |play: &str| {
        let json = rebalance(&["import", "--play", play, &sample("billing.offsets.txt")]).done().json();
        let script = json["scenario"]["script"].as_array().unwrap().clone();
        script.iter().map(|step| step["do"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(["1", "2", "3", "4"].map(told), ["stall start", "kill", "stall", "start"]);
    assert_eq!(rebalance(&["import", "--play", "5", "x"]).code, 2);
}

#[test]
fn several_groups_in_one_paste_are_named_and_one_is_played() {
    let all = sample("all-groups.members-verbose.txt");
    let json = rebalance(&["import", &all]).done().json();
    let groups: Vec<&str> = json["groups"].as_array().unwrap().iter().map(|group| group.as_str().unwrap()).collect();
    assert!(groups.len() > 1 && groups.contains(&"보고서 team"), "{groups:?}");
    let played = json["group"].as_str().unwrap();
    assert!(json["scenario"]["title"].as_str().unwrap().starts_with(played));
    assert!(sentences(&json["assumed"]).iter().any(|what| what.contains("--group names another")));

    let other = rebalance(&["import", &all, "--group", "보고서 team"]).done().json();
    assert!(other["scenario"]["title"].as_str().unwrap().starts_with("보고서 team"));
    rebalance(&["import", &all, "--group", "no such"]).refused(&["\"no such\"", groups[0]]);
}

#[test]
fn settings_of_a_properties_file_are_the_groups() {
    let folder = folder("import-properties");
    let settings = file(&folder, "consumer.properties", "session.timeout.ms=10000\nmax.poll.interval.ms = soon\n");
    let json = rebalance(&["import", &sample("billing.offsets.txt"), &settings]).done().json();
    assert_eq!(json["scenario"]["consumer"]["session.timeout.ms"], "10000");
    let refused = &json["not_understood"][0];
    assert_eq!((refused["file"].as_str(), refused["line"].as_u64()), (Some(settings.as_str()), Some(2)));
    assert!(refused["what"].as_str().unwrap().contains("max.poll.interval.ms"), "{refused}");
}

#[test]
fn standard_input_reads_like_a_file() {
    let path = sample("billing.offsets.txt");
    let from_file = rebalance(&["import", &path]).done();
    let from_pipe = rebalance_reads(&["import", "-"], &fs::read(&path).unwrap()).done();
    assert_eq!(from_file.out.replace(&path, "standard input"), from_pipe.out);
}

#[test]
fn input_without_a_group_fails_and_still_says_what_it_was() {
    let none = sample("no-such-group.offsets.txt");
    for (args, input, says) in [
        (&["import", none.as_str()][..], &b""[..], &["line 2", "there is no group no-such-group"][..]),
        (&["import", "-"], b"", &["standard input", "nothing in it"]),
        (&["import", "-"], b"\x7fELF\0\0\x01\x02\xff\xfe", &["standard input", "no text"]),
        (&["import", "-"], b"dear colleague,\n", &["standard input: line 1", "dear colleague"]),
    ] {
        let ran = rebalance_reads(args, input);
        ran.refused(says);
        let json = ran.json();
        assert!(json["scenario"].is_null() && !json["not_understood"].as_array().unwrap().is_empty(), "{json}");
    }
    rebalance(&["import", "nowhere.txt"]).refused(&["nowhere.txt", "No such file"]);
}
