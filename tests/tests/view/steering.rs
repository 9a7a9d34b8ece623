//! The session: what each action does, and what a refused one leaves alone.

use rebalance_model::{SimDuration, Variant};
use rebalance_view::scene::{KnobId, Scene};
use rebalance_view::session::{ActKind, Dialog, Mark, Notice, PlanError};
use rebalance_view::{Action, Lang, Session, reduce, scene, text, url};

use super::{Bench, CRASH, POLL_TIMEOUT, SLOW_BATCH, ms, place};

fn knob(scene: &Scene, name: &str) -> rebalance_view::scene::Knob {
    scene.knobs.iter().find(|k| k.name == name).unwrap().clone()
}

#[test]
fn the_page_opens_playing_two_lanes_of_the_first_scenario() {
    let s = Session::default();
    assert!(s.playing && s.lanes == [Variant::Eager, Variant::Cooperative]);
    assert_eq!(s.scenario_name(), "scale-out-slow-batch");
}

#[test]
fn a_slider_runs_all_lanes_anew_and_leaves_the_playhead() {
    let mut bench = Bench::of(CRASH, "");
    bench.act(Action::Seek(ms(18_000)));
    let before = bench.lab.end();
    bench.act(KnobId::Kafka("session.timeout.ms").set("45 000").unwrap());
    assert_eq!(bench.session.t, ms(18_000));
    assert!(bench.lab.end() > before, "the axis follows the longer run");
    let scene = bench.at(ms(18_000));
    let k = knob(&scene, "session.timeout.ms");
    assert_eq!((k.value, k.changed, Some(k.position) == k.default_position), (45_000, true, true));
    assert!(scene.lanes.iter().all(|l| l.cards[1].heartbeat.limit.as_millis() == 45_000));
    bench.act(Action::SetKafka("session.timeout.ms".into(), "6000".into()));
    assert!(bench.session.settings.kafka.is_empty(), "the scenario's own value is no override");
}

#[test]
fn what_kafka_refuses_is_said_at_its_knob_and_nothing_is_run() {
    let bench = Bench::of(CRASH, "");
    for (name, typed, says) in [
        ("heartbeat.interval.ms", "6000", "Heartbeat must be set lower than the session timeout"),
        ("session.timeout.ms", "5999", "group.min.session.timeout.ms"),
        ("session.timeout.ms", "1800001", "group.max.session.timeout.ms"),
        ("max.poll.interval.ms", "0", "at least 1"),
        ("max.poll.interval.ms", "2147483648", "Not a number of type INT"),
        ("max.poll.interval.ms", "soon", "Not a number"),
    ] {
        let action = Action::SetKafka(name.to_owned(), typed.to_owned());
        let next = reduce(&bench.session, Some(&bench.lab), action);
        let error = next.plan(&bench.base).expect_err(typed);
        let k = knob(&bench.lab.scene(&next), name);
        let problem = k.problem.unwrap_or_else(|| panic!("{name}={typed} is not refused"));
        assert!(problem.contains(says), "{problem}");
        assert_eq!(k.typed, typed, "what was typed stands");
        let told = reduce(&next, Some(&bench.lab), Action::Notify(Notice::Refused(error)));
        assert!(bench.lab.scene(&told).notices[0].contains("still the last run"));
    }
}

#[test]
fn the_bounds_themselves_are_taken() {
    for query in ["session.timeout.ms=6000", "max.poll.interval.ms=1", "max.poll.interval.ms=2147483647"] {
        Bench::of(SLOW_BATCH, query);
    }
    Bench::of(POLL_TIMEOUT, "session.timeout.ms=1800000");
}

#[test]
fn acts_happen_at_the_playhead_in_every_lane_and_can_be_taken_back() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    bench.act(Action::Seek(ms(23_000)));
    bench.act(Action::Act(ActKind::Add, String::new()));
    bench.act(Action::Seek(ms(24_000)));
    bench.act(Action::Act(ActKind::Kill, "c2".into()));
    bench.act(Action::Act(ActKind::SlowBatch(SimDuration::from_millis(2500)), "c1".into()));
    assert_eq!(bench.session.acts[0].member, "c4");
    let scene = bench.at(ms(24_200));
    assert!(scene.targets.iter().any(|t| t.label == "C4" && t.alive));
    assert!(scene.targets.iter().any(|t| t.label == "C2" && !t.alive));
    let own: Vec<_> = scene.axis.markers.iter().filter(|m| m.is_own).map(|m| (m.mark, m.label.as_str())).collect();
    let act = Mark::Act;
    assert_eq!(own, [(act(0), "C4 starts"), (act(1), "C2 is killed"), (act(2), "slow batch of C1: 2.5 s")]);
    for lane in bench.lab.lanes() {
        assert_eq!(lane.trace().scenario().members.len(), 4, "{}", lane.variant);
    }
    bench.act(Action::MoveMark(Mark::Act(1), ms(25_500)));
    assert!(bench.at(ms(24_200)).targets.iter().any(|t| t.label == "C2" && t.alive));
    bench.act(Action::Act(ActKind::Close, "c4".into()));
    bench.act(Action::RemoveMark(Mark::Act(0)));
    assert_eq!(bench.session.acts.len(), 2, "with C4 goes what was done to it");
}

