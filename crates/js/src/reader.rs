//! The importer's door: a person's own group, from files and pasted text to a report, and to ①–④ on that group.
//!
//! In the browser this is a module of its own, which shares nothing with the page but a JSON text: an object with the
//! fields of [`crate::GroupReading`], scenarios as their files have them, each line a pair of place and sentence.

use js_sys::{Array, Uint8Array};
use rebalance_import::{Assumption, Entry, ImportedGroup, Play, Source, decode, import};
use rebalance_model::scenario::json::Json;
use rebalance_model::scenario::limits::IMPORT_BYTES;
use wasm_bindgen::prelude::wasm_bindgen;

/// Bytes of a source that are read; the importer says it where there are more.
const READ_BYTES: usize = IMPORT_BYTES + 1;

/// Reads all sources together: their names, and in the same order what is in them, as `Uint8Array`s. Never fails: what
/// was not understood is in the report.
#[wasm_bindgen]
pub fn read(names: &Array, contents: &Array) -> String {
    let source = |(name, content): (_, _)| {
        let name: wasm_bindgen::JsValue = name;
        (name.as_string().unwrap_or_default(), Uint8Array::new(&content).to_vec())
    };
    let sources: Vec<_> = names.iter().zip(contents.iter()).map(source).collect();
    read_sources(&sources)
}

/// The same for names and bytes.
pub fn read_sources(sources: &[(String, Vec<u8>)]) -> String {
    let texts: Vec<_> = sources.iter().map(|(_, bytes)| decode(&bytes[..bytes.len().min(READ_BYTES)])).collect();
    let sources: Vec<_> = sources.iter().zip(&texts).map(|((name, _), text)| Source { name, text }).collect();
    let read = import(&sources);
    let answer = object([
        ("groups", Json::List(read.groups.iter().map(found).collect())),
        ("understood", lines(&read.understood)),
        ("understood_unlisted", count(read.understood_unlisted)),
        ("assumed", lines(&read.assumed)),
        ("not_understood", lines(&read.not_understood)),
        ("ignored_lines", count(read.ignored_lines)),
    ]);
    let mut out = String::new();
    write(&mut out, &answer);
    out
}

/// What all four plays assume is said once.
fn found(group: &ImportedGroup) -> Json {
    let mut said: Vec<String> = Vec::new();
    let (mut members, mut partitions) = (0, 0);
    let mut scenarios = Vec::with_capacity(Play::ALL.len());
    for play in Play::ALL {
        let (scenario, assumed) = group.scenario(play);
        for sentence in assumed.iter().map(Assumption::to_string) {
            if !said.contains(&sentence) {
                said.push(sentence);
            }
        }
        if play == Play::ALL[0] {
            members = scenario.initial.as_ref().map_or(0, |initial| initial.assignment.len());
            partitions = scenario.partition_count();
        }
        scenarios.push(scenario.to_json());
    }
    object([
        ("name", Json::from(group.name.as_str())),
        ("scenarios", Json::List(scenarios)),
        ("members", count(members)),
        ("partitions", count(partitions)),
        ("assumed", Json::List(said.into_iter().map(|sentence| line(String::new(), sentence)).collect())),
    ])
}

fn lines<What: std::fmt::Display>(entries: &[Entry<What>]) -> Json {
    Json::List(
        entries.iter().map(|entry| line(place(&entry.file, entry.line, entry.lines), entry.what.to_string())).collect(),
    )
}

fn line(at: String, text: String) -> Json {
    Json::List(vec![Json::Text(at), Json::Text(text)])
}

/// `file:line`, or `file:first–last`.
fn place(file: &str, line: Option<usize>, lines: usize) -> String {
    let mut at = file.to_owned();
    if let Some(first) = line {
        if !at.is_empty() {
            at.push(':');
        }
        at.push_str(&first.to_string());
        if lines > 1 {
            at.push('–');
            at.push_str(&(first + lines - 1).to_string());
        }
    }
    at
}

fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn count(n: usize) -> Json {
    Json::from(n as u64)
}

/// Writes JSON. By hand, as `serde_json` would weigh as much as the importer.
fn write(out: &mut String, value: &Json) {
    match value {
        // No scenario has a float, and printing one takes 5 KB of tables.
        Json::Null | Json::Float(_) => out.push_str("null"),
        Json::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Json::Int(n) => out.push_str(&n.to_string()),
        Json::Text(text) => write_text(out, text),
        Json::List(list) => {
            let mut before = '[';
            for item in list {
                out.push(before);
                write(out, item);
                before = ',';
            }
            out.push_str(if before == '[' { "[]" } else { "]" });
        }
        Json::Object(entries) => {
            let mut before = '{';
            for (key, item) in entries {
                out.push(before);
                write_text(out, key);
                out.push(':');
                write(out, item);
                before = ',';
            }
            out.push_str(if before == '{' { "{}" } else { "}" });
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\0'..=' ' if c != ' ' => {
                out.push_str("\\u00");
                out.extend(
                    [u32::from(c) >> 4, u32::from(c) & 15].map(|half| char::from_digit(half, 16).unwrap_or('0')),
                );
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}
