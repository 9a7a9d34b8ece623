//! The three views against what the real tool printed (samples), and against what the broker answered in the recordings.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rebalance_analysis::describe::{ConsumerDescription, GroupDescription, MemberDescription, PartitionDescription};
use rebalance_analysis::screen::{Screen, text};
use rebalance_model::trace::GroupState;
use rebalance_model::{SimTime, Trace};
use serde_json::Value;

use super::{Case, cases, consumer_cases};

/// Groups of which the views were printed; the last one is a consumer group.
const SAMPLES: [&str; 6] =
    ["billing", "billing-empty", "billing-rebalancing", "mailer", "unicode-group", "search-indexer"];
/// Those of which the verbose state was.
const VERBOSE: [&str; 2] = ["billing", "search-indexer"];

fn sample(name: &str, view: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("samples/{name}.{view}.txt"));
    fs::read_to_string(file).unwrap()
}

/// The cells of a sample's rows by header, cut where the headers begin.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let lines: Vec<Vec<char>> = text.lines().map(|l| l.chars().collect()).collect();
    let head = lines.iter().position(|l| l.starts_with(&['G', 'R', 'O', 'U', 'P'])).unwrap();
    let header: String = lines[head].iter().collect();
    let header = header.replace("COORDINATOR (ID)", "COORDINATOR_(ID)");
    let begins: Vec<usize> = (0..header.len())
        .filter(|i| !header[*i..].starts_with(' ') && (*i == 0 || header[..*i].ends_with(' ')))
        .collect();
    let cell = |line: &[char], column: usize| {
        let end = begins.get(column + 1).copied().unwrap_or(line.len()).min(line.len());
        line[begins[column].min(end)..end].iter().collect::<String>().trim().to_owned()
    };
    let name = |column: usize| header[begins[column]..].split(' ').next().unwrap().to_owned();
    let row = |line: &Vec<char>| (0..begins.len()).map(|c| (name(c), cell(line, c))).collect();
    lines[head + 1..].iter().map(row).collect()
}

/// The group that a sample was printed of, its members and partitions in an order that is not the tool's.
fn group(name: &str) -> GroupDescription {
    let some = |text: &String| (text != "-" && !text.is_empty()).then(|| text.clone());
    let state = rows(&sample(name, if VERBOSE.contains(&name) { "state-verbose" } else { "state" })).remove(0);
    let assignment = |text: &String| -> Vec<(String, u32)> {
        let text = some(text).unwrap_or_default();
        let topics = text.split(';').filter_map(|t| t.split_once(':'));
        topics.flat_map(|(t, n)| n.split(',').map(move |n| (t.to_owned(), n.parse().unwrap()))).collect()
    };
    let members: BTreeMap<String, MemberDescription> = rows(&sample(name, "members-verbose"))
        .into_iter()
        .map(|row| {
            let consumer = row["CURRENT-EPOCH"].parse().ok().map(|epoch| ConsumerDescription {
                epoch,
                target: assignment(&row["TARGET-ASSIGNMENT"]),
                upgraded: true,
            });
            let member = MemberDescription {
                id: row["CONSUMER-ID"].clone(),
                instance: row.get("GROUP-INSTANCE-ID").and_then(some),
                host: row["HOST"].clone(),
                client_id: row["CLIENT-ID"].clone(),
                assignment: assignment(&row["CURRENT-ASSIGNMENT"]),
                consumer,
            };
            (member.id.clone(), member)
        })
        .collect();
    let partitions = rows(&sample(name, "offsets")).into_iter().rev().map(|row| PartitionDescription {
        topic: row["TOPIC"].clone(),
        number: row["PARTITION"].parse().unwrap(),
        committed: row["CURRENT-OFFSET"].parse().ok(),
        end: row["LOG-END-OFFSET"].parse().ok(),
    });
    let states = [GroupState::Empty, GroupState::PreparingRebalance, GroupState::Stable];
    let epoch = |column: &str| state.get(column).and_then(|cell| cell.parse().ok());
    let described = GroupDescription::of_parts(
        state["GROUP"].clone(),
        states.into_iter().find(|s| s.name() == state["STATE"]).unwrap(),
        state["COORDINATOR_(ID)"].clone(),
        some(&state["ASSIGNMENT-STRATEGY"]),
        (members.into_values().collect(), 0),
        partitions.collect(),
    );
    GroupDescription { epoch: epoch("GROUP-EPOCH"), target_epoch: epoch("TARGET-ASSIGNMENT-EPOCH"), ..described }
}

#[test]
fn the_views_are_what_the_real_tool_printed() {
    for name in SAMPLES {
        let group = group(name);
        let check = |view: &str, table: String| {
            assert_eq!(group.warning() + &table, sample(name, view), "{name}.{view}");
        };
        check("members-verbose", group.members());
        if VERBOSE.contains(&name) {
            check("state-verbose", group.state_verbose());
        }
        if name != "search-indexer" {
            check("state", group.state());
        }
        // The group had finished its rebalance when the next view was printed.
        if name != "billing-rebalancing" {
            check("offsets", group.offsets());
        }
    }
}

