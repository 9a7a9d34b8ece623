//! What takes how long on the recording machine: one table for every scenario.
//!
//! Medians of findings.md, section 4 (Kafka 4.3.1, loopback, two cores). None of it names a scenario
//! or a member; a faster machine has another table.

use rebalance_model::SimDuration;

/// How long each step takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Latencies {
    /// A request or a response on its way between member and broker.
    pub one_way: SimDuration,
    /// Spread of `one_way`: up to so much is added, drawn from the link's stream.
    pub jitter: SimDuration,
    /// The broker handles a request.
    pub handle: SimDuration,
    /// The broker writes to its log before it answers (SyncGroup of the leader, OffsetCommit).
    pub append: SimDuration,
    /// A step of the script reaches the process that it is meant for.
    pub script: SimDuration,
    /// A consumer is constructed and subscribed.
    pub construct: SimDuration,
    /// First poll() of a consumer to its first request.
    pub connect: SimDuration,
    /// FindCoordinator response to JoinGroup: a second connection is opened.
    pub connect_coordinator: SimDuration,
    /// MEMBER_ID_REQUIRED to the second JoinGroup.
    pub rejoin_with_id: SimDuration,
    /// The client has learned that it has to join again, to its callback or, without one, its JoinGroup.
    pub notice: SimDuration,
    /// A callback's end to the JoinGroup that follows.
    pub rejoin: SimDuration,
    /// JoinGroup response to SyncGroup, follower.
    pub sync: SimDuration,
    /// The same for the leader, which computes the assignment meanwhile.
    pub lead: SimDuration,
    /// SyncGroup response to the assigned callback, while polling.
    pub apply: SimDuration,
    /// Assigned callback to OffsetFetch.
    pub offset_fetch: SimDuration,
    /// A tick of the producer to its records being in the log.
    pub produce: SimDuration,
    /// The broker answers a fetch, to the records being in the hands of the application.
    pub fetched: SimDuration,
    /// The first fetch of a consumer: its connection to the partitions' leader is new.
    pub first_fetch: SimDuration,
    /// What poll() takes beyond its timeout before it returns empty, and the loop calls it again.
    pub idle_poll: SimDuration,
    /// Return of records from poll() when they lie ready.
    pub ready_poll: SimDuration,
    /// What a sleep takes beyond its length: processing a batch.
    pub oversleep: SimDuration,
    /// A commit that fails without a request.
    pub local_commit: SimDuration,
    /// End of one loop of the application to its next poll().
    pub loop_turn: SimDuration,
    /// Due time of a heartbeat to its sending while the main thread is in poll().
    pub heartbeat: SimDuration,
    /// What a turn of the heartbeat thread takes beyond retry.backoff.ms while the main thread is busy.
    pub heartbeat_turn: SimDuration,
    /// close() to the revoked callback.
    pub close: SimDuration,
    /// Revoked callback inside close() to LeaveGroup.
    pub leave: SimDuration,
    /// Last response to close() returning.
    pub closed: SimDuration,
    /// A process that was stopped is continued, to its threads running.
    pub thaw: SimDuration,
    /// The broker is started, to its first answer.
    pub boot: SimDuration,
    /// A started broker's first answers know no topics for so long.
    pub blank: SimDuration,
    /// A started coordinator reads its log for so long.
    pub load: SimDuration,
    /// The coordinator is given up, to the first FindCoordinator.
    pub look_up: SimDuration,
    /// What differs in the client of the consumer protocol.
    pub consumer: ConsumerLatencies,
}

/// How long steps of the client of the consumer protocol take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerLatencies {
    /// First poll() to the first request.
    pub connect: SimDuration,
    /// FindCoordinator response to the first heartbeat: a second connection is opened.
    pub connect_coordinator: SimDuration,
    /// Something for the application to do, to its doing it while it waits inside its first poll().
    pub call_back: SimDuration,
    /// A callback's end to the heartbeat that follows.
    pub acknowledge: SimDuration,
}

const fn us(us: u64) -> SimDuration {
    SimDuration::from_micros(us)
}

impl Latencies {
    /// The machine that the recordings were made on.
    pub const RECORDING_MACHINE: Self = Self {
        one_way: us(200),
        jitter: us(200),
        handle: us(100),
        append: us(300),
        script: us(1_700),
        construct: us(4_000),
        connect: us(3_000),
        connect_coordinator: us(3_000),
        rejoin_with_id: us(300),
        notice: us(400),
        rejoin: us(500),
        sync: us(500),
        lead: us(900),
        apply: us(300),
        offset_fetch: us(200),
        produce: us(1_000),
        fetched: us(1_300),
        first_fetch: us(3_000),
        idle_poll: us(300),
        ready_poll: us(200),
        oversleep: us(150),
        local_commit: us(200),
        loop_turn: us(100),
        heartbeat: us(500),
        heartbeat_turn: us(200),
        close: us(400),
        leave: us(400),
        closed: us(5_000),
        thaw: us(9_000),
        boot: us(6_000_000),
        blank: us(50_000),
        load: us(250_000),
        look_up: us(1_000),
        consumer: ConsumerLatencies {
            connect: us(6_000),
            connect_coordinator: us(7_000),
            call_back: us(700),
            acknowledge: us(500),
        },
    };

    /// Nothing takes any time.
    #[cfg(feature = "steps")]
    pub(crate) const NONE: Self = Self {
        one_way: us(0),
        jitter: us(0),
        handle: us(0),
        append: us(0),
        script: us(0),
        construct: us(0),
        connect: us(0),
        connect_coordinator: us(0),
        rejoin_with_id: us(0),
        notice: us(0),
        rejoin: us(0),
        sync: us(0),
        lead: us(0),
        apply: us(0),
        offset_fetch: us(0),
        produce: us(0),
        fetched: us(0),
        first_fetch: us(0),
        idle_poll: us(0),
        ready_poll: us(0),
        oversleep: us(0),
        local_commit: us(0),
        loop_turn: us(0),
        heartbeat: us(0),
        heartbeat_turn: us(0),
        close: us(0),
        leave: us(0),
        closed: us(0),
        thaw: us(0),
        boot: us(0),
        blank: us(0),
        load: us(0),
        look_up: us(0),
        consumer: ConsumerLatencies {
            connect: us(0),
            connect_coordinator: us(0),
            call_back: us(0),
            acknowledge: us(0),
        },
    };
}
