//! The form of a vectors file: cases for an assignor. A case is an object; a file holds one case after the other
//! (.jsonl), a list of them, or an object with such a list under `vectors`.
//!
//! Fields that no assignor looks at are passed over. Nothing here knows what an assignor does.

use std::fmt;
use std::marker::PhantomData;

use rebalance_sim::assignor::server::Hints;
use rebalance_sim::assignor::{GroupSubscription, MemberSubscription, TopicMeta};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name, which the answer repeats.
    pub id: String,
    /// The assignor that is asked.
    pub assignor: String,
    /// What it is asked.
    pub group: GroupSubscription,
    /// How often.
    pub mode: Mode,
    /// What a server-side assignor is told beside the group.
    pub hints: Hints,
}

/// How often an assignor is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub enum Mode {
    /// Once.
    #[default]
    #[serde(rename = "once")]
    Once,
    /// Again and again, with what it answered as owned, until nobody loses anything.
    #[serde(rename = "until-stable")]
    UntilStable,
}

/// Reads all cases of a file's text.
///
/// # Errors
/// If it is not JSON or a case is not whole; the error has line and column.
pub fn parse(text: &str) -> Result<Vec<Case>, serde_json::Error> {
    let mut cases = Vec::new();
    for document in serde_json::Deserializer::from_str(text).into_iter::<Document>() {
        cases.extend(document?.0);
    }
    Ok(cases)
}

/// One JSON value of the file: a case, or several.
struct Document(Vec<Case>);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor).map(Self)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Vec<Case>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a case, a list of cases, or an object that has one under `vectors`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Case>, A::Error> {
        let mut cases = Vec::new();
        while let Some(OneCase(case)) = seq.next_element()? {
            cases.push(case);
        }
        Ok(cases)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Case>, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<String>()? {
            fields.take(&key, &mut map)?;
        }
        match fields.vectors.take() {
            Some(cases) => Ok(cases.into_iter().map(|OneCase(case)| case).collect()),
            None => fields.case().map(|case| vec![case]),
        }
    }
}

/// A case where nothing else may stand.
struct OneCase(Case);

impl<'de> Deserialize<'de> for OneCase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CaseVisitor).map(Self)
    }
}

struct CaseVisitor;

impl<'de> Visitor<'de> for CaseVisitor {
    type Value = Case;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a case: an object with id, assignor, topics and members")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Case, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<String>()? {
            fields.take(&key, &mut map)?;
        }
        fields.case()
    }
}

/// What an object says, as far as it counts.
#[derive(Default)]
struct Fields {
    id: Option<String>,
    assignor: Option<String>,
    topics: Option<Entries<u32>>,
    members: Option<Entries<Member>>,
    racks: Entries<Vec<Vec<String>>>,
    mode: Mode,
    hints: Hints,
    vectors: Option<Vec<OneCase>>,
}

#[derive(serde::Deserialize)]
struct Member {
    topics: Vec<String>,
    /// What it owns; its previous target, if the assignor is the broker's.
    #[serde(default, alias = "current")]
    owned: Vec<(String, u32)>,
    generation: Option<i32>,
    #[serde(rename = "instanceId")]
    instance_id: Option<String>,
    rack: Option<String>,
}

impl Fields {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "id" => self.id = Some(map.next_value()?),
            "assignor" => self.assignor = Some(map.next_value()?),
            "topics" => self.topics = Some(map.next_value()?),
            "members" => self.members = Some(map.next_value()?),
            "racks" => self.racks = map.next_value::<Option<_>>()?.unwrap_or_default(),
            "subscriptionType" => {
                self.hints.homogeneous = map.next_value::<Option<String>>()?.map(|kind| kind == "homogeneous");
            }
            "topicIterationOrder" => {
                self.hints.topic_order = map.next_value::<Option<_>>()?.unwrap_or_default();
            }
            "mode" => self.mode = map.next_value::<Option<_>>()?.unwrap_or_default(),
            "vectors" => self.vectors = Some(map.next_value()?),
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn case<E: serde::de::Error>(self) -> Result<Case, E> {
        let id = self.id.ok_or_else(|| E::missing_field("id"))?;
        let assignor = self.assignor.ok_or_else(|| E::missing_field("assignor"))?;
        let topics = self.topics.ok_or_else(|| E::missing_field("topics"))?;
        let members = self.members.ok_or_else(|| E::missing_field("members"))?;
        let mut racks = self.racks.0;
        let mut metas: Vec<TopicMeta> = Vec::with_capacity(topics.0.len());
        for (name, partitions) in topics.0 {
            let own = racks.iter().position(|(topic, _)| *topic == name).map(|at| racks.swap_remove(at).1);
            metas.push(TopicMeta { name, partitions, racks: own.unwrap_or_default() });
        }
        let members = members.0.into_iter().map(|(id, member)| member.subscription(id, &mut metas)).collect();
        let group = GroupSubscription { topics: metas, members };
        Ok(Case { id, assignor, group, mode: self.mode, hints: self.hints })
    }
}

impl Member {
    /// The subscription of `member_id`. A topic that it owns and that is not there becomes one without partitions.
    fn subscription(self, member_id: String, topics: &mut Vec<TopicMeta>) -> MemberSubscription {
        let mut last: Option<(String, usize)> = None;
        let mut owned = Vec::with_capacity(self.owned.len());
        for (topic, partition) in self.owned {
            let at = match &last {
                Some((name, at)) if *name == topic => *at,
                _ => topics.iter().position(|known| known.name == topic).unwrap_or_else(|| {
                    topics.push(TopicMeta { name: topic.clone(), ..TopicMeta::default() });
                    topics.len() - 1
                }),
            };
            owned.push((u32::try_from(at).unwrap_or(u32::MAX), partition));
            last = Some((topic, at));
        }
        let Self { topics, generation, instance_id, rack, .. } = self;
        MemberSubscription { member_id, instance_id, rack, topics, owned, generation }
    }
}

/// An object's entries in the order of the text, which decides between members: no map keeps it.
struct Entries<V>(Vec<(String, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<V> {
    type Value = Entries<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<V>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry::<String, V>()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
