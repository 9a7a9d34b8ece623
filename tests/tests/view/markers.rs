//! Markers: acts, and steps of the scenario's own script, done, moved, taken away, undone.

use rebalance_model::scenario::Action as Do;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{SimDuration, SimTime};
use rebalance_view::chart::Marker;
use rebalance_view::session::{ActKind, Mark, Notice, PlanError, StepEdit};
use rebalance_view::{Action, Lang, Session, limits, reduce, text, url};

use super::{Bench, CRASH, SLOW_BATCH, builtin, ms, place};

/// Places in the script of ①: the slow batch, and the start of C3.
const BATCH: Mark = Mark::Step(2);
const C3_STARTS: Mark = Mark::Step(3);

const fn length(ms: u64) -> SimDuration {
    SimDuration::from_millis(ms)
}

fn marker(bench: &Bench, mark: Mark) -> Option<Marker> {
    bench.lab.scene(&bench.session).whole.markers.iter().find(|m| m.mark == mark).cloned()
}

#[test]
fn everything_that_can_be_done_to_a_member_runs_in_every_lane_and_is_a_marker() {
    for (kind, label) in [
        (ActKind::Close, "C2 closes"),
        (ActKind::Kill, "C2 is killed"),
        (ActKind::Throw, "exception in C2"),
        (ActKind::SlowBatch(length(5000)), "slow batch of C2: 5 s"),
        (ActKind::NetworkDown(length(4000)), "C2 offline: 4 s"),
        (ActKind::Freeze(length(8000)), "C2 stopped: 8 s"),
        (ActKind::SlowRevoke(length(8000)), "slow revoke of C2: 8 s"),
        (ActKind::AddPartitions(0), "8 partitions"),
    ] {
        let mut bench = Bench::of(SLOW_BATCH, "t=23000");
        let before: Vec<_> = bench.lab.lanes().iter().map(|l| l.report.clone()).collect();
        bench.act(Action::Act(kind, "c2".into()));
        let marker = marker(&bench, Mark::Act(0)).unwrap_or_else(|| panic!("{kind:?} has no marker"));
        assert_eq!((marker.label.as_str(), marker.at, marker.is_own), (label, ms(23_000), true));
        assert_eq!(marker.takes, kind.takes());
        for (lane, before) in bench.lab.lanes().iter().zip(before) {
            let steps = &lane.trace().scenario().script;
            assert_eq!(steps.last().map(|s| s.at), Some(ms(23_000)), "{kind:?} in {}", lane.variant);
            // Nobody revokes anything after that in ①, so that a slow revoke alone makes no difference.
            assert!(lane.report != before || matches!(kind, ActKind::SlowRevoke(_)), "{kind:?} in {}", lane.variant);
        }
        assert_eq!(bench.session.t, ms(23_000), "the playhead stays");
    }
}

#[test]
fn partitions_are_added_to_what_is_there_already() {
    let mut bench = Bench::of(SLOW_BATCH, "t=20000");
    bench.act(Action::Act(ActKind::AddPartitions(0), String::new()));
    bench.act(Action::Seek(ms(24_000)));
    bench.act(Action::Act(ActKind::AddPartitions(0), String::new()));
    let kinds: Vec<_> = bench.session.acts.iter().map(|a| (a.member.as_str(), a.kind)).collect();
    assert_eq!(kinds, [("orders", ActKind::AddPartitions(8)), ("orders", ActKind::AddPartitions(10))]);
    assert_eq!(bench.lab.scenario().partition_count(), 10);
}

#[test]
fn a_step_of_the_script_is_moved_and_is_itself_again() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    assert!(!marker(&bench, C3_STARTS).unwrap().is_own);
    bench.act(Action::MoveMark(C3_STARTS, ms(17_000)));
    let moved = marker(&bench, C3_STARTS).unwrap();
    assert_eq!((moved.at, moved.is_own), (ms(17_000), true));
    assert_eq!(bench.session.steps, [StepEdit { step: 3, at: ms(17_000), takes: None }]);
    for lane in bench.lab.lanes() {
        assert_eq!(lane.trace().scenario().script[3].at, ms(17_000));
    }
    bench.act(Action::MoveMark(C3_STARTS, ms(15_300)));
    assert_eq!(bench.session.steps, [], "where the scenario has it is no difference");
    bench.act(Action::MoveMark(C3_STARTS, ms(17_000)));
    bench.act(Action::ResetMark(C3_STARTS));
    assert_eq!(bench.session, Session { history: bench.session.history.clone(), ..Bench::of(SLOW_BATCH, "").session });
}

