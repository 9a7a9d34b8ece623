//! No text makes the reader or the formatter fail, and forming a text does not change what it means.

use proptest::prelude::*;
use rebalance_fence::{Fence, format};
use rebalance_model::scenario::builtin::BUILTIN;

use super::{good, read};

/// Words of the language, and what may stand between them.
fn word() -> impl Strategy<Value = String> {
    let known = "scenario name title topic members member load kafka lanes seed run t generation holds offset id at expect \
                 start close kill throw slow slow-revoke offline freeze delay partitions restart-broker process poll \
                 stopped twice eager cooperative consumer broker group none crash 4/s 5s 300ms 1.5h 0 7 6000 orders \
                 orders-0 c1 c2 \"a b\" \"\\n\" session.timeout.ms group.instance.id max.poll.records 4.1 < <= == = ! # \"";
    let known: Vec<String> = known.split_whitespace().map(str::to_owned).collect();
    prop_oneof![
        8 => proptest::sample::select(known),
        1 => "[0-9]{1,21}(s|ms|h|\\.5min)?",
        1 => "\\PC{0,6}",
        1 => any::<String>(),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let line = proptest::collection::vec(word(), 0..7).prop_map(|words| words.join(" "));
    proptest::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

/// A good text with some of its letters taken out, put in or changed.
fn broken() -> impl Strategy<Value = String> {
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), 0..3u8, any::<char>()), 1..6);
    (0..BUILTIN.len(), changes).prop_map(|(builtin, changes)| {
        let base = good(&format!("scenario {}", BUILTIN[builtin].name)).scenario;
        let mut letters: Vec<char> = rebalance_fence::write(&Fence::of(base)).chars().collect();
        for (at, how, c) in changes {
            let at = at.index(letters.len());
            match how {
                0 => _ = letters.remove(at),
                1 => letters.insert(at, c),
                _ => letters[at] = c,
            }
        }
        letters.into_iter().collect()
    })
}

fn does_no_harm(text: &str) {
    let before = read(text);
    if let Err(problems) = &before {
        assert!(!problems.is_empty());
        let lines = text.lines().count();
        assert!(problems.iter().all(|p| p.at.line <= lines && !p.what.is_empty()), "{problems:?}");
    }
    let Ok(formed) = format(text) else {
        assert!(before.is_err(), "what is read has a form");
        return;
    };
    assert_eq!(format(&formed).as_deref(), Ok(&*formed), "a form has itself as form");
    let after = read(&formed);
    assert_eq!(before.is_ok(), after.is_ok(), "{formed}");
    if let (Ok(before), Ok(after)) = (before, after) {
        assert_eq!((&before.scenario, before.seed, before.at), (&after.scenario, after.seed, after.at), "{formed}");
        let said = |all: &[rebalance_fence::Expectation]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(said(&before.expectations), said(&after.expectations));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_of_the_language_in_any_order(text in text()) {
        does_no_harm(&text);
    }

    #[test]
    fn any_text_at_all(text in any::<String>()) {
        does_no_harm(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn good_texts_with_letters_changed(text in broken()) {
        does_no_harm(&text);
    }
}
