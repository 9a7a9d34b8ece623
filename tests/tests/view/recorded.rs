//! A recording as a lane beside the simulated ones.

use rebalance_import::replay;
use rebalance_tests::recorded;
use rebalance_view::session::{Notice, View};
use rebalance_view::{Made, views};

use super::*;

/// The recording of a variant of a built-in scenario, as the page gets it.
fn recording(scenario: usize, variant: Variant) -> Lane {
    let text = recorded::text("recordings", &format!("{}.{}.1", BUILTIN[scenario].name, variant.name()));
    Lane::recorded(Rc::new(replay::replay(&serde_json::from_str(&text).unwrap()).unwrap()))
}

/// A bench whose recordings have come.
fn with_recordings(scenario: usize, query: &str) -> Bench {
    let mut bench = Bench::of(scenario, query);
    let wanted: Vec<Variant> = bench.session.recorded.iter().map(|r| r.variant).collect();
    for variant in wanted {
        bench.act(Action::Recording(scenario, variant, Some(recording(scenario, variant))));
    }
    bench
}

fn titles(bench: &mut Bench) -> Vec<&'static str> {
    bench.at(ms(16_000)).lanes.iter().map(|lane| lane.title).collect()
}

#[test]
fn every_recording_that_the_page_offers_is_there_and_can_be_shown() {
    for (scenario, builtin) in BUILTIN.iter().enumerate() {
        for variant in builtin.recorded {
            let lane = recording(scenario, *variant);
            let own = super::builtin(scenario);
            let of = |s: &Scenario| (s.members.len(), s.partition_count(), s.script.clone());
            assert_eq!(of(lane.trace().scenario()), of(&own), "{} {variant}", builtin.name);
        }
    }
}

#[test]
fn a_recording_stands_beside_the_lane_of_its_variant_and_says_what_it_is() {
    let mut bench = with_recordings(SLOW_BATCH, "lanes=eager,cooperative,recorded:eager");
    assert_eq!(titles(&mut bench), ["Eager", "Eager, recorded", "Cooperative"]);
    let scene = bench.at(ms(16_500));
    assert_eq!((scene.lanes[1].made, scene.lanes[1].assignor), (Made::Recorded, "real Kafka 4.3.1, recorded"));
    assert_eq!(scene.lanes[1].assignors, []);
    assert_eq!(scene.lanes[1].verdict, scene.lanes[0].verdict, "the real run stops the same partitions");
    assert_eq!(scene.score[0].values.len(), 3);
    assert_eq!(scene.limits, Vec::<String>::new());
    // What a recording does not know is not counted.
    assert!(scene.lanes[0].cards[0].heartbeat.counts && !scene.lanes[1].cards[0].heartbeat.counts);
    assert!(scene.lanes[1].cards[0].poll.counts);
}

#[test]
fn in_korean_its_lane_is_called_so() {
    let mut bench = with_recordings(SLOW_BATCH, "lang=ko&lanes=eager,cooperative,recorded:eager");
    assert_eq!(titles(&mut bench), ["Eager", "Eager, 녹화", "Cooperative"]);
    let offered = bench.at(ms(16_000)).recordings;
    let mut configured =
        with_recordings(place("upgrade-to-cooperative"), "lang=ko&lanes=as-configured,recorded:as-configured");
    assert_eq!(titles(&mut configured), ["설정대로", "설정대로, 녹화"]);
    // Whatever a lane may be called: Kafka's names, and no other word of English.
    for bench in [&mut bench, &mut configured] {
        let scene = bench.at(ms(16_000));
        let said = format!("{:?} {:?} {:?} {:?}", scene.lanes[1].table.caption, offered, scene.narration, scene.limits);
        assert!(!said.contains("recorded") && !said.contains("configured"), "{said}");
    }
}

#[test]
fn while_it_comes_the_lanes_are_the_simulated_ones() {
    let mut bench = Bench::of(SLOW_BATCH, "lanes=eager,recorded:eager");
    assert_eq!(titles(&mut bench), ["Eager"]);
    bench.act(Action::Recording(CRASH, Variant::Eager, Some(recording(CRASH, Variant::Eager))));
    assert_eq!(titles(&mut bench), ["Eager"], "the recording of another scenario");
    bench.act(Action::Recording(SLOW_BATCH, Variant::Eager, None));
    assert_eq!(bench.session.notices, [Notice::NoRecording]);
    assert_eq!(bench.session.recorded, []);
}

