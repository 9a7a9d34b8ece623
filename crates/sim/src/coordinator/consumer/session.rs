//! Timers of a consumer group's members: the session, and the time that a member has to give up what it must
//! (consumer-protocol 1.9 and 1.10). Whoever is too late is fenced: removed, and what it had is free at once.

use rebalance_model::config::ConsumerGroupConfig;
use rebalance_model::trace::{MemberState, RebalanceReason, Removal};
use rebalance_model::{EventKind, IdIdx, SimDuration, SimTime};

use super::super::Coordinator;
use super::Group;
use crate::machine::{Outbox, Timer};
use crate::member::Client;

impl Group {
    /// Starts the session of a member anew. One timer stays in the queue for each member; it is set again at its end
    /// if the session has been started since.
    pub(super) fn start_session(
        &mut self,
        at: usize,
        now: SimTime,
        config: &ConsumerGroupConfig,
        out: &mut Outbox<'_>,
    ) {
        let member = &mut self.members[at];
        let timeout = member.classic.as_ref().map_or(config.session_timeout, |c| c.session_timeout);
        member.expires = now + timeout;
        if member.expires < member.wake {
            member.wake = member.expires;
            out.wake(Timer::Session(member.id), member.wake);
        }
        out.record(EventKind::SessionStarted(member.id));
    }

    /// A time that a member has to do something within.
    pub(super) fn set_deadline(&mut self, at: usize, deadline: SimTime, out: &mut Outbox<'_>) {
        let member = &mut self.members[at];
        (member.deadline, member.deadline_epoch) = (deadline, member.epoch);
        out.wake(Timer::Rebalance(member.id), deadline);
    }
}

impl Coordinator {
    /// A session's timer; whether it was one of a consumer group.
    pub(crate) fn consumer_session_timer(&mut self, now: SimTime, id: IdIdx, out: &mut Outbox<'_>) -> bool {
        let expired = self.with_group(|_, group| {
            let Some(at) = group.position(id) else { return false };
            let member = &mut group.members[at];
            if now != member.wake {
                return false;
            }
            member.wake = SimTime::NEVER;
            if member.expires > now {
                member.wake = member.expires;
                out.wake(Timer::Session(id), member.wake);
                return false;
            }
            group.remove(at, Removal::SessionTimeout, RebalanceReason::SessionExpired(id), out);
            true
        });
        if expired == Some(true) {
            self.downgrade_if_all_classic(now, RebalanceReason::SessionExpired(id), out);
        }
        expired.is_some()
    }

    /// The end of the time that a member has to give up, to join, or to sync.
    pub(crate) fn consumer_rebalance_timer(&mut self, now: SimTime, id: IdIdx, out: &mut Outbox<'_>) {
        let expired = self.with_group(|_, group| {
            let Some(at) = group.position(id) else { return false };
            let member = &group.members[at];
            if now != member.deadline || member.epoch != member.deadline_epoch {
                return false;
            }
            group.remove(at, Removal::RevocationTimeout, RebalanceReason::RevocationExpired(id), out);
            true
        });
        if expired == Some(true) {
            self.downgrade_if_all_classic(now, RebalanceReason::RevocationExpired(id), out);
        }
    }

    /// The coordinator's broker is stopped: its timers are gone with it.
    pub(crate) fn consumer_stopped(&mut self) {
        let members = self.consumer.group.iter_mut().flat_map(|g| &mut g.members);
        for m in members {
            (m.expires, m.wake, m.deadline) = (SimTime::NEVER, SimTime::NEVER, SimTime::NEVER);
        }
    }

    /// The coordinator has read its log: epochs are as they were, timers begin anew. Whether there is such a group.
    pub(crate) fn consumer_loaded(&mut self, now: SimTime, out: &mut Outbox<'_>) -> bool {
        self.with_group(|this, group| {
            for at in 0..group.members.len() {
                let member = &group.members[at];
                if member.state == MemberState::UnrevokedPartitions {
                    let deadline = now + member.rebalance_timeout;
                    group.set_deadline(at, deadline, out);
                }
                group.start_session(at, now, &this.consumer.config, out);
            }
        })
        .is_some()
    }

    /// Whether the timer of a session at this instant still counts.
    pub(crate) fn awaits_consumer_session(&self, id: IdIdx, at: SimTime) -> bool {
        let members = self.consumer.group.as_ref().map_or(&[][..], |g| &g.members);
        members.iter().any(|m| m.id == id && m.wake == at)
    }

    /// Whether the time of a member to do something ends at this instant.
    pub(crate) fn awaits_consumer_deadline(&self, id: IdIdx, at: SimTime) -> bool {
        let members = self.consumer.group.as_ref().map_or(&[][..], |g| &g.members);
        members.iter().any(|m| m.id == id && m.deadline == at && m.deadline_epoch == m.epoch)
    }

    /// Moves the sessions of members whose heartbeats go on, and tells whose they are.
    pub(crate) fn move_consumer_sessions(&mut self, by: SimDuration, members: &[Client], moved: &mut Vec<IdIdx>) {
        let Some(group) = &mut self.consumer.group else { return };
        for m in group.members.iter_mut().filter(|m| members.iter().any(|c| c.keeps_session(m.id))) {
            m.expires += by;
            m.wake += by;
            moved.push(m.id);
        }
    }
}
