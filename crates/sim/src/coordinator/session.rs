//! Session timers: when they start, and what their end does (classic-protocol 3.7).

use rebalance_model::message::ErrorCode;
use rebalance_model::trace::{RebalanceReason, Removal};
use rebalance_model::{EventKind, IdIdx, SimTime};

use super::Coordinator;
use crate::machine::{Outbox, Timer};

impl Coordinator {
    /// Starts the session of a member anew. One timer stays in the queue for each member; it is set
    /// again at its end if the session has been started since.
    pub(super) fn start_session(&mut self, id: IdIdx, now: SimTime, out: &mut Outbox<'_>) {
        let Some(entry) = self.entry(id) else { return };
        entry.expires = now + entry.session_timeout;
        if entry.expires < entry.wake {
            entry.wake = entry.expires;
            out.wake(Timer::Session(id), entry.wake);
        }
        out.record(EventKind::SessionStarted(id));
    }

    pub(super) fn session_timer(&mut self, now: SimTime, id: IdIdx, out: &mut Outbox<'_>) {
        #[cfg(feature = "consumer")]
        if self.consumer_session_timer(now, id, out) {
            return;
        }
        if let Some(at) = self.pending.iter().position(|p| p.id == id) {
            if self.pending[at].expires <= now {
                self.pending.remove(at);
                out.record(EventKind::MemberRemoved(id, Removal::PendingTimeout));
                self.complete_if_all_in(now, out);
            }
            return;
        }
        let Some(at) = self.position(id) else { return };
        let entry = &mut self.entries[at];
        if now != entry.wake {
            return;
        }
        entry.wake = SimTime::NEVER;
        if entry.expires > now {
            entry.wake = entry.expires;
            return out.wake(Timer::Session(id), entry.wake);
        }
        // `hasSatisfiedHeartbeat`: a member that waits in JoinGroup or SyncGroup is not expired, and its
        // timer stays off until something starts it again. A newcomer has its five minutes, no more.
        if !entry.is_new && (entry.join.is_some() || entry.sync.is_some()) {
            return;
        }
        let gone = self.remove(at, Removal::SessionTimeout, out);
        if let Some(request) = gone.join {
            self.answer_join(request, ErrorCode::UnknownMemberId, Some(id), out);
        }
        self.after_removal(now, RebalanceReason::SessionExpired(id), out);
    }
}
