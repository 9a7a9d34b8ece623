//! The address: what is written reads as the same, and what is not understood is said.

use proptest::prelude::*;
use rebalance_model::config::KafkaVersion;
use rebalance_model::{MemberIdx, SimDuration, SimTime, Variant};
use rebalance_view::session::{Act, ActKind, Settings, StepEdit, Stride, Theme};
use rebalance_view::text::{self, Lang};
use rebalance_view::url::{UrlFault, of_attributes, read, write};
use rebalance_view::{Pace, Session, Stretch};

#[test]
fn the_page_as_it_opens_needs_no_parameter() {
    assert_eq!(write(&Session::default()), "");
    assert_eq!(read(""), (Session::default(), vec![]));
}

#[test]
fn a_link_is_readable() {
    let (session, problems) =
        read("?scenario=crash&session.timeout.ms=10000&act=kill:c2@16.2s&act=add:c4@20s&t=16029&lang=ko");
    assert_eq!(problems, []);
    assert_eq!(session.acts[0], Act { at: SimTime::from_millis(16_200), member: "c2".into(), kind: ActKind::Kill });
    assert!(!session.playing, "an address with t opens paused");
    let query = "act=offline:c2%2B4s@16.2s&act=partitions:orders%2B8@20s&step=3%2B8s@14s&step=4@never&window=14000-19500.5&loop=15000-16000&by=message&v=1";
    let (session, problems) = read(query);
    assert_eq!((problems, write(&session).as_str()), (vec![], query));
    let (session, _) =
        read("?scenario=crash&session.timeout.ms=10000&act=kill:c2@16.2s&act=add:c4@20s&t=16029&lang=ko");
    assert_eq!(
        write(&session),
        "scenario=crash&session.timeout.ms=10000&act=kill:c2@16.2s&act=add:c4@20s&t=16029&lang=ko&v=1"
    );
}

#[test]
fn what_is_not_understood_is_said_and_the_rest_kept() {
    for (query, fault) in [
        ("scenario=nope", UrlFault::UnknownValue),
        ("lanes=eager,lazy", UrlFault::UnknownValue),
        ("lanes=eager,eager", UrlFault::UnknownValue),
        ("poll_ms=0", UrlFault::OutOfBounds),
        ("lanes=eager,cooperative,sticky,roundrobin", UrlFault::TooMany),
        ("seed=-1", UrlFault::NotANumber),
        ("t=soon", UrlFault::NotANumber),
        ("t=99999999999", UrlFault::OutOfBounds),
        ("t=99999999999999999999999", UrlFault::OutOfBounds),
        ("t=-1", UrlFault::NotANumber),
        ("t=.5", UrlFault::NotANumber),
        ("t=1.", UrlFault::NotANumber),
        ("t=1.2345", UrlFault::NotANumber),
        ("lang=fr", UrlFault::UnknownValue),
        ("view=nope", UrlFault::UnknownValue),
        ("pace=7", UrlFault::UnknownValue),
        ("colour=red", UrlFault::UnknownName),
        ("act=explode:c1@1s", UrlFault::NotAnAct),
        ("act=kill:c1", UrlFault::NotAnAct),
        ("act=kill:@1s", UrlFault::NotAnAct),
        ("act=slow:c1@1s", UrlFault::NotAnAct),
        ("act=kill:c1@1.2345s", UrlFault::NotAnAct),
        ("act=offline:c1@1s", UrlFault::NotAnAct),
        ("act=partitions:orders@1s", UrlFault::NotAnAct),
        ("act=partitions:orders+1s@1s", UrlFault::NotAnAct),
        ("step=0@1s", UrlFault::NotAnAct),
        ("step=1", UrlFault::NotAnAct),
        ("step=kill@1s", UrlFault::NotAnAct),
        ("step=3@1s&step=3@2s", UrlFault::Twice),
        ("window=5-5", UrlFault::OutOfBounds),
        ("range=5", UrlFault::NotANumber),
        ("loop=a-b", UrlFault::NotANumber),
        ("by=day", UrlFault::UnknownValue),
        ("theme=%zz", UrlFault::Encoding),
        ("theme=%ff", UrlFault::Encoding),
        ("seed=1&seed=2", UrlFault::Twice),
    ] {
        let (session, problems) = read(&format!("{query}&theme=dark"));
        assert_eq!(problems.iter().map(|p| p.what).collect::<Vec<_>>(), [fault], "{query}");
        if !query.starts_with("theme") {
            assert_eq!(session.theme, Theme::Dark, "the rest is kept: {query}");
        }
        let notice = rebalance_view::session::Notice::Url(problems[0].clone());
        for lang in Lang::ALL {
            assert!(text::notice(lang, &notice).contains(&problems[0].name));
        }
    }
}

