//! Narration, verdicts, lesson: true, and about this run.

use std::rc::Rc;

use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_view::scene::Tone;
use rebalance_view::session::LoadedGroup;
use rebalance_view::text::{self, Lang};
use rebalance_view::{Action, Session};

use super::{Bench, CRASH, POLL_TIMEOUT, SLOW_BATCH, STEP_BY_STEP, builtin, ms, place, scenario};

fn says(story: &[String], what: &str) -> usize {
    let found = story.iter().position(|s| s.contains(what));
    found.unwrap_or_else(|| panic!("nowhere {what:?} in\n{}", story.join("\n")))
}

#[test]
fn one_slow_batch_is_told_from_beginning_to_end() {
    let story = Bench::of(SLOW_BATCH, "").story();
    let order = [
        "C1 and C2 share 6 partitions",
        "C1 takes a batch that needs 5 s",
        "C3 asks to join",
        "[eager] It gives up P3, P4 and P5 first, and now waits with empty hands",
        "The group waits for C1, which is still inside its batch",
        "P3, P4 and P5 had nobody for 3.2 s, the others for 3",
        "[cooperative] The group waits for C3",
        "P4 and P5 arrive at C3, after 2 s with nobody",
        "13 records are processed twice. C3 begins at the last commit; C2 had got further",
        "Cooperative stops least here",
    ]
    .map(|what| says(&story, what));
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn a_crash_is_told_by_silence() {
    let story = Bench::of(CRASH, "").story();
    says(&story, "The process of C2 is killed. Nobody tells the coordinator");
    says(&story, "The session of C2 expires, 6 s after the last sign of life");
    says(&story, "Both lanes stop about as long");
}

#[test]
fn a_zombie_is_told_with_what_it_does_twice() {
    let story = Bench::of(POLL_TIMEOUT, "").story();
    says(&story, "C2 has not called poll() for 10.1 s, so its own heartbeat thread leaves the group");
    says(&story, "are in two hands: C2 has not let go of them");
    says(&story, "2 records are processed twice. C2 is done with its late batch only now, after C1 and C3");
    says(&story, "C2 joins again, as a newcomer");
}

#[test]
fn a_batch_that_fits_is_told_honestly() {
    let mut bench = Bench::of(POLL_TIMEOUT, "max.poll.interval.ms=300000");
    let story = bench.story();
    says(&story, "max.poll.interval.ms allows 5 min");
    says(&story, "Nobody had to rebalance");
    let scene = bench.at(ms(20_000));
    assert_eq!(scene.score[4].values[0].text, "0");
    assert_eq!(scene.lanes[0].verdict.words, "partitions wait for the batch of C2");
}

#[test]
fn without_the_slow_batch_eager_wins_and_the_page_says_so() {
    let mut bench = Bench::of(SLOW_BATCH, "batch_ms=0");
    says(&bench.story(), "Eager stops least here: 20 ms summed over the partitions, Cooperative 4 s");
    let stopped = &bench.at(ms(0)).score[0];
    assert_eq!(stopped.values.iter().map(|v| v.tone).collect::<Vec<_>>(), [Tone::Good, Tone::Bad]);
}

#[test]
fn every_moment_of_the_fourth_is_a_step() {
    let story = Bench::of(STEP_BY_STEP, "").story();
    for what in [
        "C3 starts and looks for the group’s coordinator",
        "The coordinator gives C3 a member id",
        "C1 and C2 learn of it from the answers to their heartbeats",
        "The join phase ends: generation 2. C1 leads",
        "The assignment of generation 2 is distributed",
        "[cooperative] C1 gives up P4. C2 gives up P5.",
        "Commits of C1 and C2 are refused",
        "The join phase ends: generation 3",
    ] {
        says(&story, what);
    }
}

#[test]
fn names_partitions_and_times_are_those_of_the_run() {
    let json = BUILTIN[SLOW_BATCH].json;
    let other = json
        .replace("\"c1\"", "\"결제-2\"")
        .replace("\"c2\"", "\"billing\"")
        .replace("\"c3\"", "\"worker-9\"")
        .replace("\"orders\": 6", "\"orders\": 4, \"mails\": 3")
        .replace("\"heartbeat.interval.ms\": \"2000\"", "\"heartbeat.interval.ms\": \"1000\"")
        .replace("\"ms\": 5000", "\"ms\": 7000");
    let (session, _) = rebalance_view::url::read("seed=9");
    for lang in Lang::ALL {
        let session = rebalance_view::Session { lang, ..session.clone() };
        let mut bench = Bench::new(session, std::rc::Rc::new(scenario(&other)));
        let story = bench.story().join("\n");
        for name in ["결제-2", "billing", "worker-9", "orders-", "mails-"] {
            assert!(story.contains(name), "{name} is not told:\n{story}");
        }
        let stale = ["C1", "C2", "C3", "P1", "P4", "6 partitions", "파티션 6개"];
        assert!(stale.iter().all(|s| !story.contains(s)), "a name of another run:\n{story}");
        let took = if lang == Lang::En { "needs 7 s" } else { "7초 걸리는" };
        assert!(story.contains(took), "{story}");
    }
}

#[test]
fn verdicts_tell_stopped_from_moving_from_waiting() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let mut verdict = |t, lane: usize| {
        let v = bench.lane(ms(t), lane).verdict;
        (v.tone, format!("{} {}", v.count, v.words))
    };
    assert_eq!(verdict(13_800, 0), (Tone::Good, "6 of 6 partitions are consumed".to_owned()));
    assert_eq!(verdict(15_000, 0), (Tone::Warn, "3 of 6 partitions wait for the batch of C1".to_owned()));
    assert_eq!(verdict(17_000, 0), (Tone::Bad, "3 of 6 partitions stopped · 3 wait for the batch of C1".to_owned()));
    let waits = "3 of 6 partitions wait for the batch of C1 · commits of C2 are refused";
    assert_eq!(verdict(17_000, 1), (Tone::Warn, waits.to_owned()));
    let moving = "2 moving 4 not stopped so far · commits of C1 and C2 are refused";
    assert_eq!(verdict(20_000, 1), (Tone::Warn, moving.to_owned()));
    let mut bench = Bench::of(POLL_TIMEOUT, "");
    let double = bench.lane(ms(28_000), 0).verdict;
    assert_eq!((double.tone, double.words.as_str()), (Tone::Bad, "partitions in two hands: C2 is a zombie"));
    let mut bench = Bench::of(CRASH, "");
    let crash = bench.lane(ms(18_000), 1).verdict;
    assert_eq!((crash.tone, crash.words.as_str()), (Tone::Bad, "partitions stopped · the others go on"));
}

