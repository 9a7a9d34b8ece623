//! The lanes: what they show is that of the run, at the playhead.

use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::scheduler;

use crate::stage::{Page, document, lend_text};

#[wasm_bindgen_test]
async fn two_lanes_show_the_same_scenario_under_two_protocols() {
    let page = Page::paused().await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "Cooperative"]);
    let select: web_sys::HtmlSelectElement = page.one(".lane-head select").unchecked_into();
    assert_eq!(select.value(), "RangeAssignor");
    assert_eq!(page.texts(".lane-head code"), ["CooperativeStickyAssignor"]);
    assert_eq!(page.all(".lane:first-child .card").len(), 3);
    assert_eq!(page.all(".lane:first-child .tile").len(), 6);
}

#[wasm_bindgen_test]
async fn the_verdict_follows_the_playhead() {
    let page = Page::paused().await;
    let stopped = page.text(".lane:first-child .verdict");
    page.press("Home").await;
    let now = page.text(".lane:first-child .verdict");
    assert_ne!(now, stopped, "at {} ms", page.clock_ms());
}

#[wasm_bindgen_test]
async fn every_tile_has_a_place_and_says_its_lag() {
    let page = Page::paused().await;
    for tile in page.all(".tile") {
        let place = tile.style().get_property_value("transform").unwrap();
        assert!(place.starts_with("translate("), "{place}");
        let lag = tile.query_selector("small").unwrap().unwrap().text_content().unwrap();
        assert!(lag.parse::<u64>().is_ok(), "lag {lag}");
    }
}

#[wasm_bindgen_test]
async fn the_second_tile_of_a_partition_in_two_hands_is_nowhere_before() {
    let page = Page::open("scenario=poll-timeout&t=16000").await;
    let is = |tile: &web_sys::HtmlElement| tile.get_attribute("data-is").unwrap();
    let shown = page.all(".tile").iter().filter(|tile| is(tile) != "nowhere").count();
    assert_eq!(shown, 12, "six partitions in two lanes");
}

#[wasm_bindgen_test]
async fn nothing_has_a_style_attribute_in_its_markup() {
    // What CSSOM sets shows as an attribute too; what the policy forbids is markup that brings one.
    let page = Page::paused().await;
    for element in page.all("[style]") {
        let class = element.class_name();
        let moved = ["tile", "token", "fill", "playhead", "ghost", "stage", "brush", "pin", "now"];
        let is_moved = moved.iter().any(|c| class.contains(c));
        assert!(is_moved, "{} has a style", element.outer_html());
    }
}

#[wasm_bindgen_test]
async fn the_language_changes_the_words_and_not_the_run() {
    let page = Page::paused().await;
    let (states, clock) = (page.texts(".lane .state"), page.clock_ms());
    let narration = page.text(".say p");
    page.click("한국어").await;
    assert_eq!(document().document_element().unwrap().get_attribute("lang").unwrap(), "ko");
    assert_ne!(page.text(".say p"), narration);
    assert_eq!((page.texts(".lane .state"), page.clock_ms()), (states, clock));
    page.click("EN").await;
    assert_eq!(page.text(".say p"), narration);
}

#[wasm_bindgen_test]
async fn charts_have_a_table_for_those_who_do_not_see_them() {
    let page = Page::paused().await;
    assert_eq!(page.charts().len(), 2);
    assert!(page.all(".chart + .sr table tbody tr").len() >= 12);
    assert!(!page.text(".chart + .sr table caption").is_empty());
}

#[wasm_bindgen_test]
async fn the_seed_is_followed() {
    let one = { Page::open("t=16000&seed=1").await.charts() };
    let two = { Page::open("t=16000&seed=2").await.charts() };
    let again = { Page::open("t=16000&seed=1").await.charts() };
    assert_eq!(one, again);
    assert_ne!(one, two);
}

