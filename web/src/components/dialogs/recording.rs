//! A recording or a scenario among what is put into *Load my group…*: what was understood of it, or why it can't be shown.

use rebalance_js::{FoundGroup, FoundRecording, GroupReading, Line, NoJson, Wrong};
use rebalance_model::scenario::limits::IMPORT_BYTES;
use rebalance_view::Lang;
use rebalance_view::session::OwnScenario;
use rebalance_view::text::{self, Load};

use crate::recordings;

/// What a file begins with that gzip has made.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Whether what begins so is meant to be one: JSON, which nothing else is that is read here, or one that is packed.
pub(super) fn is_meant(bytes: &[u8]) -> bool {
    let bytes = unmarked(bytes);
    bytes.starts_with(&GZIP) || bytes.trim_ascii_start().first() == Some(&b'{')
}

/// Without the mark that some editors put before a text, which is no JSON.
fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// Whether a group is one.
pub(super) fn is_one(found: &FoundGroup) -> bool {
    found.group.played.is_some()
}

/// What the button says that shows what was found.
pub(super) fn show(found: Option<&FoundGroup>, words: &'static Load) -> &'static str {
    match found.and_then(|found| found.group.played.as_ref()) {
        Some(OwnScenario { run: Some(_), .. }) => words.show_recording,
        Some(_) => words.show_scenario,
        None => words.show,
    }
}

/// Reads one, and says in the report what came of it.
pub(super) fn read_into(reading: &mut GroupReading, name: String, bytes: &[u8], lang: Lang) {
    let words = text::load(lang);
    let said = |text: &str| Line { at: String::new(), text: text.to_owned() };
    match read(bytes, lang) {
        Ok(found) => {
            let (members, partitions) = size(&found);
            reading.understood.push(Line { at: name, text: is(&found, lang) });
            let is_recording = found.rows > 0;
            reading.understood.push(said(if is_recording { words.beside } else { words.simulated }));
            let assumed = if is_recording { vec![said(words.lacks)] } else { Vec::new() };
            reading.groups.push(FoundGroup { group: found.group, assumed, members, partitions });
        }
        Err(why) => {
            let (what, why) = match why {
                Refused::TooLarge => (words.too_large, String::new()),
                Refused::Packed => (words.packed, String::new()),
                Refused::NoReader => (text::page(lang).not_loaded, String::new()),
                Refused::Wrong(Wrong::NoJson(Some(NoJson::CutOff { line }))) => (words.cut_off, line.to_string()),
                Refused::Wrong(Wrong::NoJson(Some(NoJson::Odd { line, column }))) => {
                    (words.odd, [&line.to_string(), words.column, &column.to_string()].concat())
                }
                Refused::Wrong(Wrong::NoJson(None) | Wrong::TooDeep) => (words.no_json, String::new()),
                Refused::Wrong(Wrong::Other) => (words.no_recording, String::new()),
                Refused::Wrong(Wrong::Broken(why)) => (words.broken, why),
                Refused::Wrong(Wrong::NoScenario(why)) => (words.broken_scenario, why),
                Refused::Wrong(Wrong::Refused(why)) => (words.not_simulated, why),
            };
            reading.not_understood.push(Line { at: name, text: [what, " ", &why].concat() });
        }
    }
}

/// Why a file is no recording that can be shown.
enum Refused {
    /// It is larger than anything that is read.
    TooLarge,
    /// It is compressed.
    Packed,
    /// What reads recordings could not be had.
    NoReader,
    /// What that says.
    Wrong(Wrong),
}

fn read(bytes: &[u8], lang: Lang) -> Result<FoundRecording, Refused> {
    let open = recordings::opener().ok_or(Refused::NoReader)?;
    if bytes.starts_with(&GZIP) {
        return Err(Refused::Packed);
    }
    if bytes.len() > IMPORT_BYTES {
        return Err(Refused::TooLarge);
    }
    open(&String::from_utf8_lossy(unmarked(bytes)), lang).map_err(Refused::Wrong)
}

/// Members and partitions.
fn size(found: &FoundRecording) -> (usize, usize) {
    let scenario = &found.group.scenarios[0];
    (scenario.members.len(), scenario.partition_count())
}

/// What it is.
fn is(found: &FoundRecording, lang: Lang) -> String {
    let words = text::load(lang);
    let scenario = &found.group.scenarios[0];
    let title = if scenario.title.is_empty() { &scenario.name } else { &scenario.title };
    let Some(variant) = found.group.own else {
        return [words.scenario, " ", title].concat();
    };
    let variant = text::lane_title(lang, variant);
    let rows = text::whole(found.rows as u64);
    let kafka = if found.kafka.is_empty() { String::new() } else { [" · Kafka ", &found.kafka].concat() };
    [words.recording_of, " ", title, " · ", variant, " · ", &rows, " ", words.rows, &kafka].concat()
}
