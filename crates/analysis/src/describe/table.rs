//! The tables of `kafka-consumer-groups --describe` as Kafka 4.3 prints them (`ConsumerGroupCommand`).
//!
//! Columns are left aligned and as wide as their longest value, but at least as wide as said here; a missing value is a
//! hyphen. Knows no trace: it prints what a [`GroupDescription`] holds.

use std::fmt::Write as _;

use rebalance_model::trace::GroupState;

use super::{ConsumerDescription, GroupDescription, MemberDescription, PartitionDescription};

/// Least width of a column of names.
const NAME: usize = 15;
/// Least width of the instance ids.
const INSTANCE: usize = 17;
/// Least width of the coordinator.
const COORDINATOR: usize = 25;
/// Least width of an assignment.
const ASSIGNMENT: usize = 20;
/// What is not there.
const MISSING: &str = "-";

/// A column: its header, the least it is wide, and its cells. One of width 0 is not padded.
struct Column {
    header: &'static str,
    least: usize,
    fits: bool,
    cells: Vec<String>,
}

impl Column {
    /// As wide as its longest cell.
    fn fit(header: &'static str, least: usize, cells: impl Iterator<Item = String>) -> Self {
        Self { header, least, fits: true, cells: cells.collect() }
    }

    /// Of one width whatever is in it: a longer cell shifts its row.
    fn fixed(header: &'static str, least: usize, cells: impl Iterator<Item = String>) -> Self {
        Self { header, least, fits: false, cells: cells.collect() }
    }

    fn width(&self) -> usize {
        let longest = self.cells.iter().map(|c| units(c)).max().unwrap_or(0);
        if self.fits { self.least.max(longest) } else { self.least }
    }
}

/// Length as Java's formatter counts it.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Header and rows, each cell padded and followed by one space, the last one as its width says.
fn table(columns: &[Column]) -> String {
    let widths: Vec<usize> = columns.iter().map(Column::width).collect();
    let n_rows = columns.iter().map(|c| c.cells.len()).max().unwrap_or(0);
    let header = columns.iter().map(|c| c.header).collect::<Vec<_>>();
    let row = |at: usize| columns.iter().map(|c| c.cells[at].as_str()).collect::<Vec<_>>();
    let mut out = String::new();
    for cells in std::iter::once(header).chain((0..n_rows).map(row)) {
        out.push('\n');
        for (at, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(cell);
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(units(cell))));
        }
    }
    out.push('\n');
    out
}

fn number(n: Option<u64>) -> String {
    n.map_or_else(|| MISSING.to_owned(), |n| n.to_string())
}

/// A row of the offsets view.
struct OffsetRow<'a> {
    partition: &'a PartitionDescription,
    owner: Option<&'a MemberDescription>,
}

impl GroupDescription {
    /// What is said before the table, with the empty line above it; nothing while the group is Stable.
    pub fn warning(&self) -> String {
        let group = &self.group;
        match self.state {
            GroupState::Empty => format!("\nConsumer group '{group}' has no active members.\n"),
            GroupState::PreparingRebalance
            | GroupState::CompletingRebalance
            | GroupState::Assigning
            | GroupState::Reconciling => {
                format!("\nWarning: Consumer group '{group}' is rebalancing.\n")
            }
            GroupState::Stable | GroupState::Dead => String::new(),
        }
    }

    /// `--describe`, or `--describe --offsets`: members that own something, most partitions first; then what is
    /// committed and owned by nobody.
    pub fn offsets(&self) -> String {
        let mut members: Vec<&MemberDescription> = self.members.iter().filter(|m| !m.assignment.is_empty()).collect();
        rebalance_model::order::sort_by_key(&mut members, |m| std::cmp::Reverse(m.assignment.len()));
        let mut rows = Vec::new();
        for member in members {
            let owned = |p: &&PartitionDescription| member.owns(&p.topic, p.number);
            let owned = self.partitions.iter().filter(owned);
            rows.extend(owned.map(|partition| OffsetRow { partition, owner: Some(member) }));
        }
        let unowned = |p: &&PartitionDescription| {
            p.committed.is_some() && !self.members.iter().any(|m| m.owns(&p.topic, p.number))
        };
        rows.extend(self.partitions.iter().filter(unowned).map(|partition| OffsetRow { partition, owner: None }));
        let of_owner = |what: fn(&MemberDescription) -> String| {
            rows.iter().map(move |r| r.owner.map_or_else(|| MISSING.to_owned(), what))
        };
        let lag = |p: &PartitionDescription| match (p.committed, p.end) {
            (Some(committed), Some(end)) if end >= committed => (end - committed).to_string(),
            // A log that was cut is behind what was committed.
            (Some(committed), Some(end)) => format!("-{}", committed - end),
            _ => MISSING.to_owned(),
        };
        table(&[
            Column::fit("GROUP", NAME, rows.iter().map(|_| self.group.clone())),
            Column::fit("TOPIC", NAME, rows.iter().map(|r| r.partition.topic.clone())),
            Column::fixed("PARTITION", 10, rows.iter().map(|r| r.partition.number.to_string())),
            Column::fixed("CURRENT-OFFSET", 15, rows.iter().map(|r| number(r.partition.committed))),
            Column::fixed("LOG-END-OFFSET", 15, rows.iter().map(|r| number(r.partition.end))),
            Column::fixed("LAG", 15, rows.iter().map(|r| lag(r.partition))),
            Column::fit("CONSUMER-ID", NAME, of_owner(|m| m.id.clone())),
            Column::fit("HOST", NAME, of_owner(|m| m.host.clone())),
            Column::fixed("CLIENT-ID", 0, of_owner(|m| m.client_id.clone())),
        ])
    }

