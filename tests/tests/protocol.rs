//! Stories of the classic protocol, each a clause of Kafka's behaviour, told by a minimal scenario.

#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::rc::Rc;

use rebalance_model::message::{Actor, Api, Body, ErrorCode};
use rebalance_model::scenario::json::Json;
use rebalance_model::trace::{ClientState, CommitOutcome, GroupState, RebalanceReason, Removal, StateAt};
use rebalance_model::{Event, EventKind, MemberIdx, Scenario, SimDuration, SimTime, Trace, Variant};
use rebalance_sim::{Latencies, Options, run};

/// Session 6 s, heartbeat 2 s, poll interval 10 s, six partitions, 4 records a second and partition.
fn scenario(members: &str, script: &str) -> Rc<Scenario> {
    let text = format!(
        r#"{{"name": "story", "topics": {{"orders": 6}}, "consumer": {{"session.timeout.ms": 6000, "heartbeat.interval.ms": 2000,
        "max.poll.interval.ms": 10000}}, "members": {{{members}}}, "script": [{script}], "duration_ms": 20000}}"#
    );
    Rc::new(Scenario::from_json(&serde_json::from_str::<Json>(&text).unwrap()).unwrap())
}

const TWO: &str = r#"{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 300, "do": "start", "member": "c2"}"#;

fn tell(script: &str, variant: Variant) -> Trace {
    let scenario = scenario(r#""c1": {}, "c2": {}, "c3": {}"#, script);
    run(&scenario, variant, Options::default()).unwrap()
}

fn member(n: u16) -> Actor {
    Actor::Member(MemberIdx(n - 1))
}

fn first<'t>(trace: &'t Trace, what: &str, is: impl Fn(&Event) -> bool) -> &'t Event {
    trace.events.iter().find(|e| is(e)).unwrap_or_else(|| panic!("{what} never happens:\n{}", trace.text()))
}

fn sends(trace: &Trace, who: Actor, api: Api) -> Vec<(SimTime, Body)> {
    let sent = trace.messages.iter().filter(|m| m.from == who && m.body.api() == api);
    sent.map(|m| (m.sent, m.body.clone())).collect()
}

fn state_changes(trace: &Trace) -> Vec<(SimTime, GroupState)> {
    let change = |e: &Event| if let EventKind::Group(c) = e.kind { Some((e.at, c.to)) } else { None };
    trace.events.iter().filter_map(change).collect()
}

fn seconds(from: SimTime, to: SimTime) -> f64 {
    assert!(to >= from, "{to} lies before {from}");
    #[expect(clippy::cast_precision_loss, reason = "seconds of a short run")]
    let us = (to - from).as_micros() as f64;
    us / 1e6
}

#[test]
fn a_newcomer_is_sent_back_for_its_member_id_and_that_starts_no_rebalance() {
    let trace = tell(TWO, Variant::Eager);
    let joins = sends(&trace, member(1), Api::JoinGroup);
    assert!(matches!(joins[0].1, Body::JoinGroupRequest { member: None, .. }));
    assert!(matches!(joins[1].1, Body::JoinGroupRequest { member: Some(_), .. }));
    let answers = sends(&trace, Actor::Coordinator, Api::JoinGroup);
    assert_eq!(answers[0].1.error(), ErrorCode::MemberIdRequired);
    assert!(state_changes(&trace)[0].0 > joins[1].0, "the first JoinGroup has started a rebalance");
}

