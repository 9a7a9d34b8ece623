//! A group as `kafka-consumer-groups --describe` has it at an instant of a trace, in its three views.
//!
//! [`GroupDescription`] is what the broker answers, [`table`] how the tool prints it. Must not know the simulator: who
//! holds what by the coordinator's books is read off the requests and answers of the trace.

mod book;
mod table;

use rebalance_model::SimTime;
use rebalance_model::config::{AssignorName, ServerAssignor};
use rebalance_model::trace::{GroupState, Trace};

use crate::java;
use book::Book;

/// Where all of a lab's processes run.
const HOST: &str = "/127.0.0.1";
/// The one broker, as the tool names it: two spaces before its id.
const COORDINATOR: &str = "127.0.0.1:9092  (1)";

/// A group as the broker describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDescription {
    /// Its id.
    pub group: String,
    /// Its state.
    pub state: GroupState,
    /// `host:port  (id)` of its coordinator.
    pub coordinator: String,
    /// The assignor that was chosen last.
    pub assignor: Option<String>,
    /// Its members, in the broker's order.
    pub members: Vec<MemberDescription>,
    /// Partitions that are committed or owned, by topic and number.
    pub partitions: Vec<PartitionDescription>,
    /// Its epoch, of a consumer group.
    pub epoch: Option<i32>,
    /// The epoch of its target assignment.
    pub target_epoch: Option<i32>,
}

/// A member as the broker describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberDescription {
    /// member.id
    pub id: String,
    /// group.instance.id of a static member.
    pub instance: Option<String>,
    /// Java's text of its address: `/127.0.0.1`.
    pub host: String,
    /// client.id
    pub client_id: String,
    /// Topic and number of what it was assigned last, in that order.
    pub assignment: Vec<(String, u32)>,
    /// What is told of it in a consumer group.
    pub consumer: Option<ConsumerDescription>,
}

/// What the broker tells of a member of a consumer group besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerDescription {
    /// Its epoch; −2 while a static member is away.
    pub epoch: i32,
    /// Topic and number of what it is to own in the end, in that order.
    pub target: Vec<(String, u32)>,
    /// It speaks the new protocol.
    pub upgraded: bool,
}

/// A partition as the tool finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionDescription {
    /// Its topic.
    pub topic: String,
    /// Its number.
    pub number: u32,
    /// The committed offset.
    pub committed: Option<u64>,
    /// The log's end.
    pub end: Option<u64>,
}

impl GroupDescription {
    /// The group called `group` at `at`; none if the broker does not know it yet.
    pub fn at(trace: &Trace, at: SimTime, group: &str) -> Option<Self> {
        let book = Book::at(trace, at)?;
        let scenario = trace.scenario();
        let pair = |p| {
            let (topic, number) = scenario.topic_partition(p);
            (scenario.topics[topic.index()].name.clone(), number)
        };
        let named = |list: &[rebalance_model::PartitionIdx]| {
            let mut names: Vec<(String, u32)> = list.iter().copied().map(pair).collect();
            rebalance_model::order::sort(&mut names);
            names
        };
        let members = book.state.group.members.iter().filter(|m| !m.pending).map(|m| {
            let identity = trace.identity(m.id);
            let assignment = named(&book.current(trace, m.id));
            let of_consumer = |c: &rebalance_model::trace::ConsumerMember| ConsumerDescription {
                epoch: c.epoch.0,
                target: named(trace.sets.get(c.target)),
                upgraded: book.is_upgraded(m.id),
            };
            MemberDescription {
                id: identity.id.clone(),
                instance: identity.instance.clone(),
                host: HOST.to_owned(),
                client_id: scenario.members[identity.member.index()].name.clone(),
                assignment,
                consumer: book.state.consumer.as_ref().and_then(|view| view.member(m.id)).map(of_consumer),
            }
        });
        let quiet_at = |p| book.state.quiet.map_or(at, |q| trace.within_quiet(q, p, at));
        let partitions = (0..scenario.partition_count()).map(rebalance_model::PartitionIdx::at).map(|p| {
            let (topic, number) = pair(p);
            let end = (scenario.exists_from(p) <= at).then(|| scenario.log_end(p, quiet_at(p)));
            PartitionDescription { topic, number, committed: book.state.partitions[p.index()].committed, end }
        });
        let assignor = match &book.state.consumer {
            Some(view) => Some(view.assignor.unwrap_or(ServerAssignor::Uniform).name()),
            None => book.state.group.protocol.map(AssignorName::wire),
        };
        let described = Self::of_parts(
            group.to_owned(),
            book.state.group.state,
            COORDINATOR.to_owned(),
            assignor.map(str::to_owned),
            (members.collect(), book.most_members),
            partitions.collect(),
        );
        let epochs = book.state.consumer.as_ref().map(|view| (book.state.group.generation.0, view.target_epoch.0));
        Some(Self { epoch: epochs.map(|e| e.0), target_epoch: epochs.map(|e| e.1), ..described })
    }

    /// A group of parts in any order: members, of which there were once so many, are put into the order of the
    /// coordinator's `HashMap` (`ClassicGroup.members`), partitions into that of the tool.
    pub fn of_parts(
        group: String,
        state: GroupState,
        coordinator: String,
        assignor: Option<String>,
        (mut members, most): (Vec<MemberDescription>, usize),
        mut partitions: Vec<PartitionDescription>,
    ) -> Self {
        java::sort_as_hash_map(&mut members, most, |m| &m.id);
        rebalance_model::order::sort_by(&mut partitions, |a, b| (&a.topic, a.number).cmp(&(&b.topic, b.number)));
        Self { group, state, coordinator, assignor, members, partitions, epoch: None, target_epoch: None }
    }

    /// What the tool says of a group that the broker does not know.
    pub fn unknown(group: &str) -> String {
        format!(
            "\nError: Executing consumer group command failed due to \
             org.apache.kafka.common.errors.GroupIdNotFoundException: Group {group} not found.\n"
        )
    }
}
