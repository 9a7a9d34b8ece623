//! The myth lab: each claim's own run tries it, and the verdict has that run's numbers.

use rebalance_view::Lang;
use rebalance_view::myth::{MYTHS, trial};
use rebalance_view::session::Notice;

use super::*;

/// The bench of a claim, as choosing it makes it; where the run is refused, with the one before it, as on the page.
fn tried(myth: usize, lang: Lang) -> Bench {
    let mut bench = Bench::of(CRASH, "");
    bench.session.lang = lang;
    let session = reduce(&bench.session, Some(&bench.lab), Action::TryMyth(myth));
    let base = Rc::new(builtin(session.scenario));
    match session.plan(&base) {
        Ok(_) => bench = Bench::new(session, base),
        Err(refused) => bench.session = reduce(&session, None, Action::Notify(Notice::Refused(refused))),
    }
    bench
}

/// Claim and verdict, as the page has them.
fn verdict(bench: &mut Bench) -> (String, String) {
    let trial = trial(&bench.lab, &bench.session).expect("a claim is tried");
    (text::plain(&trial.verdict), trial.rule.to_owned())
}

#[test]
fn every_claim_is_tried_by_its_own_run_in_both_languages() {
    for (i, myth) in MYTHS.iter().enumerate() {
        for lang in Lang::ALL {
            let (said, rule) = verdict(&mut tried(i, lang));
            assert_eq!(rule, myth.rule, "{}: {said}", myth.name);
        }
    }
}

#[test]
fn a_claim_that_kafka_refuses_is_in_the_address_as_any_other() {
    for (i, myth) in MYTHS.iter().enumerate() {
        let before = Bench::of(CRASH, "session.timeout.ms=9000").session;
        let mut bench = tried(i, Lang::En);
        // What the page keeps where a run is refused: the session of those that are shown.
        bench.session.ran =
            bench.session.notices.iter().any(|n| matches!(n, Notice::Refused(_))).then(|| Rc::new(before));
        let (opened, problems) = url::read(&url::write(&bench.session));
        assert_eq!((opened.myth, problems), (Some(i), vec![]), "{}", myth.name);
        let asked = |s: &Session| (s.scenario, s.settings.clone(), s.acts.clone(), s.seed);
        assert_eq!(asked(&opened), asked(&bench.session), "{}", myth.name);
    }
    // What is refused while a claim is tried is in no address still.
    let tried = tried(0, Lang::En).session;
    let odd = Session {
        ran: Some(Rc::new(tried.clone())),
        ..reduce(&tried, None, Action::SetKafka("session.timeout.ms".into(), "x".into()))
    };
    assert_eq!(url::write(&odd), url::write(&tried));
}

#[test]
fn verdicts_have_the_numbers_of_the_run() {
    let place = |name| MYTHS.iter().position(|m| m.name == name).unwrap();
    let said = |name| verdict(&mut tried(place(name), Lang::En)).0;
    let slow = said("slow-batch-misses-heartbeats");
    assert!(slow.starts_with("False. C2 was inside its batch for 15"), "{slow}");
    assert!(slow.contains("session.timeout.ms is 6 s, and it stayed in the group"), "{slow}");
    let evicted = said("broker-enforces-poll-interval");
    assert!(evicted.starts_with("False. 10.1 s after its last poll(), C2 noticed"), "{evicted}");
    let twice = said("nothing-twice");
    let records = tried(place("nothing-twice"), Lang::En).lab.lanes()[0].report.records_twice();
    assert!(records > 0 && twice.starts_with(&format!("False. {records} records")), "{twice}");
    let given = said("cooperative-by-default");
    assert!(given.starts_with("False. With Kafka’s default list all 6 partitions"), "{given}");
    let idle = said("idle-member-is-removed");
    assert!(idle.starts_with("False. C7 has had no partition"), "{idle}");
    let mixed = said("mixed-group-is-classic");
    assert!(mixed.starts_with("False. When C1 came with group.protocol=consumer"), "{mixed}");
    assert!(mixed.contains("while C2 and C3 still spoke the classic protocol"), "{mixed}");
}

#[test]
fn a_short_batch_turns_the_verdict_on_cooperative_round() {
    let always = MYTHS.iter().position(|m| m.name == "cooperative-always-wins").unwrap();
    let (said, _) = verdict(&mut tried(always, Lang::En));
    assert!(said.starts_with("Not here."), "{said}");
    let (mut slow, problems) = url::read("scenario=scale-out-slow-batch&myth=cooperative-always-wins");
    assert_eq!(problems, []);
    slow.playing = false;
    let (said, _) = verdict(&mut Bench::new(slow, Rc::new(builtin(SLOW_BATCH))));
    assert!(said.starts_with("Here it does:"), "{said}");
}

#[test]
fn a_run_that_does_not_try_the_claim_says_so() {
    // A batch shorter than the session timeout proves nothing about it.
    let (session, problems) = url::read("scenario=poll-timeout&myth=slow-batch-misses-heartbeats&batch_ms=3000");
    assert_eq!(problems, []);
    let (said, rule) = verdict(&mut Bench::new(session, Rc::new(builtin(POLL_TIMEOUT))));
    assert_eq!((said.starts_with("This run does not try it"), rule.as_str()), (true, ""));
}

#[test]
fn a_claim_is_in_the_address_and_goes_with_another_scenario() {
    let mut bench = tried(1, Lang::En);
    let address = url::write(&bench.session);
    assert!(address.contains(&format!("myth={}", MYTHS[1].name)), "{address}");
    assert_eq!(url::read(&address).0.myth, Some(1));
    bench.act(Action::Pick(0));
    assert_eq!(bench.session.myth, None);
    assert_eq!(trial(&bench.lab, &bench.session), None);
}
