//! What a group of the consumer protocol (KIP-848) has beside what every group has: epochs, target and current
//! assignment. Its names are Kafka's.

use super::event::{Event, EventKind};
use super::store::{Sets, Trace};
use crate::config::ServerAssignor;
use crate::id::{Generation, IdIdx, SetIdx};
use crate::time::SimTime;

/// Which protocol a group is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupType {
    /// JoinGroup, SyncGroup, Heartbeat.
    #[default]
    Classic,
    /// ConsumerGroupHeartbeat.
    Consumer,
}

/// How far a member is on its way to its target, as its coordinator has it (`MemberState` of the group coordinator).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemberState {
    /// It is there.
    #[default]
    Stable,
    /// It has not given up yet what it has to.
    UnrevokedPartitions,
    /// It waits for partitions that others have not given up yet.
    UnreleasedPartitions,
}

impl MemberState {
    /// Kafka's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stable => "STABLE",
            Self::UnrevokedPartitions => "UNREVOKED_PARTITIONS",
            Self::UnreleasedPartitions => "UNRELEASED_PARTITIONS",
        }
    }
}

/// What a member makes of its membership (`MemberState` of the client).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Membership {
    /// No member, or no more.
    #[default]
    Unsubscribed,
    /// Wants in.
    Joining,
    /// Works towards an assignment that it was told.
    Reconciling,
    /// Has got there, and is about to say so.
    Acknowledging,
    /// Nothing to do.
    Stable,
    /// Was thrown out, and gives up what it owned.
    Fenced,
    /// Runs its callbacks before it leaves.
    PrepareLeaving,
    /// About to say that it leaves.
    Leaving,
    /// Of no more use.
    Fatal,
    /// Has left because poll() was not called for too long.
    Stale,
}

impl Membership {
    /// Kafka's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unsubscribed => "UNSUBSCRIBED",
            Self::Joining => "JOINING",
            Self::Reconciling => "RECONCILING",
            Self::Acknowledging => "ACKNOWLEDGING",
            Self::Stable => "STABLE",
            Self::Fenced => "FENCED",
            Self::PrepareLeaving => "PREPARE_LEAVING",
            Self::Leaving => "LEAVING",
            Self::Fatal => "FATAL",
            Self::Stale => "STALE",
        }
    }
}

/// A member of a consumer group as its coordinator has it, beside its `GroupMember`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsumerMember {
    /// Its id.
    pub id: IdIdx,
    /// Its epoch; −2 while a static member is away.
    pub epoch: Generation,
    /// How far it is.
    pub state: MemberState,
    /// Since when it has been at this epoch and in this state.
    pub since: SimTime,
    /// What it is to own in the end.
    pub target: SetIdx,
    /// What it may own now.
    pub current: SetIdx,
    /// What it has to give up first.
    pub pending: SetIdx,
}

/// A consumer group as its coordinator has it, beside its `GroupView`, whose generation is the group epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsumerView {
    /// The group epoch that the target assignment was computed for.
    pub target_epoch: Generation,
    /// By which assignor, once one has computed any.
    pub assignor: Option<ServerAssignor>,
    /// Its members.
    pub members: Vec<ConsumerMember>,
}

impl ConsumerView {
    /// The entry for `id`.
    pub fn member(&self, id: IdIdx) -> Option<&ConsumerMember> {
        self.members.iter().find(|m| m.id == id)
    }

    pub(super) fn entry(&mut self, id: IdIdx) -> &mut ConsumerMember {
        let at = self.members.iter().position(|m| m.id == id).unwrap_or_else(|| {
            self.members.push(ConsumerMember {
                id,
                epoch: Generation(0),
                state: MemberState::Stable,
                since: SimTime::ZERO,
                target: Sets::EMPTY,
                current: Sets::EMPTY,
                pending: Sets::EMPTY,
            });
            self.members.len() - 1
        });
        &mut self.members[at]
    }

    /// Folds in what a coordinator told.
    pub(super) fn apply(&mut self, event: &Event) {
        match event.kind {
            EventKind::MemberAdded(id) => {
                self.entry(id);
            }
            EventKind::MemberRemoved(id, _) => self.members.retain(|m| m.id != id),
            EventKind::TargetComputed(epoch, assignor) => {
                (self.target_epoch, self.assignor) = (epoch, assignor.or(self.assignor));
            }
            EventKind::Target(id, set) => self.entry(id).target = set,
            EventKind::Current(id, set) => self.entry(id).current = set,
            EventKind::PendingRevocation(id, set) => self.entry(id).pending = set,
            EventKind::MemberEpoch(id, epoch, state) => {
                let member = self.entry(id);
                (member.epoch, member.state, member.since) = (epoch, state, event.at);
            }
            _ => {}
        }
    }
}

/// Whether a trace holds the consumer protocol at all.
impl Trace {
    /// The group's protocol at the end of the run.
    pub fn group_type(&self) -> GroupType {
        let last = self.events.iter().rev().find_map(|e| match e.kind {
            EventKind::Converted(to) => Some(to),
            _ => None,
        });
        last.unwrap_or_default()
    }
}