#[test]
fn a_step_moved_before_another_is_still_the_same_step() {
    let mut bench = Bench::of(SLOW_BATCH, "batch_ms=3000");
    bench.act(Action::MoveMark(C3_STARTS, ms(13_000)));
    bench.act(Action::MoveMark(BATCH, ms(20_000)));
    let at = |mark| marker(&bench, mark).unwrap();
    assert_eq!((at(C3_STARTS).label.as_str(), at(C3_STARTS).at), ("C3 starts", ms(13_000)));
    assert_eq!((at(BATCH).label.as_str(), at(BATCH).at), ("slow batch of C1: 3 s", ms(20_000)));
    let script = &bench.lab.scenario().script;
    assert!(script.windows(2).all(|w| w[0].at <= w[1].at), "in order of time");
}

#[test]
fn the_length_of_the_slow_batch_is_one_fact() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    bench.act(Action::SetLength(BATCH, length(2500)));
    assert_eq!((bench.session.settings.batch, bench.session.steps.len()), (Some(length(2500)), 0));
    assert_eq!(marker(&bench, BATCH).unwrap().takes, Some(length(2500)));
    bench.act(Action::SetBatch(Some(SimDuration::ZERO)));
    assert!(marker(&bench, BATCH).is_none(), "a batch of no length does not happen");
    assert!(marker(&bench, C3_STARTS).is_some(), "and what comes behind it does");
}

#[test]
fn lengths_of_acts_and_steps_can_be_changed() {
    let mut bench = Bench::of(place("freeze"), "");
    let at = bench.base.script.iter().position(|s| matches!(s.action, Do::Freeze(..))).unwrap();
    let mark = Mark::Step(at);
    let own = marker(&bench, mark).unwrap();
    bench.act(Action::SetLength(mark, length(1500)));
    let changed = marker(&bench, mark).unwrap();
    assert_eq!((changed.at, changed.takes), (own.at, Some(length(1500))));
    bench.act(Action::Seek(ms(30_000)));
    bench.act(Action::Act(ActKind::NetworkDown(length(4000)), "c1".into()));
    bench.act(Action::SetLength(Mark::Act(0), length(700)));
    assert_eq!(bench.session.acts[0].kind, ActKind::NetworkDown(length(700)));
    bench.act(Action::Act(ActKind::Kill, "c2".into()));
    bench.act(Action::SetLength(Mark::Act(1), length(700)));
    assert_eq!(bench.session.acts[1].kind, ActKind::Kill, "what has no length gets none");
}

#[test]
fn what_the_scenario_is_about_may_be_taken_away() {
    for (scenario, builtin) in BUILTIN.iter().enumerate() {
        let mut bench = Bench::of(scenario, "");
        let marks: Vec<Mark> = bench.lab.scene(&bench.session).whole.markers.iter().map(|m| m.mark).collect();
        assert!(!marks.is_empty(), "{}", builtin.name);
        for mark in marks {
            bench.act(Action::RemoveMark(mark));
            // Who is not closed can't be started again: that has to go first.
            let is_refused = matches!(bench.session.notices[..], [Notice::Refused(PlanError::AlreadyRuns(_))]);
            assert!(marker(&bench, mark).is_none() != is_refused, "{}: {mark:?}", builtin.name);
            let scene = bench.lab.scene(&bench.session);
            assert!(!scene.look.contains('?') && !scene.look.contains('{'), "{}: {}", builtin.name, scene.look);
        }
        bench.story();
    }
}

