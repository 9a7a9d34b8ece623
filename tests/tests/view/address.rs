//! The address: what is written reads as the same, and what is not understood is said.

use proptest::prelude::*;
use rebalance_model::config::KafkaVersion;
use rebalance_model::{SimDuration, SimTime, Variant};
use rebalance_view::session::{Act, ActKind, Settings, Theme};
use rebalance_view::text::{self, Lang};
use rebalance_view::url::{UrlFault, read, write};
use rebalance_view::{Pace, Session};

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
    assert_eq!(
        write(&session),
        "scenario=crash&session.timeout.ms=10000&act=kill:c2@16.2s&act=add:c4@20s&t=16029&lang=ko"
    );
}

#[test]
fn what_is_not_understood_is_said_and_the_rest_kept() {
    for (query, fault) in [
        ("scenario=nope", UrlFault::UnknownValue),
        ("lanes=eager,lazy", UrlFault::UnknownValue),
        ("lanes=eager,eager", UrlFault::Twice),
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
fn rubbish_is_told_briefly() {
    let long = "x".repeat(10_000);
    let (session, problems) = read(&format!("{long}&a=1&b=2&c=3&d=4&e=5&\u{0}=\u{7f}"));
    assert_eq!(session, Session::default());
    assert!(problems.len() <= 4 && problems[0].name.chars().count() <= 61);
}

fn act() -> impl Strategy<Value = Act> {
    let kind = prop_oneof![
        Just(ActKind::Add),
        Just(ActKind::Close),
        Just(ActKind::Kill),
        (0u64..10_000_000).prop_map(|ms| ActKind::SlowBatch(SimDuration::from_millis(ms))),
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

fn session() -> impl Strategy<Value = Session> {
    let lanes = proptest::sample::subsequence(Variant::ALL.to_vec(), 1..=3);
    let theme = proptest::sample::select(vec![Theme::Auto, Theme::Dark, Theme::Light]);
    let pace = proptest::sample::select(Pace::CHOICES.to_vec());
    let lang = proptest::sample::select(Lang::ALL.to_vec());
    let acts = proptest::collection::vec(act(), 0..4);
    (0usize..4, lanes, any::<u64>(), 0u64..10_000_000_000, settings(), acts, (theme, pace, lang)).prop_map(
        |(scenario, lanes, seed, t, settings, acts, (theme, pace, lang))| Session {
            scenario,
            lanes,
            seed,
            t: SimTime::from_micros(t),
            playing: t == 0,
            settings,
            acts,
            theme,
            pace,
            lang,
            ..Session::default()
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
    }
}