#[test]
fn the_same_act_twice_at_one_instant_is_one() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    bench.act(Action::Seek(ms(23_000)));
    bench.act(Action::Act(ActKind::Kill, "c2".into()));
    bench.act(Action::Act(ActKind::Kill, "c2".into()));
    assert_eq!(bench.session.acts.len(), 1);
}

#[test]
fn what_is_done_is_told_where_the_playhead_stands() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    for (kind, says) in [(ActKind::Kill, "The process of C2 is killed"), (ActKind::Close, "C2 closes")] {
        bench.act(Action::Seek(ms(23_000)));
        let before = bench.told(ms(23_000));
        bench.act(Action::Act(kind, "c2".into()));
        assert_eq!(bench.session.t, ms(23_000), "{kind:?}");
        let now = bench.told(ms(23_000));
        assert!(now != before && now.contains(says), "{kind:?}: {now}");
        bench.act(Action::RemoveMark(Mark::Act(0)));
    }
}

#[test]
fn an_act_on_nobody_is_refused_in_a_sentence() {
    let bench = Bench::of(SLOW_BATCH, "");
    let (session, problems) = rebalance_view::url::read("act=kill:c9@16.2s");
    assert_eq!(problems, []);
    assert_eq!(session.plan(&bench.base), Err(PlanError::UnknownMember("c9".into())));
}

#[test]
fn stepping_walks_the_story_both_ways() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let stops: Vec<_> = bench.lab.story().steps.iter().map(|s| s.stop).collect();
    bench.act(Action::Home);
    let mut seen = vec![bench.session.t];
    for _ in 1..stops.len() {
        bench.act(Action::StepForward);
        seen.push(bench.session.t);
    }
    assert_eq!(seen, stops);
    assert!(!bench.session.playing);
    bench.act(Action::StepForward);
    assert_eq!(bench.session.t, bench.lab.end(), "after the last step comes the end");
    for stop in stops.iter().rev() {
        bench.act(Action::StepBack);
        assert_eq!(bench.session.t, *stop);
    }
    bench.act(Action::NextRebalance);
    let first = bench.session.t;
    assert_eq!(bench.lane(first, 0).state, "PreparingRebalance");
    bench.act(Action::NextRebalance);
    assert!(bench.session.t > first, "the follow-up of Cooperative");
    bench.act(Action::PreviousRebalance);
    assert_eq!(bench.session.t, first);
}

#[test]
fn another_scenario_begins_with_its_own_settings() {
    let mut bench = Bench::of(SLOW_BATCH, "session.timeout.ms=10000&act=kill:c2@20s&seed=4&lang=ko");
    bench.base = std::rc::Rc::new(super::builtin(CRASH));
    bench.act(Action::Pick(CRASH));
    let s = &bench.session;
    assert!(s.settings.kafka.is_empty() && s.acts.is_empty() && s.playing);
    assert_eq!((s.seed, s.lang), (4, rebalance_view::Lang::Ko), "what is no setting of the scenario stays");
}

#[test]
fn what_was_said_of_the_address_goes_with_the_scenario() {
    let bench = Bench::of(SLOW_BATCH, "");
    let (_, problems) = rebalance_view::url::read("colour=red");
    let told = reduce(&bench.session, Some(&bench.lab), Action::Notify(Notice::Url(problems[0].clone())));
    assert_eq!(told.notices.len(), 1);
    assert!(reduce(&told, Some(&bench.lab), Action::Pick(CRASH)).notices.is_empty());
}

