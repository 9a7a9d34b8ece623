//! What the page gets of the importer is what the importer says.

#![cfg(not(target_family = "wasm"))]

use std::fs;
use std::rc::Rc;

use rebalance_import::{Import, Play, Source, import};
use rebalance_js::reader::read;
use rebalance_js::{GroupReading, Line};
use rebalance_model::scenario::limits::IMPORT_BYTES;
use rebalance_view::Lang;

fn answer(sources: &[(&str, &[u8])]) -> GroupReading {
    let sources: Vec<_> = sources.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    read(&sources, Lang::En)
}

fn sentences(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

/// All that came of the text is in the answer.
fn compare(answer: &GroupReading, read: &Import) {
    assert_eq!(answer.ignored_lines, read.ignored_lines);
    assert_eq!(answer.understood_unlisted, read.understood_unlisted);
    let said = |lines: &[Line], expected: Vec<String>| assert_eq!(sentences(lines), expected);
    said(&answer.understood, read.understood.iter().map(|entry| entry.what.to_string()).collect());
    said(&answer.assumed, read.assumed.iter().map(|entry| entry.what.to_string()).collect());
    said(&answer.not_understood, read.not_understood.iter().map(|entry| entry.what.to_string()).collect());
    assert_eq!(answer.groups.len(), read.groups.len());
    for (found, group) in answer.groups.iter().zip(&read.groups) {
        assert_eq!(found.group.name, group.name);
        let played = Play::ALL.map(|play| group.scenario(play));
        assert_eq!(found.group.scenarios, played.each_ref().map(|(scenario, _)| Rc::new(scenario.clone())));
        assert_eq!(found.partitions, played[0].0.partition_count());
        assert_eq!(found.members, played[0].0.initial.as_ref().map_or(0, |initial| initial.assignment.len()));
        for (_, assumed) in &played {
            let all_said = assumed.iter().all(|one| sentences(&found.assumed).contains(&one.to_string().as_str()));
            assert!(all_said, "{:?} lacks some of {assumed:?}", found.assumed);
        }
    }
}

#[test]
fn every_sample_arrives_as_it_was_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples");
    let mut groups = 0;
    for entry in fs::read_dir(folder).expect("the samples are there") {
        let path = entry.expect("a sample").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let text = fs::read_to_string(&path).expect("samples are text");
        let answer = answer(&[(name, text.as_bytes())]);
        compare(&answer, &import(&[Source { name, text: &text }]));
        groups += answer.groups.len();
    }
    assert!(groups > 10, "{groups} groups in all samples");
}

#[test]
fn a_group_is_read_from_several_files_with_the_place_of_every_line() {
    let offsets = include_bytes!("../../../tests/samples/billing.offsets.txt");
    let answer = answer(&[("offsets.txt", offsets), ("consumer.properties", b"session.timeout.ms=9000\nnonsense\n")]);
    assert_eq!(answer.groups.len(), 1);
    assert_eq!(answer.groups[0].group.scenarios.len(), 4);
    assert!(answer.understood.iter().any(|line| line.at == "consumer.properties:1"), "{:?}", answer.understood);
    assert!(answer.not_understood.iter().any(|line| line.at == "consumer.properties:2"), "{:?}", answer.not_understood);
}

#[test]
fn the_report_is_in_the_language_of_the_page() {
    let sources = [("consumer.properties".to_owned(), b"foo.bar=1\n".to_vec())];
    let said = |lang| read(&sources, lang).not_understood[0].text.clone();
    assert_eq!(said(Lang::En), "foo.bar is no setting of a Kafka consumer");
    assert_eq!(said(Lang::Ko), "foo.bar: Kafka 컨슈머에 없는 설정입니다");
}

#[test]
fn nothing_at_all_is_an_answer_too() {
    compare(&answer(&[]), &import(&[]));
}

#[test]
fn a_source_that_is_too_long_is_cut_and_that_is_said() {
    let text = "# a comment\n".repeat(IMPORT_BYTES / 12 + 2);
    let answer = answer(&[("long.properties", text.as_bytes())]);
    compare(&answer, &import(&[Source { name: "long.properties", text: &text }]));
}

#[test]
fn lines_are_named_by_their_numbers() {
    let log = "[2026-11-22 10:00:00,123] INFO [GroupCoordinator 1]: Stabilized group g\n".repeat(3);
    let answer = answer(&[("a.log", log.as_bytes()), ("", b"nonsense!\n")]);
    let places: Vec<_> = answer.not_understood.iter().map(|line| line.at.as_str()).collect();
    assert_eq!(places, ["a.log:1–3", "1", ""]);
}

#[test]
fn a_file_of_powershell_is_read() {
    let text = "session.timeout.ms=9000\r\n";
    let bytes: Vec<u8> = "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let answer = answer(&[("consumer.properties", &bytes)]);
    compare(&answer, &import(&[Source { name: "consumer.properties", text }]));
    assert_eq!(answer.groups.len(), 1);
}
