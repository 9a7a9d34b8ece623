//! The same run on every target: one committed file of fingerprints, held natively and in browsers.
//!
//! A change of the simulator that means to change runs rewrites the file natively, with `UPDATE_EXPECT=1`.

use std::fmt::Write as _;
use std::rc::Rc;

use rebalance_js::run_lanes;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{Scenario, Variant};

const COMMITTED: &str = include_str!("fingerprints.txt");
const SEEDS: [u64; 3] = [1, 2, u64::MAX];

/// A line a run: scenario, variant, seed, fingerprint.
fn computed(parse: impl Fn(&str) -> Scenario) -> String {
    let mut out = String::new();
    for builtin in BUILTIN {
        let scenario = Rc::new(parse(builtin.json));
        for variant in [Variant::Eager, Variant::Cooperative, Variant::Consumer] {
            for seed in SEEDS {
                let lanes = run_lanes(&scenario, &[variant], seed).expect("a built-in scenario runs");
                let fingerprint = lanes[0].at.trace().fingerprint();
                writeln!(out, "{} {variant} {seed} {fingerprint:016x}", builtin.name).expect("text grows");
            }
        }
    }
    out
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn runs_are_the_committed_ones() {
    let computed = computed(|text| {
        let json: rebalance_model::scenario::json::Json = serde_json::from_str(text).expect("a built-in file is JSON");
        Scenario::from_json(&json).expect("a built-in file is a scenario")
    });
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fingerprints.txt");
        std::fs::write(file, &computed).expect("the file can be written");
        return;
    }
    assert_eq!(computed, COMMITTED, "runs have changed; if they were meant to, run again with UPDATE_EXPECT=1");
}

#[cfg(target_family = "wasm")]
mod browser {
    use super::{COMMITTED, computed};
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn runs_are_the_committed_ones() {
        let computed = computed(|text| rebalance_js::parse_scenario(text).expect("a built-in file is a scenario"));
        assert_eq!(computed, COMMITTED);
    }
}
