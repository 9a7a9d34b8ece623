//! The connection to the coordinator: finding it, losing it, and requests that are not answered in time
//! (classic-protocol 1.6, branches 1 and 2; 1.7, "rediscover").

use rebalance_model::message::{Api, Body, ErrorCode, JoinReason};
use rebalance_model::trace::{ClientState, CoordinatorLoss};
use rebalance_model::{EventKind, SimDuration, SimTime};

use super::close::Stage;
use super::{Main, Member};
use crate::machine::Outbox;

/// Whether the client has a coordinator to talk to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Coordinator {
    /// It has never had one.
    #[default]
    Never,
    Known,
    /// It has given up the one it had.
    Lost,
}

/// What the client knows of its coordinator.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any of them may hold")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Connection {
    coordinator: Coordinator,
    /// When the connection was given up.
    lost: SimTime,
    /// Turns of the heartbeat thread since then.
    turns: u32,
    /// A FindCoordinator is on its way.
    looking: bool,
    /// The next request opens a new connection.
    reopen: bool,
    /// When the connection that is being opened is there: requests wait for it in their order.
    opens: SimTime,
    /// When the client takes the session for timed out unless a heartbeat is answered before
    /// (`Heartbeat.sessionTimer`).
    session_ends: SimTime,
    /// Requests to the coordinator that are not answered, and when their time is over.
    outstanding: Vec<(Api, SimTime)>,
    /// The coordinator was found, or has let this member in, and has answered no heartbeat or commit since.
    unproven: bool,
    /// A heartbeat is to leave with the next request, over the connection that is opened for it.
    pub(super) heartbeat_waits: bool,
}

/// How long JoinGroup may take beyond max.poll.interval.ms (`JOIN_GROUP_TIMEOUT_LAPSE`).
const JOIN_GROUP_LAPSE: SimDuration = SimDuration::from_millis(5_000);

/// Lookups that follow one another without a pause (retry.backoff.ms 0) would fill the trace and tell nothing.
pub(super) const LOOK_UP_PACE: SimDuration = SimDuration::from_millis(20);

impl Connection {
    /// Whether the coordinator is known, and not given up.
    pub(super) fn known(&self) -> bool {
        self.coordinator == Coordinator::Known
    }

    /// Whether the coordinator is known to have this member, and to hear of it in time.
    pub(super) fn is_proven(&self) -> bool {
        self.known() && !self.unproven
    }

    /// A response has come.
    pub(super) fn answered(&mut self, api: Api) {
        match api {
            // Its session has begun with the join phase; whether heartbeats keep up with it is yet to be seen.
            Api::JoinGroup => self.unproven = true,
            Api::Heartbeat | Api::OffsetCommit => self.unproven = false,
            _ => {}
        }
        if let Some(at) = self.outstanding.iter().position(|(a, _)| *a == api) {
            self.outstanding.remove(at);
        }
    }

    /// Whether a request of this kind is not answered yet.
    pub(super) fn awaits(&self, api: Api) -> bool {
        self.outstanding.iter().any(|(a, _)| *a == api)
    }

    /// When the first of the outstanding requests has waited too long.
    pub(super) fn gives_up_at(&self) -> SimTime {
        self.outstanding.iter().map(|(_, at)| *at).min().unwrap_or(SimTime::NEVER)
    }

    pub(super) fn session_ends(&self) -> SimTime {
        self.session_ends
    }

    /// Forgets when its requests would be given up, and what is known of the coordinator beside that it is there.
    #[cfg(feature = "steps")]
    pub(super) fn forget_requests(&mut self) {
        self.outstanding.clear();
        self.unproven = false;
    }

    /// Whether the heartbeat thread has had a turn since the coordinator was lost.
    pub(super) fn has_looked_again(&self) -> bool {
        self.turns > 0
    }

    pub(super) fn is_looking(&self) -> bool {
        self.looking
    }

    /// Moves what belongs to the routine.
    pub(super) fn shift(&mut self, by: SimDuration) {
        self.session_ends += by;
    }

    /// The coordinator of a group that is running already.
    pub(super) fn adopt(&mut self) {
        self.coordinator = Coordinator::Known;
    }
}

impl Member {
    /// Sends a request to the coordinator.
    pub(super) fn ask(&mut self, body: Body, after: SimDuration, out: &mut Outbox<'_>) {
        let api = body.api();
        let config = self.config();
        let patience = match api {
            Api::JoinGroup => config.request_timeout.max(config.max_poll_interval + JOIN_GROUP_LAPSE),
            _ => config.request_timeout,
        };
        let mut leaves = out.at + after;
        if std::mem::take(&mut self.connection.reopen) {
            leaves += self.latency.connect_coordinator;
            self.connection.opens = leaves;
        }
        let leaves = leaves.max(self.connection.opens);
        self.connection.outstanding.push((api, leaves + patience));
        out.request(body, leaves - out.at);
    }

