//! Messages, terminal, causes: other views of the same instant, held against the run.

use std::collections::BTreeSet;
use std::path::Path;

use rebalance_analysis::moment::MomentKind;
use rebalance_cli::show;
use rebalance_model::message::ErrorCode;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{EventId, MessageIdx, SimTime, Variant};
use rebalance_view::motion::TokenLook;
use rebalance_view::session::{Asked, Routine, Screen, View};
use rebalance_view::text::Lang;
use rebalance_view::views::messages::{Messages, Way};
use rebalance_view::views::why::Link;
use rebalance_view::{Action, text, url, views};

use super::{Bench, CRASH, POLL_TIMEOUT, SLOW_BATCH, STEP_BY_STEP, ms, place};

/// Instants from the opening to the end, so close that no window of a diagram is left out.
fn instants(bench: &Bench) -> impl Iterator<Item = SimTime> + use<> {
    let (from, end) = (bench.lab.opening().as_micros(), bench.lab.end().as_micros());
    (from..=end).step_by(20_000).map(SimTime::from_micros)
}

/// The parts of a lane's diagram, each once.
fn windows(bench: &Bench, lane: usize) -> Vec<Messages> {
    let (mut seen, mut out) = (BTreeSet::new(), Vec::new());
    for t in instants(bench) {
        let shown = views::messages(&bench.lab, &bench.session, lane, t, None);
        if seen.insert(bench.lab.drawn_part(&bench.session, t)) {
            out.push(shown);
        }
    }
    out
}

fn drawn(windows: &[Messages]) -> BTreeSet<MessageIdx> {
    windows.iter().flat_map(|w| w.arrows.iter().map(|a| a.message)).collect()
}

#[test]
fn every_message_is_an_arrow_if_that_is_asked_for() {
    for scenario in [SLOW_BATCH, CRASH, place("network-blip")] {
        let bench = Bench::of(scenario, "view=messages-all");
        for lane in 0..2 {
            let trace = bench.lab.lanes()[lane].trace();
            let from = bench.lab.opening();
            let all = trace.messages.iter().enumerate().filter(|(_, m)| m.arrived.unwrap_or(m.sent) >= from);
            let all: BTreeSet<MessageIdx> = all.map(|(i, _)| MessageIdx::at(i)).collect();
            assert_eq!(drawn(&windows(&bench, lane)), all);
        }
    }
}

#[test]
fn arrows_lie_where_time_does() {
    let bench = Bench::of(SLOW_BATCH, "view=messages");
    let trace = bench.lab.lanes()[0].trace();
    for window in windows(&bench, 0) {
        let arrows = window.arrows;
        assert!(arrows.windows(2).all(|w| w[0].y0 <= w[1].y0), "later messages lie lower");
        for (a, m) in arrows.iter().map(|a| (a, trace.message(a.message))) {
            assert_eq!(a.way == Way::ToCoordinator, m.answers.is_none());
            let Some(arrived) = m.arrived else { continue };
            assert!(a.y0 < a.y1, "{a:?}");
            // What arrives after another was sent arrives below it.
            for (b, other) in arrows.iter().map(|b| (b, trace.message(b.message))) {
                assert!(other.sent <= arrived || b.y0 >= a.y1);
            }
        }
    }
}

#[test]
fn messages_without_news_are_counted() {
    let bench = Bench::of(SLOW_BATCH, "view=messages");
    let trace = bench.lab.lanes()[0].trace();
    let windows = windows(&bench, 0);
    let news = drawn(&windows);
    assert!(news.len() > 20);
    for m in &news {
        let m = trace.message(*m);
        let name = m.body.api().name();
        assert!(name != "Heartbeat" || m.answers.is_none() || !m.body.error().is_ok(), "an answer that says nothing");
    }
    // Nobody is heard of twice: the first window counts what its stretch of the trace has.
    let first = &windows[0];
    let counted: u64 = first.folds.iter().flat_map(|f| &f.labels).map(|l| count(l)).sum();
    assert!(counted > 4, "{:?}", first.folds);
    assert!(first.folds.iter().any(|f| f.labels.iter().any(|l| l.starts_with("Heartbeat ×"))), "{:?}", first.folds);
}

fn count(label: &str) -> u64 {
    label.rsplit_once(" ×").unwrap().1.parse().unwrap()
}

