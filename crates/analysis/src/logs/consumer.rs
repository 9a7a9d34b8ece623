//! A consumer's log under the consumer protocol (`AsyncKafkaConsumer`, `ConsumerMembershipManager` and what they call).

use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{Doing, Membership};
use rebalance_model::{Event, EventKind, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx, SimTime};

use super::words::{POLL_TIMEOUT, partitions};
use super::{Level, Line, Names};
use rebalance_model::message::Actor;

const MEMBERSHIP: &str = "ConsumerMembershipManager";
const HEARTBEAT: &str = "ConsumerHeartbeatRequestManager";
const INVOKER: &str = "ConsumerRebalanceListenerInvoker";
const COMMITS: &str = "CommitRequestManager";
const CONSUMER: &str = "AsyncKafkaConsumer";

/// The lines of one life of a consumer, from its start on.
pub(super) struct Log<'a> {
    names: Names<'a>,
    member: MemberIdx,
    lines: Vec<Line>,
    at: SimTime,
    membership: Membership,
    id: Option<IdIdx>,
    epoch: i32,
    /// Assignments told since it joined last.
    local_epoch: i32,
    target: Option<SetIdx>,
    held: Vec<PartitionIdx>,
    /// The reconciliation under way was told.
    told: bool,
    polled: SimTime,
    closing: bool,
}

impl<'a> Log<'a> {
    pub(super) fn new(names: Names<'a>, member: MemberIdx) -> Self {
        Self {
            names,
            member,
            lines: Vec::new(),
            at: SimTime::ZERO,
            membership: Membership::Unsubscribed,
            id: None,
            epoch: 0,
            local_epoch: -1,
            target: None,
            held: Vec::new(),
            told: false,
            polled: SimTime::ZERO,
            closing: false,
        }
    }

    pub(super) fn into_lines(self) -> Vec<Line> {
        self.lines
    }

    fn write(&mut self, level: Level, logger: &'static str, message: String) {
        self.lines.push(Line { at: self.at, who: Actor::Member(self.member), level, logger, message });
    }

    fn info(&mut self, message: String) {
        self.write(Level::Info, MEMBERSHIP, message);
    }

