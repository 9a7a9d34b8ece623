//! Markers: on the strip and on the charts, by pointer and by key, with exact times, undone and done again.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::stage::{Page, document};

/// The marker of that name, in ms.
fn at(page: &Page, pin: &str) -> u64 {
    page.attribute(pin, "aria-valuenow").parse().unwrap()
}

fn focus(page: &Page, selector: &str) {
    page.one(selector).dyn_into::<HtmlElement>().unwrap().focus().unwrap();
}

fn focused() -> String {
    document().active_element().map(|e| e.id()).unwrap_or_default()
}

fn value(page: &Page, selector: &str) -> String {
    page.one(selector).dyn_into::<HtmlInputElement>().unwrap().value()
}

#[wasm_bindgen_test]
async fn the_scenarios_own_steps_are_markers_too() {
    let page = Page::paused().await;
    let names: Vec<_> = page.all(".pin").iter().map(|p| p.get_attribute("aria-label").unwrap()).collect();
    assert_eq!(names, ["slow batch of C1: 5 s", "C3 starts"]);
    assert!(page.text("#pin-s3").contains("00:15.300"), "who, what and when: {}", page.text("#pin-s3"));
}

#[wasm_bindgen_test]
async fn arrows_nudge_the_marker_in_focus_and_run_all_lanes_again() {
    let page = Page::paused().await;
    let before = page.pictures();
    focus(&page, "#pin-s3");
    page.strike("ArrowRight", &[]).await;
    assert_eq!(at(&page, "#pin-s3"), 15_400);
    page.strike("ArrowRight", &["Shift"]).await;
    page.strike("ArrowLeft", &[]).await;
    assert_eq!(at(&page, "#pin-s3"), 16_300);
    assert_eq!((focused().as_str(), page.clock_ms()), ("pin-s3", 18_000), "focus and playhead stay");
    let after = page.pictures();
    assert!(before[0] != after[0] && before[1] != after[1]);
    assert!(page.has("#pin-s3[data-own]"), "it is no longer as the scenario has it");
    page.strike("z", &["Control"]).await;
    assert_eq!(at(&page, "#pin-s3"), 15_300, "nudges of a marker are one change");
    assert_eq!(page.pictures(), before);
    page.strike("Z", &["Control", "Shift"]).await;
    assert_eq!(at(&page, "#pin-s3"), 16_300);
    page.strike("z", &["Control"]).await;
    page.strike("y", &["Control"]).await;
    assert_eq!(at(&page, "#pin-s3"), 16_300);
}

#[wasm_bindgen_test]
async fn delete_takes_a_marker_away_and_the_focus_goes_on() {
    let page = Page::paused().await;
    focus(&page, "#pin-s2");
    page.strike("Delete", &[]).await;
    assert!(!page.has("#pin-s2"));
    assert_eq!(focused(), "pin-s3");
    page.strike("Delete", &[]).await;
    assert!(!page.has("#pin-s3"));
    assert!(page.has("#pin-s0") && page.has("#pin-s1"), "what is left to see is how the group starts");
    assert_eq!(focused(), "brush");
    page.click("Undo").await;
    page.click("Undo").await;
    assert_eq!(page.all(".pin").len(), 2);
    page.click("Redo").await;
    assert!(!page.has("#pin-s2") && page.has("#pin-s3"));
}

#[wasm_bindgen_test]
async fn enter_opens_exact_time_and_length() {
    let page = Page::paused().await;
    focus(&page, "#pin-s2");
    page.strike("Enter", &[]).await;
    assert_eq!(focused(), "mark-at");
    assert_eq!((value(&page, "#mark-at").as_str(), value(&page, "#mark-for").as_str()), ("14.2", "5"));
    page.type_into("#mark-at", "14,55 s").await;
    page.type_into("#mark-for", "2.5").await;
    assert_eq!(at(&page, "#pin-s2"), 14_550);
    assert_eq!(page.attribute("#pin-s2", "aria-label"), "slow batch of C1: 2.5 s · yours");
    page.type_into("#mark-at", "soon").await;
    assert_eq!((value(&page, "#mark-at").as_str(), at(&page, "#pin-s2")), ("14.55", 14_550));
    focus(&page, "#mark-at");
    page.strike("Escape", &[]).await;
    assert!(!page.has(".edit"));
    assert_eq!(focused(), "pin-s2");
}

