//! A trace in the recordings' own format (`kafka-group-recording/1`), so that a simulated run and a
//! recorded one are compared by the same tool.

use super::event::{Event, EventKind, GroupState};
use super::state::State;
use super::store::{Sets, Trace};
use crate::id::{IdIdx, SetIdx};
use crate::message::{Actor, Api, Body, ErrorCode, Message};
use crate::scenario::json::Json;
use crate::time::{SimDuration, SimTime};

/// One event of a recording: an object that grows field by field.
struct Row(Vec<(String, Json)>);

impl Row {
    fn new(at: SimTime, who: &str, what: &str) -> Self {
        Self(vec![]).with("t", ms(at)).with("who", Json::from(who)).with("what", Json::from(what))
    }

    fn with(mut self, key: &str, value: Json) -> Self {
        self.0.push((key.to_owned(), value));
        self
    }

    fn text(self, key: &str, value: &str) -> Self {
        self.with(key, Json::from(value))
    }
}

/// Milliseconds to a tenth, as the recorder writes them.
#[expect(clippy::cast_precision_loss, reason = "a run is shorter than 2^52 µs")]
fn tenth(us: u64) -> Json {
    let tenths = us.saturating_add(50) / 100;
    Json::Float(tenths as f64 / 10.0)
}

fn ms(at: SimTime) -> Json {
    tenth(at.as_micros())
}

fn ms_long(d: SimDuration) -> Json {
    tenth(d.as_micros())
}

