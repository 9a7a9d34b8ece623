//! What holds for any text: properties are read as Java reads them, nothing makes the import panic, every
//! line is accounted for, and what comes out of it is always a valid scenario.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, iter};

use proptest::prelude::*;
use rebalance_import::{Import, Play, Source, import, properties};
use rebalance_model::Scenario;
use serde_json::Value;

/// What our reader makes of a text, last value a key; none where Java refuses it.
fn by_ours(text: &str) -> Option<BTreeMap<String, String>> {
    let found = properties::read(text);
    let fine = found.iter().all(|property| !property.broken_escape);
    fine.then(|| found.into_iter().map(|property| (property.key, property.value)).collect())
}

/// Pieces that mean something in a properties file, among letters.
fn properties_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "key", "b.c", "=", ":", " ", "\t", "\n", "\r\n", "\\\n", "\\\r\n", "\\", "\\\\", "\\n", "\\t", "\\:",
        "\\=", "\\ ", "\\#", "#", "!", "\\u0041", "\\uAC00", "결제", "\n# c\n", "\n\n", "  x=1\n", "1", ",",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Lines of all kinds, whole and damaged, in any order.
fn mixed_text() -> impl Strategy<Value = String> {
    let mut lines: Vec<String> = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for file in [
        "billing.offsets",
        "mailer.members-verbose",
        "all-groups.state",
        "no-such-group.offsets",
        "unicode-group.offsets",
        "billing-rebalancing.members-verbose",
        "layouts/members-3.7-verbose",
        "layouts/offsets-2.2",
        "layouts/topics",
        "list.state",
    ] {
        let text = fs::read_to_string(folder.join(format!("{file}.txt"))).expect("a sample");
        lines.extend(text.lines().map(str::to_owned));
    }
    let others = [
        "",
        "  ",
        "# a comment",
        "session.timeout.ms=6000",
        "heartbeat.interval.ms = 7000",
        "max.poll.interval.ms: 1",
        "group.id=x",
        "list = a,\\",
        "\\",
        "$ kafka-consumer-groups --describe \\",
        "```",
        "hello",
        "[2026-01-01 00:00:00] INFO x",
        "foo=\\u12",
    ];
    lines.extend(others.map(str::to_owned));
    let line = prop::sample::select(lines);
    let damage = prop_oneof![
        6 => line.clone(),
        1 => (line.clone(), any::<prop::sample::Index>()).prop_map(|(line, at)| cut(&line, at.index(line.len() + 1))),
        1 => (line.clone(), any::<prop::sample::Index>(), any::<char>()).prop_map(|(line, at, c)| insert(&line, at.index(line.len() + 1), c)),
        1 => line.prop_map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")),
        1 => ".{0,60}",
    ];
    let end = prop::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r"]);
    prop::collection::vec((damage, end), 0..40)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end.to_owned()]).collect())
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn cut(line: &str, at: usize) -> String {
    line[..boundary(line, at)].to_owned()
}

fn insert(line: &str, at: usize, c: char) -> String {
    let at = boundary(line, at);
    [&line[..at], c.encode_utf8(&mut [0; 4]), &line[at..]].concat()
}

/// Lines as Java and the import count them.
fn count_lines(text: &str) -> usize {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.matches('\n').count() + usize::from(!text.is_empty() && !text.ends_with('\n'))
}

#[track_caller]
fn every_line_is_accounted_for(text: &str, imported: &Import) {
    let understood = imported.understood.iter().map(|entry| (entry.line, entry.lines));
    let problems = imported.not_understood.iter().map(|entry| (entry.line, entry.lines));
    let covered: BTreeSet<usize> =
        understood.chain(problems).flat_map(|(line, lines)| line.map_or(0..0, |line| line..line + lines)).collect();
    assert_eq!(covered.len() + imported.ignored_lines, count_lines(text), "{imported:#?}");
    assert!(covered.iter().all(|line| (1..=count_lines(text)).contains(line)));
}

#[track_caller]
fn every_scenario_is_valid(imported: &Import) {
    for group in &imported.groups {
        for play in Play::ALL {
            let (scenario, _) = group.scenario(play);
            assert_eq!(Scenario::from_json(&scenario.to_json()).as_ref(), Ok(&scenario), "{group:#?}");
            for (member, variant) in
                (0..scenario.members.len()).flat_map(|m| scenario.variants.iter().map(move |v| (m, *v)))
            {
                let member = rebalance_model::MemberIdx::at(member);
                let config = scenario.member_config(member, variant, &rebalance_model::config::RawConfig::default());
                assert!(config.is_ok(), "{config:?}");
            }
            let initial = scenario.initial.as_ref().expect("a group that is running");
            let owned: usize = initial.assignment.iter().map(|(_, held)| held.len()).sum();
            assert_eq!(owned, scenario.partition_count(), "a group at rest owns everything, once");
        }
    }
}

/// samples/properties.json holds texts, and what `Properties.load(Reader)` of Java 17 made of each.
#[test]
fn properties_are_read_as_java_reads_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/properties.json");
    let cases: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).expect("the cases")).expect("valid JSON");
    assert!(cases.len() > 400);
    for case in cases {
        let text = case["text"].as_str().expect("a text");
        let by_java = case["entries"].as_object().map(|entries| {
            entries.iter().map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
        });
        assert_eq!(by_ours(text), by_java, "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_properties_file_is_accounted_for_to_the_last_line(text in properties_text()) {
        let imported = import(&[Source { name: "consumer.properties", text: &text }]);
        every_line_is_accounted_for(&text, &imported);
    }

    #[test]
    fn any_text_is_accounted_for_to_the_last_line(text in prop_oneof![4 => mixed_text(), 1 => any::<String>(), 1 => properties_text()]) {
        let imported = import(&[Source { name: "pasted", text: &text }]);
        every_line_is_accounted_for(&text, &imported);
        every_scenario_is_valid(&imported);
    }

    #[test]
    fn two_sources_are_read_as_well_as_one(texts in (mixed_text(), mixed_text())) {
        let sources = [Source { name: "a.txt", text: &texts.0 }, Source { name: "b.properties", text: &texts.1 }];
        let imported = import(&sources);
        for entry in iter::empty().chain(imported.understood.iter().map(|e| &e.file)).chain(imported.not_understood.iter().map(|e| &e.file)) {
            prop_assert!(["", "a.txt", "b.properties"].contains(&entry.as_str()));
        }
        every_scenario_is_valid(&imported);
    }
}