#[test]
fn what_runs_already_is_not_started() {
    let base = builtin(SLOW_BATCH);
    for (query, name) in
        [("act=add:c1@20s", Some("c1")), ("act=add:c3@15.4s", Some("c3")), ("act=add:c3@15s", Some("c3"))]
    {
        let (session, _) = url::read(query);
        assert_eq!(session.plan(&base).err(), name.map(|n| PlanError::AlreadyRuns(n.into())), "{query}");
    }
    for query in ["act=kill:c1@20s&act=add:c1@21s", "act=close:c3@20s&act=add:c3@28s", "step=4@never&act=add:c3@15s"] {
        assert!(url::read(query).0.plan(&base).is_ok(), "{query}");
    }
    for builtin in BUILTIN {
        let base = super::scenario(builtin.json);
        let session = Session { acts: url::read("act=add:newcomer@20s").0.acts, ..Session::default() };
        assert!(session.plan(&base).is_ok(), "{}", builtin.name);
    }
}

#[test]
fn a_marker_is_not_moved_to_where_it_makes_no_sense_and_that_is_said() {
    let mut bench = Bench::of(place("rolling-restart"), "");
    let find = |f: fn(&Do) -> bool| bench.base.script.iter().rposition(|s| f(&s.action)).unwrap();
    let (close, start) = (find(|a| matches!(a, Do::Close(_))), find(|a| matches!(a, Do::Start { .. })));
    let (closes, starts) = (marker(&bench, Mark::Step(close)).unwrap(), marker(&bench, Mark::Step(start)).unwrap());
    bench.act(Action::MoveMark(Mark::Step(start), closes.at.before(length(500))));
    assert_eq!(marker(&bench, Mark::Step(start)).unwrap().at, starts.at);
    assert_eq!(bench.session.notices, [Notice::Refused(PlanError::AlreadyRuns("c3".into()))]);
    assert!(bench.lab.scene(&bench.session).notices[0].contains("c3 runs already"));
    bench.act(Action::MoveMark(Mark::Step(start), closes.at + length(500)));
    assert_eq!(bench.session.notices, [], "what was refused is another matter now");
}

#[test]
fn a_marker_keeps_to_the_millisecond_and_to_the_run() {
    let mut bench = Bench::of(SLOW_BATCH, "t=20000");
    bench.act(Action::Act(ActKind::Kill, "c2".into()));
    bench.act(Action::MoveMark(Mark::Act(0), SimTime::from_micros(21_234_567)));
    assert_eq!(bench.session.acts[0].at, ms(21_234));
    bench.act(Action::MoveMark(Mark::Act(0), SimTime::from_micros(u64::MAX - 5)));
    assert_eq!(bench.session.acts[0].at, ms(21_234), "longer than any run");
    assert!(matches!(bench.session.notices[..], [Notice::Refused(PlanError::TooMuch { .. })]));
    bench.act(Action::MoveMark(Mark::Act(7), ms(1)));
    bench.act(Action::MoveMark(Mark::Step(77), ms(1)));
    assert_eq!((bench.session.acts.len(), bench.session.steps.len()), (1, 0));
}

#[test]
fn while_a_marker_is_held_the_axes_stay() {
    let mut bench = Bench::of(CRASH, "");
    let before = (bench.lab.whole(), bench.lab.window());
    bench.act(Action::Grab);
    let kill = bench.base.script.iter().position(|s| matches!(s.action, Do::Kill(_))).unwrap();
    bench.act(Action::MoveMark(Mark::Step(kill), ms(24_000)));
    assert!(bench.lab.end() > before.0.end, "the run is longer");
    assert_eq!((bench.lab.whole(), bench.lab.window()), before);
    bench.act(Action::Settle);
    bench.lab = bench.lab.look(&bench.session);
    assert_eq!(bench.lab.whole().end, bench.lab.end());
}

