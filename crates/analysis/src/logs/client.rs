//! A consumer's log (`ConsumerCoordinator` and what it calls; classic-protocol 8.1).
//!
//! A line stands where the trace shows the client act on what the line is about.

mod answers;
mod callbacks;

use rebalance_model::config::{AssignorName, RawConfig};
use rebalance_model::message::{Actor, Body, ErrorCode, JoinReason, JoinedMember};
use rebalance_model::scenario::Action;
use rebalance_model::trace::{ClientState, CommitOutcome, CoordinatorLoss, Doing};
use rebalance_model::{Event, EventKind, Generation, IdIdx, MemberIdx, PartitionIdx, SetIdx, SimTime, Trace};

use super::words::{LEAVING, NODE, POLL_TIMEOUT};
use super::{Level, Line, Names, consumer};

/// Most lines are written through the logger of the coordinator's class.
const COORDINATOR: &str = "ConsumerCoordinator";

/// The lines of a consumer, through all its lives, in order.
pub fn lines(names: Names<'_>, member: MemberIdx) -> Vec<Line> {
    let trace = names.trace;
    let own = |e: &&Event| e.actor == Actor::Member(member);
    let events: Vec<&Event> = trace.events.iter().filter(own).collect();
    let mut log =
        Log { names, member, lines: Vec::new(), life: Life::of(trace, member, SimTime::ZERO), at: SimTime::ZERO };
    let mut consumer: Option<consumer::Log<'_>> = None;
    for (i, event) in events.iter().enumerate() {
        let ahead = &events[i + 1..];
        if event.kind == EventKind::Doing(Doing::Starting) || (i == 0 && event.kind == EventKind::Started) {
            // Each life speaks the protocol that it was started with.
            log.lines.extend(consumer.take().map(consumer::Log::into_lines).into_iter().flatten());
            consumer = speaks_consumer(ahead).then(|| consumer::Log::new(names, member));
        }
        if let Some(consumer) = &mut consumer {
            consumer.tell(event, ahead);
            continue;
        }
        log.at = event.at;
        log.tell(event.kind, ahead);
    }
    log.lines.extend(consumer.map(consumer::Log::into_lines).into_iter().flatten());
    log.lines
}

/// Whether a client that starts here is one of the consumer protocol: it says so before anything else.
fn speaks_consumer(ahead: &[&Event]) -> bool {
    let tells = |e: &&Event| match e.kind {
        EventKind::Membership(_) => Some(true),
        EventKind::Client(_) | EventKind::Doing(Doing::Gone | Doing::Starting) => Some(false),
        _ => None,
    };
    ahead.iter().find_map(tells).unwrap_or(false)
}

/// What a client's log depends on, from its construction on.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting or a memory of its own")]
struct Life {
    cooperative: bool,
    auto_commit: bool,
    instance: Option<String>,
    client: ClientState,
    id: Option<IdIdx>,
    generation: Generation,
    protocol: Option<AssignorName>,
    leads: bool,
    /// To the leader: who is in the generation, and owned what.
    members: Vec<JoinedMember>,
    /// A returning static leader is told to leave the assignment as it is.
    skips: bool,
    held: Vec<PartitionIdx>,
    /// The offset after the last record taken, by partition.
    positions: Vec<Option<u64>>,
    /// Assigned by a SyncGroup response, and not applied yet.
    to_apply: Option<SetIdx>,
    /// The five lines of that assignment were written.
    updated: bool,
    /// The reason of the next JoinGroup was told before its callback.
    reason_told: bool,
    /// The reason to join again that is told when a slow revoke callback returns.
    reason_after_revoke: Option<String>,
    /// A failed automatic commit is told when its callback runs, which is after the next answer.
    late_warning: Option<String>,
    closing: bool,
    /// The application's thread reads the network.
    reads: bool,
    /// As what it asked to leave.
    left_as: String,
    /// A LeaveGroup failed, and the application's thread has not read that yet.
    leave_failed: Option<ErrorCode>,
    /// Its connection broke, and whether the coordinator was found since: of lookups while the broker is away only one
    /// is answered in the end, the others fail with their connections.
    broken: Option<bool>,
    /// How many partitions each topic has: as known now, and when the member last led.
    topics: Vec<u32>,
    topics_led: Vec<u32>,
}

