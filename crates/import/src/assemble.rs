//! Puts together what the tables say about each group. Tables are of different instants: the later one in the text
//! counts, and where that matters it is said.

use std::collections::BTreeMap;

use crate::group::{GroupState, ImportedGroup, ImportedMember, ImportedTopic, Offsets, TopicPartition};
use crate::read::{Fact, Found, Table};
use crate::report::{Assumption, Entry, Place, Problem, Report, View};
use crate::settings::Settings;
use crate::table::rows::{MemberRow, PartitionRow, StateRow, What, Who, before_uuid};

/// What a group is called that nothing names.
const NAMELESS: &str = "group";

type PartitionKey<'a> = (&'a str, u32);

/// Makes groups of all that was found.
pub(crate) fn assemble(found: &Found<'_>, report: &mut Report) -> Vec<ImportedGroup> {
    let nameless = name_of_nameless(found);
    let mut groups: Vec<Building<'_>> = Vec::new();
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in &found.facts {
        let name = match fact {
            Fact::NoActiveMembers(group) | Fact::Rebalancing(group) => group,
            Fact::Table(table) => table.group.unwrap_or(nameless),
        };
        let at = *by_name.entry(name).or_insert_with(|| {
            groups.push(Building { name, ..Building::default() });
            groups.len() - 1
        });
        let group = &mut groups[at];
        match fact {
            Fact::NoActiveMembers(_) => group.has_no_members(),
            Fact::Rebalancing(_) => group.is_rebalancing(),
            Fact::Table(table) => {
                tell_name(table, nameless, report);
                group.take_table(table, report);
            }
        }
    }
    let mut groups: Vec<ImportedGroup> = groups.into_iter().map(|group| group.finish(&found.topics, report)).collect();
    // A list of all groups of a cluster names many; the ones that matter are shown by other tables too.
    if groups.iter().any(|group| !is_bare(group)) {
        groups.retain(|group| !is_bare(group));
    }
    for settings in &found.settings {
        give_settings(settings, &mut groups, report);
    }
    groups
}

/// The name for rows that name no group: the only one that is named anywhere.
fn name_of_nameless<'a>(found: &'a Found<'_>) -> &'a str {
    let mut names = found.facts.iter().filter_map(|fact| match fact {
        Fact::NoActiveMembers(group) | Fact::Rebalancing(group) => Some(*group),
        Fact::Table(table) => table.group,
    });
    let ids = found.settings.iter().filter_map(|settings| settings.group.as_ref().map(|(name, _)| name.as_str()));
    match names.next() {
        Some(first) if names.all(|name| name == first) => first,
        Some(_) => NAMELESS,
        None => {
            let mut ids = ids.filter(|name| !name.is_empty());
            ids.next().filter(|first| ids.all(|name| name == *first)).unwrap_or(NAMELESS)
        }
    }
}

fn tell_name(table: &Table<'_>, nameless: &str, report: &mut Report) {
    if let (None, Some((line, _))) = (table.group, table.rows.first()) {
        let place = Place { file: table.file, line: *line, lines: 1 };
        report.assumed(place, Assumption::GroupName { group: nameless.to_owned() });
    }
}

fn is_bare(group: &ImportedGroup) -> bool {
    group.members.is_empty() && group.topics.is_empty() && group.coordinator.is_none() && !group.members_view
}

fn give_settings(settings: &Settings, groups: &mut Vec<ImportedGroup>, report: &mut Report) {
    let merge = |group: &mut ImportedGroup| {
        for (key, value) in &settings.config.0 {
            group.settings.set(key, value.as_str());
        }
    };
    let named = settings.group.as_ref().filter(|(name, _)| !name.is_empty());
    let Some((name, line)) = named else {
        if groups.is_empty() {
            groups.push(ImportedGroup { name: NAMELESS.to_owned(), ..ImportedGroup::default() });
        }
        return groups.iter_mut().for_each(merge);
    };
    if let Some(group) = groups.iter_mut().find(|group| group.name == *name) {
        merge(group);
    } else if let [group] = groups.as_mut_slice() {
        merge(group);
        let what = Assumption::SettingsOfOtherGroup { named: name.clone(), group: group.name.clone() };
        report.assumed(Place { file: &settings.file, line: *line, lines: 1 }, what);
    } else {
        let mut group = ImportedGroup { name: name.clone(), ..ImportedGroup::default() };
        merge(&mut group);
        groups.push(group);
    }
}

/// A group while its tables are taken in.
#[derive(Debug, Default)]
struct Building<'a> {
    name: &'a str,
    partitions: BTreeMap<PartitionKey<'a>, Shown>,
    members: Vec<Member<'a>>,
    by_id: BTreeMap<&'a str, usize>,
    state: Option<StateRow<'a>>,
    rebalancing: bool,
    members_view: bool,
}

/// What the tables say about a partition.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    offsets: Option<Offsets>,
    /// The owner, and the view that says so.
    owner: Option<(usize, View)>,
}

