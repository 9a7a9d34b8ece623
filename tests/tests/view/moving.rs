//! Pace, frames, scenes: what moves is a pure function of the instant.

use rebalance_model::message::Api;
use rebalance_model::{SimDuration, SimTime};
use rebalance_view::motion::{Anchor, TokenLook};
use rebalance_view::pace::FLIGHT_US;
use rebalance_view::{Action, Frame, Pace, Session};

use super::{Bench, POLL_TIMEOUT, SLOW_BATCH, STEP_BY_STEP, ms};

#[test]
fn the_difference_is_seen_within_five_seconds() {
    let bench = Bench::of(SLOW_BATCH, "");
    let eager = &bench.lab.lanes()[0].report;
    let since = eager.since;
    let stops = eager.owners.iter().flat_map(|o| o.iter().map(|p| (p.start, p.holders.first())));
    let first = stops.filter(|(t, holder)| *t > since && holder.is_none()).map(|s| s.0).min().unwrap();
    let view = bench.lab.adaptive().to_view(first);
    assert!(view < 5_000_000, "P3, P4 and P5 stop after {} ms of viewing", view / 1000);
}

#[test]
fn pace_stays_within_its_bounds_in_every_scenario() {
    for (scenario, slowest) in [(0, 20), (1, 20), (2, 20), (STEP_BY_STEP, 0)] {
        let bench = Bench::of(scenario, "");
        let pace = bench.lab.adaptive();
        let mut last = 0;
        for t in (bench.lab.opening().as_micros()..bench.lab.end().as_micros()).step_by(3_100) {
            let t = SimTime::from_micros(t);
            let (view, factor) = (pace.to_view(t), pace.factor_at(t));
            assert!(view >= last && (slowest..=30_000).contains(&factor), "×{factor}/1000 at {t}");
            last = view;
        }
    }
}

/// Eager has come to rest two seconds before Cooperative, and goes on consuming.
#[test]
fn every_lane_runs_until_the_last_has_come_to_rest() {
    let bench = Bench::of(SLOW_BATCH, "step=3@15.31s&step=4@29.99s");
    let end = bench.lab.end();
    for lane in bench.lab.lanes() {
        assert_eq!(lane.report.end, end, "{:?}", lane.variant);
    }
    let behind = bench.lab.lanes().iter().filter_map(|lane| lane.report.lag.points.last());
    assert!(behind.clone().all(|(_, records)| *records < 12), "{:?}", behind.collect::<Vec<_>>());
}

#[test]
fn playing_comes_to_the_end_and_stops_there() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let mut t = bench.lab.opening();
    for _ in 0..10_000 {
        t = bench.lab.advance(&bench.session, t, 16_667);
    }
    assert_eq!(t, bench.lab.end());
    bench.act(Action::Reach(t));
    assert!(!bench.session.playing);
    bench.act(Action::TogglePlay);
    assert!(bench.session.playing && bench.lab.clamp(bench.session.t) == bench.lab.opening());
}

#[test]
fn step_by_step_pauses_at_each_step() {
    let mut bench = Bench::of(STEP_BY_STEP, "");
    let steps = bench.lab.story().steps.clone();
    let mut t = bench.lab.opening();
    for step in &steps[1..] {
        t = bench.lab.advance(&bench.session, t, 60_000_000);
        assert_eq!(t, step.stop);
        bench.act(Action::Reach(t));
        assert!(!bench.session.playing, "at {t}");
        bench.act(Action::Play);
    }
}

#[test]
fn step_by_step_each_message_is_seen_from_its_sender_to_its_receiver() {
    let bench = Bench::of(STEP_BY_STEP, "");
    let pace = bench.lab.adaptive();
    let lane = &bench.lab.lanes()[1];
    let joins = lane.trace().messages.iter().filter(|m| m.sent > ms(16_000) && m.body.api() == Api::JoinGroup);
    for m in joins {
        let view = pace.to_view(m.arrived.unwrap()) - pace.to_view(m.sent);
        assert!(view + 1000 >= FLIGHT_US, "{:?} at {} is seen for {} ms", m.from, m.sent, view / 1000);
    }
}

#[test]
fn a_fixed_pace_is_kept() {
    let bench = Bench::of(SLOW_BATCH, "pace=5000");
    let (t, lab) = (ms(20_000), &bench.lab);
    assert_eq!(lab.advance(&bench.session, t, 200_000), t + SimDuration::from_millis(1000));
    assert_eq!(lab.factor(&Session { pace: Pace::Fixed(5000), ..Session::default() }, t), 5000);
}

#[test]
fn between_two_epochs_the_scene_does_not_change() {
    for scenario in [SLOW_BATCH, POLL_TIMEOUT] {
        let mut bench = Bench::of(scenario, "");
        let mut last: Option<(usize, rebalance_view::Scene)> = None;
        for t in (bench.lab.opening().as_millis() + 1..bench.lab.end().as_millis()).step_by(11).map(ms) {
            let (epoch, scene) = (bench.lab.epoch(t), bench.at(t));
            if let Some((before, was)) = &last
                && *before == epoch
            {
                assert!(*was == scene, "the scene changed within an epoch, before {t}");
            }
            last = Some((epoch, scene));
        }
    }
}

