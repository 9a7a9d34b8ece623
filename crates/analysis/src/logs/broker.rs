//! The coordinator's log (`GroupMetadataManager`, `ClassicGroup`; classic-protocol 8.2).

mod consumer;

use rebalance_model::message::{Actor, Body, JoinReason};
use rebalance_model::scenario::{Action, Step};
use rebalance_model::trace::{GroupChange, GroupState, RebalanceReason, Removal, State};
use rebalance_model::{Event, EventKind, IdIdx, PartitionIdx, SimTime, Trace};

use super::words::{ids, join_reason};
use super::{Level, Line, Names};

/// Where the line's class is told from.
const MANAGER: &str = "GroupMetadataManager";
/// Who tells of partitions that are new to the broker.
const REPLICAS: &str = "ReplicaManager";
/// The partition of `__consumer_offsets` that a group lies on follows from its name; there are 50 by default.
const OFFSETS_PARTITIONS: u32 = 50;

/// The lines of the coordinator, in order.
pub fn lines(names: Names<'_>) -> Vec<Line> {
    let trace = names.trace;
    let mut log = Log { names, lines: Vec::new(), state: State::start(trace), replaced: None, late: Vec::new() };
    for event in &trace.events {
        match event.kind {
            EventKind::Step(step) => log.grown(event.at, &trace.scenario().script[step.index()]),
            _ if event.actor == Actor::Coordinator && !log.tell_consumer(event) => log.tell(event),
            _ => {}
        }
        log.state.apply(trace, event);
    }
    log.lines
}

struct Log<'a> {
    names: Names<'a>,
    lines: Vec<Line>,
    /// The state before the event at hand.
    state: State,
    /// The id whose place a new process is about to take.
    replaced: Option<IdIdx>,
    /// Members that were removed because they had not joined, until the phase ends.
    late: Vec<IdIdx>,
}