#[wasm_bindgen_test]
async fn the_third_lane_is_one_press_away_and_can_be_removed_again() {
    let page = Page::paused().await;
    page.click("Add lane: KIP-848").await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "Cooperative", "KIP-848"]);
    assert_eq!(page.charts().len(), 3);
    assert_eq!(page.texts(".add-lane"), ["+ Difference"], "there is room for three");
    let clock = page.clock_ms();
    page.click("Remove lane: Eager").await;
    assert_eq!(page.texts(".lane h2"), ["Cooperative", "KIP-848"]);
    assert_eq!(page.clock_ms(), clock, "the playhead stays");
    page.click("Add lane: Eager").await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "Cooperative", "KIP-848"]);
}

#[wasm_bindgen_test]
async fn a_lane_is_switched_to_another_assignor() {
    let page = Page::open("lanes=eager,consumer&t=18000").await;
    let before = page.charts();
    let select: web_sys::HtmlSelectElement = page.all(".lane-head select")[1].clone().unchecked_into();
    assert_eq!(select.value(), "uniform");
    select.set_selected_index(1);
    crate::stage::fire(&select, "change");
    scheduler::flush().await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "KIP-848, range"]);
    assert_eq!(page.charts()[0], before[0], "the other lane is as it was");
}

#[wasm_bindgen_test]
async fn a_consumer_group_says_its_epochs() {
    let page = Page::open("scenario=scale-out&lanes=consumer&t=15800").await;
    assert!(page.text(".lane .gen").starts_with("group epoch "), "{}", page.text(".lane .gen"));
    let cards = page.texts(".card p.epoch");
    assert_eq!(cards.len(), 3);
    assert!(cards.iter().all(|c| c.starts_with("epoch ")), "{cards:?}");
    assert_eq!(page.all(".meter.epoch").len(), 3);
    assert_eq!(page.text(".knobs .note"), "KIP-848: the broker’s");
}

/// A recording as it lies beside the page.
const RECORDING: &str = include_str!("../../../tests/conformance/recordings/scale-out-slow-batch.eager.1.json");

#[wasm_bindgen_test]
async fn a_recording_stands_beside_the_lane_that_simulates_it_and_goes_again() {
    let page = Page::paused().await;
    lend_text(Promise::resolve(&JsValue::from_str(RECORDING)));
    page.click("+ Eager, recorded").await;
    page.until("it has come", |p| p.texts(".lane h2").len() == 3).await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "Eager, recorded", "Cooperative"]);
    assert!(page.texts(".lane-head")[1].contains("real Kafka 4.3.1, recorded"));
    assert_eq!(page.texts(".verdict b")[0], page.texts(".verdict b")[1]);
    page.click("Remove lane: Eager, recorded").await;
    assert_eq!(page.texts(".lane h2"), ["Eager", "Cooperative"]);
}

#[wasm_bindgen_test]
async fn a_recording_that_is_none_is_said_and_offered_again() {
    let page = Page::paused().await;
    lend_text(Promise::resolve(&JsValue::from_str("{}")));
    page.click("+ Eager, recorded").await;
    page.until("it is said", |p| p.has(".notice")).await;
    assert!(page.text(".notice").contains("could not be loaded"));
    page.button("+ Eager, recorded");
    assert_eq!(page.texts(".lane h2"), ["Eager", "Cooperative"]);
}

#[wasm_bindgen_test]
async fn the_difference_of_lanes_is_a_press_away_and_leads_to_where_they_part() {
    let page = Page::paused().await;
    page.click("Add lane: Difference").await;
    page.until("it has come", |p| p.has(".difference tbody tr")).await;
    assert!(page.text(".difference h2 + p").starts_with("They part at 00:16.0"), "{}", page.text(".difference h2 + p"));
    assert!(page.has(".difference [data-is=same]") && page.has(".difference [data-is=other]"));
    assert_eq!(page.texts(".difference .names span"), ["Eager", "Cooperative"], "a picture a lane");
    assert!(page.has(".difference .across svg rect"));
    assert_eq!(page.all(".difference tr[aria-current]").len(), 1);
    page.click("00:16.0").await;
    assert_eq!(page.clock_ms() / 100, 160);
    page.click("Remove lane: Difference").await;
    assert!(!page.has(".difference") && page.has(".add-lane"));
}
