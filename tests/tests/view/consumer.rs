//! The lane of the consumer protocol (KIP-848): what it shows is what the run's coordinator and members have, and its
//! settings are those of Kafka.

use std::rc::Rc;

use rebalance_model::Variant;
use rebalance_model::trace::MemberState;
use rebalance_view::motion::{Anchor, Frame};
use rebalance_view::scene::Scene;
use rebalance_view::session::{LoadedGroup, opening_lanes};
use rebalance_view::text::{self, Lang};
use rebalance_view::url::{read, read_with, write};
use rebalance_view::{Action, Session, reduce};

use super::{Bench, CRASH, SLOW_BATCH, STEP_BY_STEP, builtin, ms, place};

const THREE: &str = "lanes=eager,cooperative,consumer";

fn says(told: &str, what: &str) {
    assert!(told.contains(what), "nowhere {what:?} in\n{told}");
}

#[test]
fn a_wide_window_opens_with_three_lanes_and_a_persons_choice_wins() {
    let lanes = |query: &str, width| read_with(query, width, None).0.lanes;
    assert_eq!(lanes("", 1679), [Variant::Eager, Variant::Cooperative]);
    assert_eq!(lanes("", 1680), [Variant::Eager, Variant::Cooperative, Variant::Consumer]);
    assert_eq!(lanes("lanes=sticky", 1680), [Variant::Sticky]);
    assert_eq!(lanes("", 1680), opening_lanes(1680));
    let (wide, _) = read_with("", 1920, None);
    assert_eq!(write(&wide), "", "an address names no lanes that nobody chose");
    let two = reduce(&wide, None, Action::SetLanes(wide.lanes_switched(Variant::Consumer, None)));
    assert_eq!(write(&two), "lanes=eager,cooperative&v=1");
    let (narrow, _) = read("");
    let three = reduce(&narrow, None, Action::SetLanes(narrow.lanes_with(Variant::Consumer)));
    assert_eq!(write(&three), [THREE, "&v=1"].concat());
    assert_eq!(reduce(&three, None, Action::SetLanes(opening_lanes(0))), narrow);
}

#[test]
fn a_lane_comes_to_its_protocols_place_and_is_switched_among_its_assignors() {
    let mut bench = Bench::of(SLOW_BATCH, "lanes=cooperative,consumer");
    let scene = bench.at(ms(18_000));
    assert_eq!(scene.addable, [(Variant::Eager, "Eager")]);
    assert_eq!(bench.session.lanes_with(Variant::Eager)[0], Variant::Eager);
    assert_eq!(scene.lanes[0].assignors, [], "cooperative-sticky is the only one");
    assert_eq!(scene.lanes[1].assignors, [(Variant::Consumer, "uniform"), (Variant::ConsumerRange, "range")]);
    let range = bench.session.lanes_switched(Variant::Consumer, Some(Variant::ConsumerRange));
    bench.act(Action::SetLanes(range));
    assert_eq!(bench.lane(ms(18_000), 1).assignor, "range");
    assert!(write(&bench.session).starts_with("lanes=cooperative,consumer-range"), "{}", write(&bench.session));
}

#[test]
fn what_moves_is_told_step_by_step_with_its_reasons() {
    let mut bench = Bench::of(SLOW_BATCH, "lanes=consumer");
    let story = bench.story().join("\n");
    for what in [
        "C3 joins with its first heartbeat: group epoch",
        "The coordinator computes the assignment itself, at once",
        "to be C3’s",
        "Nothing else stops",
        "is told to give up",
        "It is inside its batch, and acts only in poll()",
        "and says so by a heartbeat",
        "the next heartbeat of C3",
        "at C3",
        "Stopped: ",
        "In KIP-848 only what moves waits",
    ] {
        says(&story, what);
    }
    for classic in ["JoinGroup", "generation", "SyncGroup", "rebalance begins"] {
        assert!(!story.contains(classic), "{classic} in\n{story}");
    }
}

/// The instants of a run at which its structure changes, from its first act on.
fn instants(bench: &Bench) -> Vec<rebalance_model::SimTime> {
    let since = bench.lab.lanes()[0].report.since;
    let mut list: Vec<_> = bench.lab.lanes()[0].trace().events.iter().map(|e| e.at).filter(|t| *t > since).collect();
    list.dedup();
    list
}