impl Trace {
    /// The trace as a recording.
    pub fn to_recording(&self) -> Json {
        let mut state = State::start(self);
        let mut shown: Option<Json> = None;
        let mut rows = Vec::new();
        for event in &self.events {
            state.apply(self, event);
            rows.extend(self.row(event));
            if matches!(event.kind, EventKind::Group(_)) {
                self.group_row(event.at, &state, &mut shown, &mut rows);
            }
        }
        // A batch is told at the end of its commit, and stands at the time of its return.
        crate::order::sort_by_key(&mut rows, |row| match row.0.first() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "tenths of a run's milliseconds"
            )]
            Some((_, Json::Float(t))) => (t * 10.0).round() as u64,
            _ => 0,
        });
        let ids = self.header.identities.iter().map(|i| (i.alias.clone(), Json::from(i.id.as_str()))).collect();
        Json::Object(vec![
            ("format".to_owned(), Json::from("kafka-group-recording/1")),
            ("kafka".to_owned(), Json::from("simulated")),
            ("variant".to_owned(), Json::from(self.header.variant.name())),
            ("scenario".to_owned(), self.scenario().to_json()),
            ("member_ids".to_owned(), Json::Object(ids)),
            ("events".to_owned(), Json::List(rows.into_iter().map(|r| Json::Object(r.0)).collect())),
        ])
    }

    fn row(&self, event: &Event) -> Option<Row> {
        let who = match event.actor {
            Actor::Coordinator => "broker",
            other => self.actor_name(other),
        };
        let row = |what| Row::new(event.at, who, what);
        Some(match event.kind {
            EventKind::Step(step) => {
                let action = &self.scenario().script[step.index()].action;
                let mut row = row(action.name());
                if let Some(m) = action.member() {
                    row = row.text("member", self.actor_name(Actor::Member(m)));
                }
                if let Some(d) = action.duration() {
                    row = row.with("ms", ms_long(d));
                }
                row
            }
            EventKind::StepOver(step) => {
                let action = &self.scenario().script[step.index()].action;
                let row = row(action.over());
                match action.member() {
                    Some(m) => row.text("member", self.actor_name(Actor::Member(m))),
                    None => row,
                }
            }
            EventKind::Started => row("started"),
            EventKind::Closing => row("closing"),
            EventKind::Closed => row("closed"),
            EventKind::Killed => row("killed"),
            EventKind::Thrown => row("thrown").text("error", "processing failed"),
            EventKind::Failed(error) => row("failed").text("error", super::text::exception(error)),
            EventKind::Assigned(set) => row("assigned").with("partitions", self.names(set)),
            EventKind::Revoked(set) => row("revoked").with("partitions", self.names(set)),
            EventKind::PartitionsLost(set) => row("lost").with("partitions", self.names(set)),
            EventKind::RevokeDone => row("revoke_done"),
            EventKind::IdlePoll(took) => row("idle_poll").with("poll_ms", ms_long(took)),
            EventKind::BatchDone(b) => return Some(self.batch_row(who, b.index())),
            EventKind::Sent(m) if event.actor != Actor::Coordinator => {
                return self.message_row(event.at, who, "send", self.message(m));
            }
            EventKind::Received(m) if event.actor != Actor::Coordinator => {
                return self.message_row(event.at, who, "receive", self.message(m));
            }
            _ => return None,
        })
    }

    fn batch_row(&self, who: &str, batch: usize) -> Row {
        let b = &self.batches[batch];
        let processed = b.processed.unwrap_or(self.end);
        let mut row = Row::new(b.returned, who, "batch")
            .with("poll_ms", ms_long(b.returned - b.polled))
            .with("process_ms", ms_long(processed - b.returned))
            .with("commit_ms", ms_long(b.committed.unwrap_or(processed) - processed));
        if let Some(outcome) = b.commit {
            row = row.text("commit", outcome.text());
        }
        let offsets = b.records.iter().map(|(p, first, last)| {
            (self.scenario().partition_name(*p), Json::List(vec![Json::from(*first), Json::from(*last)]))
        });
        row.with("offsets", Json::Object(offsets.collect()))
    }

    fn message_row(&self, at: SimTime, who: &str, what: &str, message: &Message) -> Option<Row> {
        let api = message.body.api();
        let error = message.body.error();
        // The recordings hold commits that failed at the broker, and no others.
        if api == Api::OffsetCommit && error.is_ok() {
            return None;
        }
        let mut row = Row::new(at, who, what).text("api", api.name());
        // A LeaveGroup response has its errors beside the members that they are of, where the recorder does not look.
        let is_of_member = api == Api::LeaveGroup && error != ErrorCode::CoordinatorLoadInProgress;
        if !error.is_ok() && !is_of_member {
            row = row.text("error", error.name());
        }
        Some(match &message.body {
            Body::JoinGroupRequest { member, reason, assignors, owned, owned_generation, .. } => {
                let protocols = assignors.iter().map(|a| {
                    let mut p =
                        vec![("name".to_owned(), Json::from(a.wire())), ("owned".to_owned(), self.names(*owned))];
                    if owned_generation.0 >= 0 {
                        p.push(("owned_generation".to_owned(), Json::Int(i64::from(owned_generation.0))));
                    }
                    Json::Object(p)
                });
                row = row.text("member", member.map_or("", |m| self.alias(m)));
                if let Actor::Member(from) = message.from
                    && let Some(instance) = &self.header.instances[from.index()]
                {
                    row = row.text("instance", instance);
                }
                row.text("reason", &self.reason_text(*reason)).with("protocols", Json::List(protocols.collect()))
            }
            Body::JoinGroupResponse { member, generation, leader, protocol, members, error, skip_assignment } => {
                row = row
                    .text("member", member.map_or("", |m| self.alias(m)))
                    .with("generation", Json::Int(i64::from(generation.0)))
                    .text("leader", leader.map_or("", |l| self.alias(l)));
                if let (Some(p), ErrorCode::None) = (protocol, error) {
                    row = row.text("protocol", p.wire());
                }
                if *skip_assignment {
                    row = row.with("skip_assignment", Json::Bool(true));
                }
                if !members.is_empty() {
                    row =
                        row.with("members", Json::List(members.iter().map(|m| Json::from(self.alias(m.id))).collect()));
                }
                row
            }
            Body::SyncGroupRequest { member, generation, assignments } => {
                row = row.text("member", self.alias(*member)).with("generation", Json::Int(i64::from(generation.0)));
                if !assignments.is_empty() {
                    row = row.with("assignments", self.assignments(assignments));
                }
                row
            }
            Body::Metadata { partitions } if !partitions.is_empty() => {
                let topics = self.scenario().topics.iter().zip(partitions);
                let topics = topics.map(|(t, n)| (t.name.clone(), Json::from(u64::from(*n))));
                row.with("topics", Json::Object(topics.collect()))
            }
            Body::SyncGroupResponse { assignment, error: ErrorCode::None } => {
                row.with("assignment", self.names(*assignment))
            }
            Body::HeartbeatRequest { member, generation } => {
                row.text("member", self.alias(*member)).with("generation", Json::Int(i64::from(generation.0)))
            }
            Body::LeaveGroupRequest { member, reason } => {
                row.with("members", Json::List(vec![Json::Text(format!("{}: {}", self.alias(*member), reason.text()))]))
            }
            body => self.consumer_message(row, body),
        })
    }

    /// What a message of the consumer protocol says.
    fn consumer_message(&self, row: Row, body: &Body) -> Row {
        match body {
            Body::ConsumerGroupHeartbeatRequest { member, epoch, full, owned } => {
                let mut row = row.text("member", self.alias(*member)).with("epoch", Json::Int(i64::from(epoch.0)));
                if let Some(instance) = &self.identity(*member).instance {
                    row = row.text("instance", instance);
                }
                if let Some(timeout) = full {
                    row = row.with("rebalance_timeout_ms", Json::from(timeout.as_millis()));
                }
                owned.iter().fold(row, |row, set| row.with("owned", self.names(*set)))
            }
            Body::ConsumerGroupHeartbeatResponse { member, epoch, interval, assignment, .. } => {
                let row = row
                    .text("member", member.map_or("", |m| self.alias(m)))
                    .with("epoch", Json::Int(i64::from(epoch.0)))
                    .with("heartbeat_interval_ms", Json::from(interval.as_millis()));
                assignment.iter().fold(row, |row, set| row.with("assignment", self.names(*set)))
            }
            _ => row,
        }
    }

    fn group_row(&self, at: SimTime, state: &State, shown: &mut Option<Json>, rows: &mut Vec<Row>) {
        let members = state.group.members.iter().filter(|m| !m.pending).map(|m| {
            let who = self.member_of(m.id);
            let mut held: Vec<Json> = Vec::new();
            if state.group.state != GroupState::Empty {
                held.extend(
                    state.members[who.index()].held.iter().map(|p| Json::Text(self.scenario().partition_name(*p))),
                );
            }
            (self.alias(m.id).to_owned(), Json::List(held))
        });
        let epoch = state.consumer.as_ref().map(|_| Json::Int(i64::from(state.group.generation.0)));
        let now = Json::List(vec![Json::from(state.group.state.name()), Json::Object(members.collect())]);
        if shown.as_ref() == Some(&now) {
            return;
        }
        *shown = Some(now.clone());
        if let Json::List(mut pair) = now {
            let members = pair.pop().unwrap_or(Json::Null);
            let row = Row::new(at, "group", "state").text("state", state.group.state.name());
            let row = epoch.into_iter().fold(row, |row, epoch| row.with("epoch", epoch));
            rows.push(row.with("members", members));
        }
    }

    fn assignments(&self, assignments: &[(IdIdx, SetIdx)]) -> Json {
        Json::Object(assignments.iter().map(|(m, set)| (self.alias(*m).to_owned(), self.names(*set))).collect())
    }

    fn names(&self, set: SetIdx) -> Json {
        debug_assert!(set == Sets::EMPTY || !self.sets.get(set).is_empty());
        Json::List(self.sets.get(set).iter().map(|p| Json::Text(self.scenario().partition_name(*p))).collect())
    }
}