    /// `--describe --members --verbose`. A group of the classic protocol has no epochs and no target; whether a member
    /// speaks the new protocol is told while members of both kinds are there.
    pub fn members(&self) -> String {
        let of = |what: fn(&MemberDescription) -> String| self.members.iter().map(what);
        let of_consumer = |what: fn(&ConsumerDescription) -> String| {
            self.members.iter().map(move |m| m.consumer.as_ref().map_or_else(|| MISSING.to_owned(), what))
        };
        let target_epoch = self.target_epoch.map_or_else(|| MISSING.to_owned(), |e| e.to_string());
        let mut columns = vec![
            Column::fit("GROUP", NAME, self.members.iter().map(|_| self.group.clone())),
            Column::fit("CONSUMER-ID", NAME, of(|m| m.id.clone())),
        ];
        if self.members.iter().any(|m| m.instance.is_some()) {
            let instance = of(|m| m.instance.clone().unwrap_or_default());
            columns.push(Column::fit("GROUP-INSTANCE-ID", INSTANCE, instance));
        }
        columns.extend([
            Column::fit("HOST", NAME, of(|m| m.host.clone())),
            Column::fit("CLIENT-ID", NAME, of(|m| m.client_id.clone())),
            Column::fixed("#PARTITIONS", 15, of(|m| m.assignment.len().to_string())),
            Column::fixed("CURRENT-EPOCH", 15, of_consumer(|c| c.epoch.to_string())),
            Column::fit("CURRENT-ASSIGNMENT", ASSIGNMENT, of(|m| assignment_text(&m.assignment))),
            Column::fixed("TARGET-EPOCH", 15, self.members.iter().map(|_| target_epoch.clone())),
            Column::fit("TARGET-ASSIGNMENT", ASSIGNMENT, of_consumer(|c| assignment_text(&c.target))),
        ]);
        let upgraded = |is: bool| self.members.iter().any(|m| m.consumer.as_ref().is_some_and(|c| c.upgraded == is));
        if upgraded(true) && upgraded(false) {
            columns.push(Column::fixed("UPGRADED", 0, of_consumer(|c| c.upgraded.to_string())));
        }
        table(&columns)
    }

    /// `--describe --state`. The assignor is told of a Stable group only, but for a consumer group.
    pub fn state(&self) -> String {
        self.state_table(Vec::new())
    }

    /// `--describe --state --verbose`: with the epochs, of which a classic group has none.
    pub fn state_verbose(&self) -> String {
        let epoch = |e: Option<i32>| std::iter::once(e.map_or_else(|| MISSING.to_owned(), |e| e.to_string()));
        self.state_table(vec![
            Column::fixed("GROUP-EPOCH", 15, epoch(self.epoch)),
            Column::fixed("TARGET-ASSIGNMENT-EPOCH", 25, epoch(self.target_epoch)),
        ])
    }

    fn state_table(&self, epochs: Vec<Column>) -> String {
        let one = |text: String| std::iter::once(text);
        let told = self.state == GroupState::Stable || self.target_epoch.is_some();
        let assignor = self.assignor.clone().filter(|_| told);
        let mut columns = vec![
            Column::fit("GROUP", NAME, one(self.group.clone())),
            Column::fit("COORDINATOR (ID)", COORDINATOR, one(self.coordinator.clone())),
            Column::fixed("ASSIGNMENT-STRATEGY", 20, one(assignor.unwrap_or_else(|| MISSING.to_owned()))),
            Column::fixed("STATE", 20, one(self.state.name().to_owned())),
        ];
        columns.extend(epochs);
        columns.push(Column::fixed("#MEMBERS", 0, one(self.members.len().to_string())));
        table(&columns)
    }
}

impl MemberDescription {
    fn owns(&self, topic: &str, number: u32) -> bool {
        self.assignment.iter().any(|(t, n)| t == topic && *n == number)
    }
}

/// `orders:0,1;payments:2`, by topic and number; a hyphen for nothing.
fn assignment_text(assignment: &[(String, u32)]) -> String {
    if assignment.is_empty() {
        return MISSING.to_owned();
    }
    let mut out = String::new();
    let mut last: Option<&str> = None;
    for (topic, number) in assignment {
        match last {
            Some(t) if t == topic => write!(out, ",{number}").ok(),
            Some(_) => write!(out, ";{topic}:{number}").ok(),
            None => write!(out, "{topic}:{number}").ok(),
        };
        last = Some(topic);
    }
    out
}