#[test]
fn errors_and_what_never_arrives_are_seen() {
    let bench = Bench::of(SLOW_BATCH, "view=messages");
    let all = windows(&bench, 0);
    let labels: Vec<&str> = all.iter().flat_map(|w| w.arrows.iter().map(|a| &*a.label)).collect();
    for label in ["JoinGroup", "MEMBER_ID_REQUIRED", "REBALANCE_IN_PROGRESS", "SyncGroup ✓", "LeaveGroup"] {
        assert_eq!(labels.contains(&label), label != "LeaveGroup", "{label}");
    }
    assert!(all.iter().any(|w| !w.waits.is_empty()), "a JoinGroup waits for the member in its batch");
    // Its JoinGroup is answered when it is gone.
    let bench = Bench::of(SLOW_BATCH, "view=messages&act=kill:c2@17s");
    let mut arrows = windows(&bench, 0).into_iter().flat_map(|w| w.arrows);
    assert!(arrows.any(|a| a.look == TokenLook::Lost && a.way == Way::ToMember));
}

#[test]
fn fields_are_called_as_kafka_calls_them() {
    let bench = Bench::of(SLOW_BATCH, "view=messages");
    let trace = bench.lab.lanes()[0].trace();
    let newcomer = |m: &rebalance_model::message::Message| {
        m.sent > bench.lab.opening() && m.body.error() == ErrorCode::MemberIdRequired
    };
    let answer = trace.messages.iter().position(newcomer).unwrap();
    let detail =
        |m: MessageIdx| views::messages(&bench.lab, &bench.session, 0, trace.message(m).sent, Some(m)).detail.unwrap();
    let told = detail(MessageIdx::at(answer));
    assert_eq!(told.fields[0], ("errorCode", "79 MEMBER_ID_REQUIRED".to_owned()));
    let id = told.fields.iter().find(|(name, _)| *name == "memberId").map_or("", |(_, value)| value);
    assert!(id.starts_with("\"c3-"), "{id}");
    assert!(text::plain(&told.why).contains("a member id"), "{:?}", told.why);
    let asked = detail(trace.messages[answer].answers.unwrap());
    let names: Vec<&str> = asked.fields.iter().map(|f| f.0).collect();
    let all = "groupId sessionTimeoutMs rebalanceTimeoutMs memberId protocols ownedPartitions generationId reason";
    assert_eq!(names.join(" "), all);
}

#[test]
fn messages_are_chosen_one_after_the_other() {
    let bench = Bench::of(SLOW_BATCH, "view=messages");
    let shown = |t, selected| views::messages(&bench.lab, &bench.session, 0, t, selected);
    let mut at = shown(ms(15_000), None).later.unwrap();
    let mut steps = 0;
    while let Some(next) = shown(at.at, Some(at.message)).later {
        assert!(next.at >= at.at);
        assert_eq!(shown(next.at, Some(next.message)).earlier, Some(at));
        (at, steps) = (next, steps + 1);
    }
    assert!(steps > 20);
}

