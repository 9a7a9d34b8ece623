//! A trace for people: a line an event in fixed columns, time, actor, what.
//!
//! What `rebalance simulate --format text` prints and what snapshots of tests hold.

use std::fmt::{self, Write as _};

use super::event::{Event, EventKind};
use super::store::Trace;
use crate::config::ServerAssignor;
use crate::id::{IdIdx, SetIdx};
use crate::message::{Actor, Body, ErrorCode, JoinReason, Message};

impl Trace {
    /// The name of an actor: a member's own, `coordinator`, `script`.
    pub fn actor_name(&self, actor: Actor) -> &str {
        match actor {
            Actor::Script => "script",
            Actor::Coordinator => "coordinator",
            Actor::Member(m) => &self.scenario().members[m.index()].name,
        }
    }

    /// The alias of a member id (`c1#1`).
    pub fn alias(&self, id: IdIdx) -> &str {
        &self.identity(id).alias
    }

    /// `[orders-0, orders-3]`.
    pub fn set_text(&self, set: SetIdx) -> String {
        let names: Vec<String> = self.sets.get(set).iter().map(|p| self.scenario().partition_name(*p)).collect();
        format!("[{}]", names.join(", "))
    }

    /// The reason of a JoinGroup as Kafka's client writes it (classic-protocol 1.7).
    pub fn reason_text(&self, reason: JoinReason) -> String {
        match reason {
            JoinReason::First => String::new(),
            JoinReason::GivenMemberId(id) => format!("need to re-join with the given member-id: {}", self.alias(id)),
            JoinReason::AlreadyRebalancing => "group is already rebalancing".to_owned(),
            JoinReason::RevokedPartitions => "need to revoke partitions and re-join".to_owned(),
            JoinReason::LeftBefore => "consumer pro-actively leaving the group".to_owned(),
            JoinReason::Encountered(error, api) => format!("encountered {error} from {} response", api.key()),
            JoinReason::RebalanceFailed(error) => format!("rebalance failed due to {}", exception(error)),
            JoinReason::CommitFailed => "offset commit failed since group is already rebalancing".to_owned(),
            // The recorder's own text; without one it would be "rebalance enforced by user".
            JoinReason::Enforced => "asked by the script".to_owned(),
            JoinReason::MetadataChanged => "cached metadata has changed".to_owned(),
        }
    }