/// A member while the tables are taken in.
#[derive(Debug)]
struct Member<'a> {
    who: Who<'a>,
    row: Option<MemberRow<'a>>,
    /// The view that lists it; none if it is only known as an owner.
    listed: Option<View>,
    /// Where its assignment stands, if that lacks topics.
    bare: Option<(&'a str, usize)>,
}

impl<'a> Building<'a> {
    fn has_no_members(&mut self) {
        self.forget_owners(|_| true);
        self.members.clear();
        self.by_id.clear();
        self.rebalancing = false;
        let none = StateRow {
            state: GroupState::Empty,
            coordinator: None,
            assignor: None,
            group_epoch: None,
            target_epoch: None,
            members: Some(0),
        };
        let coordinator = self.state.as_ref().and_then(|row| row.coordinator);
        self.state = Some(StateRow { coordinator, ..none });
    }

    fn is_rebalancing(&mut self) {
        self.rebalancing = true;
        if self.state.as_ref().is_some_and(|row| !row.state.is_rebalancing()) {
            self.state = None;
        }
    }

    fn take_table(&mut self, table: &Table<'a>, report: &mut Report) {
        if let Some(line) = self.first_repeated(table) {
            self.forget(table.view);
            let place = Place { file: table.file, line, lines: 1 };
            report.assumed(place, Assumption::TableReplaced { group: self.name.to_owned(), view: table.view });
        }
        for (line, what) in &table.rows {
            let place = Place { file: table.file, line: *line, lines: 1 };
            match what {
                What::Partition(row) => self.take_partition(row, place, report),
                What::Member(row) => self.take_member(row, table, place, report),
                What::State(row) => self.take_state(row, table.view),
            }
        }
    }

