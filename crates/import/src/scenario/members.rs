//! Members of the scenario: what each is called, what it holds, and those that no table shows.

use std::collections::BTreeMap;

use rebalance_model::PartitionIdx;
use rebalance_model::scenario::limits;

use super::topics::Topics;
use crate::group::{GroupState, ImportedGroup, ImportedMember};
use crate::report::{Assumption, Bound};

/// Consumers of a group that has none: as many as the built-in scenarios have.
const INVENTED: usize = 3;

/// A member of the scenario.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) alias: String,
    /// Its member id; none for an invented one.
    pub(super) id: Option<String>,
    pub(super) held: Vec<PartitionIdx>,
    /// `#PARTITIONS`, where it is shown.
    wants: usize,
}

/// The members in the order of their names, each partition held by one of them.
pub(super) fn of(group: &ImportedGroup, topics: &Topics, said: &mut Vec<Assumption>) -> Vec<Member> {
    // One place is for the consumer that joins.
    let shown = first_by_name(&group.members, limits::MEMBERS - 1);
    if shown.len() < group.members.len() {
        let (kept, of) = (shown.len() as u64, group.members.len() as u64);
        said.push(Assumption::Limit { bound: Bound::Members, kept, of });
    }
    let mut members = named(&shown, said);
    add_unseen(group, &mut members, said);
    hold(&shown, topics, &mut members);
    deal(topics, &mut members, said);
    members
}

/// The first `most` members in the order of their names.
fn first_by_name(members: &[ImportedMember], most: usize) -> Vec<&ImportedMember> {
    let mut first: Vec<&ImportedMember> = Vec::new();
    for member in members {
        let before = |other: &&ImportedMember| {
            (natural(&other.client_id), &other.member_id) < (natural(&member.client_id), &member.member_id)
        };
        let place = first.partition_point(before);
        if place < most {
            first.truncate(most - 1);
            first.insert(place, member);
        }
    }
    first
}

fn named(shown: &[&ImportedMember], said: &mut Vec<Assumption>) -> Vec<Member> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for member in shown {
        *uses.entry(&member.client_id).or_default() += 1;
    }
    let own = |member: &ImportedMember| {
        let client = member.client_id.as_str();
        !client.is_empty() && client.len() <= limits::NAME_BYTES && uses.get(client) == Some(&1)
    };
    let mut numbers = Numbers::default();
    let mut members = Vec::with_capacity(shown.len());
    for member in shown {
        let alias = if own(member) { member.client_id.clone() } else { numbers.next(|name| uses.contains_key(name)) };
        if !own(member) {
            said.push(Assumption::Alias { alias: alias.clone(), member_id: member.member_id.clone() });
        }
        let wants = member.partitions.map_or(0, |n| n as usize);
        members.push(Member { alias, id: Some(member.member_id.clone()), held: Vec::new(), wants });
    }
    members
}

/// c1, c2, …, without those that are taken.
#[derive(Debug, Default)]
struct Numbers(usize);

impl Numbers {
    fn next(&mut self, taken: impl Fn(&str) -> bool) -> String {
        loop {
            self.0 += 1;
            let name = ["c", &self.0.to_string()].concat();
            if !taken(&name) {
                return name;
            }
        }
    }
}

/// Adds members that are counted but not shown, or invents some where there are none.
fn add_unseen(group: &ImportedGroup, members: &mut Vec<Member>, said: &mut Vec<Assumption>) {
    let counted = (group.member_count.unwrap_or(0) as usize).min(limits::MEMBERS - 1);
    let more = match (members.len(), counted) {
        (shown, counted) if counted > shown && !group.members_view => {
            said.push(Assumption::MembersUnseen { members: counted - shown });
            counted - shown
        }
        (0, _) => {
            let empty = matches!(group.state, Some(GroupState::Empty | GroupState::Dead));
            let (none, unknown) =
                (Assumption::NoMembers { members: INVENTED }, Assumption::MembersNotShown { members: INVENTED });
            said.push(if empty { none } else { unknown });
            INVENTED
        }
        _ => {
            if !group.members_view && group.member_count.is_none() {
                said.push(Assumption::IdleMembersUnseen);
            }
            return;
        }
    };
    let mut numbers = Numbers::default();
    for _ in 0..more {
        let alias = numbers.next(|name| members.iter().any(|member| member.alias == name));
        members.push(Member { alias, id: None, held: Vec::new(), wants: 0 });
    }
}

fn hold(shown: &[&ImportedMember], topics: &Topics, members: &mut [Member]) {
    for (member, shown) in members.iter_mut().zip(shown) {
        member.held = shown.assignment.iter().filter_map(|tp| topics.place(tp)).collect();
    }
}

/// Gives every partition without an owner to somebody: topic by topic in equal ranges if nobody holds anything and no
/// counts are shown; otherwise first to whom has fewer than the table counts, then to whom has least.
fn deal(topics: &Topics, members: &mut [Member], said: &mut Vec<Assumption>) {
    let mut owned = vec![false; topics.partitions()];
    for p in members.iter().flat_map(|member| &member.held) {
        owned[p.index()] = true;
    }
    let free = owned.iter().filter(|owned| !**owned).count();
    if free == 0 {
        return;
    }
    said.push(Assumption::Dealt { partitions: free });
    if members.iter().all(|member| member.held.is_empty() && member.wants == 0) {
        return deal_ranges(topics, members);
    }
    for (p, _) in owned.iter().enumerate().filter(|(_, owned)| !**owned) {
        let hungry = members.iter().position(|member| member.held.len() < member.wants);
        let least = || (0..members.len()).min_by_key(|at| members[*at].held.len());
        if let Some(at) = hungry.or_else(least) {
            let held = &mut members[at].held;
            let place = held.partition_point(|other| other.index() < p);
            held.insert(place, PartitionIdx::at(p));
        }
    }
}

fn deal_ranges(topics: &Topics, members: &mut [Member]) {
    let (count, mut first) = (members.len(), 0);
    for topic in &topics.list {
        let partitions = topic.partitions as usize;
        let (each, extra) = (partitions / count, partitions % count);
        for (n, member) in members.iter_mut().enumerate() {
            let from = each * n + n.min(extra);
            let range = from..from + each + usize::from(n < extra);
            member.held.extend(range.map(|p| PartitionIdx::at(first + p)));
        }
        first += partitions;
    }
}

/// A name for the consumer that joins: the next number where names end in numbers.
pub(super) fn newcomer(names: &[&str]) -> String {
    let numbered = names.iter().filter_map(|name| {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((name[stem.len()..].parse::<u64>().ok()?, stem))
    });
    let wanted = match numbered.max() {
        Some((number, stem)) => [stem, &number.saturating_add(1).to_string()].concat(),
        None => "new-consumer".to_owned(),
    };
    let taken = |name: &str| names.contains(&name);
    if wanted.len() <= limits::NAME_BYTES && !taken(&wanted) { wanted } else { Numbers::default().next(taken) }
}

/// A name in pieces that sort as people count: `c2` before `c10`.
fn natural(name: &str) -> (&str, usize, &str) {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = name[stem.len()..].trim_start_matches('0');
    (stem, digits.len(), digits)
}