#[test]
fn korean_is_korean_and_english_is_english() {
    let is_korean = |s: &str| s.chars().any(|c| ('가'..='힣').contains(&c));
    for place in 0..BUILTIN.len() {
        let mut bench = Bench::of(place, "");
        assert!(bench.story().iter().all(|s| !is_korean(s)));
        bench.act(Action::SetLang(Lang::Ko));
        for told in bench.story() {
            assert!(is_korean(&told), "{told}");
            assert!(!told.contains(['{', '}', '*']), "a template shows: {told}");
        }
        let scene = bench.at(ms(16_500));
        let words = scene.tabs.iter().map(|t| t.title).chain(scene.score.iter().map(|m| m.name));
        assert!(words.chain([scene.look.as_str()]).all(is_korean));
    }
}

#[test]
fn the_first_sentence_names_what_will_be_seen() {
    for (place, scenario) in BUILTIN.iter().enumerate() {
        let mut bench = Bench::of(place, "");
        let look = bench.at(ms(0)).look;
        // A deploy is about everybody, and a topic about nobody.
        let of_all = [
            "rolling-restart",
            "rolling-restart-static",
            "add-partitions",
            "upgrade-to-cooperative",
            "upgrade-to-consumer-protocol",
        ];
        if of_all.contains(&scenario.name) {
            continue;
        }
        assert!(builtin(place).members.iter().any(|m| look.contains(&m.name.to_uppercase())), "{look}");
    }
}

#[test]
fn a_screen_reader_hears_time_generation_and_what_happens() {
    let bench = Bench::of(POLL_TIMEOUT, "");
    let said = bench.lab.spoken(&bench.session, ms(25_600));
    assert_eq!(
        said,
        "25.6 s, generation 1, PreparingRebalance, C2 has not called poll() for 10.1 s, so its own heartbeat thread leaves the group"
    );
}

#[test]
fn prose_without_colours_reads_the_same() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let n = bench.at(ms(15_400)).narration;
    assert!(text::plain(&n.text).starts_with("C3 asks to join. The coordinator keeps its JoinGroup"));
    assert_eq!(n.key, Some("heartbeat.interval.ms"));
    assert!(n.step.ends_with("3/11"), "{}", n.step);
}

