//! Snippets of *Embed*: each reads as the run that is on the screen, in the same lanes, at the same instant.

use std::rc::Rc;

use rebalance_cli::named;
use rebalance_fence::Fence;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{SimTime, Variant};
use rebalance_view::embed::{self, Shown};
use rebalance_view::session::LoadedGroup;
use rebalance_view::{Session, figure, url};

use super::{Bench, CRASH, builtin, place};

/// Queries of a page, each on any of the scenarios.
const PAGES: [&str; 9] = [
    "",
    "t=16029.5&lang=ko&theme=dark",
    "lanes=consumer,eager&seed=7&t=0.5",
    "session.timeout.ms=10000&t=16000",
    "group.initial.rebalance.delay.ms=500&max.poll.interval.ms=20000&kafka=4.1&lanes=consumer",
    "group.instance.id=a%20b%22",
    "act=add:newcomer@20s&act=kill:c1@16.2s",
    "step=1@never&records_per_second=9&process_ms=20&window=14000-19500.5",
    "lanes=eager,recorded:eager&view=why",
];

fn whole(bench: &Bench) -> String {
    let Shown { scenario, lanes, seed, at } = embed::shown(&bench.session, &bench.lab);
    rebalance_fence::write(&Fence { named: lanes, seed, at, ..Fence::of(scenario) })
}

/// The text of a fence.
fn within(snippet: &str) -> &str {
    snippet.strip_prefix("```kafka-rebalance\n").and_then(|rest| rest.strip_suffix("```\n")).unwrap()
}

