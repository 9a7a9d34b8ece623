//! A consumer of the classic protocol: `ClassicKafkaConsumer` and its `ConsumerCoordinator`.
//!
//! Two threads share its state (classic-protocol 1.1). The *main thread* is the application's: poll(),
//! processing, commitSync(), callbacks; it alone joins, revokes and applies assignments. The *heartbeat
//! thread* sends heartbeats and watches max.poll.interval.ms. What the main thread is at is [`Main`];
//! while that is anything but waiting inside poll() or commitSync(), messages lie in the inbox.

#[cfg(feature = "steps")]
mod abstracted;
mod client;
mod close;
mod connection;
#[cfg(feature = "consumer")]
mod consumer;
mod fetch;
mod heartbeat;
mod join;
mod metadata;
mod poll;
mod process;
mod routine;

use rebalance_model::config::{AssignorName, MemberConfig};
use rebalance_model::id::BatchIdx;
use rebalance_model::message::{Body, ErrorCode, JoinReason};
use rebalance_model::trace::{ClientState, CoordinatorLoss, Doing};
use rebalance_model::{
    EventKind, Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx, SimDuration, SimTime,
};

pub(crate) use self::client::Client;
use self::connection::Connection;
use self::fetch::Fetcher;
use self::metadata::Known;
use crate::assignor::AssignorMemory;
use crate::latency::Latencies;
use crate::machine::{Act, Input, Machine, Outbox, Timer};

/// What the main thread is at. Its timer, where it has one, is `Member::main_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Main {
    /// Not there.
    Gone,
    /// Being constructed.
    Constructing,
    /// First poll(): about to send the first requests.
    Connecting,
    /// Inside poll(), waiting for the network or the end of its timeout.
    Waiting,
    /// Inside poll(): has learned that it must join again, about to run `onJoinPrepare`.
    Noticing,
    /// Inside poll(), in the `onJoinPrepare` of an eager client: waits for its auto-commit.
    CommitBeforeJoin,
    /// Inside poll(): about to run `onJoinComplete`.
    Applying,
    /// Inside poll(): about to return records that lie ready.
    Returning,
    /// Inside a slow onPartitionsRevoked().
    Revoking(AfterRevoke),
    /// Working on a batch.
    Processing(BatchIdx),
    /// Inside commitSync().
    Committing(BatchIdx),
    /// Inside a commitSync() that fails without a request.
    CommitFailing(BatchIdx),
    /// Inside close(): about to call back, to leave, or waiting for what is outstanding.
    Closing(close::Stage),
    /// Has left its loop by an exception; never comes back.
    Thrown,
}

/// What follows a slow callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum AfterRevoke {
    /// JoinGroup: it was `onJoinPrepare`.
    Join,
    /// onPartitionsAssigned with this set: it was `onJoinComplete`.
    Assign(SetIdx),
    /// LeaveGroup: it was close().
    Leave,
}

/// What a start of a consumer runs with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Setup {
    pub(crate) config: MemberConfig,
    pub(crate) process: SimDuration,
    pub(crate) poll: SimDuration,
    /// Names and partition counts of the topics that it subscribes to, for the assignor.
    pub(crate) topics: std::sync::Arc<[crate::assignor::TopicMeta]>,
    /// Where partitions without a committed offset begin: auto.offset.reset=earliest.
    pub(crate) log_start: std::sync::Arc<[u64]>,
}

/// The consumer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Member {
    who: MemberIdx,
    latency: Latencies,
    setup: Option<Setup>,

    main: Main,
    main_at: SimTime,
    doing: Doing,
    /// When the poll() under way was called.
    polled: SimTime,
    /// When it returns empty.
    poll_deadline: SimTime,
    /// When an empty poll was last told.
    idle_told: SimTime,
    /// Messages that wait for a thread that reads the network.
    inbox: Vec<(SimTime, MessageIdx)>,
    fetcher: Fetcher,

    client: ClientState,
    id: Option<IdIdx>,
    generation: Generation,
    owned: Vec<PartitionIdx>,
    connection: Connection,
    /// Set while it has to join again (`rejoinNeeded` and `rejoinReason`).
    rejoin: Option<JoinReason>,
    /// `onJoinPrepare` runs once a rebalance.
    needs_prepare: bool,
    /// The auto-commit of `onJoinPrepare` is not answered yet (`autoCommitOffsetRequestFuture`), and poll() goes on.
    commit_before_join: bool,
    /// Its JoinGroup, or the SyncGroup after it, is not answered yet (`joinFuture`): there is never a second one.
    join_in_flight: bool,
    /// No JoinGroup is sent before: the last one failed in this poll().
    join_held: SimTime,
    /// What the SyncGroup response assigned, until `onJoinComplete` applies it.
    assignment: Option<SetIdx>,
    /// The assignor that the JoinGroup response named.
    protocol: Option<AssignorName>,
    /// What `StickyAssignor` has kept of its last assignment, and of which generation it was.
    remembered: Option<(SetIdx, Generation)>,
    /// What the sticky assignors have kept of the calls that this member made as leader.
    memory: AssignorMemory,
    /// What it knows of topics and partitions.
    known: Known,
    /// What the heartbeat thread, or a commit that nobody waited for, failed with: the next poll() throws it.
    fatal: Option<ErrorCode>,
    auto_commit_at: SimTime,

    /// The poll timer: max.poll.interval.ms counts from here, and so does the heartbeat thread's grid.
    stepped: SimTime,
    heartbeat: HeartbeatThread,
    /// When close() is over, whatever is outstanding.
    close_by: SimTime,
    orders: Orders,
}

