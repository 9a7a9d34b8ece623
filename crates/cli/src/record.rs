//! A run as a recording, whole: the events that the trace itself puts into that form, and what the recorder adds to
//! them: log lines, and the clients' metrics at the end.

use std::collections::BTreeMap;

use rebalance_analysis::logs::{self, Line, Names};
use rebalance_analysis::metrics::client;
use rebalance_analysis::score::logs::Sources;
use rebalance_model::message::Actor;
use rebalance_model::scenario::json::Json;
use rebalance_model::{MemberIdx, SimTime, Trace};

/// What the recorder calls each group in its lines.
pub const GROUP: &str = "group";

/// The run in the recordings' own format.
pub fn recording(trace: &Trace) -> Json {
    let mut json = trace.to_recording();
    if let Json::Object(entries) = &mut json {
        let at = entries.iter().position(|(key, _)| key == "events").unwrap_or(entries.len());
        entries.insert(at, ("client_metrics_at_end".to_owned(), metrics(trace, trace.end)));
        if let Some((_, Json::List(events))) = entries.get_mut(at + 1) {
            add_lines(trace, events);
        }
    }
    json
}

fn add_lines(trace: &Trace, events: &mut Vec<Json>) {
    events.extend(lines(trace).iter().map(|line| row(trace, line)));
    let time = |event: &Json| match event.get("t") {
        Some(Json::Float(t)) => *t,
        _ => 0.0,
    };
    events.sort_by(|a, b| time(a).total_cmp(&time(b)));
}

/// The lines that a recorder would have kept, with ids by their aliases.
fn lines(trace: &Trace) -> Vec<Line> {
    let mut lines = logs::all(Names { trace, group: GROUP, aliases: true });
    lines.retain(|line| line.is_recorded(GROUP));
    lines
}

fn who<'a>(trace: &'a Trace, line: &Line) -> &'a str {
    if line.who == Actor::Coordinator { "broker" } else { trace.actor_name(line.who) }
}

fn row(trace: &Trace, line: &Line) -> Json {
    // To a tenth of a millisecond, as all times in a recording.
    #[expect(clippy::cast_precision_loss, reason = "a run is shorter than 2^52 µs")]
    let t = (line.at.as_micros().saturating_add(50) / 100) as f64 / 10.0;
    let mut row = vec![
        ("t".to_owned(), Json::Float(t)),
        ("who".to_owned(), Json::from(who(trace, line))),
        ("what".to_owned(), Json::from("log")),
        ("level".to_owned(), Json::from(line.level.name())),
    ];
    if line.who != Actor::Coordinator {
        row.push(("logger".to_owned(), Json::from(line.logger)));
    }
    row.push(("message".to_owned(), Json::from(line.message.as_str())));
    Json::Object(row)
}

/// The metrics of each client that was ever started; what is no number is not there.
fn metrics(trace: &Trace, at: SimTime) -> Json {
    let thousandth = |value: f64| Json::Float((value * 1_000.0).round() / 1_000.0);
    let members = trace.scenario().members.iter().enumerate().filter_map(|(m, spec)| {
        let metrics = client::of(trace, MemberIdx::at(m), at)?;
        let numbers = metrics.iter().filter(|m| !m.value.is_nan()).map(|m| (m.name.to_owned(), thousandth(m.value)));
        Some((spec.name.clone(), Json::Object(numbers.collect())))
    });
    Json::Object(members.collect())
}

/// The lines of a run by source, as [`read_lines`] finds them in its recording.
pub fn sources(trace: &Trace) -> Sources {
    let mut sources = Sources::new();
    for line in lines(trace) {
        let text = format!("{} {}", line.level.name(), line.message);
        sources.entry(who(trace, &line).to_owned()).or_default().push(text);
    }
    sources
}

/// The log lines in the text of a recording, by source, levels first.
///
/// # Errors
/// If the text is no JSON with a list of events.
pub fn read_lines(text: &str) -> Result<Sources, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Recording {
        events: Vec<BTreeMap<String, serde_json::Value>>,
    }
    let recording: Recording = serde_json::from_str(text)?;
    let mut sources = Sources::new();
    for event in &recording.events {
        let get = |key: &str| event.get(key).and_then(serde_json::Value::as_str);
        if let (Some("log"), Some(who), Some(level), Some(message)) =
            (get("what"), get("who"), get("level"), get("message"))
        {
            sources.entry(who.to_owned()).or_default().push(format!("{level} {message}"));
        }
    }
    Ok(sources)
}
