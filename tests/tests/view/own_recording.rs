//! A recording from a file of one's own: shown beside lanes that simulate what was played, undone, in no address; and files
//! that are not whole, which may be refused but not break the page.

use rebalance_import::Korean;
use rebalance_import::replay::{self, Flaw, NoJson, ReplayError, no_json};
use rebalance_tests::recorded;
use rebalance_view::session::{Dialog, LoadedGroup, OwnScenario, View};
use rebalance_view::{Made, views};

use super::*;

fn json(folder: &str, name: &str) -> Json {
    serde_json::from_str(&recorded::text(folder, name)).unwrap()
}

/// What the page plays of a recording, as its reader makes it.
fn own(folder: &str, name: &str, place: usize) -> Rc<LoadedGroup> {
    let run = Lane::recorded(Rc::new(replay::replay(&json(folder, name)).unwrap()));
    let scenario = run.trace().header.scenario.clone();
    Rc::new(LoadedGroup {
        name: scenario.name.clone(),
        own: Some(run.variant),
        scenarios: vec![scenario],
        played: Some(OwnScenario { place, run: Some(run) }),
    })
}

impl Bench {
    /// Does it, and runs what plays then, whosever it is.
    fn does(&mut self, action: Action) {
        let next = reduce(&self.session, Some(&self.lab), action);
        self.base = match &next.group {
            Some(group) => group.scenarios[0].clone(),
            None => Rc::new(builtin(next.scenario)),
        };
        self.lab = run(&next, &self.base);
        self.session = next;
    }

    fn titles(&self) -> Vec<&'static str> {
        self.lab.lanes().iter().map(|lane| lane.title(self.session.lang)).collect()
    }
}

#[test]
fn it_stands_beside_lanes_that_simulate_what_was_played() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    bench.does(Action::LoadGroup(own("recordings", "crash.cooperative.1", CRASH)));
    assert_eq!(bench.titles(), ["Eager", "Cooperative", "Cooperative, recorded"]);
    let scene = bench.at(ms(22_000));
    assert_eq!((scene.lanes[2].made, scene.lanes[2].assignor), (Made::Recorded, "from your file"));
    assert_eq!(scene.lanes[1].verdict, scene.lanes[2].verdict);
    assert!(scene.tabs[CRASH].current && scene.tabs.len() == BUILTIN.len(), "its words are those of the built-in one");
    assert_eq!(scene.narration.step.split(" · ").next(), Some(scene.tabs[CRASH].title));
    // Three lanes are open on a wide window: one makes room.
    for (name, lanes) in [
        ("crash.consumer.1", ["Eager", "KIP-848", "KIP-848, recorded"]),
        ("crash.eager.1", ["Eager", "Eager, recorded", "Cooperative"]),
    ] {
        let mut wide = Bench::of(SLOW_BATCH, "lanes=eager,cooperative,consumer");
        wide.does(Action::LoadGroup(own("recordings", name, CRASH)));
        assert_eq!(wide.titles(), lanes);
    }
    let upgrade = own("recordings", "upgrade-to-cooperative.as-configured.1", place("upgrade-to-cooperative"));
    bench.does(Action::LoadGroup(upgrade));
    assert_eq!(bench.titles(), ["As configured", "As configured, recorded"]);
}

#[test]
fn what_is_no_scenario_of_the_page_is_called_by_its_own_title() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    bench.does(Action::LoadGroup(own("unseen", "far-away-members.cooperative.1", BUILTIN.len())));
    let scene = bench.at(ms(15_000));
    assert!(scene.tabs.iter().all(|tab| !tab.current));
    assert!(scene.narration.step.starts_with("Lines of 80 ms each way"), "{}", scene.narration.step);
    for t in [0, 14_400, 21_400, 36_000].map(ms) {
        bench.session.t = t;
        for (_, view) in View::NAMES {
            bench.session.view = view;
            assert_eq!(bench.at(t).lanes.len(), 3);
        }
        assert!(!views::why(&bench.lab, &bench.session, 2).is_empty());
    }
}