/// What `rebalance show` prints.
fn printed(scenario: &str, variant: Variant, at: u64, view: Screen) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../crates/model/scenarios/{scenario}.json"));
    let args = show::Args { file, variant, at, view, group: scenario.to_owned(), seed: rebalance_sim::DEFAULT_SEED };
    let mut out = Vec::new();
    show::run(&args, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_terminal_has_what_the_command_line_prints() {
    for (scenario, t) in [(SLOW_BATCH, 18_000), (CRASH, 21_000), (place("rolling-restart-static"), 25_000)] {
        let mut bench = Bench::of(scenario, "lanes=eager,cooperative,consumer");
        bench.session.t = ms(t);
        let name = bench.lab.scenario().name.clone();
        for screen in Screen::ALL {
            bench.session.view = View::Terminal(screen);
            for (i, lane) in bench.lab.lanes().iter().enumerate() {
                let text = views::terminal(&bench.lab, &bench.session, i);
                // Run anew from the file, as somebody at a terminal would.
                assert_eq!(text, printed(&name, lane.variant, t, screen));
                assert!(text.len() > 50, "{text}");
            }
        }
    }
}

/// The chain in the Eager lane at an instant, a line a cause.
fn causes(bench: &mut Bench, at: SimTime) -> String {
    bench.session.t = at;
    let links = views::why(&bench.lab, &bench.session, 0);
    assert!(links.windows(2).all(|w| w[0].at >= w[1].at), "back in time");
    let line = |l: &Link| format!("{} {} {}", l.clock, text::plain(&l.text), l.key.unwrap_or("-"));
    links.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn moment(bench: &Bench, is: impl Fn(&MomentKind) -> bool) -> SimTime {
    bench.lab.lanes()[0].report.moments.iter().find(|m| is(&m.kind)).unwrap().at
}

#[test]
fn causes_lead_back_to_what_was_done() {
    let mut bench = Bench::of(SLOW_BATCH, "view=why");
    let at = moment(&bench, |k| matches!(k, MomentKind::Moved { .. }));
    let told = causes(&mut bench, at);
    for cause in ["SyncGroup", "JoinGroup", "REBALANCE_IN_PROGRESS", "C3 starts", "batch"] {
        assert!(told.contains(cause), "nothing of {cause} in\n{told}");
    }
    let mut bench = Bench::of(CRASH, "view=why");
    let at = moment(&bench, |k| matches!(k, MomentKind::SessionExpired { .. }));
    let told = causes(&mut bench, at);
    assert!(told.contains("session.timeout.ms") && told.contains("C2 is killed"), "{told}");
    let mut bench = Bench::of(POLL_TIMEOUT, "view=why");
    let at = moment(&bench, |k| matches!(k, MomentKind::PollTimeout { .. }));
    let told = causes(&mut bench, at);
    assert!(told.contains("max.poll.interval.ms") && told.contains("slow batch of C2"), "{told}");
}

#[test]
fn every_event_has_a_sentence_in_both_languages() {
    for lang in Lang::ALL {
        for scenario in 0..BUILTIN.len() {
            let mut bench = Bench::of(scenario, "view=why&lanes=eager,cooperative,consumer");
            bench.act(Action::SetLang(lang));
            for lane in 0..3 {
                let events = bench.lab.lanes()[lane].trace().events.len();
                for event in (0..events).step_by(7).map(EventId::at) {
                    bench.session.asked = Some(Asked { lane, event, at: bench.session.t });
                    let links = views::why(&bench.lab, &bench.session, lane);
                    let said = text::plain(&links[0].text);
                    let kind = bench.lab.lanes()[lane].trace().event(event).kind;
                    assert!(!said.is_empty(), "{kind:?}");
                    assert!(!said.contains(['{', '}', '*']), "{said}");
                    let is_korean = said.chars().any(|c| ('가'..='힣').contains(&c));
                    assert_eq!(is_korean, lang == Lang::Ko, "{kind:?}: {said}");
                }
            }
        }
    }
}

#[test]
fn asking_for_causes_leads_to_the_event_until_the_playhead_moves_on() {
    let mut bench = Bench::of(STEP_BY_STEP, "view=messages");
    bench.act(Action::Ask(1, EventId(900), ms(17_000)));
    assert_eq!((bench.session.view, bench.session.t, bench.session.playing), (View::Why, ms(17_000), false));
    assert_eq!(views::why(&bench.lab, &bench.session, 1)[0].event, EventId(900));
    assert_ne!(views::why(&bench.lab, &bench.session, 0)[0].event, EventId(900), "the other lane has its own");
    bench.act(Action::SetLang(Lang::Ko));
    assert!(bench.session.asked.is_some());
    bench.act(Action::StepForward);
    assert_eq!(bench.session.asked, None);
}

#[test]
fn views_keep_the_playhead_and_are_in_the_address() {
    let mut bench = Bench::of(SLOW_BATCH, "t=18000");
    for (name, view) in View::NAMES {
        bench.act(Action::SetView(view));
        assert_eq!(bench.session.t, ms(18_000));
        let query = url::write(&bench.session);
        assert_eq!(query.contains("view="), name != "group", "{query}");
        assert_eq!(url::read(&query).0.view, view);
    }
    assert!(View::Messages(Routine::Drawn).same_tab(View::Messages(Routine::Folded)));
}

#[test]
fn a_consumer_group_s_messages_are_its_heartbeats() {
    let bench = Bench::of(SLOW_BATCH, "view=messages&lanes=consumer");
    let windows = windows(&bench, 0);
    let labels: BTreeSet<&str> = windows.iter().flat_map(|w| w.arrows.iter().map(|a| &*a.label)).collect();
    assert!(labels.iter().any(|l| l.starts_with("ConsumerGroupHeartbeat ")), "{labels:?}");
    assert!(labels.iter().any(|l| l.starts_with("epoch ")) && !labels.contains("JoinGroup"), "{labels:?}");
    assert!(windows.iter().any(|w| w.folds.iter().any(|f| f.labels[0].starts_with("ConsumerGroupHeartbeat ×"))));
}

#[test]
fn a_chain_says_once_what_a_member_gave_up() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    for t in [19_288, 19_400] {
        bench.session.t = ms(t);
        let links = views::why(&bench.lab, &bench.session, 1);
        let says: Vec<String> = links.iter().map(|l| text::plain(&l.text)).collect();
        assert_eq!(says.iter().filter(|s| s.contains("gives up P5")).count(), 1, "{says:#?}");
        assert!(links[0].why.contains("moving takes two rebalances"), "{says:#?}");
    }
}
