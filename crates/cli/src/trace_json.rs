//! The trace in our own format, `rebalance-trace/1`: events with their causes, and the tables.

use rebalance_model::Trace;
use rebalance_model::scenario::json::Json;

/// The trace as JSON. Times are whole microseconds; an event's number is its place in `events`.
pub fn trace(trace: &Trace) -> Json {
    let events = trace.events.iter().map(|e| {
        let mut line = String::new();
        trace.line(&mut line, e).ok();
        let what = after_columns(&line, &e.at.to_string(), trace.actor_name(e.actor));
        object(vec![
            ("at_us", Json::from(e.at.as_micros())),
            ("actor", Json::from(trace.actor_name(e.actor))),
            ("cause", e.cause.map_or(Json::Null, |c| Json::from(u64::from(c.0)))),
            ("what", Json::from(what)),
        ])
    });
    let ids = trace.header.identities.iter().map(|i| (i.alias.clone(), Json::from(i.id.as_str())));
    object(vec![
        ("format", Json::from("rebalance-trace/1")),
        ("variant", Json::from(trace.header.variant.name())),
        // A string: JavaScript's numbers do not hold every seed.
        ("seed", Json::Text(trace.header.seed.to_string())),
        ("fingerprint", Json::Text(format!("{:016x}", trace.fingerprint()))),
        ("end_us", Json::from(trace.end.as_micros())),
        ("outcome", Json::Text(format!("{:?}", trace.outcome))),
        ("scenario", trace.scenario().to_json()),
        ("member_ids", Json::Object(ids.collect())),
        ("events", Json::List(events.collect())),
    ])
}

/// What the text form has behind its columns of time and actor, which are as wide as they need be.
fn after_columns<'a>(line: &'a str, time: &str, actor: &str) -> &'a str {
    let behind = |text: &'a str, column: &str| text.trim_start().strip_prefix(column);
    behind(line, time).and_then(|rest| behind(rest, actor)).unwrap_or(line).trim()
}

fn object(entries: Vec<(&str, Json)>) -> Json {
    Json::Object(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}