/// As *Share* saves one: no run beside the lanes, which stay those that are open.
#[test]
fn a_scenario_by_itself_is_simulated_in_the_lanes_that_are_open() {
    let mut scenario = builtin(CRASH);
    scenario.title = "Mine".to_owned();
    let played = Some(OwnScenario { place: BUILTIN.len(), run: None });
    let scenarios = vec![Rc::new(scenario)];
    let mut bench = Bench::of(SLOW_BATCH, "lanes=eager,cooperative,consumer");
    bench.does(Action::LoadGroup(Rc::new(LoadedGroup { name: "mine".to_owned(), scenarios, own: None, played })));
    assert_eq!(bench.titles(), ["Eager", "Cooperative", "KIP-848"]);
    let scene = bench.at(ms(20_000));
    assert!(scene.tabs.len() == BUILTIN.len() && scene.tabs.iter().all(|tab| !tab.current));
    assert!(scene.narration.step.starts_with("Mine"), "{}", scene.narration.step);
    assert!(!bench.session.plays_own_recording());
    let address = url::write(&bench.session);
    assert!(address.starts_with("group=loaded"), "{address}");
    bench.does(Action::Pick(POLL_TIMEOUT));
    assert_eq!((bench.session.scenario, &bench.session.group), (POLL_TIMEOUT, &None));
}

#[test]
fn it_is_undone_and_done_again_and_left_by_any_scenario() {
    let mut bench = Bench::of(SLOW_BATCH, "session.timeout.ms=9000");
    bench.does(Action::SetSeed(7));
    let before = bench.session.clone();
    bench.does(Action::Open(Dialog::Load));
    bench.does(Action::LoadGroup(own("recordings", "crash.eager.1", CRASH)));
    assert_eq!((bench.session.seed, bench.session.settings.kafka.len()), (7, 0));
    bench.does(Action::SetKafka("session.timeout.ms".to_owned(), "8000".to_owned()));
    let after = bench.session.clone();
    assert!(
        bench.lab.scene(&bench.session).limits[0].starts_with("The recording is of the scenario as its file has it")
    );
    bench.does(Action::Undo);
    assert_eq!(bench.titles(), ["Eager", "Eager, recorded", "Cooperative"]);
    bench.does(Action::Undo);
    assert!(bench.session.same_run(&before) && bench.session.dialog.is_none());
    assert_eq!(bench.titles(), ["Eager", "Cooperative"]);
    // What was done before it can be undone still.
    bench.does(Action::Undo);
    assert_eq!(bench.session.seed, Session::default().seed);
    for _ in 0..3 {
        bench.does(Action::Redo);
    }
    assert!(bench.session.same_run(&after) && !bench.session.history.can_redo());

    bench.does(Action::Pick(POLL_TIMEOUT));
    assert_eq!((bench.titles(), &bench.session.group), (vec!["Eager", "Cooperative"], &None));
    bench.does(Action::Undo);
    assert!(bench.session.same_run(&after), "also that");
    bench.does(Action::UnloadGroup);
    assert_eq!((bench.titles(), bench.session.scenario), (vec!["Eager", "Cooperative"], CRASH));
    bench.does(Action::LoadGroup(own("unseen", "far-away-members.cooperative.1", BUILTIN.len())));
    bench.does(Action::UnloadGroup);
    assert_eq!(bench.session.scenario, 0, "the first one, as what was played is not here");
}

#[test]
fn it_can_be_taken_away_and_what_was_played_stays() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    bench.does(Action::LoadGroup(own("recordings", "crash.eager.1", CRASH)));
    bench.does(Action::RemoveRecording(Variant::Eager));
    assert_eq!((bench.titles(), bench.session.scenario), (vec!["Eager", "Cooperative"], CRASH));
    assert_eq!(bench.at(ms(20_000)).recordings, [], "the page's own is of another run");
}