/// The heartbeat thread's timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct HeartbeatThread {
    /// Enabled: from a JoinGroup response to the next JoinGroup, or until the member is no member any more.
    on: bool,
    /// When the next heartbeat is due.
    due: SimTime,
    /// When the thread takes its next turn that matters.
    at: SimTime,
    /// When it runs because poll() has notified it, wherever the main thread is by then.
    woken: SimTime,
    lock: Lock,
}

/// What the heartbeat thread waits for commitSync() to give back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Lock {
    /// It does not wait.
    Free,
    /// The lock, to read the network.
    ToRead,
    /// The lock once more, after it has looked at the clock.
    ToGoOn(SimTime),
}

/// What the script has told it to do.
#[expect(clippy::struct_excessive_bools, reason = "each is an order of its own, and any of them may be given")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Orders {
    /// The next batch takes so much longer.
    stall: SimDuration,
    /// Each onPartitionsRevoked takes so long.
    stall_revoke: SimDuration,
    /// The next batch throws out of the loop.
    throw: bool,
    /// The loop is to end.
    close: bool,
    /// enforceRebalance() before the next poll().
    enforce: bool,
    /// The batch in hand is one that takes longer.
    stalled: bool,
}

impl Member {
    /// A member that has not been started.
    pub(crate) fn new(who: MemberIdx, partitions: usize, latency: &Latencies) -> Self {
        Self {
            who,
            latency: *latency,
            setup: None,
            main: Main::Gone,
            main_at: SimTime::NEVER,
            doing: Doing::Gone,
            polled: SimTime::ZERO,
            poll_deadline: SimTime::NEVER,
            idle_told: SimTime::ZERO,
            inbox: Vec::new(),
            fetcher: Fetcher::new(partitions),
            client: ClientState::Unjoined,
            id: None,
            generation: Generation::NONE,
            owned: Vec::new(),
            connection: Connection::default(),
            rejoin: None,
            needs_prepare: true,
            commit_before_join: false,
            join_in_flight: false,
            join_held: SimTime::ZERO,
            assignment: None,
            protocol: None,
            remembered: None,
            memory: AssignorMemory::default(),
            known: Known::default(),
            fatal: None,
            auto_commit_at: SimTime::NEVER,
            stepped: SimTime::ZERO,
            heartbeat: HeartbeatThread {
                on: false,
                due: SimTime::NEVER,
                at: SimTime::NEVER,
                woken: SimTime::NEVER,
                lock: Lock::Free,
            },
            close_by: SimTime::NEVER,
            orders: Orders::default(),
        }
    }

    /// Hands over what the next start runs with.
    pub(crate) fn set_up(&mut self, setup: Setup) {
        let partitions = setup.log_start.len();
        let known = Known::new(setup.topics.clone());
        *self = Self { setup: Some(setup), known, ..Self::new(self.who, partitions, &self.latency) };
    }

    /// Who it is, and what takes it how long.
    #[cfg(feature = "consumer")]
    pub(crate) fn origin(&self) -> (MemberIdx, Latencies) {
        (self.who, self.latency)
    }

    /// Whether its process is there.
    pub(crate) fn is_alive(&self) -> bool {
        self.main != Main::Gone
    }

    /// Whether it is in the group under this id.
    pub(crate) fn goes_by(&self, id: IdIdx) -> bool {
        self.is_alive() && self.id == Some(id)
    }

    /// Whether it is in the group under this id, and in this generation.
    pub(crate) fn is_in(&self, id: IdIdx, generation: Generation) -> bool {
        self.goes_by(id) && self.generation == generation
    }

    /// Whether it is gone, or consumes with nothing out of the ordinary ahead.
    pub(crate) fn is_at_rest(&self) -> bool {
        match self.main {
            Main::Gone => true,
            Main::Waiting | Main::Returning | Main::Processing(_) | Main::Committing(_) => {
                let settled = self.rejoin.is_none() && self.assignment.is_none() && self.connection.known();
                self.client == ClientState::Stable && settled && !self.is_awaited()
            }
            _ => false,
        }
    }

