//! Time: playing, stepping, seeking, and the keys for it.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Page, document};

#[wasm_bindgen_test]
async fn the_page_plays_by_itself() {
    let page = Page::open("").await;
    assert!(page.is_playing());
    let before = page.clock_ms();
    page.until("the clock goes on", |p| p.clock_ms() > before).await;
}

#[wasm_bindgen_test]
async fn an_address_with_an_instant_opens_there_and_stands_still() {
    let page = Page::open("t=18000").await;
    assert_eq!((page.clock_ms(), page.is_playing()), (18_000, false));
}

#[wasm_bindgen_test]
async fn space_plays_and_pauses() {
    let page = Page::paused().await;
    page.press(" ").await;
    assert!(page.is_playing());
    page.until("the clock goes on", |p| p.clock_ms() > 18_000).await;
    page.press(" ").await;
    assert!(!page.is_playing());
    // The session takes over the instant at which the person pressed, not the last change before it.
    assert!(page.clock_ms() > 18_000, "{}", page.clock_ms());
}

#[wasm_bindgen_test]
async fn arrows_step_there_and_back() {
    let page = Page::paused().await;
    page.press("ArrowRight").await;
    let next = page.clock_ms();
    assert!(next > 18_000, "{next}");
    page.press("ArrowRight").await;
    page.press("ArrowLeft").await;
    assert_eq!(page.clock_ms(), next);
}

#[wasm_bindgen_test]
async fn shift_and_arrows_go_from_rebalance_to_rebalance() {
    let page = Page::paused().await;
    page.press("Home").await;
    let opening = page.clock_ms();
    page.press_with("ArrowRight", true).await;
    assert!(page.clock_ms() > opening);
    let state = page.text(".lane .state");
    assert_eq!(state, "PreparingRebalance");
}

#[wasm_bindgen_test]
async fn home_and_end_go_to_the_ends() {
    let page = Page::paused().await;
    page.press("End").await;
    let end = page.clock_ms();
    assert_eq!(end.to_string(), page.attribute("[role=slider]", "aria-valuemax"));
    page.press("Home").await;
    assert_eq!(page.clock_ms().to_string(), page.attribute("[role=slider]", "aria-valuemin"));
}

#[wasm_bindgen_test]
async fn pressing_on_either_chart_moves_both_lanes_there() {
    let page = Page::paused().await;
    for chart in [0, 1] {
        page.press("Home").await;
        page.press_on_chart(chart, 0.5).await;
        let values: Vec<_> = page.all(".chart[role=slider]").iter().map(|s| s.get_attribute("aria-valuenow")).collect();
        assert_eq!(values, [Some(page.clock_ms().to_string()), Some(page.clock_ms().to_string())]);
        assert!(page.clock_ms() > 14_000);
        assert!(!page.is_playing());
    }
}

#[wasm_bindgen_test]
async fn the_playhead_is_spoken() {
    let page = Page::paused().await;
    let said = page.attribute("[role=slider]", "aria-valuetext");
    assert!(said.contains("18"), "{said}");
    page.press("ArrowRight").await;
    assert_ne!(page.attribute("[role=slider]", "aria-valuetext"), said);
}

#[wasm_bindgen_test]
async fn digits_choose_a_scenario() {
    let page = Page::paused().await;
    page.press("3").await;
    let current = page.texts(".scenarios [aria-current=true]");
    assert_eq!(current.len(), 1);
    assert!(current[0].starts_with('③'), "{current:?}");
}

#[wasm_bindgen_test]
async fn a_field_keeps_its_keys() {
    let page = Page::paused().await;
    let field = page.all(".knob input[type=text]").remove(0);
    field.focus().unwrap();
    let event = web_sys::KeyboardEventInit::new();
    event.set_key(" ");
    event.set_bubbles(true);
    let event = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &event).unwrap();
    field.dispatch_event(&event).unwrap();
    yew::scheduler::flush().await;
    assert!(!page.is_playing());
    assert!(document().active_element().is_some_and(|e| e == *field));
}
