//! Words that are true of the picture beside them: verdicts, cards and sentences of runs in which a member stands
//! still, is off the line, comes back under another id, or is taken for another.

use super::{Bench, ms, place};

fn verdict(bench: &mut Bench, t: u64, lane: usize) -> String {
    let v = bench.lane(ms(t), lane).verdict;
    format!("{} {}", v.count, v.words)
}

#[test]
fn a_dead_id_says_nothing_of_the_process_that_came_back() {
    let mut bench = Bench::of(place("crash-and-return"), "");
    for lane in 0..2 {
        assert_eq!(
            verdict(&mut bench, 19_000, lane).split(" stopped").next(),
            Some(["6 of 6 partitions", "2 of 6 partitions"][lane])
        );
        assert_eq!(verdict(&mut bench, 30_000, lane), "6 of 6 partitions are consumed");
        let scene = bench.lane(ms(30_000), lane);
        assert!(scene.tiles.iter().all(|t| t.state == rebalance_view::scene::TileState::Held), "{:?}", scene.tiles);
    }
    let told = bench.story().join("\n");
    assert!(told.contains("P2 and P3 had nobody for 5.8 s, the others for 3.5 s"), "{told}");
    // One was under way since C2 came back.
    assert!(!told.contains("begins a rebalance"), "{told}");
}

#[test]
fn a_loop_that_has_ended_is_no_batch_and_no_zombie() {
    let mut bench = Bench::of(place("uncaught-exception"), "");
    let story = bench.story();
    for lane in 0..2 {
        assert_eq!(verdict(&mut bench, 20_000, lane), "2 of 6 partitions wait for C2 (out of its loop)");
        assert_eq!(verdict(&mut bench, 32_000, lane), "6 of 6 partitions are consumed");
        let card = bench.lane(ms(32_000), lane).cards.swap_remove(1);
        assert_eq!((card.doing.as_str(), card.held), ("out of its loop", 0));
    }
    let told = story.join("\n");
    for untrue in ["in two hands", "works on", "zombie"] {
        assert!(!told.contains(untrue), "{untrue}:\n{told}");
    }
    let closing = story.last().expect("a lesson");
    assert!(closing.starts_with("What hurts most: the partitions of C2 were held, but not consumed"), "{closing}");
}

#[test]
fn a_process_that_stands_still_is_waited_for_as_such() {
    let mut bench = Bench::of(place("freeze"), "");
    for lane in 0..2 {
        assert_eq!(verdict(&mut bench, 20_000, lane), "2 of 6 partitions wait for C2 (stopped)");
    }
    let lesson = rebalance_view::text::plain(&bench.at(ms(0)).lesson);
    assert!(lesson.contains("held, but not consumed, until session.timeout.ms was over"), "{lesson}");
    let mut frame = rebalance_view::motion::Frame::default();
    bench.lab.frame(&bench.session, ms(20_000), &mut frame);
    for lane in &frame.lanes {
        let age = lane.meters[1].poll.age_us;
        assert!((4_700_000..4_801_000).contains(&age), "its last poll() was {age} µs ago");
    }
}

#[test]
fn who_is_off_the_line_is_not_said_to_consume() {
    let mut bench = Bench::of(place("network-blip"), "");
    for lane in 0..2 {
        assert_eq!(verdict(&mut bench, 17_500, lane), "2 of 6 partitions wait for C2 (offline)");
        assert_eq!(bench.lane(ms(17_500), lane).cards[1].doing, "offline");
        assert_eq!(verdict(&mut bench, 25_000, lane), "6 of 6 partitions are consumed");
    }
}

#[test]
fn a_slow_revoke_is_no_batch() {
    let mut bench = Bench::of(place("slow-revoke"), "");
    let told = bench.story().join("\n");
    assert!(told.contains("The group waits for C1 (revoking)"), "{told}");
    assert!(!told.contains("batch"), "{told}");
    let verdicts: Vec<String> = (15_300..27_000).step_by(50).map(|t| verdict(&mut bench, t, 1)).collect();
    assert!(verdicts.iter().any(|v| v.contains("wait for C1 (revoking)")), "{verdicts:?}");
}

