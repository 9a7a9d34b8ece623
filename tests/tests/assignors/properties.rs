//! What must hold for any group, on groups drawn at random. The seed is fixed: a failure is the same everywhere.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rebalance_sim::assignor::{self, AssignorKind, GroupSubscription, MemberSubscription, TopicMeta};

use super::{intended, is_balanced, is_complete, is_fully_balanced, is_valid, nothing_changes_hands_at_once};

/// Rounds in which Kafka's tests expect the cooperative assignor to settle.
const MAX_ROUNDS: u32 = 4;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 1_000, rng_seed: RngSeed::Fixed(429), failure_persistence: None, ..Default::default() }
}

/// What is drawn of a member, made to fit the topics there are.
#[derive(Clone, Debug)]
struct Drawn {
    /// Whether it subscribes to the second topic and those after it. It does to the first: Kafka takes a member without
    /// any topic for one with the same as all others.
    topics: Vec<bool>,
    /// Whether it claims each partition of its topics.
    claims: Vec<bool>,
    generation: i32,
    /// 3 stands for none.
    rack: u8,
    is_static: bool,
}

prop_compose! {
    fn drawn_member()(
        topics in prop::collection::vec(any::<bool>(), 3),
        claims in prop::collection::vec(prop::bool::weighted(0.3), 32),
        generation in 4..=5_i32,
        rack in 0..=3_u8,
        is_static: bool,
    ) -> Drawn {
        Drawn { topics, claims, generation, rack, is_static }
    }
}

/// Members subscribe to different topics and claim partitions of these: claims conflict, within a generation and
/// between two.
fn different_topics() -> impl Strategy<Value = GroupSubscription> {
    let counts = prop::collection::vec(0..=8_u32, 1..=4);
    (counts, prop::collection::vec(drawn_member(), 1..=7)).prop_map(|(counts, members)| group(&counts, &members))
}

/// The same, but all subscribe to all topics.
fn same_topics() -> impl Strategy<Value = GroupSubscription> {
    let all = |mut member: Drawn| {
        member.topics = vec![true; 3];
        member
    };
    let counts = prop::collection::vec(0..=8_u32, 1..=4);
    (counts, prop::collection::vec(drawn_member().prop_map(all), 1..=7))
        .prop_map(|(counts, members)| group(&counts, &members))
}

fn group(counts: &[u32], members: &[Drawn]) -> GroupSubscription {
    let topic = |(index, &partitions): (u32, &u32)| TopicMeta {
        name: format!("t{index}"),
        partitions,
        racks: (0..partitions).map(|p| vec![format!("r{}", p % 3), format!("r{}", (p + index) % 3)]).collect(),
    };
    let topics: Vec<TopicMeta> = (0..).zip(counts).map(topic).collect();
    let members = (0..).zip(members).map(|(number, drawn)| subscription(number, drawn, &topics)).collect();
    GroupSubscription { topics, members }
}

fn subscription(number: u32, drawn: &Drawn, topics: &[TopicMeta]) -> MemberSubscription {
    let is_chosen = [true].iter().chain(&drawn.topics);
    let chosen = (0_u32..).zip(topics).zip(is_chosen).filter(|(_, is_chosen)| **is_chosen);
    let chosen: Vec<(u32, &TopicMeta)> = chosen.map(|(topic, _)| topic).collect();
    let partitions = chosen.iter().flat_map(|&(index, topic)| (0..topic.partitions).map(move |p| (index, p)));
    let claimed = partitions.zip(&drawn.claims).filter(|(_, is_claimed)| **is_claimed);
    MemberSubscription {
        member_id: format!("consumer-{number}"),
        instance_id: drawn.is_static.then(|| format!("i{}", 9 - number)),
        rack: (drawn.rack < 3).then(|| format!("r{}", drawn.rack)),
        topics: chosen.iter().map(|(_, topic)| topic.name.clone()).collect(),
        owned: claimed.map(|(partition, _)| partition).collect(),
        generation: Some(drawn.generation),
    }
}

fn without_racks(mut group: GroupSubscription) -> GroupSubscription {
    group.members.iter_mut().for_each(|member| member.rack = None);
    group
}