    /// Whether the script has done something to it that has not shown its effect, or not all of it, yet.
    fn is_awaited(&self) -> bool {
        let busy = match self.main {
            Main::Processing(_) => self.orders.stalled,
            Main::Revoking(_) | Main::Closing(_) | Main::Constructing | Main::Connecting => true,
            _ => false,
        };
        self.is_alive()
            && (busy
                || self.orders.stall > SimDuration::ZERO
                || self.orders.throw
                || self.orders.close
                || self.orders.enforce)
    }

    fn setup(&self) -> &Setup {
        self.setup.as_ref().unwrap_or_else(|| unreachable!("a member acts only after its start"))
    }

    fn config(&self) -> &MemberConfig {
        &self.setup().config
    }

    /// Takes part in a group that is running already, as if it had joined and consumed before.
    pub(crate) fn adopt(&mut self, adopted: &AdoptedMember<'_>, now: SimTime, out: &mut Outbox<'_>) {
        self.connection.adopt();
        if adopted.leads {
            self.known.watch();
        }
        self.session_lives(now);
        (self.id, self.generation) = (Some(adopted.id), adopted.generation);
        self.owned = adopted.held.to_vec();
        self.rejoin = None;
        out.record(EventKind::Started);
        self.turn_to(ClientState::Stable, out);
        let set = out.set(adopted.held);
        out.record(EventKind::Assigned(set));
        for (p, position) in adopted.positions {
            self.fetcher.set_position(*p, *position);
        }
        self.heartbeat.on = true;
        self.heartbeat.due = adopted.first_heartbeat;
        self.auto_commit_at = now + self.config().auto_commit_interval;
        self.refresh_metadata_after(now, out);
        self.start_poll(now, out);
        self.schedule_heartbeat(now, out);
    }

    fn turn_to(&mut self, client: ClientState, out: &mut Outbox<'_>) {
        if self.client != client {
            self.client = client;
            out.record(EventKind::Client(client));
        }
    }

    fn does(&mut self, doing: Doing, out: &mut Outbox<'_>) {
        if self.doing != doing {
            self.doing = doing;
            out.record(EventKind::Doing(doing));
        }
    }

    /// The main thread is at `main` until `at`, or goes on at once: the timeout of a poll() may have passed inside it.
    fn busy(&mut self, main: Main, at: SimTime, out: &mut Outbox<'_>) {
        let at = at.max(out.at);
        (self.main, self.main_at) = (main, at);
        out.wake(Timer::Main, at);
    }

    fn act(&mut self, now: SimTime, act: Act, out: &mut Outbox<'_>) {
        match act {
            Act::Start => {
                self.does(Doing::Starting, out);
                let ready = now + self.latency.construct;
                self.busy(Main::Constructing, ready, out);
            }
            Act::Close => {
                self.orders.close = true;
                if self.main == Main::Waiting {
                    self.begin_close(now, out);
                }
            }
            Act::Kill => self.end(EventKind::Killed, out),
            Act::Stall(extra) => self.orders.stall = extra,
            Act::StallRevoke(extra) => self.orders.stall_revoke = extra,
            Act::Throw => self.orders.throw = true,
            Act::Enforce => self.orders.enforce = true,
            Act::Thaw => self.thaw(now, out),
            Act::Disconnect => self.disconnected(now, out),
        }
    }

    /// Its process goes on: what should have happened meanwhile happens now. The heartbeat thread sees a session that
    /// has timed out before the main thread does anything.
    fn thaw(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.heartbeat.on {
            if self.connection.known() && now >= self.connection.session_ends() {
                self.lose_coordinator(now, CoordinatorLoss::SessionTimedOut, out);
            } else {
                self.schedule_heartbeat(now, out);
            }
        }
        if self.main_at <= now {
            let main = self.main;
            self.busy(main, now, out);
        }
        self.schedule_metadata(out);
    }

    /// Its process, or its consumer, is no more.
    fn end(&mut self, how: EventKind, out: &mut Outbox<'_>) {
        out.record(how);
        self.does(Doing::Gone, out);
        self.main = Main::Gone;
        self.heartbeat.on = false;
    }

