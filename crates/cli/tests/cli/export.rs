//! `rebalance export`.

use serde_json::Value;

use super::{folder, rebalance};

fn export(args: &[&str]) -> String {
    rebalance(&[&["export", "scale-out-slow-batch"], args].concat()).done().out
}

#[test]
fn a_built_in_scenario_is_written_in_each_form() {
    let diagram = export(&["--format", "mermaid"]);
    assert!(diagram.starts_with("sequenceDiagram\n    title scale-out-slow-batch · Eager\n"), "{diagram}");
    let other = export(&["--format", "mermaid", "--variant", "consumer", "--lang", "ko"]);
    assert!(other.contains("participant G as 코디네이터") && other.contains("ConsumerGroupHeartbeat"), "{other}");
    let trace: Value = serde_json::from_str(&export(&["--format", "perfetto", "--variant", "eager,consumer"])).unwrap();
    assert_eq!(trace["otherData"]["scenario"], "scale-out-slow-batch");
    assert!(export(&["--format", "svg"]).starts_with("<svg "));
}

#[test]
fn a_file_is_written_and_the_same_each_time() {
    let out = folder("export").join("run.json").display().to_string();
    export(&["--format", "perfetto", "--out", &out]);
    let first = std::fs::read_to_string(&out).unwrap();
    export(&["--format", "perfetto", "--out", &out]);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), first);
}

#[test]
fn a_diagram_of_two_variants_is_refused() {
    let refused = rebalance(&["export", "crash", "--format", "mermaid", "--variant", "eager,cooperative"]);
    assert!(refused.err.contains("a sequence diagram is of one variant, and there are 2"), "{}", refused.err);
}
