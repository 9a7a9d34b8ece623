//! Corners that neither Kafka's vectors nor groups drawn at random come to.

use rebalance_sim::assignor::{
    AssignError, Assignment, AssignorKind, GroupSubscription, MemberSubscription, RebalanceProtocol, TopicMeta,
};

fn topic(name: &str, partitions: u32) -> TopicMeta {
    TopicMeta { name: name.to_owned(), partitions, racks: Vec::new() }
}

fn member(id: &str, topics: &[&str], owned: &[(u32, u32)]) -> MemberSubscription {
    MemberSubscription {
        member_id: id.to_owned(),
        topics: topics.iter().map(|&name| name.to_owned()).collect(),
        owned: owned.to_vec(),
        generation: Some(1),
        ..Default::default()
    }
}

fn assign(kind: AssignorKind, topics: &[TopicMeta], members: &[MemberSubscription]) -> Result<Assignment, AssignError> {
    kind.assign(&GroupSubscription { topics: topics.to_vec(), members: members.to_vec() })
}

#[test]
fn racks_beyond_the_64th_count_too() {
    // Each of seventy partitions is on a rack of its own, and on each rack there is one member.
    let racks = (0..70).map(|rack| vec![format!("rack {rack}")]).collect();
    let topics = [TopicMeta { racks, ..topic("t", 70) }];
    let on_rack = |n: u32| MemberSubscription {
        rack: Some(format!("rack {}", 69 - n)),
        ..member(&format!("{n:02}"), &["t"], &[])
    };
    let members: Vec<_> = (0..70).map(on_rack).collect();
    let assignment = assign(AssignorKind::Range, &topics, &members).unwrap();
    let nearest: Vec<_> = (0..70).map(|n| vec![(0, 69 - n)]).collect();
    assert_eq!(assignment.members, nearest);
}

#[test]
fn topics_that_do_not_exist_may_be_many() {
    let names: Vec<String> = (0..40).map(|n| format!("missing {n}")).collect();
    let mut all: Vec<&str> = names.iter().map(String::as_str).collect();
    all.push("t");
    for kind in AssignorKind::ALL {
        let assignment = assign(kind, &[topic("t", 2)], &[member("a", &all, &[]), member("b", &["t"], &[])]).unwrap();
        assert_eq!(assignment.members, [[(0, 0)], [(0, 1)]], "{}", kind.name());
    }
}

#[test]
fn sticky_knows_no_transfers_where_subscriptions_differ() {
    let topics = [topic("t", 2), topic("u", 1)];
    let members = [member("a", &["t", "u"], &[(0, 0), (0, 1), (1, 0)]), member("b", &["t"], &[])];
    let cooperative = assign(AssignorKind::CooperativeSticky, &topics, &members).unwrap();
    assert_eq!(cooperative.transferring.len(), 1, "one goes from a to b");
    let sticky = assign(AssignorKind::Sticky, &topics, &members).unwrap();
    assert_eq!(sticky.members[1].len(), 1);
    assert_eq!(sticky.transferring, []);
}

#[test]
fn a_partition_that_is_gone_is_not_taken_for_the_next_topic_s_first() {
    // Two claim t-2, so that neither has it; c gets u-0, which nobody has to give up.
    let topics = [topic("t", 2), topic("u", 1)];
    let gone = [(0, 2)];
    let members = [member("a", &["t"], &gone), member("b", &["t"], &gone), member("c", &["t", "u"], &[])];
    let assignment = assign(AssignorKind::CooperativeSticky, &topics, &members).unwrap();
    assert_eq!(assignment.members, [[(0, 0)], [(0, 1)], [(1, 0)]]);
    assert_eq!(assignment.transferring, []);
}

#[test]
fn of_partitions_that_are_gone_the_one_is_named_that_would_be_kept() {
    let topics = [topic("t", 2), topic("u", 1)];
    for (a, b) in [(2, 3), (3, 2)] {
        let members = [member("a", &["t", "u"], &[(0, a)]), member("b", &["u"], &[(0, b)])];
        let why = assign(AssignorKind::CooperativeSticky, &topics, &members).unwrap_err();
        let (member_id, topic) = ("a".to_owned(), "t".to_owned());
        assert_eq!(why, AssignError::OwnedPartitionBeyondTopic { member_id, topic, partition: a });
    }
}

#[test]
fn assignors_are_what_kafka_calls_them() {
    use RebalanceProtocol::{Cooperative, Eager};
    let told =
        AssignorKind::ALL.map(|kind| (kind.class_name().rsplit('.').next().unwrap(), kind.supported_protocols()));
    let only: &[RebalanceProtocol] = &[Eager];
    let both: &[RebalanceProtocol] = &[Cooperative, Eager];
    let known = [
        ("RangeAssignor", only),
        ("RoundRobinAssignor", only),
        ("StickyAssignor", only),
        ("CooperativeStickyAssignor", both),
    ];
    assert_eq!(told, known);
}

#[test]
fn what_was_owned_before_and_is_gone_is_passed_over() {
    // Both claim u-1, so that neither has it, and both are a generation behind c.
    let topics = [topic("t", 2), topic("u", 1)];
    let newer = |m: MemberSubscription| MemberSubscription { generation: Some(2), ..m };
    let members =
        [member("a", &["t", "u"], &[(1, 1)]), member("b", &["t", "u"], &[(1, 1)]), newer(member("c", &["t"], &[]))];
    let assignment = assign(AssignorKind::Sticky, &topics, &members).unwrap();
    assert!(assignment.members.iter().all(|partitions| partitions.len() == 1), "{assignment:?}");
}
