//! The lane that compares the others: where they part, and what happens in all of them or in some.

use rebalance_view::scene::LaneScene;
use rebalance_view::views::difference::{Difference, Row, stopped};
use rebalance_view::{Action, text, url, views};

use super::{Bench, CRASH, SLOW_BATCH, ms, place};

fn compared(bench: &Bench) -> Difference {
    views::difference(&bench.lab, &bench.session)
}

fn told(difference: &Difference, row: usize) -> Vec<String> {
    difference.rows[row].told.iter().map(|told| text::plain(told)).collect()
}

#[test]
fn eager_and_cooperative_part_when_members_join_again() {
    let bench = Bench::of(SLOW_BATCH, "lanes=eager,cooperative");
    let difference = compared(&bench);
    let parts = difference.parts.unwrap();
    // C2 hears of the rebalance by its heartbeat, and gives up everything, or nothing.
    assert!((ms(16_000)..ms(16_100)).contains(&parts), "{parts:?}");
    let row = difference.rows.iter().position(|row| row.at == parts).unwrap();
    assert!(row > 1 && difference.rows[..row].iter().all(|row| row.is_same));
    let [eager, cooperative] = &told(&difference, row)[..] else { panic!("a cell a lane") };
    assert!(eager.contains("gives up P3, P4 and P5") && cooperative.contains("keeps"), "{eager} | {cooperative}");
    assert!(text::plain(&difference.sentence).starts_with("They part at 00:16.0"), "{:?}", difference.sentence);
}

#[test]
fn what_happens_in_all_lanes_is_told_once() {
    let bench = Bench::of(CRASH, "lanes=eager,cooperative");
    let difference = compared(&bench);
    let is_kill =
        |row: &usize| told(&difference, *row).iter().any(|said| said.starts_with("The process of C2 is killed"));
    let kills: Vec<usize> = (0..difference.rows.len()).filter(is_kill).collect();
    let [kill] = kills[..] else { panic!("{difference:?}") };
    assert!(difference.rows[kill].is_same && difference.rows[kill].told.len() == 1);
    let says = |row: &Row| row.told.iter().any(|told| !told.is_empty());
    assert!(difference.rows.iter().all(says), "every row says something");
}

#[test]
fn the_lane_of_another_protocol_parts_at_the_first_that_differs() {
    let bench = Bench::of(place("start-up"), "lanes=eager,consumer");
    let difference = compared(&bench);
    assert!(difference.parts.unwrap() < ms(100), "a consumer group begins no join phase");
    let sentence = text::plain(&difference.sentence);
    assert!(sentence.starts_with("They part at once"), "{sentence}");
}

#[test]
fn lanes_alike_do_not_part() {
    // Nobody comes and nobody goes within the axis: a session of half a minute outlives the blip.
    let bench = Bench::of(place("network-blip"), "lanes=eager,roundrobin&session.timeout.ms=30000");
    let difference = compared(&bench);
    assert_eq!(difference.parts, None, "{difference:?}");
    assert!(text::plain(&difference.sentence).starts_with("The same happens to the members of all lanes"));
    assert!(difference.rows.iter().all(|row| row.is_same));
}

#[test]
fn the_row_of_the_playhead_is_marked() {
    let mut bench = Bench::of(CRASH, "lanes=eager,cooperative");
    bench.act(Action::Seek(ms(15_800)));
    let difference = compared(&bench);
    let now = difference.now.unwrap();
    assert!(difference.rows[now].at <= ms(15_800) && difference.rows[now + 1].at > ms(15_800));
}

#[test]
fn pictures_show_how_many_partitions_stand_still() {
    let mut bench = Bench::of(CRASH, "lanes=eager,cooperative");
    let scene = bench.at(ms(18_000));
    let chart = &scene.lanes[0].whole;
    let stops = stopped(chart);
    let x = scene.whole.x(ms(18_000));
    let count = |x: u32| stops.iter().find(|s| s.0 <= x && x < s.1).map_or(0, |s| s.2);
    assert_eq!(count(x), 2, "the two of the dead member: {stops:?}");
    assert_eq!(count(scene.whole.x(ms(15_600))), 0);
    assert!(stops.windows(2).all(|pair| pair[0].1 <= pair[1].0));
}

#[test]
fn an_address_has_the_difference_among_its_lanes() {
    let mut bench = Bench::of(CRASH, "");
    bench.act(Action::ShowDifference(true));
    let query = url::write(&bench.session);
    assert!(query.contains("lanes=eager,cooperative,difference"), "{query}");
    assert!(Bench::of(0, &query).session.difference);
    let (_, problems) = url::read("lanes=difference");
    assert_eq!(problems.len(), 1, "nothing to compare");
}

#[test]
fn lanes_that_deal_differently_are_not_said_to_be_the_same() {
    let mut bench = Bench::of(super::SLOW_BATCH, "lanes=eager,cooperative");
    let holds = |lane: LaneScene| lane.tiles.iter().map(|tile| tile.holder).collect::<Vec<_>>();
    assert_ne!(holds(bench.lane(ms(13_700), 0)), holds(bench.lane(ms(13_700), 1)));
    let sentence = text::plain(&compared(&bench).sentence);
    let says = "They part at 00:16.022: until then the same happens to the members of all lanes, whichever partitions";
    assert!(sentence.starts_with(says), "{sentence}");
}
