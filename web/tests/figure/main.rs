//! Figures by their door, as `kafka-rebalance.js` uses it, in a real browser: what is asked, drawn, told, and left behind.

#![cfg(target_family = "wasm")]
#![expect(clippy::unwrap_used, reason = "a test fails by it, and Clippy knows no tests but those of #[test]")]

#[path = "../eyes/mod.rs"]
mod eyes;
mod host;

use host::{Host, KEYS_OF_HOST};
use rebalance_web::figure::door::{
    part_figure_do, part_figure_end, part_figure_now, part_figure_read, part_figure_trace,
};
use rebalance_web::figure::fence::part_text;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const CRASH: &str = include_str!("../../../crates/model/scenarios/crash.json");

#[wasm_bindgen_test]
async fn it_draws_its_lanes_inside_its_root_and_says_so() {
    let host = Host::open("scenario=crash&lanes=eager").await;
    assert_eq!(host.all(".lane").len(), 1);
    let ready = host.told("ready");
    assert_eq!(ready.len(), 1);
    assert!(ready[0].contains("\"scenario\":\"crash\"") && ready[0].contains("\"lanes\":[\"eager\"]"), "{}", ready[0]);
    assert!(!host.is_playing(), "it starts paused");
    assert!(host.has(".defs #hatch"), "its patterns are its own");
}

#[wasm_bindgen_test]
async fn two_figures_are_two() {
    let (one, other) = (Host::open("t=16000").await, Host::open("scenario=crash&t=16000").await);
    part_figure_do(one.number, "seek", 18_000.0);
    one.settled().await;
    assert_eq!(part_figure_now(one.number), Some(18_000.0));
    assert_eq!(part_figure_now(other.number), Some(16_000.0));
}

#[wasm_bindgen_test]
async fn what_it_does_not_understand_it_says_in_a_sentence() {
    let host = Host::open("scenario=nonsense&session-timeout-ms=x").await;
    let errors = host.told("error");
    assert!(errors.iter().any(|e| e.contains("nonsense")), "{errors:?}");
    assert!(host.text(".notices").contains("nonsense"));
}

#[wasm_bindgen_test]
async fn a_step_is_told_with_its_words() {
    let host = Host::open("scenario=crash&lanes=eager").await;
    part_figure_do(host.number, "step", 0.0);
    host.settled().await;
    let steps = host.told("step");
    let said = host.text(".say p");
    assert!(!steps.is_empty() && steps.last().unwrap().contains("\"number\":"), "{steps:?}");
    assert!(said.len() > 20, "{said}");
}

#[wasm_bindgen_test]
async fn other_attributes_are_another_run_at_the_same_instant() {
    let host = Host::open("scenario=crash&lanes=eager&t=18000").await;
    let before = host.chart();
    part_figure_read(host.number, "scenario=crash&lanes=eager&session-timeout-ms=20000", None, false).unwrap();
    host.settled().await;
    assert_ne!(host.chart(), before);
    assert_eq!(part_figure_now(host.number), Some(18_000.0));
    part_figure_read(host.number, "scenario=crash&lanes=eager&t=16000", None, true).unwrap();
    host.settled().await;
    assert_eq!(part_figure_now(host.number), Some(16_000.0));
    assert_eq!(host.chart(), before);
}

#[wasm_bindgen_test]
async fn a_scenario_of_ones_own_runs_and_a_broken_one_is_refused() {
    let own = CRASH.replacen("\"name\": \"crash\"", "\"name\": \"mine\"", 1);
    let host = Host::with("lanes=eager", Some(&own), false).await;
    assert!(host.told("ready")[0].contains("\"mine\""));
    let error = part_figure_read(host.number, "", Some("{}".to_owned()), true).unwrap_err();
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!(host.all(".lane").len(), 1, "the last one stays");
}

