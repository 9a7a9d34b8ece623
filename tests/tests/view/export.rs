//! A run in the forms of other tools: each is what its reader takes, and says what the run says.

use std::collections::{BTreeMap, BTreeSet};

use rebalance_analysis::Holders;
use rebalance_view::{Lang, Stretch, export};
use serde_json::Value;

use super::*;

fn mermaid(bench: &Bench, lane: usize) -> export::Mermaid {
    export::mermaid(Lang::En, &bench.lab.lanes()[lane], bench.lab.window())
}

fn events(bench: &Bench) -> Vec<Value> {
    let text = export::perfetto(Lang::En, bench.lab.lanes());
    let mut file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["displayTimeUnit"], "ms");
    assert_eq!(file["otherData"]["events_left_out"], 0);
    match file["traceEvents"].take() {
        Value::Array(events) => events,
        other => panic!("a list is expected: {other}"),
    }
}

#[test]
fn a_sequence_diagram_tells_the_rebalance_in_the_order_of_the_coordinator() {
    let bench = Bench::of(SLOW_BATCH, "");
    let text = mermaid(&bench, 0).text;
    assert!(
        text.starts_with("sequenceDiagram\n    title scale-out-slow-batch · Eager\n    participant G as coordinator\n"),
        "{text}"
    );
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what:?} is expected in\n{text}"));
    let told = [
        "Note over M1: 14.2017 slow batch of C1: 5 s",
        "Note over M3: 15.3017 C3 starts",
        "G: 15.",
        "PreparingRebalance · generation 1",
        "Heartbeat: REBALANCE_IN_PROGRESS",
        "onPartitionsRevoked: P3 P4 P5",
        "onPartitionsRevoked: P0 P1 P2",
        "CompletingRebalance · generation 2",
        "JoinGroup: generation 2",
        "Stable · generation 2",
        "SyncGroup: P4 P5",
        "onPartitionsAssigned: P4 P5",
    ];
    let places = told.map(place);
    assert!(places.is_sorted(), "{places:?} in\n{text}");
    // Heartbeats that bring no news are counted.
    assert!(text.ends_with("Note over G: OffsetCommit ×129 · Heartbeat ×15\n"), "{text}");
}

#[test]
fn what_never_arrives_has_a_crossed_arrow() {
    // The process that a request is answered to is gone by then.
    let bench = Bench::of(STEP_BY_STEP, "act=kill:c3@15.45s");
    let trace = bench.lab.lanes()[0].trace();
    let lost = trace.messages.iter().filter(|m| m.arrived.is_none()).count();
    let text = mermaid(&bench, 0).text;
    assert!(lost > 0, "nothing is lost");
    assert_eq!(text.matches("-x").count(), lost, "{text}");
}

#[test]
fn a_sequence_diagram_is_cut_where_mermaid_would_refuse_it_and_says_so() {
    let trace = rebalance_sim::run(&Rc::new(crowd()), Variant::Eager, Options::default()).unwrap();
    let range = Stretch { from: SimTime::ZERO, end: trace.end };
    let cut = export::mermaid(Lang::En, &Lane::new(Rc::new(trace)), range);
    assert!(cut.left_out > 0 && cut.text.len() < 50_000, "{} left out of {}", cut.left_out, cut.text.len());
    assert!(
        cut.text.ends_with(&format!("Note over G: … +{}\n", cut.left_out)),
        "{}",
        &cut.text[cut.text.len() - 200..]
    );
}