/// What a member holds by the broker's books, by the alias of its id.
type Holds = BTreeMap<String, Vec<String>>;

fn described(trace: &Trace, at: SimTime) -> (String, Holds) {
    let group = GroupDescription::at(trace, at, "group").unwrap();
    let alias = |id: &String| trace.header.identities.iter().find(|i| i.id == *id).unwrap().alias.clone();
    let held = |m: &MemberDescription| m.assignment.iter().map(|(t, n)| format!("{t}-{n}")).collect();
    (group.state.name().to_owned(), group.members.iter().map(|m| (alias(&m.id), held(m))).collect())
}

/// The states that the broker told in a recording, with the instants in milliseconds when they were first seen.
fn recorded(case: &Case, run: u32) -> Vec<(f64, (String, Holds))> {
    let recording: Value = serde_json::from_str(&case.recording(run)).unwrap();
    let events = recording["events"].as_array().unwrap().iter().filter(|e| e["what"] == "state");
    let state = |e: &Value| {
        let holds = serde_json::from_value(e["members"].clone()).unwrap();
        (e["t"].as_f64().unwrap(), (e["state"].as_str().unwrap().to_owned(), holds))
    };
    events.map(state).collect()
}

#[test]
fn at_the_end_of_every_case_the_broker_says_the_same() {
    let mut complaints = Vec::new();
    for case in cases() {
        let trace = case.simulate();
        let now = described(&trace, trace.end);
        let runs: Vec<_> = (1..=3).filter_map(|run| recorded(&case, run).pop().map(|(_, s)| s)).collect();
        if !runs.contains(&now) {
            complaints.push(format!("{}: {now:?}, recorded {runs:?}", case.name));
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// State and sizes alone, largest first: random member ids decide who gets what in a consumer group.
fn sizes((state, holds): &(String, Holds)) -> (String, Vec<usize>) {
    let mut sizes: Vec<usize> = holds.values().map(Vec::len).collect();
    sizes.sort_unstable();
    (state.clone(), sizes)
}

#[test]
fn at_the_end_of_every_case_of_a_consumer_group_the_broker_says_the_same() {
    for case in consumer_cases() {
        let trace = case.simulate();
        let now = sizes(&described(&trace, trace.end));
        let runs: Vec<_> = (1..=3).filter_map(|run| recorded(&case, run).pop().map(|(_, s)| sizes(&s))).collect();
        assert!(runs.contains(&now), "{}: {now:?}, recorded {runs:?}", case.name);
    }
}

/// States that last too short for the recorder, which looked ten times a second, to be sure to have seen them.
const BRIEF_MS: f64 = 150.0;

/// Those that last, once each, of states with the instants when they were first seen.
fn lasting(seen: &[(f64, (String, Holds))], end_ms: f64) -> Vec<&(String, Holds)> {
    let until = |i: usize| seen.get(i + 1).map_or(end_ms, |(at, _)| *at);
    let lasts = |(i, (at, _)): &(usize, &(f64, _))| until(*i) - at >= BRIEF_MS;
    let mut lasting: Vec<_> = seen.iter().enumerate().filter(lasts).map(|(_, (_, state))| state).collect();
    lasting.dedup();
    lasting
}

#[test]
fn all_along_the_broker_says_what_it_said_in_a_recording() {
    let mut differ = Vec::new();
    for case in cases() {
        let trace = case.simulate();
        let end_ms = f64::from(u32::try_from(trace.end.as_millis()).unwrap());
        let mut seen: Vec<(f64, (String, Holds))> = Vec::new();
        for ms in (100_u32..).step_by(100).take_while(|ms| f64::from(*ms) < end_ms) {
            let now = described(&trace, SimTime::from_millis(ms.into()));
            if seen.last().is_none_or(|(_, last)| *last != now) {
                seen.push((f64::from(ms), now));
            }
        }
        let told: Vec<Vec<(f64, (String, Holds))>> = (1..=3).map(|run| recorded(&case, run)).collect();
        if !told.iter().any(|told| lasting(told, end_ms) == lasting(&seen, end_ms)) {
            differ.push(case.name);
        }
    }
    // A race that conformance.rs declares: members more and fewer meet in a round.
    assert_eq!(differ, ["rolling-restart.cooperative"]);
}

#[test]
fn a_group_that_is_not_there_yet_is_told_as_the_tool_tells_it() {
    let case = cases().into_iter().find(|c| c.name == "crash.eager").unwrap();
    let trace = case.simulate();
    let said = text(&trace, SimTime::from_millis(1), Screen::Offsets, "no-such-group");
    assert_eq!(said.lines().nth(1), sample("no-such-group", "offsets").lines().nth(1), "{said}");
    let named = text(&trace, trace.end, Screen::State, "billing");
    assert!(named.contains("\nbilling "), "{named}");
}