#[test]
fn what_changes_nothing_gives_an_equal_session() {
    let bench = Bench::of(SLOW_BATCH, "t=16000");
    let s = &bench.session;
    for action in [
        Action::Pause,
        Action::CloseDialog,
        Action::Dismiss(3),
        Action::RemoveMark(Mark::Act(0)),
        Action::Settle,
        Action::Undo,
        Action::Redo,
        Action::Look(None),
        Action::Select(None),
        Action::Pick(99),
        Action::SetLanes(Vec::new()),
        Action::UnloadGroup,
        Action::SetLang(s.lang),
        Action::Reach(s.t),
    ] {
        assert_eq!(reduce(s, Some(&bench.lab), action.clone()), *s, "{action:?}");
    }
    assert_eq!(reduce(s, None, Action::Seek(ms(1))), *s, "nothing has run yet");
    let open = reduce(s, Some(&bench.lab), Action::Open(Dialog::Keys));
    assert_eq!(open.dialog, Some(Dialog::Keys));
}

#[test]
fn every_setting_in_force_is_listed_with_where_it_comes_from() {
    let bench = Bench::of(SLOW_BATCH, "max.poll.interval.ms=20000");
    let forces = scene::forces(&bench.lab, &bench.session, &[]);
    let find = |name: &str| forces.iter().find(|f| f.name == name).unwrap();
    let from = |name: &str| (find(name).value.as_str(), find(name).from);
    assert_eq!(from("max.poll.interval.ms"), ("20000", "you"));
    assert_eq!(from("session.timeout.ms"), ("6000", "scenario"));
    assert_eq!(from("retry.backoff.ms"), ("100", "Kafka’s default"));
    assert_eq!(from("enable.auto.commit").0, "false");
    assert_eq!(from("seed"), ("1", "the lab’s own"));
    for key in rebalance_model::config::KEYS {
        find(key.name);
    }
    assert_eq!(find("session.timeout.ms").bounds, "6_000 – 1_800_000".replace('_', "\u{202f}"));
}

#[test]
fn a_setting_in_force_says_what_it_does_not_do_what_is_usual_and_what_the_runs_say_of_it() {
    let crash = Bench::of(CRASH, "");
    let find = |bench: &Bench, name: &str| {
        scene::forces(&bench.lab, &bench.session, &[]).into_iter().find(|f| f.name == name).unwrap()
    };
    let session = find(&crash, "session.timeout.ms");
    assert!(session.cannot.contains("merely slow") && session.usual.starts_with("10 000 to 45 000"), "{session:?}");
    assert_eq!(session.here, "sessions that expired: Eager 1 · Cooperative 1");
    let slow = Bench::of(SLOW_BATCH, "lanes=eager");
    assert!(find(&slow, "max.poll.interval.ms").here.starts_with("the longest batch: Eager 5"));
    let stopped = find(&slow, "partition.assignment.strategy").here;
    let expected = text::duration(Lang::En, slow.lab.lanes()[0].report.stopped);
    assert_eq!(stopped, format!("partition-seconds without a holder: Eager {expected}"));
    for lang in Lang::ALL {
        let mut bench = Bench::of(CRASH, "");
        bench.session.lang = lang;
        for name in ["session.timeout.ms", "max.poll.interval.ms", "partition.assignment.strategy", "group.instance.id"]
        {
            assert!(!find(&bench, name).usual.is_empty() && !find(&bench, name).here.is_empty(), "{name}");
        }
    }
}

#[test]
fn a_scenario_about_configuration_opens_with_the_members_own() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let opened = bench.session.lanes.clone();
    bench.session = reduce(&bench.session, Some(&bench.lab), Action::Pick(place("upgrade-to-cooperative")));
    assert_eq!(bench.session.lanes, [Variant::AsConfigured]);
    let address = url::write(&bench.session);
    assert_eq!(address, "scenario=upgrade-to-cooperative&v=1", "its own lanes need no word");
    assert_eq!(url::read("scenario=upgrade-to-cooperative").0.lanes, [Variant::AsConfigured]);
    let back = reduce(&bench.session, None, Action::Pick(SLOW_BATCH));
    assert_eq!(back.lanes, opened, "and they go with it");
    let mut own = bench.session;
    own.lanes = vec![Variant::Eager];
    assert_eq!(reduce(&own, None, Action::Pick(SLOW_BATCH)).lanes, [Variant::Eager], "what somebody has chosen stays");
    assert!(
        Bench::of(place("upgrade-to-cooperative"), "lanes=eager")
            .at(ms(0))
            .addable
            .iter()
            .any(|l| l.0 == Variant::AsConfigured)
    );
}
