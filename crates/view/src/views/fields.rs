//! The fields of a message, named as in Kafka's message definitions (clients/src/main/resources/common/message), in
//! their order. Those that say the same in every run of the lab (protocolType, isolation levels) are left out.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::config::{AssignorName, MemberConfig, RawConfig};
use rebalance_model::message::{Actor, Body, ErrorCode, Message};
use rebalance_model::{Generation, IdIdx, SetIdx, Trace};

type Fields = Vec<(&'static str, String)>;

/// Names and values of what `m` says.
pub(super) fn fields(trace: &Trace, group: &str, m: &Message) -> Fields {
    let mut out = Writer { trace, out: Vec::new() };
    let config = match m.from {
        Actor::Member(who) => trace.scenario().member_config(who, trace.header.variant, &RawConfig::default()).ok(),
        _ => None,
    };
    out.message(group, m, config.as_ref());
    out.out
}

struct Writer<'a> {
    trace: &'a Trace,
    out: Fields,
}

impl Writer<'_> {
    fn put(&mut self, name: &'static str, value: impl Into<String>) {
        self.out.push((name, value.into()));
    }

    fn error(&mut self, error: ErrorCode) {
        let code = error.code().map_or_else(String::new, |code| [&code.to_string(), " "].concat());
        self.put("errorCode", [&code, error.name()].concat());
    }

    fn id(&mut self, name: &'static str, id: Option<IdIdx>) {
        let id = id.map_or("", |id| &self.trace.identity(id).id);
        self.put(name, ["\"", id, "\""].concat());
    }

    fn number(&mut self, name: &'static str, n: i32) {
        self.put(name, n.to_string());
    }

    fn set(&mut self, name: &'static str, set: SetIdx) {
        self.put(name, self.trace.set_text(set));
    }

    fn generation(&mut self, generation: Generation) {
        self.number("generationId", generation.0);
    }

    /// group.id, and group.instance.id of a static member.
    fn group(&mut self, group: &str, config: Option<&MemberConfig>) {
        self.put("groupId", ["\"", group, "\""].concat());
        if let Some(instance) = config.and_then(|c| c.instance_id.as_ref()) {
            self.put("groupInstanceId", ["\"", instance, "\""].concat());
        }
    }

    fn message(&mut self, group: &str, m: &Message, config: Option<&MemberConfig>) {
        match &m.body {
            Body::Metadata { partitions } => {
                let topic = |(t, n): (&rebalance_model::scenario::Topic, &u32)| format!("{}: {n}", t.name);
                let topics = self.trace.scenario().topics.iter().zip(partitions).map(topic).gather();
                if m.answers.is_some() {
                    self.put("topics", ["[", &topics.join(", "), "]"].concat());
                }
            }
            Body::FindCoordinator if m.answers.is_some() => self.put("nodeId", "1"),
            Body::FindCoordinator => self.put("coordinatorKeys", ["[\"", group, "\"]"].concat()),
            Body::OffsetFetchRequest { partitions } => {
                self.group(group, config);
                self.set("topics", *partitions);
            }
            Body::OffsetFetchResponse { offsets } => {
                let offset = |o: Option<u64>| o.map_or_else(|| "-1".to_owned(), |o| o.to_string());
                self.offsets(offsets.iter().map(|(p, o)| (*p, offset(*o))));
            }
            Body::OffsetCommitRequest { member, generation, offsets } => {
                self.group(group, config);
                self.id("memberId", *member);
                self.number("generationIdOrMemberEpoch", generation.0);
                let trace = self.trace;
                self.offsets(trace.offsets[*offsets as usize].iter().map(|(p, o)| (*p, o.to_string())));
            }
            Body::LeaveGroupRequest { member, reason } => {
                self.group(group, config);
                self.id("memberId", Some(*member));
                self.put("reason", ["\"", reason.text(), "\""].concat());
            }
            Body::HeartbeatResponse { error }
            | Body::LeaveGroupResponse { error }
            | Body::OffsetCommitResponse { error } => self.error(*error),
            Body::HeartbeatRequest { member, generation } => {
                self.group(group, config);
                self.generation(*generation);
                self.id("memberId", Some(*member));
            }
            Body::SyncGroupRequest { member, generation, assignments } => {
                self.group(group, config);
                self.generation(*generation);
                self.id("memberId", Some(*member));
                let share = |(id, set): &(IdIdx, SetIdx)| {
                    [&self.trace.identity(*id).id, ": ", &self.trace.set_text(*set)].concat()
                };
                let shares = assignments.iter().map(share).gather();
                self.put("assignments", ["[", &shares.join(", "), "]"].concat());
            }
            Body::SyncGroupResponse { error, assignment } => {
                self.error(*error);
                self.set("assignment", *assignment);
            }
            _ => self.entering(group, &m.body, config),
        }
    }

    fn offsets(&mut self, offsets: impl Iterator<Item = (rebalance_model::PartitionIdx, String)>) {
        let scenario = self.trace.scenario();
        let list = offsets.map(|(p, offset)| [&scenario.partition_name(p), ": ", &offset].concat()).gather();
        self.put("committedOffset", ["[", &list.join(", "), "]"].concat());
    }

    /// JoinGroup, and the heartbeat of a consumer group.
    fn entering(&mut self, group: &str, body: &Body, config: Option<&MemberConfig>) {
        match body {
            Body::JoinGroupRequest { member, reason, assignors, owned, owned_generation, .. } => {
                self.group(group, config);
                if let Some(config) = config {
                    self.put("sessionTimeoutMs", config.session_timeout.as_millis().to_string());
                    self.put("rebalanceTimeoutMs", config.max_poll_interval.as_millis().to_string());
                }
                self.id("memberId", *member);
                let names = assignors.iter().map(|a| a.wire()).gather();
                self.put("protocols", ["[", &names.join(", "), "]"].concat());
                self.set("ownedPartitions", *owned);
                self.generation(*owned_generation);
                let reason = self.trace.reason_text(*reason);
                self.put("reason", ["\"", &reason, "\""].concat());
            }
            Body::JoinGroupResponse { error, member, generation, leader, protocol, members, skip_assignment } => {
                self.error(*error);
                self.generation(*generation);
                self.put("protocolName", ["\"", protocol.map_or("", AssignorName::wire), "\""].concat());
                self.id("leader", *leader);
                if *skip_assignment {
                    self.put("skipAssignment", "true");
                }
                self.id("memberId", *member);
                let ids = members.iter().map(|m| self.trace.identity(m.id).id.as_str()).gather();
                self.put("members", ["[", &ids.join(", "), "]"].concat());
            }
            Body::ConsumerGroupHeartbeatRequest { member, epoch, full, owned } => {
                self.group(group, config);
                self.id("memberId", Some(*member));
                self.number("memberEpoch", epoch.0);
                self.put("rebalanceTimeoutMs", full.map_or_else(|| "-1".to_owned(), |d| d.as_millis().to_string()));
                match owned {
                    Some(set) => self.set("topicPartitions", *set),
                    None => self.put("topicPartitions", "null"),
                }
            }
            Body::ConsumerGroupHeartbeatResponse { error, member, epoch, interval, assignment } => {
                self.error(*error);
                self.id("memberId", *member);
                self.number("memberEpoch", epoch.0);
                self.put("heartbeatIntervalMs", interval.as_millis().to_string());
                match assignment {
                    Some(set) => self.set("assignment", *set),
                    None => self.put("assignment", "null"),
                }
            }
            _ => {}
        }
    }
}