/// Each partition is claimed by at most one member, all in one generation: the group was stable before.
fn without_conflicts(mut group: GroupSubscription) -> GroupSubscription {
    let mut claimed = BTreeSet::new();
    for member in &mut group.members {
        member.generation = Some(5);
        member.owned.retain(|&partition| claimed.insert(partition));
    }
    group
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn range_gives_each_topic_evenly_to_its_subscribers(group in different_topics()) {
        let assignment = AssignorKind::Range.assign(&group).unwrap();
        prop_assert!(is_valid(&group, &assignment));
        prop_assert!(is_complete(&group, &assignment));
        for (index, topic) in (0_u32..).zip(&group.topics) {
            let mut sizes: Vec<usize> = Vec::new();
            for (member, list) in group.members.iter().zip(&assignment.members) {
                if member.topics.contains(&topic.name) {
                    sizes.push(list.iter().filter(|&&(of, _)| of == index).count());
                }
            }
            prop_assert!(sizes.iter().max() <= sizes.iter().min().map(|least| least + 1).as_ref());
        }
    }

    #[test]
    fn range_without_racks_gives_partitions_in_a_row(group in different_topics()) {
        let assignment = AssignorKind::Range.assign(&without_racks(group)).unwrap();
        for list in &assignment.members {
            for pair in list.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                prop_assert_eq!(pair[0].1 + 1, pair[1].1);
            }
        }
    }

    #[test]
    fn roundrobin_deals_in_turn(same in same_topics(), different in different_topics()) {
        for group in [&same, &different] {
            let assignment = AssignorKind::RoundRobin.assign(group).unwrap();
            prop_assert!(is_valid(group, &assignment));
            prop_assert!(is_complete(group, &assignment));
        }
        prop_assert!(is_fully_balanced(&AssignorKind::RoundRobin.assign(&same).unwrap()));
    }

    #[test]
    fn sticky_is_what_cooperative_comes_to(group in same_topics()) {
        let sticky = AssignorKind::Sticky.assign(&group).unwrap();
        let cooperative = AssignorKind::CooperativeSticky.assign(&group).unwrap();
        prop_assert!(is_valid(&group, &sticky));
        let sorted = |assignment: &assignor::Assignment| {
            let mut lists = assignment.members.clone();
            for list in &mut lists {
                list.sort_unstable();
            }
            lists
        };
        prop_assert_eq!(sorted(&sticky), sorted(&intended(&cooperative)));
    }

    #[test]
    fn cooperative_with_equal_subscriptions_is_valid_whole_and_even(group in same_topics()) {
        let assignment = AssignorKind::CooperativeSticky.assign(&group).unwrap();
        prop_assert!(is_valid(&group, &intended(&assignment)));
        prop_assert!(is_complete(&group, &intended(&assignment)));
        prop_assert!(is_fully_balanced(&intended(&assignment)));
        prop_assert!(nothing_changes_hands_at_once(&group, &assignment));
    }

    #[test]
    fn cooperative_with_different_subscriptions_is_valid_and_whole(group in different_topics()) {
        // With conflicting generations Kafka's assignor may throw.
        if let Ok(assignment) = AssignorKind::CooperativeSticky.assign(&group) {
            prop_assert!(is_valid(&group, &intended(&assignment)));
            prop_assert!(is_complete(&group, &intended(&assignment)));
            prop_assert!(nothing_changes_hands_at_once(&group, &assignment));
        }
    }

    #[test]
    fn cooperative_settles_and_then_keeps_everything(same in same_topics(), different in different_topics()) {
        for group in [same, different] {
            let group = without_conflicts(without_racks(group));
            let (settled, rounds) = assignor::until_stable(AssignorKind::CooperativeSticky, &group).unwrap();
            prop_assert!(rounds <= MAX_ROUNDS, "{} rounds", rounds);
            prop_assert!(settled.transferring.is_empty());
            prop_assert!(is_valid(&group, &settled));
            prop_assert!(is_complete(&group, &settled));
            prop_assert!(is_balanced(&settled));
        }
    }

    #[test]
    fn the_order_in_which_topics_are_listed_changes_nothing(group in different_topics()) {
        let mut turned = group.clone();
        turned.topics.reverse();
        let last = u32::try_from(group.topics.len() - 1).unwrap();
        for member in &mut turned.members {
            member.owned.iter_mut().for_each(|(topic, _)| *topic = last - *topic);
        }
        for kind in AssignorKind::ALL {
            let (plain, turned) = (kind.assign(&group), kind.assign(&turned));
            if let (Ok(plain), Ok(turned)) = (&plain, &turned) {
                let back = |list: &Vec<(u32, u32)>| list.iter().map(|&(t, p)| (last - t, p)).collect::<Vec<_>>();
                prop_assert_eq!(&plain.members, &turned.members.iter().map(back).collect::<Vec<_>>());
            }
            prop_assert_eq!(plain.is_ok(), turned.is_ok());
        }
    }
}
