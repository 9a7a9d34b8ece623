//! The JSON Schema takes what the reader takes, and refuses what it refuses, as far as a schema can know.

use std::fs;
use std::path::PathBuf;

use boon::{Compiler, SchemaIndex, Schemas};
use rebalance_model::Scenario;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_tests::swarm;
use serde_json::{Value, json};

fn file(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The schema, compiled.
fn schema() -> (Schemas, SchemaIndex) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("scenario.json", serde_json::from_str(&rebalance_cli::schema::text()).unwrap()).unwrap();
    let index = compiler.compile("scenario.json", &mut schemas).unwrap();
    (schemas, index)
}

#[test]
fn the_committed_schema_is_that_of_the_reader() {
    let own = rebalance_cli::schema::text() + "\n";
    assert!(
        file("../docs/scenario.schema.json") == own,
        "cargo run -p rebalance-cli -- schema > docs/scenario.schema.json"
    );
}

#[test]
fn every_scenario_file_is_valid() {
    let (schemas, index) = schema();
    let valid = |name: &str, value: &Value| {
        if let Err(e) = schemas.validate(value, index) {
            panic!("{name}: {e}");
        }
    };
    for builtin in BUILTIN {
        valid(builtin.name, &serde_json::from_str(builtin.json).unwrap());
    }
    let mut files = 0;
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/scenarios")).unwrap() {
        let path = entry.unwrap().path();
        valid(&path.display().to_string(), &serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap());
        files += 1;
    }
    assert!(files >= 31);
    for seed in 0..200 {
        valid("swarm", &serde_json::to_value(swarm::case(seed).scenario.to_json()).unwrap());
    }
}

#[test]
fn what_the_reader_refuses_the_schema_refuses() {
    let (schemas, index) = schema();
    let good = json!({"topics": {"orders": 6}, "members": {"c1": {}}, "duration_ms": 1000,
                      "script": [{"at_ms": 0, "do": "start", "member": "c1"}]});
    assert!(schemas.validate(&good, index).is_ok());
    for (pointer, wrong) in [
        ("/topics", json!({})),
        ("/topics/orders", json!(-1)),
        ("/members", json!({})),
        ("/members", json!([])),
        ("/duration_ms", json!("long")),
        ("/duration_ms", json!(2_592_000_001_u64)),
        ("/script/0/do", json!("explode")),
        ("/script/0/at_ms", json!(-5)),
        ("/script/0", json!({"at_ms": 0, "do": "stall", "member": "c1"})),
        ("/script/0", json!({"at_ms": 0, "do": "add_partitions", "topic": "orders"})),
        ("", json!({"topics": {"orders": 6}, "members": {"c1": {}}, "duration_ms": 1000, "colour": "red"})),
        ("", json!({"members": {"c1": {}}, "duration_ms": 1000})),
    ] {
        let mut value = good.clone();
        *value.pointer_mut(pointer).unwrap() = wrong;
        let text = value.to_string();
        assert!(schemas.validate(&value, index).is_err(), "the schema takes {text}");
        let json: Json = serde_json::from_str(&text).unwrap();
        assert!(Scenario::from_json(&json).is_err(), "the reader takes {text}");
    }
}