#[wasm_bindgen_test]
async fn a_text_says_lanes_and_instant_and_its_title_is_told() {
    part_text();
    let text = "title Ours\ntopic orders 4\nat 0s start c1 c2\nat 16s kill c2\nlanes eager cooperative consumer\nt 17s";
    let host = Host::with("lanes=eager", Some(text), false).await;
    assert_eq!((host.all(".lane").len(), part_figure_now(host.number)), (1, Some(17_000.0)), "attributes go before");
    assert!(host.text(".say small").starts_with("Ours · "), "{}", host.text(".say small"));
    part_figure_read(host.number, "t=16000", Some(text.to_owned()), true).unwrap();
    host.settled().await;
    assert_eq!((host.all(".lane").len(), part_figure_now(host.number)), (3, Some(16_000.0)));
    let wrong = part_figure_read(host.number, "", Some("\ntopic orders".to_owned()), true).unwrap_err();
    let place = js_sys::Reflect::get(&wrong, &"where".into()).unwrap().as_string();
    assert_eq!(place.as_deref(), Some("1:13"), "the line below the tag is the first one");
    // A built-in scenario keeps the words that the page has for it.
    part_figure_read(host.number, "lang=ko", Some("scenario crash".to_owned()), true).unwrap();
    host.settled().await;
    assert!(!host.text(".say small").starts_with("A member"), "{}", host.text(".say small"));
}

#[wasm_bindgen_test]
async fn its_runs_are_recordings() {
    let host = Host::open("scenario=crash").await;
    let runs = js_sys::JSON::stringify(&part_figure_trace(host.number)).unwrap().as_string().unwrap();
    assert_eq!(runs.matches("kafka-group-recording/1").count(), 2);
}

#[wasm_bindgen_test]
async fn it_stands_still_while_nobody_sees_it() {
    let host = Host::with("scenario=crash", None, true).await;
    host.until("time runs", |h| part_figure_now(h.number) > Some(0.0)).await;
    part_figure_do(host.number, "leave", 0.0);
    let before = part_figure_now(host.number);
    gloo_timers::future::TimeoutFuture::new(100).await;
    assert_eq!(part_figure_now(host.number), before);
    part_figure_do(host.number, "see", 0.0);
    host.until("it goes on", |h| part_figure_now(h.number) > before).await;
}

#[wasm_bindgen_test]
async fn keys_are_its_own_and_the_host_does_not_hear_them() {
    let host = Host::open("scenario=crash&lanes=eager").await;
    let before = part_figure_now(host.number);
    host.press(".chart", "ArrowRight").await;
    assert!(part_figure_now(host.number) > before);
    host.press(".chart", "Escape").await;
    KEYS_OF_HOST
        .with_borrow(|heard| assert!(heard.contains(&"Escape".to_owned()), "nothing is to be cleared: {heard:?}"));
    host.press(".chart", "m").await;
    assert!(!host.has(".diagram"), "there are no views");
    KEYS_OF_HOST.with_borrow(|heard| assert!(!heard.contains(&"ArrowRight".to_owned()), "{heard:?}"));
    KEYS_OF_HOST.with_borrow(|heard| assert!(heard.contains(&"m".to_owned()), "{heard:?}"));
}

#[wasm_bindgen_test]
async fn without_controls_there_is_a_picture_alone() {
    let host = Host::without_controls("scenario=crash").await;
    assert!(!host.has(".controls") && host.has(".lane"));
    part_figure_do(host.number, "seek", 17_000.0);
    host.settled().await;
    assert_eq!(part_figure_now(host.number), Some(17_000.0));
}

#[wasm_bindgen_test]
async fn it_touches_nothing_of_the_document() {
    let root = web_sys::window().unwrap().document().unwrap().document_element().unwrap();
    let (lang, theme) = (root.get_attribute("lang"), root.get_attribute("data-theme"));
    let search = web_sys::window().unwrap().location().search().unwrap();
    let host = Host::open("scenario=crash&lang=ko&theme=light&t=16000").await;
    assert_eq!(host.attribute(".inner", "lang"), "ko");
    assert_eq!((root.get_attribute("lang"), root.get_attribute("data-theme")), (lang, theme));
    gloo_timers::future::TimeoutFuture::new(400).await;
    assert_eq!(web_sys::window().unwrap().location().search().unwrap(), search);
}

#[wasm_bindgen_test]
async fn one_that_is_gone_is_gone() {
    let host = Host::open("scenario=crash").await;
    part_figure_end(host.number);
    host.settled().await;
    assert_eq!(part_figure_now(host.number), None);
    assert!(!host.has(".lane"), "nothing of it is left");
    part_figure_do(host.number, "play", 0.0);
    part_figure_end(host.number);
    let next = Host::open("scenario=crash").await;
    assert_eq!(next.number, host.number, "its number is free again");
}