    fn main_timer(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if now != self.main_at {
            return;
        }
        match self.main {
            Main::Gone | Main::Thrown => {}
            Main::Committing(_) | Main::CommitBeforeJoin => {
                self.give_up_requests(now, out);
                self.wait_for_answer(out);
            }
            Main::Constructing => {
                out.record(EventKind::Started);
                self.does(Doing::Polling, out);
                (self.polled, self.stepped) = (now, now);
                self.idle_told = now.before(SimDuration::from_millis(1_000));
                self.poll_deadline = now + self.setup().poll + self.latency.idle_poll;
                self.busy(Main::Connecting, now + self.latency.connect, out);
            }
            Main::Connecting => {
                self.request_metadata(out);
                self.look_up(SimDuration::ZERO, out);
                self.wait(out);
            }
            Main::Waiting => self.wait_ends(now, out),
            Main::Noticing => self.join_prepare(now, out),
            Main::Applying => self.join_complete(now, out),
            Main::Returning => self.return_batch(now, out),
            Main::Revoking(then) => self.revoke_returns(now, then, out),
            Main::Processing(batch) => self.processed(now, batch, out),
            Main::CommitFailing(batch) => self.commit_failed_locally(now, batch, out),
            Main::Closing(stage) => self.closing(now, stage, out),
        }
    }

    /// A message has come. The main thread takes it if it reads the network; else it lies there.
    fn message(&mut self, now: SimTime, idx: MessageIdx, out: &mut Outbox<'_>) {
        match self.main {
            Main::Gone => {}
            Main::Waiting => {
                self.receive(now, idx, out);
                if self.main == Main::Waiting {
                    self.step(now, out);
                }
            }
            Main::Committing(_) | Main::CommitBeforeJoin | Main::Closing(_) => {
                self.let_heartbeat_thread_in(now, out);
                self.receive(now, idx, out);
            }
            _ => self.inbox.push((now, idx)),
        }
    }

    /// Takes what lies in the inbox.
    fn drain(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        for (_, idx) in std::mem::take(&mut self.inbox) {
            self.receive(now, idx, out);
        }
    }

    /// How old a response is, by the id and the generation of its request.
    fn age(&self, response: MessageIdx, out: &Outbox<'_>) -> Age {
        let request = out.trace.message(response).answers.map(|request| &out.trace.message(request).body);
        let sent_with = match request {
            Some(Body::HeartbeatRequest { member, generation }) => (Some(*member), *generation),
            Some(Body::OffsetCommitRequest { member, generation, .. }) => (*member, *generation),
            _ => (self.id, self.generation),
        };
        if sent_with == (self.id, self.generation) { Age::Current } else { Age::Stale }
    }

    /// Handles one message, on whichever thread reads the network.
    fn receive(&mut self, now: SimTime, idx: MessageIdx, out: &mut Outbox<'_>) {
        let body = out.trace.message(idx).body.clone();
        self.connection.answered(body.api());
        match body {
            Body::Metadata { partitions } => self.metadata_received(now, &partitions, out),
            Body::FindCoordinator => self.coordinator_found(now, out),
            Body::JoinGroupResponse { .. } => self.join_answered(now, &body, out),
            Body::SyncGroupResponse { error, assignment } => self.sync_answered(error, assignment, out),
            Body::HeartbeatResponse { error } => {
                let came = out.trace.message(idx).arrived.unwrap_or(now);
                self.heartbeat_answered(came, error, self.age(idx, out), out);
            }
            Body::OffsetFetchResponse { offsets } => {
                let start = self.setup().log_start.clone();
                self.fetcher.offsets_fetched(&self.owned, &offsets, &start);
            }
            Body::OffsetCommitResponse { error } => self.commit_answered(now, error, self.age(idx, out), out),
            Body::LeaveGroupResponse { .. } => self.leave_answered(now, out),
            _ => {}
        }
    }
}

/// Whether a response answers what the member of today has asked (`generationUnchanged`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Age {
    /// Id and generation are those that the request was sent with.
    Current,
    /// They have changed since.
    Stale,
}

/// A member of a group that is running already.
#[derive(Debug)]
pub(crate) struct AdoptedMember<'a> {
    pub(crate) id: IdIdx,
    pub(crate) generation: Generation,
    pub(crate) held: &'a [PartitionIdx],
    pub(crate) positions: &'a [(PartitionIdx, u64)],
    pub(crate) first_heartbeat: SimTime,
    /// It has made the assignment, and watches topics.
    pub(crate) leads: bool,
}

impl Machine for Member {
    fn on(&mut self, now: SimTime, input: &Input<'_>, out: &mut Outbox<'_>) {
        match *input {
            Input::Act(act) => self.act(now, act, out),
            _ if !self.is_alive() => {}
            Input::Message(idx, _) => self.message(now, idx, out),
            Input::Timer(Timer::Main) => self.main_timer(now, out),
            Input::Timer(Timer::Heartbeat) => self.heartbeat_timer(now, out),
            Input::Timer(Timer::Metadata) => self.metadata_timer(now, out),
            Input::Timer(_) | Input::Broker(_) => {}
            Input::Fetched(data) => self.fetched(now, data, out),
        }
    }
}