#[test]
fn recordings_are_offered_while_there_is_room_and_for_what_is_shown() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let offered = |bench: &mut Bench| -> Vec<Variant> {
        bench.at(ms(16_000)).recordings.iter().map(|(variant, _)| *variant).collect()
    };
    assert_eq!(offered(&mut bench), [Variant::Eager, Variant::Cooperative]);
    bench.act(Action::AddRecording(Variant::Cooperative));
    assert_eq!(offered(&mut bench), []);
    assert_eq!(bench.at(ms(16_000)).addable, [], "there are three lanes");
    bench.act(Action::AddRecording(Variant::Eager));
    assert_eq!(bench.session.recorded.len(), 1);
    bench.act(Action::RemoveRecording(Variant::Cooperative));
    assert_eq!(offered(&mut bench).len(), 2);
    // The one whose members say themselves how they are configured.
    let mut upgrade = Bench::of(place("upgrade-to-consumer-protocol"), "lanes=as-configured");
    assert_eq!(offered(&mut upgrade), [Variant::AsConfigured]);
}

#[test]
fn another_scenario_has_recordings_of_its_own() {
    let mut bench = with_recordings(SLOW_BATCH, "lanes=eager,recorded:eager");
    bench.act(Action::Pick(SLOW_BATCH));
    assert!(bench.session.recorded[0].run.is_some(), "the same scenario again");
    bench.act(Action::Pick(CRASH));
    assert_eq!(bench.session.recorded.len(), 1);
    assert!(bench.session.recorded[0].run.is_none());
    bench.act(Action::Pick(place("upgrade-to-consumer-protocol")));
    assert_eq!(bench.session.recorded, [], "it was not recorded as eager");
}

#[test]
fn what_is_changed_is_not_in_a_recording_and_that_is_said() {
    let mut bench = with_recordings(CRASH, "lanes=eager,recorded:eager&session.timeout.ms=9000");
    let [said] = &bench.at(ms(20_000)).limits[..] else { panic!("one sentence is expected") };
    assert!(said.starts_with("The recording is of the scenario as its file has it"), "{said}");
    bench.session.t = ms(20_000);
    let act = Action::Act(rebalance_view::session::ActKind::Add, String::new());
    bench.act(act);
    assert_eq!(titles(&mut bench), ["Eager"], "the recording has no fourth member");
    let said = bench.at(ms(20_000)).limits;
    assert!(said.iter().any(|s| s.starts_with("The recording is not shown")), "{said:?}");
}

#[test]
fn recorded_lanes_are_in_the_address() {
    let (session, problems) = url::read("lanes=eager,recorded:eager");
    assert_eq!((session.lanes.as_slice(), session.recorded.len(), problems.len()), (&[Variant::Eager][..], 1, 0));
    assert_eq!(url::write(&session), "lanes=eager,recorded:eager&v=1");
    assert_eq!(url::write(&url::read("lanes=recorded:cooperative").0), "lanes=cooperative,recorded:cooperative&v=1");
    for wrong in [
        "lanes=eager,recorded:eager,recorded:eager",
        "lanes=recorded:none",
        "lanes=eager,cooperative,consumer,recorded:eager",
    ] {
        assert_eq!(url::read(wrong).1.len(), 1, "{wrong}");
    }
}

#[test]
fn every_view_of_a_recording_has_something_to_show() {
    for (scenario, builtin) in BUILTIN.iter().enumerate() {
        let variant = builtin.recorded[0];
        let mut bench = with_recordings(scenario, &format!("lanes={0},recorded:{0}", variant.name()));
        assert_eq!(bench.lab.lanes().len(), 2);
        for t in [15_000, 17_000, 21_000, 26_000].map(ms) {
            bench.session.t = t;
            for (name, view) in View::NAMES {
                bench.session.view = view;
                let (lab, session) = (&bench.lab, &bench.session);
                let is_shown = match view {
                    View::Messages(_) => !views::messages(lab, session, 1, t, None).members.is_empty(),
                    View::Terminal(_) => !views::terminal(lab, session, 1).trim().is_empty(),
                    View::Why => !views::why(lab, session, 1).is_empty(),
                    View::Group => !bench.at(t).lanes[1].cards.is_empty(),
                };
                assert!(is_shown, "{} {variant}: {name} at {t:?}", builtin.name);
            }
        }
    }
}