#[test]
fn it_is_in_no_address_and_stays_while_its_own_is_travelled() {
    for (name, place, said) in
        [("recordings/crash.eager.1", CRASH, "scenario=crash"), ("unseen/far-away-members.eager.1", BUILTIN.len(), "")]
    {
        let (folder, name) = name.split_once('/').unwrap();
        let group = own(folder, name, place);
        let mut bench = Bench::of(SLOW_BATCH, "");
        bench.does(Action::LoadGroup(group.clone()));
        let address = url::write(&bench.session);
        assert!(
            address.starts_with("group=loaded") && address.contains(said) && !address.contains("recorded"),
            "{address}"
        );
        let (opened, problems) = url::read_with(&address, 1280, None);
        assert_eq!((opened.group, problems.len(), opened.recorded.len()), (None, 1, 0));
        let said = text::notice(opened.lang, &rebalance_view::session::Notice::Url(problems[0].clone()));
        assert!(said.contains("recording"), "{said}");
        // Forward of the browser comes back to it, back does not stay.
        let (there, problems) = url::read_with(&address, 1280, Some(group.clone()));
        assert_eq!((there.scenario, there.recorded.len(), problems.len()), (place, 1, 0));
        assert!(there.same_run(&bench.session));
        let (before, _) = url::read_with("t=18000", 1280, Some(group));
        assert_eq!((before.group, before.recorded.len()), (None, 0));
    }
}

#[test]
fn a_text_that_ends_too_early_is_told_from_one_that_is_wrong() {
    let whole = recorded::text("recordings", "crash.eager.1");
    assert_eq!(no_json(&whole), None);
    for end in (1..whole.len()).step_by(997) {
        let cut = &whole[..end];
        assert_eq!(no_json(cut), Some(NoJson::CutOff { line: cut.lines().count() }), "after {end} bytes");
    }
    for text in [r#"{"a": "}"#, r#"["\"]"#, "[1,", "[-", "{\"a\"", "[tru", "[\n1.", r#"["\u00"#] {
        assert_eq!(no_json(text), Some(NoJson::CutOff { line: text.lines().count() }), "{text}");
    }
}