#[test]
fn tiles_are_marked_for_who_is_to_have_them_and_cards_say_who_waits() {
    let mut bench = Bench::of(STEP_BY_STEP, "lanes=consumer");
    let (mut marked, mut waits, mut gives) = (0, 0, 0);
    for t in instants(&bench) {
        let state = bench.lab.lanes()[0].at.at(t);
        let Some(group) = &state.consumer else { continue };
        let lane = bench.lane(t, 0);
        for tile in lane.tiles.iter().filter(|tile| tile.to.is_some()) {
            assert_eq!(tile.to, Some(2), "all that moves is to be C3’s: {tile:?}");
            assert!(matches!(tile.place, Anchor::Card(m, _) if m.0 < 2) || matches!(tile.place, Anchor::Shelf(_)));
            marked += 1;
        }
        for (card, member) in lane.cards.iter().zip([0u16, 1, 2]) {
            let trace = bench.lab.lanes()[0].trace();
            let Some(entry) = group.members.iter().find(|m| trace.member_of(m.id).0 == member) else { continue };
            let epoch = card.epoch.as_ref().expect("a member of a consumer group");
            assert_eq!((epoch.state, &epoch.number), (entry.state.name(), &format!("epoch {}", entry.epoch)));
            assert_eq!(epoch.gives, entry.state == MemberState::UnrevokedPartitions);
            waits += usize::from(card.doing.starts_with("waits for P"));
            gives += usize::from(card.doing.starts_with("to give up P"));
        }
    }
    assert!(marked > 0 && waits > 0 && gives > 0, "{marked} marked, {waits} waits, {gives} give up");
    let rest = bench.lane(ms(26_000), 0);
    assert!(rest.tiles.iter().all(|tile| tile.to.is_none()));
    assert!(rest.cards.iter().all(|c| c.epoch.as_ref().is_some_and(|e| e.state == "STABLE")), "{:?}", rest.cards);
    assert_eq!(rest.state, "Stable");
}

#[test]
fn the_next_heartbeat_is_counted_down_to_and_then_sent() {
    let bench = Bench::of(CRASH, "lanes=consumer");
    let mut frame = Frame::default();
    bench.lab.frame(&bench.session, ms(14_000), &mut frame);
    let trace = bench.lab.lanes()[0].trace();
    for (i, card) in frame.lanes[0].meters.iter().enumerate() {
        assert!(card.epoch.counts && card.epoch.age_us <= 2_000_000, "{card:?}");
        let due = ms(14_000 + card.epoch.age_us / 1000);
        let near = trace.messages.iter().any(|m| {
            let apart = m.sent.max(due).since(m.sent.min(due)).as_millis();
            m.from == rebalance_model::message::Actor::Member(rebalance_model::MemberIdx::at(i)) && apart < 120
        });
        assert!(near, "member {i} sends nothing at {due:?}");
    }
}

#[test]
fn tokens_say_what_a_heartbeat_carries() {
    let bench = Bench::of(STEP_BY_STEP, "lanes=consumer");
    let mut labels = Vec::new();
    let mut frame = Frame::default();
    // As it is watched: a picture every tenth of a second.
    let pace = bench.lab.adaptive();
    let (from, until) = (pace.to_view(ms(15_300)), pace.to_view(ms(18_000)));
    for view in (from..until).step_by(100_000) {
        let t = pace.to_sim(view);
        bench.lab.frame(&bench.session, t, &mut frame);
        labels.extend(frame.lanes[0].tokens.iter().map(|token| token.label.to_string()));
    }
    let has = |begins: &str| labels.iter().any(|label| label.starts_with(begins));
    assert!(has("ConsumerGroupHeartbeat 0: –"), "C3 joins with nothing: {labels:?}");
    assert!(labels.iter().any(|l| l.starts_with("epoch ") && l.contains(": P")), "an assignment: {labels:?}");
    assert!(labels.iter().any(|l| l.starts_with("ConsumerGroupHeartbeat ") && l.contains(": P")), "an ack: {labels:?}");
}