#[test]
fn acts_markers_and_settings_are_undone_and_done_again() {
    let mut bench = Bench::of(SLOW_BATCH, "t=20000");
    let mut states = vec![bench.session.clone()];
    for action in [
        Action::Act(ActKind::Kill, "c2".into()),
        Action::SetKafka("session.timeout.ms".into(), "9000".into()),
        Action::MoveMark(Mark::Act(0), ms(21_000)),
        Action::RemoveMark(C3_STARTS),
        Action::SetSeed(7),
        Action::ResetSettings,
    ] {
        bench.act(action);
        states.push(bench.session.clone());
    }
    assert!(bench.session.history.can_undo() && !bench.session.history.can_redo());
    bench.act(Action::Seek(ms(22_000)));
    for was in states.iter().rev().skip(1) {
        bench.act(Action::Undo);
        assert!(bench.session.same_run(was), "{:?} is not {was:?}", bench.session);
    }
    assert_eq!(bench.session.t, ms(22_000), "the playhead stays where it was");
    assert!(!bench.session.history.can_undo());
    for was in &states[1..] {
        bench.act(Action::Redo);
        assert!(bench.session.same_run(was));
    }
    bench.act(Action::Undo);
    bench.act(Action::Act(ActKind::Close, "c1".into()));
    assert!(!bench.session.history.can_redo(), "what was undone is gone with the next change");
    bench.act(Action::Pick(CRASH));
    assert!(!bench.session.history.can_undo(), "another scenario has nothing to undo");
}

#[test]
fn a_drag_is_one_change() {
    let mut bench = Bench::of(SLOW_BATCH, "t=20000");
    bench.act(Action::Act(ActKind::Kill, "c2".into()));
    for _ in 0..2 {
        for at in [21_000, 21_500, 22_000] {
            bench.act(Action::MoveMark(Mark::Act(0), ms(at)));
            // While time runs the session hears of it now and then.
            bench.act(Action::Reach(ms(20_100)));
        }
        bench.act(Action::Settle);
        bench.act(Action::Undo);
        assert_eq!(bench.session.acts[0].at, ms(20_000));
    }
    for value in ["7000", "8000", "9000"] {
        bench.act(Action::SetKafka("session.timeout.ms".into(), value.into()));
    }
    bench.act(Action::SetKafka("max.poll.interval.ms".into(), "9000".into()));
    bench.act(Action::Undo);
    assert_eq!(bench.session.settings.kafka, [("session.timeout.ms".into(), "9000".into())]);
    bench.act(Action::Undo);
    assert_eq!(bench.session.settings.kafka, []);
}

#[test]
fn an_act_beyond_the_most_is_not_done_and_that_is_said() {
    let mut bench = Bench::of(CRASH, "");
    let from = bench.lab.opening();
    for i in 0..=limits::ACTS as u64 {
        bench.session = reduce(&bench.session, Some(&bench.lab), Action::Seek(from + length(i)));
        let act = Action::Act(ActKind::SlowBatch(length(1)), "c1".to_owned());
        bench.session = reduce(&bench.session, Some(&bench.lab), act);
    }
    assert_eq!(bench.session.acts.len(), limits::ACTS);
    let said: Vec<String> = bench.session.notices.iter().map(|n| text::notice(Lang::En, n)).collect();
    assert_eq!(said, ["act: 51 is more than the lab takes, 50. It is left out; all else is shown."]);
}

#[test]
fn of_the_acts_of_an_address_only_those_are_left_out_that_cannot_be_done() {
    let query = "act=kill:c9@16s&act=add:c4@16s&act=kill:c4@19s&act=add:c1@20s&act=close:c2@22s&step=77@5s";
    let (session, problems) = url::read(query);
    assert_eq!(problems, []);
    let (possible, why) = session.possible(&builtin(SLOW_BATCH));
    let kept: Vec<_> = possible.acts.iter().map(|act| (act.kind, act.member.as_str())).collect();
    assert_eq!(kept, [(ActKind::Add, "c4"), (ActKind::Kill, "c4"), (ActKind::Close, "c2")]);
    assert_eq!(possible.steps, []);
    let said: Vec<String> = why.iter().map(|error| text::refusal(Lang::En, error)).collect();
    assert_eq!(said, ["step: 77 is more than the lab takes, 4.", "There is no member c9.", "c1 runs already then."]);
    assert!(possible.plan(&builtin(SLOW_BATCH)).is_ok());
}

#[test]
fn what_is_refused_without_any_act_keeps_its_acts() {
    let (session, _) = url::read("session.timeout.ms=1&act=kill:c1@16s");
    let (possible, why) = session.possible(&builtin(CRASH));
    assert_eq!((possible, why), (session, Vec::new()));
}
