//! The consumer protocol (KIP-848) by itself: the worked exchange of its description, what leaves and what comes back,
//! groups that change their protocol, and releases that differ.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::rc::Rc;

use rebalance_model::config::KafkaVersion;
use rebalance_model::message::{Actor, Api, Body, ErrorCode, Message};
use rebalance_model::scenario::json::Json;
use rebalance_model::trace::{GroupState, GroupType, Membership, Outcome, RebalanceReason, Removal, StateAt};
use rebalance_model::{Event, EventKind, MemberIdx, Scenario, SimTime, Trace, Variant};
use rebalance_sim::{Options, run};
use rebalance_tests::checker::consumer::violations;

fn scenario(json: &str) -> Rc<Scenario> {
    let json: Json = serde_json::from_str(json).unwrap();
    Rc::new(Scenario::from_json(&json).unwrap())
}

/// A scenario with these members and this script on four partitions, with short settings.
fn small(members: &str, script: &str) -> Rc<Scenario> {
    scenario(&format!(
        r#"{{"topics": {{"t": 4}}, "members": {{{members}}}, "script": [{script}], "duration_ms": 20000,
            "consumer": {{"max.poll.interval.ms": "10000"}},
            "group": {{"consumer.session.timeout.ms": "6000", "consumer.heartbeat.interval.ms": "2000"}}}}"#
    ))
}

fn simulate(scenario: &Rc<Scenario>, variant: Variant) -> Trace {
    let trace = run(scenario, variant, Options::default()).unwrap();
    let found = violations(&trace);
    assert!(found.is_empty(), "{}", found[0]);
    trace
}

fn events(trace: &Trace) -> impl Iterator<Item = (SimTime, EventKind)> + '_ {
    trace.events.iter().map(|e| (e.at, e.kind))
}

/// What one member sent and was answered: epoch, and how many partitions it named or was told.
fn exchange(trace: &Trace, who: u16) -> Vec<(bool, i32, Option<usize>)> {
    let size = |set: Option<rebalance_model::SetIdx>| set.map(|s| trace.sets.get(s).len());
    let said = |event: &Event| {
        let (EventKind::Sent(m) | EventKind::Received(m)) = event.kind else { return None };
        if event.actor != Actor::Member(MemberIdx(who)) {
            return None;
        }
        match trace.message(m).body {
            Body::ConsumerGroupHeartbeatRequest { epoch, owned, .. } => Some((true, epoch.0, size(owned))),
            Body::ConsumerGroupHeartbeatResponse { epoch, assignment, .. } => Some((false, epoch.0, size(assignment))),
            _ => None,
        }
    };
    trace.events.iter().filter_map(said).collect()
}

