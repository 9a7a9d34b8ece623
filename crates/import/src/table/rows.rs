//! What the rows of each view say. Borrowed from the text: a large paste is read without copying its names.

use rebalance_model::name;

use super::{Cells, Column, is_prompt_end};
use crate::group::GroupState;
use crate::limits::MAX_PARTITION_NUMBER;

/// A row of any view, with the group that it names.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) group: Option<&'a str>,
    pub(crate) what: What<'a>,
}

/// What a row is about.
#[derive(Debug)]
pub(crate) enum What<'a> {
    Partition(PartitionRow<'a>),
    Member(MemberRow<'a>),
    State(StateRow<'a>),
}

/// A row of the offsets view.
#[derive(Clone, Debug)]
pub(crate) struct PartitionRow<'a> {
    pub(crate) topic: &'a str,
    pub(crate) partition: u32,
    pub(crate) committed: Option<u64>,
    pub(crate) end: Option<u64>,
    pub(crate) owner: Option<Who<'a>>,
}

/// A member as both views name it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who<'a> {
    pub(crate) id: &'a str,
    pub(crate) client: &'a str,
    pub(crate) host: &'a str,
}

/// A row of the members view; old offsets views have such rows too, for members without partitions.
#[derive(Clone, Debug)]
pub(crate) struct MemberRow<'a> {
    pub(crate) who: Who<'a>,
    pub(crate) instance: Option<&'a str>,
    /// `#PARTITIONS`
    pub(crate) partitions: u32,
    /// None if the view does not show it; topics are none where Kafka 3.8 and 3.9 left them out.
    pub(crate) assignment: Option<Vec<(Option<&'a str>, u32)>>,
    pub(crate) epoch: Option<i64>,
    /// `TARGET-EPOCH`, which is the group's.
    pub(crate) target_epoch: Option<i64>,
}

impl MemberRow<'_> {
    /// Whether the member (of the consumer protocol) has not reached the target assignment yet.
    pub(crate) fn is_behind(&self) -> bool {
        self.epoch.zip(self.target_epoch).is_some_and(|(epoch, target)| (0..target).contains(&epoch))
    }

    /// Partitions of an assignment without topic names.
    pub(crate) fn bare_partitions(&self) -> impl Iterator<Item = u32> {
        self.assignment.iter().flatten().filter(|(topic, _)| topic.is_none()).map(|(_, partition)| *partition)
    }
}

/// A row of the state view or of the list.
#[derive(Clone, Debug)]
pub(crate) struct StateRow<'a> {
    pub(crate) state: GroupState,
    pub(crate) coordinator: Option<&'a str>,
    pub(crate) assignor: Option<&'a str>,
    pub(crate) group_epoch: Option<i64>,
    pub(crate) target_epoch: Option<i64>,
    /// `#MEMBERS`
    pub(crate) members: Option<u32>,
}

/// Reads a row of the offsets view.
pub(crate) fn partition<'a>(cells: &Cells<'_, 'a>) -> Option<Row<'a>> {
    let owner = who(cells).filter(|who| who.id != "-" && !who.id.is_empty());
    let group = group(cells);
    if cells.get(Column::Partition)? == "-" {
        let (assignment, epoch) = (Some(Vec::new()), None);
        let row = MemberRow { who: owner?, instance: None, partitions: 0, assignment, epoch, target_epoch: None };
        return Some(Row { group, what: What::Member(row) });
    }
    let partition = u32::try_from(cells.number(Column::Partition)?).ok().filter(|p| *p <= MAX_PARTITION_NUMBER)?;
    let topic = cells.get(Column::Topic).filter(|topic| name::is_valid(topic) && *topic != "-")?;
    let offset = |column| cells.number(column).and_then(|n| u64::try_from(n).ok());
    let committed = offset(Column::CurrentOffset);
    let lag = cells.number(Column::Lag);
    let end = offset(Column::LogEndOffset).or_else(|| committed?.checked_add_signed(lag?));
    Some(Row { group, what: What::Partition(PartitionRow { topic, partition, committed, end, owner }) })
}

/// Reads a row of the members view.
pub(crate) fn member<'a>(cells: &Cells<'_, 'a>) -> Option<Row<'a>> {
    let who = who(cells)?;
    let assignment = cells
        .get(Column::CurrentAssignment)
        .map(assignment_by_colon)
        .or_else(|| cells.get(Column::Assignment).map(assignment_in_parentheses));
    let assignment = match assignment {
        Some(None) => return None,
        Some(Some(list)) => Some(list),
        None => None,
    };
    let instance = cells.get(Column::GroupInstanceId).filter(|id| !id.is_empty() && *id != "-");
    let partitions = super::column::leading_number(cells.get(Column::Partitions)?)?;
    let (epoch, target_epoch) = (cells.number(Column::CurrentEpoch), cells.number(Column::TargetEpoch));
    let row = MemberRow { who, instance, partitions, assignment, epoch, target_epoch };
    Some(Row { group: group(cells), what: What::Member(row) })
}

