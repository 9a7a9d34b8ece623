//! How large a scenario, a run or a pasted text may be: the one place where that is said.

use crate::time::SimDuration;

/// Members of a scenario.
pub const MEMBERS: usize = 200;
/// Partitions of all topics together.
pub const PARTITIONS: usize = 5_000;
/// Steps of a script.
pub const STEPS: usize = 1_000;
/// Events of a trace; a run that would pass it ends there and says so. A rolling restart of a hundred members that take
/// four records a second from each of a thousand partitions has four million; with its messages and batches it weighs some
/// 100 bytes an event, so that two such lanes, and the two that follow them when a setting is moved, fit into the 4 GiB
/// that wasm can address.
pub const EVENTS: usize = 5_000_000;
/// Simulated time: a run is cut here, however long its scenario wants to be. 30 days hold the longest
/// max.poll.interval.ms that Kafka takes (2 147 483 647 ms, 24.9 days).
pub const SIMULATED_TIME: SimDuration = SimDuration::from_millis(30 * 24 * 60 * 60 * 1000);
/// Bytes of text that an import reads; what lies behind is left out, and said.
pub const IMPORT_BYTES: usize = 16 * 1024 * 1024;
/// Length of a name (topic, member, group), bytes; Kafka's own bound on topics is 249.
pub const NAME_BYTES: usize = 249;
/// Records a second that one partition may receive.
pub const RECORDS_PER_SECOND: u64 = 10_000;
