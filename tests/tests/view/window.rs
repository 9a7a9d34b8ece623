//! The window of the charts, the range that is summed up and looped, and jumps from one thing to the next.

use rebalance_analysis::Holders;
use rebalance_model::{SimDuration, SimTime};
use rebalance_view::chart::WIDTH;
use rebalance_view::session::{ActKind, Stride, Way};
use rebalance_view::{Action, Frame, Pace, Stretch, reduce, sum};

use super::{Bench, CRASH, POLL_TIMEOUT, SLOW_BATCH, STEP_BY_STEP, ms};

const fn stretch(from: u64, end: u64) -> Stretch {
    Stretch { from: SimTime::from_millis(from), end: SimTime::from_millis(end) }
}

/// Does it, and looks where the page would.
fn act(bench: &mut Bench, action: Action) {
    let before = bench.session.clone();
    bench.act(action);
    if !before.same_view(&bench.session) {
        bench.lab = bench.lab.look(&bench.session);
    }
}

#[test]
fn zooming_keeps_the_instant_and_undoes_itself() {
    let whole = stretch(10_000, 30_000);
    let at = ms(15_000);
    let near = whole.zoomed(at, 3);
    assert_eq!(near.length(), SimDuration::from_micros(10_240_000), "20 s × 0.8³");
    // A quarter of the way from the beginning, before and after.
    assert_eq!(at.since(near.from).as_micros() * 4, near.length().as_micros());
    assert_eq!(near.zoomed(at, -3), whole);
    let nearest = whole.zoomed(at, 100);
    assert_eq!(nearest.length(), SimDuration::from_millis(5));
    assert!(nearest.contains(at));
    assert_eq!(nearest.zoomed(at, 1), nearest);
    assert_eq!(whole.zoomed(at, -9).within(whole), whole);
}

#[test]
fn a_window_stays_within_the_run() {
    let whole = stretch(10_000, 30_000);
    for (window, inside) in [
        (stretch(5_000, 9_000), stretch(10_000, 14_000)),
        (stretch(28_000, 33_000), stretch(25_000, 30_000)),
        (stretch(0, 99_000), whole),
        (stretch(12_000, 12_000), stretch(12_000, 12_005)),
    ] {
        assert_eq!(window.within(whole), inside);
    }
    assert_eq!(stretch(1_000, 2_000).within(stretch(0, 3)), stretch(0, 3), "a run shorter than the shortest window");
}

#[test]
fn charts_show_the_window_and_the_whole_run_stays_what_it_is() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let scene = bench.lab.scene(&bench.session);
    let whole = (scene.whole.clone(), scene.lanes[0].whole.clone());
    assert!(scene.axis == scene.whole && scene.lanes[0].chart == scene.lanes[0].whole);
    act(&mut bench, Action::Look(Some(stretch(15_000, 20_000))));
    let scene = bench.lab.scene(&bench.session);
    assert_eq!((scene.whole.clone(), scene.lanes[0].whole.clone()), whole);
    assert_eq!(scene.axis.stretch(), stretch(15_000, 20_000));
    assert_eq!(scene.axis.ticks[0].label, "15.0 s");
    for (lane, report) in scene.lanes.iter().zip(bench.lab.lanes().iter().map(|l| &l.report)) {
        for (row, phases) in lane.chart.rows.iter().zip(&report.owners) {
            let seen = row.segments.first().unwrap();
            assert_eq!((seen.from, seen.x0), (ms(15_000), 0), "{}", row.label);
            assert_eq!(row.segments.last().unwrap().x1, WIDTH);
            let changes = phases.iter().filter(|p| ms(15_000) < p.start && p.start < ms(20_000)).count();
            assert_eq!(row.segments.len(), changes + 1, "{}", row.label);
        }
    }
    let labels: Vec<_> = scene.axis.markers.iter().map(|m| m.label.as_str()).collect();
    assert_eq!(labels, ["C3 starts"], "the batch begins before");
    act(&mut bench, Action::Look(None));
    assert_eq!(bench.session.window, None);
    let scene = bench.lab.scene(&bench.session);
    assert_eq!(scene.axis, whole.0);
}