    /// The whole trace.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for event in &self.events {
            self.line(&mut out, event).ok();
        }
        out
    }

    /// One event as a line.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn line(&self, out: &mut String, event: &Event) -> fmt::Result {
        write!(out, "{:>10} {:<12} ", event.at.to_string(), self.actor_name(event.actor))?;
        match event.kind {
            EventKind::Step(step) => {
                let step = &self.scenario().script[step.index()];
                write!(out, "{}", step.action.name())?;
                if let Some(m) = step.action.member() {
                    write!(out, " {}", self.actor_name(Actor::Member(m)))?;
                }
            }
            EventKind::Sent(m) => self.message_text(out, "send", self.message(m))?,
            EventKind::Received(m) => self.message_text(out, "receive", self.message(m))?,
            EventKind::Assigned(set) => write!(out, "assigned {}", self.set_text(set))?,
            EventKind::Revoked(set) => write!(out, "revoked {}", self.set_text(set))?,
            EventKind::PartitionsLost(set) => write!(out, "lost {}", self.set_text(set))?,
            EventKind::Group(c) => write!(out, "{} generation {}", c.to.name(), c.generation)?,
            EventKind::Elected(id, assignor) => write!(out, "leader {} assignor {}", self.alias(id), assignor.wire())?,
            EventKind::MemberPending(id) => write!(out, "pending {}", self.alias(id))?,
            EventKind::MemberAdded(id) => write!(out, "added {}", self.alias(id))?,
            EventKind::MemberRemoved(id, why) => write!(out, "removed {} {why:?}", self.alias(id))?,
            EventKind::SessionStarted(id) => write!(out, "session started {}", self.alias(id))?,
            EventKind::JoinParked(id) => write!(out, "parked {}", self.alias(id))?,
            EventKind::Batch(b) => self.batch_text(out, "batch", b.index())?,
            EventKind::BatchDone(b) => self.batch_text(out, "done", b.index())?,
            EventKind::Committed(c) => {
                write!(out, "committed")?;
                for (p, offset) in &self.offsets[c as usize] {
                    write!(out, " {}:{offset}", self.scenario().partition_name(*p))?;
                }
            }
            EventKind::QuietBegins(q) => write!(out, "quiet until {}", self.quiet[q as usize].until)?,
            EventKind::StepOver(step) => write!(out, "{}", self.scenario().script[step.index()].action.over())?,
            EventKind::QuietEnds(_) => write!(out, "quiet ends")?,
            EventKind::TargetComputed(epoch, assignor) => {
                write!(out, "target of epoch {epoch} by {}", assignor.map_or("nobody", ServerAssignor::name))?;
            }
            EventKind::Target(id, set) => write!(out, "target {} {}", self.alias(id), self.set_text(set))?,
            EventKind::Current(id, set) => write!(out, "current {} {}", self.alias(id), self.set_text(set))?,
            EventKind::PendingRevocation(id, set) => {
                write!(out, "pending revocation {} {}", self.alias(id), self.set_text(set))?;
            }
            EventKind::MemberEpoch(id, epoch, state) => {
                write!(out, "member {} epoch {epoch} {}", self.alias(id), state.name())?;
            }
            other => write!(out, "{other:?}")?,
        }
        out.push('\n');
        Ok(())
    }

    fn batch_text(&self, out: &mut String, what: &str, batch: usize) -> fmt::Result {
        write!(out, "{what}")?;
        for (p, first, last) in &self.batches[batch].records {
            write!(out, " {}:{first}-{last}", self.scenario().partition_name(*p))?;
        }
        Ok(())
    }

    fn message_text(&self, out: &mut String, what: &str, message: &Message) -> fmt::Result {
        write!(out, "{what} {}", message.body.api().name())?;
        if !message.body.error().is_ok() {
            write!(out, " {}", message.body.error())?;
        }
        match &message.body {
            Body::JoinGroupRequest { reason, owned, .. } => {
                write!(out, " owned {} reason {:?}", self.set_text(*owned), self.reason_text(*reason))
            }
            Body::JoinGroupResponse { error: ErrorCode::None, generation, leader, .. } => {
                write!(out, " generation {generation}")?;
                leader.map_or(Ok(()), |l| write!(out, " leader {}", self.alias(l)))
            }
            Body::SyncGroupResponse { error: ErrorCode::None, assignment } => {
                write!(out, " {}", self.set_text(*assignment))
            }
            Body::ConsumerGroupHeartbeatRequest { epoch, owned: held, .. }
            | Body::ConsumerGroupHeartbeatResponse { epoch, assignment: held, .. } => {
                write!(out, " epoch {epoch}")?;
                held.map_or(Ok(()), |set| write!(out, " {}", self.set_text(set)))
            }
            _ => Ok(()),
        }
    }
}

/// The exception that `Errors.exception()` gives for it, by its simple name.
pub const fn exception(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::None => "",
        ErrorCode::MemberIdRequired => "MemberIdRequiredException",
        ErrorCode::RebalanceInProgress => "RebalanceInProgressException",
        ErrorCode::UnknownMemberId => "UnknownMemberIdException",
        ErrorCode::IllegalGeneration => "IllegalGenerationException",
        ErrorCode::InvalidSessionTimeout => "InvalidSessionTimeoutException",
        ErrorCode::InconsistentGroupProtocol => "InconsistentGroupProtocolException",
        ErrorCode::FencedInstanceId => "FencedInstanceIdException",
        ErrorCode::GroupMaxSizeReached => "GroupMaxSizeReachedException",
        ErrorCode::CoordinatorLoadInProgress => "CoordinatorLoadInProgressException",
        ErrorCode::Disconnected => "DisconnectException",
        ErrorCode::FencedMemberEpoch => "FencedMemberEpochException",
        ErrorCode::StaleMemberEpoch => "StaleMemberEpochException",
        ErrorCode::UnreleasedInstanceId => "UnreleasedInstanceIdException",
        ErrorCode::GroupIdNotFound => "GroupIdNotFoundException",
        ErrorCode::UnsupportedAssignor => "UnsupportedAssignorException",
    }
}