#[test]
fn the_worked_exchange_of_two_members() {
    let both = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 3000, "do": "start", "member": "b"}"#;
    let trace = simulate(&small(r#""a": {}, "b": {}"#, both), Variant::Consumer);
    // Told everything, then how much is to stay, then the new epoch.
    let a = exchange(&trace, 0);
    assert_eq!(a[..4], [(true, 0, Some(0)), (false, 2, Some(4)), (true, 2, Some(4)), (false, 2, None)]);
    let told = a.iter().position(|said| *said == (false, 2, Some(2))).unwrap();
    assert_eq!(a[told - 1], (true, 2, None), "an interval's heartbeat names nothing");
    assert_eq!(a[told + 1..told + 3], [(true, 2, Some(2)), (false, 3, None)]);
    // Nothing at first, and what was given up later, at the epoch that it has already.
    let b = exchange(&trace, 1);
    assert_eq!(b[..4], [(true, 0, Some(0)), (false, 3, Some(0)), (true, 3, Some(0)), (false, 3, None)]);
    assert!(b.contains(&(false, 3, Some(2))), "{b:?}");
}

#[test]
fn a_static_member_that_is_back_in_time_disturbs_nobody() {
    let members = r#""a": {"group.instance.id": "a"}, "b": {"group.instance.id": "b"}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 100, "do": "start", "member": "b"},
        {"at_ms": 9000, "do": "close", "member": "b"}, {"at_ms": 11000, "do": "start", "member": "b"}"#;
    let trace = simulate(&small(members, script), Variant::Consumer);
    let replaced = |kind: EventKind| matches!(kind, EventKind::MemberRemoved(_, Removal::Replaced));
    assert_eq!(events(&trace).filter(|(_, kind)| replaced(*kind)).count(), 1);
    let epochs = events(&trace).filter_map(|(at, kind)| match kind {
        EventKind::Group(change) if at > SimTime::from_millis(8_000) => Some(change.generation.0),
        _ => None,
    });
    let epochs: Vec<i32> = epochs.collect();
    assert!(epochs.windows(2).all(|pair| pair[0] == pair[1]), "{epochs:?}");
    assert!(exchange(&trace, 1).contains(&(true, -2, Some(0))));
}

#[test]
fn an_instance_that_has_not_left_is_not_given_away() {
    let members = r#""a": {"group.instance.id": "one"}, "b": {"group.instance.id": "one"}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 5000, "do": "start", "member": "b"}"#;
    let trace = simulate(&small(members, script), Variant::Consumer);
    let fails = |kind: EventKind| kind == EventKind::Failed(ErrorCode::UnreleasedInstanceId);
    assert!(events(&trace).any(|(_, kind)| fails(kind)));
}

#[test]
fn who_does_not_give_up_in_time_is_fenced() {
    let members = r#""a": {"max.poll.interval.ms": "3000"}, "b": {}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 4000, "do": "stall_revoke", "member": "a", "ms": 9000},
        {"at_ms": 5000, "do": "start", "member": "b"}"#;
    let trace = simulate(&small(members, script), Variant::Consumer);
    let removed = |(_, kind): &(SimTime, EventKind)| match kind {
        EventKind::MemberRemoved(_, why) => Some(*why),
        _ => None,
    };
    let why = events(&trace).find_map(|e| removed(&e)).unwrap();
    assert!(matches!(why, Removal::RevocationTimeout | Removal::Left), "{why:?}");
    assert!(
        events(&trace).any(|(_, kind)| matches!(kind, EventKind::Membership(Membership::Stale | Membership::Fenced)))
    );
}

#[test]
fn a_coordinator_that_is_started_anew_goes_on_with_the_same_epochs() {
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 300, "do": "start", "member": "b"},
        {"at_ms": 9000, "do": "restart_broker", "ms": 3000}"#;
    let trace = simulate(&small(r#""a": {}, "b": {}"#, script), Variant::Consumer);
    // Away for longer than a session: nobody's time runs meanwhile.
    let late = |(at, kind): &(SimTime, EventKind)| {
        let changes = matches!(kind, EventKind::MemberRemoved(..) | EventKind::Group(_) | EventKind::Revoked(_));
        *at > SimTime::from_millis(9_000) && changes
    };
    assert_eq!(events(&trace).find(late), None);
    let answered = |(_, kind): &(SimTime, EventKind)| match kind {
        EventKind::Received(m) => {
            let body = &trace.message(*m).body;
            body.api() == Api::ConsumerGroupHeartbeat && body.error() == ErrorCode::CoordinatorLoadInProgress
        }
        _ => false,
    };
    assert!(events(&trace).any(|e| answered(&e)));
}

/// The types that a group was turned into, in order.
fn turns(trace: &Trace) -> Vec<GroupType> {
    let turn = |(_, kind)| if let EventKind::Converted(to) = kind { Some(to) } else { None };
    events(trace).filter_map(turn).collect()
}

const MIXED: &str = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 300, "do": "start", "member": "b"},
    {"at_ms": 12000, "do": "start", "member": "c", "config": {"group.protocol": "consumer"}},
    {"at_ms": 20000, "do": "close", "member": "c"}"#;

#[test]
fn a_classic_group_is_converted_and_converted_back() {
    let trace = simulate(&small(r#""a": {}, "b": {}, "c": {}"#, MIXED), Variant::AsConfigured);
    assert_eq!(turns(&trace), [GroupType::Consumer, GroupType::Classic]);
    assert_eq!(trace.outcome, Outcome::Complete);
    let last =
        events(&trace).filter_map(|(_, kind)| if let EventKind::Group(c) = kind { Some(c) } else { None }).last();
    // The rebalance that follows the downgrade goes on counting from the group's epoch.
    assert_eq!(last.map(|c| (c.to, c.generation.0 >= 4)), Some((GroupState::Stable, true)));
}

#[test]
fn the_policy_decides_who_may_convert() {
    let converted = |policy: &str| {
        let mut plan = (*small(r#""a": {}, "b": {}, "c": {}"#, MIXED)).clone();
        plan.broker.set("group.consumer.migration.policy", policy);
        turns(&run(&Rc::new(plan), Variant::AsConfigured, Options::default()).unwrap())
    };
    assert_eq!(converted("disabled"), []);
    assert_eq!(converted("downgrade"), []);
    assert_eq!(converted("upgrade"), [GroupType::Consumer]);
}

#[test]
fn releases_differ_as_their_profiles_say() {
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 500, "do": "start", "member": "b"}"#;
    let of = |version: KafkaVersion| {
        let mut plan = (*small(r#""a": {}, "b": {}"#, script)).clone();
        plan.version = version;
        simulate(&Rc::new(plan), Variant::Consumer)
    };
    // The epoch of the first member, and when the second one's target is there.
    let seen = |trace: &Trace| {
        let computed = |(at, kind)| if let EventKind::TargetComputed(e, _) = kind { Some((at, e.0)) } else { None };
        events(trace).filter_map(computed).collect::<Vec<(SimTime, i32)>>()
    };
    let (old, new) = (seen(&of(KafkaVersion::V4_0)), seen(&of(KafkaVersion::V4_3)));
    assert_eq!((old[0].1, new[0].1), (1, 2));
    assert!(old[1].0 < SimTime::from_millis(600), "no assignment interval: {old:?}");
    assert!(new[1].0 > SimTime::from_millis(1_000), "the interval has to pass: {new:?}");
}

#[test]
fn a_release_is_said_in_the_scenario_and_written_back() {
    let json = r#"{"topics": {"t": 1}, "members": {"a": {}}, "duration_ms": 1000, "kafka": "4.1"}"#;
    let plan = scenario(json);
    assert_eq!(plan.version, KafkaVersion::V4_1);
    assert_eq!(Scenario::from_json(&plan.to_json()).as_ref(), Ok(&*plan));
    let bad: Json = serde_json::from_str(&json.replace("4.1", "3.9")).unwrap();
    assert!(Scenario::from_json(&bad).unwrap_err().to_string().contains("none of 4.0, 4.1, 4.2, 4.3"));
}

#[test]
fn a_subscription_by_regular_expression_is_refused_as_not_modelled() {
    for pattern in ["ord.*", "orders-[0-9]+", "^orders$", "orders|refunds", "o\\\\w+"] {
        let json = format!(r#"{{"topics": {{"{pattern}": 1}}, "members": {{"a": {{}}}}, "duration_ms": 1000}}"#);
        let refused = Scenario::from_json(&serde_json::from_str(&json).unwrap()).unwrap_err().to_string();
        assert!(refused.contains("subscriptions by regular expression are not modelled"), "{pattern}: {refused}");
    }
    scenario(r#"{"topics": {"orders.v2_eu-1": 1}, "members": {"a": {}}, "duration_ms": 1000}"#);
}

/// A member of the consumer protocol and one of the classic one, both there when a third comes or goes.
const BOTH: &str = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 1000, "do": "start", "member": "b"}"#;

#[test]
fn a_static_member_of_the_classic_protocol_takes_its_place_in_a_consumer_group_again() {
    let members = r#""a": {"group.protocol": "consumer"}, "b": {"group.instance.id": "b"}"#;
    let script = format!(
        r#"{BOTH}, {{"at_ms": 12000, "do": "kill", "member": "b"}}, {{"at_ms": 13000, "do": "start", "member": "b"}}"#
    );
    let trace = simulate(&small(members, &script), Variant::AsConfigured);
    let late = |at: SimTime| at > SimTime::from_millis(12_000);
    let removed = events(&trace).filter_map(|(at, kind)| match kind {
        EventKind::MemberRemoved(_, why) => Some((late(at), why)),
        _ => None,
    });
    assert_eq!(removed.collect::<Vec<_>>(), [(true, Removal::Replaced)]);
    let bumped = events(&trace).any(|(at, kind)| late(at) && matches!(kind, EventKind::TargetComputed(..)));
    assert!(!bumped, "nobody else is disturbed");
    let held = StateAt::new(Rc::new(trace)).at(SimTime::from_millis(19_000));
    assert_eq!(held.members.iter().map(|m| m.held.len()).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_full_consumer_group_takes_nobody_whichever_protocol_is_spoken() {
    for own in ["classic", "consumer"] {
        let members =
            format!(r#""a": {{"group.protocol": "consumer"}}, "b": {{}}, "c": {{"group.protocol": "{own}"}}"#);
        let script = format!(r#"{BOTH}, {{"at_ms": 12000, "do": "start", "member": "c"}}"#);
        for (size, is_refused) in [("2", true), ("3", false)] {
            let mut plan = (*small(&members, &script)).clone();
            plan.broker.set("group.consumer.max.size", size);
            let trace = simulate(&Rc::new(plan), Variant::AsConfigured);
            let refused = |m: &Message| m.body.error() == ErrorCode::GroupMaxSizeReached;
            assert_eq!(trace.messages.iter().any(refused), is_refused, "{own}, of {size}");
        }
    }
}

fn removals(trace: &Trace) -> Vec<(SimTime, Removal)> {
    let removal = |(at, kind)| if let EventKind::MemberRemoved(_, why) = kind { Some((at, why)) } else { None };
    events(trace).filter_map(removal).collect()
}

/// What a member has sent by this API, and when.
fn sent(trace: &Trace, who: u16, api: Api) -> Vec<SimTime> {
    let by = |m: &&Message| m.from == Actor::Member(MemberIdx(who)) && m.body.api() == api;
    trace.messages.iter().filter(by).map(|m| m.sent).collect()
}

#[test]
fn a_classic_member_that_is_told_to_join_again_has_its_rebalance_timeout_to_do_so() {
    // Its session would last longer.
    let members = r#""a": {"group.protocol": "consumer"}, "b": {"session.timeout.ms": 60000}, "c": {"group.protocol": "consumer"}"#;
    let script = format!(
        r#"{BOTH}, {{"at_ms": 11000, "do": "stall", "member": "b", "ms": 9000}},
        {{"at_ms": 12000, "do": "start", "member": "c"}}, {{"at_ms": 17000, "do": "kill", "member": "b"}}"#
    );
    let trace = simulate(&small(members, &script), Variant::AsConfigured);
    let removed = removals(&trace);
    assert!(
        matches!(removed[..], [(at, Removal::RevocationTimeout)] if at < SimTime::from_millis(28_000)),
        "{removed:?}"
    );
}

#[test]
fn a_group_whose_last_consumer_member_is_fenced_is_a_classic_one_at_once() {
    let members = r#""a": {"group.protocol": "consumer"}, "b": {}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 3000, "do": "stall_revoke", "member": "a", "ms": 30000},
        {"at_ms": 4000, "do": "start", "member": "b"}, {"at_ms": 8000, "do": "kill", "member": "a"}"#;
    let mut plan = (*small(members, script)).clone();
    plan.group.set("consumer.session.timeout.ms", "60000");
    let trace = simulate(&Rc::new(plan), Variant::AsConfigured);
    let removed = removals(&trace);
    assert!(matches!(removed[..], [(_, Removal::RevocationTimeout)]), "{removed:?}");
    let turned = events(&trace).find(|(_, kind)| *kind == EventKind::Converted(GroupType::Classic));
    assert_eq!(turned.map(|(at, _)| at), Some(removed[0].0));
}

#[test]
fn a_quiet_stretch_ends_before_somebody_is_fenced() {
    // Both die while the first has to give up what the second is to have. Their sessions last half an hour.
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 9000, "do": "stall_revoke", "member": "a", "ms": 60000},
        {"at_ms": 10000, "do": "start", "member": "b"}, {"at_ms": 17000, "do": "kill", "member": "a"},
        {"at_ms": 17000, "do": "kill", "member": "b"}"#;
    let mut plan = (*small(r#""a": {"max.poll.interval.ms": "300000"}, "b": {}"#, script)).clone();
    plan.broker.set("group.consumer.max.session.timeout.ms", "1800000");
    plan.group.set("consumer.session.timeout.ms", "1800000");
    let trace = simulate(&Rc::new(plan), Variant::Consumer);
    let removed = removals(&trace);
    let (at, why) = removed[0];
    assert_eq!(why, Removal::RevocationTimeout);
    assert!((310_000..317_000).contains(&at.as_millis()), "{at}");
    assert!(!trace.quiet.is_empty());
}

#[test]
fn who_was_fenced_commits_nothing_when_it_closes() {
    // Cut off for longer than its session, all within one batch; told to close before that ends.
    let members = r#""a": {"enable.auto.commit": true, "max.poll.interval.ms": "60000"}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 6000, "do": "stall", "member": "a", "ms": 20000},
        {"at_ms": 8000, "do": "network_down", "member": "a", "ms": 9000}, {"at_ms": 22000, "do": "close", "member": "a"}"#;
    let trace = simulate(&small(members, script), Variant::Consumer);
    assert!(events(&trace).any(|(_, kind)| kind == EventKind::Membership(Membership::Fenced)));
    assert!(events(&trace).any(|(_, kind)| matches!(kind, EventKind::PartitionsLost(_))));
    let commits = sent(&trace, 0, Api::OffsetCommit);
    assert!(commits.iter().all(|at| *at < SimTime::from_millis(17_000)), "{commits:?}");
}

/// Time from one automatic commit to the next, milliseconds, at a member that works 20 ms on each batch.
fn commit_gaps(version: &str) -> Vec<u64> {
    let member = r#""a": {"enable.auto.commit": "true", "auto.commit.interval.ms": "1000"}"#;
    let alone = small(member, r#"{"at_ms": 0, "do": "start", "member": "a"}"#);
    let version = KafkaVersion::parse(version).unwrap();
    let trace = simulate(&Rc::new(Scenario { version, ..(*alone).clone() }), Variant::Consumer);
    sent(&trace, 0, Api::OffsetCommit).windows(2).map(|pair| (pair[1] - pair[0]).as_millis()).collect()
}

/// As recorded: by 4.0.2 and 4.1.2 within 3 ms of the interval, by 4.2.2 and 4.3.1 later by what a batch takes, or by the
/// rest of a poll().
#[test]
fn since_4_2_an_automatic_commit_is_late_by_what_the_application_was_away() {
    for version in ["4.0", "4.1"] {
        let gaps = commit_gaps(version);
        assert!(gaps.len() > 15 && gaps.iter().all(|gap| (1_000..=1_003).contains(gap)), "{version}: {gaps:?}");
    }
    for version in ["4.2", "4.3"] {
        let gaps = commit_gaps(version);
        assert!(gaps.len() > 12 && gaps.iter().all(|gap| (1_015..=1_250).contains(gap)), "{version}: {gaps:?}");
        assert!(gaps.iter().filter(|gap| **gap < 1_025).count() > 3, "{version}: {gaps:?}");
    }
}

#[test]
fn who_was_removed_commits_automatically_once_more_in_vain_before_it_loses_what_it_had() {
    let member = r#""a": {"enable.auto.commit": "true", "auto.commit.interval.ms": "1000"}, "b": {}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 100, "do": "start", "member": "b"},
        {"at_ms": 5000, "do": "stall", "member": "a", "ms": 12000}"#;
    let trace = simulate(&small(member, script), Variant::Consumer);
    let lost = events(&trace).find(|(_, kind)| matches!(kind, EventKind::PartitionsLost(_))).unwrap().0;
    let refused = |m: &&Message| matches!(m.body, Body::OffsetCommitResponse { error: ErrorCode::UnknownMemberId });
    assert_eq!(trace.messages.iter().filter(refused).count(), 1);
    assert_eq!(sent(&trace, 0, Api::OffsetCommit).iter().filter(|at| **at >= lost).min(), Some(&lost));
}

#[test]
fn who_wants_in_again_waits_until_the_coordinator_is_found() {
    // It has left because it did not poll; when it does, the broker is away.
    let members = r#""a": {"enable.auto.commit": true, "max.poll.interval.ms": "5000"}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 6000, "do": "stall", "member": "a", "ms": 8000},
        {"at_ms": 12500, "do": "restart_broker", "ms": 6000}"#;
    let trace = simulate(&small(members, script), Variant::Consumer);
    let stale = events(&trace).find(|(_, kind)| *kind == EventKind::Membership(Membership::Stale)).unwrap().0;
    let joining =
        events(&trace).filter(|(_, kind)| *kind == EventKind::Membership(Membership::Joining)).last().unwrap().0;
    assert!(stale < SimTime::from_millis(12_500) && joining < SimTime::from_millis(18_000), "{stale} {joining}");
    let next = sent(&trace, 0, Api::ConsumerGroupHeartbeat).into_iter().find(|at| *at >= joining).unwrap();
    assert!(next > SimTime::from_millis(18_500), "{next}");
}

#[test]
fn the_last_consumer_member_that_comes_back_as_a_classic_one_starts_a_rebalance_if_the_target_is_old() {
    let members = r#""a": {}, "b": {"group.instance.id": "b"}"#;
    let plan = |between: &str| {
        let script = format!(
            r#"{{"at_ms": 0, "do": "start", "member": "a"}},
            {{"at_ms": 1000, "do": "start", "member": "b", "config": {{"group.protocol": "consumer"}}}},
            {{"at_ms": 12000, "do": "kill", "member": "b"}}{between},
            {{"at_ms": 13000, "do": "start", "member": "b", "config": {{"group.protocol": "classic"}}}}"#
        );
        simulate(&small(members, &script), Variant::AsConfigured)
    };
    let begun = |trace: &Trace| {
        events(trace).find_map(|(_, kind)| match kind {
            EventKind::Group(c) => c.reason.filter(|reason| matches!(reason, RebalanceReason::StaticRejoined(_))),
            _ => None,
        })
    };
    let undisturbed = plan("");
    assert_eq!((turns(&undisturbed), begun(&undisturbed)), (vec![GroupType::Consumer, GroupType::Classic], None));
    let grown = plan(r#", {"at_ms": 12500, "do": "add_partitions", "topic": "t", "total": 6}"#);
    assert!(begun(&grown).is_some());
}

#[test]
fn who_does_not_join_a_group_that_is_classic_again_is_taken_at_its_last_word() {
    // b is killed while there is a consumer group, and as a static member stays in the classic one that comes of it.
    let own = r#"{"group.instance.id": "b", "session.timeout.ms": 60000}"#;
    let members = format!(r#""a": {{}}, "b": {own}, "c": {{"group.protocol": "consumer"}}"#);
    let script = format!(
        r#"{BOTH}, {{"at_ms": 12000, "do": "start", "member": "c"}}, {{"at_ms": 18000, "do": "kill", "member": "b"}},
        {{"at_ms": 20000, "do": "close", "member": "c"}}"#
    );
    let mut plan = (*small(&members, &script)).clone();
    plan.consumer.set("partition.assignment.strategy", "cooperative-sticky");
    plan.duration = rebalance_model::SimDuration::from_millis(40_000);
    let trace = simulate(&Rc::new(plan), Variant::AsConfigured);
    let b = Actor::Member(MemberIdx(1));
    let mut said = trace.messages.iter().filter(|m| m.from == b).filter_map(|m| match &m.body {
        Body::JoinGroupRequest { owned, owned_generation, .. } => Some((*owned, *owned_generation)),
        _ => None,
    });
    let mut told = trace.messages.iter().filter_map(|m| match &m.body {
        Body::JoinGroupResponse { members, .. } => {
            let of_b = members.iter().find(|j| trace.member_of(j.id) == MemberIdx(1))?;
            Some((of_b.owned, of_b.owned_generation))
        }
        _ => None,
    });
    let (said, told) = (said.next_back().unwrap(), told.next_back().unwrap());
    assert_eq!(told, said);
    assert!(!trace.sets.get(said.0).is_empty(), "it had something then, and less since");
}

#[test]
fn who_joins_again_after_another_has_taken_its_place_is_fenced() {
    // b is told to join again, and is in its callback while d, the same instance, comes. Its next heartbeat would be later.
    let own = r#"{"group.instance.id": "one", "heartbeat.interval.ms": 10000, "session.timeout.ms": 60000, "max.poll.interval.ms": 30000}"#;
    let members = format!(
        r#""a": {{"group.protocol": "consumer"}}, "b": {own}, "c": {{"group.protocol": "consumer"}}, "d": {own}"#
    );
    let script = format!(
        r#"{BOTH}, {{"at_ms": 12000, "do": "start", "member": "c"}},
        {{"at_ms": 13000, "do": "stall_revoke", "member": "b", "ms": 5000}}, {{"at_ms": 24000, "do": "start", "member": "d"}}"#
    );
    let trace = simulate(&small(&members, &script), Variant::AsConfigured);
    let fenced = |m: &&Message| m.to == Actor::Member(MemberIdx(1)) && m.body.error() == ErrorCode::FencedInstanceId;
    let fenced: Vec<Api> = trace.messages.iter().filter(fenced).map(|m| m.body.api()).collect();
    assert_eq!(fenced.first(), Some(&Api::JoinGroup), "{fenced:?}");
}

#[test]
fn a_timer_of_a_broker_that_is_no_more_does_not_cut_a_quiet_stretch_short() {
    let script = r#"{"at_ms": 0, "do": "start", "member": "a"}, {"at_ms": 100, "do": "start", "member": "b"},
        {"at_ms": 9000, "do": "restart_broker", "ms": 30000}, {"at_ms": 50000, "do": "kill", "member": "a"},
        {"at_ms": 55000, "do": "kill", "member": "b"}"#;
    let mut plan = (*small(r#""a": {}, "b": {}"#, script)).clone();
    plan.broker.set("group.consumer.max.session.timeout.ms", "1800000");
    plan.group.set("consumer.session.timeout.ms", "1800000");
    let trace = simulate(&Rc::new(plan), Variant::Consumer);
    // The session that was begun before the broker was stopped would have ended half a minute before.
    let (removed, ends) = (removals(&trace)[0].0, trace.quiet.iter().map(|quiet| quiet.until).max().unwrap());
    assert!(removed > ends && (removed - ends).as_micros() < 30_000_000, "{removed} {ends}");
}