#[test]
fn who_was_fenced_is_not_taken_for_who_came_after() {
    let told = Bench::of(place("fenced"), "").story().join("\n");
    let twice =
        "C3 begins at the last commit; C1 had got further, but was refused its commits: FencedInstanceIdException";
    assert!(told.contains(twice), "{told}");
    assert!(!told.contains("C3 is done with its late batch"), "{told}");
}

#[test]
fn the_lesson_says_nothing_of_promptness_where_nobody_lives() {
    let bench = Bench::of(super::SLOW_BATCH, "act=kill:c1@13.7s&act=kill:c2@13.7s");
    let lesson = bench.lab.scene(&bench.session).lesson;
    let lesson = rebalance_view::text::plain(&lesson);
    assert!(!lesson.contains("polls promptly"), "{lesson}");
}

#[test]
fn a_static_member_that_is_back_moves_only_its_own() {
    let story = Bench::of(place("rolling-restart-static"), "").story();
    for (step, member) in [(2, "C1"), (4, "C2"), (6, "C3")] {
        assert!(story[step].contains(&format!("arrive at {member}*, after 2 s").replace('*', "")), "{}", story[step]);
        assert!(!story[step].contains("All 6"), "{}", story[step]);
    }
}

#[test]
fn partitions_that_do_not_exist_yet_are_not_shared() {
    let story = Bench::of(place("add-partitions"), "").story();
    assert!(story[0].starts_with("C1, C2 and C3 share 6 partitions."), "{}", story[0]);
    for story in [&story[1], &Bench::of(place("slow-revoke"), "").story()[1]] {
        assert!(!story.contains("whether heartbeats and commits come"), "{story}");
    }
    let begins = &story[2];
    assert_eq!(
        begins.matches("next heartbeat").count(),
        1 + begins.matches("It can only answer its next").count(),
        "{begins}"
    );
}

#[test]
fn the_first_sentence_and_the_narration_give_a_batch_one_length() {
    let mut bench = Bench::of(super::POLL_TIMEOUT, "process_ms=700");
    let look = bench.at(ms(0)).look;
    let story = bench.story().join("\n");
    let takes = look.split("a batch of ").nth(1).and_then(|s| s.split('.').next()).expect("a batch");
    assert!(story.contains(&format!("a batch that needs {takes}")), "{look}\n{story}");
}

#[test]
fn a_batch_that_is_never_taken_is_not_spoken_of() {
    for (name, query) in [("poll-timeout", "process_ms=100000"), ("scale-out-slow-batch", "records_per_second=0")] {
        let look = Bench::of(place(name), query).at(ms(0)).look;
        assert!(!look.contains("5 s"), "{look}");
    }
}

#[test]
fn a_newcomer_joins_however_many_there_are() {
    let mut bench = Bench::of(super::STEP_BY_STEP, "act=add:c4@20s");
    let look = bench.at(ms(0)).look;
    assert!(look.starts_with("C4 joins a group."), "{look}");
}

#[test]
fn a_run_that_is_cut_names_no_length_that_it_does_not_have() {
    let mut bench = Bench::of(super::SLOW_BATCH, "max.poll.interval.ms=1");
    let scene = bench.at(ms(0));
    assert!(scene.limits.iter().any(|l| l.contains("The run goes on: so much of it is shown")), "{:?}", scene.limits);
    assert!(bench.story().iter().all(|s| !s.starts_with("share")), "a sentence without a subject");
}

#[test]
fn a_countdown_and_the_narration_round_alike() {
    let mut bench = Bench::of(super::POLL_TIMEOUT, "");
    let told = bench.told(ms(25_530));
    let mut frame = rebalance_view::motion::Frame::default();
    bench.lab.frame(&bench.session, ms(25_522), &mut frame);
    let age = rebalance_view::text::meter(
        frame.lanes[0].meters[1].poll.age_us,
        rebalance_model::SimDuration::from_millis(10_000),
        " s",
    );
    assert_eq!(age, "10.1 / 10 s");
    assert!(told.contains("for 10.1 s"), "{told}");
}