#[test]
fn what_is_the_brokers_is_not_the_clients() {
    let run = |query: &str| {
        let bench = Bench::of(CRASH, &format!("lanes=consumer&{query}"));
        bench.lab.lanes()[0].trace().fingerprint()
    };
    let own = run("");
    assert_eq!(run("session.timeout.ms=20000&heartbeat.interval.ms=1000"), own, "the client’s are not passed on");
    assert_ne!(run("group.consumer.session.timeout.ms=20000"), own);
    assert_ne!(run("group.consumer.heartbeat.interval.ms=1000"), own);
    assert_ne!(run("kafka=4.0"), own);
    let mut bench = Bench::of(CRASH, "lanes=eager,consumer&group.consumer.session.timeout.ms=20000");
    let scene = bench.at(ms(14_000));
    assert_eq!(scene.lanes[1].cards[0].heartbeat.limit.as_millis(), 20_000);
    let knob = |scene: &Scene, name: &str| scene.knobs.iter().find(|k| k.name == name).cloned();
    let of_client = knob(&scene, "session.timeout.ms").unwrap();
    assert_eq!(of_client.note, "KIP-848: the broker’s");
    says(of_client.cannot, "group.consumer.session.timeout.ms");
    let of_broker = knob(&scene, "group.consumer.session.timeout.ms").unwrap();
    assert_eq!((of_broker.value, of_broker.changed, of_broker.front), (20_000, true, true));
    bench.act(Action::ResetKafka("group.consumer.session.timeout.ms".to_owned()));
    assert_eq!(knob(&bench.at(ms(0)), "group.consumer.session.timeout.ms").unwrap().value, 6_000);
    let classic = Bench::of(CRASH, "").at(ms(0));
    assert!(knob(&classic, "group.consumer.session.timeout.ms").is_none() && classic.version.is_none());
    assert_eq!(knob(&classic, "session.timeout.ms").unwrap().note, "");
}

#[test]
fn a_heartbeat_interval_of_the_broker_has_to_be_below_its_session_timeout() {
    let (session, _) = read("scenario=crash&lanes=consumer&group.consumer.session.timeout.ms=2000");
    let bench = Bench::of(CRASH, "lanes=consumer");
    assert!(session.plan(&bench.base).is_err());
    let typed = Action::SetKafka("group.consumer.session.timeout.ms".to_owned(), "2000".to_owned());
    let scene = bench.lab.scene(&reduce(&bench.session, Some(&bench.lab), typed));
    let wrong: Vec<_> = scene.knobs.iter().filter(|k| k.problem.is_some()).map(|k| k.name).collect();
    assert_eq!(wrong, ["group.consumer.session.timeout.ms", "group.consumer.heartbeat.interval.ms"]);
    assert!(read("scenario=crash&group.consumer.session.timeout.ms=2000").0.plan(&bench.base).is_ok());
}

#[test]
fn releases_are_chosen_and_what_differs_is_said() {
    let mut bench = Bench::of(SLOW_BATCH, "lanes=consumer&kafka=4.1");
    let scene = bench.at(ms(0));
    let version = scene.version.expect("the lane depends on it");
    assert_eq!(version.name(), "4.1");
    says(text::version(bench.session.lang, version), "5 ms");
    assert!(scene.knobs.iter().all(|k| k.name != "group.consumer.assignment.interval.ms"), "there is none before 4.3");
    assert_eq!(write(&bench.session), "lanes=consumer&kafka=4.1&v=1");
    bench.act(Action::SetVersion(Some(rebalance_model::config::KafkaVersion::V4_3)));
    assert_eq!(write(&bench.session), "lanes=consumer&v=1", "the scenario’s own");
    let scene = bench.at(ms(0));
    assert!(scene.knobs.iter().any(|k| k.name == "group.consumer.assignment.interval.ms"));
}

#[test]
fn the_three_are_compared_by_what_they_cost_here() {
    for scenario in [SLOW_BATCH, STEP_BY_STEP, CRASH] {
        let mut bench = Bench::of(scenario, THREE);
        let scene = bench.at(ms(0));
        let lesson = text::plain(&scene.lesson);
        let mut by_cost: Vec<_> = bench.lab.lanes().iter().map(|l| (l.report.stopped, l.variant)).collect();
        by_cost.sort();
        assert_eq!(scene.score.iter().map(|m| m.values.len()).collect::<Vec<_>>(), [3; 6]);
        for (stopped, _) in &by_cost {
            says(&lesson, &text::duration(Lang::En, *stopped));
        }
        says(&lesson, "KIP-848");
    }
    let lesson = |scenario| text::plain(&Bench::of(scenario, THREE).at(ms(0)).lesson);
    says(&lesson(SLOW_BATCH), "KIP-848 stops least here");
    says(&lesson(STEP_BY_STEP), "Eager stops least here");
    says(&lesson(CRASH), "group.consumer.session.timeout.ms");
}