#[test]
fn ticks_are_as_exact_as_the_window() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    for (end, second) in [(15_030, "15.005 s"), (15_300, "15.05 s"), (16_000, "15.1 s"), (18_000, "15.5 s")] {
        act(&mut bench, Action::Look(Some(stretch(15_000, end))));
        assert_eq!(bench.lab.axis().ticks[1].label, second);
    }
}

#[test]
fn the_window_follows_the_playhead() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    act(&mut bench, Action::Look(Some(stretch(15_000, 16_000))));
    act(&mut bench, Action::Seek(ms(15_500)));
    assert_eq!(bench.session.window, Some(stretch(15_000, 16_000)));
    let mut frame = Frame::default();
    bench.lab.frame(&bench.session, ms(15_500), &mut frame);
    assert_eq!(frame.x, Some(WIDTH / 2));
    bench.lab.frame(&bench.session, ms(16_500), &mut frame);
    assert_eq!(frame.x, None, "it is elsewhere");
    assert_eq!(frame.whole_x, bench.lab.scene(&bench.session).whole.x(ms(16_500)));
    act(&mut bench, Action::Reach(ms(16_001)));
    assert_eq!(bench.session.window, Some(stretch(15_876, 16_876)), "an eighth of it lies before");
    act(&mut bench, Action::Home);
    assert!(bench.lab.window().contains(bench.lab.opening()));
    let opening = bench.lab.opening();
    act(&mut bench, Action::Zoom(opening, -99));
    assert_eq!(bench.session.window, None, "all of it is no window");
}

#[test]
fn steps_go_by_what_was_chosen() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    for stride in Stride::ALL {
        act(&mut bench, Action::SetStride(stride));
        act(&mut bench, Action::Home);
        let mut seen = Vec::new();
        for _ in 0..4 {
            act(&mut bench, Action::StepForward);
            assert!(seen.last().is_none_or(|last| *last < bench.session.t), "{stride:?}: {seen:?}");
            seen.push(bench.session.t);
            if bench.session.t == bench.lab.end() {
                break;
            }
        }
        let lanes = bench.lab.lanes();
        let holds = |t: SimTime| match stride {
            Stride::Message => lanes.iter().any(|l| l.trace().messages.iter().any(|m| m.sent == t)),
            Stride::Event => lanes.iter().any(|l| l.trace().events.iter().any(|e| e.at == t)),
            Stride::Act => bench.lab.scenario().script.iter().any(|s| s.at == t),
            Stride::Stop => lanes.iter().any(|l| {
                let all = &mut l.report.owners.iter().flatten();
                all.any(|p| p.start == t && p.holders == Holders::Nobody)
            }),
            Stride::Rebalance => bench.lab.story().rebalances.contains(&t),
            Stride::Story => bench.lab.story().steps.iter().any(|s| s.stop == t),
        };
        assert!(seen.iter().all(|t| holds(*t) || *t == bench.lab.end()), "{stride:?}: {seen:?}");
        for t in seen.iter().rev().skip(1) {
            act(&mut bench, Action::StepBack);
            assert_eq!(bench.session.t, *t, "{stride:?} back");
        }
    }
    act(&mut bench, Action::End);
    act(&mut bench, Action::Jump(Stride::Act, Way::Forward));
    assert_eq!(bench.session.t, bench.lab.end(), "there is no further one");
}

#[test]
fn a_range_sums_up_what_the_whole_run_is_made_of() {
    for scenario in [SLOW_BATCH, CRASH, POLL_TIMEOUT, STEP_BY_STEP] {
        let bench = Bench::of(scenario, "act=slow:c1%2B12s@22s");
        for lane in bench.lab.lanes() {
            let of = |from, end| sum::of(lane, Stretch { from, end });
            let (since, end) = (lane.report.since, lane.report.end);
            let past = end + SimDuration::from_millis(1);
            let all = of(since, past);
            assert_eq!(all.stopped, lane.report.stopped, "what the scoreboard says");
            let whole = of(SimTime::ZERO, past);
            assert_eq!(whole.twice, lane.report.records_twice());
            // Cut anywhere, the parts are the whole.
            for cut in (1..20).map(|i| since + SimDuration::from_micros(end.since(since).as_micros() * i / 20)) {
                let (a, b) = (of(since, cut), of(cut, past));
                assert_eq!(a.stopped + b.stopped, all.stopped);
                assert_eq!((a.processed + b.processed, a.twice + b.twice), (all.processed, all.twice));
            }
        }
    }
}

