//! What the coordinator logs of a consumer group (KIP-848).

use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{GroupChange, GroupState, GroupType, Removal};
use rebalance_model::{Event, EventKind, IdIdx, MessageIdx, SimTime};

use super::Log;

/// What the hash of a group's topics begins with (FNV-1a): Kafka's own is of topic ids, which a run does not have.
const HASH_SEED: u64 = 0xcbf2_9ce4_8422_2325;
const HASH_PRIME: u64 = 0x0000_0100_0000_01b3;

impl Log<'_> {
    /// Tells an event of a consumer group; whether it was one.
    pub(super) fn tell_consumer(&mut self, event: &Event) -> bool {
        let at = event.at;
        if let EventKind::Converted(to) = event.kind {
            let text = match to {
                GroupType::Consumer if self.state.group.state == GroupState::Empty => return true,
                GroupType::Consumer => "Converted the classic group to a consumer group.",
                GroupType::Classic if self.state.group.members.is_empty() => return true,
                GroupType::Classic => "Converted the consumer group to a classic group.",
            };
            self.say_group(at, text);
            return true;
        }
        if self.state.consumer.is_none() {
            return false;
        }
        match event.kind {
            EventKind::Received(m) => self.classic_joins(at, m),
            EventKind::Sent(m) => self.refused(at, m),
            EventKind::MemberAdded(id) if event.cause.is_some() => self.joins(at, id, event),
            EventKind::MemberRemoved(id, why) => self.leaves(at, id, why),
            EventKind::MemberEpoch(id, epoch, _) if epoch.0 == -2 => {
                let text = format!(
                    "Static member {} with instance id {} temporarily left the consumer group.",
                    self.names.id(id),
                    self.instance(id)
                );
                self.say_group(at, &text);
            }
            EventKind::Group(change) => self.bumped(at, change),
            EventKind::TargetComputed(epoch, Some(assignor)) => {
                let name = assignor.name();
                let text = format!("Computed a new target assignment for epoch {epoch} with '{name}' assignor in 0ms.");
                self.say_group(at, &text);
            }
            _ => {}
        }
        true
    }

    fn say_group(&mut self, at: SimTime, text: &str) {
        let text = format!("[GroupId {}] {text}", self.names.group);
        self.say(at, &text);
    }

    fn instance(&self, id: IdIdx) -> &str {
        self.names.trace.identity(id).instance.as_deref().unwrap_or_default()
    }

    fn bumped(&mut self, at: SimTime, change: GroupChange) {
        if change.generation <= self.state.group.generation || change.reason.is_none() {
            return;
        }
        let topics = self.names.trace.scenario().topics.iter();
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(HASH_PRIME);
        let hash = topics.fold(HASH_SEED, |h, t| t.name.bytes().chain(t.partitions.to_le_bytes()).fold(h, step));
        let text = format!("Bumped group epoch to {} with metadata hash {}.", change.generation, hash.cast_signed());
        self.say_group(at, &text);
    }

    /// Every JoinGroup of a member that speaks the classic protocol is told.
    fn classic_joins(&mut self, at: SimTime, m: MessageIdx) {
        if let Body::JoinGroupRequest { member: Some(id), .. } = self.names.trace.message(m).body {
            let text = format!("Member {} joins the consumer group using the classic protocol.", self.names.id(id));
            self.say_group(at, &text);
        }
    }

    fn joins(&mut self, at: SimTime, id: IdIdx, event: &Event) {
        let trace = self.names.trace;
        let request = event.cause.map(|cause| trace.event(cause).kind);
        let classic = match request {
            Some(EventKind::Received(m)) => matches!(trace.message(m).body, Body::JoinGroupRequest { .. }),
            _ => false,
        };
        let protocol = if classic { "classic" } else { "consumer" };
        let (new, instance) = (self.names.id(id), trace.identity(id).instance.as_deref());
        let text = match (instance, self.replaced.take()) {
            // Told with its request.
            (None, _) if classic => return,
            (None, _) => format!("Member {new} joins the consumer group using the {protocol} protocol."),
            (Some(instance), None) => format!(
                "Static member {new} with instance id {instance} joins the consumer group using the {protocol} protocol."
            ),
            (Some(instance), Some(old)) => format!(
                "Static member with instance id {instance} re-joins the consumer group using the {protocol} protocol. \
                 Created a new member {new} to replace the existing member {}.",
                self.names.id(old)
            ),
        };
        self.say_group(at, &text);
    }

    fn leaves(&mut self, at: SimTime, id: IdIdx, why: Removal) {
        let member = self.names.id(id);
        let text = match why {
            Removal::Replaced => {
                self.replaced = Some(id);
                return;
            }
            Removal::SessionTimeout => {
                format!("Member {member} fenced from the group because the member session expired.")
            }
            Removal::RevocationTimeout => {
                let view = self.state.consumer.as_ref().and_then(|c| c.member(id));
                let epoch = view.map_or(0, |m| m.epoch.0);
                let ms = self.rebalance_timeout(id);
                format!(
                    "Member {member} fenced from the group because it failed to transition from epoch {epoch} within {ms}ms."
                )
            }
            Removal::Left => match self.last_request(id, |_, body| match body {
                Body::LeaveGroupRequest { reason, .. } => Some(Some(reason.text())),
                Body::ConsumerGroupHeartbeatRequest { .. } => Some(None),
                _ => None,
            }) {
                Some(Some(reason)) => format!(
                    "Dynamic member {member} has left group through explicit `LeaveGroup` request; client reason: {reason}"
                ),
                _ => format!("Member {member} left the consumer group."),
            },
            _ => return,
        };
        self.say_group(at, &text);
    }

    fn rebalance_timeout(&self, id: IdIdx) -> u64 {
        let told = self.last_request(id, |_, body| match body {
            Body::ConsumerGroupHeartbeatRequest { full: Some(timeout), .. } => Some(timeout.as_millis()),
            _ => None,
        });
        told.unwrap_or_default()
    }

    fn refused(&mut self, at: SimTime, m: MessageIdx) {
        let trace = self.names.trace;
        let message = trace.message(m);
        if message.body.error() != ErrorCode::UnreleasedInstanceId {
            return;
        }
        let Some(Body::ConsumerGroupHeartbeatRequest { member, .. }) =
            message.answers.map(|r| trace.message(r).body.clone())
        else {
            return;
        };
        let instance = self.instance(member);
        let owner = self.state.group.members.iter().find(|m| self.instance(m.id) == instance);
        let text = format!(
            "Static member {} with instance id {instance} cannot join the group because the instance id is owned by \
             member {}.",
            self.names.id(member),
            owner.map_or("", |m| self.names.id(m.id))
        );
        self.say_group(at, &text);
    }
}