#[test]
fn what_has_not_happened_yet_is_not_told() {
    let mut bench = Bench::of(super::SLOW_BATCH, "");
    // Eager is done with its rebalance, and Cooperative waits for an assignment.
    assert!(bench.told(ms(19_275)).contains("C1 joins again"));
    assert!(!bench.told(ms(19_275)).contains("gives up P5"));
    assert_eq!(bench.lane(ms(19_275), 1).unowned, 0);
    assert!(bench.told(ms(19_287)).contains("C2 gives up P5. Nobody has it now"));
    assert_eq!(bench.lane(ms(19_287), 1).unowned, 1);
}

#[test]
fn the_others_do_not_go_on_while_they_are_a_stopped_members() {
    let mut bench = Bench::of(place("freeze"), "");
    assert_eq!(verdict(&mut bench, 22_021, 0), "4 of 6 partitions stopped");
}

#[test]
fn a_classic_member_of_a_consumer_group_is_told_of_by_what_it_sends() {
    let mut bench = Bench::of(place("upgrade-to-consumer-protocol"), "");
    let story = bench.story();
    let (all, says) = (story.join("\n"), |what: &str| story.iter().filter(|s| s.contains(what)).count());
    for who in ["C1", "C2", "C3"] {
        assert_eq!(says(&format!("{who} closes: it sends LeaveGroup")), 1, "{all}");
    }
    assert!(bench.lab.lanes().iter().all(|lane| lane.report.failed_commits == 0));
    // C1 comes back as another member, and no commit fails.
    for untrue in ["epoch −1", "commits are refused", "under the member id", "The heartbeat of C3"] {
        assert_eq!(says(untrue), 0, "{untrue}:\n{all}");
    }
    assert_eq!(says("The JoinGroup of C3 brings the target assignment of epoch 5"), 1, "{all}");
    // A release is told once, and with what brings it about.
    let once = "They keep 6 partitions so far. C2 and C3 give up P4 and P5, and join again. (A partition is nobody’s";
    assert_eq!(says(once), 1, "{all}");
    assert_eq!(says("They give up 6 partitions first. P0 and P1 arrive at C2"), 1, "{all}");
    let korean = Bench::of(place("upgrade-to-consumer-protocol"), "lang=ko").story().join("\n");
    assert!(korean.contains("C3의 JoinGroup으로 에포크 5의"), "{korean}");
    let leads = |bench: &mut Bench, t| (0..2).any(|lane| bench.lane(ms(t), lane).cards.iter().any(|c| c.leads));
    assert!(leads(&mut bench, 15_000));
    for t in [18_100, 20_000, 26_500] {
        assert!(!leads(&mut bench, t), "nobody leads a consumer group");
    }
}

#[test]
fn what_is_given_up_a_moment_later_was_not_kept_all_along() {
    let told = Bench::of(super::SLOW_BATCH, "").told(ms(19_280));
    assert!(told.contains("[cooperative] It keeps P0, P2 and P4 so far."), "{told}");
    let story = Bench::of(super::STEP_BY_STEP, "").story();
    assert!(story[5].contains("They keep 6 partitions so far."), "{}", story[5]);
}

#[test]
fn a_batch_that_nobody_comes_to_the_end_of_is_as_long_as_it_would_be() {
    let mut bench = Bench::of(super::SLOW_BATCH, "act=kill:c1@17s");
    assert!(bench.at(ms(0)).look.starts_with("C3 joins while C1 is inside a 5 s batch."));
    let story = bench.story();
    assert!(story[1].starts_with("C1 takes a batch that needs 5 s. Its heartbeat thread goes on"), "{}", story[1]);
    // Who is dead is waited for until its session expires, and no shorter batch helps.
    let lesson = story.last().expect("a lesson");
    assert!(!lesson.contains("slowest member") && !lesson.contains("Make the batch shorter"), "{lesson}");
    // A kill is no long batch.
    let story = Bench::of(place("crash"), "").story().join("\n");
    assert!(!story.contains("takes a batch"), "{story}");
}