    /// The line of a row that an earlier table of the same view has too.
    fn first_repeated(&self, table: &Table<'a>) -> Option<usize> {
        let repeats = |what: &What<'a>| match what {
            What::Partition(row) => {
                self.partitions.get(&(row.topic, row.partition)).is_some_and(|p| p.offsets.is_some())
            }
            What::Member(row) => {
                self.by_id.get(row.who.id).is_some_and(|at| self.members[*at].listed == Some(table.view))
            }
            What::State(_) => false,
        };
        table.rows.iter().find(|(_, what)| repeats(what)).map(|(line, _)| *line)
    }

    fn forget(&mut self, view: View) {
        if view == View::Offsets {
            self.partitions.values_mut().for_each(|shown| shown.offsets = None);
        }
        self.forget_owners(|said_by| said_by == view);
        for member in &mut self.members {
            if member.listed == Some(view) {
                member.listed = None;
                member.bare = None;
            }
        }
    }

    fn forget_owners(&mut self, forgotten: impl Fn(View) -> bool) {
        for shown in self.partitions.values_mut() {
            shown.owner = shown.owner.filter(|(_, said_by)| !forgotten(*said_by));
        }
    }

    fn take_partition(&mut self, row: &PartitionRow<'a>, place: Place<'_>, report: &mut Report) {
        let key = (row.topic, row.partition);
        let offsets = Offsets { committed: row.committed, end: row.end };
        self.partitions.entry(key).or_default().offsets = Some(offsets);
        if let Some(owner) = row.owner {
            let at = self.member(owner);
            self.claim(key, at, View::Offsets, place, report);
        }
    }

    fn take_member(&mut self, row: &MemberRow<'a>, table: &Table<'a>, place: Place<'_>, report: &mut Report) {
        let at = self.member(row.who);
        self.members[at].row = Some(row.clone());
        self.members[at].listed = Some(table.view);
        self.members_view |= table.view == View::Members;
        self.rebalancing |= row.is_behind();
        for (topic, partition) in row.assignment.iter().flatten() {
            match topic {
                Some(topic) => self.claim((topic, *partition), at, View::Members, place, report),
                None => self.members[at].bare = Some((table.file, place.line)),
            }
        }
    }

    fn take_state(&mut self, row: &StateRow<'a>, view: View) {
        if matches!(row.state, GroupState::Empty | GroupState::Dead) {
            self.has_no_members();
        }
        self.rebalancing = row.state.is_rebalancing();
        // The list knows the state only; what the state view said besides stays.
        match &mut self.state {
            Some(known) if view == View::List => known.state = row.state,
            state => *state = Some(row.clone()),
        }
    }

    fn member(&mut self, who: Who<'a>) -> usize {
        if self.state.as_ref().is_some_and(|row| matches!(row.state, GroupState::Empty | GroupState::Dead)) {
            self.state = None;
        }
        let members = &mut self.members;
        *self.by_id.entry(who.id).or_insert_with(|| {
            members.push(Member { who, row: None, listed: None, bare: None });
            members.len() - 1
        })
    }

    fn claim(&mut self, key: PartitionKey<'a>, member: usize, view: View, place: Place<'_>, report: &mut Report) {
        let shown = self.partitions.entry(key).or_default();
        if let Some((before, _)) = shown.owner.replace((member, view))
            && before != member
        {
            let owner = self.members[member].name().to_owned();
            report.assumed(place, Assumption::OwnerDiffers { partition: name_of(key), owner });
        }
    }

    fn finish(mut self, counts: &BTreeMap<&str, usize>, report: &mut Report) -> ImportedGroup {
        self.place_bare_assignments(report);
        let topics = self.topics(counts);
        let mut held: Vec<Vec<TopicPartition>> = vec![Vec::new(); self.members.len()];
        let mut offsets = Vec::new();
        for ((topic, partition), shown) in &self.partitions {
            let tp = || TopicPartition { topic: (*topic).to_owned(), partition: *partition };
            offsets.extend(shown.offsets.map(|offsets| (tp(), offsets)));
            if let Some((member, _)) = shown.owner {
                held[member].push(tp());
            }
        }
        let kept = self.members.iter().zip(held).filter(|(member, held)| member.listed.is_some() || !held.is_empty());
        let members = kept.map(|(member, held)| member.finish(held)).collect();
        let own = |text: &str| text.to_owned();
        let state = self.state.as_ref();
        ImportedGroup {
            name: own(self.name),
            topics,
            members,
            offsets,
            state: state.map(|row| row.state),
            rebalancing: self.rebalancing,
            coordinator: state.and_then(|row| row.coordinator).map(single_spaced),
            assignor: state.and_then(|row| row.assignor).map(own),
            group_epoch: state.and_then(|row| row.group_epoch),
            target_assignment_epoch: state.and_then(|row| row.target_epoch),
            member_count: state.and_then(|row| row.members),
            members_view: self.members_view,
            ..ImportedGroup::default()
        }
    }

    /// Topics with an offset or an owner. Keys come in order of topic and number, so the last one of a topic is its highest.
    fn topics(&self, counts: &BTreeMap<&str, usize>) -> Vec<ImportedTopic> {
        let mut topics: Vec<ImportedTopic> = Vec::new();
        for ((topic, partition), _) in
            self.partitions.iter().filter(|(_, shown)| shown.offsets.is_some() || shown.owner.is_some())
        {
            match topics.last_mut().filter(|last| last.name == *topic) {
                Some(last) => last.partitions = partition + 1,
                None => {
                    topics.push(ImportedTopic { name: (*topic).to_owned(), partitions: partition + 1, exact: false });
                }
            }
        }
        for topic in &mut topics {
            let told = counts.get(topic.name.as_str()).and_then(|count| u32::try_from(*count).ok());
            if let Some(told) = told.filter(|told| *told >= topic.partitions) {
                (topic.partitions, topic.exact) = (told, true);
            }
        }
        topics
    }

    /// Assignments without topic names belong to the only topic, if there is just one; the offsets view may say it too.
    fn place_bare_assignments(&mut self, report: &mut Report) {
        let shown = self.partitions.iter().filter(|(_, shown)| shown.offsets.is_some());
        let mut topics: Vec<&str> = shown.map(|((topic, _), _)| *topic).collect();
        topics.dedup();
        for at in 0..self.members.len() {
            let Some((file, line)) = self.members[at].bare else { continue };
            let place = Place { file, line, lines: 1 };
            let bare: Vec<u32> = self.members[at].row.iter().flat_map(MemberRow::bare_partitions).collect();
            if let [topic] = topics[..] {
                for partition in bare {
                    self.claim((topic, partition), at, View::Members, place, report);
                }
            } else if self.partitions.values().filter(|shown| shown.owner.is_some_and(|(owner, _)| owner == at)).count()
                < bare.len()
            {
                let client = self.members[at].name().to_owned();
                report.problem(place, Problem::AssignmentWithoutTopics { client });
            }
        }
    }
}

impl<'a> Member<'a> {
    fn name(&self) -> &'a str {
        if self.who.client.is_empty() { self.who.id } else { self.who.client }
    }

    fn finish(&self, assignment: Vec<TopicPartition>) -> ImportedMember {
        let row = self.row.as_ref().filter(|_| self.listed.is_some());
        let shown = row.and_then(|row| row.instance);
        // The id of a static member begins with its instance id, that of a dynamic one with its client id.
        let derived = before_uuid(self.who.id).filter(|name| !self.who.client.is_empty() && *name != self.who.client);
        ImportedMember {
            member_id: self.who.id.to_owned(),
            client_id: self.who.client.to_owned(),
            host: self.who.host.to_owned(),
            instance_id: shown.or(derived).map(str::to_owned),
            assignment,
            partitions: row.map(|row| row.partitions),
            epoch: row.and_then(|row| row.epoch),
        }
    }
}

/// Since 3.8 two blanks stand between the coordinator's address and its id.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn name_of((topic, partition): PartitionKey<'_>) -> String {
    [topic, "-", &partition.to_string()].concat()
}

/// Whether the report has said already why there is no group.
pub(crate) fn is_explained(problems: &[Entry<Problem>]) -> bool {
    problems.iter().any(|entry| {
        matches!(
            entry.what,
            Problem::Empty | Problem::Binary | Problem::GroupNotFound { .. } | Problem::ToolFailed { .. }
        )
    })
}
