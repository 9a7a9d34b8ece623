//! A consumer of the consumer protocol (KIP-848): `AsyncKafkaConsumer` and its `ConsumerMembershipManager`.
//!
//! Two threads share its state (consumer-protocol 2). The *application thread* polls, processes and commits, and runs
//! callbacks, at the beginning of poll() and nowhere else (`poll`); what it is at is [`Main`]. The *background thread*
//! talks to the coordinator, whatever the application does: heartbeats and the poll timer (`heartbeat`), the steps of a
//! reconciliation (`reconcile`).

#[cfg(feature = "steps")]
mod abstracted;
mod close;
mod commit;
mod heartbeat;
mod poll;
mod reconcile;
mod routine;
mod turns;

use rebalance_model::config::MemberConfig;
use rebalance_model::id::BatchIdx;
use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{Doing, Membership};
use rebalance_model::{
    EventKind, Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx, SimDuration, SimTime,
};

use self::heartbeat::Heartbeat;
use self::reconcile::Reconciliation;
use self::turns::Turns;
use super::fetch::Fetcher;
use super::{AdoptedMember, Orders, Setup};
use crate::latency::Latencies;
use crate::machine::{Act, Input, Machine, Outbox, Timer};

/// What the application thread is at. Its timer, where it has one, is `Consumer::main_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Main {
    /// Not there.
    Gone,
    /// Being constructed.
    Constructing,
    /// Inside poll(), waiting for records or the end of its timeout.
    Waiting,
    /// Inside its first poll(), about to run a callback: later ones wait for the next poll().
    CallingBack,
    /// Inside poll(): about to return records that lie ready.
    Returning,
    /// Inside poll(): about to throw.
    Failing(ErrorCode),
    /// Inside a slow onPartitionsRevoked().
    Revoking {
        /// close() called it.
        closing: bool,
    },
    /// Working on a batch.
    Processing(BatchIdx),
    /// Inside commitSync().
    Committing(BatchIdx),
    /// Inside close().
    Closing(close::Stage),
    /// Has left its loop by an exception; never comes back.
    Thrown,
}

/// The consumer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Consumer {
    who: MemberIdx,
    latency: Latencies,
    setup: Setup,

    main: Main,
    main_at: SimTime,
    doing: Doing,
    /// When the poll() under way, or the last one, was called.
    polled: SimTime,
    /// When poll() last spoke to the background thread (`AsyncPollEvent`): max.poll.interval.ms counts from here.
    asked: SimTime,
    /// When it returns empty.
    poll_deadline: SimTime,
    /// No poll() has returned yet.
    first_poll: bool,
    /// When an empty poll was last told.
    idle_told: SimTime,
    fetcher: Fetcher,
    /// Positions that were committed and are still to be validated: polls that it takes.
    validating: Vec<(PartitionIdx, u64, u32)>,
    auto_commit_at: SimTime,

    membership: Membership,
    id: Option<IdIdx>,
    epoch: i32,
    owned: Vec<PartitionIdx>,
    /// When the assignment was last applied.
    applied: SimTime,
    coordinator_known: bool,
    heartbeat: Heartbeat,
    turns: Turns,
    reconciliation: Reconciliation,
    /// What the background thread ended with: poll() throws it.
    fatal: Option<ErrorCode>,
    orders: Orders,
}

impl Consumer {
    pub(crate) fn new(who: MemberIdx, latency: Latencies, setup: Setup) -> Self {
        let fetcher = Fetcher::new(setup.log_start.len());
        Self {
            who,
            latency,
            setup,
            main: Main::Gone,
            main_at: SimTime::NEVER,
            doing: Doing::Gone,
            polled: SimTime::ZERO,
            asked: SimTime::ZERO,
            poll_deadline: SimTime::NEVER,
            first_poll: true,
            idle_told: SimTime::ZERO,
            fetcher,
            validating: Vec::new(),
            auto_commit_at: SimTime::NEVER,
            membership: Membership::Unsubscribed,
            id: None,
            epoch: 0,
            owned: Vec::new(),
            applied: SimTime::NEVER,
            coordinator_known: false,
            heartbeat: Heartbeat::default(),
            turns: Turns::default(),
            reconciliation: Reconciliation::default(),
            fatal: None,
            orders: Orders::default(),
        }
    }

    /// Who it is, and what takes it how long.
    pub(crate) fn origin(&self) -> (MemberIdx, Latencies) {
        (self.who, self.latency)
    }

    fn config(&self) -> &MemberConfig {
        &self.setup.config
    }

    fn turn_to(&mut self, membership: Membership, out: &mut Outbox<'_>) {
        if self.membership != membership {
            self.membership = membership;
            out.record(EventKind::Membership(membership));
        }
    }

    fn does(&mut self, doing: Doing, out: &mut Outbox<'_>) {
        if self.doing != doing {
            self.doing = doing;
            out.record(EventKind::Doing(doing));
        }
    }

    /// The application thread is at `main` until `at`.
    fn busy(&mut self, main: Main, at: SimTime, out: &mut Outbox<'_>) {
        let at = at.max(out.at);
        (self.main, self.main_at) = (main, at);
        out.wake(Timer::Main, at);
    }