#[test]
fn what_is_to_be_seen_is_said_of_this_run() {
    let look = |scenario: &str, query: &str| Bench::of(place(scenario), query).at(ms(0)).look;
    let slow = |query| look("scale-out-slow-batch", query);
    assert!(slow("act=slow:c1%2B5s@17s").starts_with("C3 joins while C1 is inside a 5 s batch."));
    assert!(slow("step=4@29.99s").starts_with("C3 joins, and nobody is inside a long batch."));
    assert!(!look("freeze", "session.timeout.ms=30000").contains("longer than"));
    assert!(!look("network-blip", "").contains("less than"));
    let fits = look("poll-timeout", "max.poll.interval.ms=300000");
    assert!(fits.starts_with("C2 takes a batch of 15 s. See whether it is given up"), "{fits}");
    assert!(!look("scale-out", "act=slow:c1%2B5s@14s").contains("promptly"));
}

#[test]
fn what_is_detected_is_what_was_done() {
    let detected = |query| Bench::of(super::SLOW_BATCH, query).at(ms(0)).score[5].values[0].text.clone();
    assert_eq!(detected("act=kill:c1@17s"), "5.1 s");
    // It does not run then.
    assert_eq!(detected("act=close:c3@14s"), "13 ms");
    assert_eq!(detected(""), "13 ms");
    let took = |name| Bench::of(place(name), "").at(ms(0)).score[5].values[0].text.clone();
    assert_eq!(took("crash-and-return"), "5.8 s", "the kill, not the new process");
    assert_eq!(took("poll-timeout"), "10.2 s", "the batch, not the return");
    assert_eq!(took("network-blip"), "–");
}

#[test]
fn nobody_does_best_where_what_hurts_most_is_not_counted() {
    let mut bench = Bench::of(super::POLL_TIMEOUT, "lanes=eager,cooperative,consumer");
    let scene = bench.at(ms(51_000));
    let lesson = rebalance_view::text::plain(&scene.lesson);
    let begins = "What hurts most: the partitions of C2 were held, but not consumed, until max.poll.interval.ms was over. \
                  Without a holder, all partitions together: Eager 35 ms, Cooperative 4 s, KIP-848 2.3 s.";
    assert!(lesson.starts_with(begins) && !lesson.contains("least"), "{lesson}");
    assert!(scene.score[..2].iter().all(|m| m.name.ends_with("without a holder")));
}

#[test]
fn korean_has_one_way_to_write_a_time() {
    for place in 0..rebalance_model::scenario::builtin::BUILTIN.len() {
        let mut bench = Bench::of(place, "lang=ko&lanes=eager,cooperative,consumer");
        let scene = bench.at(ms(20_000));
        let ticks = scene.axis.ticks.iter().map(|t| t.label.clone());
        let score = scene.score.iter().flat_map(|m| m.values.iter().map(|v| v.text.clone()));
        let units = scene.lanes.iter().flat_map(|l| &l.cards).map(|c| format!("1{}", c.poll.unit));
        for said in ticks.chain(score).chain(units).chain(bench.story()) {
            // A digit, and a unit that is not Korean.
            let mixed = [" s", " ms", " min"].iter().any(|unit| {
                said.match_indices(unit).any(|(at, _)| {
                    said[..at].ends_with(|c: char| c.is_ascii_digit())
                        && !said[at + unit.len()..].starts_with(|c: char| c.is_ascii_alphabetic())
                })
            });
            assert!(!mixed, "{said}");
        }
    }
}

#[test]
fn an_act_on_who_does_not_run_is_said_to_do_nothing() {
    for (query, who) in [("act=close:c3@14s", "C3"), ("act=kill:c1@17s&act=close:c1@18s", "C1")] {
        let mut bench = Bench::of(super::SLOW_BATCH, query);
        let told = bench.story();
        let says = format!("{who} does not run: nothing happens.  ()");
        assert_eq!(told.iter().filter(|s| **s == says).count(), 1, "{told:#?}");
    }
}
