//! What a client logs around its callbacks: `onJoinPrepare`, `onJoinComplete`, `ConsumerRebalanceListenerInvoker`.

use rebalance_model::message::Body;
use rebalance_model::{Event, EventKind, PartitionIdx, SetIdx};

use super::super::Level;
use super::super::words::{GIVING_AWAY, NOT_IN_GROUP, partitions};
use super::{COORDINATOR, Log};

/// The class that calls the listener.
const INVOKER: &str = "ConsumerRebalanceListenerInvoker";

impl Log<'_> {
    fn list(&self, set: &[PartitionIdx]) -> String {
        format!("[{}]", partitions(self.names.trace.scenario(), set))
    }

    pub(super) fn revoked(&mut self, set: SetIdx, ahead: &[&Event]) {
        let gone = self.names.trace.sets.get(set).to_vec();
        let completing = self.life.cooperative && self.life.to_apply.is_some();
        if completing {
            self.updating();
        } else {
            self.reason_ahead(ahead);
        }
        let text = format!("Revoke previously assigned partitions {}", self.list(&gone));
        self.write(Level::Info, INVOKER, text);
        if completing {
            let reason = format!(
                "need to revoke partitions {} as indicated by the current assignment and re-join",
                self.list(&gone)
            );
            // A slow callback returns before the client asks to join again.
            let returns = ahead.iter().find_map(|e| match e.kind {
                EventKind::RevokeDone => Some(true),
                EventKind::Assigned(_) | EventKind::Closed | EventKind::Killed => Some(false),
                _ => None,
            });
            if returns == Some(true) {
                self.life.reason_after_revoke = Some(reason);
            } else {
                self.request_join(&reason);
            }
        }
        self.life.held.retain(|p| gone.binary_search(p).is_err());
    }

    pub(super) fn revoke_returned(&mut self) {
        if let Some(reason) = self.life.reason_after_revoke.take() {
            self.request_join(&reason);
        }
    }

    pub(super) fn assigned(&mut self, set: SetIdx) {
        if self.life.cooperative {
            self.updating();
        }
        if let Some(assigned) = self.life.to_apply.take() {
            let assigned = partitions(self.names.trace.scenario(), self.names.trace.sets.get(assigned));
            self.info(format!("Notifying assignor about the new Assignment(partitions=[{assigned}])"));
            let added = self.names.trace.sets.get(set);
            let text = format!("Adding newly assigned partitions: {}", self.list(added));
            self.write(Level::Info, INVOKER, text);
        }
        self.life.updated = false;
        self.life.held.extend_from_slice(self.names.trace.sets.get(set));
        rebalance_model::order::sort(&mut self.life.held);
    }

    /// The cooperative client's five lines, once an assignment.
    fn updating(&mut self) {
        let Some(assigned) = self.life.to_apply.filter(|_| !self.life.updated) else { return };
        self.life.updated = true;
        let assigned = self.names.trace.sets.get(assigned);
        let held = &self.life.held;
        let less = |from: &[PartitionIdx], other: &[PartitionIdx]| -> Vec<PartitionIdx> {
            from.iter().copied().filter(|p| other.binary_search(p).is_err()).collect()
        };
        let text = format!(
            "Updating assignment with\n\tAssigned partitions:                       {}\n\tCurrent owned partitions:\
             \u{20}                 {}\n\tAdded partitions (assigned - owned):       {}\n\tRevoked partitions (owned - \
             assigned):     {}\n",
            self.list(assigned),
            self.list(held),
            self.list(&less(assigned, held)),
            self.list(&less(held, assigned))
        );
        self.info(text);
    }

    pub(super) fn lost(&mut self, set: SetIdx, ahead: &[&Event]) {
        let gone = self.names.trace.sets.get(set).to_vec();
        if !self.life.closing {
            self.reason_ahead(ahead);
            if self.life.auto_commit {
                self.auto_commit_fails(&gone);
            }
            self.leave_answer_read();
            self.info(GIVING_AWAY);
        }
        let text = format!("Lost previously assigned partitions {}", self.list(&gone));
        self.write(Level::Info, INVOKER, text);
        self.life.held.retain(|p| gone.binary_search(p).is_err());
    }

    /// `onJoinPrepare` commits first; a client that is no member fails at once, and says so twice.
    fn auto_commit_fails(&mut self, gone: &[PartitionIdx]) {
        self.commit_not_sent();
        let text = format!("Asynchronous auto-commit of offsets failed: {NOT_IN_GROUP}. Will continue to join group.");
        self.write(Level::Error, COORDINATOR, text);
        let scenario = self.names.trace.scenario();
        let offsets = gone.iter().filter_map(|p| {
            let offset = self.life.positions[p.index()]?;
            let name = scenario.partition_name(*p);
            Some(format!("{name}=OffsetAndMetadata{{offset={offset}, leaderEpoch=0, metadata=''}}"))
        });
        let offsets: Vec<String> = offsets.collect();
        self.life.late_warning =
            Some(format!("Asynchronous auto-commit of offsets {{{}}} failed: {NOT_IN_GROUP}", offsets.join(", ")));
    }

    /// The reason of the JoinGroup that follows, if it comes from within: it is told before the callback.
    fn reason_ahead(&mut self, ahead: &[&Event]) {
        let trace = self.names.trace;
        let reason = ahead.iter().find_map(|e| match e.kind {
            EventKind::Sent(m) => match trace.message(m).body {
                Body::JoinGroupRequest { reason, .. } => Some(Some(reason)),
                _ => None,
            },
            EventKind::Closed | EventKind::Killed | EventKind::Assigned(_) => Some(None),
            _ => None,
        });
        if let Some(reason) = reason.flatten() {
            self.life.reason_told = true;
            self.own_reason(reason);
        }
    }
}