    fn id(&self) -> &'a str {
        let names = self.names;
        self.id
            .map_or("", |id| if names.aliases { &names.trace.identity(id).alias } else { &names.trace.identity(id).id })
    }

    fn list(&self, set: &[PartitionIdx]) -> String {
        format!("[{}]", partitions(self.names.trace.scenario(), set))
    }

    /// Tells an event; `ahead` are the member's next ones.
    pub(super) fn tell(&mut self, event: &Event, ahead: &[&Event]) {
        self.at = event.at;
        match event.kind {
            EventKind::Started => self.started(ahead),
            EventKind::Sent(m) => self.sent(m),
            EventKind::Received(m) => self.received(m),
            EventKind::Membership(to) => self.turned(to, ahead),
            EventKind::PollTimeout => {
                let text = POLL_TIMEOUT.replacen('c', "C", 1);
                self.write(Level::Warn, HEARTBEAT, text);
            }
            EventKind::Revoked(set) => self.revoked(set),
            EventKind::Assigned(set) => self.assigned(set),
            EventKind::PartitionsLost(set) => {
                let text = format!("Lost previously assigned partitions {}", self.list(self.names.trace.sets.get(set)));
                self.write(Level::Info, INVOKER, text);
                self.held.clear();
            }
            EventKind::Batch(b) => self.polled = self.names.trace.batches[b.index()].polled,
            EventKind::Doing(Doing::Closing) => self.closing = true,
            _ => {}
        }
    }

    fn started(&mut self, ahead: &[&Event]) {
        if self.names.trace.scenario().initial.is_some() && self.at == SimTime::ZERO {
            return;
        }
        let topics = self.names.trace.scenario().topics.iter().map(|t| t.name.as_str());
        let text = format!("Subscribed to topic(s): {}", topics.collect::<Vec<_>>().join(", "));
        self.write(Level::Info, CONSUMER, text);
        // The id is known from the first request on.
        self.id = ahead.iter().find_map(|e| match e.kind {
            EventKind::Sent(m) => match self.names.trace.message(m).body {
                Body::ConsumerGroupHeartbeatRequest { member, .. } => Some(member),
                _ => None,
            },
            _ => None,
        });
    }

    fn sent(&mut self, m: MessageIdx) {
        if let Body::ConsumerGroupHeartbeatRequest { member, .. } = self.names.trace.message(m).body {
            self.id = Some(member);
        }
    }

    fn received(&mut self, m: MessageIdx) {
        let message = self.names.trace.message(m);
        match &message.body {
            Body::FindCoordinator => {
                let text = "Discovered group coordinator Coordinator(key='group', nodeId=1, host='127.0.0.1', \
                            port=9092, errorCode=0, errorMessage='')";
                let text = text.replace("key='group'", &format!("key='{}'", self.names.group));
                self.write(Level::Info, "CoordinatorRequestManager", text);
            }
            Body::ConsumerGroupHeartbeatResponse { error: ErrorCode::None, epoch, .. }
                if epoch.0 < 0 && self.closing =>
            {
                self.write(Level::Info, CONSUMER, "Completed leaving the group".to_owned());
            }
            Body::ConsumerGroupHeartbeatResponse { error: ErrorCode::None, epoch, assignment, .. } if epoch.0 > 0 => {
                self.epoch = epoch.0;
                if let Some(set) = assignment
                    && self.target != Some(*set)
                {
                    self.target = Some(*set);
                    self.local_epoch += 1;
                    self.told = false;
                }
            }
            Body::ConsumerGroupHeartbeatResponse { error, .. } => {
                let sent = message.answers.map_or(message.sent, |r| self.names.trace.message(r).sent);
                self.refused(*error, sent);
            }
            Body::OffsetCommitResponse { error } if !error.is_ok() => {
                self.write(Level::Error, COMMITS, format!("OffsetCommit failed with {error}"));
            }
            _ => {}
        }
    }

    fn refused(&mut self, error: ErrorCode, sent: SimTime) {
        let (id, group) = (self.id(), self.names.group);
        match error {
            ErrorCode::UnknownMemberId => {
                let ms = self.at.since(sent).as_millis();
                let text = format!(
                    "ConsumerGroupHeartbeatRequest failed because member {id} is unknown. in {ms}ms: Member {id} is not a \
                     member of group {group}."
                );
                self.write(Level::Info, HEARTBEAT, text);
            }
            ErrorCode::UnreleasedInstanceId => {
                let instance = self.id.and_then(|i| self.names.trace.identity(i).instance.clone()).unwrap_or_default();
                let is_other = |i: &&rebalance_model::trace::Identity| i.alias != self.alias();
                let same = |i: &&rebalance_model::trace::Identity| i.instance.as_ref() == Some(&instance);
                let owner = self.names.trace.header.identities.iter().filter(is_other).rfind(same);
                let owner = owner.map_or("", |i| if self.names.aliases { &i.alias } else { &i.id });
                let text = format!(
                    "ConsumerGroupHeartbeatRequest failed due to unreleased instance id {instance}: Static member {id} with \
                     instance id {instance} cannot join the group because the instance id is owned by {owner} member."
                );
                self.write(Level::Error, HEARTBEAT, text);
            }
            _ => {}
        }
    }

    fn alias(&self) -> &str {
        self.id.map_or("", |id| &self.names.trace.identity(id).alias)
    }

    fn turned(&mut self, to: Membership, ahead: &[&Event]) {
        let from = std::mem::replace(&mut self.membership, to);
        if to == Membership::Joining {
            (self.epoch, self.local_epoch, self.target) = (0, -1, None);
        }
        if from == Membership::Stale {
            let late = self.at.since(self.polled).as_millis();
            let limit = self.names.trace.scenario().member_config(
                self.member,
                self.names.trace.header.variant,
                &rebalance_model::config::RawConfig::default(),
            );
            let limit = limit.map_or(0, |c| c.max_poll_interval.as_millis());
            let text = format!(
                "Time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, exceeded \
                 approximately by {} ms. Member {} will rejoin the group now.",
                late.saturating_sub(limit),
                self.id()
            );
            self.write(Level::Warn, HEARTBEAT, text);
        }
        if to == Membership::Leaving {
            self.leaves();
            self.epoch = ahead.iter().find_map(|e| self.goodbye(e)).unwrap_or(-1);
        }
        let text = format!(
            "Member {} with epoch {} transitioned from {} to {}.",
            self.id(),
            self.epoch,
            from.name(),
            to.name()
        );
        self.info(text);
        if to == Membership::Fenced {
            self.leaves();
        }
        if to == Membership::Fatal {
            let text = format!("Member {} with epoch {} transitioned to fatal state", self.id(), self.epoch);
            self.write(Level::Error, MEMBERSHIP, text);
        }
    }

    /// Commits go without its epoch from now on.
    fn leaves(&mut self) {
        let text = format!(
            "Member {} won't include epoch in following offset commit/fetch requests because it has left the group.",
            self.id()
        );
        self.write(Level::Info, COMMITS, text);
    }

    fn goodbye(&self, event: &Event) -> Option<i32> {
        let EventKind::Sent(m) = event.kind else { return None };
        match self.names.trace.message(m).body {
            Body::ConsumerGroupHeartbeatRequest { epoch, .. } if epoch.0 < 0 => Some(epoch.0),
            _ => None,
        }
    }

    /// The lines about what is to be reconciled stand before its first callback.
    fn reconciling(&mut self) {
        if std::mem::replace(&mut self.told, true) {
            return;
        }
        let assigned = self.target.map_or(&[][..], |set| self.names.trace.sets.get(set)).to_vec();
        let without = |of: &[PartitionIdx], other: &[PartitionIdx]| -> Vec<PartitionIdx> {
            of.iter().copied().filter(|p| !other.contains(p)).collect()
        };
        let (added, revoked) = (without(&assigned, &self.held), without(&self.held, &assigned));
        let text = format!(
            "Reconciling assignment with local epoch {}\n\tMember:                                    {}\n\
             \tAssigned partitions:                       {}\n\tCurrent owned partitions:                  {}\n\
             \tAdded partitions (assigned - owned):       {}\n\tRevoked partitions (owned - assigned):     {}\n",
            self.local_epoch,
            self.id(),
            self.list(&assigned),
            self.list(&self.held),
            self.list(&added),
            self.list(&revoked)
        );
        self.info(text);
        if !revoked.is_empty() {
            let text = format!("Revoking previously assigned partitions {}", self.list(&revoked));
            self.info(text);
        }
    }

    fn revoked(&mut self, set: SetIdx) {
        if !self.closing {
            self.reconciling();
        }
        let gone = self.names.trace.sets.get(set).to_vec();
        let text = format!("Revoke previously assigned partitions {}", self.list(&gone));
        self.write(Level::Info, INVOKER, text);
        self.held.retain(|p| gone.binary_search(p).is_err());
    }

    fn assigned(&mut self, set: SetIdx) {
        if self.names.trace.scenario().initial.is_some() && self.at == SimTime::ZERO {
            self.held = self.names.trace.sets.get(set).to_vec();
            return;
        }
        self.reconciling();
        let added = self.names.trace.sets.get(set).to_vec();
        let text = format!("Adding newly assigned partitions: {}", self.list(&added));
        self.write(Level::Info, INVOKER, text);
        self.held.extend(added);
        rebalance_model::order::sort(&mut self.held);
    }
}
