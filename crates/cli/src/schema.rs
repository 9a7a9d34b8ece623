//! `rebalance schema`: the JSON Schema of scenario files, from the tables that they are read by. It says what the reader
//! takes as far as a schema can: that names are those of members, say, only the reader knows.

use rebalance_model::Variant;
use rebalance_model::config::{KEYS, KafkaVersion, Key, Kind, Side};
use rebalance_model::scenario::limits;
use serde_json::{Map, Value, json};

/// The schema as text; docs/scenario.schema.json is this.
pub fn text() -> String {
    serde_json::to_string_pretty(&schema()).unwrap_or_else(|e| unreachable!("a tree is always written: {e}"))
}

fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of Rebalance Lab",
        "description": "What happens to a Kafka consumer group: topics, load, members, settings, script.",
        "type": "object",
        "required": ["topics", "members", "duration_ms"],
        "additionalProperties": false,
        "properties": {
            "name": name("Short name of the scenario."),
            "title": {"type": "string", "description": "One line for people."},
            "topics": {
                "type": "object", "minProperties": 1,
                "description": "Partitions of each topic. All members subscribe to all topics, by their names.",
                "propertyNames": {"pattern": "^[^*+?^$|()\\[\\]{}\\\\]+$"},
                "additionalProperties": {"type": "integer", "minimum": 0, "maximum": limits::PARTITIONS}
            },
            "load": load(),
            "broker": settings(Side::Broker, "GroupCoordinatorConfig"),
            "consumer": settings(Side::Consumer, "ConsumerConfig, of all members"),
            "group": settings(Side::Group, "GroupConfig, over the broker's (KIP-848)"),
            "kafka": {
                "enum": KafkaVersion::ALL.map(KafkaVersion::name),
                "description": "Kafka's release, which the consumer protocol differs by."
            },
            "members": {
                "type": "object", "minProperties": 1, "maxProperties": limits::MEMBERS,
                "description": "Members by their names, each with settings of its own.",
                "propertyNames": {"minLength": 1, "maxLength": limits::NAME_BYTES},
                "additionalProperties": {"$ref": "#/$defs/member"}
            },
            "script": {"type": "array", "maxItems": limits::STEPS, "items": {"$ref": "#/$defs/step"}},
            "duration_ms": time("How long a recording of it runs."),
            "variants": {
                "type": "array", "items": {"enum": Variant::ALL.map(Variant::name)},
                "description": "How the members are configured: a lane each."
            },
            "initial": initial(),
            "member_ids": {
                "type": "object", "additionalProperties": {"type": "string"},
                "description": "Member ids by the start of a member (c1#1)."
            },
            "alone": {"type": "boolean", "description": "The recorder's: nothing else is recorded meanwhile."}
        },
        "$defs": {"member": member(), "step": step()}
    })
}

fn name(what: &str) -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": limits::NAME_BYTES, "description": what})
}

fn time(what: &str) -> Value {
    let most = limits::SIMULATED_TIME.as_millis();
    json!({"type": "integer", "minimum": 0, "maximum": most, "description": format!("{what} Milliseconds.")})
}

fn load() -> Value {
    let poll = json!({"type": "integer", "minimum": 1, "maximum": limits::SIMULATED_TIME.as_millis(), "default": 100,
                      "description": "Timeout of poll(). Milliseconds."});
    let mut process = time("Processing time of a record.");
    process["default"] = json!(5);
    json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "records_per_second": {
                "type": "integer", "minimum": 0, "maximum": limits::RECORDS_PER_SECOND, "default": 4,
                "description": "Records written to each partition a second."
            },
            "process_ms": process,
            "poll_ms": poll
        }
    })
}

fn settings(side: Side, whose: &str) -> Value {
    json!({
        "type": "object", "description": format!("Settings of {whose}, by their Kafka names."),
        "properties": known(side), "additionalProperties": {"type": ["string", "integer", "boolean"]}
    })
}

fn known(side: Side) -> Map<String, Value> {
    KEYS.iter().filter(|k| k.side == side).map(|k| (k.name.to_owned(), value(k))).collect()
}

/// What a setting takes: its value, or the same as text, as a properties file has it.
fn value(key: &Key) -> Value {
    let since = format!("Kafka {}", key.since);
    match key.kind {
        Kind::Int { default, min, max, checks } => json!({
            "description": since, "default": default, "type": ["integer", "string"],
            "minimum": min, "maximum": if checks.long { i64::MAX } else { max }, "pattern": "^\\s*[-+]?[0-9]+\\s*$"
        }),
        Kind::Bool { default } => json!({
            "description": since, "default": default, "type": ["boolean", "string"], "pattern": "^\\s*([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])\\s*$"
        }),
        Kind::Text { default } => json!({"description": since, "default": default, "type": "string"}),
    }
}

fn member() -> Value {
    let mut properties = known(Side::Consumer);
    let process = json!({"type": "boolean", "description": "Runs in a process of its own, so that it can be frozen."});
    properties.insert("process".to_owned(), process);
    json!({"type": "object", "properties": properties, "additionalProperties": {"type": ["string", "integer", "boolean"]}})
}

fn step() -> Value {
    let at = time("When, since the scenario began.");
    let one = |acts: &[&str], what: &str, more: &[(&str, Value)]| {
        let mut properties = Map::new();
        properties.insert("at_ms".to_owned(), at.clone());
        properties.insert("do".to_owned(), json!({"enum": acts}));
        properties.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let required: Vec<&str> =
            ["at_ms", "do"].into_iter().chain(more.iter().map(|m| m.0).filter(|name| *name != "config")).collect();
        json!({"type": "object", "description": what, "required": required, "properties": properties})
    };
    let who = ("member", json!({"type": "string"}));
    let takes = ("ms", time("How long."));
    json!({"oneOf": [
        one(&["start"], "A new consumer.", &[who.clone(), ("config", settings(Side::Consumer, "this start"))]),
        one(&["close", "kill", "throw", "enforce_rebalance"], "Something done to a member.", std::slice::from_ref(&who)),
        one(&["stall", "stall_revoke", "network_down", "freeze", "delay"], "Something that lasts.", &[who, takes.clone()]),
        one(&["restart_broker"], "The broker is away for so long.", &[takes]),
        one(&["add_partitions"], "The topic grows to so many partitions.", &[
            ("topic", json!({"type": "string"})),
            ("total", json!({"type": "integer", "minimum": 1, "maximum": limits::PARTITIONS})),
        ]),
    ]})
}

fn initial() -> Value {
    let offset = json!({
        "type": "array", "minItems": 2, "maxItems": 2,
        "prefixItems": [{"type": ["integer", "null"], "minimum": 0}, {"type": "integer", "minimum": 0}]
    });
    json!({
        "type": "object", "additionalProperties": false,
        "description": "The group that is there when the clock starts.",
        "properties": {
            "state": {"enum": ["Stable", "Empty"]},
            "generation": {"type": "integer", "minimum": 0},
            "assignment": {
                "type": "object", "description": "Partitions (orders-0) of each member, in joining order.",
                "additionalProperties": {"type": "array", "items": {"type": "string"}}
            },
            "offsets": {
                "type": "object", "description": "Committed offset, or null, and log end of a partition.",
                "additionalProperties": offset
            }
        }
    })
}