#[test]
fn where_a_text_stops_being_json_is_said_as_an_editor_would() {
    for (text, line, column) in [
        ("", 1, 1),
        ("{not json}\n", 1, 2),
        ("{]", 1, 2),
        ("[1,]", 1, 4),
        ("{\n \"a\": 01\n}", 2, 8),
        ("[\n\n1.x]", 3, 3),
        ("{\"이름\": nul}", 1, 11),
        ("[\"\t\"]", 1, 3),
        (r#"["\x"]"#, 1, 4),
        ("{}\n{}", 2, 1),
    ] {
        assert_eq!(no_json(text), Some(NoJson::Odd { line, column }), "{text}");
    }
    // A text that is no JSON to one is none to the other, and the other way round.
    for text in [
        "{}",
        r#"["\\"]"#,
        r#"{"a": [1.5e+3, -0, "\u00e9\n", true, false, null, {}]}"#,
        " [1 , 2] \n",
        "01",
        "1.",
        "[1e]",
        "nul",
    ] {
        assert_eq!(no_json(text).is_none(), serde_json::from_str::<Json>(text).is_ok(), "{text}");
    }
}

/// What is wrong with a recording in which `old` is `new`, in both languages.
fn flaws(old: &str, new: &str) -> [String; 2] {
    let text = recorded::text("recordings", "crash.eager.1");
    assert!(text.contains(old), "{old}");
    let error: ReplayError = replay::replay(&serde_json::from_str(&text.replacen(old, new, 1)).unwrap()).unwrap_err();
    [error.to_string(), Korean(&error).to_string()]
}

#[test]
fn what_is_wrong_with_a_recording_is_said_in_korean_too() {
    for (old, new, english, korean) in [
        ("\"t\":", "\"at\":", "events[0]: t, the time in milliseconds", "events[0]: 시각 t(밀리초)가 없습니다"),
        ("\"who\":", "\"whom\":", "events[0]: who is expected", "events[0]: 필드가 없습니다: who"),
        ("\"variant\":", "\"kind\":", "variant: one of", "variant: 녹화 도구의 variant"),
        ("\"events\":", "\"rows\":", "events: a list", "events: 행의 목록이 없습니다"),
        ("\"MEMBER_ID_REQUIRED\"", "\"NO_CODE\"", "`NO_CODE` is no error", "`NO_CODE`"),
        ("\"do\":", "\"did\":", "scenario: script[0]", "시나리오로 읽을 수 없습니다(script[0]"),
    ] {
        let [en, ko] = flaws(old, new);
        assert!(en.contains(english) && ko.contains(korean), "{en} / {ko}");
    }
    let all = [
        Flaw::Format,
        Flaw::Variant,
        Flaw::NoScenario,
        Flaw::NoRows,
        Flaw::NoTime,
        Flaw::Lacks("who"),
        Flaw::NoMember("c9".to_owned()),
        Flaw::NoApi("Fetch".to_owned()),
        Flaw::NoError("NO".to_owned()),
        Flaw::NoAlias,
        Flaw::NoReason,
        Flaw::NoException,
    ];
    for flaw in &all {
        let is_korean = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
        let said = [flaw.to_string(), Korean(flaw).to_string()];
        assert!(!is_korean(&said[0]) && is_korean(&said[1]), "{said:?}");
    }
}

#[test]
fn the_kafka_that_it_is_of_is_what_is_simulated_beside_it() {
    let of = |folder: &str| own(folder, "crash.consumer.1", CRASH).scenarios[0].version.name();
    assert_eq!((of("recordings"), of("recordings/4.0.2")), ("4.3", "4.0"));
}

/// A recording with something done to it at a place that follows from `n`.
fn mangled(json: &Json, n: u64) -> Json {
    fn at(json: &mut Json, n: u64, depth: u32) {
        let wrong = [
            Json::Int(i64::MAX),
            Json::Float(-1e300),
            Json::Float(f64::NAN),
            Json::Text("c9#9".to_owned()),
            Json::List(Vec::new()),
            Json::Bool(true),
        ];
        let children: Vec<&mut Json> = match json {
            Json::List(list) if n.is_multiple_of(5) && depth > 0 && !list.is_empty() => {
                let place = usize::try_from(n / 5).unwrap() % list.len();
                match n % 3 {
                    0 => drop(list.remove(place)),
                    1 => list.insert(place, list[place].clone()),
                    _ => list.swap(0, place),
                }
                return;
            }
            Json::List(list) => list.iter_mut().collect(),
            Json::Object(fields) if n.is_multiple_of(7) && depth > 1 && !fields.is_empty() => {
                let place = usize::try_from(n / 7).unwrap() % fields.len();
                fields.remove(place);
                return;
            }
            Json::Object(fields) => fields.iter_mut().map(|(_, value)| value).collect(),
            value => {
                *value = wrong[usize::try_from(n).unwrap() % wrong.len()].clone();
                return;
            }
        };
        let count = children.len();
        if let Some(child) = children.into_iter().nth(usize::try_from(n / 11).unwrap() % count.max(1)) {
            at(child, n / 3 + 1, depth + 1);
        }
    }
    let mut json = json.clone();
    if let Json::Object(fields) = &mut json
        && let Some((_, events)) = fields.iter_mut().find(|(name, _)| name == "events")
    {
        at(events, n, 0);
    }
    json
}

#[test]
fn whatever_stands_in_its_rows_nothing_breaks() {
    let mut shown = 0;
    for name in ["crash.eager.1", "scale-out.cooperative.1", "poll-timeout.consumer.1", "fenced.eager.1"] {
        let whole = json("recordings", name);
        let place = place(name.split('.').next().unwrap());
        let mut rng = 0x9e37_79b9_u64;
        for _ in 0..40 {
            let mut broken = whole.clone();
            for _ in 0..=rng % 2 {
                rng = rng.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                broken = mangled(&broken, rng >> 20);
            }
            let Ok(trace) = replay::replay(&broken) else { continue };
            let run = Lane::recorded(Rc::new(trace));
            let (variant, scenario) = (run.variant, run.trace().header.scenario.clone());
            let group = LoadedGroup {
                name: name.to_owned(),
                scenarios: vec![scenario.clone()],
                own: Some(variant),
                played: Some(OwnScenario { place, run: Some(run) }),
            };
            let mut bench = Bench::of(place, "");
            bench.does(Action::LoadGroup(Rc::new(group)));
            let last = bench.lab.lanes().iter().position(|lane| lane.made == Made::Recorded).unwrap();
            let mut frame = rebalance_view::motion::Frame::default();
            for t in [0, 15_000, 16_030, 21_000, 30_000].map(ms) {
                bench.at(t);
                bench.lab.frame(&bench.session, t, &mut frame);
                views::messages(&bench.lab, &bench.session, last, t, None);
                views::terminal(&bench.lab, &bench.session, last);
                views::why(&bench.lab, &bench.session, last);
            }
            shown += 1;
        }
    }
    assert!(shown > 40, "{shown} were shown");
}