impl Log<'_> {
    fn say(&mut self, at: SimTime, message: &str) {
        let partition = crate::java::hash_code(self.names.group).cast_signed().unsigned_abs() % OFFSETS_PARTITIONS;
        let message = format!("[GroupCoordinator id=1 topic=__consumer_offsets partition={partition}] {message}");
        self.lines.push(Line { at, who: Actor::Coordinator, level: Level::Info, logger: MANAGER, message });
    }

    /// A topic has got partitions: `ReplicaManager` finds them missing, and makes them. A run has no topic ids, so that
    /// Kafka's zero is told for one.
    fn grown(&mut self, at: SimTime, step: &Step) {
        let Action::AddPartitions(topic, _) = step.action else { return };
        let scenario = self.names.trace.scenario();
        let new = (0..scenario.partition_count()).map(PartitionIdx::at).filter(|p| {
            scenario.topic_partition(*p).0 == topic && scenario.exists_from(*p) == step.at && step.at > SimTime::ZERO
        });
        for p in new {
            let message = format!(
                "[Broker id=1] Expected partition {} with topic id AAAAAAAAAAAAAAAAAAAAAA to exist, but it was missing. \
                 Creating...",
                scenario.partition_name(p)
            );
            self.lines.push(Line { at, who: Actor::Coordinator, level: Level::Error, logger: REPLICAS, message });
        }
    }

    fn tell(&mut self, event: &Event) {
        let at = event.at;
        let (group, state) = (self.names.group, self.state.group.state.name());
        match event.kind {
            EventKind::MemberPending(id) => {
                let id = self.names.id(id);
                let text = format!(
                    "Dynamic member with unknown member id joins group {group} in {state} state. Created a new member \
                     id {id} and requesting the member to rejoin with this id."
                );
                self.say(at, &text);
            }
            // Members of a group that was there before have not joined in this run.
            EventKind::MemberAdded(id) if event.cause.is_some() => self.added(at, id),
            EventKind::MemberRemoved(id, why) => self.removed(at, id, why),
            EventKind::Group(change) => self.turned(at, change),
            _ => {}
        }
    }

    fn added(&mut self, at: SimTime, id: IdIdx) {
        let (group, state) = (self.names.group, self.state.group.state);
        let identity = self.names.trace.identity(id);
        let new = self.names.id(id);
        let text = match (&identity.instance, self.replaced.take()) {
            (None, _) => format!(
                "Pending dynamic member with id {new} joins group {group} in {} state. Adding to the group now.",
                state.name()
            ),
            (Some(instance), None) => format!(
                "Static member with groupInstanceId={instance} and unknown member id joins group {group} in {} state. \
                 Created a new member id {new} for this member and added to the group.",
                state.name()
            ),
            (Some(instance), Some(old)) => format!(
                "Static member with groupInstanceId={instance} and unknown member id joins group {group} in {} state. \
                 Replacing previously mapped member {} with this groupInstanceId.",
                state.name(),
                self.names.id(old)
            ),
        };
        self.say(at, &text);
    }

    fn removed(&mut self, at: SimTime, id: IdIdx, why: Removal) {
        let group = self.names.group;
        let member = self.names.id(id);
        let text = match why {
            Removal::SessionTimeout => {
                format!("Member {member} in group {group} has failed, removing it from the group.")
            }
            Removal::PendingTimeout => {
                format!("Pending member {member} in group {group} has been removed after session timeout expiration.")
            }
            Removal::Left => {
                let reason = self.leave_reason(id);
                let pending = self.state.group_member(id).is_some_and(|m| m.pending);
                let kind = if pending { "Pending member" } else { "Member" };
                format!(
                    "[Group {group}] {kind} {member} has left group through explicit `LeaveGroup` request; client \
                     reason: {reason}"
                )
            }
            Removal::Replaced => {
                self.replaced = Some(id);
                return;
            }
            Removal::JoinTimeout => return self.late.push(id),
            // Told at DEBUG, or by no line of its own.
            Removal::SyncTimeout | Removal::NotStored | Removal::RevocationTimeout => return,
        };
        self.say(at, &text);
    }

    fn turned(&mut self, at: SimTime, change: GroupChange) {
        let group = self.names.group;
        let from = &self.state.group;
        let members: Vec<IdIdx> = from.members.iter().filter(|m| !m.pending).map(|m| m.id).collect();
        if !self.late.is_empty() && matches!(change.to, GroupState::CompletingRebalance | GroupState::Empty) {
            let late = std::mem::take(&mut self.late);
            let text =
                format!("Group {group} removed dynamic members who haven't joined: [{}]", ids(&self.names, &late));
            self.say(at, &text);
        }
        let from = &self.state.group;
        let text = match (from.state, change.to, change.reason) {
            (_, GroupState::PreparingRebalance, Some(reason)) => format!(
                "Preparing to rebalance group {group} in state PreparingRebalance with old generation {} (reason: {}).",
                // A group begins at 0, whatever its members take for none.
                from.generation.0.max(0),
                self.reason(reason, from.state)
            ),
            (_, GroupState::CompletingRebalance, _) => {
                format!("Stabilized group {group} generation {} with {} members.", change.generation, members.len())
            }
            (GroupState::CompletingRebalance, GroupState::Stable, _) => {
                let is_static = |id: &&IdIdx| self.names.trace.identity(**id).instance.is_some();
                format!(
                    "Assignment received from leader {} for group {group} for generation {}. The group has {} members, \
                     {} of which are static.",
                    from.leader.map_or("", |l| self.names.id(l)),
                    change.generation,
                    members.len(),
                    members.iter().filter(is_static).count()
                )
            }
            (_, GroupState::Empty, _) => format!("Group {group} with generation {} is now empty.", change.generation),
            _ => return,
        };
        self.say(at, &text);
    }

    /// Why a rebalance begins, out of `state`.
    fn reason(&self, reason: RebalanceReason, state: GroupState) -> String {
        let (client, member) = match reason {
            RebalanceReason::Added(id)
            | RebalanceReason::LeaderRejoined(id)
            | RebalanceReason::MetadataChanged(id)
            | RebalanceReason::StaticRejoined(id) => (self.join_reason(id), self.names.id(id)),
            RebalanceReason::SessionExpired(id) | RebalanceReason::Left(id) => (String::new(), self.names.id(id)),
            RebalanceReason::SyncExpired | RebalanceReason::RevocationExpired(_) | RebalanceReason::TopicsChanged => {
                (String::new(), "")
            }
        };
        let instance = |id: IdIdx| self.names.trace.identity(id).instance.clone().unwrap_or_else(|| "null".to_owned());
        match reason {
            RebalanceReason::Added(id) => {
                format!("Adding new member {member} with group instance id {}; client reason: {client}", instance(id))
            }
            RebalanceReason::LeaderRejoined(_) => {
                format!("Leader {member} re-joining group during {}; client reason: {client}", state.name())
            }
            RebalanceReason::MetadataChanged(_) => {
                format!("Updating metadata for member {member} during {}; client reason: {client}", state.name())
            }
            RebalanceReason::StaticRejoined(id) => format!(
                "Updating metadata for static member {member} with instance id {}; client reason: {client}",
                instance(id)
            ),
            RebalanceReason::SessionExpired(_) => format!("removing member {member} on heartbeat expiration."),
            RebalanceReason::Left(_) => format!("explicit `LeaveGroup` request for ({member}) members."),
            RebalanceReason::SyncExpired => {
                let gone: Vec<IdIdx> = self.state.group.members.iter().filter(|m| !m.pending).map(|m| m.id).collect();
                format!("Removing [{}] on pending sync request expiration", ids(&self.names, &gone))
            }
            // Of a consumer group, which has lines of its own.
            RebalanceReason::RevocationExpired(_) | RebalanceReason::TopicsChanged => String::new(),
        }
    }

    /// The last request of the member that has this id which `read` finds something in, among those that came until now.
    fn last_request<T>(&self, id: IdIdx, read: impl Fn(&Trace, &Body) -> Option<T>) -> Option<T> {
        let trace = self.names.trace;
        let who = Actor::Member(trace.member_of(id));
        trace.events[..self.state.events].iter().rev().find_map(|e| match e.kind {
            EventKind::Received(m) if e.actor == Actor::Coordinator && trace.message(m).from == who => {
                read(trace, &trace.message(m).body)
            }
            _ => None,
        })
    }

    fn join_reason(&self, id: IdIdx) -> String {
        let text = self.last_request(id, |_, body| match body {
            Body::JoinGroupRequest { reason, .. } => Some(join_reason(&self.names, *reason)),
            _ => None,
        });
        text.unwrap_or_else(|| join_reason(&self.names, JoinReason::First))
    }

    fn leave_reason(&self, id: IdIdx) -> &'static str {
        let text = self.last_request(id, |_, body| match body {
            Body::LeaveGroupRequest { reason, .. } => Some(reason.text()),
            _ => None,
        });
        text.unwrap_or("not provided")
    }
}
