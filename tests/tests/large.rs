//! A hundred members over a thousand partitions through a rolling restart: that it runs whole, and comes out right. What it
//! may cost is held by `cargo xtask test instructions`, as a clock would hold the machine.

use rebalance_model::trace::{EventKind, GroupState, Outcome, StateAt};
use rebalance_model::{PartitionIdx, Variant};
use rebalance_sim::Options;
use rebalance_tests::large;

#[test]
fn a_rolling_restart_of_a_large_group_runs_whole_in_every_variant() {
    // No records: the rebalances alone.
    let scenario = large::rolling_restart(0);
    for variant in [Variant::Eager, Variant::RoundRobin, Variant::Sticky, Variant::Cooperative] {
        let trace = rebalance_sim::run(&scenario, variant, Options::default()).expect("nothing is refused");
        assert_eq!(trace.outcome, Outcome::Complete, "{variant}");
        // Each member has had an id before and after, and nobody was thrown out: who left has left by itself.
        assert_eq!(trace.header.identities.len(), 2 * scenario.members.len(), "{variant}");
        let ended = |kind: &&EventKind| matches!(kind, EventKind::PollTimeout | EventKind::Failed(_));
        assert_eq!(trace.events.iter().map(|event| &event.kind).filter(ended).count(), 0, "{variant}");

        let state = StateAt::new(trace.into()).after(usize::MAX);
        assert_eq!(state.group.state, GroupState::Stable, "{variant}");
        // One round to leave and one to come back.
        assert!(state.group.generation.0 > 200, "{variant} ends in generation {}", state.group.generation);
        for partition in (0..scenario.partition_count()).map(PartitionIdx::at) {
            assert_eq!(state.holders(partition).count(), 1, "{variant}: {}", scenario.partition_name(partition));
        }
        let held: Vec<usize> = state.members.iter().map(|member| member.held.len()).collect();
        assert!(held.iter().all(|n| *n == 10), "{variant}: {held:?}");
    }
}

#[test]
fn the_limit_of_events_holds_a_rolling_restart_under_the_load_of_the_recordings() {
    let scenario = large::rolling_restart(4);
    let trace = rebalance_sim::run(&scenario, Variant::Eager, Options::default()).expect("nothing is refused");
    assert_eq!(trace.outcome, Outcome::Complete);
    assert!(trace.batches.len() > 300_000, "{} batches", trace.batches.len());
}

#[test]
fn seeking_in_a_large_group_finds_what_the_fold_finds() {
    let scenario = large::rolling_restart(0);
    let trace = rebalance_sim::run(&scenario, Variant::Cooperative, Options::default()).expect("nothing is refused");
    let lane = StateAt::new(trace.into());
    let mut state = rebalance_model::trace::State::start(lane.trace());
    // On both sides of keyframes, wherever they lie: the step is prime.
    for (n, event) in lane.trace().events.iter().enumerate().take(60_000) {
        if n % 997 == 0 || n % 1100 < 2 {
            assert_eq!(lane.after(n), state, "after {n} events");
        }
        state.apply(lane.trace(), event);
    }
}
