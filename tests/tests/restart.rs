//! A broker that is restarted under a group (conformance/broker-restart, Kafka 4.3.1, three runs a variant): compared for
//! order only, as each recorded broker was away for as long as it took to come up, 6 to 19 s.
//!
//! How often a client asks in vain meanwhile follows from that; real runs differ in it too. With those rounds left out
//! everybody says the same things in the same order as in a real run.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::collections::BTreeMap;
use std::rc::Rc;

use rebalance_analysis::score::{Run, ScoreEvent, What, nearest};
use rebalance_model::Variant;
use rebalance_model::scenario::Action;
use rebalance_tests::recorded::{head, read, simulate};

const FOLDER: &str = "broker-restart";
/// What a coordinator answers that is not there yet.
const NOT_YET: [&str; 2] = ["NOT_COORDINATOR", "COORDINATOR_LOAD_IN_PROGRESS"];
const FIND: &str = "FindCoordinator";

fn recorded(variant: Variant) -> Vec<Run> {
    (1..=3).map(|n| read(FOLDER, &format!("{FOLDER}.{variant}.{n}"))).collect()
}

fn simulated(variant: Variant) -> Run {
    let (_, scenario) = head(FOLDER, &format!("{FOLDER}.{variant}.1"));
    simulate(&Rc::new(scenario), variant)
}

/// A run without the rounds in which somebody asks in vain: to find the coordinator once more, to be told that it is
/// not there yet.
fn without_vain_rounds(run: &Run) -> Run {
    let mut kept: Vec<ScoreEvent> = Vec::new();
    // Of each member the places of its requests and responses among those that are kept.
    let mut said: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut gone: Vec<usize> = Vec::new();
    for event in &run.events {
        let own = said.entry(event.who.clone()).or_default();
        match &event.what {
            What::Receive(m) if m.error.as_deref().is_some_and(|error| NOT_YET.contains(&error)) => {
                gone.extend(own.pop());
                continue;
            }
            What::Send(m) if m.api == FIND => {
                let asked = |at: &usize| matches!(&kept[*at].what, What::Send(m) | What::Receive(m) if m.api == FIND);
                while own.last().is_some_and(asked) {
                    gone.extend(own.pop());
                }
                own.push(kept.len());
            }
            What::Send(_) | What::Receive(_) => own.push(kept.len()),
            _ => {}
        }
        kept.push(event.clone());
    }
    let mut at = 0..;
    kept.retain(|_| !gone.contains(&at.next().unwrap()));
    Run { events: kept, ..run.clone() }
}

/// How much of what is said is said in the same order as in the nearest of these runs, all without vain rounds.
fn wire(runs: &[Run], of: &Run) -> f64 {
    let runs: Vec<Run> = runs.iter().map(without_vain_rounds).collect();
    nearest(&runs, &without_vain_rounds(of)).unwrap().wire
}

const VARIANTS: [Variant; 3] = [Variant::Eager, Variant::Cooperative, Variant::Consumer];

#[test]
fn the_order_is_as_near_to_a_real_one_as_real_ones_are_to_one_another() {
    for variant in VARIANTS {
        let (runs, simulated) = (recorded(variant), simulated(variant));
        // Each real run against the two others, and the simulated one against the same two.
        let least = |of: &dyn Fn(usize) -> Run| {
            let against = |n: usize| {
                let others: Vec<Run> = (0..runs.len()).filter(|other| *other != n).map(|n| runs[n].clone()).collect();
                wire(&others, &of(n))
            };
            (0..runs.len()).map(against).min_by(f64::total_cmp).unwrap()
        };
        let (real, reached) = (least(&|n| runs[n].clone()), least(&|_| simulated.clone()));
        assert!(reached >= real, "{variant}: {reached}, real runs {real}");
    }
}

#[test]
fn nobody_holds_anything_else_at_the_end_and_nothing_is_processed_twice() {
    for variant in VARIANTS {
        let figures = nearest(&recorded(variant), &simulated(variant)).unwrap();
        assert!(figures.final_same && figures.holders >= 0.995, "{variant}: {figures:?}");
        assert_eq!((figures.twice.recorded, figures.twice.simulated), (0, 0), "{variant}");
    }
}

#[test]
fn a_group_whose_broker_stays_is_another() {
    for variant in VARIANTS {
        let (_, mut scenario) = head(FOLDER, &format!("{FOLDER}.{variant}.1"));
        scenario.script.retain(|step| !matches!(step.action, Action::RestartBroker(_)));
        let runs = recorded(variant);
        let (stays, restarts) = (simulate(&Rc::new(scenario), variant), simulated(variant));
        assert!(wire(&runs, &stays) < wire(&runs, &restarts), "{variant}");
    }
}