#[test]
fn a_loaded_group_is_told_in_its_own_names() {
    let text = include_str!("../../samples/billing.offsets.txt");
    let read = rebalance_import::import(&[rebalance_import::Source { name: "billing", text }]);
    let (scenario, _) = read.groups[0].scenario(rebalance_import::Play::Crash);
    let group = LoadedGroup {
        name: read.groups[0].name.clone(),
        scenarios: (0..4).map(|_| Rc::new(scenario.clone())).collect(),
        own: None,
        played: None,
    };
    let group = Some(Rc::new(group));
    let session = Session { scenario: CRASH, group: group.clone(), ..Session::default() };
    let mut bench = Bench::new(session, Rc::new(scenario));
    says(&bench.story(), "billing-1, billing-2 and billing-3 share 9 partitions");
    says(&bench.story(), "The process of billing-");
    let scene = bench.at(ms(0));
    assert_eq!(scene.group.as_deref(), Some("billing"));
    let labels: Vec<&str> = scene.lanes[0].tiles.iter().map(|t| t.label.as_str()).collect();
    assert!(labels.contains(&"orders-4") && labels.contains(&"refunds-2"), "{labels:?}");
    // Its address opens without it, says so, and has no instant of its run.
    let address = rebalance_view::url::write(&bench.session) + "&t=5831&act=kill:billing-1@5s";
    let (opened, problems) = rebalance_view::url::read_with(&address, 1280, None);
    assert_eq!((opened.scenario, opened.t, opened.acts.len(), problems.len()), (CRASH, ms(0), 0, 1));
    let notice = text::notice(Lang::En, &rebalance_view::session::Notice::Url(problems[0].clone()));
    assert!(notice.contains("this is the built-in one"), "{notice}");
    // Back and forward of the page that has it stay with it.
    let (travelled, problems) = rebalance_view::url::read_with(&address, 1280, group);
    assert_eq!((travelled.t, travelled.acts.len(), problems), (ms(5831), 1, vec![]));
    // "billing".hashCode() is -109829509 in Java.
    assert_eq!(scene.lanes[0].coordinator, "broker 1 · __consumer_offsets-9");
}

#[test]
fn what_is_told_at_once_can_be_read_at_once() {
    for place in [SLOW_BATCH, CRASH, POLL_TIMEOUT, STEP_BY_STEP] {
        for told in Bench::of(place, "").story() {
            assert!(told.len() < 500, "{} characters: {told}", told.len());
        }
    }
}

#[test]
fn a_partition_that_is_added_later_is_nowhere_before() {
    let place = BUILTIN.iter().position(|b| b.name == "add-partitions").expect("built in");
    let mut bench = Bench::of(place, "");
    let before = bench.at(ms(15_200));
    for lane in &before.lanes {
        assert!(lane.verdict.count.contains("6 of 6"), "{:?}", lane.verdict);
        assert_eq!(lane.unowned, 0);
    }
    let after = bench.at(ms(15_400));
    for lane in &after.lanes {
        assert!(lane.verdict.count.contains("of 9"), "{:?}", lane.verdict);
        assert_eq!(lane.unowned, 3);
    }
}

#[test]
fn a_static_member_that_closes_is_not_said_to_leave() {
    let place = BUILTIN.iter().position(|b| b.name == "rolling-restart-static").expect("built in");
    let told = Bench::of(place, "").story().join("\n");
    assert!(!told.contains("sends LeaveGroup"), "{told}");
    assert!(told.contains("sends no LeaveGroup") && told.contains("No rebalance"), "{told}");
}

#[test]
fn who_begins_a_rebalance_by_itself_is_not_said_to_hear_of_it() {
    let place = BUILTIN.iter().position(|b| b.name == "add-partitions").expect("built in");
    let told = Bench::of(place, "").story();
    let begins = told.iter().find(|s| s.contains("the leader, has seen a change")).expect("the leader begins");
    assert!(!begins.contains("C1 hears of it"), "{begins}");
}

#[test]
fn a_member_that_is_fenced_is_told_and_is_out() {
    let place = BUILTIN.iter().position(|b| b.name == "fenced").expect("built in");
    let mut bench = Bench::of(place, "");
    let told = bench.story().join("\n");
    assert!(told.contains("C3 has the group.instance.id of C1") && told.contains("FENCED_INSTANCE_ID"), "{told}");
    let scene = bench.at(ms(25_000));
    assert_eq!(scene.lanes[0].cards[0].doing, "out by an error");
}

#[test]
fn a_group_that_starts_is_told_from_its_first_act_on() {
    let place = place("start-up");
    let mut bench = Bench::of(place, "lanes=eager,consumer");
    let story = bench.story();
    says(&story, "C1 asks to join.");
    says(&story, "The coordinator waits for more members");
    says(&story, "It waits 6 s in all: as long again for who comes meanwhile, and up to 10 s.");
    assert!(!story.iter().any(|s| s.contains("share 6 partitions")), "nobody had anything before");
    let (eager, consumer) = (&bench.lab.lanes()[0].report, &bench.lab.lanes()[1].report);
    assert_eq!(eager.since, ms(0));
    // Six partitions without a holder for the two delays of the classic group; a consumer group assigns at once.
    assert!(eager.stopped.as_millis() > 36_000 && consumer.stopped.as_millis() < 6_000, "{:?}", consumer.stopped);
    let scene = bench.at(ms(700));
    assert_eq!(scene.whole.markers[0].at, ms(0), "the first start is on the axis");
    let key = scene.narration.key;
    assert_eq!(key, Some("group.initial.rebalance.delay.ms"));
}