#[test]
fn an_address_of_a_newer_version_says_so_and_opens_as_far_as_it_is_understood() {
    let (session, problems) = read("scenario=crash&zone=b&v=2");
    assert_eq!(problems.iter().map(|p| p.what).collect::<Vec<_>>(), [UrlFault::UnknownName, UrlFault::Newer]);
    assert_eq!(session.scenario_name(), "crash");
    let notice = rebalance_view::session::Notice::Url(problems[1].clone());
    assert!(text::notice(Lang::En, &notice).starts_with("This address is of a newer version"));
    assert_eq!(read("v=1").1, []);
    assert_eq!(read("v=one").1[0].what, UrlFault::NotANumber);
}

#[test]
fn rubbish_is_told_briefly() {
    let long = "x".repeat(10_000);
    let (session, problems) = read(&format!("{long}&a=1&b=2&c=3&d=4&e=5&\u{0}=\u{7f}"));
    assert_eq!(session, Session::default());
    assert!(problems.len() <= 4 && problems[0].name.chars().count() <= 61);
}

/// A parameter with a value that may be its own, another's, or none at all.
fn pair() -> impl Strategy<Value = String> {
    let name = "scenario myth lanes seed t view pace kafka batch_ms process_ms records_per_second poll_ms act step window \
                range loop by card group lang theme v session.timeout.ms session-timeout-ms max.poll.interval.ms \
                group.instance.id partition.assignment.strategy group.consumer.assignors heartbeat.interval.ms";
    let value = "crash upgrade-to-consumer-protocol eager eager,consumer recorded:eager 0 1 16029.5 18446744073709551615 \
                 99999999999999999999 -1 4.1 messages-all why kill:c2@16.2s add:c4@20s add:c1@0s slow:c1%2B5s@14s \
                 partitions:orders%2B9999@1s close:@1s 3%2B8s@14s 999@never 14000-19500.5 5-5 message loaded ko dark \
                 org.apache.kafka.clients.consumer.StickyAssignor %zz %00 cooperative-always-wins 250";
    let pick = |words: &'static str| proptest::sample::select(words.split_whitespace().collect::<Vec<_>>());
    (pick(name), prop_oneof![9 => pick(value).prop_map(str::to_owned), 1 => "[ -~가-힣]{0,12}"])
        .prop_map(|(name, value)| format!("{name}={value}"))
}

fn act() -> impl Strategy<Value = Act> {
    let kind = prop_oneof![
        Just(ActKind::Add),
        Just(ActKind::Close),
        Just(ActKind::Kill),
        Just(ActKind::Throw),
        (0u64..10_000_000, 0usize..4).prop_map(|(ms, i)| {
            let kinds = [ActKind::SlowBatch, ActKind::NetworkDown, ActKind::Freeze, ActKind::SlowRevoke];
            kinds[i](SimDuration::from_millis(ms))
        }),
        (0u32..5_000).prop_map(ActKind::AddPartitions),
    ];
    let name = "[a-z가-힣@:+%& ]{1,12}";
    (0u64..10_000_000, name, kind).prop_map(|(at, member, kind)| Act { at: SimTime::from_millis(at), member, kind })
}