#[test]
fn a_range_is_said_in_every_lane_and_goes_with_its_ends() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    act(&mut bench, Action::Seek(ms(16_000)));
    act(&mut bench, Action::RangeFrom);
    assert_eq!(bench.session.range, Some(Stretch { from: ms(16_000), end: bench.lab.end() }));
    act(&mut bench, Action::Seek(ms(19_000)));
    act(&mut bench, Action::RangeTo);
    assert_eq!(bench.session.range, Some(stretch(16_000, 19_000)));
    let said: Vec<String> = bench.lab.scene(&bench.session).lanes.iter().map(|l| l.sum.clone()).collect();
    assert!(said.iter().all(|s| s.starts_with("In 3 s: ")), "{said:?}");
    let lane = sum::of(&bench.lab.lanes()[0], stretch(16_000, 19_000));
    assert!(said[0].contains(&lane.processed.to_string()) && lane.stopped.as_millis() > 1000, "{said:?} {lane:?}");
    act(&mut bench, Action::Seek(ms(20_000)));
    act(&mut bench, Action::RangeFrom);
    assert_eq!(bench.session.range.map(|r| r.from), Some(ms(20_000)), "behind its end it has another");
    act(&mut bench, Action::Seek(ms(17_000)));
    act(&mut bench, Action::RangeTo);
    assert_eq!(bench.session.range, Some(Stretch { from: bench.lab.opening(), end: ms(17_000) }));
    act(&mut bench, Action::Select(Some(stretch(18_000, 18_000))));
    assert_eq!(bench.session.range, None);
    assert!(bench.lab.scene(&bench.session).lanes.iter().all(|l| l.sum.is_empty()));
}

#[test]
fn a_looped_range_is_played_round_and_round() {
    let mut bench = Bench::of(SLOW_BATCH, "loop=16000-17000");
    assert!(bench.session.looping);
    act(&mut bench, Action::SetPace(Pace::Fixed(1000)));
    act(&mut bench, Action::Seek(ms(25_000)));
    act(&mut bench, Action::Play);
    assert_eq!(bench.session.t, ms(16_000), "from elsewhere it begins");
    let (mut t, mut rounds) = (bench.session.t, 0);
    for _ in 0..250 {
        let next = bench.lab.advance(&bench.session, t, 10_000);
        rounds += u32::from(next < t);
        t = next;
        assert!(stretch(16_000, 17_000).contains(t));
        bench.session = reduce(&bench.session, Some(&bench.lab), Action::Reach(t));
        assert!(bench.session.playing);
    }
    assert_eq!(rounds, 2, "2.5 s of viewing time at ×1");
    act(&mut bench, Action::Select(None));
    assert!(!bench.session.looping);
}

#[test]
fn window_and_range_hold_through_a_run_and_go_with_the_scenario() {
    let mut bench = Bench::of(SLOW_BATCH, "window=15000-16000&range=15100-15200&t=15500");
    act(&mut bench, Action::Act(ActKind::Kill, "c2".into()));
    assert_eq!(
        (bench.session.window, bench.session.range),
        (Some(stretch(15_000, 16_000)), Some(stretch(15_100, 15_200)))
    );
    assert_eq!(bench.lab.window(), stretch(15_000, 16_000));
    bench.base = std::rc::Rc::new(super::builtin(CRASH));
    act(&mut bench, Action::Pick(CRASH));
    assert_eq!((bench.session.window, bench.session.range), (None, None));
    let odd = Bench::of(SLOW_BATCH, "window=0-1");
    assert_eq!(odd.lab.window().from, odd.lab.opening(), "a window outside of the run");
}