#[test]
fn a_classic_group_is_upgraded_by_its_first_new_member() {
    let mut bench = Bench::of(place("upgrade-to-consumer-protocol"), THREE);
    let before = bench.lane(ms(15_000), 0);
    assert!(before.generation.starts_with("generation ") && before.cards[0].epoch.is_none());
    let after = bench.at(ms(50_000));
    for lane in &after.lanes {
        assert!(lane.generation.starts_with("group epoch "), "{}: {}", lane.title, lane.generation);
        assert_eq!((lane.state, lane.assignor), ("Stable", "uniform"), "{}", lane.title);
        assert_eq!(lane.verdict.count, "6 of 6");
    }
    assert_eq!(after.lanes[0].assignors, [], "it is no group of client-side assignors any more");
    let story = bench.story().join("\n");
    says(&story, "The first heartbeat of C1 makes the group a consumer group");
}

#[test]
fn both_languages_tell_the_lane() {
    for place in 0..rebalance_model::scenario::builtin::BUILTIN.len() {
        let mut bench = Bench::of(place, "lanes=consumer");
        for told in bench.story() {
            assert!(told.len() < 620 && !told.contains(['{', '}', '*', '?']), "{told}");
        }
        bench.act(Action::SetLang(Lang::Ko));
        for told in bench.story() {
            assert!(told.chars().any(|c| ('가'..='힣').contains(&c)), "{told}");
            assert!(!told.contains(['{', '}', '*', '?']), "{told}");
        }
    }
}

/// A group of one's own, which does as `own` does.
fn group_of(own: Option<Variant>) -> Action {
    let scenario = Rc::new(builtin(CRASH));
    let scenarios = (0..4).map(|_| scenario.clone()).collect();
    Action::LoadGroup(Rc::new(LoadedGroup { name: "billing".to_owned(), scenarios, own, played: None }))
}

#[test]
fn the_lane_that_does_as_a_loaded_group_does_comes_with_it_and_goes_with_it() {
    use Variant::{Consumer, ConsumerRange, Cooperative, Eager, RoundRobin};
    for (width, lanes, own, with) in [
        (1280, "", Some(Consumer), vec![Cooperative, Consumer]),
        (1280, "", Some(ConsumerRange), vec![Cooperative, ConsumerRange]),
        (1920, "", Some(Consumer), vec![Eager, Cooperative, Consumer]),
        (1280, "lanes=eager", Some(Consumer), vec![Eager, Consumer]),
        (1280, "", Some(RoundRobin), vec![RoundRobin, Cooperative]),
        (1280, "", Some(Cooperative), vec![Eager, Cooperative]),
        (1280, "", None, vec![Eager, Cooperative]),
    ] {
        let opened = read_with(lanes, width, None).0;
        let loaded = reduce(&opened, None, group_of(own));
        assert_eq!(loaded.lanes, with, "{lanes:?} {own:?} in {width}");
        let unloaded = reduce(&loaded, None, Action::UnloadGroup);
        let back = if lanes.is_empty() { opened.lanes } else { with };
        assert_eq!(unloaded.lanes, back, "{lanes:?} {own:?} in {width}");
    }
}

#[test]
fn the_lanes_of_one_loaded_group_are_not_the_next_ones() {
    let first = reduce(&Session::default(), None, group_of(Some(Variant::Consumer)));
    let next = reduce(&first, None, group_of(Some(Variant::Eager)));
    assert_eq!(next.lanes, opening_lanes(0));
    // Lanes that somebody has chosen since stay.
    let chosen = reduce(&first, None, Action::SetLanes(vec![Variant::Consumer]));
    assert_eq!(reduce(&chosen, None, Action::UnloadGroup).lanes, [Variant::Consumer]);
}
