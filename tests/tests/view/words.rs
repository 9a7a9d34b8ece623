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
        assert_eq!(verdict(&mut bench, 30_000, lane), "6 of 6 partitions are consumed");
        let scene = bench.lane(ms(30_000), lane);
        assert!(scene.tiles.iter().all(|t| t.state == rebalance_view::scene::TileState::Held), "{:?}", scene.tiles);
    }
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
    assert!(told.contains("Only now can others get P2 and P3"), "{told}");
    for untrue in ["in two hands", "works on", "zombie"] {
        assert!(!told.contains(untrue), "{untrue}:\n{told}");
    }
    let closing = story.last().expect("a lesson");
    assert!(closing.starts_with("Both lanes stop about as long"), "{closing}");
    assert!(closing.contains("the partitions of C2 were held, but not consumed"), "{closing}");
}

#[test]
fn a_process_that_stands_still_is_waited_for_as_such() {
    let mut bench = Bench::of(place("freeze"), "");
    for lane in 0..2 {
        assert_eq!(verdict(&mut bench, 20_000, lane), "2 of 6 partitions wait for C2 (stopped)");
    }
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