#[wasm_bindgen_test]
async fn escape_in_a_field_brings_back_what_stood_there() {
    let page = Page::paused().await;
    for selector in ["#knob-session\\.timeout\\.ms", "#mark-at"] {
        if selector == "#mark-at" {
            focus(&page, "#pin-s3");
            page.strike("Enter", &[]).await;
        }
        let before = (value(&page, selector), page.charts());
        focus(&page, selector);
        page.one(selector).dyn_into::<HtmlInputElement>().unwrap().set_value("77");
        page.strike("Escape", &[]).await;
        assert_eq!((value(&page, selector), page.charts()), before);
        assert!(page.has(selector), "the first Escape is the field's");
    }
}

#[wasm_bindgen_test]
async fn a_pin_is_dragged_and_the_axes_stay_meanwhile() {
    let page = Page::paused().await;
    let (pin, track): (Element, Element) = (page.one("#pin-s3"), page.one(".track"));
    let (before, end) = (at(&page, "#pin-s3"), page.attribute(".chart", "aria-valuemax"));
    let tables = page.charts();
    page.drag(&pin, &track, &[0.2, 0.3, 0.4], false).await;
    assert!(page.charts().len() == 2 && page.charts() != tables, "once let go, the tables say what the charts show");
    assert!(at(&page, "#pin-s3") > before + 2_000, "{}", at(&page, "#pin-s3"));
    assert_eq!(page.clock_ms(), 18_000);
    assert!(!page.has(".edit"), "dragged, it is not opened");
    page.click("Undo").await;
    assert_eq!(
        (at(&page, "#pin-s3"), page.attribute(".chart", "aria-valuemax")),
        (before, end),
        "a drag is one change"
    );
    page.drag(&pin, &track, &[0.2, 0.2], false).await;
    assert!(page.has(".edit"), "only pressed, it is");
}

#[wasm_bindgen_test]
async fn a_marker_is_dragged_on_either_chart() {
    let page = Page::paused().await;
    for chart in [0, 1] {
        let before = at(&page, "#pin-s3");
        let mark = page.all_of(".chart [data-mark=s3]").swap_remove(chart);
        let plot = page.all_of(".plot").swap_remove(chart);
        page.drag(&mark, &plot, &[0.1, 0.2], false).await;
        assert!(at(&page, "#pin-s3") > before + 1_000, "chart {chart}");
        assert_eq!(focused(), "pin-s3", "keys go on from there");
        assert_eq!(page.clock_ms(), 18_000, "the playhead stays");
    }
}

#[wasm_bindgen_test]
async fn acts_beyond_the_row_are_behind_a_button() {
    let page = Page::open("scenario=scale-out&t=14000").await;
    for (name, label) in [
        ("exception in the loop", "exception in C1"),
        ("network down", "C1 offline: 4 s"),
        ("freeze", "C1 stopped: 8 s"),
        ("slow revoke", "slow revoke of C1: 8 s"),
        ("2 more partitions", "8 partitions"),
    ] {
        page.click(name).await;
        let pin = page.attribute(".pin[data-own]", "aria-label");
        assert_eq!(pin, [label, " · yours"].concat());
        page.click("Undo").await;
    }
}

#[wasm_bindgen_test]
async fn a_start_of_what_runs_is_refused_with_a_notice() {
    let page = Page::open("act=add:c1@20s").await;
    assert!(page.text(".notices").contains("c1 runs already"), "{}", page.text(".notices"));
    assert!(!page.has(".pin[data-own]"));
}