    /// A heartbeat was answered, the coordinator found, a JoinGroup answered: the session begins anew.
    pub(super) fn session_lives(&mut self, now: SimTime) {
        self.connection.session_ends = now + self.config().session_timeout;
    }

    /// `markCoordinatorUnknown`: membership and partitions are kept, what is on its way to the coordinator is lost.
    pub(super) fn lose_coordinator(&mut self, now: SimTime, why: CoordinatorLoss, out: &mut Outbox<'_>) {
        out.record(EventKind::CoordinatorLost(why));
        self.prepare_again();
        let connection = &mut self.connection;
        connection.coordinator = Coordinator::Lost;
        connection.reopen = true;
        connection.outstanding.clear();
        if why == CoordinatorLoss::Unavailable {
            if !self.heartbeat.on {
                // The main thread looks by itself (`ensureCoordinatorReady`).
                let backoff = self.config().retry_backoff.max(LOOK_UP_PACE);
                self.look_up(backoff, out);
            }
            return self.schedule_heartbeat(now, out);
        }
        (connection.lost, connection.turns, connection.looking) = (now, 0, false);
        connection.heartbeat_waits = false;
        out.effects.push(crate::machine::Effect::Disconnect);
        self.fetcher.offsets_in_flight = false;
        if std::mem::take(&mut self.join_in_flight) && self.client != ClientState::Unjoined {
            self.rejoin = Some(JoinReason::RebalanceFailed(ErrorCode::Disconnected));
        }
        self.look_up(self.latency.look_up, out);
        self.schedule_heartbeat(now, out);
        // A LeaveGroup that fails is as good as one that is answered: close() goes on.
        self.leave_answered(now, out);
    }

    /// Every connection has broken: what is known of topics is asked anew with the next one.
    pub(super) fn disconnected(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if !self.is_alive() {
            return;
        }
        self.fetcher.give_up();
        if self.connection.coordinator == Coordinator::Known {
            self.lose_coordinator(now, CoordinatorLoss::Disconnected, out);
        }
        // A fetch that fails is as good as one that is answered: close() goes on.
        self.outstanding_returned(now, out);
        self.request_metadata(out);
    }

    /// The coordinator said that it has not read its log yet: the request is sent again.
    pub(super) fn retry_join(&mut self, error: ErrorCode) {
        self.rejoin = Some(JoinReason::RebalanceFailed(error));
    }

    pub(super) fn look_up(&mut self, after: SimDuration, out: &mut Outbox<'_>) {
        self.connection.looking = true;
        out.request(Body::FindCoordinator, after);
    }

    /// A turn of the heartbeat thread while the coordinator is not known: a lookup that is under way is forgotten,
    /// and in the next turn there is another one. The main thread, which looks too, makes the first two follow at once.
    pub(super) fn look_up_again(&mut self, out: &mut Outbox<'_>) {
        self.connection.turns += 1;
        if self.connection.turns % 2 == 1 {
            self.look_up(SimDuration::ZERO, out);
        }
    }

    pub(super) fn coordinator_found(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.connection.looking = false;
        let before = std::mem::replace(&mut self.connection.coordinator, Coordinator::Known);
        if before == Coordinator::Known {
            return;
        }
        self.connection.unproven = true;
        if before == Coordinator::Never {
            self.rejoin = Some(JoinReason::First);
            return self.send_join(self.latency.connect_coordinator, out);
        }
        if now < self.connection.lost + self.config().reconnect_backoff {
            // A connection that was lost just now may not be opened again yet.
            return self.lose_coordinator(now, CoordinatorLoss::Unavailable, out);
        }
        self.session_lives(now);
        match self.main {
            // No member any more since it was asked first: the commit fails without a request (`generationIfStable`).
            Main::Committing(batch) if self.client != ClientState::Stable => {
                self.busy(Main::CommitFailing(batch), now + self.latency.local_commit, out);
            }
            Main::Committing(_) => {
                self.send_commit(out);
                self.found_while_committing(now, out);
            }
            Main::CommitBeforeJoin | Main::Closing(Stage::Committing) => self.send_commit(out),
            Main::Waiting => {
                self.connection.heartbeat_waits = self.heartbeat.on && now >= self.heartbeat.due;
                self.schedule_heartbeat(now, out);
            }
            _ => self.schedule_heartbeat(now, out),
        }
    }

    /// Whether a request has waited too long: then its connection is closed.
    pub(super) fn give_up_requests(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.connection.known() && now >= self.connection.gives_up_at() {
            self.lose_coordinator(now, CoordinatorLoss::RequestTimedOut, out);
        }
    }

    /// A heartbeat that waits for a connection leaves with what opens it.
    pub(super) fn send_waiting_heartbeat(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if std::mem::take(&mut self.connection.heartbeat_waits)
            && self.heartbeat.on
            && let Some(member) = self.id
        {
            let generation = self.generation;
            self.ask(Body::HeartbeatRequest { member, generation }, SimDuration::ZERO, out);
            self.heartbeat.due = now + self.config().heartbeat_interval;
        }
    }
}