/// A group whose messages fill more than a diagram.
fn crowd() -> Scenario {
    let members: Vec<String> = (1..=90).map(|i| format!(r#""c{i}": {{}}"#)).collect();
    let script: Vec<String> =
        (1..=90).map(|i| format!(r#"{{"at_ms": {}, "do": "start", "member": "c{i}"}}"#, 700 * i)).collect();
    scenario(&format!(
        r#"{{"name": "large", "topics": {{"orders": 90}}, "members": {{{}}}, "script": [{}], "duration_ms": 70000}}"#,
        members.join(","),
        script.join(",")
    ))
}

#[test]
fn names_of_ones_own_end_no_statement_of_a_sequence_diagram() {
    let odd = scenario(
        r#"{"name": "a; b # c", "topics": {"orders": 1}, "members": {"end; <b>#1": {}},
            "script": [{"at_ms": 0, "do": "start", "member": "end; <b>#1"}], "duration_ms": 5000}"#,
    );
    let trace = rebalance_sim::run(&Rc::new(odd), Variant::Eager, Options::default()).unwrap();
    let range = Stretch { from: SimTime::ZERO, end: trace.end };
    let text = export::mermaid(Lang::En, &Lane::new(Rc::new(trace)), range).text;
    assert!(text.contains("title a#59; b #35; c · Eager"), "{text}");
    assert!(text.contains("participant M1 as end#59; #60;b#62;#35;1\n"), "{text}");
    assert!(!text.contains('<'), "{text}");
}

#[test]
fn a_perfetto_trace_has_a_process_a_lane_and_a_track_a_member_and_partition() {
    let bench = Bench::of(SLOW_BATCH, "lanes=eager,cooperative,consumer");
    let events = events(&bench);
    let names = |what: &str, pid: u64| -> Vec<&str> {
        let of = events.iter().filter(|e| e["name"] == what && e["pid"] == pid);
        of.map(|e| e["args"]["name"].as_str().unwrap()).collect()
    };
    assert_eq!(
        (1..=3).flat_map(|pid| names("process_name", pid)).collect::<Vec<_>>(),
        ["Eager", "Cooperative", "KIP-848"]
    );
    let tracks = ["coordinator", "C1", "C2", "C3", "P0", "P1", "P2", "P3", "P4", "P5"];
    for pid in 1..=3 {
        assert_eq!(names("thread_name", pid), tracks, "lane {pid}");
    }
    for event in &events {
        let phase = event["ph"].as_str().unwrap();
        assert!(["M", "X", "i", "s", "f", "C"].contains(&phase), "{event}");
        assert!(event["pid"].is_u64() && event["tid"].is_u64() && event["name"].is_string(), "{event}");
        assert_eq!(event["ts"].is_u64(), phase != "M", "{event}");
        assert_eq!(event["dur"].as_u64().is_some_and(|d| d > 0), phase == "X", "{event}");
    }
}

#[test]
fn slices_of_a_track_lie_inside_one_another_or_apart() {
    for (scenario, query) in [(SLOW_BATCH, ""), (POLL_TIMEOUT, ""), (place("freeze"), "lanes=eager,consumer")] {
        let mut slices: Vec<(u64, u64, u64, u64)> = Vec::new();
        for e in events(&Bench::of(scenario, query)).iter().filter(|e| e["ph"] == "X") {
            let n = |key: &str| e[key].as_u64().unwrap();
            slices.push((n("pid"), n("tid"), n("ts"), n("ts") + n("dur")));
        }
        // The longer ones first: they are around the others.
        slices.sort_by_key(|s| (s.0, s.1, s.2, std::cmp::Reverse(s.3)));
        let mut around: Vec<(u64, u64, u64, u64)> = Vec::new();
        for slice in slices {
            around.retain(|a| (a.0, a.1) == (slice.0, slice.1) && a.3 > slice.2);
            assert!(around.last().is_none_or(|a| slice.3 <= a.3), "{slice:?} leaves {:?}", around.last());
            around.push(slice);
        }
    }
}

#[test]
fn each_message_is_an_arrow_between_two_slices() {
    let bench = Bench::of(SLOW_BATCH, "");
    let events = events(&bench);
    let key = |e: &Value| ["name", "pid", "tid", "ts"].map(|key| e[key].to_string());
    let slices: BTreeSet<_> = events.iter().filter(|e| e["ph"] == "X").map(key).collect();
    let of = |phase: &str| -> BTreeMap<u64, &Value> {
        events.iter().filter(|e| e["ph"] == phase).map(|e| (e["id"].as_u64().unwrap(), e)).collect()
    };
    let (starts, ends) = (of("s"), of("f"));
    let arrived = bench.lab.lanes().iter().flat_map(|l| &l.trace().messages).filter(|m| m.arrived.is_some()).count();
    assert_eq!((starts.len(), ends.len()), (arrived, arrived));
    for (id, start) in starts {
        let end = ends[&id];
        assert_eq!(end["bp"], "e");
        assert!(end["ts"].as_u64() >= start["ts"].as_u64() && end["pid"] == start["pid"], "{start} to {end}");
        for point in [start, end] {
            assert!(slices.contains(&key(point)), "{point} has no slice");
        }
    }
}

#[test]
fn the_partitions_tracks_say_who_holds_them_and_when_nobody_does() {
    let bench = Bench::of(SLOW_BATCH, "");
    let events = events(&bench);
    let report = &bench.lab.lanes()[0].report;
    let unowned: u64 = events
        .iter()
        .filter(|e| e["pid"] == 1 && e["name"] == "nobody" && e["ts"].as_u64() >= Some(report.since.as_micros()))
        .map(|e| e["dur"].as_u64().unwrap())
        .sum();
    assert_eq!(unowned, report.stopped.as_micros());
    let last = report.owners.iter().map(|phases| phases.last().unwrap().holders);
    assert!(last.clone().all(|h| matches!(h, Holders::One(_))));
    for (p, holder) in last.enumerate() {
        let track = events.iter().filter(|e| e["ph"] == "X" && e["pid"] == 1 && e["tid"] == 5 + p);
        let name = track.max_by_key(|e| e["ts"].as_u64()).unwrap()["name"].as_str().unwrap();
        assert_eq!(name, format!("C{}", holder.first().unwrap().index() + 1), "P{p}");
    }
}

#[test]
fn the_file_of_a_scenario_is_read_again_as_the_same() {
    for builtin in BUILTIN {
        let scenario = scenario(builtin.json);
        let text = export::scenario(&scenario);
        assert_eq!(self::scenario(&text), scenario, "{}", builtin.name);
    }
    let changed = Bench::of(CRASH, "session.timeout.ms=10000&act=kill:c1@20s");
    let plan = changed.session.plan(&changed.base).unwrap();
    assert_eq!(scenario(&export::scenario(&plan)), plan);
}
