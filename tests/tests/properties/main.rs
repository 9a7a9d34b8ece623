//! Properties: what holds in every run of every scenario, tried on scenarios made at random.
//!
//! The cases are the same in every run of the tests; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` try others. A failure
//! prints its smallest case as JSON: kept as a file in tests/properties it is tried for ever.

mod generate;
mod laws;

use std::path::PathBuf;
use std::rc::Rc;
use std::{env, fs};

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use rebalance_model::message::{Body, ErrorCode, JoinReason};
use rebalance_model::scenario::json::Json;
use rebalance_model::trace::{CommitOutcome, CoordinatorLoss, EventKind, Outcome, RebalanceReason, Removal};
use rebalance_model::{Event, Scenario, SimDuration, SimTime, Trace, Variant};

use generate::{Case, cases, steps};
use laws::LAWS;

/// Cases of each property: some seconds in a debug build.
const CASES: u32 = 256;
/// What is rare is looked for in so many times as many cases.
const RARE: u32 = 8;
/// A failure is made smaller for so long, ms.
const SHRINK_MS: u32 = 30_000;

fn config() -> Config {
    let mut config = Config { failure_persistence: None, max_shrink_time: SHRINK_MS, ..Config::default() };
    if env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    if env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(1);
    }
    config
}

/// Tries a property on random values, and reports the smallest that breaks it.
fn try_all<S: Strategy>(strategy: &S, property: impl Fn(&S::Value) -> Result<(), String>) {
    let tried = TestRunner::new(config()).run(strategy, |value| property(&value).map_err(TestCaseError::fail));
    match tried {
        Ok(()) => {}
        Err(TestError::Fail(why, value)) => panic!("{why}\nin {value:?}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

fn obeys_all_laws(case: &Case) -> Result<(), String> {
    let trace = case.run();
    LAWS.iter().try_for_each(|(name, law)| law(&trace).map_err(|what| format!("{name}: {what}")))
}

#[test]
fn every_run_obeys_every_law() {
    try_all(&cases(), obeys_all_laws);
}

/// What is shown beside a longer run goes on as it would have.
#[test]
fn a_run_that_is_led_further_begins_as_it_was() {
    const LONGER: SimDuration = SimDuration::from_millis(7_000);
    try_all(&cases(), |case| {
        let (own, led) = (case.run(), case.run_on(LONGER));
        if own.outcome != Outcome::TooManyEvents && led.end != own.end + LONGER {
            return Err(format!("is led to {} from {}", led.end, own.end));
        }
        if led.outcome != own.outcome || !led.events.starts_with(&own.events) {
            return Err("its events are others".to_owned());
        }
        Ok(())
    });
}

#[test]
fn runs_that_broke_a_law_once_obey_it() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("properties");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kept: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let scenario = Rc::new(Scenario::from_json(kept.get("scenario").unwrap()).unwrap());
        let (Some(Json::Text(variant)), Some(Json::Int(seed))) = (kept.get("variant"), kept.get("seed")) else {
            panic!("{} names no variant or no seed", path.display())
        };
        let case = Case { scenario, variant: Variant::parse(variant).unwrap(), seed: seed.unsigned_abs() };
        obeys_all_laws(&case).unwrap_or_else(|what| panic!("{}: {what}", path.display()));
    }
}

#[test]
fn the_same_run_twice_is_the_same() {
    try_all(&cases(), |case| {
        let (once, twice) = (case.run(), case.run());
        if once.fingerprint() != twice.fingerprint() || once != twice {
            return Err("two runs differ".to_owned());
        }
        Ok(())
    });
}

#[test]
fn a_fork_begins_as_its_origin() {
    try_all(&(cases(), steps()), |(case, act)| {
        let step = act.step(case.scenario.members.len());
        let forked_at = step.at;
        let (origin, fork) = (case.run(), case.run_of(&Rc::new(case.scenario.with_step(step))));
        // How far a quiet stretch reaches depends on what comes next: from there on only the instants after it compare.
        let quiet = |trace: &Trace| trace.quiet.iter().map(|q| q.from).min().unwrap_or(SimTime::NEVER);
        let compared = forked_at.min(quiet(&origin)).min(quiet(&fork));
        let before = |trace: &Trace| -> Vec<Event> {
            trace.events[..trace.events.partition_point(|event| event.at < compared)].to_vec()
        };
        let (origin_before, fork_before) = (before(&origin), before(&fork));
        if let Some(n) = origin_before.iter().zip(&fork_before).position(|(a, b)| a != b) {
            return Err(format!("event {n} differs: {:?} and {:?}", origin_before[n], fork_before[n]));
        }
        // A run that is at rest ends; the fork goes on to its step.
        if fork_before.len() < origin_before.len() {
            return Err(format!("the fork at {forked_at} misses events from {} on", fork_before.len()));
        }
        let sent = |events: &[Event]| events.iter().filter(|e| matches!(e.kind, EventKind::Sent(_))).count();
        let messages = |trace: &Trace| -> Vec<_> {
            trace.messages[..sent(&origin_before)].iter().map(|m| (m.sent, m.from, m.body.clone())).collect()
        };
        if messages(&origin) == messages(&fork) { Ok(()) } else { Err("a message differs".to_owned()) }
    });
}

#[test]
fn a_scenario_that_is_written_reads_as_the_same() {
    try_all(&cases(), |case| {
        let text = serde_json::to_string(&case.scenario.to_json()).unwrap();
        let read = Scenario::from_json(&serde_json::from_str::<Json>(&text).unwrap());
        if read.as_ref() == Ok(&*case.scenario) { Ok(()) } else { Err(format!("{text} reads as {read:?}")) }
    });
}

#[test]
fn every_run_can_be_written() {
    try_all(&cases(), |case| {
        let trace = case.run();
        let recording = serde_json::to_string(&trace.to_recording()).unwrap();
        let lines = trace.text().lines().count();
        rebalance_cli::recording::parse(&recording).map_err(|e| e.to_string())?;
        if lines == trace.events.len() { Ok(()) } else { Err(format!("{lines} lines, {} events", trace.events.len())) }
    });
}

/// A law that nothing could break would hold as well: each of these has to happen in some of the cases.
#[test]
fn everything_that_the_laws_are_about_happens() {
    let mut runner = TestRunner::new(config());
    let mut seen: Vec<bool> = vec![false; SOMETIMES.len()];
    for _ in 0..CASES * RARE {
        if seen.iter().all(|seen| *seen) {
            break;
        }
        let trace = cases().new_tree(&mut runner).unwrap().current().run();
        for (seen, (_, happens)) in seen.iter_mut().zip(SOMETIMES) {
            *seen |= happens(&trace);
        }
    }
    let missing: Vec<_> = SOMETIMES.iter().zip(seen).filter(|(_, seen)| !seen).map(|((name, _), _)| name).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}

/// Something that some run must show, by name.
type Sometimes = (&'static str, fn(&Trace) -> bool);

/// What happens in some run.
const SOMETIMES: &[Sometimes] = &[
    ("two hold a partition, one of them a zombie", |t| {
        let mut state = rebalance_model::trace::State::start(t);
        t.events.iter().any(|event| {
            state.apply(t, event);
            (0..t.scenario().partition_count()).any(|p| state.holders(rebalance_model::PartitionIdx::at(p)).count() > 1)
        })
    }),
    ("a session times out", |t| removed(t, Removal::SessionTimeout)),
    ("a member leaves", |t| removed(t, Removal::Left)),
    ("a member misses the join phase", |t| removed(t, Removal::JoinTimeout)),
    ("a member misses the sync phase", |t| removed(t, Removal::SyncTimeout)),
    ("a poll timeout", |t| any(t, |e| matches!(e.kind, EventKind::PollTimeout))),
    ("partitions are lost", |t| any(t, |e| matches!(e.kind, EventKind::PartitionsLost(_)))),
    ("a slow revocation", |t| any(t, |e| matches!(e.kind, EventKind::RevokeDone))),
    ("a consumer fails", |t| any(t, |e| matches!(e.kind, EventKind::Failed(_)))),
    ("an exception leaves the loop", |t| any(t, |e| matches!(e.kind, EventKind::Thrown))),
    ("a cooperative member revokes in a rebalance of its own", |t| {
        any(
            t,
            |e| matches!(e.kind, EventKind::Group(c) if matches!(c.reason, Some(RebalanceReason::MetadataChanged(_)))),
        )
    }),
    ("the leader joins again", |t| {
        any(
            t,
            |e| matches!(e.kind, EventKind::Group(c) if matches!(c.reason, Some(RebalanceReason::LeaderRejoined(_)))),
        )
    }),
    ("a commit comes too late", |t| error(t, "OffsetCommit", ErrorCode::UnknownMemberId)),
    ("a heartbeat announces a rebalance", |t| error(t, "Heartbeat", ErrorCode::RebalanceInProgress)),
    ("a sync comes too late", |t| error(t, "SyncGroup", ErrorCode::RebalanceInProgress)),
    ("members without an assignor in common", |t| error(t, "JoinGroup", ErrorCode::InconsistentGroupProtocol)),
    ("a static member is replaced", |t| removed(t, Removal::Replaced)),
    ("a replaced process is fenced", |t| error(t, "Heartbeat", ErrorCode::FencedInstanceId)),
    ("a commit is fenced", |t| t.batches.iter().any(|b| b.commit == Some(CommitOutcome::Fenced))),
    ("a static leader comes back", |t| {
        t.messages.iter().any(|m| matches!(m.body, Body::JoinGroupResponse { skip_assignment: true, .. }))
    }),
    ("a coordinator is given up for its silence", |t| lost(t, CoordinatorLoss::SessionTimedOut)),
    ("a coordinator is found and cannot be reached yet", |t| lost(t, CoordinatorLoss::Unavailable)),
    ("a request is not answered in time", |t| lost(t, CoordinatorLoss::RequestTimedOut)),
    ("the leader sees partitions added", |t| joins_for(t, JoinReason::MetadataChanged)),
    ("a rebalance is enforced", |t| joins_for(t, JoinReason::Enforced)),
    ("records are taken twice", |t| {
        let mut taken = vec![0; t.scenario().partition_count()];
        t.batches.iter().flat_map(|b| &b.records).any(|(p, first, last)| {
            let before = std::mem::replace(&mut taken[p.index()], last + 1);
            *first < before
        })
    }),
    ("a run is longer than its scenario", |t| t.end > SimTime::ZERO + t.scenario().duration),
];

fn any(trace: &Trace, what: impl Fn(&Event) -> bool) -> bool {
    trace.events.iter().any(what)
}

fn lost(trace: &Trace, why: CoordinatorLoss) -> bool {
    any(trace, |event| event.kind == EventKind::CoordinatorLost(why))
}

fn joins_for(trace: &Trace, why: JoinReason) -> bool {
    trace.messages.iter().any(|m| matches!(m.body, Body::JoinGroupRequest { reason, .. } if reason == why))
}

fn removed(trace: &Trace, why: Removal) -> bool {
    any(trace, |event| matches!(event.kind, EventKind::MemberRemoved(_, how) if how == why))
}

fn error(trace: &Trace, api: &str, error: ErrorCode) -> bool {
    trace.messages.iter().any(|m| m.body.api().name() == api && m.body.error() == error)
}