fn settings() -> impl Strategy<Value = Settings> {
    let ms = || proptest::option::of((1u64..1_000_000).prop_map(SimDuration::from_millis));
    let kafka = proptest::sample::subsequence(
        vec!["session.timeout.ms", "max.poll.interval.ms", "group.instance.id", "retry.backoff.ms"],
        0..=4,
    );
    let value = "[ -~가-힣]{0,8}";
    let version = proptest::option::of(proptest::sample::select(KafkaVersion::ALL.to_vec()));
    (kafka, proptest::collection::vec(value, 4), ms(), ms(), ms(), proptest::option::of(0u64..10_000), version)
        .prop_map(|(names, values, batch, process, poll, records_per_second, version)| Settings {
            kafka: names.into_iter().zip(values).map(|(n, v)| (n.to_owned(), v)).collect(),
            version,
            batch,
            records_per_second,
            process,
            poll,
        })
}

fn steps() -> impl Strategy<Value = Vec<StepEdit>> {
    let at = prop_oneof![Just(SimTime::NEVER), (0u64..10_000_000).prop_map(SimTime::from_millis)];
    let takes = proptest::option::of((0u64..10_000_000).prop_map(SimDuration::from_millis));
    let places = proptest::sample::subsequence(vec![0usize, 1, 2, 3, 17, 999], 0..=6);
    (places, proptest::collection::vec((at, takes), 6)).prop_map(|(places, all)| {
        places.into_iter().zip(all).map(|(step, (at, takes))| StepEdit { step, at, takes }).collect()
    })
}

fn stretch() -> impl Strategy<Value = Option<Stretch>> {
    let times = (0u64..10_000_000_000, 1u64..10_000_000_000);
    proptest::option::of(times.prop_map(|(from, length)| Stretch {
        from: SimTime::from_micros(from),
        end: SimTime::from_micros(from + length),
    }))
}

fn session() -> impl Strategy<Value = Session> {
    let lanes = proptest::sample::subsequence(Variant::ALL.to_vec(), 1..=3);
    let theme = proptest::sample::select(vec![Theme::Auto, Theme::Dark, Theme::Light]);
    let pace = proptest::sample::select(Pace::CHOICES.to_vec());
    let lang = proptest::sample::select(Lang::ALL.to_vec());
    let acts = proptest::collection::vec(act(), 0..4);
    let stride = proptest::sample::select(Stride::ALL.to_vec());
    let picked = proptest::option::of((0u16..200).prop_map(MemberIdx));
    let time = (steps(), stretch(), stretch(), any::<bool>(), stride, picked);
    (0usize..4, lanes, any::<u64>(), 0u64..10_000_000_000, settings(), acts, (theme, pace, lang), time).prop_map(
        |(
            scenario,
            lanes,
            seed,
            t,
            settings,
            acts,
            (theme, pace, lang),
            (steps, window, range, looping, stride, picked),
        )| {
            Session {
                scenario,
                lanes,
                seed,
                t: SimTime::from_micros(t),
                playing: t == 0,
                settings,
                acts,
                steps,
                window,
                range,
                looping: looping && range.is_some(),
                stride,
                picked,
                theme,
                pace,
                lang,
                ..Session::default()
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_reads_as_the_same(session in session()) {
        let query = write(&session);
        prop_assert!(query.is_ascii() && !query.contains(['#', ' ', '"', '<']), "{}", query);
        prop_assert_eq!(read(&query), (session, vec![]));
    }

    #[test]
    fn no_address_is_too_odd(query in "[ -~가-힣%&=+@:]{0,80}") {
        let (session, _) = read(&query);
        let _ = write(&session);
        let _ = read(&of_attributes(&query));
    }

    /// Names and values that mean something, in any company: what is understood of it can be planned, or is refused.
    #[test]
    fn no_address_of_known_words_is_too_odd(pairs in proptest::collection::vec(pair(), 0..8)) {
        let query = pairs.join("&");
        let (session, _) = read(&query);
        // The page as it opens plays.
        let again = read(&write(&session)).0;
        prop_assert_eq!(&again, &Session { playing: again.playing, ..session.clone() });
        let base = super::builtin(session.scenario);
        let (possible, _) = session.possible(&base);
        for session in [session, possible] {
            if let Ok(plan) = session.plan(&base) {
                prop_assert!(plan.script.len() <= base.script.len() + session.acts.len());
            }
        }
        let _ = read(&of_attributes(&query));
    }
}