/// Reads a row of the state view or of the list.
pub(crate) fn state<'a>(cells: &Cells<'_, 'a>) -> Option<Row<'a>> {
    let said = |column| cells.get(column).filter(|cell| !cell.is_empty() && *cell != "-");
    let what = StateRow {
        state: GroupState::parse(cells.get(Column::State)?)?,
        coordinator: said(Column::Coordinator),
        assignor: said(Column::AssignmentStrategy),
        group_epoch: cells.number(Column::GroupEpoch),
        target_epoch: cells.number(Column::TargetAssignmentEpoch),
        members: cells.get(Column::Members).and_then(super::column::leading_number),
    };
    Some(Row { group: group(cells), what: What::State(what) })
}

fn group<'a>(cells: &Cells<'_, 'a>) -> Option<&'a str> {
    cells.get(Column::Group).filter(|group| !group.is_empty())
}

fn who<'a>(cells: &Cells<'_, 'a>) -> Option<Who<'a>> {
    let id = cells.get(Column::ConsumerId)?;
    let client = cells.get(Column::ClientId).unwrap_or_default();
    let host = cells.get(Column::Host).unwrap_or_default();
    Some(Who { id, client: without_glued_prompt(id, client), host })
}

/// Length of what the coordinator puts behind a client id or instance id to make a member id.
pub(crate) const UUID_AND_DASH: usize = 37;

/// What stands before the UUID of a member id of the classic protocol: the client id of a dynamic member, the instance
/// id of a static one. None for an id of another shape.
pub(crate) fn before_uuid(id: &str) -> Option<&str> {
    let at = id.len().checked_sub(UUID_AND_DASH)?;
    let (name, uuid) = (id.get(..at)?, id.get(at + 1..)?);
    let dashes = uuid
        .bytes()
        .enumerate()
        .all(|(n, b)| if matches!(n, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() });
    (dashes && id.as_bytes()[at] == b'-').then_some(name)
}

/// Kafka 3.8 and 3.9 print no newline at the end, so that the shell's prompt follows the last client id at once.
fn without_glued_prompt<'a>(id: &str, client: &'a str) -> &'a str {
    match before_uuid(id) {
        Some(name) if client.starts_with(name) && is_prompt_end(&client[name.len()..]) => &client[..name.len()],
        _ => client,
    }
}

/// `orders:0,1;refunds:2`, since Kafka 4.0. Topics cannot contain a colon.
fn assignment_by_colon(cell: &str) -> Option<Vec<(Option<&str>, u32)>> {
    let mut list = Vec::new();
    if cell == "-" {
        return Some(list);
    }
    for part in cell.split(';') {
        let (topic, numbers) = part.trim().split_once(':')?;
        push(&mut list, Some(topic).filter(|topic| name::is_valid(topic))?, numbers)?;
    }
    Some(list)
}

/// `orders(0,1), refunds(2)`, up to Kafka 3.7; `(0,1), (2)` in 3.8 and 3.9. What follows the last parenthesis is a prompt.
fn assignment_in_parentheses(cell: &str) -> Option<Vec<(Option<&str>, u32)>> {
    let mut list = Vec::new();
    let mut rest = cell;
    while let Some((topic, more)) = rest.split_once('(') {
        let (numbers, after) = more.split_once(')')?;
        let topic = topic.trim();
        if topic.is_empty() {
            for number in numbers.split(',') {
                list.push((None, number_of(number)?));
            }
        } else {
            push(&mut list, Some(topic).filter(|topic| name::is_valid(topic))?, numbers)?;
        }
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return (after.trim().is_empty() || is_prompt_end(after)).then_some(list),
        }
    }
    (rest == "-" || (rest.starts_with('-') && is_prompt_end(rest))).then_some(list)
}

fn push<'a>(list: &mut Vec<(Option<&'a str>, u32)>, topic: &'a str, numbers: &str) -> Option<()> {
    for number in numbers.split(',') {
        list.push((Some(topic), number_of(number)?));
    }
    Some(())
}

fn number_of(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|number| *number <= MAX_PARTITION_NUMBER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_of_three_kinds_of_versions() {
        let by_topic = Some(vec![(Some("a"), 0), (Some("a"), 1), (Some("b"), 5)]);
        assert_eq!(assignment_by_colon("a:0,1;b:5"), by_topic);
        assert_eq!(assignment_in_parentheses("a(0,1), b(5)"), by_topic);
        assert_eq!(assignment_in_parentheses("(0,1), (5)user@host:~$ "), Some(vec![(None, 0), (None, 1), (None, 5)]));
        assert_eq!(assignment_by_colon("-"), Some(vec![]));
        assert_eq!(assignment_in_parentheses("-user@host:~$"), Some(vec![]));
        assert_eq!(assignment_by_colon("a:0,x"), None);
        assert_eq!(assignment_in_parentheses("a(0,1), b(5"), None);
    }

    #[test]
    fn a_member_id_ends_with_a_uuid_or_it_is_of_another_protocol() {
        assert_eq!(before_uuid("워커 1-0f3b1baa-ba3b-4f49-873d-2186a4758aae"), Some("워커 1"));
        assert_eq!(before_uuid("9mKQ1xDvT0mPCk4Yp3v8Zw"), None);
        assert_eq!(before_uuid("x0f3b1baa-ba3b-4f49-873d-2186a4758aae"), None);
        assert_eq!(before_uuid("결제결제결제결제결제결제결제결제결제결제결제결제결제결"), None);
    }
}
