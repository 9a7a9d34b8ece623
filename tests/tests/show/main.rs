//! What a run shows of itself, held against what real Kafka shows: metrics, `--describe`, log lines; and recordings
//! turned into traces.
//!
//! Reads the recordings of conformance/recordings whole, where conformance.rs reads what a score needs.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

mod describe;
mod logs;
mod metrics;
mod replay;

use std::io::Read as _;
use std::path::PathBuf;
use std::rc::Rc;
use std::{env, fs};

use flate2::read::GzDecoder;
use rebalance_cli::simulate::read_scenario;
use rebalance_model::config::RawConfig;
use rebalance_model::scenario::Action;
use rebalance_model::{MemberIdx, Scenario, Trace, Variant};
use rebalance_sim::{Options, Until};

/// A case that was recorded: a scenario in one variant.
struct Case {
    name: String,
    scenario: Rc<Scenario>,
    variant: Variant,
}

/// All of the classic protocol, by name.
fn cases() -> Vec<Case> {
    let cases = of_protocol(true);
    assert_eq!(cases.len(), 61, "every case of the classic protocol");
    cases
}

/// All in which a member speaks the consumer protocol.
fn consumer_cases() -> Vec<Case> {
    let cases = of_protocol(false);
    assert_eq!(cases.len(), 29, "every case of the consumer protocol");
    cases
}

fn of_protocol(is_classic: bool) -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(path("scenarios")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for scenario in files.iter().map(|file| read_scenario(file).unwrap()) {
        let of = scenario.variants.iter().filter(|v| speaks_classic(&scenario, **v) == is_classic);
        let of = of.map(|variant| Case {
            name: format!("{}.{variant}", scenario.name),
            scenario: scenario.clone(),
            variant: *variant,
        });
        cases.extend(of.collect::<Vec<_>>());
    }
    cases
}

fn speaks_classic(scenario: &Scenario, variant: Variant) -> bool {
    let none = RawConfig::default();
    let starts = scenario.script.iter().filter_map(|step| match &step.action {
        Action::Start { member, config } => Some((*member, config)),
        _ => None,
    });
    let members = (0..scenario.members.len()).map(|m| (MemberIdx::at(m), &none));
    starts
        .chain(members)
        .all(|(member, config)| scenario.member_config(member, variant, config).is_ok_and(|c| c.consumer.is_none()))
}

fn path(below: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance").join(below)
}

impl Case {
    /// The text of a recorded run, 1 to 3.
    fn recording(&self, run: u32) -> String {
        let plain = path(&format!("recordings/{}.{run}.json", self.name));
        if plain.exists() {
            return fs::read_to_string(plain).unwrap();
        }
        let mut text = String::new();
        GzDecoder::new(fs::File::open(plain.with_extension("json.gz")).unwrap()).read_to_string(&mut text).unwrap();
        text
    }

    /// The simulated run, with the default seed and as long as a recording.
    fn simulate(&self) -> Trace {
        let options = Options { until: Until::Duration, ..Options::default() };
        rebalance_sim::run(&self.scenario, self.variant, options).unwrap()
    }
}