#[test]
fn frames_are_the_same_forwards_backwards_and_out_of_the_blue() {
    let bench = Bench::of(POLL_TIMEOUT, "");
    let (mut playing, mut dragged) = (Frame::default(), Frame::default());
    let times: Vec<SimTime> = (14_800..34_500).step_by(93).map(ms).collect();
    let shown = |f: &Frame| {
        f.lanes.iter().map(|l| (l.tokens.clone(), l.tiles.clone(), l.meters.clone(), l.lag)).collect::<Vec<_>>()
    };
    let mut forwards = Vec::new();
    for t in &times {
        bench.lab.frame(&bench.session, *t, &mut playing);
        forwards.push(shown(&playing));
    }
    for (t, seen) in times.iter().zip(&forwards).rev() {
        bench.lab.frame(&bench.session, *t, &mut dragged);
        assert!(shown(&dragged) == *seen, "another frame at {t}");
    }
}

#[test]
fn tiles_fly_for_four_tenths_of_a_second_and_come_to_rest_where_the_scene_has_them() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let lab = &bench.lab;
    // When C2 gives up its partitions, and how that is seen.
    let gave_up = lab.lanes()[0].report.owners[5].iter().map(|p| p.start).find(|t| *t > ms(16_000)).unwrap();
    let mut frame = Frame::default();
    let mut seen = Vec::new();
    for part in [0, FLIGHT_US / 2, FLIGHT_US, FLIGHT_US * 2] {
        let t = lab.adaptive().to_sim(lab.adaptive().to_view(gave_up) + part).max(gave_up);
        lab.frame(&bench.session, t, &mut frame);
        let tile = frame.lanes[0].tiles[5];
        assert!(matches!(tile.path[2], Anchor::Shelf(_)), "{tile:?}");
        assert!(matches!(tile.path[1], Anchor::Card(..)), "{tile:?}");
        seen.push(tile.done[1]);
    }
    assert_eq!((seen[0], seen[2] > 990, seen[3]), (0, true, 1000), "{seen:?}");
    assert!((500..1000).contains(&seen[1]), "{seen:?}");
    for t in [15_000, 17_000, 20_500, 25_000].map(ms) {
        bench.lab.frame(&bench.session, t, &mut frame);
        let scene = bench.at(t);
        for (lane, shown) in scene.lanes.iter().zip(&frame.lanes) {
            for (tile, moving) in lane.tiles.iter().zip(&shown.tiles) {
                assert_eq!(
                    (tile.place, tile.partition, tile.second),
                    (moving.path[2], moving.partition, moving.second)
                );
            }
        }
    }
}

#[test]
fn a_join_group_waits_at_the_coordinator_and_its_answer_comes_down() {
    let bench = Bench::of(SLOW_BATCH, "");
    let mut frame = Frame::default();
    let mut tokens = |t| {
        bench.lab.frame(&bench.session, ms(t), &mut frame);
        frame.lanes[0].tokens.clone()
    };
    let parked: Vec<_> = tokens(17_500).into_iter().filter(|k| k.look == TokenLook::Parked).collect();
    assert_eq!(parked.iter().map(|k| k.member.0).collect::<Vec<_>>(), [2, 1], "C3 came before C2");
    assert!(parked.iter().all(|k| k.place == 1000 && &*k.label == "JoinGroup · waiting"));
    assert!(tokens(25_000).iter().all(|k| k.look == TokenLook::Faint), "only heartbeats when nothing happens");
    let told = bench.lab.lanes()[0].report.moments.iter().find(|m| m.told && m.at > ms(16_000)).unwrap();
    let view = bench.lab.adaptive().to_view(told.at) + 100_000;
    let t = bench.lab.adaptive().to_sim(view);
    bench.lab.frame(&bench.session, t, &mut frame);
    let alert = frame.lanes[0].tokens.iter().find(|k| k.look == TokenLook::Alert).unwrap();
    assert_eq!(&*alert.label, "REBALANCE_IN_PROGRESS");
    assert!(alert.place < 1000);
}

#[test]
fn countdowns_count_what_kafka_counts() {
    let mut bench = Bench::of(POLL_TIMEOUT, "");
    let mut frame = Frame::default();
    bench.lab.frame(&bench.session, ms(25_000), &mut frame);
    let c2 = frame.lanes[0].meters[1];
    // Its batch came at 15.5 s: 9.5 of 10 s are gone. Its heartbeats go on all the while.
    assert!((9_400_000..9_700_000).contains(&c2.poll.age_us) && c2.poll.part > 940, "{c2:?}");
    assert!(c2.heartbeat.counts && c2.heartbeat.age_us < 2_200_000, "{c2:?}");
    let scene = bench.lane(ms(25_000), 0);
    assert_eq!(scene.cards[1].poll.limit.as_millis(), 10_000);
    // Inside the join phase no session counts.
    let mut slow = Bench::of(SLOW_BATCH, "");
    slow.lab.frame(&slow.session, ms(17_000), &mut frame);
    assert!(!frame.lanes[0].meters[1].heartbeat.counts);
    assert_eq!(slow.lane(ms(17_000), 0).cards[1].heartbeat.idle, "not needed");
}
