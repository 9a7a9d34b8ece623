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
