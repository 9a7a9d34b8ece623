//! From a [`Scenario`] back to JSON: what [`Scenario::from_json`] reads again as the same.

use super::json::Json;
use super::{Action, Initial, Scenario, Step};
use crate::config::{KafkaVersion, RawConfig};
use crate::id::MemberIdx;

fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::Object(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}

fn config(raw: &RawConfig) -> Json {
    Json::Object(raw.0.iter().map(|(k, v)| (k.clone(), Json::from(v.as_str()))).collect())
}

impl Scenario {
    /// The scenario as JSON, in the order in which the files of the project have it.
    pub fn to_json(&self) -> Json {
        let members = self.members.iter().map(|m| {
            let mut own = config(&m.config);
            if let (true, Json::Object(entries)) = (m.process, &mut own) {
                entries.push(("process".to_owned(), Json::Bool(true)));
            }
            (m.name.clone(), own)
        });
        let mut out = object([
            ("name", Json::from(self.name.as_str())),
            ("title", Json::from(self.title.as_str())),
            (
                "topics",
                Json::Object(
                    self.topics.iter().map(|t| (t.name.clone(), Json::from(u64::from(t.partitions)))).collect(),
                ),
            ),
            (
                "load",
                object([
                    ("records_per_second", Json::from(self.load.records_per_second)),
                    ("process_ms", Json::from(self.load.process.as_millis())),
                    ("poll_ms", Json::from(self.load.poll.as_millis())),
                ]),
            ),
            ("broker", config(&self.broker)),
            ("consumer", config(&self.consumer)),
            ("group", config(&self.group)),
            ("members", Json::Object(members.collect())),
            ("script", Json::List(self.script.iter().map(|s| self.step_json(s)).collect())),
            ("duration_ms", Json::from(self.duration.as_millis())),
            ("variants", Json::List(self.variants.iter().map(|v| Json::from(v.name())).collect())),
        ]);
        if let Json::Object(entries) = &mut out {
            if self.version != KafkaVersion::default() {
                entries.push(("kafka".to_owned(), Json::from(self.version.name())));
            }
            if let Some(initial) = &self.initial {
                entries.push(("initial".to_owned(), self.initial_json(initial)));
            }
            if !self.member_ids.is_empty() {
                let ids = self.member_ids.iter().map(|(a, id)| (a.clone(), Json::from(id.as_str())));
                entries.push(("member_ids".to_owned(), Json::Object(ids.collect())));
            }
        }
        out
    }

    fn who(&self, member: MemberIdx) -> Json {
        Json::from(self.members[member.index()].name.as_str())
    }

    fn step_json(&self, step: &Step) -> Json {
        let mut entries = vec![
            ("at_ms".to_owned(), Json::from(step.at.as_millis())),
            ("do".to_owned(), Json::from(step.action.name())),
        ];
        let mut put = |key: &str, value| entries.push((key.to_owned(), value));
        if let Some(member) = step.action.member() {
            put("member", self.who(member));
        }
        if let Some(d) = step.action.duration() {
            put("ms", Json::from(d.as_millis()));
        }
        match &step.action {
            Action::Start { config: own, .. } if !own.is_empty() => put("config", config(own)),
            Action::AddPartitions(topic, total) => {
                put("topic", Json::from(self.topics[topic.index()].name.as_str()));
                put("total", Json::from(u64::from(*total)));
            }
            _ => {}
        }
        Json::Object(entries)
    }

    fn initial_json(&self, initial: &Initial) -> Json {
        let assignment = initial.assignment.iter().map(|(m, held)| {
            let names = held.iter().map(|p| Json::Text(self.partition_name(*p))).collect();
            (self.members[m.index()].name.clone(), Json::List(names))
        });
        let offsets = initial.offsets.iter().map(|(p, committed, end)| {
            (self.partition_name(*p), Json::List(vec![committed.map_or(Json::Null, Json::from), Json::from(*end)]))
        });
        let state = if initial.assignment.is_empty() { "Empty" } else { "Stable" };
        object([
            ("state", Json::from(state)),
            ("generation", Json::from(u64::from(initial.generation.0.max(0).unsigned_abs()))),
            ("assignment", Json::Object(assignment.collect())),
            ("offsets", Json::Object(offsets.collect())),
        ])
    }
}