impl Life {
    fn of(trace: &Trace, member: MemberIdx, at: SimTime) -> Self {
        let scenario = trace.scenario();
        let start = scenario.script.iter().rev().filter(|s| s.at <= at).find_map(|s| match &s.action {
            Action::Start { member: m, config } if *m == member => Some(config.clone()),
            _ => None,
        });
        let config = scenario.member_config(member, trace.header.variant, &start.unwrap_or(RawConfig::default())).ok();
        Self {
            cooperative: config.as_ref().is_some_and(rebalance_model::config::MemberConfig::is_cooperative),
            auto_commit: config.as_ref().is_some_and(|c| c.auto_commit),
            instance: config.and_then(|c| c.instance_id),
            client: ClientState::Unjoined,
            id: None,
            generation: Generation::NONE,
            protocol: None,
            leads: false,
            members: Vec::new(),
            skips: false,
            held: Vec::new(),
            positions: vec![None; scenario.partition_count()],
            to_apply: None,
            updated: false,
            reason_told: false,
            reason_after_revoke: None,
            late_warning: None,
            closing: false,
            reads: true,
            left_as: String::new(),
            leave_failed: None,
            broken: None,
            topics: Vec::new(),
            topics_led: Vec::new(),
        }
    }
}

struct Log<'a> {
    names: Names<'a>,
    member: MemberIdx,
    lines: Vec<Line>,
    life: Life,
    at: SimTime,
}

