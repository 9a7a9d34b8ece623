//! A recording made into a trace says again what the recording says.

use rebalance_analysis::describe::GroupDescription;
use rebalance_analysis::metrics::client;
use rebalance_analysis::score::logs::compare;
use rebalance_analysis::score::nearest;
use rebalance_cli::{record, recording};
use rebalance_import::replay::{ReplayError, replay};
use rebalance_model::scenario::json::Json;
use rebalance_model::{MemberIdx, SimTime, Trace};

use super::{Case, cases, consumer_cases};

fn replayed(case: &Case, run: u32) -> Trace {
    replay(&serde_json::from_str::<Json>(&case.recording(run)).unwrap()).unwrap()
}

/// Each case of either protocol with one of its runs, in turn.
fn one_run_each() -> impl Iterator<Item = (Case, u32)> {
    cases().into_iter().chain(consumer_cases()).zip([1, 2, 3].into_iter().cycle())
}

#[test]
fn the_round_trip_scores_nothing_but_ones() {
    let mut wrong = Vec::new();
    for (case, run) in one_run_each() {
        let original = recording::parse(&case.recording(run)).unwrap();
        let again = serde_json::to_string(&record::recording(&replayed(&case, run))).unwrap();
        let figures = nearest(&[original], &recording::parse(&again).unwrap()).unwrap();
        let is = |figure: f64, wanted: f64| (figure - wanted).abs() < f64::EPSILON;
        let same = is(figures.holders, 1.0) && is(figures.wire, 1.0) && is(figures.p95_ms, 0.0) && figures.final_same;
        let (unowned, twice) = (figures.unowned_s, figures.twice);
        if !same || unowned.recorded != unowned.simulated || twice.recorded != twice.simulated {
            wrong.push(format!("{}.{run}: {figures:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn its_log_is_the_recorded_one() {
    for (case, run) in one_run_each() {
        let told = record::read_lines(&case.recording(run)).unwrap();
        let figures = compare(&told, &record::sources(&replayed(&case, run)));
        // What is missing: the order in which assignors list partitions where it hangs on hashes or on user data.
        assert!(figures.equal() >= 0.97, "{}.{run}: {figures:?}", case.name);
    }
}

#[test]
fn its_metrics_are_the_recorded_ones() {
    for (case, run) in one_run_each() {
        let json: serde_json::Value = serde_json::from_str(&case.recording(run)).unwrap();
        let trace = replayed(&case, run);
        let end = SimTime::ZERO + trace.scenario().duration;
        for (m, spec) in trace.scenario().members.iter().enumerate() {
            for metric in client::of(&trace, MemberIdx::at(m), end).unwrap() {
                let told = json["client_metrics_at_end"][&spec.name][metric.name].as_f64();
                // The callback of a member in a process of its own waits for the recorder's, which no trace tells.
                let Some(told) = told.filter(|_| !(spec.process && metric.name.contains("assigned-latency"))) else {
                    continue;
                };
                let near = (told - metric.value).abs() <= margin(metric.name);
                assert!(near, "{}.{run} {}: {metric:?}, recorded {told}", case.name, spec.name);
            }
        }
    }
}

/// So much may a recorded value be another than that of the trace: a count not at all; a time by what passes between a
/// client's decision and its proxy, which is most where a connection has to be opened first; a rate by its digits; what
/// is told in whole seconds by one.
fn margin(name: &str) -> f64 {
    match name {
        "last-rebalance-seconds-ago" => 1.0,
        name if name.contains("latency") || name.contains("time") => 40.0,
        name if name.contains("rate") => 0.001,
        _ => 0.0,
    }
}

#[test]
fn the_coordinator_is_in_the_state_that_was_looked_up_last() {
    for (case, run) in one_run_each() {
        let json: serde_json::Value = serde_json::from_str(&case.recording(run)).unwrap();
        let looked = json["events"].as_array().unwrap().iter().rfind(|e| e["what"] == "state").unwrap();
        let trace = replayed(&case, run);
        let group = GroupDescription::at(&trace, trace.end, "group").unwrap();
        assert_eq!(looked["state"], group.state.name(), "{}.{run}", case.name);
        let members = looked["members"].as_object().unwrap();
        assert_eq!(members.len(), group.members.len(), "{}.{run}", case.name);
        for member in &group.members {
            let alias = &trace.header.identities.iter().find(|i| i.id == member.id).unwrap().alias;
            let held: Vec<String> = member.assignment.iter().map(|(topic, n)| format!("{topic}-{n}")).collect();
            assert_eq!(members[alias], serde_json::json!(held), "{}.{run} {alias}", case.name);
        }
    }
}

#[test]
fn causes_come_before_their_effects_and_events_in_order() {
    for (case, run) in one_run_each().take(12) {
        let trace = replayed(&case, run);
        assert!(trace.events.is_sorted_by_key(|e| e.at), "{}", case.name);
        assert!(trace.events.iter().any(|e| e.cause.is_some()), "{}", case.name);
        for (n, event) in trace.events.iter().enumerate() {
            assert!(event.cause.is_none_or(|cause| cause.index() < n), "{}: {event:?}", case.name);
        }
    }
}

#[test]
fn a_recording_without_ids_has_aliases_for_them() {
    let text = cases()[0].recording(1).replace("\"member_ids\"", "\"other_ids\"");
    let trace = replay(&serde_json::from_str::<Json>(&text).unwrap()).unwrap();
    let ids: Vec<&str> = trace.header.identities.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["c1#1", "c2#1", "c3#1"]);
}

#[test]
fn what_is_no_recording_is_refused_with_its_place() {
    let recording = cases()[0].recording(1);
    check_refused(&recording, &recording, None);
    check_refused(&recording, &recording.replace("\"variant\":\"eager\"", "\"variant\":\"lazy\""), Some("variant"));
    check_refused(&recording, &recording.replace("\"scenario\"", "\"story\""), Some("scenario"));
    check_refused(&recording, &recording.replace("\"events\"", "\"rows\""), Some("events"));
    check_refused(&recording, &recording.replacen("\"t\"", "\"at\"", 1), Some("events[0]"));
    check_refused(&recording, &recording.replace("\"MEMBER_ID_REQUIRED\"", "\"NOT_A_CODE\""), Some("events["));
}

#[track_caller]
fn check_refused(original: &str, text: &str, at: Option<&str>) {
    assert!(at.is_none() || original != text, "nothing was replaced for {at:?}");
    let result = replay(&serde_json::from_str::<Json>(text).unwrap());
    let refused: Option<ReplayError> = result.err();
    match (&refused, at) {
        (None, None) => {}
        (Some(error), Some(at)) => assert!(error.at.starts_with(at), "{error}"),
        _ => panic!("{refused:?}, not {at:?}"),
    }
}
