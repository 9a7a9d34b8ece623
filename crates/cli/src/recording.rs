//! The recordings' own format, `kafka-group-recording/1`, as far as a score needs it.
//!
//! Events and fields that a score does not look at are passed over. Nothing here knows where a text comes from.

use std::collections::BTreeMap;

use rebalance_analysis::score::{Message, Run, ScoreEvent, What};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, Unexpected},
};

/// Reads one run from the text of its file.
///
/// # Errors
///
/// If the text is not JSON or an event that counts is not whole; the error names the line, which in a recording is
/// one event.
pub fn parse(text: &str) -> Result<Run, serde_json::Error> {
    let recording: Recording = serde_json::from_str(text)?;
    Ok(Run {
        variant: recording.variant,
        n_partitions: recording.scenario.topics.into_values().fold(0, usize::saturating_add),
        duration_ms: recording.scenario.duration_ms,
        events: recording.events.into_iter().filter_map(Event::scored).collect(),
    })
}

#[derive(Deserialize)]
struct Recording {
    variant: String,
    scenario: Scenario,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Scenario {
    topics: BTreeMap<String, usize>,
    #[serde(deserialize_with = "above_zero")]
    duration_ms: f64,
}

#[derive(Deserialize)]
struct Event {
    t: f64,
    who: String,
    #[serde(flatten)]
    kind: Kind,
}

#[derive(Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
enum Kind {
    Assigned {
        partitions: Vec<String>,
    },
    #[serde(alias = "lost")]
    Revoked {
        partitions: Vec<String>,
    },
    #[serde(alias = "killed", alias = "failed")]
    Closed,
    Send(Exchange),
    Receive(Exchange),
    Batch {
        offsets: BTreeMap<String, (i64, i64)>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Exchange {
    api: String,
    error: Option<String>,
    #[serde(default, deserialize_with = "is_there")]
    owned: bool,
    #[serde(default, deserialize_with = "is_there")]
    assignment: bool,
    #[serde(default)]
    epoch: i64,
}

impl Event {
    /// The event as a score sees it; none if its kind does not count.
    fn scored(self) -> Option<ScoreEvent> {
        let what = match self.kind {
            Kind::Assigned { partitions } => What::Assigned(partitions),
            Kind::Revoked { partitions } => What::Released(partitions),
            Kind::Closed => What::Ended,
            Kind::Send(exchange) => What::Send(exchange.message()),
            Kind::Receive(exchange) => What::Receive(exchange.message()),
            Kind::Batch { offsets } => What::Batch(offsets),
            Kind::Other => return None,
        };
        Some(ScoreEvent { at_ms: self.t, who: self.who, what })
    }
}

impl Exchange {
    fn message(self) -> Message {
        let Self { api, error, owned, assignment, epoch } = self;
        Message { api, error, has_owned: owned, has_assignment: assignment, epoch }
    }
}

/// That a field is there counts, whatever its value.
fn is_there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

/// Nothing can be compared over a scenario of no length.
fn above_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if value > 0.0 { Ok(value) } else { Err(D::Error::invalid_value(Unexpected::Float(value), &"a time above 0")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(event: &str) -> String {
        format!(
            "{{\"format\": \"kafka-group-recording/1\", \"variant\": \"eager\", \"member_ids\": {{}},\n\
             \"scenario\": {{\"name\": \"any\", \"topics\": {{\"orders\": 6, \"billing\": 2}}, \"duration_ms\": 27000}},\n\
             \"events\": [\n{event}]}}"
        )
    }

    #[track_caller]
    fn check(event: &str, expected: Option<What>) {
        let run = parse(&recording(event)).unwrap();
        let found: Vec<_> = run.events.into_iter().map(|event| event.what).collect();
        assert_eq!(found, Vec::from_iter(expected), "{event}");
    }

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        assert_eq!(parse(text).map_err(|error| error.to_string()), Err(expected.to_owned()));
    }

    #[test]
    fn each_kind_that_counts_keeps_what_a_score_needs() {
        let orders = vec!["orders-0".to_owned(), "orders-1".to_owned()];
        let held = r#""partitions": ["orders-0", "orders-1"]"#;
        check(
            &format!(r#"{{"t": 1.5, "who": "c1", "what": "assigned", {held}}}"#),
            Some(What::Assigned(orders.clone())),
        );
        check(
            &format!(r#"{{"t": 1.5, "who": "c1", "what": "revoked", {held}}}"#),
            Some(What::Released(orders.clone())),
        );
        check(&format!(r#"{{"t": 1.5, "who": "c1", "what": "lost", {held}}}"#), Some(What::Released(orders)));
        for end in ["killed", "closed", "failed"] {
            check(&format!(r#"{{"t": 1, "who": "c1", "what": "{end}", "error": "any"}}"#), Some(What::Ended));
        }
        check(
            r#"{"t": 1, "who": "c1", "what": "batch", "poll_ms": 3.2, "offsets": {"orders-0": [4, 7]}}"#,
            Some(What::Batch(BTreeMap::from([("orders-0".to_owned(), (4, 7))]))),
        );
    }

    #[test]
    fn a_message_keeps_its_error_and_whether_it_speaks_of_partitions() {
        let message =
            Message { api: "JoinGroup".to_owned(), error: Some("MEMBER_ID_REQUIRED".to_owned()), ..Message::default() };
        check(
            r#"{"t": 1, "who": "c1", "what": "receive", "api": "JoinGroup", "error": "MEMBER_ID_REQUIRED", "generation": -1}"#,
            Some(What::Receive(message)),
        );
        let api = "ConsumerGroupHeartbeat".to_owned();
        check(
            r#"{"t": 1, "who": "c1", "what": "send", "api": "ConsumerGroupHeartbeat", "epoch": 3, "owned": []}"#,
            Some(What::Send(Message { api: api.clone(), epoch: 3, has_owned: true, ..Message::default() })),
        );
        check(
            r#"{"t": 1, "who": "c1", "what": "receive", "api": "ConsumerGroupHeartbeat", "assignment": null}"#,
            Some(What::Receive(Message { api, has_assignment: true, ..Message::default() })),
        );
    }

    #[test]
    fn other_events_and_the_head_are_read_past() {
        check(r#"{"t": 1, "who": "c1", "what": "log", "level": "INFO", "message": "any"}"#, None);
        check(r#"{"t": 1, "who": "c1", "what": "thrown", "error": "processing failed"}"#, None);
        let run = parse(&recording("")).unwrap();
        assert_eq!((run.variant.as_str(), run.n_partitions, run.duration_ms), ("eager", 8, 27_000.0));
    }

    #[test]
    fn what_is_not_whole_is_refused_with_its_line() {
        check_refused("", "EOF while parsing a value at line 1 column 0");
        check_refused("{}", "missing field `variant` at line 1 column 2");
        check_refused(
            &recording(r#"{"t": 1, "who": "c1", "what": "assigned"}"#),
            "missing field `partitions` at line 4 column 41",
        );
        check_refused(&recording(r#"{"t": 1, "who": "c1"}"#), "missing field `what` at line 4 column 21");
        check_refused(
            &recording("").replace("27000", "0"),
            "invalid value: floating point `0.0`, expected a time above 0 at line 2 column 84",
        );
    }
}
