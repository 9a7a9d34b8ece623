//! Reconciliation (consumer-protocol 2.4): what was told to own against what is owned. The background thread decides,
//! commits before it if commits are automatic, and asks for callbacks; the application thread runs them when it next
//! calls poll(), first what is revoked, then what is assigned.

use rebalance_model::trace::{Doing, Membership};
use rebalance_model::{EventKind, PartitionIdx, SetIdx, SimTime};

use super::{Consumer, Main};
use crate::machine::Outbox;

/// How far a reconciliation has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Step {
    /// None is under way.
    #[default]
    None,
    /// Its commit is not answered.
    Committing(SetIdx),
    /// onPartitionsRevoked waits for poll().
    Revoke(SetIdx),
    /// onPartitionsAssigned waits for poll().
    Assign(SetIdx),
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Reconciliation {
    /// What the coordinator told last; none since the last join.
    target: Option<SetIdx>,
    step: Step,
    /// Partitions that are about to be revoked: no more is fetched of them, and nothing returned; sorted.
    pub(super) leaving: Vec<PartitionIdx>,
}

impl Reconciliation {
    /// What is owned is what was told.
    pub(super) fn settled(&mut self, set: SetIdx) {
        self.target = Some(set);
    }

    /// No member any more: what is under way is of no use.
    pub(super) fn give_up(&mut self) {
        *self = Self::default();
    }

    /// What the coordinator told last.
    #[cfg(feature = "steps")]
    pub(super) fn told(&self) -> Option<SetIdx> {
        self.target
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.step != Step::None
    }
}

impl Consumer {
    /// The coordinator has told what to own.
    pub(super) fn told(&mut self, now: SimTime, target: SetIdx, out: &mut Outbox<'_>) {
        if self.reconciliation.target == Some(target) {
            return;
        }
        self.reconciliation.target = Some(target);
        self.turn_to(Membership::Reconciling, out);
        self.maybe_reconcile(now, false, out);
    }

    /// Begins if there is something to do. In the background only if nothing is to be committed before or, since 4.2,
    /// given up: else the application has to call poll().
    pub(super) fn maybe_reconcile(&mut self, now: SimTime, polled: bool, out: &mut Outbox<'_>) {
        let Some(target) = self.reconciliation.target else { return };
        if self.membership != Membership::Reconciling || self.reconciliation.is_under_way() {
            return;
        }
        let stays = out.trace.sets.get(target);
        let revoked: Vec<PartitionIdx> =
            self.owned.iter().copied().filter(|p| stays.binary_search(p).is_err()).collect();
        let auto_commit = self.config().auto_commit;
        let unpolled = self.config().consumer.is_some_and(|side| side.revokes_unpolled) || revoked.is_empty();
        if !polled && (auto_commit || !unpolled) {
            return;
        }
        self.reconciliation.leaving = revoked;
        if auto_commit && self.coordinator_known && !self.consumed().is_empty() {
            self.reconciliation.step = Step::Committing(target);
            self.start_auto_commit_timer(now);
            return self.send_commit(out);
        }
        self.ask_for_callback(now, target, out);
    }

    /// The commit before a reconciliation was answered, whatever came of it.
    pub(super) fn reconciliation_committed(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if let Step::Committing(target) = self.reconciliation.step {
            self.ask_for_callback(now, target, out);
        }
    }

    fn ask_for_callback(&mut self, now: SimTime, target: SetIdx, out: &mut Outbox<'_>) {
        let revokes = !self.reconciliation.leaving.is_empty();
        self.reconciliation.step = if revokes { Step::Revoke(target) } else { Step::Assign(target) };
        if self.first_poll && self.main == Main::Waiting && now > self.polled {
            self.busy(Main::CallingBack, now + self.latency.consumer.call_back, out);
        }
    }

    /// The application thread runs the callback that waits for it, if one does.
    pub(super) fn call_back(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if matches!(self.membership, Membership::Fenced | Membership::Stale) {
            return self.lose_all(out);
        }
        match self.reconciliation.step {
            Step::None | Step::Committing(_) => {}
            Step::Revoke(target) => self.revoke(now, target, out),
            Step::Assign(target) => self.assign(now, target, out),
        }
    }

    fn revoke(&mut self, now: SimTime, target: SetIdx, out: &mut Outbox<'_>) {
        let gone = std::mem::take(&mut self.reconciliation.leaving);
        self.reconciliation.step = Step::Assign(target);
        self.drop_partitions(&gone);
        let set = out.set(&gone);
        out.record(EventKind::Revoked(set));
        if self.orders.stall_revoke > rebalance_model::SimDuration::ZERO {
            self.does(Doing::Revoking, out);
            self.busy(Main::Revoking { closing: false }, now + self.orders.stall_revoke, out);
        }
    }

    fn assign(&mut self, now: SimTime, target: SetIdx, out: &mut Outbox<'_>) {
        let assigned = out.trace.sets.get(target).to_vec();
        let added: Vec<PartitionIdx> =
            assigned.iter().copied().filter(|p| self.owned.binary_search(p).is_err()).collect();
        self.owned = assigned;
        (self.applied, self.reconciliation.step) = (now, Step::None);
        let set = out.set(&added);
        out.record(EventKind::Assigned(set));
        self.start_auto_commit_timer(now);
        self.acknowledge(out);
    }

    /// The acknowledgement has been sent: the coordinator may have told something else meanwhile.
    pub(super) fn acknowledged(&mut self, out: &mut Outbox<'_>) {
        let held = self.held(out);
        let is_there = self.reconciliation.target == Some(held);
        self.turn_to(if is_there { Membership::Stable } else { Membership::Reconciling }, out);
        self.maybe_reconcile(out.at, false, out);
    }

    /// onPartitionsLost, and in again under the same id.
    fn lose_all(&mut self, out: &mut Outbox<'_>) {
        if !self.owned.is_empty() {
            let gone = std::mem::take(&mut self.owned);
            self.drop_partitions(&gone);
            self.fetcher.make_stale();
            let set = out.set(&gone);
            out.record(EventKind::PartitionsLost(set));
        }
        self.join(out);
    }

    /// These are owned no more.
    pub(super) fn drop_partitions(&mut self, gone: &[PartitionIdx]) {
        self.owned.retain(|p| gone.binary_search(p).is_err());
        self.validating.retain(|(p, ..)| gone.binary_search(p).is_err());
        self.fetcher.forget(gone);
    }

    pub(super) fn revoke_returns(&mut self, now: SimTime, closing: bool, out: &mut Outbox<'_>) {
        out.record(EventKind::RevokeDone);
        if closing {
            self.does(Doing::Closing, out);
            return self.leave(now, out);
        }
        self.does(Doing::Polling, out);
        self.go_on_polling(now, out);
    }
}
