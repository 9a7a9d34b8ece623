//! Settings: sliders and typed values run everything again.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::stage::Page;

const SESSION: &str = "#knob-session\\.timeout\\.ms";
const SLIDER: &str = ".knob input[type=range][aria-label='session.timeout.ms']";

fn value(page: &Page, selector: &str) -> String {
    let input: HtmlInputElement = page.one(selector).dyn_into().unwrap();
    input.value()
}

/// The digits of a field, without the spaces between thousands.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[wasm_bindgen_test]
async fn a_typed_value_runs_both_lanes_again() {
    let page = Page::open("scenario=crash&t=20000").await;
    let before = page.charts();
    page.type_into(SESSION, "20000").await;
    let after = page.charts();
    assert_ne!(before[0], after[0]);
    assert_ne!(before[1], after[1]);
    assert_eq!(page.clock_ms(), 20_000, "the playhead stays");
    assert_eq!(digits(&value(&page, SESSION)), "20000");
}

#[wasm_bindgen_test]
async fn a_slider_does_the_same() {
    let page = Page::open("scenario=crash&t=20000").await;
    let (before, place) = (page.charts(), value(&page, SLIDER));
    page.slide(SLIDER, "400").await;
    assert_ne!(value(&page, SLIDER), place);
    assert_ne!(page.charts(), before);
    assert_ne!(digits(&value(&page, SESSION)), "6000");
}

#[wasm_bindgen_test]
async fn what_kafka_refuses_is_said_beside_the_field_and_the_last_run_stays() {
    let page = Page::open("scenario=crash&t=20000").await;
    let before = page.charts();
    for refused in ["5", "1800001", "soon", ""] {
        page.type_into(SESSION, refused).await;
        let said = page.text(".knobs .knob .error");
        assert!(!said.is_empty(), "nothing is said of {refused:?}");
        assert_eq!(page.attribute(SESSION, "aria-invalid"), "true");
        assert_eq!(page.charts(), before, "{refused:?}");
    }
    page.type_into(SESSION, "20000").await;
    assert_eq!(page.text(".knobs .knob .error"), "");
    assert_ne!(page.charts(), before);
}

#[wasm_bindgen_test]
async fn a_refused_value_is_in_no_link_and_the_run_that_is_shown_is() {
    let page = Page::open("scenario=crash&t=20000").await;
    page.type_into(SESSION, "12000").await;
    page.type_into(SESSION, "abc").await;
    assert_eq!(value(&page, SESSION), "abc");
    page.click("Share").await;
    page.until("it is there", |p| p.has("input.link")).await;
    let link = value(&page, "input.link");
    assert!(link.contains("session.timeout.ms=12000"), "{link}");
    assert!(!link.contains("abc"), "{link}");
    page.all(".dialog-head button")[0].click();
    page.type_into("#knob-max\\.poll\\.interval\\.ms", "20000").await;
    assert_eq!(value(&page, SESSION), "abc", "it is still to be mended");
    page.type_into(SESSION, "12000").await;
    assert_eq!(page.text(".knobs .knob .error"), "");
}

#[wasm_bindgen_test]
async fn a_session_below_the_heartbeat_interval_is_refused_with_both_named() {
    let page = Page::open("scenario=crash&t=20000&heartbeat.interval.ms=8000&session.timeout.ms=9000").await;
    page.type_into(SESSION, "7000").await;
    let said = page.texts(".error").concat();
    assert!(said.contains("8000") || said.contains("8\u{202f}000"), "{said}");
}

#[wasm_bindgen_test]
async fn a_changed_setting_goes_back_to_the_scenarios_own() {
    let page = Page::open("scenario=crash&t=20000").await;
    let before = page.charts();
    page.type_into(SESSION, "20000").await;
    page.click("Scenario’s own value").await;
    assert_eq!(page.charts(), before);
    assert_eq!(digits(&value(&page, SESSION)), "6000");
}

#[wasm_bindgen_test]
async fn without_the_long_batch_eager_stops_less() {
    let page = Page::open("t=18000").await;
    let stopped = |page: &Page| {
        let bars = page.all_of(".score li:first-child dd rect");
        bars.iter().map(|bar| bar.get_attribute("width").unwrap().parse::<u32>().unwrap()).collect::<Vec<_>>()
    };
    let long = stopped(&page);
    assert!(long[0] > long[1], "{long:?}");
    page.type_into("#knob-batch", "0").await;
    let none = stopped(&page);
    assert!(none[0] < none[1], "{none:?}");
}