fn read(text: &str) -> Fence {
    rebalance_fence::read(text, &named::builtin).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

/// What the text says is what is shown.
fn is_shown(fence: &Fence, bench: &Bench, about: &str) {
    let Shown { scenario, lanes, seed, at } = embed::shown(&bench.session, &bench.lab);
    assert_eq!((&fence.scenario, fence.lanes(), fence.seed, fence.at), (&scenario, &*lanes, seed, at), "{about}");
}

#[test]
fn a_fence_reads_as_the_run_that_is_shown() {
    let mut short = 0;
    for (scenario, file) in BUILTIN.iter().enumerate() {
        for page in PAGES {
            let about = format!("{}: {page}", file.name);
            let (mut session, _) = url::read(page);
            session.scenario = scenario;
            session.recorded.clear();
            if session.plan(&builtin(scenario)).is_err() {
                continue;
            }
            let bench = Bench::new(session, Rc::new(builtin(scenario)));
            let snippet = embed::fence(&bench.session, &bench.lab, &whole(&bench));
            is_shown(&read(within(&snippet)), &bench, &about);
            is_shown(&read(&whole(&bench)), &bench, &about);
            short += usize::from(within(&snippet).starts_with(&format!("scenario {}\n", file.name)));
        }
    }
    assert!(short > 3 * BUILTIN.len(), "{short} are named");
}

#[test]
fn a_fence_names_what_is_built_in_and_says_what_is_changed() {
    let bench = Bench::of(CRASH, "session.timeout.ms=10000&lanes=cooperative&seed=7&t=16029.5");
    assert_eq!(
        embed::fence(&bench.session, &bench.lab, "all of it"),
        "```kafka-rebalance\nscenario crash\nsession.timeout.ms=10000\nlanes cooperative\nseed 7\nt 16029.5ms\n```\n"
    );
}

/// The page of a snippet: the query that its element's attributes are, as kafka-rebalance.js puts them together.
fn asked(snippet: &str) -> String {
    let (_, rest) = snippet.split_once("<kafka-rebalance").unwrap();
    let (attributes, _) = rest.split_once('>').unwrap();
    let mut pairs = Vec::new();
    for part in attributes.split("\" ").map(|part| part.trim().trim_end_matches('"')).filter(|p| !p.is_empty()) {
        let (name, value) = part.split_once("=\"").unwrap();
        let value = value.replace("&lt;", "<").replace("&quot;", "\"").replace("&amp;", "&");
        pairs.push(if name == "query" { value } else { format!("{name}={}", url::fragment(&value)) });
    }
    url::of_attributes(&pairs.join("&"))
}

#[test]
fn an_element_asks_for_the_run_that_is_shown() {
    for (scenario, file) in BUILTIN.iter().enumerate() {
        for page in PAGES {
            let about = format!("{}: {page}", file.name);
            let (mut session, _) = url::read(page);
            session.scenario = scenario;
            let snippet = embed::element(&session, "", "/lab/v0.1/", "");
            assert!(
                snippet
                    .starts_with("<script type=\"module\" src=\"/lab/v0.1/kafka-rebalance.js\"></script>\n<kafka-reb")
            );
            let (read, problems) = url::read(&asked(&snippet));
            assert_eq!(problems, [], "{about}");
            let simulated = Session { recorded: Vec::new(), ..session.clone() };
            assert!(read.same_run(&simulated), "{about}: {snippet}");
            assert_eq!(
                (read.t, read.lang, read.theme, read.window),
                (session.t, session.lang, session.theme, session.window)
            );
            assert!(asked(&snippet).contains(&format!("lang={}", session.lang.tag())), "{snippet}");
            assert!(!snippet.contains("view=") && !snippet.contains("recorded"), "{snippet}");
        }
    }
}

#[test]
fn lanes_that_a_wide_window_opened_with_are_named() {
    let (session, _) = url::read_with("t=16000", 1920, None);
    assert_eq!(session.lanes.len(), 3);
    assert!(embed::element(&session, "", "", "").contains(" lanes=\"eager,cooperative,consumer\""));
}

#[test]
fn an_attribute_can_not_be_said_twice_so_acts_are_a_query() {
    let (session, _) = url::read("scenario=crash&act=kill:c2@16.2s&act=add:c4@17s&t=16000");
    let snippet = embed::element(&session, "", "", "");
    let query = "query=\"scenario=crash&amp;act=kill:c2@16.2s&amp;act=add:c4@17s&amp;t=16000&amp;v=1&amp;lang=en\"";
    assert!(snippet.contains(query), "{snippet}");
}

#[test]
fn a_frame_has_the_same_address_and_a_name() {
    let (session, _) = url::read("scenario=crash&t=16000");
    let snippet = embed::iframe(&session, "A \"crash\" & more", "", "https://docs.example.org/lab/");
    assert_eq!(
        snippet,
        "<iframe src=\"https://docs.example.org/lab/embed.html?scenario=crash&amp;t=16000&amp;v=1&amp;lang=en\" \
         title=\"A &quot;crash&quot; &amp; more\" loading=\"lazy\" width=\"100%\" height=\"760\"></iframe>\n\
         <script src=\"https://docs.example.org/lab/embed-host.js\"></script>\n"
    );
}

#[test]
fn a_group_of_ones_own_stands_in_each_as_text() {
    let mut own = builtin(CRASH);
    own.title = "Ours </script> & more".to_owned();
    let group =
        LoadedGroup { name: "billing".to_owned(), scenarios: vec![Rc::new(own.clone())], own: None, played: None };
    let (session, _) = url::read("session.timeout.ms=10000&act=add:c9@20s&t=16029.5&lanes=eager&lang=ko");
    let session = Session { group: Some(Rc::new(group)), ..session };
    let bench = Bench::new(session, Rc::new(own));
    let whole = whole(&bench);
    let element = embed::element(&bench.session, &whole, "", "");
    let opens = "<kafka-rebalance lanes=\"eager\" t=\"16029.5\" lang=\"ko\" v=\"1\">\n<script type=\"text/plain\">\ntitle \"Ours ";
    assert!(element.contains(opens), "{element}");
    assert_eq!(element.matches("</script>").count(), 2, "no title ends the script: {element}");
    let frame = embed::iframe(&bench.session, "", &whole, "");
    assert!(
        frame.starts_with("<iframe src=\"embed.html?lanes=eager&amp;t=16029.5&amp;lang=ko&amp;v=1#title%20%22Ours%20"),
        "{frame}"
    );
    let fence = embed::fence(&bench.session, &bench.lab, &whole);
    let read = read(within(&fence));
    is_shown(&read, &bench, "a group");
    assert_eq!(read.scenario.name, "billing");
    assert_eq!(read.scenario.consumer.get("session.timeout.ms"), Some("10000"));
    assert_eq!((read.lanes(), read.at), (&[Variant::Eager][..], Some(SimTime::from_micros(16_029_500))));
}

#[test]
fn an_element_may_have_the_storyboard_of_its_run() {
    let bench = Bench::of(CRASH, "t=16029.5&lang=ko");
    let drawn = figure::html(&bench.lab, &bench.session, &embed::look(&bench.session));
    let element = embed::element(&bench.session, "", "", &drawn);
    assert!(element.contains(" lang=\"ko\" v=\"1\">\n<figure class=\"kr-storyboard\" lang=\"ko\">"), "{element}");
    assert!(element.ends_with("</figure>\n</kafka-rebalance>\n"));
    assert!(!drawn.contains('\n'), "Markdown takes it for one block");
}

#[test]
fn what_is_refused_is_in_no_snippet() {
    let (mut session, _) = url::read("t=16000");
    session.scenario = place("crash");
    let ran = Rc::new(session.clone());
    session.settings.kafka.push(("session.timeout.ms".to_owned(), "1".to_owned()));
    session.ran = Some(ran);
    assert!(!embed::element(&session, "", "", "").contains("session.timeout.ms"));
}