    fn act(&mut self, now: SimTime, act: Act, out: &mut Outbox<'_>) {
        match act {
            Act::Start => {
                self.does(Doing::Starting, out);
                self.busy(Main::Constructing, now + self.latency.construct, out);
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
            // enforceRebalance() does nothing here, and says so in a warning.
            Act::Enforce => {}
            Act::Thaw => self.thaw(now, out),
            Act::Disconnect => self.disconnected(now, out),
        }
    }

    /// Its process goes on: what should have happened meanwhile happens now.
    fn thaw(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.heartbeat.at() <= now {
            self.heartbeat_turn(now, out);
        }
        if self.main_at <= now {
            let main = self.main;
            self.busy(main, now, out);
        }
    }

    /// Its process, or its consumer, is no more.
    fn end(&mut self, how: EventKind, out: &mut Outbox<'_>) {
        out.record(how);
        self.does(Doing::Gone, out);
        self.main = Main::Gone;
    }

    /// Constructed and subscribed: its first poll() wakes the background thread.
    fn started(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        out.record(EventKind::Started);
        let instance = self.config().instance_id.clone();
        self.id = Some(out.identify_own(self.who, instance.as_deref()));
        self.does(Doing::Polling, out);
        self.turn_to(Membership::Joining, out);
        (self.polled, self.asked) = (now, now);
        self.idle_told = now.before(SimDuration::from_millis(1_000));
        self.poll_deadline = now + self.setup.poll + self.latency.idle_poll;
        out.request(Body::Metadata { partitions: Vec::new() }, self.latency.consumer.connect);
        self.look_up(self.latency.consumer.connect, out);
        self.wait(out);
    }

    fn main_timer(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if now != self.main_at {
            return;
        }
        match self.main {
            Main::Gone | Main::Thrown | Main::Committing(_) => {}
            Main::Constructing => self.started(now, out),
            Main::Waiting if now < self.poll_deadline => self.ask(now, out),
            Main::Waiting => self.poll_returns_empty(now, out),
            Main::CallingBack => {
                self.main = Main::Waiting;
                self.call_back(now, out);
                if self.main == Main::Waiting {
                    self.wait(out);
                }
            }
            Main::Returning => self.return_batch(now, out),
            Main::Failing(error) => self.end(EventKind::Failed(error), out),
            Main::Revoking { closing } => self.revoke_returns(now, closing, out),
            Main::Processing(batch) => self.processed(now, batch, out),
            Main::Closing(stage) => self.closing(now, stage, out),
        }
    }

    /// The background thread reads the network whenever something has come.
    fn message(&mut self, now: SimTime, idx: MessageIdx, out: &mut Outbox<'_>) {
        self.turns.woken(now);
        let body = out.trace.message(idx).body.clone();
        match body {
            Body::FindCoordinator => self.coordinator_found(now, out),
            Body::ConsumerGroupHeartbeatResponse { error, epoch, interval, assignment, .. } => {
                self.heartbeat_answered(now, idx, (error, epoch.0), interval, assignment, out);
            }
            Body::OffsetFetchResponse { offsets } => self.offsets_fetched(now, &offsets, out),
            Body::OffsetCommitResponse { error } => self.commit_answered(now, error, out),
            _ => {}
        }
    }

    fn held(&mut self, out: &mut Outbox<'_>) -> SetIdx {
        out.set(&self.owned)
    }

    /// Takes part in a group that is running already, as if it had joined and consumed before.
    pub(crate) fn adopt(&mut self, adopted: &AdoptedMember<'_>, now: SimTime, out: &mut Outbox<'_>) {
        (self.id, self.epoch) = (Some(adopted.id), adopted.generation.0);
        self.owned = adopted.held.to_vec();
        (self.coordinator_known, self.first_poll, self.applied) = (true, false, now);
        out.record(EventKind::Started);
        self.turn_to(Membership::Stable, out);
        let set = self.held(out);
        self.reconciliation.settled(set);
        out.record(EventKind::Assigned(set));
        for (p, position) in adopted.positions {
            self.fetcher.set_position(*p, *position);
        }
        let interval = self.config().heartbeat_interval;
        self.heartbeat.adopt(interval, adopted.first_heartbeat);
        out.wake(Timer::Heartbeat, adopted.first_heartbeat);
        self.start_auto_commit_timer(now);
        self.start_poll(now, out);
    }

    /// Whether it is in the group under this id, and at this epoch.
    pub(crate) fn is_in(&self, id: IdIdx, epoch: Generation) -> bool {
        self.is_alive() && self.id == Some(id) && self.epoch == epoch.0
    }
}

impl Machine for Consumer {
    fn on(&mut self, now: SimTime, input: &Input<'_>, out: &mut Outbox<'_>) {
        match *input {
            Input::Act(act) => self.act(now, act, out),
            _ if !self.is_alive() => {}
            Input::Message(idx, _) => self.message(now, idx, out),
            Input::Timer(Timer::Main) => self.main_timer(now, out),
            Input::Timer(Timer::Heartbeat) => {
                if now == self.heartbeat.at() {
                    self.heartbeat_turn(now, out);
                }
            }
            Input::Timer(_) | Input::Broker(_) => {}
            Input::Fetched(data) => self.fetched(now, data, out),
        }
    }
}
