//! A case of a vectors file, read for an assignor, and its answer.

use rebalance_model::scenario::json::Json;
use rebalance_sim::assignor::{
    Assignment, GroupSubscription, MemberSubscription, TopicIndexPartition, TopicMeta, by_name, until_stable,
};

use crate::error::Fault;

/// `{id, assignor, topics, members, racks?, mode?}` in, `{id, assignment, rounds?}` or `{id, error}` out.
///
/// # Errors
/// If it is no case.
pub fn assign(case: &Json) -> Result<Json, Fault> {
    let name = text(case.get("assignor")).ok_or_else(|| wrong("assignor", "must be text"))?;
    let group = subscription(case)?;
    let id = case.get("id").cloned().unwrap_or(Json::Null);
    let answer = |rest: (&str, Json)| Json::Object(vec![("id".to_owned(), id.clone()), (rest.0.to_owned(), rest.1)]);
    let Some(kind) = by_name(name) else { return Ok(answer(("unsupported", Json::from(name)))) };
    let is_until_stable = text(case.get("mode")) == Some("until-stable");
    let assigned = if is_until_stable {
        until_stable(kind, &group).map(|(assignment, rounds)| (assignment, Some(rounds)))
    } else {
        kind.assign(&group).map(|assignment| (assignment, None))
    };
    match assigned {
        Err(error) => Ok(answer(("error", Json::from(error.to_string().as_str())))),
        Ok((assignment, rounds)) => {
            let mut out = answer(("assignment", written(&assignment, &group)));
            if let (Json::Object(entries), Some(rounds)) = (&mut out, rounds) {
                entries.push(("rounds".to_owned(), Json::from(u64::from(rounds))));
            }
            Ok(out)
        }
    }
}

fn wrong(at: &str, what: &str) -> Fault {
    Fault::new("case", at, [at, ": ", what].concat())
}

fn text(value: Option<&Json>) -> Option<&str> {
    match value {
        Some(Json::Text(text)) => Some(text),
        _ => None,
    }
}

fn entries<'a>(value: Option<&'a Json>, at: &str) -> Result<&'a [(String, Json)], Fault> {
    match value {
        Some(Json::Object(entries)) => Ok(entries),
        None => Ok(&[]),
        Some(_) => Err(wrong(at, "must be an object")),
    }
}

fn list<'a>(value: Option<&'a Json>, at: &str) -> Result<&'a [Json], Fault> {
    match value {
        Some(Json::List(list)) => Ok(list),
        None => Ok(&[]),
        Some(_) => Err(wrong(at, "must be a list")),
    }
}

fn number<N: TryFrom<i64>>(value: &Json, at: &str) -> Result<N, Fault> {
    let number = match value {
        Json::Int(n) => N::try_from(*n).ok(),
        _ => None,
    };
    number.ok_or_else(|| wrong(at, "must be a whole number"))
}

fn texts(value: Option<&Json>, at: &str) -> Result<Vec<String>, Fault> {
    list(value, at)?.iter().map(|t| text(Some(t)).map(str::to_owned).ok_or_else(|| wrong(at, "must be text"))).collect()
}

fn subscription(case: &Json) -> Result<GroupSubscription, Fault> {
    let mut topics = Vec::new();
    for (name, partitions) in entries(case.get("topics"), "topics")? {
        let racks = case.get("racks").and_then(|racks| racks.get(name));
        let racks = list(racks, "racks")?.iter().map(|racks| texts(Some(racks), "racks")).collect::<Result<_, _>>()?;
        topics.push(TopicMeta { name: name.clone(), partitions: number(partitions, "topics")?, racks });
    }
    let members = entries(case.get("members"), "members")?;
    let members = members.iter().map(|(id, member)| read_member(id, member, &mut topics)).collect::<Result<_, _>>()?;
    Ok(GroupSubscription { topics, members })
}

fn read_member(id: &str, member: &Json, topics: &mut Vec<TopicMeta>) -> Result<MemberSubscription, Fault> {
    let mut owned = Vec::new();
    for pair in list(member.get("owned"), "owned")? {
        let Json::List(pair) = pair else { return Err(wrong("owned", "must be pairs")) };
        let [Json::Text(topic), partition] = pair.as_slice() else { return Err(wrong("owned", "must be pairs")) };
        owned.push((topic_index(topic, topics), number(partition, "owned")?));
    }
    Ok(MemberSubscription {
        member_id: id.to_owned(),
        instance_id: text(member.get("instanceId")).map(str::to_owned),
        rack: text(member.get("rack")).map(str::to_owned),
        topics: texts(member.get("topics"), "topics")?,
        owned,
        generation: member.get("generation").map(|g| number(g, "generation")).transpose()?,
    })
}

/// Place of a topic in the list; one that was deleted is added without partitions.
fn topic_index(name: &str, topics: &mut Vec<TopicMeta>) -> u32 {
    let at = topics.iter().position(|t| t.name == name).unwrap_or_else(|| {
        topics.push(TopicMeta { name: name.to_owned(), ..TopicMeta::default() });
        topics.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn written(assignment: &Assignment, group: &GroupSubscription) -> Json {
    let pair = |(topic, partition): &TopicIndexPartition| {
        let name = group.topics[*topic as usize].name.as_str();
        Json::List(vec![Json::from(name), Json::from(u64::from(*partition))])
    };
    let members = group.members.iter().zip(&assignment.members);
    let members =
        members.map(|(m, partitions)| (m.member_id.clone(), Json::List(partitions.iter().map(pair).collect())));
    Json::Object(members.collect())
}