#[test]
fn an_empty_group_waits_three_seconds_and_three_more_if_somebody_came() {
    let alone = tell(r#"{"at_ms": 0, "do": "start", "member": "c1"}"#, Variant::Eager);
    let together = tell(TWO, Variant::Eager);
    for (trace, windows) in [(alone, 3.0), (together, 6.0)] {
        let states = state_changes(&trace);
        assert_eq!((states[0].1, states[1].1), (GroupState::PreparingRebalance, GroupState::CompletingRebalance));
        assert!((seconds(states[0].0, states[1].0) - windows).abs() < 0.001, "{states:?}");
    }
}

#[test]
fn the_first_member_leads_and_alone_hands_in_the_assignment() {
    let trace = tell(TWO, Variant::Eager);
    let handed_in = |who| {
        sends(&trace, who, Api::SyncGroup)
            .iter()
            .any(|(_, b)| matches!(b, Body::SyncGroupRequest { assignments, .. } if !assignments.is_empty()))
    };
    assert!(handed_in(member(1)) && !handed_in(member(2)));
}

#[test]
fn no_heartbeat_goes_out_while_joingroup_waits_and_none_is_missed() {
    let script = format!(
        r#"{TWO}, {{"at_ms": 14200, "do": "stall", "member": "c1", "ms": 5000}}, {{"at_ms": 15300, "do": "start", "member": "c3"}}"#
    );
    let trace = tell(&script, Variant::Cooperative);
    let joined = sends(&trace, member(2), Api::JoinGroup)
        .into_iter()
        .find(|(at, _)| *at > SimTime::from_millis(15_300))
        .unwrap()
        .0;
    let answered = first(&trace, "the join phase's end", |e| {
        e.at > joined && matches!(e.kind, EventKind::Group(c) if c.to == GroupState::CompletingRebalance)
    });
    assert!(seconds(joined, answered.at) > 3.0, "c2 must wait for c1's batch");
    let beats = sends(&trace, member(2), Api::Heartbeat);
    assert!(beats.iter().all(|(at, _)| *at < joined || *at > answered.at));
    assert!(
        !trace.events.iter().any(|e| matches!(e.kind, EventKind::MemberRemoved(..))),
        "nobody may be expired while it waits"
    );
}

#[test]
fn a_slow_batch_holds_up_an_eager_group_and_its_commit_still_lands() {
    let script = format!(
        r#"{TWO}, {{"at_ms": 14200, "do": "stall", "member": "c1", "ms": 5000}}, {{"at_ms": 15300, "do": "start", "member": "c3"}}"#
    );
    let trace = tell(&script, Variant::Eager);
    let slow = trace.batches.iter().find(|b| b.processed.is_some_and(|p| seconds(b.returned, p) > 4.0)).unwrap();
    assert_eq!(
        slow.commit,
        Some(CommitOutcome::Ok),
        "commits are taken in the join phase until the member itself joins"
    );
    let revoked = first(&trace, "c2's revocation", |e| {
        e.at > SimTime::from_millis(15_300) && e.actor == member(2) && matches!(e.kind, EventKind::Revoked(_))
    });
    assert!(
        seconds(revoked.at, slow.committed.unwrap()) > 3.0,
        "c2 gives up at its heartbeat, not when the batch ends"
    );
}

#[test]
fn a_rebalance_is_heard_by_heartbeat_and_acted_on_inside_poll() {
    let script = format!(r#"{TWO}, {{"at_ms": 15300, "do": "start", "member": "c3"}}"#);
    let trace = tell(&script, Variant::Eager);
    for who in [member(1), member(2)] {
        let told = first(&trace, "REBALANCE_IN_PROGRESS", |e| {
            e.actor == who
                && matches!(e.kind, EventKind::Received(m) if trace.message(m).body == Body::HeartbeatResponse { error: ErrorCode::RebalanceInProgress })
        });
        let revoked = first(&trace, "the revocation after it", |e| {
            e.at >= told.at && e.actor == who && matches!(e.kind, EventKind::Revoked(_))
        });
        assert!(seconds(told.at, revoked.at) < 0.01);
    }
}

#[test]
fn cooperative_takes_away_just_what_moves_and_hands_it_over_one_heartbeat_later() {
    let script = format!(r#"{TWO}, {{"at_ms": 15300, "do": "start", "member": "c3"}}"#);
    let trace = tell(&script, Variant::Cooperative);
    let revoked: Vec<&Event> = trace.events.iter().filter(|e| matches!(e.kind, EventKind::Revoked(_))).collect();
    let moved: usize =
        revoked.iter().map(|e| if let EventKind::Revoked(s) = e.kind { trace.sets.get(s).len() } else { 0 }).sum();
    assert_eq!((revoked.len(), moved), (2, 2), "one of each old member's three");
    let got = first(&trace, "the hand-over", |e| {
        e.actor == member(3) && matches!(e.kind, EventKind::Assigned(s) if trace.sets.get(s).len() == 2)
    });
    assert!(
        (seconds(revoked[0].at, got.at) - 2.0).abs() < 0.05,
        "the follow-up waits for the newcomer's next heartbeat"
    );
}

#[test]
fn a_dead_member_is_found_one_session_timeout_after_its_last_sign_of_life() {
    let script = format!(r#"{TWO}, {{"at_ms": 15700, "do": "kill", "member": "c2"}}"#);
    let trace = tell(&script, Variant::Eager);
    let removed =
        first(&trace, "the removal", |e| matches!(e.kind, EventKind::MemberRemoved(_, Removal::SessionTimeout)));
    let heard = trace.events.iter().rfind(|e| {
        e.at < removed.at && matches!(e.kind, EventKind::SessionStarted(id) if trace.member_of(id) == MemberIdx(1))
    });
    assert!((seconds(heard.unwrap().at, removed.at) - 6.0).abs() < 0.001);
    // Commits are signs of life too: the last heartbeat alone would have ended the session earlier.
    let beat = trace.messages.iter().rfind(|m| m.from == member(2) && m.body.api() == Api::Heartbeat).unwrap();
    assert!(seconds(beat.arrived.unwrap(), removed.at) > 6.1);
    let state = StateAt::new(Rc::new(trace)).at(SimTime::from_millis(19_000));
    assert!(
        state
            .partitions
            .iter()
            .enumerate()
            .any(|(p, _)| state.holders(rebalance_model::PartitionIdx::at(p)).count() == 0)
    );
}

#[test]
fn a_member_that_does_not_poll_leaves_by_itself_and_its_late_batch_is_done_twice() {
    let script = format!(r#"{TWO}, {{"at_ms": 15300, "do": "stall", "member": "c2", "ms": 15000}}"#);
    let trace = tell(&script, Variant::Eager);
    let late = trace.batches.iter().find(|b| b.commit == Some(CommitOutcome::CommitFailed)).unwrap();
    let left = first(&trace, "LeaveGroup", |e| matches!(e.kind, EventKind::MemberRemoved(_, Removal::Left)));
    let waited = seconds(late.polled, left.at);
    assert!((10.0..10.15).contains(&waited), "left {waited} s after its poll");
    let (p, offset, _) = late.records[0];
    let times =
        trace.batches.iter().flat_map(|b| &b.records).filter(|r| r.0 == p && (r.1..=r.2).contains(&offset)).count();
    assert_eq!(times, 2);
    let lost = first(&trace, "the loss", |e| matches!(e.kind, EventKind::PartitionsLost(_)));
    assert!(lost.at > late.committed.unwrap(), "it learns of it in its next poll(), not before");
}

#[test]
fn cooperative_members_consume_through_a_rebalance_but_cannot_commit() {
    let script = format!(r#"{TWO}, {{"at_ms": 15300, "do": "start", "member": "c3"}}"#);
    let failed =
        |v| tell(&script, v).batches.iter().filter(|b| b.commit == Some(CommitOutcome::RebalanceInProgress)).count();
    assert!(failed(Variant::Cooperative) > 10);
    assert_eq!(failed(Variant::Eager), 0, "an eager member has nothing to process meanwhile");
}

#[test]
fn close_revokes_leaves_and_starts_the_rebalance_at_once() {
    let script = format!(r#"{TWO}, {{"at_ms": 15700, "do": "close", "member": "c2"}}"#);
    let trace = tell(&script, Variant::Eager);
    let closing = first(&trace, "close()", |e| e.kind == EventKind::Closing);
    let left = first(
        &trace,
        "the rebalance",
        |e| matches!(e.kind, EventKind::Group(c) if matches!(c.reason, Some(RebalanceReason::Left(_)))),
    );
    assert!(seconds(closing.at, left.at) < 0.01);
    assert!(matches!(first(&trace, "closed", |e| e.kind == EventKind::Closed).actor, Actor::Member(MemberIdx(1))));
}

#[test]
fn an_exception_out_of_the_loop_is_noticed_only_when_the_poll_interval_is_over() {
    let script = format!(r#"{TWO}, {{"at_ms": 15300, "do": "throw", "member": "c2"}}"#);
    let trace = tell(&script, Variant::Eager);
    let thrown = first(&trace, "the exception", |e| e.kind == EventKind::Thrown);
    let left = first(&trace, "LeaveGroup", |e| matches!(e.kind, EventKind::MemberRemoved(_, Removal::Left)));
    assert!((9.9..10.2).contains(&seconds(thrown.at, left.at)));
    let beats = sends(&trace, member(2), Api::Heartbeat).into_iter().filter(|(at, _)| *at > thrown.at).count();
    assert!(beats >= 4, "its heartbeats go on meanwhile");
}

#[test]
fn a_group_that_runs_already_starts_stable_and_goes_on_from_its_offsets() {
    let text = r#"{"name": "running", "topics": {"orders": 2}, "members": {"a": {}, "b": {}}, "duration_ms": 5000,
        "initial": {"state": "Stable", "generation": 7, "assignment": {"a": ["orders-0"], "b": ["orders-1"]},
        "offsets": {"orders-0": [100, 120], "orders-1": [50, 50]}}, "script": []}"#;
    let scenario = Rc::new(Scenario::from_json(&serde_json::from_str::<Json>(text).unwrap()).unwrap());
    let trace = run(&scenario, Variant::Eager, Options::default()).unwrap();
    assert_eq!(state_changes(&trace), [(SimTime::ZERO, GroupState::Stable)]);
    let start = StateAt::new(Rc::new(trace.clone())).at(SimTime::ZERO);
    assert_eq!((start.group.generation.0, start.members[0].client), (7, ClientState::Stable));
    assert_eq!(trace.batches.iter().map(|b| b.records[0].1).min(), Some(50));
    assert!(trace.batches.iter().any(|b| b.records.iter().any(|(_, first, last)| *first == 100 && *last >= 119)));
}

#[test]
fn half_an_hour_of_waiting_is_told_as_a_quiet_stretch_and_nothing_else_changes() {
    let members = r#""c1": {"session.timeout.ms": 1800000}, "c2": {"session.timeout.ms": 1800000}"#;
    let scenario = scenario(members, &format!(r#"{TWO}, {{"at_ms": 15700, "do": "kill", "member": "c2"}}"#));
    let trace = run(&scenario, Variant::Eager, Options::default()).unwrap();
    let removed =
        first(&trace, "the removal", |e| matches!(e.kind, EventKind::MemberRemoved(_, Removal::SessionTimeout)));
    assert!((1_800.0..1_816.0).contains(&seconds(SimTime::ZERO, removed.at)));
    assert!(trace.events.len() < 20_000 && !trace.quiet.is_empty());
    // c1 has gone on with its own three all the while: in the middle of the stretch and at its end.
    let states = StateAt::new(Rc::new(trace.clone()));
    for at in [SimTime::from_millis(900_100), removed.at.before(SimDuration::from_millis(100))] {
        let state = states.at(at);
        for p in &state.members[0].held {
            assert!(state.lag(&trace, *p, at) <= 1, "{p:?} lags by {} at {at}", state.lag(&trace, *p, at));
        }
    }
}

#[test]
fn a_quiet_stretch_never_hides_news() {
    // With Kafka's defaults the rebalance timeout lies minutes ahead while the survivors wait for their next heartbeat.
    let text = r#"{"name": "defaults", "topics": {"orders": 6}, "members": {"c1": {}, "c2": {}, "c3": {}}, "duration_ms": 20000,
        "script": [{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 0, "do": "start", "member": "c2"},
        {"at_ms": 15000, "do": "kill", "member": "c2"}, {"at_ms": 16000, "do": "start", "member": "c3"}]}"#;
    let scenario = Rc::new(Scenario::from_json(&serde_json::from_str::<Json>(text).unwrap()).unwrap());
    for variant in [Variant::Eager, Variant::Cooperative] {
        let trace = run(&scenario, variant, Options::default()).unwrap();
        let told = trace.messages.iter().filter(|m| m.body.error() == ErrorCode::RebalanceInProgress);
        let began =
            |at| state_changes(&trace).iter().rfind(|c| c.0 <= at && c.1 == GroupState::PreparingRebalance).unwrap().0;
        for m in told {
            assert!(seconds(began(m.sent), m.sent) < 3.2 || m.to == member(2), "told {} after it began", m.sent);
        }
        assert!(
            state_changes(&trace).last().unwrap().0 < SimTime::from_millis(70_000),
            "{variant}: {:?}",
            state_changes(&trace)
        );
    }
}

#[test]
fn a_fetch_is_given_up_after_request_timeout_ms_and_the_next_one_finds_all_that_came() {
    let script = r#"{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 8000, "do": "network_down", "member": "c1", "ms": 5000}"#;
    for (timeout, records) in [(30_000, 1), (3_000, 21)] {
        let members = format!(r#""c1": {{"request.timeout.ms": {timeout}, "session.timeout.ms": 12000}}"#);
        let trace = run(&scenario(&members, script), Variant::Eager, Options::default()).unwrap();
        let up = SimTime::from_millis(13_000);
        let batch = trace.batches.iter().find(|batch| batch.returned > up).unwrap();
        let (_, first, last) = batch.records[0];
        assert_eq!(last - first + 1, records, "with {timeout} ms");
    }
}

#[test]
fn close_waits_for_answers_no_longer_than_a_request_may_take() {
    let script = r#"{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 8000, "do": "network_down", "member": "c1", "ms": 9000},
        {"at_ms": 9000, "do": "close", "member": "c1"}"#;
    let members = r#""c1": {"request.timeout.ms": 4000, "session.timeout.ms": 12000, "enable.auto.commit": true}"#;
    let trace = run(&scenario(members, script), Variant::Eager, Options::default()).unwrap();
    let closing = first(&trace, "close", |e| e.kind == EventKind::Closing).at;
    let closed = first(&trace, "its end", |e| e.kind == EventKind::Closed).at;
    let took = seconds(closing, closed);
    assert!((4.0..4.1).contains(&took), "{took}");
    // The heartbeat that went out just before was not answered in time either: there is no coordinator to ask any more.
    assert!(sends(&trace, member(1), Api::LeaveGroup).is_empty());
}

#[test]
fn a_full_group_takes_nobody_but_those_it_has() {
    // The third comes while the group is Stable; later the second goes, and those who are left meet again.
    let text = r#"{"name": "full", "topics": {"orders": 6}, "broker": {"group.max.size": "2"},
        "consumer": {"session.timeout.ms": 6000, "heartbeat.interval.ms": 2000, "max.poll.interval.ms": 10000},
        "members": {"c1": {}, "c2": {}, "c3": {}}, "duration_ms": 20000, "script": [
            {"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 300, "do": "start", "member": "c2"},
            {"at_ms": 9000, "do": "start", "member": "c3"}, {"at_ms": 14000, "do": "close", "member": "c2"}]}"#;
    let scenario = Rc::new(Scenario::from_json(&serde_json::from_str::<Json>(text).unwrap()).unwrap());
    for variant in [Variant::Eager, Variant::Cooperative] {
        let trace = run(&scenario, variant, Options::default()).unwrap();
        let answers = sends(&trace, Actor::Coordinator, Api::JoinGroup);
        let refused =
            |body: &Body| matches!(body, Body::JoinGroupResponse { error: ErrorCode::GroupMaxSizeReached, .. });
        let at: Vec<SimTime> = answers.iter().filter(|(_, body)| refused(body)).map(|(at, _)| *at).collect();
        assert!(!at.is_empty(), "{variant}: nobody is refused");
        assert!(at.iter().all(|at| *at > SimTime::from_millis(9_000)), "{variant}: those it has are taken: {at:?}");
        let after = SimTime::from_millis(14_000);
        let last = state_changes(&trace).into_iter().rfind(|(at, _)| *at > after);
        assert_eq!(last.map(|(_, state)| state), Some(GroupState::Stable), "{variant}: who is left goes on");
    }
}

#[test]
fn who_has_no_assignor_in_common_with_all_others_is_refused() {
    // c1 and c2 share range; c3 and c2 share roundrobin, but c1 has only the one.
    let members = r#""c1": {"partition.assignment.strategy": "range"},
        "c2": {"partition.assignment.strategy": "roundrobin,range"}, "c3": {"partition.assignment.strategy": "roundrobin"}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 300, "do": "start", "member": "c2"},
        {"at_ms": 9000, "do": "start", "member": "c3"}"#;
    let trace = run(&scenario(members, script), Variant::AsConfigured, Options::default()).unwrap();
    let refused: Vec<(SimTime, Actor)> = trace
        .messages
        .iter()
        .filter(|m| matches!(m.body, Body::JoinGroupResponse { error: ErrorCode::InconsistentGroupProtocol, .. }))
        .map(|m| (m.sent, m.to))
        .collect();
    assert!(!refused.is_empty(), "nobody is refused");
    for (at, who) in refused {
        assert!(at > SimTime::from_millis(9_000), "c2 shares one of its two: {at}");
        assert_eq!(who, member(3));
    }
    let stable = state_changes(&trace).iter().filter(|(_, state)| *state == GroupState::Stable).count();
    assert!(stable >= 1, "the two go on");
}

#[test]
fn an_id_that_runs_out_cuts_an_initial_delay_short_and_a_member_that_leaves_does_not() {
    // c1 is in at once; the group waits 20 s for others. Ids that were only given out last as long as a session, 6 s.
    let waits = |script: &str| {
        let mut scenario = (*scenario(r#""c1": {}, "c2": {}"#, &format!("{TWO}{script}"))).clone();
        scenario.broker.set("group.initial.rebalance.delay.ms", "20000");
        run(&Rc::new(scenario), Variant::Eager, Options::default()).unwrap()
    };
    let ended = |trace: &Trace| {
        first(
            trace,
            "the join phase's end",
            |e| matches!(e.kind, EventKind::Group(c) if c.to == GroupState::CompletingRebalance),
        )
        .at
    };
    let undisturbed = waits("");
    assert!(ended(&undisturbed) > SimTime::from_millis(20_000));
    // c2 is cut off between its two JoinGroups, and never comes to use its id.
    let cut_off = sends(&undisturbed, member(2), Api::JoinGroup)[0].0.as_millis();
    let lost = waits(&format!(r#", {{"at_ms": {cut_off}, "do": "network_down", "member": "c2", "ms": 30000}}"#));
    let given = first(&lost, "an id for c2", |e| {
        matches!(e.kind, EventKind::Sent(m) if lost.message(m).to == member(2)
            && lost.message(m).body.error() == ErrorCode::MemberIdRequired)
    });
    assert!((seconds(given.at, ended(&lost)) - 6.0).abs() < 0.01, "{} {}", given.at, ended(&lost));
    let left = waits(r#", {"at_ms": 5000, "do": "close", "member": "c2"}"#);
    assert!(ended(&left) > SimTime::from_millis(20_000), "{}", ended(&left));
}

/// The same with these settings of the broker.
#[test]
fn a_quiet_stretch_does_not_begin_while_a_member_that_joins_goes_on_consuming() {
    // c1 keeps the others waiting for minutes. c2 keeps what it has, so that its batches go on; c3 has nothing to do.
    let slow = r#""max.poll.interval.ms": 600000"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 300, "do": "start", "member": "c2"},
        {"at_ms": 15000, "do": "stall", "member": "c1", "ms": 240000}, {"at_ms": 20000, "do": "start", "member": "c3"}"#;
    let members = format!(r#""c1": {{{slow}}}, "c2": {{{slow}}}, "c3": {{{slow}}}"#);
    let trace = tell_with(&[], &members, script, Variant::Cooperative);
    let (from, to) = (SimTime::from_millis(30_000), SimTime::from_millis(250_000));
    let batches = trace.batches.iter().filter(|b| b.returned > from && b.returned < to).count();
    assert!(batches > 800, "{batches} batches of c2, four a second");
}

fn tell_with(broker: &[(&str, &str)], members: &str, script: &str, variant: Variant) -> Trace {
    let mut scenario = (*scenario(members, script)).clone();
    for (name, value) in broker {
        scenario.broker.set(name, *value);
    }
    run(&Rc::new(scenario), variant, Options::default()).unwrap()
}

/// The same with a network on which a message takes 5 ms, so that somebody can die while it is under way.
fn tell_slowly(members: &str, script: &str, variant: Variant) -> Trace {
    let latencies = Latencies { one_way: SimDuration::from_millis(5), ..Latencies::RECORDING_MACHINE };
    run(&scenario(members, script), variant, Options { latencies, ..Options::default() }).unwrap()
}

fn turns_to(trace: &Trace, to: GroupState) -> Vec<SimTime> {
    state_changes(trace).into_iter().filter(|(_, state)| *state == to).map(|(at, _)| at).collect()
}

fn removals(trace: &Trace) -> Vec<(SimTime, Removal)> {
    let removal = |e: &Event| if let EventKind::MemberRemoved(_, why) = e.kind { Some((e.at, why)) } else { None };
    trace.events.iter().filter_map(removal).collect()
}

/// Half an hour: what is to happen before lies within a quiet stretch.
const LONG_SESSIONS: &str = r#""c1": {"session.timeout.ms": 1800000, "max.poll.interval.ms": 300000},
    "c2": {"session.timeout.ms": 1800000, "max.poll.interval.ms": 300000}"#;

#[test]
fn a_quiet_stretch_ends_before_an_id_that_nobody_used_runs_out() {
    let start = r#"{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 15000, "do": "start", "member": "c2"}"#;
    let undisturbed = tell_slowly(LONG_SESSIONS, start, Variant::Eager);
    // c2 dies between its two JoinGroups.
    let asks = sends(&undisturbed, member(2), Api::JoinGroup)[0].0.as_millis();
    let script = format!(r#"{start}, {{"at_ms": {}, "do": "kill", "member": "c2"}}"#, asks + 2);
    let trace = tell_slowly(LONG_SESSIONS, &script, Variant::Eager);
    let given =
        first(&trace, "an id for c2", |e| e.at.as_millis() >= asks && matches!(e.kind, EventKind::MemberPending(_)));
    let removed = removals(&trace);
    assert!(matches!(removed[..], [(_, Removal::PendingTimeout)]), "{removed:?}");
    assert_eq!(removed[0].0 - given.at, SimDuration::from_millis(1_800_000));
    assert!(!trace.quiet.is_empty());
}

#[test]
fn a_quiet_stretch_ends_before_a_sync_phase_does() {
    let completes = turns_to(&tell_with(&[], LONG_SESSIONS, TWO, Variant::Eager), GroupState::CompletingRebalance)[0];
    // The leader dies before it can assign anything, and later the other one, who waits for it.
    let script = format!(
        r#"{TWO}, {{"at_ms": {}, "do": "kill", "member": "c1"}}, {{"at_ms": 15000, "do": "kill", "member": "c2"}}"#,
        completes.as_millis()
    );
    let trace = tell_with(&[], LONG_SESSIONS, &script, Variant::Eager);
    assert_eq!(turns_to(&trace, GroupState::CompletingRebalance)[0], completes);
    let removed = removals(&trace);
    assert_eq!(removed[0].0 - completes, SimDuration::from_millis(300_000), "{removed:?}");
    assert!(!trace.quiet.is_empty());
}

#[test]
fn a_newcomer_whose_five_minutes_are_over_cuts_an_initial_delay_short() {
    let members = r#""c1": {"max.poll.interval.ms": 900000}, "c2": {"max.poll.interval.ms": 900000}"#;
    let script = r#"{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 100000, "do": "start", "member": "c2"}"#;
    let trace = tell_with(&[("group.initial.rebalance.delay.ms", "400000")], members, script, Variant::Eager);
    let added = first(&trace, "c1", |e| matches!(e.kind, EventKind::MemberAdded(_))).at;
    let completed = turns_to(&trace, GroupState::CompletingRebalance)[0];
    assert_eq!(completed - added, SimDuration::from_millis(300_000));
}

#[test]
fn a_joingroup_that_is_sent_again_is_answered_as_the_first_time() {
    // Who is cut off while it waits in JoinGroup closes the connection after max.poll.interval.ms and five seconds. The
    // other one's longer rebalance timeout is what the sync phase lasts.
    let short = r#"{"session.timeout.ms": 60000, "request.timeout.ms": 3000}"#;
    let long = r#"{"session.timeout.ms": 60000, "max.poll.interval.ms": 90000}"#;
    let cut_off = |who: &str| format!(r#"{{"at_ms": 3000, "do": "network_down", "member": "{who}", "ms": 17000}}"#);
    let again = |trace: &Trace, who: Actor| {
        let to = |m: &&rebalance_model::message::Message| m.to == who && m.sent > SimTime::from_millis(20_000);
        trace.messages.iter().filter(to).find_map(|m| match &m.body {
            Body::JoinGroupResponse { error, members, .. } => Some((*error, members.len())),
            _ => None,
        })
    };
    // The leader dies before it can assign anything; the other one is told no members.
    let script = format!(r#"{TWO}, {}, {{"at_ms": 4000, "do": "kill", "member": "c1"}}"#, cut_off("c2"));
    let follower = tell_with(&[], &format!(r#""c1": {long}, "c2": {short}"#), &script, Variant::Eager);
    assert_eq!(again(&follower, member(2)), Some((ErrorCode::None, 0)));
    let script = format!("{TWO}, {}", cut_off("c1"));
    let leader = tell_with(&[], &format!(r#""c1": {short}, "c2": {long}"#), &script, Variant::Eager);
    assert_eq!(again(&leader, member(1)), Some((ErrorCode::None, 2)));
}

#[test]
fn a_timer_of_a_broker_that_is_no_more_does_not_cut_a_quiet_stretch_short() {
    // The five minutes of newcomers that began before the broker was stopped mean nothing to the next one.
    let script = format!(
        r#"{TWO}, {{"at_ms": 9000, "do": "restart_broker", "ms": 3000}}, {{"at_ms": 50000, "do": "kill", "member": "c1"}},
        {{"at_ms": 55000, "do": "kill", "member": "c2"}}"#
    );
    let trace = tell_with(&[], LONG_SESSIONS, &script, Variant::Eager);
    let five_minutes = SimTime::from_millis(300_000);
    let stretches: Vec<(SimTime, SimTime)> = trace.quiet.iter().map(|quiet| (quiet.from, quiet.until)).collect();
    assert!(
        stretches
            .iter()
            .any(|(from, until)| *from < five_minutes && *until > five_minutes + SimDuration::from_millis(60_000)),
        "{stretches:?}"
    );
}

#[test]
fn a_commit_that_nobody_hears_is_sent_again_when_the_coordinator_is_found() {
    // c1 takes a second from its last heartbeat to onJoinPrepare, where it commits; the broker is stopped in between, and
    // for longer than a request may take.
    let members =
        r#""c1": {"enable.auto.commit": true, "request.timeout.ms": 3000, "session.timeout.ms": 60000}, "c2": {}"#;
    let latencies = Latencies { notice: SimDuration::from_millis(1_000), ..Latencies::RECORDING_MACHINE };
    let start = r#"{"at_ms": 0, "do": "start", "member": "c1"}, {"at_ms": 8000, "do": "start", "member": "c2"}"#;
    for variant in [Variant::Eager, Variant::Cooperative] {
        let tell = |script: &str| {
            let plan = scenario(members, script);
            run(&plan, variant, Options { latencies, ..Options::default() }).unwrap()
        };
        let undisturbed = tell(start);
        let joins = sends(&undisturbed, member(1), Api::JoinGroup);
        let stops = joins.iter().find(|(at, _)| *at > SimTime::from_millis(8_000)).unwrap().0.as_millis() - 500;
        let trace = tell(&format!(r#"{start}, {{"at_ms": {stops}, "do": "restart_broker", "ms": 10000}}"#));
        let back = SimTime::from_millis(stops + 10_000);
        let commits = sends(&trace, member(1), Api::OffsetCommit);
        let next_join = sends(&trace, member(1), Api::JoinGroup).into_iter().find(|(at, _)| *at > back).unwrap().0;
        assert!(commits.iter().any(|(at, _)| *at > back && *at < next_join), "{variant}: {commits:?} {next_join}");
    }
}

#[test]
fn an_auto_commit_ends_the_wait_inside_poll_and_is_no_later_than_a_batch_keeps_it() {
    let members = r#""c1": {"enable.auto.commit": true, "auto.commit.interval.ms": 700}"#;
    let trace =
        run(&scenario(members, r#"{"at_ms": 0, "do": "start", "member": "c1"}"#), Variant::Eager, Options::default())
            .unwrap();
    let commits: Vec<SimTime> = sends(&trace, member(1), Api::OffsetCommit).into_iter().map(|(at, _)| at).collect();
    assert!(commits.len() > 10, "{commits:?}");
    // The first second brings a backlog; then a batch takes six records of 5 ms.
    let regular = commits.iter().filter(|at| **at > SimTime::from_millis(6_000));
    let regular: Vec<SimTime> = regular.copied().collect();
    for pair in regular.windows(2) {
        let apart = seconds(pair[0], pair[1]);
        assert!((0.7..0.732).contains(&apart), "{apart} s apart: {regular:?}");
    }
}

#[test]
fn the_commit_before_a_rebalance_keeps_records_from_an_eager_application_only() {
    // c1 has records ready when it hears of the rebalance: it was away for three seconds.
    let script = format!(
        r#"{TWO}, {{"at_ms": 12130, "do": "stall", "member": "c1", "ms": 3000}}, {{"at_ms": 12610, "do": "close", "member": "c2"}}"#
    );
    let members = r#""c1": {"enable.auto.commit": true, "auto.commit.interval.ms": 60000}, "c2": {}"#;
    for (variant, records) in [(Variant::Cooperative, true), (Variant::Eager, false), (Variant::Sticky, false)] {
        let trace = run(&scenario(members, &script), variant, Options::default()).unwrap();
        let after = |sent: Vec<(SimTime, Body)>| sent.into_iter().find(|(at, _)| *at > SimTime::from_millis(12_610));
        let commit = after(sends(&trace, member(1), Api::OffsetCommit)).unwrap().0;
        let join = after(sends(&trace, member(1), Api::JoinGroup)).unwrap().0;
        let batches = trace.batches.iter().filter(|b| b.returned > commit && b.returned < join).count();
        assert_eq!(batches, usize::from(records), "{variant}: it commits at {commit} and joins at {join}");
    }
}

#[test]
fn who_closes_while_it_waits_in_the_join_phase_is_heard_when_that_is_over() {
    // The broker reads one request at a time from a connection, and c1's JoinGroup waits for c2, which is slow.
    let script = format!(
        r#"{TWO}, {{"at_ms": 11880, "do": "stall", "member": "c2", "ms": 4000}},
        {{"at_ms": 12030, "do": "start", "member": "c3"}}, {{"at_ms": 14110, "do": "close", "member": "c1"}}"#
    );
    let trace = tell(&script, Variant::Eager);
    let (asked, _) = sends(&trace, member(1), Api::LeaveGroup)[0].clone();
    assert_eq!(asked.as_millis(), 14_112);
    let read = trace.messages.iter().find(|m| m.body.api() == Api::LeaveGroup).unwrap().arrived.unwrap();
    let joined = sends(&trace, Actor::Coordinator, Api::JoinGroup);
    let last = joined.iter().rfind(|(at, _)| *at <= read).unwrap();
    assert!(matches!(last.1, Body::JoinGroupResponse { error: ErrorCode::None, .. }), "{last:?}");
    assert!(read > SimTime::from_millis(15_800) && seconds(last.0, read) < 0.001, "read at {read}");
    // Its generation is over before it has begun: those who wait for their assignment are sent back.
    let refused = |body: &Body| matches!(body, Body::SyncGroupResponse { error: ErrorCode::RebalanceInProgress, .. });
    let after = |(at, body): &&(SimTime, Body)| *at >= read && refused(body);
    assert_eq!(sends(&trace, Actor::Coordinator, Api::SyncGroup).iter().filter(after).count(), 2);
    let gone = removals(&trace);
    assert!(gone.iter().any(|(at, why)| *at == read && *why == Removal::Left), "{gone:?}");
}
