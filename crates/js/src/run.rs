//! Runs: from a scenario and a variant to a lane of the page.

use std::rc::Rc;

use rebalance_model::{Scenario, SimDuration, Variant};
use rebalance_sim::{Latencies, Options, run};
use rebalance_view::{Lane, Latency};

/// Runs `plan` as `variant` and reads off what the run means.
///
/// # Errors
/// With a sentence, if Kafka would refuse it or the lab does not model it.
pub fn run_lane(plan: &Rc<Scenario>, variant: Variant, seed: u64) -> Result<Lane, String> {
    let options = Options { seed, ..Options::default() };
    let trace = run(plan, variant, options).map_err(|error| error.to_string())?;
    Ok(Lane::new(Rc::new(trace)))
}

/// What takes how long in these runs: a part of what they assume.
pub fn latencies() -> Rc<[Latency]> {
    named(&Latencies::RECORDING_MACHINE).iter().map(|(name, takes)| Latency { name, takes: *takes }).collect()
}

/// Every latency with its name. Taken apart field by field, so that none can be left out.
#[expect(clippy::too_many_lines, reason = "a line a latency")]
fn named(table: &Latencies) -> [(&'static str, SimDuration); 37] {
    let Latencies {
        one_way,
        jitter,
        handle,
        append,
        script,
        construct,
        connect,
        connect_coordinator,
        rejoin_with_id,
        notice,
        rejoin,
        sync,
        lead,
        apply,
        offset_fetch,
        produce,
        fetched,
        first_fetch,
        idle_poll,
        ready_poll,
        oversleep,
        local_commit,
        loop_turn,
        heartbeat,
        heartbeat_turn,
        close,
        leave,
        closed,
        thaw,
        boot,
        blank,
        load,
        look_up,
        consumer,
    } = *table;
    [
        ("network, one way", one_way),
        ("network, spread", jitter),
        ("process, continued", thaw),
        ("broker, start", boot),
        ("broker, first metadata", blank),
        ("coordinator, load", load),
        ("coordinator lost to FindCoordinator", look_up),
        ("broker, a request", handle),
        ("broker, append to __consumer_offsets", append),
        ("script to process", script),
        ("KafkaConsumer, construction", construct),
        ("poll(), first request", connect),
        ("FindCoordinator to JoinGroup", connect_coordinator),
        ("MEMBER_ID_REQUIRED to JoinGroup", rejoin_with_id),
        ("REBALANCE_IN_PROGRESS to callback", notice),
        ("callback to JoinGroup", rejoin),
        ("JoinGroup to SyncGroup, follower", sync),
        ("JoinGroup to SyncGroup, leader", lead),
        ("SyncGroup to onPartitionsAssigned", apply),
        ("onPartitionsAssigned to OffsetFetch", offset_fetch),
        ("record to log", produce),
        ("fetch to records in hand", fetched),
        ("first fetch of a consumer", first_fetch),
        ("poll(), beyond its timeout", idle_poll),
        ("poll(), records at hand", ready_poll),
        ("processing, beyond its length", oversleep),
        ("commitSync(), refused locally", local_commit),
        ("batch to poll()", loop_turn),
        ("heartbeat, due to sent", heartbeat),
        ("heartbeat thread, a turn", heartbeat_turn),
        ("close() to onPartitionsRevoked", close),
        ("onPartitionsRevoked to LeaveGroup", leave),
        ("last response to closed", closed),
        ("consumer: poll(), first request", consumer.connect),
        ("consumer: FindCoordinator to heartbeat", consumer.connect_coordinator),
        ("consumer: first poll() to callback", consumer.call_back),
        ("consumer: callback to heartbeat", consumer.acknowledge),
    ]
}