impl Log<'_> {
    fn write(&mut self, level: Level, logger: &'static str, message: String) {
        self.lines.push(Line { at: self.at, who: Actor::Member(self.member), level, logger, message });
    }

    fn info(&mut self, message: impl Into<String>) {
        self.write(Level::Info, COORDINATOR, message.into());
    }

    fn request_join(&mut self, reason: &str) {
        self.info(format!("Request joining group due to: {reason}"));
    }

    fn tell(&mut self, kind: EventKind, ahead: &[&Event]) {
        match kind {
            EventKind::Doing(Doing::Starting) => self.life = Life::of(self.names.trace, self.member, self.at),
            // A member of a group that was running already has subscribed before.
            EventKind::Started if self.names.trace.scenario().initial.is_none() || self.at > SimTime::ZERO => {
                let topics = self.names.trace.scenario().topics.iter().map(|t| t.name.as_str());
                let text = format!("Subscribed to topic(s): {}", topics.collect::<Vec<_>>().join(", "));
                self.write(Level::Info, "ClassicKafkaConsumer", text);
            }
            EventKind::Sent(m) => self.sent(&self.names.trace.message(m).body),
            EventKind::Received(m) => self.received(m),
            EventKind::Client(to) => self.turned(to, ahead),
            EventKind::Doing(doing) => {
                self.life.reads = !matches!(doing, Doing::Processing | Doing::Revoking | Doing::Thrown);
                if doing == Doing::Committing {
                    self.commits(ahead);
                }
            }
            EventKind::CoordinatorLost(why) => self.coordinator_lost(why),
            EventKind::PollTimeout => self.poll_timed_out(ahead),
            EventKind::Revoked(set) => self.revoked(set, ahead),
            EventKind::RevokeDone => self.revoke_returned(),
            EventKind::Assigned(set) => self.assigned(set),
            EventKind::PartitionsLost(set) => self.lost(set, ahead),
            EventKind::Closing => self.life.closing = true,
            EventKind::Closed if self.life.client == ClientState::Unjoined && self.life.closing => self.leave(),
            EventKind::Batch(b) => {
                for (p, _, last) in &self.names.trace.batches[b.index()].records {
                    self.life.positions[p.index()] = Some(last + 1);
                }
            }
            _ => {}
        }
    }

    fn sent(&mut self, body: &Body) {
        match body {
            Body::JoinGroupRequest { reason, .. } => {
                self.leave_answer_read();
                if !std::mem::take(&mut self.life.reason_told) {
                    self.own_reason(*reason);
                }
                self.info("(Re-)joining group");
            }
            Body::SyncGroupRequest { generation, assignments, .. } if !assignments.is_empty() => {
                self.finished(*generation, assignments);
            }
            _ => {}
        }
    }

    /// What the leader has made of its assignor's answer, members in the order of a `HashMap`.
    fn finished(&mut self, generation: Generation, assignments: &[(IdIdx, SetIdx)]) {
        let trace = self.names.trace;
        let entry = |(id, set): &(IdIdx, SetIdx)| {
            let assigned = self.as_assigned(*id, trace.sets.get(*set));
            format!("{}=Assignment(partitions=[{assigned}])", self.names.id(*id))
        };
        let mut entries: Vec<(String, String)> =
            assignments.iter().map(|a| (trace.identity(a.0).id.clone(), entry(a))).collect();
        crate::java::sort_as_hash_map(&mut entries, 0, |e| &e.0);
        let entries: Vec<String> = entries.into_iter().map(|e| e.1).collect();
        self.info(format!("Finished assignment for group at generation {generation}: {{{}}}", entries.join(", ")));
    }

    /// A member's partitions in the order in which the assignors add them. The sticky ones begin with what the member
    /// keeps, by number before topic; `RangeAssignor` goes through a `HashMap` of the topics.
    fn as_assigned(&self, id: IdIdx, set: &[PartitionIdx]) -> String {
        let trace = self.names.trace;
        let protocol = self.life.protocol;
        let owned = self.life.members.iter().find(|m| m.id == id).map(|m| match protocol {
            Some(AssignorName::Sticky) => m.remembered.map_or(SetIdx(0), |r| r.0),
            Some(AssignorName::CooperativeSticky) => m.owned,
            _ => SetIdx(0),
        });
        let owned = owned.map_or(&[][..], |set| trace.sets.get(set));
        let scenario = trace.scenario();
        let mut topics: Vec<&str> = scenario.topics.iter().map(|t| t.name.as_str()).collect();
        match protocol {
            Some(AssignorName::Range) => crate::java::sort_as_hash_map(&mut topics, 0, |t| t),
            _ => rebalance_model::order::sort(&mut topics),
        }
        let mut list: Vec<(bool, u32, usize, u32)> = set
            .iter()
            .map(|p| {
                let (topic, number) = scenario.topic_partition(*p);
                let name = scenario.topics[topic.index()].name.as_str();
                let topic = topics.iter().position(|t| *t == name).unwrap_or(usize::MAX);
                let kept = owned.binary_search(p).is_ok();
                (!kept, if kept { number } else { 0 }, topic, number)
            })
            .collect();
        rebalance_model::order::sort(&mut list);
        list.iter().map(|(_, _, topic, number)| format!("{}-{number}", topics[*topic])).collect::<Vec<_>>().join(", ")
    }

    /// A reason that comes from within the client: it is told before the callback that it leads to.
    fn own_reason(&mut self, reason: JoinReason) {
        match reason {
            JoinReason::Enforced => self.request_join(&self.names.trace.reason_text(reason)),
            JoinReason::MetadataChanged => {
                let (before, now) = (self.snapshot(&self.life.topics_led), self.snapshot(&self.life.topics));
                let text = format!(
                    "cached metadata has changed from (version1: {{{before}}}) at the beginning of the rebalance to \
                     (version2: {{{now}}})"
                );
                self.request_join(&text);
            }
            _ => {}
        }
    }

    /// `MetadataSnapshot`: each topic with the racks of its partitions.
    fn snapshot(&self, counts: &[u32]) -> String {
        let topics = self.names.trace.scenario().topics.iter().zip(counts);
        let entry = |(topic, n): (&rebalance_model::scenario::Topic, &u32)| {
            format!("{}=[{}]", topic.name, vec!["NO_RACKS"; *n as usize].join(", "))
        };
        topics.map(entry).collect::<Vec<_>>().join(", ")
    }

    fn generation(&self) -> String {
        let life = &self.life;
        let id = life.id.map_or("", |id| self.names.id(id));
        generation_text(life.generation, id, life.protocol)
    }

    fn turned(&mut self, to: ClientState, ahead: &[&Event]) {
        let from = std::mem::replace(&mut self.life.client, to);
        match to {
            ClientState::CompletingRebalance => {
                self.info(format!("Successfully joined group with generation {}", self.generation()));
                if self.life.leads {
                    self.life.topics_led.clone_from(&self.life.topics);
                }
                if self.life.skips {
                    let text = format!(
                        "Skipped assignment for returning static leader at generation {}. The static leader will \
                         continue with its existing assignment.",
                        self.life.generation
                    );
                    self.info(text);
                }
            }
            ClientState::Stable if from == ClientState::CompletingRebalance => {
                self.info(format!("Successfully synced group in generation {}", self.generation()));
            }
            ClientState::Unjoined if self.life.closing => {
                if self.leave_follows(ahead) {
                    self.leave_sent("the consumer is being closed");
                }
                self.leave();
            }
            _ => {}
        }
    }

    /// Whether a LeaveGroup goes out before anything ends.
    fn leave_follows(&self, ahead: &[&Event]) -> bool {
        let sent = ahead.iter().find_map(|e| match e.kind {
            EventKind::Sent(m) => match self.names.trace.message(m).body {
                Body::LeaveGroupRequest { .. } => Some(true),
                Body::JoinGroupRequest { .. } => Some(false),
                _ => None,
            },
            EventKind::Closed | EventKind::Killed => Some(false),
            _ => None,
        });
        sent.unwrap_or(false)
    }

    fn leave_sent(&mut self, why: &str) {
        self.life.left_as = self.generation();
        let id = self.life.id.map_or("", |id| self.names.id(id));
        self.info(format!("Member {id} sending LeaveGroup request to coordinator {NODE} due to {why}"));
    }

    /// `resetStateAndGeneration` on the way out.
    fn leave(&mut self) {
        self.life.closing = false;
        self.reset(LEAVING);
    }

    /// `resetStateAndRejoin`, with the member id.
    fn reset(&mut self, reason: &str) {
        self.info(format!("Resetting generation and member id due to: {reason}"));
        self.request_join(reason);
        (self.life.id, self.life.generation, self.life.protocol) = (None, Generation::NONE, None);
        (self.life.to_apply, self.life.updated) = (None, false);
    }

    fn poll_timed_out(&mut self, ahead: &[&Event]) {
        self.write(Level::Warn, COORDINATOR, POLL_TIMEOUT.to_owned());
        if self.leave_follows(ahead) {
            self.leave_sent("consumer poll timeout has expired.");
        }
        self.reset(LEAVING);
    }

    fn coordinator_lost(&mut self, why: CoordinatorLoss) {
        self.life.broken = (why == CoordinatorLoss::Disconnected || self.life.broken.is_some()).then_some(false);
        let (cause, is_disconnected) = match why {
            CoordinatorLoss::SessionTimedOut => ("session timed out without receiving a heartbeat response", false),
            CoordinatorLoss::Unavailable => ("coordinator unavailable", false),
            CoordinatorLoss::Disconnected => ("coordinator unavailable", true),
            // The exception of a request whose connection was closed has no message.
            CoordinatorLoss::RequestTimedOut => ("null", true),
        };
        self.info(format!(
            "Group coordinator {NODE} is unavailable or invalid due to cause: {cause}. isDisconnected: \
             {is_disconnected}. Rediscovery will be attempted."
        ));
        if !is_disconnected {
            self.info(format!("Requesting disconnect from last known coordinator {NODE}"));
        }
    }

    /// commitSync() of a client that is not Stable fails without a request.
    fn commits(&mut self, ahead: &[&Event]) {
        let trace = self.names.trace;
        let outcome = ahead.iter().find_map(|e| match e.kind {
            EventKind::Sent(m) if matches!(trace.message(m).body, Body::OffsetCommitRequest { .. }) => Some(None),
            EventKind::BatchDone(b) => Some(trace.batches[b.index()].commit),
            _ => None,
        });
        if outcome.flatten().is_some_and(|outcome| outcome != CommitOutcome::Ok) {
            self.commit_not_sent();
        }
    }

    /// What it reads next of the network comes after it.
    fn commit_not_sent(&mut self) {
        self.info("Failing OffsetCommit request since the consumer is not part of an active group");
        self.leave_answer_read();
    }
}

/// `Generation.toString`.
fn generation_text(generation: Generation, id: &str, protocol: Option<AssignorName>) -> String {
    let protocol = protocol.map_or("null", AssignorName::wire);
    format!("Generation{{generationId={generation}, memberId='{id}', protocol='{protocol}'}}")
}
